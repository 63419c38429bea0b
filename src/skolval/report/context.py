"""Context: the runs, their numbers and the reader's language, as every section gets them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from skolval.audit import Audit, audit
from skolval.domain.language import _, current, use
from skolval.errors import Fault, UsageError
from skolval.law import LegalReport, legal_report, marked
from skolval.report.audience import Shown, counted_runs
from skolval.report.facts import UnitNumbers, unit_numbers
from skolval.report.hosting_told import HostingTold, hosting_told
from skolval.report.outcome import Outcome, compared, outcomes_of
from skolval.report.pooled import Pooled, measured_as, pooled_runs
from skolval.report.told import Told
from skolval.report.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from skolval.domain.breach import Breach
    from skolval.domain.instance import Group, Instance
    from skolval.io.run import Run
    from skolval.report.among import Among
    from skolval.report.front_told import FrontTold

__all__ = ["TONES", "Case", "Context", "context_of", "speaking"]

TONES = ("#5f6b78", "#0e6e83", "#b0651a", "#1b3a63", "#6f3f7a", "#3b6b35", "#8c1127", "#444444")
"""One colour per policy, each dark enough for text on white."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One policy and what came of it.

    Parameters
    ----------
    outcome : key figures. indices : rows of `measure`. certificate : what the audit checked.
    told, pooled : what the audience may read of counts, and how indices see the run.
    tone : its colour in charts. mark : says that the law has no support for the policy, or empty.
    breaches : every breach that the audit found.
    hosting : the groups that pupils are placed in, None for a policy without.
    """

    run: Run
    title: str
    description: str
    tone: str
    legal: LegalReport
    numbers: UnitNumbers
    outcome: Outcome
    indices: pd.DataFrame
    certificate: dict[str, Any]
    told: Told
    pooled: Pooled
    mark: str = ""
    breaches: tuple[Breach, ...] = ()
    hosting: HostingTold | None = None

    @property
    def named(self) -> str:
        """The title, marked when the law has no support for the policy: for its first naming."""
        return f"{self.title} ({self.mark})" if self.mark else self.title

    def index(self, name: str, *, basis: str = "area", column: str = "value") -> float:
        """Return one number of the balance group's index, NaN when there is none.

        The index is taken within grades and pooled: units of other grades differ in age, not
        in whom they take.
        """
        row = _rows_by_name(self).get((name, basis, self.run.problem.balance_group), {})
        return float(row.get(column, float("nan")))


@lru_cache(maxsize=32)
def _rows_by_name(case: Case) -> dict[tuple[str, str, str], dict[Hashable, Any]]:
    """Return the rows of indices within grades by index, basis and group; the first of a kind."""
    rows = case.indices[case.indices["scope"] == "within_grade"]
    named = zip(rows["index"], rows["basis"], rows["group"], rows.to_dict("records"), strict=True)
    return {(index, basis, group): row for index, basis, group, row in reversed([*named])}


@dataclass(frozen=True)
class Context:
    """Everything a section may use.

    Parameters
    ----------
    cases : one per run, in the order given; the first is what the others are compared with.
    map_page : the map as a page, for the section that shows it; or, on paper,
    still_maps : title and SVG text of its two sides.
    differences : tests of the later cases against the first, by title; see `compare`.
    scenarios : how many futures each placement is tried in, 0 for none.
    audience : whom it is for, one of `report.audience.AUDIENCES`.
    among : the municipality among all others. front : travel against segregation; or None.
    read : the text of every other section, for the glossary.
    """

    words: Words
    cases: tuple[Case, ...]
    instance: Instance | None = None
    map_page: str = ""
    still_maps: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = field(default=())
    differences: pd.DataFrame | None = None
    scenarios: int = 0
    audience: str = "internal"
    among: Among | None = None
    front: FrontTold | None = None
    read: str = ""

    @property
    def shown(self) -> Shown:
        """How counts of pupils are told."""
        return Shown(self.words, self.audience)

    @property
    def together(self) -> str:
        """What is said for the public where units count as one in indices by pupil, or nothing."""
        if not any(case.pooled.together.any() for case in self.cases):
            return ""
        return self.words.gettext(
            "Units whose numbers are hidden count as one in every index, the same under all "
            "policies, so that values are lower than those of all units apart, which the report "
            "for the office has. Where those units hold more than a quarter of the pupils no "
            "index is told."
        )

    @property
    def hosted(self) -> bool:
        """Whether every policy places pupils in groups, beside all others of the units.

        Then indices of who goes with whom say nothing: most pupils of the units are not here.
        """
        return all(case.hosting is not None for case in self.cases)

    @property
    def chosen_by_any(self) -> bool:
        """Whether anybody sent in a wish."""
        return any(case.outcome.choosers for case in self.cases)

    @property
    def first(self) -> Case:
        """The case that the others are compared with."""
        return self.cases[0]

    @property
    def run(self) -> Run:
        """The first run, for what all runs share."""
        return self.cases[0].run

    @property
    def group(self) -> Group:
        """The group whose spread is looked at."""
        balanced = self.run.problem.balance_group
        return next(group for group in self.run.groups if group.id == balanced)

    @property
    def group_label(self) -> str:
        """What the reader calls the group."""
        return self.group.label(self.words.lang)

    @property
    def place(self) -> str:
        """What the reader calls the municipality."""
        return self.run.title.get(self.words.lang, self.run.name)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Use `lang` for every text made within, and go back afterwards."""
    before = current()
    use(lang)
    try:
        yield
    finally:
        use(before)


def context_of(
    runs: Sequence[Run],
    words: Words,
    *,
    instance: Instance | None = None,
    audience: str = "internal",
    audits: Sequence[Audit] | None = None,
) -> Context:
    """Return the context of `runs`, without the map.

    What is counted is what the audience may know; what is checked is the whole placement.

    Parameters
    ----------
    audits : of `runs`, made when None.

    Raises
    ------
    UsageError
        For no run at all.
    """
    if not runs:
        raise UsageError(Fault(_("A report needs at least one run."), rule="runs"))
    counted = counted_runs(runs, audience)
    audits = [audit(run) for run in runs] if audits is None else audits
    numbers = [unit_numbers(run, audience) for run in counted]
    seen = pooled_runs(counted, [one.mask for one in numbers], audience)
    comparison = compared(counted, audits=audits, measured=measured_as(seen, audience))
    outcomes = outcomes_of(comparison, counted)
    told = [Told(run, counted[0], audience != "internal") for run in counted]
    cases = tuple(
        Case(
            run=run,
            title=run.problem.policy.label(words.lang),
            description=run.problem.policy.description.get(words.lang, ""),
            tone=TONES[position % len(TONES)],
            legal=legal_report(run.problem.policy, groups=run.groups),
            numbers=numbers[position],
            outcome=outcomes[position],
            indices=comparison.indices[comparison.indices["run"] == comparison.names[position]],
            certificate=comparison.audits[position].certificate,
            told=told[position],
            pooled=seen[position],
            mark=marked(run, lang=words.lang),
            breaches=comparison.audits[position].breaches,
            hosting=hosting_told(run, told[position], numbers[position].mask.placed),
        )
        for position, run in enumerate(counted)
    )
    titles = {name: case.title for name, case in zip(comparison.names, cases, strict=True)}
    tested = comparison.differences.replace({"run_a": titles, "run_b": titles})
    return Context(words, cases, instance, differences=tested, audience=audience)
