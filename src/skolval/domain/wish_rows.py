"""Which offering each wish is for (önskad utbudspunkt)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.party_tables import codes

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.problem import BoolArray, IntArray, Offerings, Parties

__all__ = ["asked_offerings"]


def asked_offerings(
    instance: Instance,
    parties: Parties,
    offerings: Offerings,
    means: tuple[BoolArray, tuple[IntArray, IntArray]],
) -> pd.DataFrame:
    """Return party, offering (-1: none to be placed at) and rank of the parties' wishes.

    A wish that names only a unit is for its offering of the programme that the pupil applied
    for, else for its first placeable offering of the pupil's grade, one of `plain` before one
    that is not (places by a test are wished for by name).

    Parameters
    ----------
    means : `plain`, (n_offerings,); and pairs of parties and offerings of their programme.
    """
    plain, applied = means
    choices = instance.choices
    party = codes(pd.Index(parties.ids), choices["pupil_id"])
    named = codes(pd.Index(offerings.ids), choices["offering_id"])
    unit = codes(pd.Index(instance.units["unit_id"].astype(str)), choices["unit_id"])
    meant = _meant(offerings, plain, shape=(len(instance.units) + 1, len(instance.grades.codes)))
    derived = meant[unit, parties.grade[party]]
    sought = _sought((party, unit), applied, offerings)
    derived = np.where(sought >= 0, sought, derived)
    table = {
        "party": party,
        "offering": np.where(named >= 0, named, derived),
        "rank": choices["rank"].to_numpy(np.int64),
    }
    return pd.DataFrame(table)[party >= 0]


def _meant(offerings: Offerings, plain: BoolArray, *, shape: tuple[int, int]) -> IntArray:
    """Return (units + 1, grades) the offering that a unit's name means; the last row is none."""
    meant = np.full(shape, -1, np.int64)
    order = np.lexsort((-np.arange(len(offerings)), plain))
    rows = order[offerings.placeable[order]]
    # Of several the last written stays, which is the first of the table among the plain ones.
    for row, unit, grade in zip(rows, offerings.unit[rows], offerings.grade[rows], strict=True):
        meant[unit, grade] = row
    return meant


def _sought(
    wish: tuple[IntArray, IntArray], applied: tuple[IntArray, IntArray], offerings: Offerings
) -> IntArray:
    """Return the offering of the pupil's programme at the unit of each wish, -1 for none."""
    party, offering = (part[::-1] for part in applied)  # of several the first of the table stays
    width = int(max(offerings.unit.max(initial=0), wish[1].max(initial=0))) + 1
    place = dict(zip((party * width + offerings.unit[offering]).tolist(), offering.tolist()))  # noqa: B905 - of one length
    code = np.where(wish[1] >= 0, wish[0] * width + wish[1], -1)
    return np.array([place.get(one, -1) for one in code.tolist()] if place else -1, np.int64)
