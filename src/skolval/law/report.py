"""legal_report: every lever that a policy pulls, with its status today and its condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skolval.domain.policy import LEGAL_STATUSES, Legal, Policy
from skolval.law.conditions import met
from skolval.law.library import lever
from skolval.law.parts import part_lines
from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.instance import Group

__all__ = ["LegalLine", "LegalReport", "legal_report"]


@dataclass(frozen=True, slots=True)
class LegalLine:
    """The legal status of one lever.

    Parameters
    ----------
    kind : mechanism, criterion, rule, goal, or policy for what it says beside its steps.
    status, reason, citation : see `domain.policy.Legal`.
    condition : what must hold for a conditional lever. met : one of `law.conditions.MET`,
        empty when there is no condition.
    history : what was otherwise when the policy's rules applied.
    struck : tried and found unlawful as it stands. line : in the policy file.
    """

    kind: str
    name: str
    status: str
    reason: str
    citation: str
    condition: str = ""
    met: str = ""
    history: str = ""
    struck: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LegalReport:
    """The legal status of every lever of a policy, and the worst of them."""

    lines: tuple[LegalLine, ...]

    @property
    def worst(self) -> str:
        """The status of the policy: the worst of its levers'."""
        return max((line.status for line in self.lines), key=LEGAL_STATUSES.index, default="lawful")

    @property
    def forbidden(self) -> tuple[LegalLine, ...]:
        """The levers that are forbidden."""
        return tuple(line for line in self.lines if line.status == "forbidden")

    @property
    def unmet(self) -> tuple[LegalLine, ...]:
        """The conditional levers whose condition the policy does not meet."""
        return tuple(line for line in self.lines if line.met == "no")


def legal_report(policy: Policy, *, groups: Iterable[Group] = ()) -> LegalReport:
    """Return the legal status of every lever that `policy` pulls (rättslig status).

    Parameters
    ----------
    groups : the instance's groups, which say what kind of group each is; a group whose name
        says background is one, whatever its kind.
    """
    kinds = {group.id: group.kind for group in groups}
    lines = [*_steps(policy), *_parts(policy, kinds)]
    return LegalReport(tuple(_dated(line, policy) for line in lines))


def _steps(policy: Policy) -> Iterator[LegalLine]:
    steps = [("mechanism", policy.mechanism)]
    steps += [("criterion", step) for step in policy.criteria]
    steps += [("rule", step) for step in policy.rules]
    steps += [("goal", step) for step in policy.goals]
    for kind, step in steps:
        legal: Legal | None = getattr(load(kind, step.name), "LEGAL", None)
        if legal is not None:
            yield replace(_line(kind, step.name, legal, policy), line=step.line)


def _line(kind: str, name: str, legal: Legal, policy: Policy) -> LegalLine:
    known = lever(name)
    conditional = legal.status == "conditional"
    return LegalLine(
        kind=kind,
        name=name,
        status=legal.status,
        reason=legal.reason,
        citation=legal.citation,
        condition=known.condition if known is not None and conditional else "",
        met=met(name, policy) if conditional else "",
        struck=known.struck if known is not None else False,
    )


def _parts(policy: Policy, kinds: Mapping[str, str]) -> Iterator[LegalLine]:
    for what, legal in part_lines(policy, kinds):
        line = _line("policy", what, legal, policy)
        yield replace(line, struck=what == "only_nearest")


def _dated(line: LegalLine, policy: Policy) -> LegalLine:
    """Tell what was otherwise about the lever when the policy's rules applied."""
    known = lever(line.name)
    if known is None or not policy.valid_from:
        return line
    first, last = _first_day(policy.valid_from), _last_day(policy.valid_to)
    told = [past.text for past in known.history if past.holds(first, last)]
    return replace(line, history=told[0]) if told else line


def _first_day(text: str) -> str:
    """Return the first day of a school year (``2019/20``), or the date itself."""
    return f"{text[:4]}-07-01" if len(text) < 8 else text


def _last_day(text: str) -> str:
    if not text:
        return "9999-12-31"
    # a school year ends in the year after the one that it is called by
    return f"{int(text[:4]) + 1}-06-30" if len(text) < 8 and text[:4].isdigit() else text
