"""Residents: the segregation of where people live, beside that of the units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.counts import Counts
from skolval.indices import dissimilarity
from skolval.measure.bases import Basis, suppressible
from skolval.measure.index_rows import corrected
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.origins import cited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from skolval.report.context import Context

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 53
OF_ALL_PUPILS = True
_D = dict[str, Any]
"""D with its mean by lot, corrected, and of how many."""


def render(context: Context) -> Section | None:
    """Return D of the home areas beside D of the units; None where no area has residents."""
    living = _living(context)
    if living is None:
        return None
    _ = context.words.gettext
    intro = _(
        "Where people live is not decided by how pupils are placed, but sets what can be reached "
        "with short ways. Here stands how unevenly “{group}” is spread over the home areas, which "
        "are small statistical areas such as DeSO, beside how unevenly it is spread over the units."
    ).format(group=context.group_label)
    careful = _(
        "Areas are more and smaller than units, and small parts look more uneven by chance alone. "
        "Compare levels by “Corrected”, which takes off what lot gives, and not by D itself. All "
        "residents of every age are counted at the first level, only the pupils of the round at "
        "the others."
    )
    homes = _homes(context)
    told = facts_list(_sentences(context, living, homes))
    body = prose(intro, careful) + told + render_table(_table(context, living, homes))
    return Section("residents", _("Where residents live, and the units"), body)


def _living(context: Context) -> _D | None:
    """Return D of all residents by home area, None where that is not known."""
    run, group = context.run, context.run.problem.balance_group
    share = f"share_{group}"
    if not len(run.areas) or not {"population", share} <= set(run.areas):
        return None
    residents = pd.to_numeric(run.areas["population"]).to_numpy(float, na_value=0.0)
    shares = pd.to_numeric(run.areas[share]).to_numpy(float, na_value=np.nan)
    basis = suppressible("residents", group, residents, (shares, np.zeros(len(shares)), residents))
    return _dissimilarity(basis)


def _homes(context: Context) -> _D | None:
    """Return D of the pupils of the round by home area, None where membership is not known.

    Nor is it told to the public: an index is a sum, and few pupils live in an area.
    """
    if context.shown.public:
        return None
    problem = context.run.problem
    column = problem.groups.index(problem.balance_group)
    parties = problem.parties
    member, area = parties.member[:, column], parties.area
    counted = (member >= 0) & (area >= 0)
    if problem.of_areas or not counted.any():
        return None
    many = len(problem.area_ids)
    x, t = (
        np.asarray(np.bincount(area[counted], of[counted], many), np.float64)
        for of in (member, parties.size)
    )
    return _dissimilarity(Basis("homes", problem.balance_group, x, t, x, t))


def _dissimilarity(basis: Basis) -> _D | None:
    """Return D alone, with its mean by lot: other indices of many areas take their time."""
    known = ~np.isnan(basis.x) & (basis.t > 0)
    if basis.reason or not known.any():
        return None
    table = np.c_[basis.x[known], basis.t[known] - basis.x[known]]
    counts = Counts.of(table, groups=("group", "rest"))
    found = dissimilarity.index(counts, "group")
    if math.isnan(found.value):
        return None
    return {
        "value": found.value,
        "expected": found.expected,
        "corrected": corrected("dissimilarity", found),
        "n_units": len(counts.units),
        "n_pupils": round(float(counts.matrix.sum())),
    }


def _table(context: Context, living: _D, homes: _D | None) -> Table:
    _, words = context.words.gettext, context.words
    rows = [[_("All residents, by home area"), *_cells(living, context)]]
    if homes is not None:
        rows.append([_("Pupils of the round, by home area"), *_cells(homes, context)])
    for case in context.cases:
        for basis, text in (
            ("area", _("{policy}: units, by home area (group-blind)")),
            ("pupil", _("{policy}: units, by pupil")),
        ):
            found = {
                name: case.index("dissimilarity", basis=basis, column=name)
                for name in ("value", "expected", "corrected", "n_units")
            }
            if not math.isnan(found["value"]):
                rows.append([text.format(policy=case.title), *_cells(found, context)])
    share = f"share_{context.run.problem.balance_group}"
    source = cited(context.run.provenance, "areas", ("population", share), words)
    note = _(
        "D is the share of the group who would have to change area, or unit, for every one to "
        "have the same share. The rows by area count all grades together, those by unit are taken "
        "within grades and pooled."
    )
    columns = [
        Column(_("Level"), numeric=False), Column("D"), Column(_("Drawn by lot")),
        Column(_("Corrected")), Column(_("Areas or units")),
    ]  # fmt: skip
    return Table(
        _("D of residents, pupils’ homes and units"), columns, rows,
        note=f"{note} {source}".strip(), wide=True,
    )  # fmt: skip


def _cells(row: Mapping[str, Any], context: Context) -> list[str]:
    words = context.words
    told = [words.decimal(row[name]) for name in ("value", "expected", "corrected")]
    return [*told, words.whole(row["n_units"])]


def _sentences(context: Context, living: _D, homes: _D | None) -> list[str]:
    """Return how each policy's units stand to the pupils' homes, chance taken off."""
    _, words = context.words.gettext, context.words
    ours = [
        (case.title, case.index("dissimilarity", basis="pupil", column="corrected"))
        for case in context.cases
    ]
    base = math.nan if homes is None else float(homes["corrected"])
    lived = _(
        "Over {areas} home areas with {people} residents, D is {d}: that is what the units would "
        "start from if everybody went to a unit of the own area."
    ).format(
        areas=words.whole(living["n_units"]), people=words.whole(living["n_pupils"]),
        d=words.decimal(living["value"]),
    )  # fmt: skip
    less = _("{policy}: the units are less segregated ({units}) than the pupils’ homes ({homes}).")
    more = _("{policy}: the units are more segregated ({units}) than the pupils’ homes ({homes}).")
    told = [
        (less if value <= base else more).format(
            policy=title, units=words.decimal(value), homes=words.decimal(base)
        )
        for title, value in ours
        if not math.isnan(value) and not math.isnan(base)
    ]
    return [lived, *told]
