"""What a front of concentration says, in plain sentences (spridningens pris i ord)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.facts import label

if TYPE_CHECKING:
    from skolval.report.group_front_told import GroupFrontTold, Row

__all__ = ["group_front_sentences"]


def group_front_sentences(told: GroupFrontTold) -> list[str]:
    """Return what the front says, one plain sentence each."""
    sentences = (
        _least(told), *_prices(told), _today(told), _sureness(told), _slack(told),
        _dominated(told), _hindsight(told), _unfinished(told),
    )  # fmt: skip
    return [told.shown.in_words(text) for text in sentences if text]


def _least(told: GroupFrontTold) -> str:
    _, row = told.words.gettext, told.points[-1]
    return _(
        "Where {price} is least, the {top} units with most pupils in groups have {share} of them: "
        "{groups} groups at {units} units, {way} to school on average, {kronor} kronor a year."
    ).format(price=told.price, top=told.top, share=told.share(row), **_facts(told, row))


def _prices(told: GroupFrontTold) -> list[str]:
    """Return what it takes to be less concentrated: at the tightest point and half-way to it."""
    _, least = told.words.gettext, told.points[-1]
    text = _(
        "With at most {at} at those units, {price} is {more} above the least: {groups} groups at "
        "{units} units, {way} on average, {kronor} kronor more a year, and {moved} of the pupils "
        "elsewhere."
    )
    wanted = [told.points[len(told.points) // 2], told.points[0]]
    return [
        text.format(
            at=told.ceiling(row["at"]), price=told.price, more=told.percent(row["more"]),
            moved=told.moved(row),
            **_facts(told, row, kronor=told.words.signed(row["kronor"] - least["kronor"])),
        )
        for n, row in enumerate(wanted)
        if row is not least and row not in wanted[:n]
    ]  # fmt: skip


def _facts(told: GroupFrontTold, row: Row, kronor: str = "") -> dict[str, str]:
    words = told.words
    return {
        "groups": words.whole(row["groups"]), "units": words.whole(row["units"]),
        "way": told.way(row), "kronor": kronor.lstrip("+") or words.whole(row["kronor"]),
    }  # fmt: skip


def _today(told: GroupFrontTold) -> str:
    _, row = told.words.gettext, told.today
    if row is None:
        why = told.record["today_why"]
        text = _("What today's units would give cannot be told: {why}")
        return text.format(why=why) if why else ""
    return _(
        "Today's units alone, as a measure: {share} at the {top} units with most, {groups} groups "
        "at {units} units, {way} on average, {kronor} kronor a year. That is another policy, which "
        "may keep other rules than the front."
    ).format(share=told.share(row), top=told.top, **_facts(told, row))


def _sureness(told: GroupFrontTold) -> str:
    _ = told.words.gettext
    return _(
        "At each of the {count} points it is proven that {price} can be at most {gap} less within "
        "the rules and under the ceiling; no placement at most {longer} above the least has less "
        "than {least} of the pupils in groups at the {top} units with most."
    ).format(
        count=told.words.whole(len(told.points)),
        gap=told.percent(max(row["gap"] for row in told.points), 2),
        longer=told.words.percent(told.record["terms"]["longer"] / 100),
        least=told.ceiling(told.record["least"]),
        top=told.top,
        price=told.price,
    )


def _slack(told: GroupFrontTold) -> str:
    slack = told.record["terms"]["slack"]
    if not slack:
        return ""
    _ = told.words.gettext
    goals = [label("goal", name, told.words) for name in told.record["goals"][1:]]
    return _(
        "Of that, up to {slack} was given away at each point for the policy's other goals: {goals}."
    ).format(slack=told.words.percent(slack / 100, 1), goals=told.words.listed(goals))


def _dominated(told: GroupFrontTold) -> str:
    _, words = told.words.gettext, told.words
    pairs = [(n + 1, row["dominated_by"]) for n, row in enumerate(told.points)]
    found = [
        _("{point} (by {other})").format(point=words.whole(point), other=words.whole(other))
        for point, other in pairs
        if other
    ]
    if not found:
        return _(
            "No point is dominated: none is beaten in concentration, journeys and kronor at once."
        )
    return _(
        "Dominated are the points {points}: another is no more concentrated, has no longer "
        "journeys and costs no more kronor, and is better in one of them."
    ).format(points=words.listed(found))


def _hindsight(told: GroupFrontTold) -> str:
    if not told.record["policy"]["hindsight"]:
        return ""
    return told.words.gettext(
        "The policy places month by month. The front knows the whole year (in hindsight): what it "
        "costs not to see ahead comes on top."
    )


def _unfinished(told: GroupFrontTold) -> str:
    if told.record["complete"]:
        return ""
    return told.words.gettext("The walk was stopped; the same command goes on from here.")
