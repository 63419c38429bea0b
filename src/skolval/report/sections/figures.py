"""Figures: every kind of number on this page with its unit, its vintage and its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.origins import cited
from skolval.report.words import DASH, N_

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "READS_THE_OTHERS", "render"]

ORDER = 84
READS_THE_OTHERS = True


@dataclass(frozen=True, slots=True)
class _Figure:
    """A kind of number.

    Parameters
    ----------
    name, unit, definition : English source texts. needs : what the page must say for it to be
        of any use, an English source text; the name itself when left out.
    of : what its vintage is that of: the round, the places, the areas, the group, the prices.
    """

    name: str
    unit: str
    definition: str
    of: str = "places"
    needs: str = ""


_FIGURES = (
    _Figure(N_("Pupils"), N_("whole pupils"),
            N_("Pupils who are to have a place in this round, in the grades told above."), "round"),
    _Figure(N_("Pupils with a place"), N_("whole pupils"),
            N_("Pupils whom the policy gives a place at a unit.")),
    _Figure(N_("First choice, of those who chose"), N_("per cent of those who sent in a choice"),
            N_("Pupils whose place is the first on their list.")),
    _Figure(N_("One of the choices, of those who chose"),
            N_("per cent of those who sent in a choice"),
            N_("Pupils whose place is any on their list.")),
    _Figure(N_("Mean way to school, metres"), N_("metres, one way"),
            N_("The mean of the shortest ways of all pupils with a place and a known home.")),
    _Figure(N_("Median way"), N_("metres, one way"),
            N_("Half of the pupils have at most so far.")),
    _Figure(N_("Nine in ten have at most, metres"), N_("metres, one way"),
            N_("Nine pupils in ten have at most so far; one in ten has farther.")),
    _Figure(N_("Longest way"), N_("metres, one way"), N_("The longest way of any pupil.")),
    _Figure(N_("Entitled to school transport, pupils"), N_("whole pupils"),
            N_("Pupils whose way is longer than the limit of their stage.")),
    _Figure(N_("School transport, kronor a school year"), N_("kronor a school year"),
            N_("Pupils with school transport times the prices that the municipality gives."),
            "prices", N_("School transport")),
    _Figure(N_("D by home area (group-blind)"), N_("0 to 1"),
            N_("The share of the group who would have to change unit for every unit to have the "
               "same share, when each pupil counts as the mean of the home area."), "areas"),
    _Figure(N_("D by pupil"), N_("0 to 1"),
            N_("The same, when each pupil’s own membership is counted."), "group",
            N_("Indices by pupil (evaluation only)")),
    _Figure(N_("Drawn by lot"), N_("0 to 1, as the index"),
            N_("The mean of the index if the same pupils were drawn to units of the same sizes."),
            "places", N_("D by home area (group-blind)")),
    _Figure(N_("Corrected"), N_("1 at most"),
            N_("The index with chance taken off: 0 at what lot gives, 1 at complete separation."),
            "areas"),
    _Figure(N_("Placed elsewhere"), N_("whole pupils"),
            N_("Pupils with another unit than under the first policy.")),
    _Figure(N_("Seats"), N_("whole seats"),
            N_("Places for pupils in this round, as the tables of the instance say."), "round"),
    _Figure(N_("Utilisation"), N_("per cent of the seats"),
            N_("Pupils placed at a unit as a share of its seats.")),
    _Figure(N_("Composition"), N_("per cent of the pupils"),
            N_("The mean share of the group in the home areas of a unit’s pupils."), "areas"),
    _Figure(N_("Difference, percentage points"), N_("percentage points"),
            N_("A share under a policy minus the same share under the first policy."), "places",
            N_("percentage points")),
    _Figure(N_("Price of each rule, per cent of all metres"), N_("per cent of all metres"),
            N_("What the way of all pupils together would fall by without the rule, proven to lie "
               "between two values.")),
    _Figure(N_("Longer than the least"), N_("per cent of all metres"),
            N_("The way of all pupils together, beyond the least that the rules allow.")),
    _Figure(N_("Underlying D"), N_("0 to 1"),
            N_("D of all units of a municipality without what small units give by chance."),
            "country", N_("The municipality among the others")),
    _Figure(N_("Groups"), N_("whole groups"),
            N_("Groups that run beside the regular classes, opened for the fullest month."),
            "places", N_("Groups by policy")),
    _Figure(N_("Of the pupils in groups, at the units with most"),
            N_("per cent of the pupils in groups"),
            N_("Pupils in groups at the units that have most of them: twenty units where there "
               "are forty or more, else a quarter of them.")),
    _Figure(N_("Gini over units, of groups"), N_("0 to 1"),
            N_("0 where all units that may have groups have as many, near 1 where one has all.")),
    _Figure(N_("Gini over units, groups drawn by lot"), N_("0 to 1"),
            N_("The mean of it if the same number of groups were drawn by lot to the rooms.")),
    _Figure(N_("Uneven, share of pupils in groups"), N_("per cent of the pupils in groups"),
            N_("Those who would have to go elsewhere for every unit to have as many in proportion "
               "to its pupils.")),
    _Figure(N_("Kronor a year: all"), N_("kronor a year"),
            N_("Fixed costs of the units with groups, the groups, and the ways to school, as the "
               "instance tells them."), "prices"),
    _Figure(N_("Seats taken"), N_("per cent of the group seats"),
            N_("Pupils in groups, part-time pupils as their part, as a share of all seats.")),
    _Figure(N_("Breaches of the policy’s own rules"), N_("whole breaches"),
            N_("Ways in which the placement breaks a rule, found by the audit.")),
)  # fmt: skip


def render(context: Context) -> Section | None:
    """Return the kinds of numbers that the other sections hold."""
    _ = context.words.gettext
    if not context.read:
        return None
    read = context.read.casefold()
    rows = [
        [_(one.name), _(one.unit), _vintage(one.of, context), _(one.definition)]
        for one in _FIGURES
        if _(one.needs or one.name).casefold() in read
    ]
    if not rows:
        return None
    intro = _(
        "A number without its unit, its year and its definition can be read in many ways. Here is "
        "how each kind of number on this page is meant. Where the tables come from stands under "
        "“Sources”."
    )
    heads = (_("Number"), _("Unit of measure"), _("Vintage"), _("Definition"))
    columns = [Column(head, numeric=False) for head in heads]
    table = Table(_("Units, vintages and definitions"), columns, rows, wide=True)
    return Section("figures", _("What each number means"), prose(intro) + render_table(table))


def _vintage(of: str, context: Context) -> str:
    """Return the time that a number is from, with what it is reckoned from."""
    _, run = context.words.gettext, context.run
    year = _("school year {year}").format(year=run.school_year)
    if of == "areas":
        share = f"share_{run.problem.balance_group}"
        told = cited(run.provenance, "areas", ("population", share), context.words)
        return told or context.group.vintage or _("not told by the instance")
    if of == "group":
        return context.group.vintage or year
    if of == "country":
        return DASH if context.among is None else context.among.source
    if of == "prices":
        return _("the prices of the municipality, {year}").format(year=year)
    return year
