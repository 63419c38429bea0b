"""The municipality among the others: its segregation beside all others', each with interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.blocks import Section, facts_list, prose
from skolval.report.national import among_section, national_facts

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 56


def render(context: Context) -> Section | None:
    """Return the municipality among all; None where no figures of the country were given."""
    among, words = context.among, context.words
    if among is None:
        return None
    _, ours = words.gettext, among.ours
    intro = _(
        "How segregated are the units of {municipality} today, beside those of every other "
        "municipality? Counted are all pupils of all grades, municipal and independent units "
        "alike, by the published share of {group}."
    ).format(municipality=ours["municipality"], group=among.group_name(words))
    unlike = _(
        "These values cannot be held against those of the policies above: a round has other "
        "grades, fewer pupils and often other units. What is compared here is municipality with "
        "municipality, each with what lot gives and with its interval."
    )
    source = _("Source: {source}.").format(source=among.source)
    body = prose(intro) + facts_list(national_facts(among.table, ours, words))
    body += among_section(among.table, ours, words).body + prose(unlike, source)
    return Section("among", _("The municipality among the others"), body)
