"""School transport: who has a right to it on which ground, how sure that is, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from skolval.disclosure.protect import Cells, protected, table
from skolval.domain.disclosure import few
from skolval.domain.entitlement import NEAR_LIMIT
from skolval.domain.language import worded
from skolval.domain.school_transport import OUTCOMES
from skolval.measure.school_transport import GROUNDS, transport_numbers, transport_units
from skolval.measure.transport_sentences import mode_name, outcome_name, transport_sentences
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.masking import SMALLEST, hidden
from skolval.report.told import rounded_flow
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.measure.school_transport import TransportNumbers
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 44

Judged = list[tuple["Case", "TransportNumbers"]]


def render(context: Context) -> Section | None:
    """Return school transport under the policies that judge it; None where none does."""
    _ = context.words.gettext
    judged = [
        (case, found)
        for case in context.cases
        if (found := transport_numbers(case.run)) is not None
    ]
    if not judged:
        return None
    intro = _(
        "A pupil has a right to free school transport where the way, the traffic, a disability or "
        "another special circumstance calls for it, but not when the family chose another unit "
        "than the one where the municipality otherwise would have placed the pupil (10 kap. 32 § "
        "skollagen). Pupils with a protected identity are not judged here."
    )
    tables = [_by_unit(context, case) for case, _found in judged]
    parts = [prose(intro, _rules(context)), render_table(_outcomes(context, judged, tables))]
    parts.append(render_table(_grounds(context, judged)))
    for (case, found), units in zip(judged, tables, strict=True):
        parts.append(prose(f"{case.named}:") if len(judged) > 1 else Markup())
        # what is told in sentences and kronor would give away a total that is hidden
        if not context.shown.public:
            parts += [facts_list(transport_sentences(found)), _costs(context, case, found)]
        parts.append(render_table(_units(context, case, units)))
    return Section("school_transport", _("School transport"), Markup().join(parts))


_SHOWN = ("right", "card", "arranged")


@dataclass(frozen=True, slots=True)
class _ByUnit:
    """Names of units, and (units + 1, outcomes + 2) counts and which are hidden; totals last.

    The columns are those of `_SHOWN`, all other pupils, and all.
    """

    names: list[str]
    counts: npt.NDArray[np.int64]
    hidden: npt.NDArray[np.bool_]


def _by_unit(context: Context, case: Case) -> _ByUnit:
    units = transport_units(case.run)
    shown = units[list(_SHOWN)].to_numpy(np.int64)
    cells, places = table(np.c_[shown, units["pupils"].to_numpy(np.int64) - shown.sum(axis=1)])
    counts = cells.values[places]
    if context.shown.public:
        hide = _hidden(case, cells, places)
    else:
        hide = np.zeros(places.shape, np.bool_)
        hide[:-1, : len(_SHOWN)] = hidden(counts[:-1, : len(_SHOWN)], counts[:-1, -1:])
    return _ByUnit(units["name"].tolist(), counts, hide)


def _hidden(case: Case, cells: Cells, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return what of the table nobody may read; pupils by unit as they are told elsewhere."""
    units = transport_units(case.run)["unit_id"].astype(str)
    row = {str(code): at for at, code in enumerate(case.run.units["unit_id"])}
    own = case.numbers.mask.placed[[row[code] for code in units]]
    secret, known = few(cells.values), np.zeros(len(cells.values), np.bool_)
    secret[places[:-1][own].ravel()] = True
    known[places[:-1, -1][~own]] = True
    known[places[-1, -1]] = True
    return protected(cells, secret, known=known)[places]


def _rules(context: Context) -> str:
    """Return whose limits are used; that the instance only gives metres, where it does."""
    _, words, problem = context.words.gettext, context.words, context.run.problem
    rules = problem.transport
    if rules is None:
        return _("The instance gives the limits in metres only, and no source for them.")
    limits = dict.fromkeys(
        words.metres(limit) for limit in rules.limits(problem.grades) if limit is not None
    )
    text = _("Limits by grade, lowest first: {limits}. Source: {source}")
    return text.format(limits=words.listed(list(limits)), source=worded(rules.source, words.lang))


def _outcomes(context: Context, judged: Judged, tables: list[_ByUnit]) -> Table:
    _ = context.words.gettext
    columns = [
        _totals(context, found, units) for (_case, found), units in zip(judged, tables, strict=True)
    ]
    rows = [[outcome_name(name), *(column[name] for column in columns)] for name in OUTCOMES]
    if any(found.second for _case, found in judged):
        rows.append(
            [
                _("children with a second home, whom it gives something"),
                *(_coarse(_second(found), context) for _case, found in judged),
            ]
        )
    if any(found.beyond_stop is not None for _case, found in judged):
        rows.append(
            [
                _("with a right, and farther from the stop than allowed"),
                *(_coarse(found.beyond_stop, context) for _case, found in judged),
            ]
        )
    for band in NEAR_LIMIT:
        text = _("within {band} m of the limit").format(band=band)
        rows.append([text, *(_coarse(found.near[band], context) for _case, found in judged)])
    return Table(
        _("Pupils by school transport"),
        [Column(_("Outcome"), numeric=False), *(Column(case.title) for case, _found in judged)],
        rows,
        note=_(
            "A child with two homes counts once, with the better of what they give. Ways within "
            "{near} m of the limit should be measured again before a decision."
        ).format(near=NEAR_LIMIT[-1]),
    )


