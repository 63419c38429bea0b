"""What the terminal says about law: a policy's levers, the shipped policies, marked names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from skolval.cli.output import say, table
from skolval.domain.language import _, current
from skolval.domain.policy import Policy
from skolval.io.policy import policy_templates, read_policy
from skolval.law import (
    condition_words,
    kind_words,
    legal_report,
    lever_words,
    marked,
    simulated,
    status_words,
)

if TYPE_CHECKING:
    from skolval.domain.instance import Group
    from skolval.io.run import Run

__all__ = ["legal_json", "marked_names", "shipped_json", "show_legal", "show_shipped"]


def show_legal(policy: Policy, groups: Iterable[Group] = ()) -> None:
    """Print the levers of `policy` with status, condition and decision."""
    report = legal_report(policy, groups=groups)
    say(
        _("Policy {title} ({name}): legal status {status}").format(
            title=policy.label(current()), name=policy.name, status=status_words(report.worst)
        )
    )
    header = (_("lever"), _("kind"), _("status"), _("why"), _("condition"), _("source"))
    rows = [
        (
            lever_words(line),
            kind_words(line.kind),
            status_words(line.status),
            " ".join(_(text) for text in (line.reason, line.history) if text),
            condition_words(line),
            line.citation,
        )
        for line in report.lines
    ]
    table(policy.label(current()), header, rows)


def legal_json(policy: Policy, groups: Iterable[Group] = ()) -> dict[str, Any]:
    """Return the legal report of `policy` for machines."""
    report = legal_report(policy, groups=groups)
    return {
        "policy": policy.name,
        "legal_status": report.worst,
        "levers": [asdict(line) for line in report.lines],
    }


def _shipped() -> Iterator[tuple[Policy, str]]:
    for name in policy_templates():
        policy = read_policy(name)
        yield policy, legal_report(policy).worst


def _years(policy: Policy) -> str:
    if not policy.valid_from:
        return ""
    return f"{policy.valid_from}–{policy.valid_to}"


def show_shipped() -> None:
    """Print every shipped policy: whose it is, when it applied, its legal status today."""
    header = (_("policy"), _("municipality"), _("years"), _("status"), _("title"))
    rows = [
        (
            policy.name,
            policy.municipality,
            _years(policy),
            status_words(worst),
            policy.label(current()),
        )
        for policy, worst in _shipped()
    ]
    table(_("Shipped policies"), header, rows)


def shipped_json() -> list[dict[str, str]]:
    """Return every shipped policy for machines."""
    return [
        {
            "policy": policy.name,
            "municipality": policy.municipality,
            "valid_from": policy.valid_from,
            "valid_to": policy.valid_to,
            "legal_status": worst,
            "title": policy.label(current()),
            "source": policy.cited(current()),
        }
        for policy, worst in _shipped()
    ]


def marked_names(runs: Iterable[Run]) -> list[str]:
    """Return a line for every what-if policy; forbidden ones stand in the banner."""
    return [
        f"{run.problem.policy.label(current())}: {marked(run)}"
        for run in runs
        if marked(run) and not simulated(run)
    ]
