"""differences (skillnader): what one policy says that another does not, a sentence each.

Order counts where a policy's order does: criteria and seat classes that move are told as moved,
the fewest that explain the new order. What only labels a policy (title, description, source)
is not told.
"""

from __future__ import annotations

from dataclasses import dataclass

from skolval.difference._lists import Item, list_changes
from skolval.difference._words import KEYS, key_words, kind_words, value_words
from skolval.domain.language import _
from skolval.domain.policy import Policy, Step
from skolval.law import legal_report
from skolval.registry import term

__all__ = ["Difference", "differences"]

_LISTS = (("criterion", "criteria"), ("rule", "rules"), ("goal", "goals"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Parameters
    ----------
    about : key of the policy file. sentence : what changes, in the chosen language.
    """

    about: str
    sentence: str


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Return everything that changes from one policy to the other, in the order of the file.

    Two policies that say the same have no differences, whatever they are called.
    """
    found = [*_mechanism(before.mechanism, after.mechanism)]
    for room, key in _LISTS:
        found += _told(key, room, _steps(room, getattr(before, key)), _steps(room, getattr(after, key)))  # fmt: skip  # noqa: E501
    found += _told("seat_classes", "seat class", _classes(before), _classes(after))
    found += _told("bounds", "bound", _bounds(before), _bounds(after))
    found += _keys(before, after)
    return (*found, *_legal(before, after))


def _told(
    key: str, kind: str, before: tuple[Item, ...], after: tuple[Item, ...]
) -> list[Difference]:
    return [Difference(key, text) for text in list_changes(kind_words(kind), before, after)]


def _steps(room: str, steps: tuple[Step, ...]) -> tuple[Item, ...]:
    return tuple(Item(step.name, term(room, step.name), step.params.model_dump()) for step in steps)


def _classes(policy: Policy) -> tuple[Item, ...]:
    keys = ("seats", "share", "who", "only", "units")
    return tuple(
        Item(c.name, c.name, {key: getattr(c, key) for key in keys}) for c in policy.seat_classes
    )


def _bounds(policy: Policy) -> tuple[Item, ...]:
    keys = ("floor", "ceiling", "hard", "units")
    return tuple(
        Item(repr(b.who), value_words(b.who), {key: getattr(b, key) for key in keys})
        for b in policy.bounds
    )


def _mechanism(before: Step, after: Step) -> list[Difference]:
    first, second = term("mechanism", before.name), term("mechanism", after.name)
    if before.name != after.name:
        text = _("The mechanism changes from {before} to {after}.")
        return [Difference("mechanism", text.format(before=first, after=second))]
    items = [(Item(s.name, first, s.params.model_dump()),) for s in (before, after)]
    return _told("mechanism", "mechanism", *items)


def _keys(before: Policy, after: Policy) -> list[Difference]:
    """Return what changes among the keys that are no lists."""
    text = _("{what} changes from {before} to {after}.")
    found = []
    for key in KEYS:
        old, new = _value(before, key), _value(after, key)
        words = {"before": value_words(old, key), "after": value_words(new, key)}
        # no block and one that says nothing of this key mean the same
        if old != new and words["before"] != words["after"]:
            found.append(Difference(key, text.format(what=key_words(key), **words)))
    return found


def _value(policy: Policy, key: str) -> object:
    value: object = policy
    for part in key.split("."):
        value = None if value is None else getattr(value, part)
    return value


def _legal(before: Policy, after: Policy) -> list[Difference]:
    old, new = legal_report(before).worst, legal_report(after).worst
    if old == new:
        return []
    text = _("The legal status changes from {before} to {after}.")
    words = {"before": value_words(old, "legal"), "after": value_words(new, "legal")}
    return [Difference("legal", text.format(**words))]
