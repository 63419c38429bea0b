"""Provenance: where every value comes from, and what must be the same to place the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.facts import label
from skolval.report.origins import origins

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 95


def render(context: Context) -> Section:
    """Return origins of values, status, proof, seed, versions and the hash of every file."""
    _ = context.words.gettext
    intro = _(
        "The same files, policy, seed and versions give the same placement, byte for byte. A hash "
        "(SHA-256) is a fingerprint: if one letter of a file changes, the hash changes."
    )
    body = prose(intro) + origins(
        context.run.provenance, context.words, public=context.audience != "internal"
    )
    body += _runs(context) + _versions(context) + _files(context)
    return Section("provenance", _("Provenance"), body)


def _runs(context: Context) -> Markup:
    _, cases = context.words.gettext, context.cases
    # what a goal comes to is of everybody, and would tell of a protected identity by difference
    values = [(_("Value of the first goal"), _objective), (_("Proven bound"), _bound)]
    figures = [
        (_("Mechanism"), _mechanism),
        (_("Status"), _status),
        *([] if context.shown.public else values),
        (_("Gap"), _gap),
        (_("Engine"), _engines),
        (_("Time, seconds"), _seconds),
        (_("Seed"), _seed),
        (_("Hash of the policy"), _digest),
    ]
    rows = [[title, *(tell(case, context) for case in cases)] for title, tell in figures]
    columns = [Column(_("Fact"), numeric=False)]
    columns += [Column(case.title, numeric=False) for case in cases]
    note = _(
        "Status “mechanism”: the rules were followed step by step. “optimal”: proven best. "
        "“feasible”: a placement with a proven bound on how much better any other can be."
    )
    return render_table(Table(_("The computations"), columns, rows, note=note, wide=True))


def _mechanism(case: Case, context: Context) -> str:
    name = case.run.placement.mechanism
    return f"{label('mechanism', name, context.words)} ({name})"


def _status(case: Case, context: Context) -> str:
    _ = context.words.gettext
    status = case.run.placement.status
    plain = {
        "mechanism": _("rules followed step by step"),
        "optimal": _("proven best"),
        "feasible": _("proven within the gap"),
    }
    stopped = case.run.placement.details.get("cancelled")
    told = [plain.get(status, status), *([_("cancelled by the user")] if stopped else [])]
    return f"{', '.join(told)} ({status})"


def _engines(case: Case, context: Context) -> str:
    """Return the engines that answered, one for each goal."""
    del context
    goals = case.run.placement.details.get("goals", [])
    named = [str(goal.get("engine", "")) for goal in goals if isinstance(goal, dict)]
    return ", ".join(dict.fromkeys(name for name in named if name)) or "–"


def _objective(case: Case, context: Context) -> str:
    return context.words.whole(case.run.placement.objective)


def _bound(case: Case, context: Context) -> str:
    return context.words.whole(case.run.placement.bound)


def _gap(case: Case, context: Context) -> str:
    return context.words.percent(case.run.placement.gap, 2)


def _seconds(case: Case, context: Context) -> str:
    return context.words.decimal(case.run.placement.seconds, 2)


def _seed(case: Case, context: Context) -> str:
    del context
    return str(case.run.problem.policy.seed)


def _digest(case: Case, context: Context) -> Markup:
    del context
    return _hash(case.run.record.get("policy", {}).get("digest", ""))


def _hash(text: str) -> Markup:
    return Markup('<span class="hash">{}</span>').format(text or "–")


def _versions(context: Context) -> Markup:
    _ = context.words.gettext
    found = context.run.record.get("versions", {})
    rows = [[name, version or "–"] for name, version in found.items()]
    columns = [Column(_("Program"), numeric=False), Column(_("Version"), numeric=False)]
    return render_table(Table(_("Versions"), columns, rows)) if rows else Markup()


def _files(context: Context) -> Markup:
    _ = context.words.gettext
    digests = context.run.record.get("instance", {}).get("digests", {})
    rows = [[name, _hash(digest)] for name, digest in sorted(digests.items())]
    columns = [Column(_("File"), numeric=False), Column(_("SHA-256"), numeric=False)]
    return (
        render_table(Table(_("Files that were read"), columns, rows, wide=True))
        if rows
        else Markup()
    )
