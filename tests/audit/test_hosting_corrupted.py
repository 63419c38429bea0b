"""Placements of groups corrupted at random: the audit says exactly what a slow checker says.

The checker reads Skollagen 3 kap. 12 b-f §§ and the policy's words, pupil by pupil and month by
month, and shares no code with the audit. The town is that of `arrivals_town`, with other pupils.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from arrivals_town import arrivals_problem, arrivals_town, greedy, pupil
from skolval.audit.hosting import check_hosting

TOWNS, MONTHS = 6, 12
LANGUAGES = ("arabiska", "ukrainska", "somaliska", None)


@cache
def sound(seed):
    """A town of eight pupils drawn by `seed` and a placement in it."""
    rng = np.random.default_rng(seed)
    pupils = []
    for number in range(8):
        month = int(rng.integers(0, MONTHS))
        told = {
            "arrival": f"{2026 + (month > 4)}-{(month + 7) % 12 + 1:02d}-10",
            "months_needed": int(rng.choice([0, 3, 6, 9])),
            "week_percent": int(rng.choice([40, 60, 80])),
            "language": LANGUAGES[int(rng.integers(0, 4))],
            "months_before": 0,
        }
        grade = str(rng.choice(["1", "2", "3", "4", "5", "6"]))
        if number == 0:  # placed before
            grade = "4"
            told |= {"arrival": "2026-03-01", "current_unit": "A", "months_before": 5,
                     "months_needed": 9}  # fmt: skip
        if number == 1:  # in the preschool class: never in a group
            grade = "F"
        home = "ABC"[int(rng.integers(0, 3))]
        pupils.append(pupil(number, grade, home, told.pop("arrival"), **told))
    problem = arrivals_problem(arrivals_town(pupils))
    return problem, greedy(problem)


def groups_of_town(draw, rule):
    """The policy's block `hosting`, some of it drawn."""
    return replace(
        rule,
        units=draw(st.sampled_from(["any", "today", "reception", "listed"])),
        listed=draw(st.sampled_from([("A", "B"), ("A", "B", "C", "D"), ()])),
        min_hosts=draw(st.integers(0, 5)),
        groups_most=draw(st.none() | st.integers(0, 6)),
        top_units=draw(st.integers(0, 2)),
        top_share=draw(st.none() | st.sampled_from([300, 500, 700, 1000])),
        recent_share=draw(st.none() | st.sampled_from([50, 110, 200])),
        languages=draw(st.sampled_from(["required", "preferred", "ignored"])),
        months_most=draw(st.sampled_from([6, 12, 24, 30])),
        regular_within=draw(st.sampled_from([0, 1, 2, 5])),
        keep=draw(st.booleans()),
    )


PARTIES = {
    "enters": st.integers(-1, MONTHS - 1),
    "leaves": st.integers(0, MONTHS + 1),
    "seat_from": st.integers(-1, MONTHS - 1),
    "clock": st.integers(-1, 24),
    "share": st.sampled_from([0, 1, 500, 999, 1000]),
    "party_language": st.integers(-1, 1),
}
HOSTS = {
    "most": st.integers(0, 2),
    "least_size": st.integers(0, 3),
    "most_size": st.integers(1, 2),
}


class Drawn(SimpleNamespace):
    """A run as far as the audit of groups looks at it; told by what was changed in it."""

    def __repr__(self):
        return f"Drawn({self.told})"


class Spoiled:
    """Arrays of a sound placement, changed piece by piece."""

    def __init__(self, problem, placement):
        self.problem, self.hosting = problem, problem.hosting
        self.chosen, self.groups = placement.chosen.copy(), placement.groups.copy()
        self.columns, self.told = {}, []

    def column(self, name):
        return self.columns.setdefault(name, np.array(getattr(self.hosting, name)))

    def change(self, draw):
        what = draw(
            st.sampled_from(
                ["move", "none", "group", "option", "option", "seats", *PARTIES, *HOSTS]
            )
        )
        party = draw(st.integers(0, len(self.chosen) - 1))
        host = draw(st.integers(0, len(self.hosting) - 1))
        start = self.problem.options.start
        row = draw(st.sampled_from(range(int(start[party]), int(start[party + 1]))))
        month = draw(st.integers(0, MONTHS - 1))
        number = draw((PARTIES | HOSTS).get(what, st.integers(-1, 3)))
        self.told.append((what, party, host, row, month, number))
        if what == "move":
            self.chosen[party] = row
        elif what == "none":
            self.chosen[party] = -1
        elif what == "group":
            self.groups[host] = number
        elif what == "option":
            self.column("option_host")[row] = host if number else -1
        elif what == "seats":
            self.column("seats")[self.problem.options.offering[row], month] = 0
        else:
            self.column(what)[party if what in PARTIES else host] = number


