"""Introduction programmes keep the law: who is where, who runs what, and what is offered.

Looked at from the facts in the run folder, paragraph by paragraph; nothing here is shared with
what made the options, except the predicates of the grades.

Source: Skollagen (2010:800) 15 kap. 5 § and 17 kap. 3, 4, 6, 10-12, 16, 19, 28 and 29 §§.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.audit.claims import Claim, called, upper_first
from skolval.domain.breach import Breach
from skolval.domain.introduction import (
    INTRODUCTION,
    WEEKLY_HOURS,
    IntroductionRule,
    code_of,
    may_start,
    open_programmes,
)
from skolval.domain.language import N_, _
from skolval.domain.problem import PROVIDERS, BoolArray, IntArray, Problem

if TYPE_CHECKING:
    from skolval.domain.hosting import Hosting
    from skolval.domain.introduction_facts import Introduction
    from skolval.io.run import Run

__all__ = ["check_introduction"]

_IMV, _IMY, _IMA, _IMS = range(len(INTRODUCTION))
_ALL_FOUR = len(INTRODUCTION)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A placement in introduction programmes.

    Parameters
    ----------
    host : (n,) host row of every party, -1 without a place. used : (H,) hosts with pupils.
    independent : (H,) whose unit is run by an independent owner.
    """

    problem: Problem
    hosting: Hosting
    facts: Introduction
    rule: IntroductionRule
    host: IntArray
    used: BoolArray
    independent: BoolArray

    def code(self, host: int) -> str:
        """Return what the host runs, as the facts tell it."""
        towards = int(self.facts.towards[host])
        aim = str(self.facts.national[towards]) if towards >= 0 else "?" * (towards < -1)
        return code_of(INTRODUCTION[self.facts.programme[host]], aim)

    def where(self, host: int) -> str:
        """Return unit and programme of a host, as a message names them."""
        return f"{self.problem.unit_ids[self.hosting.host_unit[host]]}-{self.code(host)}"


def check_introduction(run: Run) -> Iterator[Claim]:
    """Yield the claims about introduction programmes, none for a run without them."""
    problem = run.problem
    hosting, facts = problem.hosting, problem.introduction
    if hosting is None or facts is None:
        return
    chosen = run.placement.chosen
    host = np.where(chosen >= 0, hosting.option_host[np.maximum(chosen, 0)], -1)
    provider = problem.unit_provider
    free = np.zeros(len(hosting), bool)
    if provider is not None:
        free = provider[hosting.host_unit] == PROVIDERS.index("independent")
    plan = _Plan(
        problem=problem,
        hosting=hosting,
        facts=facts,
        rule=problem.policy.introduction or IntroductionRule(),
        host=host,
        used=np.bincount(host[host >= 0], minlength=len(hosting)) > 0,
        independent=free,
    )
    yield _own_programme(plan)
    yield _open(plan)
    yield _starts(plan)
    yield _oriented(plan)
    yield from _independent(plan)
    yield _offered(plan)
    yield _designed(plan)
    yield _hours(plan)
    yield _everybody(plan)


def _parties(plan: _Plan, name: str, bad: BoolArray, text: str) -> tuple[Breach, ...]:
    """Return a breach for every party of `bad`; the text names the pupil and the place."""
    return tuple(
        Breach(
            name,
            plan.where(int(plan.host[i])) if plan.host[i] >= 0 else "",
            1,
            "pupils",
            text.format(
                pupil=upper_first(called(plan.problem, int(i))),
                place=plan.where(int(plan.host[i])) if plan.host[i] >= 0 else "",
            ),
            (int(i),),
        )
        for i in np.flatnonzero(bad)
    )


def _hosts(plan: _Plan, name: str, bad: BoolArray, text: str) -> tuple[Breach, ...]:
    """Return a breach for every host of `bad`, with the pupils there."""
    count = np.bincount(plan.host[plan.host >= 0], minlength=len(bad))
    return tuple(
        Breach(name, plan.where(int(h)), int(count[h]), "pupils",
               text.format(place=plan.where(int(h)), hours=int(plan.facts.hours[h])))
        for h in np.flatnonzero(bad)
    )  # fmt: skip


def _own_programme(plan: _Plan) -> Claim:
    problem, kinds = plan.problem, plan.hosting.kinds
    code = np.array([plan.code(h) for h in range(len(plan.hosting))], dtype=np.str_)
    told = np.array([kinds[kind] for kind in plan.hosting.host_kind], dtype=np.str_)
    mine = problem.programme
    placed = plan.host >= 0
    row = np.maximum(plan.host, 0)
    bad = placed & (code[row] != told[row])
    if mine is not None:
        bad |= placed & (np.char.lower(told)[row] != np.char.lower(mine))
    text = N_("{pupil} is placed in {place}, which is not the pupil's programme.")
    found = _parties(plan, "introduction_programme", bad, text)
    said = _("Everybody stands in the own introduction programme, at a unit that may run it.")
    return Claim("introduction_programme", said, int(placed.sum()), found)


def _open(plan: _Plan) -> Claim:
    """17:2 and 10-12: the programme is open to the pupil; who has started may go on."""
    facts = plan.facts
    fresh = (plan.host >= 0) & ~facts.started
    row = np.maximum(plan.host, 0)
    fitting = open_programmes(facts.merits, facts.newly_arrived)
    bad = fresh & ~fitting[np.arange(len(row)), facts.programme[row]]
    text = N_("{pupil} is placed in {place}, which is not open with these grades (17:10-12).")
    found = _parties(plan, "introduction_open", bad, text)
    said = _("Every introduction programme is open to the pupils who start there (17:10-12).")
    return Claim("introduction_open", said, int(fresh.sum()), found)


