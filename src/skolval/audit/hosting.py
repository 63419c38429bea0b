"""Groups of a placement: rooms, sizes, seats, hosts and shares, each counted again.

Nothing here asks how the placement was made. What the law says of preparatory classes is in
`audit.preparatory`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim, offering_called
from skolval.audit.hosted import PERMILLE, Hosted, hosted
from skolval.audit.preparatory import check_preparatory
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.io.run import Run

__all__ = ["check_hosting"]


def check_hosting(run: Run) -> Iterator[Claim]:
    """Yield one claim per condition on groups; none if the policy places nobody in groups."""
    found = hosted(run)
    if found is None:
        return
    if len(found.groups) != len(found.hosting):
        yield _unknown(found)
        return
    yield _opened(found)
    yield _rooms(found)
    yield _allowed(found)
    yield from _totals(found)
    yield from _sizes(found)
    yield _seats(found)
    yield _languages(found)
    yield _top(found)
    yield _recent(found)
    yield _kept(found)
    if run.problem.policy.places == "newly_arrived":
        yield from check_preparatory(found)


def _unknown(found: Hosted) -> Claim:
    text = N_("The groups are told for {told} hosts, and there are {hosts}.")
    told = text.format(told=len(found.groups), hosts=len(found.hosting))
    breach = Breach("group_host", "groups", 1, "hosts", told)
    return Claim("group_host", _said("group_host"), len(found.hosting), (breach,))


_SAID: dict[str, str] = {
    "group_host": N_("Whoever goes to a group goes to one that is opened."),
    "group_rooms": N_("No unit runs more groups than there are rooms."),
    "group_allowed": N_("Groups are opened only at units that the policy lets run them."),
    "group_min_hosts": N_("At least as many units run groups as the policy asks for."),
    "group_total": N_("No more groups are opened than the policy allows in all."),
    "group_most": N_("No group has more pupils than its size in any month."),
    "group_least": N_("Every group has its least number of pupils in the host's fullest month."),
    "group_seats": N_("In every month there is a regular seat for everybody who needs one."),
    "group_language": N_("Every pupil in a group has a teacher of the own language at the unit."),
    "group_top": N_("The units with most pupils in groups have at most their share together."),
    "group_recent": N_("Nowhere are more pupils newly arrived than the policy's share."),
    "group_kept": N_("Everybody who was placed already stays."),
}


def _said(claim: str) -> str:
    return _(_SAID[claim])


def _claim(name: str, checked: int, found: tuple[Breach, ...] = (), note: str = "") -> Claim:
    return Claim(name, _said(name), checked, found, note)


def _opened(found: Hosted) -> Claim:
    empty = found.groups[np.maximum(found.host, 0)] <= 0
    bad = found.grouped & empty
    text = N_("{pupil} goes to a group at {place}, and none is opened there.")
    negative = found.hosts(
        "group_host", -found.groups, N_("{place} has {count} groups below none.")
    )
    told = found.parties("group_host", bad, text) + negative
    return _claim("group_host", int(found.grouped.sum()), told)


def _rooms(found: Hosted) -> Claim:
    hosting = found.hosting
    over = found.groups - hosting.most
    text = N_("{place} has {count} groups more than rooms.")
    told = found.hosts("group_rooms", over, text)
    of_unit = np.zeros(len(found.problem.unit_ids), np.int64)
    np.add.at(of_unit, hosting.host_unit, found.groups)
    excess = of_unit - hosting.unit_most
    said = N_("The unit {unit} has {count} groups more than rooms.")
    told += tuple(
        Breach("group_rooms", str(found.problem.unit_ids[u]), int(excess[u]), "groups",
               said.format(unit=found.problem.unit_ids[u], count=int(excess[u])))
        for u in np.flatnonzero(excess > 0)
    )  # fmt: skip
    return _claim("group_rooms", len(hosting), told)


def _allowed(found: Hosted) -> Claim:
    """A group outside the policy's units is there only for those who keep their place."""
    hosting, rule = found.hosting, found.rule
    may = np.ones(len(hosting), bool)
    if rule.units == "today":
        may = hosting.today > 0
    elif rule.units == "reception":
        may = np.ones(len(hosting), bool) if hosting.reception is None else hosting.reception
    elif rule.units == "listed":
        may = np.isin(found.problem.unit_ids[hosting.host_unit], list(rule.listed))
    kept = _hosts_of_kept(found)
    bad = np.where(may | kept, 0, found.groups)
    text = N_("{place} runs {count} groups, and the policy does not let the unit run any.")
    return _claim("group_allowed", len(hosting), found.hosts("group_allowed", bad, text))


def _hosts_of_kept(found: Hosted) -> BoolArray:
    hosting = found.hosting
    there = np.zeros(len(hosting) + 1, bool)
    if found.rule.keep:
        there[hosting.option_host[hosting.kept[hosting.kept >= 0]]] = True
    return there[:-1]


def _totals(found: Hosted) -> Iterator[Claim]:
    rule = found.rule
    running = (found.groups > 0) & np.isin(np.arange(len(found.groups)), found.host)
    units = len(np.unique(found.hosting.host_unit[running]))
    if rule.min_hosts:
        text = N_("{units} units run groups, fewer than {least}.")
        short = rule.min_hosts - units
        told = text.format(units=units, least=rule.min_hosts)
        lacking = Breach("group_min_hosts", "groups", short, "units", told)
        yield _claim("group_min_hosts", 1, (lacking,) if short > 0 else ())
    if rule.groups_most is not None:
        total = int(found.groups.sum())
        text = N_("{total} groups are opened, more than {most}.")
        told = text.format(total=total, most=rule.groups_most)
        excess = Breach("group_total", "groups", total - rule.groups_most, "groups", told)
        yield _claim("group_total", 1, (excess,) if total > rule.groups_most else ())


