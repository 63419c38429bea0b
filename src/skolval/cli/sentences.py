"""What the terminal says about a run, in plain sentences."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np

from skolval.domain.language import _, current, number, percent
from skolval.domain.placement import Status
from skolval.domain.retelling import retold
from skolval.io.run import Run
from skolval.law import banner, marked
from skolval.measure.hosting import hosting_numbers
from skolval.measure.hosting_sentences import hosting_sentences
from skolval.measure.reversed_sentences import reversed_sentences, walk_sentence
from skolval.measure.reversed_transport import reversed_numbers
from skolval.measure.school_transport import transport_numbers
from skolval.measure.transport_sentences import transport_sentences
from skolval.registry import called

__all__ = ["placed_sentences"]


def placed_sentences(run: Run) -> list[str]:
    """Return what was placed, by which wish, how far, and what was proven."""
    lang = current()
    policy = run.problem.policy
    mark, warning = marked(run), banner(run)
    return [
        *([f"! {warning}"] if warning else []),
        f"{policy.label(lang)} ({policy.name})" + (f": {mark}" if mark else ""),
        *_places(run, lang),
        *_wishes(run, lang),
        *_ways(run, lang),
        *_transport(run),
        *_hosting(run),
        *_outward(run),
        *_proof(run, lang),
        *_audited(run, lang),
        *(f"  ! {retold(warning)}" for warning in run.problem.warnings),
    ]


def _places(run: Run, lang: str) -> list[str]:
    placed = run.placement.placed
    lines = [
        _("  {placed} of {all} pupils have a place.").format(
            placed=number(int(placed.sum()), lang), all=number(len(placed), lang)
        )
    ]
    if not placed.all():
        lines.append(
            _(
                "  ! {count} pupils have no place: every seat among their options is taken. Add "
                "seats, or let more units count (options: nearest in the policy)."
            ).format(count=number(int((~placed).sum()), lang))
        )
    return lines


def _wishes(run: Run, lang: str) -> list[str]:
    problem = run.problem
    rank = run.placement.rank(problem)
    wished = np.zeros(len(rank), bool)
    wished[problem.options.party[problem.options.rank > 0]] = True
    if not wished.any():
        return []
    return [
        _("  Of those who chose, {first} got their first wish and {any} some wish.").format(
            first=percent(float((rank[wished] == 1).mean()), lang, decimals=1),
            any=percent(float((rank[wished] > 0).mean()), lang, decimals=1),
        )
    ]


def _ways(run: Run, lang: str) -> list[str]:
    known = run.placement.placed & ~run.problem.parties.protected
    metres = run.placement.metres(run.problem)[known]
    if not len(metres):
        return []
    return [
        _("  The way to school is {mean} m on average, at most {longest} m.").format(
            mean=number(float(metres.mean()), lang), longest=number(int(metres.max()), lang)
        )
    ]


def _transport(run: Run) -> list[str]:
    found = transport_numbers(run)
    return [] if found is None else [f"  {text}" for text in transport_sentences(found)]


def _hosting(run: Run) -> list[str]:
    found = hosting_numbers(run)
    return [] if found is None else [f"  {text}" for text in hosting_sentences(found)]


def _outward(run: Run) -> list[str]:
    found = reversed_numbers(run)
    # the offer and its cost; what follows of the group is for the report
    if found is None:
        return []
    said = reversed_sentences(found, "")[:2]
    return [f"  {text}" for text in (*said, *([walk_sentence()] if found.offered else ()))]


def _proof(run: Run, lang: str) -> list[str]:
    placement = run.placement
    if placement.gap is None:
        return []
    if placement.status is Status.OPTIMAL:
        return [_("  Proven optimal.")]
    stopped = placement.details.get("cancelled")
    return [
        *(
            [_("  Cancelled by the user: this is the best that was found till then.")]
            * bool(stopped)
        ),
        _("  Proven to be at most {gap} from the best possible.").format(
            gap=percent(placement.gap, lang, decimals=2)
        ),
    ]


def _audited(run: Run, lang: str) -> list[str]:
    """Return what the audit of a run folder found, by rule."""
    file = run.folder / "breaches.csv" if run.folder else None
    if file is None or not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        found = Counter(row["rule"] for row in csv.DictReader(rows))
    if not found:
        return [_("  The audit found no breach.")]
    told = (f"{called(rule)} {number(count, lang)}" for rule, count in sorted(found.items()))
    return [
        _("  ! The audit found breaches: {rules}. See skolval audit {folder}").format(
            rules=", ".join(told), folder=run.folder
        )
    ]