def _starts(plan: _Plan) -> Claim:
    """15:5: nobody starts after June of the year of turning 20."""
    facts = plan.facts
    fresh = (plan.host >= 0) & ~facts.started
    bad = fresh & ~may_start(facts.turns_20, facts.start)
    text = N_("{pupil} starts in {place} after June of the year of turning 20 (15:5).")
    found = _parties(plan, "introduction_start", bad, text)
    said = _("Everybody starts before July of the year of turning 20 (15:5).")
    return Claim("introduction_start", said, int(fresh.sum()), found)


def _oriented(plan: _Plan) -> Claim:
    """17:3 and 28: IMV is towards a national programme that the unit runs."""
    facts, unit = plan.facts, plan.hosting.host_unit
    imv = plan.used & (facts.programme == _IMV)
    # a town without national programmes has nothing to be oriented to
    runs: BoolArray = np.zeros(len(unit), np.bool_)
    named = np.flatnonzero(facts.towards >= 0)
    runs[named] = facts.runs[unit[named], facts.towards[named]]
    text = N_("{place} has pupils, and the unit does not run that national programme (17:28).")
    found = _hosts(plan, "introduction_imv", imv & ~runs, text)
    said = _("IMV is only where the national programme that it is oriented to is run (17:28).")
    return Claim("introduction_imv", said, int(imv.sum()), found)


def _independent(plan: _Plan) -> Iterator[Claim]:
    """17:28-29: at independent units IMY needs a vocational programme, the others a price."""
    facts, free = plan.facts, plan.used & plan.independent
    vocational = np.any(facts.runs[:, facts.vocational], axis=1)[plan.hosting.host_unit]
    bad = free & (facts.programme == _IMY) & ~vocational
    text = N_("{place} has pupils, and the independent unit has no vocational programme (17:28).")
    said = _("IMY at an independent unit is only where it has a vocational programme (17:28).")
    found = _hosts(plan, "introduction_imy", bad, text)
    yield Claim("introduction_imy", said, int((free & (facts.programme == _IMY)).sum()), found)
    needing = free & (facts.programme != _IMV)
    said = _("IMY, IMA and IMS at independent units are only where the price is agreed (17:29).")
    name = "introduction_agreement"
    if plan.rule.independent == "none":
        text = N_("{place} has pupils, and the policy places nobody at independent units.")
        yield Claim(name, said, int(free.sum()), _hosts(plan, name, free, text))
        return
    without = needing & ~facts.agreed
    if plan.rule.independent == "all":
        note = _("The policy reckons as if the price were agreed everywhere; {count} are not.")
        yield Claim(name, said, 0, note=note.format(count=int(without.sum())))
        return
    text = N_("{place} has pupils, and no price is agreed with the independent owner (17:29).")
    yield Claim(name, said, int(needing.sum()), _hosts(plan, name, without, text))


def _offered(plan: _Plan) -> Claim:
    """17:16: the home municipality offers all four, IMV towards an all-round selection."""
    facts, hosting, name = plan.facts, plan.hosting, "introduction_offer"
    open_to = hosting.most > 0
    lacking = [
        Breach(name, part, 1, "programmes",
               N_("{part} is offered nowhere, and all four must be (17:16).").format(part=part))
        for number, part in enumerate(INTRODUCTION)
        if not (open_to & (facts.programme == number)).any()
    ]  # fmt: skip
    towards = facts.towards[open_to & (facts.programme == _IMV)]
    count = len(np.unique(towards[towards >= 0]))
    if count < plan.rule.orientations:
        text = N_("IMV is offered towards {count} national programmes, fewer than {least} (17:16).")
        missing = plan.rule.orientations - count
        told = text.format(count=count, least=plan.rule.orientations)
        lacking.append(Breach(name, "IMV", missing, "programmes", told))
    said = _("All four introduction programmes are offered, IMV towards enough of them (17:16).")
    return Claim(name, said, _ALL_FOUR + plan.rule.orientations, tuple(lacking))


def _designed(plan: _Plan) -> Claim:
    """17:4: IMA and IMS are for single pupils."""
    single = plan.used & np.isin(plan.facts.programme, (_IMA, _IMS))
    text = N_("{place} is designed for a group, and must be for single pupils (17:4).")
    found = _hosts(plan, "introduction_form", single & ~plan.facts.individual, text)
    said = _("IMA and IMS are designed for single pupils (17:4).")
    return Claim("introduction_form", said, int(single.sum()), found)


def _hours(plan: _Plan) -> Claim:
    """17:6: at least 23 hours a week."""
    few = plan.used & (plan.facts.hours < WEEKLY_HOURS)
    text = N_("{place} has {hours} hours of teaching a week, fewer than 23 (17:6).")
    found = _hosts(plan, "introduction_hours", few, text)
    said = _("Everybody is offered at least 23 hours of teaching a week (17:6).")
    return Claim("introduction_hours", said, int(plan.used.sum()), found)


def _everybody(plan: _Plan) -> Claim:
    """17:19: group-designed IMV takes all residents who are eligible."""
    facts, mine, name = plan.facts, plan.problem.programme, "introduction_group_imv"
    kinds = np.char.lower(np.array(plan.hosting.kinds, dtype=np.str_)[plan.hosting.host_kind])
    grouped = np.unique(kinds[(facts.programme == _IMV) & ~facts.individual])
    seeking = facts.resident & open_programmes(facts.merits, facts.newly_arrived)[:, _IMV]
    if mine is not None:
        seeking = seeking & np.isin(np.char.lower(mine), grouped)
    text = N_("{pupil} lives here, is eligible to IMV for a group, and has no place (17:19).")
    found = _parties(plan, name, seeking & (plan.host < 0), text)
    said = _("IMV for a group takes everybody who lives here and is eligible (17:19).")
    return Claim(name, said, int(seeking.sum()), found)
