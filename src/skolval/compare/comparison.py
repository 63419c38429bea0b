"""What comes of comparing runs (jämförelse): the frames, and what they say in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from skolval.audit import Audit, audit
from skolval.compare.alike import refuse_unlike, run_names
from skolval.compare.frames import (
    breach_frame,
    difference_frame,
    group_frame,
    index_frames,
    move_frame,
    no_differences,
    rank_frame,
    summary_row,
    transport_frame,
    unit_frame,
    with_names,
)
from skolval.compare.sentences import difference_sentences, move_sentences, summary_sentences
from skolval.measure.hosting import hosting_numbers
from skolval.measure.hosting_rows import hosting_rows, hosting_told
from skolval.measure.reversed_compared import reversed_told

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tidy frames about two or more runs; `run` is a run's name, see `run_names`.

    Parameters
    ----------
    names : the runs in order; the first is the one that the others are held against.
    summary : one row per run: mechanism, status, objective, bound, gap, pupils, placed,
        unplaced, choosers, first_wish and any_wish (shares of the choosers), metres_mean,
        metres_p50, metres_p90, metres_max, entitled, breaches.
    moves : run_a, run_b, pupils, elsewhere, share: how many are placed elsewhere.
    ranks : run, rank (1, 2, ...; 0 not wished for; -1 no place), pupils, share.
    indices : as `measure`, with run first.
    breaches : run, rule, breaches, example.
    audits : the audit of each run, in order.
    units : run, unit_id, name, pupils, seats, pupils_first (in the first run), change, and
        the group shares of `unit_table`.
    groups : run, group, members, placed, first_wish, metres_mean, elsewhere (against the
        first run): the members of each group, by individual.
    differences : run_a (the first run), run_b, then as `skolval.measure.differences`: whether
        an index differs by more than chance.
    transport : of the runs whose policy judges school transport: run, pupils by outcome
        (see `domain.school_transport.OUTCOMES`), near (within 45 m of the limit), low and high
        (kronor), unpriced (pupils without a price). Empty where none does.
    hosting : of the runs that place pupils in groups: run, then the columns of
        `measure.hosting_rows.HOSTING_COLUMNS`. Empty where none does.
    hosting_told : what is to be said of them, one sentence each.
    reversed_told : what reversed transport comes to in the runs that have it, and what it changes.
    """

    names: tuple[str, ...]
    summary: pd.DataFrame
    moves: pd.DataFrame
    ranks: pd.DataFrame
    indices: pd.DataFrame
    breaches: pd.DataFrame
    units: pd.DataFrame
    groups: pd.DataFrame
    audits: tuple[Audit, ...] = ()
    differences: pd.DataFrame = field(default_factory=no_differences)
    transport: pd.DataFrame = field(default_factory=pd.DataFrame)
    hosting: pd.DataFrame = field(default_factory=pd.DataFrame)
    hosting_told: tuple[str, ...] = ()
    reversed_told: tuple[str, ...] = ()

    @property
    def hosted(self) -> bool:
        """Whether all runs place pupils in groups: then indices of all pupils say nothing."""
        return len(self.hosting) == len(self.names)

    def _repr_html_(self) -> str:
        told = "".join(f"<li>{escape(text)}</li>" for text in self.sentences())
        return f"<ul>{told}</ul>{self.summary.to_html(index=False, float_format='{:.3f}'.format)}"

    def sentences(self, labels: Mapping[str, str] | None = None) -> list[str]:
        """Return the main facts in the chosen language, one sentence each.

        Parameters
        ----------
        labels : what groups are called, group id to name.
        """
        return [
            *self.hosting_told,
            *self.reversed_told,
            *move_sentences(self.moves),
            *summary_sentences(self.summary, _judged(self.transport)),
            *([] if self.hosted else difference_sentences(self.differences, labels)),
        ]


def compare(
    runs: Sequence[Run],
    *,
    audits: Sequence[Audit] | None = None,
    measured: Mapping[str, Sequence[Run | None]] | None = None,
) -> Comparison:
    """Return what differs between `runs`.

    Parameters
    ----------
    audits : of the same placements, where `runs` count only some of their pupils.
    measured : the runs as indices of a basis (``area``, ``pupil``) are to see them, None for a
        run of which none is to be told; as they are when left out.

    Raises
    ------
    UsageError
        With fewer than two runs, or runs on different instances or pupils.
    """
    refuse_unlike(runs)
    names = run_names(runs)
    audits = [audit(run) for run in runs] if audits is None else audits
    summary = pd.DataFrame([summary_row(run) for run in runs])
    summary.insert(0, "run", list(names))
    summary["breaches"] = [len(found.breaches) for found in audits]
    hosted = [hosting_numbers(run) for run in runs]
    return Comparison(
        names=names,
        summary=summary,
        moves=move_frame(runs, names),
        ranks=with_names(names, [rank_frame(run) for run in runs]),
        indices=with_names(names, index_frames(runs, measured)),
        breaches=breach_frame(names, [found.breaches for found in audits]),
        audits=tuple(audits),
        units=unit_frame(runs, names),
        groups=with_names(names, [group_frame(run, runs[0]) for run in runs]),
        differences=difference_frame(runs if measured is None else measured["pupil"], names),
        transport=transport_frame(runs, names),
        hosting=hosting_rows(names, hosted),
        hosting_told=tuple(hosting_told(names, hosted)),
        reversed_told=tuple(reversed_told(names, runs)),
    )


def _judged(transport: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what is told about the school transport of each run that judges it, by name."""
    return {str(row["run"]): row for row in transport.to_dict("records")}  # type: ignore[misc]  # column names are text
