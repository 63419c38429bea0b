"""What the terminal says about a run, in plain sentences."""

from __future__ import annotations

import numpy as np

from skolval.domain.language import _, current, number, percent
from skolval.domain.placement import Status
from skolval.io.run import Run

__all__ = ["placed_sentences"]


def placed_sentences(run: Run) -> list[str]:
    """Return what was placed, by which wish, how far, and what was proven."""
    lang = current()
    problem, placement = run.problem, run.placement
    placed = placement.placed
    lines = [f"{problem.policy.label(lang)} ({problem.policy.name})"]
    lines.append(
        _("  {placed} of {all} pupils have a place.").format(
            placed=number(int(placed.sum()), lang), all=number(len(placed), lang)
        )
    )
    rank = placement.rank(problem)
    wished = np.zeros(len(placed), bool)
    wished[problem.options.party[problem.options.rank > 0]] = True
    if wished.any():
        lines.append(
            _("  Of those who chose, {first} got their first wish and {any} some wish.").format(
                first=percent(float((rank[wished] == 1).mean()), lang, decimals=1),
                any=percent(float((rank[wished] > 0).mean()), lang, decimals=1),
            )
        )
    metres = placement.metres(problem)[placed & ~problem.parties.protected]
    if len(metres):
        lines.append(
            _("  The way to school is {mean} m on average, at most {longest} m.").format(
                mean=number(float(metres.mean()), lang), longest=number(int(metres.max()), lang)
            )
        )
    lines.extend(_proof(run, lang))
    lines.extend(f"  ! {warning}" for warning in problem.warnings)
    return lines


def _proof(run: Run, lang: str) -> list[str]:
    placement = run.placement
    if placement.gap is None:
        return []
    if placement.status is Status.OPTIMAL:
        return [_("  Proven optimal.")]
    return [
        _("  Proven to be at most {gap} from the best possible.").format(
            gap=percent(placement.gap, lang, decimals=2)
        )
    ]
