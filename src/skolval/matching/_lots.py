"""Lots between pupils of equal priority: a drawn order, or one anybody can recompute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from skolval.criteria._lots import lot_places
from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.matching._frames import Name, listed_names
from skolval.matching._ledger import Ledger
from skolval.matching._shapes import tell_text
from skolval.matching._table import Table

__all__ = ["Lots", "lottery_order", "pair_lots", "pupil_order", "read_lots"]

GROUP_POLICIES = ("reject-group", "admit-group")
_POLICIES = ("single-lottery", "multiple-lottery", *GROUP_POLICIES)


def lottery_order(seed: str, pupils: Sequence[Name], school: Name | None = None) -> list[Name]:
    """Anybody can recompute the lottery from the published seed (lottning).

    Pupils in the order of the hexadecimal SHA-256 of the UTF-8 text ``seed|pupil``, or of
    ``seed|school|pupil`` when every school draws on its own.

    >>> lottery_order("2026", ["Ada", "Bo", "Cy"])
    ['Bo', 'Cy', 'Ada']

    Parameters
    ----------
    seed : text published before the draw. pupils : their names. school : whose draw it is.

    Returns
    -------
    The pupils, the first drawn first.

    Raises
    ------
    InputError
        The seed is no text, the pupils are no list, or a name is no name.
    """
    ledger = Ledger()
    tell_text("seed", seed, ledger)
    names = listed_names(pupils, "pupils", ledger, ordered=False)
    if school is not None:
        listed_names([school], "school", ledger)
    ledger.settle()
    text = str(seed) if school is None else f"{seed}|{school}"
    return [names[i] for i in np.argsort(lot_places(text, map(str, names)))]


def pair_lots(seed: str, schools: Sequence[Name], pupils: Sequence[Name]) -> IntArray:
    """Return the place of every pair in the draw by ``seed|school|pupil``."""
    names = [f"{seed}|{s}|{i}".encode() for s, i in zip(schools, pupils, strict=True)]
    digests = [sha256(name).digest() for name in names]
    place = np.empty(len(digests), np.int64)
    place[sorted(range(len(digests)), key=digests.__getitem__)] = np.arange(len(digests))
    return place


@dataclass(frozen=True, slots=True)
class Lots:
    """What decides between equals.

    Parameters
    ----------
    policy : one of the ties policies, or empty when nothing was said.
    single : (n,) place of each pupil in the draw for all schools.
    lists : (n,) places by school number. seed : draws of pairs by hash.
    """

    policy: str = ""
    single: IntArray | None = None
    lists: Mapping[int, IntArray] | None = None
    seed: str | None = None

    def of(self, table: Table, school: IntArray, pupil: IntArray) -> IntArray:
        """Return the lot of every pair, the smaller goes first; all 0 without lots."""
        if self.single is not None:
            single: IntArray = self.single[pupil]
            return single
        lot = np.zeros(len(pupil), np.int64)
        if self.seed is not None:
            names = [table.schools[s] for s in school], [table.pupils[i] for i in pupil]
            return pair_lots(self.seed, *names)
        for s, places in (self.lists or {}).items():
            here = school == s
            lot[here] = places[pupil[here]]
        return lot


def pupil_order(order: Any, table: Table, ledger: Ledger, argument: str) -> IntArray:
    """Return each pupil's place in `order`; those who are not in it share the last place."""
    number = {name: i for i, name in enumerate(table.pupils)}
    place = np.full(len(number), len(number), np.int64)
    for at, name in enumerate(listed_names(order, argument, ledger)):
        i = number.get(name)
        if i is None:
            message = _("The order lists {value}, who is no pupil.")
            ledger.add(argument, "reference", message, value=name, choices=list(number))
        elif place[i] < len(number):
            ledger.add(argument, "unique", _("The order lists {value} twice."), value=name)
        else:
            place[i] = at
    return place


def read_lots(options: Mapping[str, Any], table: Table, ledger: Ledger) -> Lots:
    """Return the lots that the options ask for."""
    lottery, seed = options.get("lottery"), options.get("seed")
    default = "multiple-lottery" if isinstance(lottery, Mapping) else "single-lottery"
    drawn = lottery is not None or seed is not None
    policy = options.get("ties", default if drawn else "")
    _check(policy, lottery, seed, ledger)
    if policy not in {"single-lottery", "multiple-lottery"} or not drawn:
        return Lots(str(policy))
    if policy == "multiple-lottery":
        if lottery is None:
            return Lots(policy, seed=str(seed))
        return Lots(policy, lists=_lists(lottery, table, ledger))
    if lottery is None:
        return Lots(policy, single=lot_places(str(seed), map(str, table.pupils)))
    return Lots(policy, single=pupil_order(lottery, table, ledger, "lottery"))


def _check(policy: Any, lottery: Any, seed: Any, ledger: Ledger) -> None:
    if policy and policy not in _POLICIES:
        message = _("There is no ties policy {value}.")
        ledger.add("ties", "reference", message, value=policy, choices=_POLICIES)
    drawn = lottery is not None or seed is not None
    if policy in GROUP_POLICIES and drawn:
        message = _("A lottery has no use where {value} treats equals alike.")
        ledger.add("ties", "unused", message, value=policy)
    if policy in {"single-lottery", "multiple-lottery"} and not drawn:
        remedy = _("Give the order drawn (lottery) or the published text (seed).")
        ledger.add("ties", "required", _("{value} needs a lottery."), value=policy, remedy=remedy)
    if lottery is not None and seed is not None:
        ledger.add("seed", "unused", _("Give lottery or seed, not both."))
    if isinstance(lottery, Mapping) != (policy == "multiple-lottery") and lottery is not None:
        message = _("{value} needs one list for all schools, or for each school a list.")
        ledger.add("lottery", "type", message, value=policy)


def _lists(lottery: Any, table: Table, ledger: Ledger) -> dict[int, IntArray]:
    number = {name: s for s, name in enumerate(table.schools)}
    lists = {}
    for school, order in lottery.items() if isinstance(lottery, Mapping) else ():
        if school not in number:
            message = _("The lottery names {value}, which is no school.")
            ledger.add("lottery", "reference", message, value=school, choices=list(number))
        else:
            lists[number[school]] = pupil_order(order, table, ledger, "lottery")
    return lists
