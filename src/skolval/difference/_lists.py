"""What is added, removed, moved or changed between two ordered lists."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from skolval.difference._words import parameter_words, value_words
from skolval.domain.language import _

__all__ = ["Item", "list_changes"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: what it is known by, what readers call it, and its values."""

    key: str
    label: str
    values: dict[str, Any]


def list_changes(kind: str, before: Sequence[Item], after: Sequence[Item]) -> list[str]:
    """Return one sentence per entry removed, added, moved or changed.

    Parameters
    ----------
    kind : what an entry is called, e.g. ``criterion``. An entry that stands twice in a list is
        held against its namesake of the same number.
    """
    old, new = _numbered(before), _numbered(after)
    told = [_removed(kind, item) for key, item in old.items() if key not in new]
    names = list(new)
    told += [_added(kind, names.index(key), new) for key in names if key not in old]
    told += [_moved(kind, key, old, new) for key in _out_of_order(list(old), names)]
    for key in names:
        if key in old:
            told += _changed(kind, old[key], new[key])
    return told


def _numbered(items: Sequence[Item]) -> dict[tuple[str, int], Item]:
    found: dict[tuple[str, int], Item] = {}
    for item in items:
        number = sum(1 for key, _n in found if key == item.key)
        found[item.key, number] = item
    return found


def _removed(kind: str, item: Item) -> str:
    return _("The {kind} {name} is taken away.").format(kind=kind, name=item.label)


def _added(kind: str, place: int, new: dict[tuple[str, int], Item]) -> str:
    items = list(new.values())
    told = [
        f"{parameter_words(name)}: {value_words(value, name)}"
        for name, value in items[place].values.items()
        if value not in (None, (), "", False)
    ]
    text = _("The {kind} {name} is added as number {place} of {all}{values}.")
    return text.format(
        kind=kind,
        name=items[place].label,
        place=place + 1,
        all=len(items),
        values=f" ({'; '.join(told)})" if told else "",
    )


def _moved(
    kind: str,
    key: tuple[str, int],
    old: dict[tuple[str, int], Item],
    new: dict[tuple[str, int], Item],
) -> str:
    text = _("The {kind} {name} moves from number {before} to number {after}.")
    return text.format(
        kind=kind, name=new[key].label, before=[*old].index(key) + 1, after=[*new].index(key) + 1
    )


def _out_of_order(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the fewest common keys whose moving explains the new order."""
    common = [key for key in new if key in old]
    places = [old.index(key) for key in common]
    kept = _longest_rising(places)
    return [key for position, key in enumerate(common) if position not in kept]


def _longest_rising(places: list[int]) -> set[int]:
    """Return the positions of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for position, place in enumerate(places):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            piles.append(position)
        else:
            tops[pile], piles[pile] = place, position
    kept: set[int] = set()
    at = piles[-1] if piles else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def _changed(kind: str, old: Item, new: Item) -> list[str]:
    text = _("The {kind} {name} changes: {what} from {before} to {after}.")
    return [
        text.format(
            kind=kind,
            name=new.label,
            what=parameter_words(key),
            before=value_words(old.values[key], key),
            after=value_words(new.values[key], key),
        )
        for key in new.values
        if old.values.get(key) != new.values[key]
    ]
