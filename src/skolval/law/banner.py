"""The banner: what every page about a simulated or what-if placement says, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skolval.domain.language import N_, current, translator
from skolval.law.report import legal_report

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["banner", "marked", "simulated", "standing"]


def standing(run: Run) -> str:
    """Return the worst legal status of the run's policy, with the instance's kinds of groups."""
    if run.placement.simulated_unlawful:
        return "forbidden"
    return legal_report(run.problem.policy, groups=run.groups).worst


def simulated(run: Run) -> bool:
    """Return whether the run simulates a policy that is forbidden."""
    return standing(run) == "forbidden"


def banner(runs: Run | Sequence[Run], *, lang: str = "") -> str:
    """Return the text that every page about `runs` carries (varning för simulering).

    Empty unless some run simulates a forbidden policy; it names the policies and the decisions.

    Parameters
    ----------
    lang : ``sv`` or ``en``; the chosen language when empty.
    """
    lang = lang or current()
    listed = runs if isinstance(runs, Sequence) else [runs]
    told = [_told(run, lang) for run in listed if simulated(run)]
    if not told:
        return ""
    text = N_("Simulation of unlawful rules; no place may be decided by it: {policies}.")
    return translator(lang)(text).format(policies="; ".join(dict.fromkeys(told)))


def _told(run: Run, lang: str) -> str:
    policy = run.problem.policy
    lines = legal_report(policy, groups=run.groups).forbidden
    cited = "; ".join(dict.fromkeys(line.citation for line in lines if line.citation))
    label = policy.label(lang)
    return f"{label} ({cited})" if cited else label


_MARKS = {
    "what_if": N_("what-if, no support in the law today"),
    "forbidden": N_("forbidden, only simulated"),
}


def marked(run: Run, *, lang: str = "") -> str:
    """Return what follows the policy's name the first time it stands on a page, or nothing."""
    return translator(lang or current())(_MARKS.get(standing(run), ""))