@st.composite
def corrupted(draw):
    """A sound placement with up to four changes: who sits where, which groups, which months."""
    problem, placement = sound(draw(st.integers(0, TOWNS - 1)))
    spoiled = Spoiled(problem, placement)
    for _ in range(draw(st.integers(0, 4))):
        spoiled.change(draw)
    rule = problem.policy.hosting
    if draw(st.booleans()):
        rule = groups_of_town(draw, rule)
    policy = problem.policy.replace(hosting=rule)
    hosting = problem.hosting.replace(**spoiled.columns)
    placement = placement.replace(chosen=spoiled.chosen, groups=spoiled.groups)
    problem = problem.replace(hosting=hosting, policy=policy)
    return Drawn(problem=problem, placement=placement, told=(spoiled.told, rule))


# --- the slow checker ---


class Town:
    """Plain lists of a placement, for the checker to walk through."""

    def __init__(self, run):
        problem, hosting = run.problem, run.problem.hosting
        self.problem, self.hosting, self.rule = problem, hosting, problem.policy.hosting
        self.unit_name = [str(name) for name in problem.unit_ids]
        self.groups = run.placement.groups.tolist()
        self.pupils = []
        for i, row in enumerate(run.placement.chosen.tolist()):
            offering = int(problem.options.offering[row]) if row >= 0 else None
            host = int(hosting.option_host[row]) if row >= 0 else -1
            self.pupils.append(SimpleNamespace(
                name=f"pupil {problem.parties.ids[i]}", placed=row >= 0, offering=offering,
                unit=int(problem.offerings.unit[offering]) if row >= 0 else None,
                host=host if host >= 0 else None,
                grade=problem.grades.codes[int(problem.parties.grade[i])],
                enters=int(hosting.enters[i]), leaves=int(hosting.leaves[i]),
                seat_from=int(hosting.seat_from[i]), clock=int(hosting.clock[i]),
                share=int(hosting.share[i]), language=int(hosting.party_language[i]),
                before=int(hosting.kept[i]) if hosting.kept[i] >= 0 else None,
            ))  # fmt: skip
        self.hosts = range(len(self.groups))

    def name(self, host):
        hosting = self.hosting
        kind = hosting.kinds[int(hosting.host_kind[host])]
        return f"{self.unit_name[int(hosting.host_unit[host])]} {kind}"

    def in_group(self):
        return [p for p in self.pupils if p.host is not None]

    def load(self, host, month):
        return sum(
            p.share for p in self.in_group() if p.host == host and p.enters <= month < p.leaves
        )

    def fullest(self, host):
        return max(self.load(host, month) for month in range(self.hosting.months))

    def stays(self, p):
        return self.rule.keep and p.before is not None