def _sizes(found: Hosted) -> Iterator[Claim]:
    """Sizes are asked of opened groups; whoever goes to one that is not is told by another."""
    hosting, peak = found.hosting, found.load.max(axis=1, initial=0)
    open_now = found.groups > 0
    over = np.where(open_now, peak - PERMILLE * hosting.most_size * found.groups, 0)
    text = N_("{place} has more pupils in a month than its groups hold: {count} too many.")
    yield _claim(
        "group_most", int(open_now.sum()) * hosting.months,
        found.hosts("group_most", -(-over // PERMILLE), text),
    )  # fmt: skip
    under = np.where(open_now, PERMILLE * hosting.least_size * found.groups - peak, 0)
    text = N_("{place} has too few pupils for its groups in every month: {count} too few.")
    yield _claim(
        "group_least", int(open_now.sum()),
        found.hosts("group_least", -(-under // PERMILLE), text),
    )  # fmt: skip


def _seats(found: Hosted) -> Claim:
    problem, hosting = found.problem, found.hosting
    placed = np.flatnonzero(found.offering >= 0)
    month = np.arange(hosting.months)[None, :]
    taken = np.zeros((len(problem.offerings), hosting.months), np.int64)
    present = (hosting.seat_from[placed, None] <= month) * problem.parties.size[placed, None]
    np.add.at(taken, found.offering[placed], present)
    seats = hosting.seats
    if seats is None:
        seats = np.repeat(problem.offerings.seats[:, None], hosting.months, axis=1)
    excess = (taken - seats).max(axis=1, initial=0)
    text = N_("Offering {name} has {count} pupils more than regular seats in a month.")
    told = tuple(
        Breach("group_seats", name := offering_called(problem, int(o)), int(excess[o]), "pupils",
               text.format(name=name, count=int(excess[o])))
        for o in np.flatnonzero(excess > 0)
    )  # fmt: skip
    return _claim("group_seats", taken.size, told)


def _languages(found: Hosted) -> Claim:
    hosting = found.hosting
    if found.rule.languages != "required":
        note = _("The policy does not demand it.")
        return _claim("group_language", 0, (), note)
    language = hosting.party_language
    speaks = hosting.unit_language[np.maximum(found.unit, 0), np.maximum(language, 0)]
    asked = found.grouped & (language >= 0) & ~_stays(found)
    text = N_("{pupil} goes to a group at {place}, where no teacher speaks the pupil's language.")
    told = found.parties("group_language", asked & ~speaks, text)
    return _claim("group_language", int(asked.sum()), told)


def _stays(found: Hosted) -> BoolArray:
    kept: BoolArray = (found.hosting.kept >= 0) & found.rule.keep
    return kept


def _top(found: Hosted) -> Claim:
    rule = found.rule
    if rule.top_share is None or not rule.top_units:
        return _claim("group_top", 0, (), _("The policy has no such ceiling."))
    heads = np.where(found.grouped, found.problem.parties.size, 0)
    largest = np.sort(found.per_unit(heads))[::-1][: rule.top_units]
    all_of_them = int(heads.sum())
    over = PERMILLE * int(largest.sum()) - rule.top_share * all_of_them
    text = N_("The {units} units with most pupils in groups have {count} of {all}.")
    told = text.format(units=rule.top_units, count=int(largest.sum()), all=all_of_them)
    breach = Breach("group_top", "groups", -(-over // PERMILLE), "pupils", told)
    return _claim("group_top", all_of_them, (breach,) if over > 0 else ())


def _recent(found: Hosted) -> Claim:
    rule, hosting = found.rule, found.hosting
    share = rule.recent_share
    if share is None:
        return _claim("group_recent", 0, (), _("The policy has no such ceiling."))
    size = found.problem.parties.size
    placed = found.per_unit(size)
    staying = found.per_unit(np.where(_stays(found), size, 0))
    all_there = hosting.unit_pupils + placed
    over = PERMILLE * (hosting.unit_recent + placed) - share * all_there
    bad = (over > 0) & (placed > staying)
    text = N_("At the unit {unit} {count} of {all} pupils are newly arrived, too large a share.")
    ids = found.problem.unit_ids
    told = tuple(
        Breach("group_recent", str(ids[u]), -(-int(over[u]) // PERMILLE), "pupils",
               text.format(unit=ids[u], count=int(hosting.unit_recent[u] + placed[u]),
                           all=int(all_there[u])))
        for u in np.flatnonzero(bad)
    )  # fmt: skip
    return _claim("group_recent", len(ids), told)


def _kept(found: Hosted) -> Claim:
    own = found.hosting.kept
    unit = found.problem.unit_of_option()[np.maximum(own, 0)]
    moved = (own >= 0) & (found.unit != unit)
    if not found.rule.keep:
        note = _("The policy lets {count} of them move.").format(count=int(moved.sum()))
        return _claim("group_kept", 0, (), note)
    text = N_("{pupil} was placed already, and is moved to {place}.")
    told = found.parties("group_kept", moved, text)
    return _claim("group_kept", int((own >= 0).sum()), told)
