"""School transport: who has a right to it on which ground, how sure that is, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.entitlement import NEAR_LIMIT
from skolval.domain.school_transport import OUTCOMES
from skolval.measure.school_transport import GROUNDS, transport_numbers, transport_units
from skolval.measure.transport_sentences import mode_name, outcome_name, transport_sentences
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.masking import SMALLEST, hidden
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
    parts = [prose(intro, _rules(context)), render_table(_outcomes(context, judged))]
    parts += [render_table(_grounds(context, judged))]
    for case, found in judged:
        parts.append(prose(f"{case.named}:") if len(judged) > 1 else Markup())
        parts.append(facts_list(transport_sentences(found)))
        parts.append(_costs(context, case, found))
        parts.append(render_table(_units(context, case)))
    return Section("school_transport", _("School transport"), Markup().join(parts))


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
    return text.format(limits=words.listed(list(limits)), source=rules.source)


def _outcomes(context: Context, judged: Judged) -> Table:
    _, words = context.words.gettext, context.words
    rows = [
        [outcome_name(name), *(words.whole(found.outcomes[name]) for _case, found in judged)]
        for name in OUTCOMES
    ]
    if any(found.second for _case, found in judged):
        rows.append(
            [
                _("children with a second home, whom it gives something"),
                *(words.whole(_second(found)) for _case, found in judged),
            ]
        )
    if any(found.beyond_stop is not None for _case, found in judged):
        rows.append(
            [
                _("with a right, and farther from the stop than allowed"),
                *(words.whole(found.beyond_stop) for _case, found in judged),
            ]
        )
    for band in NEAR_LIMIT:
        text = _("within {band} m of the limit").format(band=band)
        rows.append([text, *(words.whole(found.near[band]) for _case, found in judged)])
    return Table(
        _("Pupils by school transport"),
        [Column(_("Outcome"), numeric=False), *(Column(case.title) for case, _found in judged)],
        rows,
        note=_(
            "A child with two homes counts once, with the better of what they give. Ways within "
            "{near} m of the limit should be measured again before a decision."
        ).format(near=NEAR_LIMIT[-1]),
    )


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
            line.source or DASH,
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


def _units(context: Context, case: Case) -> Table:
    _, words = context.words.gettext, context.words
    table = transport_units(case.run)
    shown = ("right", "card", "arranged")
    rows = [
        [
            row["name"],
            words.whole(row["pupils"]),
            *(
                f"<{SMALLEST}" if hidden(row[name], row["pupils"]) else words.whole(row[name])
                for name in shown
            ),
        ]
        for row in table.to_dict("records")
    ]
    return Table(
        _("School transport by unit: {policy}").format(policy=case.title),
        [
            Column(_("Unit"), numeric=False),
            Column(_("Pupils")),
            *(Column(outcome_name(name)) for name in shown),
        ],
        rows,
        note=_(
            "A count is shown as “<{smallest}” when it, or the rest of the unit, is smaller than "
            "{smallest}."
        ).format(smallest=SMALLEST),
    )