def up(permille):
    """Thousandths of pupils as whole pupils, a part as one."""
    return -(-permille // 1000)


def groups_wrong(town):
    hosting = town.hosting
    for p in town.in_group():
        if town.groups[p.host] < 1:
            yield "group_host", p.name, 1
    for h in town.hosts:
        if town.groups[h] < 0:
            yield "group_host", town.name(h), -town.groups[h]
        if town.groups[h] > hosting.most[h]:
            yield "group_rooms", town.name(h), town.groups[h] - int(hosting.most[h])
        if town.groups[h] > 0 and not may_host(town, h):
            yield "group_allowed", town.name(h), town.groups[h]


def units_wrong(town):
    hosting, rule = town.hosting, town.rule
    for u, name in enumerate(town.unit_name):
        all_groups = sum(town.groups[h] for h in town.hosts if hosting.host_unit[h] == u)
        if all_groups > hosting.unit_most[u]:
            yield "group_rooms", name, all_groups - int(hosting.unit_most[u])
    units = {int(hosting.host_unit[p.host]) for p in town.in_group() if town.groups[p.host] > 0}
    if len(units) < rule.min_hosts:
        yield "group_min_hosts", "groups", rule.min_hosts - len(units)
    if rule.groups_most is not None and sum(town.groups) > rule.groups_most:
        yield "group_total", "groups", sum(town.groups) - rule.groups_most


def may_host(town, host):
    """The policy's units, and the hosts of those who were placed before and stay."""
    hosting, rule = town.hosting, town.rule
    for p in town.pupils:
        if town.stays(p) and hosting.option_host[p.before] == host:
            return True
    if rule.units == "today":
        return bool(hosting.today[host] > 0)
    if rule.units == "reception":
        return bool(hosting.reception[host])
    if rule.units == "listed":
        return town.unit_name[int(hosting.host_unit[host])] in rule.listed
    return True


def seats_wrong(town):
    hosting = town.hosting
    for h in town.hosts:
        if town.groups[h] <= 0:
            continue
        over = town.fullest(h) - 1000 * int(hosting.most_size[h]) * town.groups[h]
        under = 1000 * int(hosting.least_size[h]) * town.groups[h] - town.fullest(h)
        if over > 0:
            yield "group_most", town.name(h), up(over)
        if under > 0:
            yield "group_least", town.name(h), up(under)
    for o, name in enumerate(town.problem.offerings.ids.tolist()):
        worst = 0
        for month in range(hosting.months):
            there = sum(p.offering == o and p.seat_from <= month for p in town.pupils)
            worst = max(worst, there - int(hosting.seats[o, month]))
        if worst > 0:
            yield "group_seats", name, worst


def shares_wrong(town):
    hosting, rule = town.hosting, town.rule
    there = [sum(p.unit == u for p in town.in_group()) for u in range(len(town.unit_name))]
    if rule.top_share is not None and rule.top_units:
        most = sum(sorted(there)[-rule.top_units :])
        over = 1000 * most - rule.top_share * sum(there)
        if over > 0:
            yield "group_top", "groups", up(over)
    for u, name in enumerate(town.unit_name):
        if rule.recent_share is None:
            break
        here = [p for p in town.pupils if p.unit == u]
        newcomers = [p for p in here if not town.stays(p)]
        recent = int(hosting.unit_recent[u]) + len(here)
        over = 1000 * recent - rule.recent_share * (int(hosting.unit_pupils[u]) + len(here))
        if newcomers and over > 0:
            yield "group_recent", name, up(over)


def pupils_wrong(town):
    hosting, rule = town.hosting, town.rule
    for p in town.pupils:
        asked = rule.languages == "required" and p.language >= 0 and not town.stays(p)
        if asked and p.host is not None and not hosting.unit_language[p.unit, p.language]:
            yield "group_language", p.name
        if town.stays(p) and p.unit != int(town.problem.unit_of_option()[p.before]):
            yield "group_kept", p.name


def class_wrong(town):
    """3:12 e: the regular class within two months, and at the latest when the group ends."""
    for p in town.pupils:
        needs = p.leaves > p.enters
        if p.placed and needs != (p.host is not None):
            yield "preparatory_need", p.name
        within = p.enters + min(2, town.rule.regular_within)
        latest = min(within, p.leaves if needs else p.enters)
        if p.placed and not 0 <= p.seat_from <= latest:
            yield "preparatory_class", p.name


def law_wrong(town):
    """3:12 b (not the preschool class) and 12 f (partly, two years); one unit, the own grade."""
    hosting = town.hosting
    for p in town.in_group():
        low, _hyphen, high = hosting.kinds[int(hosting.host_kind[p.host])].partition("-")
        if p.grade == "F":
            yield "preparatory_preschool", p.name
        if p.grade == "F" or not int(low) <= int(p.grade) <= int(high):
            yield "preparatory_span", p.name
        if int(hosting.host_unit[p.host]) != p.unit:
            yield "preparatory_unit", p.name
        if not clock_kept(town, p):
            yield "preparatory_clock", p.name
        if not 0 < p.share < 1000:
            yield "preparatory_partly", p.name


def clock_kept(town, p):
    """At most two years, the months before the plan with those in it, and no more than told."""
    if p.clock < 0 or p.enters < 0 or p.leaves > town.hosting.months:
        return False
    months = p.clock + sum(p.enters <= month < p.leaves for month in range(town.hosting.months))
    return months <= min(24, town.rule.months_most)


def by_hand(run):
    town = Town(run)
    told = Counter([*groups_wrong(town), *units_wrong(town), *seats_wrong(town)])
    told.update(shares_wrong(town))
    of_pupils = (*pupils_wrong(town), *class_wrong(town), *law_wrong(town))
    told.update((name, who, 1) for name, who in of_pupils)
    return told


def by_audit(run):
    return Counter(
        (breach.rule, breach.where, breach.excess)
        for claim in check_hosting(run)
        for breach in claim.breaches
    )


@given(corrupted())
@settings(max_examples=300, deadline=None)
def test_the_audit_says_of_a_corrupted_placement_what_the_slow_checker_says(run):
    expected = by_hand(run)
    for name, _where, _excess in expected:
        event(name)
    assert by_audit(run) == expected


def test_the_towns_begin_with_placements_that_keep_the_law():
    for seed in range(TOWNS):
        problem, placement = sound(seed)
        assert placement.placed.sum() >= 6
        run = Drawn(problem=problem, placement=placement, told=seed)
        assert not by_hand(run)
        assert not by_audit(run)


def test_a_breach_names_the_claim_it_belongs_to():
    problem, placement = sound(0)
    fewer = placement.replace(groups=placement.groups - 1)
    run = Drawn(problem=problem, placement=fewer, told="fewer groups")
    for claim in check_hosting(run):
        assert {breach.rule for breach in claim.breaches} <= {claim.name}
