"""What is too little for any placement in groups, found by counting alone (vad som inte räcker)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.domain.group_counts import PERMILLE, in_group, seat_weight
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.errors import Fault

__all__ = ["lacking"]


def lacking(problem: Problem, hosting: Hosting, rule: HostingRule) -> Iterator[Fault]:
    """Yield a fault for everything that counting alone proves to be too little."""
    options = np.diff(problem.options.start)
    yield from _nowhere(options)
    yield from _group_seats(problem, hosting)
    yield from _class_seats(problem)
    yield from _totals(problem, hosting, rule)


def _nowhere(options: IntArray) -> Iterator[Fault]:
    without = int((options == 0).sum())
    if without:
        yield Fault(
            _("{count} pupils have no unit that could take them in a group and a class.").format(
                count=without
            ),
            rule="group_seats",
            value=str(without),
            remedy=_("Let more units run groups, or ease the demand of a teacher's language."),
        )


def _only_in_groups(problem: Problem, hosting: Hosting) -> BoolArray:
    """Return (n,) who have options, all of them in groups of one kind; by kind see `_kind`."""
    direct = np.zeros(len(problem.parties), np.bool_)
    direct[problem.options.party[hosting.option_host < 0]] = True
    some: BoolArray = np.diff(problem.options.start) > 0
    return some & ~direct


def _kind(problem: Problem, hosting: Hosting) -> IntArray:
    """Return (n,) the kind of group of each party, -1 where it has several or none."""
    kind = np.full(len(problem.parties), -1, np.int64)
    rows = np.flatnonzero(hosting.option_host >= 0)
    party = problem.options.party[rows]
    of_row = hosting.host_kind[hosting.option_host[rows]]
    kind[party] = of_row
    several = np.zeros(len(kind), np.bool_)
    several[party[of_row != kind[party]]] = True
    return np.where(several, -1, kind)


def _group_seats(problem: Problem, hosting: Hosting) -> Iterator[Fault]:
    """Compare seats of each kind with those who must sit there, all and by language."""
    must, kind = _only_in_groups(problem, hosting), _kind(problem, hosting)
    for number, name in enumerate(hosting.kinds):
        mine = must & (kind == number)
        short = _short(problem, hosting, mine)
        if short is not None:
            needed, seats, month = short
            yield _too_few(name, "", needed, seats, month)
            continue
        for language, spoken in enumerate(hosting.languages):
            short = _short(problem, hosting, mine & (hosting.party_language == language))
            if short is not None:
                yield _too_few(name, spoken, *short)


def _short(problem: Problem, hosting: Hosting, mine: BoolArray) -> tuple[int, int, int] | None:
    """Return pupils, seats and month where the hosts in reach of `mine` hold too few of them."""
    rows = np.flatnonzero((hosting.option_host >= 0) & mine[problem.options.party])
    host = np.unique(hosting.option_host[rows])
    seats = PERMILLE * _most_seats(hosting, host)
    weight = seat_weight(problem, hosting)[mine]
    taken = (in_group(hosting)[mine] * weight[:, None]).sum(axis=0)
    month = int(taken.argmax()) if len(taken) else 0
    if not mine.any() or taken[month] <= seats:
        return None
    return -(-int(taken[month]) // PERMILLE), seats // PERMILLE, month


def _most_seats(hosting: Hosting, host: IntArray) -> int:
    """Return the most seats of these hosts, with no more groups at a unit than it has rooms for."""
    unit = hosting.host_unit[host]
    largest = np.zeros(len(hosting.unit_most), np.int64)
    np.maximum.at(largest, unit, hosting.most_size[host])
    own = np.zeros(len(hosting.unit_most), np.int64)
    np.add.at(own, unit, (hosting.most * hosting.most_size)[host])
    return int(np.minimum(own, hosting.unit_most * largest).sum())


def _too_few(kind: str, language: str, needed: int, seats: int, month: int) -> Fault:
    text = _("Groups {kind} have at most {seats} seats, and month {month} needs {needed}.")
    if language:
        text = _(
            "Groups {kind} with a teacher of {language} have at most {seats} seats, and month "
            "{month} needs {needed}."
        )
    return Fault(
        text.format(kind=kind, language=language, seats=seats, needed=needed, month=month + 1),
        rule="group_seats",
        value=str(needed),
        remedy=_("Let more units run groups, larger groups or more groups at a unit."),
    )


def _class_seats(problem: Problem) -> Iterator[Fault]:
    """Compare the regular seats of every grade with its pupils."""
    options, offerings = problem.options, problem.offerings
    able = np.zeros(len(offerings), np.bool_)
    able[options.offering] = True
    for grade in np.unique(problem.parties.grade).tolist():
        mine = problem.parties.grade == grade
        pupils = int(problem.parties.size[mine].sum())
        reached = np.unique(options.offering[mine[options.party]])
        seats = int(offerings.seats[reached].sum())
        if pupils > seats:
            code = problem.grades.codes[grade]
            yield Fault(
                _("Grade {grade} has {seats} regular seats for {pupils} pupils.").format(
                    grade=code, seats=seats, pupils=pupils
                ),
                rule="capacity",
                value=str(pupils),
                remedy=_("Give units more free seats in that grade, or more units."),
            )


def _totals(problem: Problem, hosting: Hosting, rule: HostingRule) -> Iterator[Fault]:
    needed = _groups_at_least(problem, hosting)
    if rule.groups_most is not None and needed > rule.groups_most:
        yield Fault(
            _("At least {needed} groups are needed, and the policy allows {most}.").format(
                needed=needed, most=rule.groups_most
            ),
            rule="groups_most",
            value=str(rule.groups_most),
            remedy=_("Allow more groups, or larger ones."),
        )
    able = _able_units(problem, hosting)
    if rule.min_hosts > able:
        yield Fault(
            _("{least} units are to run groups, and only {able} can.").format(
                least=rule.min_hosts, able=able
            ),
            rule="min_hosts",
            value=str(rule.min_hosts),
            remedy=_("Ask for fewer units, or for smaller groups."),
        )


def _groups_at_least(problem: Problem, hosting: Hosting) -> int:
    """Return how many groups must be opened whatever the placement is."""
    must, kind = _only_in_groups(problem, hosting), _kind(problem, hosting)
    weight, inside = seat_weight(problem, hosting), in_group(hosting)
    total = 0
    for number in range(len(hosting.kinds)):
        mine = must & (kind == number)
        largest = PERMILLE * int(hosting.most_size[hosting.host_kind == number].max(initial=0))
        if largest:
            taken = (inside[mine] * weight[mine, None]).sum(axis=0)
            total += -(-int(taken.max(initial=0)) // largest)
    return total


def _able_units(problem: Problem, hosting: Hosting) -> int:
    """Return how many units have rooms, and pupils in reach for the least size of a group."""
    rows = np.flatnonzero(hosting.option_host >= 0)
    party = problem.options.party[rows]
    pairs = np.unique(hosting.option_host[rows] * max(len(problem.parties), 1) + party)
    host, party = pairs // max(len(problem.parties), 1), pairs % max(len(problem.parties), 1)
    reach = np.zeros((len(hosting), hosting.months), np.int64)
    weight = in_group(hosting)[party] * seat_weight(problem, hosting)[party, None]
    np.add.at(reach, host, weight)
    full = reach.max(axis=1, initial=0)
    able = (full > 0) & (full >= PERMILLE * hosting.least_size) & (hosting.most > 0)
    able &= hosting.unit_most[hosting.host_unit] > 0
    return len(np.unique(hosting.host_unit[able]))
