"""The command frontier for a policy that places pupils in groups: its terms, and what it tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.cli.interrupt import keeping_best
from skolval.cli.output import emit, progress_line, say, table
from skolval.domain.language import _, current
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.frontier.groups import GroupFrontier, GroupTerms

__all__ = ["Wished", "group_front", "refuse_groups_own"]

_TERMS = ("points", "top", "against", "longer", "slack", "gap", "nodes")
_SENSELESS = ("group", "basis", "spacing", "at", "plans", "prices", "levers", "seats", "best")
"""Options about segregation, rules and levers: they say nothing of groups."""
_OWN = ("top",)
"""Options about groups alone."""


@dataclass(frozen=True, slots=True)
class Wished:
    """What is to be written, and for whom."""

    out: Path
    keep_runs: bool
    audience: str
    simulate_unlawful: bool
    as_json: bool


def refuse_groups_own(given: Collection[str]) -> None:
    """Refuse options that say something of groups alone, where nobody is placed in any.

    Raises
    ------
    UsageError
        One fault for each.
    """
    text = _("{option} is about groups, and the policy places pupils in none.")
    faults = [_option(name, text, _("Leave it out.")) for name in _OWN if name in given]
    if faults:
        raise UsageError(faults)


def group_front(
    instance: Instance, policy: Policy, wished: Wished, given: Mapping[str, Any]
) -> bool:
    """Walk the front of concentration, write it, and return whether it is whole.

    Parameters
    ----------
    given : the options that somebody wrote, and nothing of the others.
    """
    from skolval.frontier import files
    from skolval.frontier.groups import group_frontier
    from skolval.frontier.groups.record import (
        group_record,
        keep_group_runs,
        write_group_frontier,
    )
    from skolval.report.group_front import write_group_page

    terms, out = _terms(given), wished.out
    with keeping_best() as cancel:
        found = group_frontier(
            instance,
            policy,
            terms(cancel),
            work=out / files.WORK,
            simulate_unlawful=wished.simulate_unlawful,
            progress=progress_line(quiet=wished.as_json),
        )
        written = write_group_frontier(out, found)
        page = out / "frontier.html"
        written.append(write_group_page(found, page, lang=current(), audience=wished.audience))
        if wished.keep_runs and found.complete:
            written += keep_group_runs(out / "runs", found)
    if found.complete:
        files.close(out)
    if wished.as_json:
        emit(group_record(found) | {"files": [str(path) for path in written]})
    else:
        _tell(found, written)
    return found.complete


def _terms(given: Mapping[str, Any]) -> Any:
    """Return what makes the terms of an event that stops them.

    Raises
    ------
    UsageError
        One fault for each option that makes no sense here or is out of bounds, all at once.
    """
    from skolval.frontier.groups import GroupTerms

    text = _("{option} says nothing of groups: their front is of concentration, not segregation.")
    remedy = _("Leave it out. Options that a front of groups has: {known}.").format(
        known=", ".join(f"--{name}" for name in _TERMS)
    )
    faults = [_option(name, text, remedy) for name in _SENSELESS if name in given]
    told = {name: given[name] for name in _TERMS if name in given}
    try:
        GroupTerms(**told)
    except UsageError as error:
        faults += error.faults
    if faults:
        raise UsageError(faults)

    def of(cancel: Any) -> GroupTerms:
        return GroupTerms(**told, cancel=cancel)

    return of


def _option(name: str, text: str, remedy: str) -> Fault:
    option = f"--{name}"
    return Fault(text.format(option=option), value=option, rule="option", remedy=remedy)


def _tell(found: GroupFrontier, written: list[Path]) -> None:
    from skolval.report.group_front_table import group_points_table
    from skolval.report.group_front_told import told_to
    from skolval.report.group_front_words import group_front_sentences
    from skolval.report.words import Words

    told = told_to(found, Words(current()), "internal")
    shown = group_points_table(told)
    table(shown.caption, [column.title for column in shown.columns], shown.rows)
    say()
    for text in group_front_sentences(told):
        say(text)
    for path in written:
        say(_("Written: {path}").format(path=path))
    if not found.complete:
        say(_("Stopped; the same command goes on from here."))
