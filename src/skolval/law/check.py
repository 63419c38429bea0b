"""legal_check: may a municipality decide by these rules (rättslig prövning av regler).

Rules are named as officials and researchers name them, in Swedish or English, in the order
in which they decide; a list within the list is rules whose order is not stated. Each name
is taken for a lever of the library; then the rules are judged together: is the order
stated, does anything stand before absolute proximity, is a test alone.

This is a check against published decisions, and no legal advice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skolval.domain.language import N_, _
from skolval.domain.policy import Policy
from skolval.errors import Fault, UsageError
from skolval.io.policy import policy_templates, read_policy
from skolval.law.lever import Lever
from skolval.law.library import recognise, suggestion
from skolval.law.report import LegalLine, legal_report
from skolval.law.tests_of_skill import judged_test
from skolval.law.verdict import Reason, Verdict, verdict_of

__all__ = ["legal_check"]

_BY_STATUS = {"lawful": "accept", "conditional": "accept", "what_if": "warn", "forbidden": "refuse"}
_GUARANTEED = ("near_home", "guarantee_school", "attendance_area", "only_near_school")
_SAID_MET: dict[str, re.Pattern[str]] = {
    # an independent school may queue with Skolinspektionen's approval (skollagen 10 kap. 36 §)
    "queue_time": re.compile(
        r"guarante|garanti|sure of|near home|nära hemmet|secured|independent|friståend"
    ),
    "class_cap": re.compile(r"\bdocumented|\bdokumentera"),
    "special_reasons": re.compile(r"own (order|rules|criteria)|egen |egna |riktlinj"),
    "remaining_by_lottery": re.compile(r"published|beforehand|i förväg|publicera"),
    "listed": re.compile(r"published|beforehand|i förväg|publicera"),
}
"""Conditions that a list of names does not show to be met, and how the use may say so."""
_LOSES = re.compile(r"\b(los[et]s?|losing|costs?|mister?|förlora[rd]?e?)\b")
_ROUTE = re.compile(r"\b(route|walking|walk|cycl\w*|road|street|gång\w*|färd\w*|skolväg)\b")
_NOBODY = re.compile(r"\b(no|nobody|none|never|ingen|inget|inga)\b")
_THEN = re.compile(r"\s*(?:[>→;]|[\s_](?:then|därefter|sedan)[\s_])\s*")
"""Parts the rules of a single text that says its order: ``sibling > relative_proximity``."""
_ORDERED_BY_METRES = ("absolute_proximity", "straight_line_distance")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule as written, and the lever it was taken for."""

    text: str
    lever: Lever | None


def legal_check(
    rules: Policy | Path | str | Sequence[Any], *, use: str = "", when: str = ""
) -> Verdict:
    """Return whether a municipality may decide by `rules`, with the decisions that say so.

    Parameters
    ----------
    rules : names in the order in which they decide (a list within the list: order not
        stated), or a policy, a policy file or the name of a shipped policy.
    use : how they are used, in plain words, e.g. ``as the only ground``, ``every pupil has a
        guaranteed school``, ``independent school``.
    when : ISO date or school year of the decision; today's law when empty.

    Returns
    -------
    Verdict : ``accept``, ``warn`` or ``refuse``, and the reasons with decision numbers.

    Raises
    ------
    UsageError
        For no rules at all. InputError, for a policy file that cannot be read.

    Examples
    --------
    >>> from skolval import legal_check
    >>> legal_check(["wish_rank", "proximity"]).verdict
    'refuse'
    >>> legal_check(["syskonförtur", "relativ närhet", "lottning"]).verdict
    'accept'
    """
    policy = _policy(rules)
    if policy is not None:
        return verdict_of(_of_line(line) for line in legal_report(policy).lines)
    listed = [rules] if isinstance(rules, (str, Path)) else list(rules)  # type: ignore[arg-type]
    if not listed:
        raise UsageError(
            Fault(
                _("There are no rules to check."),
                rule="rules",
                remedy=_("Name at least one rule, e.g. relative_proximity."),
            )
        )
    flat = [_Rule(text, recognise(text)) for entry in listed for text in _texts(entry)]
    reasons = [_of_rule(rule, flat, use=use, when=when) for rule in flat]
    return verdict_of([*reasons, *_together(listed, flat, use)])


