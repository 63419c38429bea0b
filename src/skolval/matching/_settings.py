"""The options that belong to one mechanism: consent, order, permanency, work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.matching._frames import MOST, listed_names
from skolval.matching._ledger import Ledger
from skolval.matching._lots import Lots, pupil_order
from skolval.matching._table import Table

__all__ = ["Settings", "read_settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What single mechanisms are told.

    Parameters
    ----------
    consent : (n,). order : (n,) pupils in the order they choose, None when nothing was said.
    permanency : choices before seats are final, None for no end. seed : of a random placement.
    work : deterministic seconds.
    """

    consent: BoolArray
    order: IntArray | None
    permanency: int | None
    seed: str | None
    work: float


def read_settings(
    name: str, options: Mapping[str, Any], table: Table, lots: Lots, ledger: Ledger
) -> Settings:
    """Return the settings of the mechanism `name`; faults go to the ledger."""
    seed = options.get("seed")
    if name == "random_places" and seed is None:
        ledger.add("seed", "required", _("Random places need a seed."))
    if name == "guarantee_school" and "distance_m" not in options:
        ledger.add("distance_m", "required", _("Guarantee schools need distances."))
    return Settings(
        consent=_consent(options.get("consent", "all"), table, ledger),
        order=_order(options, table, lots, ledger) if name == "serial_dictatorship" else None,
        permanency=_permanency(options.get("permanency"), ledger),
        seed=None if seed is None else str(seed),
        work=_work(options.get("work", 4.0), ledger),
    )


def _consent(consent: Any, table: Table, ledger: Ledger) -> BoolArray:
    everybody = np.ones(len(table.pupils), bool)
    if isinstance(consent, str) and consent in {"all", "none"}:
        return everybody if consent == "all" else ~everybody
    refusing = isinstance(consent, Mapping) and set(consent) == {"not"}
    if not refusing and not isinstance(consent, list | tuple | set | frozenset):
        remedy = _('Write "all", "none", a list of pupils or {{"not": [...]}}.')
        message = _("The consent {value} is not understood.")
        ledger.add("consent", "type", message, value=consent, remedy=remedy)
        return everybody
    asked = consent["not"] if refusing else consent
    named = listed_names(asked, "consent", ledger, ordered=False)
    for name in set(named) - set(table.pupils):
        message = _("The consent names {value}, who is no pupil.")
        ledger.add("consent", "reference", message, value=name, choices=table.pupils)
    listed = np.array([name in set(named) for name in table.pupils], bool)
    return ~listed if refusing else listed


def _order(options: Mapping[str, Any], table: Table, lots: Lots, ledger: Ledger) -> IntArray | None:
    if options.get("order") is not None:
        place = pupil_order(options["order"], table, ledger, "order")
    elif lots.single is not None:
        place = lots.single
    else:
        remedy = _("Give the order, the order drawn (lottery) or the published text (seed).")
        message = _("Serial dictatorship needs one order of all pupils.")
        ledger.add("order", "required", message, remedy=remedy)
        return None
    for i in np.flatnonzero(place == len(table.pupils)):
        message = _("The order leaves out {value}.")
        ledger.add("order", "required", message, value=table.pupils[i])
    order: IntArray = np.argsort(place, kind="stable").astype(np.int64)
    return order


def _permanency(permanency: Any, ledger: Ledger) -> int | None:
    if permanency is None:
        return None
    whole = isinstance(permanency, int | np.integer) and not isinstance(permanency, bool)
    if whole and permanency >= 1:
        return min(int(permanency), MOST)
    message = _("The permanency {value} is not a whole number from 1.")
    ledger.add("permanency", "number", message, value=permanency)
    return None


def _work(work: Any, ledger: Ledger) -> float:
    number = isinstance(work, int | float) and not isinstance(work, bool)
    if number and 0 < work <= MOST:
        return float(work)
    ledger.add("work", "number", _("The work {value} is not a number above 0."), value=work)
    return 1.0