def _totals(context: Context, found: TransportNumbers, units: _ByUnit) -> dict[str, str]:
    """Return the pupils of each outcome; with one hidden, those that are left are too."""
    secret = units.hidden[-1, : len(_SHOWN) + 1]
    hide = dict.fromkeys(OUTCOMES, bool(secret.any())) | dict(
        zip(_SHOWN, secret[: len(_SHOWN)].tolist(), strict=True)
    )
    return {
        name: HIDDEN if hide[name] else context.shown.count(count)
        for name, count in found.outcomes.items()
    } | _left(context, found, hide)


def _left(context: Context, found: TransportNumbers, hide: dict[str, bool]) -> dict[str, str]:
    """Return the outcomes that no unit tells of; one is few, then both are hidden."""
    counts = [found.outcomes[name] for name in OUTCOMES if name not in _SHOWN]
    names = [name for name in OUTCOMES if name not in _SHOWN]
    if not context.shown.public:
        return {}
    few_ = any(0 < count < SMALLEST for count in counts)
    return {
        name: HIDDEN if few_ or hide[name] else context.words.whole(count)
        for name, count in zip(names, counts, strict=True)
    }


def _coarse(pupils: int | None, context: Context) -> str:
    """Return a count that hangs together with others in no plain way: rounded for the public."""
    if pupils is None or not context.shown.public or not pupils:
        return context.words.whole(pupils)
    told = int(rounded_flow(pupils))
    return context.words.whole(told) if told else HIDDEN


def _second(found: TransportNumbers) -> int:
    return sum(count for name, count in found.second.items() if name != "none")


def _grounds(context: Context, judged: Judged) -> Table:
    _ = context.words.gettext
    names = {
        "distance": _("the length of the way"),
        "traffic": _("the traffic"),
        "special": _("a disability or another special reason"),
    }
    rows = [
        [names[ground], *(_ground(context, case, found, ground) for case, found in judged)]
        for ground in GROUNDS
    ]
    return Table(
        _("Pupils with a right to school transport, by ground"),
        [Column(_("Ground"), numeric=False), *(Column(case.title) for case, _found in judged)],
        rows,
        note=_(
            "A pupil may have several grounds. A count is shown as “<{smallest}” when it, or the "
            "rest, is smaller than {smallest}. {dash}: nobody judged it."
        ).format(smallest=SMALLEST, dash=DASH),
    )


def _ground(context: Context, case: Case, found: TransportNumbers, ground: str) -> str:
    decided = case.run.problem.transport_reason is not None
    judged = decided or (ground == "traffic" and found.traffic_judged) or ground == "distance"
    if not judged:
        return DASH
    count, whole = found.grounds[ground], found.outcomes["right"]
    if context.shown.public:
        return _coarse(count, context)
    if (decided or found.traffic_judged) and bool(hidden(count, whole)):
        return f"<{SMALLEST}"
    return context.words.whole(count)


def _costs(context: Context, case: Case, found: TransportNumbers) -> Markup:
    _, words = context.words.gettext, context.words
    if not found.lines:
        return Markup()
    rows = [
        [
            f"{outcome_name(line.who)}: {mode_name(line.mode)}",
            words.whole(line.pupils),
            words.whole(line.runs) if line.runs else DASH,
            words.whole(line.low),
            words.whole(line.high),
            worded(line.source, words.lang) or DASH,
        ]
        for line in found.lines
    ]
    heads = (_("Pupils"), _("Runs"), _("Lowest, kronor"), _("Highest, kronor"))
    table = Table(
        _("What school transport costs by way to travel: {policy}").format(policy=case.title),
        [
            Column(_("Way to travel"), numeric=False),
            *(Column(head) for head in heads),
            Column(_("Source"), numeric=False),
        ],
        rows,
        note=_(
            "Each line is what all those pupils would cost by that way alone, in a school year. "
            "Runs are the fewest that have a seat for everybody at a unit; pupils who live in "
            "different directions may need more."
        ),
        wide=True,
    )
    return render_table(table)


def _units(context: Context, case: Case, units: _ByUnit) -> Table:
    _, words = context.words.gettext, context.words
    mark = HIDDEN if context.shown.public else f"<{SMALLEST}"
    rows = [
        [
            name,
            *(
                mark if units.hidden[row, column] else words.whole(units.counts[row, column])
                for column in (-1, *range(len(_SHOWN)))
            ),
        ]
        for row, name in enumerate(units.names)
    ]
    note = _(
        "A count is shown as “{mark}” when it, or the rest of the unit, is smaller than "
        "{smallest}, or could tell such a one."
    )
    return Table(
        _("School transport by unit: {policy}").format(policy=case.title),
        [
            Column(_("Unit"), numeric=False),
            Column(_("Pupils")),
            *(Column(outcome_name(name)) for name in _SHOWN),
        ],
        rows,
        note=note.format(mark=mark, smallest=SMALLEST),
    )