def _policy(rules: Any) -> Policy | None:
    if isinstance(rules, Policy):
        return rules
    if isinstance(rules, Path):
        return read_policy(rules)
    if isinstance(rules, str) and (
        rules in policy_templates() or rules.endswith((".yaml", ".yml"))
    ):
        return read_policy(rules)
    return None


def _texts(entry: Any) -> Iterator[str]:
    """Yield the rules of one entry: a name, a name with settings, or several names."""
    if isinstance(entry, Mapping):
        for name, settings in entry.items():
            yield f"{name} {json.dumps(settings, ensure_ascii=False)}" if settings else str(name)
    elif isinstance(entry, Sequence) and not isinstance(entry, str):
        for inner in entry:
            yield from _texts(inner)
    else:
        yield from (part for part in _THEN.split(str(entry)) if part.strip())


def _of_line(line: LegalLine) -> Reason:
    """Judge one lever of a policy."""
    verdict = _BY_STATUS[line.status]
    if line.struck:
        verdict = "refuse"
    elif line.status == "conditional" and line.met == "no":
        verdict = "warn"
    text = " ".join(_(part) for part in (line.reason, line.condition) if part)
    return Reason(line.name, line.name, verdict, text, line.citation)


def _of_rule(rule: _Rule, rules: Sequence[_Rule], *, use: str, when: str) -> Reason:
    """Judge one rule by its name, with the others beside it."""
    one = rule.lever
    if one is None:
        near = suggestion(rule.text)
        hint = " " + _("Did you mean {name}?").format(name=near) if near else ""
        return Reason(rule.text, "", "warn", _("No decision known here is about this rule.") + hint)
    if one.name == "profile_test":
        others = [other.text for other in rules if other is not rule and not _alone(other)]
        return judged_test(rule.text, use, others)
    verdict, text = _BY_STATUS[one.status], _(one.reason)
    if one.struck:
        verdict = "refuse"
    elif one.status == "conditional" and not _met(one, rules, use):
        verdict, text = "warn", f"{text} {_(one.condition)}"
    for past in one.history:
        if when and past.holds(when, when):
            return Reason(rule.text, one.name, verdict, f"{text} {_(past.text)}", one.citation)
    return Reason(rule.text, one.name, verdict, text, one.citation)


def _alone(rule: _Rule) -> bool:
    """Return whether a rule is no further ground beside a test: a lottery between equals."""
    return rule.lever is not None and (rule.lever.name == "lottery" or not rule.lever.orders)


def _met(one: Lever, rules: Sequence[_Rule], use: str) -> bool:
    """Return whether the condition of a lever is met by the other rules or the use."""
    if one.name == "queue_time" and any(
        rule.lever and rule.lever.name in _GUARANTEED for rule in rules
    ):
        return True
    said = _SAID_MET.get(one.name)
    return said is None or bool(said.search(use.casefold()))


_UNORDERED = N_("The order between {rules} is not stated.")
_NEAREST = N_(
    "That others live nearer is not alone enough to refuse a wish: what counts is another "
    "pupil's justified claim to a unit near home."
)
_MEASURED = N_("The way to school is promised and the straight line is measured.")
_COST = N_("Another pupil lost a unit near home because of a sibling.")


def _together(listed: Sequence[Any], rules: Sequence[_Rule], use: str) -> Iterator[Reason]:
    """Judge the rules together."""
    for entry in listed:
        texts = list(_texts(entry))
        if len(texts) > 1 and not isinstance(entry, str):
            told = _(_UNORDERED).format(rules=", ".join(texts))
            yield Reason("", "total_order", "refuse", told, "ÖKN 2019:290")
    ordering = [rule.lever for rule in rules if rule.lever is None or rule.lever.orders]
    deciding = {"" if one is None else one.name for one in ordering if one is None or not one.total}
    if deciding and deciding <= set(_ORDERED_BY_METRES):
        yield Reason("", "only_nearest", "refuse", _(_NEAREST), "HFD 2015 ref. 50")
    said = use.casefold()
    if "straight_line_distance" in deciding and _ROUTE.search(said):
        yield Reason("", "measuring", "refuse", _(_MEASURED), "ÖKN 2018:81; ÖKN 2017:274")
    if "sibling" in deciding and _LOSES.search(said) and not _NOBODY.search(said):
        yield Reason("", "near_home_lost", "refuse", _(_COST), "kammarrätten 2018 (Uppsala)")
