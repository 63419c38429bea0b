"""Says in plain sentences what was read: an instance."""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.instance import Instance
from skolval.domain.language import _, current, number
from skolval.domain.provenance import facts_of
from skolval.domain.retelling import retold

__all__ = ["summary_lines"]


def _n(value: float) -> str:
    return number(value, current())


def summary_lines(instance: Instance) -> Iterator[str]:
    """Yield what the instance holds."""
    lang = current()
    yield _("{title}, school year {year}, {crs}").format(
        title=instance.label(lang), year=instance.school_year, crs=instance.crs
    )
    municipal = int((instance.units["provider"] == "municipal").sum())
    yield _("  {units} school units, of which {municipal} municipal").format(
        units=_n(len(instance.units)), municipal=_n(municipal)
    )
    yield _("  {offerings} offerings with {seats} seats").format(
        offerings=_n(len(instance.offerings)), seats=_n(int(instance.offerings["seats"].sum()))
    )
    yield from _people(instance)
    yield _way(instance)
    yield _("  Groups: {groups}; balanced: {balance}").format(
        groups=", ".join(group.label(lang) for group in instance.groups),
        balance=instance.group(instance.balance_group).label(lang),
    )
    yield from _not_counted(instance)


def _not_counted(instance: Instance) -> Iterator[str]:
    """Yield which columns nobody counted: modelled ones, assumed ones, and why."""
    facts = facts_of(instance.provenance)
    for made, head in (
        ("modelled", _("  Modelled, not counted: {columns}")),
        ("assumed", _("  Assumed: {columns}")),
    ):
        found = [fact for fact in facts if fact.made == made]
        if found:
            names = (f"{f.table}.{f.column}" if f.column else f.table for f in found)
            yield head.format(columns=", ".join(dict.fromkeys(names)))
            notes = dict.fromkeys(fact.note for fact in found if fact.note)
            yield from (f"    {retold(note)}" for note in notes)


def _people(instance: Instance) -> Iterator[str]:
    pupils, choices = instance.pupils, instance.choices
    yield _("  {pupils} pupils, of whom {round} take part in this round").format(
        pupils=_n(len(pupils)), round=_n(int(pupils["in_round"].sum()))
    )
    protected = int(pupils["protected"].sum())
    if protected:
        yield _("  {count} with protected identity: read without position and area").format(
            count=_n(protected)
        )
    yield _("  {wishes} wishes by {choosers} pupils").format(
        wishes=_n(len(choices)), choosers=_n(choices["pupil_id"].nunique())
    )
    yield from _arrivals(instance)
    yield from _introduction(instance)
    yield from _services(instance)
    if len(instance.areas):
        shaped = int(instance.areas["geometry"].notna().sum())
        yield _("  {areas} areas, {shaped} with shapes for the map").format(
            areas=_n(len(instance.areas)), shaped=_n(shaped)
        )
    suppressed = int(instance.enrolment["mark"].notna().sum())
    if suppressed:
        yield _("  {count} enrolment figures are suppressed and taken as intervals").format(
            count=_n(suppressed)
        )


def _arrivals(instance: Instance) -> Iterator[str]:
    arrived, hosts = instance.newly_arrived, instance.hosts
    if len(arrived):
        yield _("  {pupils} newly arrived pupils, {placed} of them placed already").format(
            pupils=_n(len(arrived)), placed=_n(int(arrived["current_unit"].notna().sum()))
        )
    if len(hosts):
        yield _("  {units} units may run preparatory classes, {today} do today").format(
            units=_n(hosts["unit_id"].nunique()),
            today=_n(hosts.loc[hosts["groups_today"].fillna(0) > 0, "unit_id"].nunique()),
        )


def _introduction(instance: Instance) -> Iterator[str]:
    people, programmes = instance.introduction_pupils, instance.programmes
    if len(people):
        started = people["started"].fillna(False).astype(bool)
        yield _("  {pupils} pupils for introduction programmes, {started} of them on one").format(
            pupils=_n(len(people)), started=_n(int(started.sum()))
        )
    offered = programmes[programmes["kind"] == "introduction"]
    if len(offered):
        today = offered["groups_today"].fillna(0) > 0
        yield _("  {units} units may run introduction programmes, {today} do today").format(
            units=_n(offered["unit_id"].nunique()),
            today=_n(offered.loc[today, "unit_id"].nunique()),
        )


def _services(instance: Instance) -> Iterator[str]:
    if len(instance.services):
        first = instance.services.drop_duplicates("service_id")
        yield _("  {services} candidate services, {hired} of them chartered").format(
            services=_n(len(first)),
            hired=_n(int(first["kind"].fillna("chartered").eq("chartered").sum())),
        )


def _way(instance: Instance) -> str:
    if len(instance.travel):
        return _("  Distances: ready table with {rows} rows").format(rows=_n(len(instance.travel)))
    if len(instance.edges):
        return _("  Distances: streets with {edges} edges").format(edges=_n(len(instance.edges)))
    return _("  Distances: straight line times {factor}, since there are no streets").format(
        factor=number(instance.detour_factor, current(), decimals=2)
    )
