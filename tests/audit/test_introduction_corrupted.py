"""Introduction programmes corrupted at random: the audit says what a slow reader of the law says.

The reader goes through Skollagen 15 kap. 5 § and 17 kap. 3-6, 10-12, 16, 19, 28 and 29 §§ pupil by
pupil and host by host in Gymby; nothing but the names of the claims is shared with the audit.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gymnasium_town import introduction_policy, run
from skolval.audit.introduction import check_introduction

PARTS = ("IMV", "IMY", "IMA", "IMS")
ALONE = {"IMA", "IMS"}
PUPIL = {
    "swedish": st.booleans(), "english": st.booleans(), "maths": st.booleans(),
    "others": st.integers(0, 9), "newly_arrived": st.booleans(), "started": st.booleans(),
    "resident": st.booleans(), "turns_20": st.sampled_from([-1, 2025, 2026, 2027]),
}  # fmt: skip
HOST = {"hours": st.integers(21, 24), "agreed": st.booleans(), "individual": st.booleans()}


@cache
def lawful():
    return run()


class Drawn(SimpleNamespace):
    def __repr__(self):
        return f"Drawn({self.told})"


@st.composite
def corrupted(draw):
    """A lawful run with up to five changes of pupils, hosts, units and places."""
    found = lawful()
    problem, facts = found.problem, found.problem.introduction
    columns = {name: np.array(getattr(facts.merits, name)) for name in facts.merits.__slots__}
    columns |= {name: np.array(getattr(facts, name)) for name in (*PUPIL, *HOST, "runs")
                if name not in columns}  # fmt: skip
    columns["most"] = problem.hosting.most.copy()
    columns["provider"] = problem.unit_provider.copy()
    columns["host_of"] = problem.hosting.option_host.copy()
    chosen, told = found.placement.chosen.copy(), []
    hosts, units, pupils = len(facts.programme), len(problem.unit_ids), len(chosen)
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["pupil", "pupil", "host", "unit", "move", "most"]))
        i, h, u = (draw(st.integers(0, many - 1)) for many in (pupils, hosts, units))
        if kind == "pupil":
            name = draw(st.sampled_from(sorted(PUPIL)))
            columns[name][i] = draw(PUPIL[name])
        elif kind == "host":
            name = draw(st.sampled_from(sorted(HOST)))
            columns[name][h] = draw(HOST[name])
        elif kind == "unit" and draw(st.booleans()):
            columns["provider"][u] = draw(st.integers(0, 1))
        elif kind == "unit":
            columns["runs"][u, draw(st.integers(0, columns["runs"].shape[1] - 1))] ^= True
        elif kind == "most":
            columns["most"][h] = 0
        else:
            chosen[i] = draw(st.sampled_from([-1, int(problem.options.start[i])]))
            columns["host_of"][problem.options.start[i]] = h
        told.append((kind, i, h, u))
    rule = introduction_policy(independent=draw(st.sampled_from(["agreement", "none", "all"])),
                               orientations=draw(st.integers(1, 3)))  # fmt: skip
    return Drawn(told=told, problem=problem, chosen=chosen, columns=columns, policy=rule)


def run_with(drawn):
    """The run as the audit gets it."""
    problem, columns = drawn.problem, drawn.columns
    facts = problem.introduction
    merits = replace(facts.merits, **{name: columns[name] for name in facts.merits.__slots__})
    others = {name: columns[name] for name in (*PUPIL, *HOST, "runs") if hasattr(facts, name)}
    changed = problem.replace(
        introduction=replace(facts, merits=merits, **others),
        hosting=problem.hosting.replace(most=columns["most"], option_host=columns["host_of"]),
        unit_provider=columns["provider"],
        policy=drawn.policy,
    )
    placement = lawful().placement.replace(chosen=drawn.chosen)
    return replace(lawful(), problem=changed, placement=placement)


# --- the slow reader ---


class Read:
    """Pupils and hosts as plain records."""

    def __init__(self, drawn):
        problem, columns, facts = drawn.problem, drawn.columns, drawn.problem.introduction
        national = [str(code) for code in facts.national]
        vocational = [code for code, yes in zip(national, facts.vocational, strict=True) if yes]
        self.rule = drawn.policy.introduction
        self.hosts = []
        for h, number in enumerate(facts.programme.tolist()):
            unit = int(problem.hosting.host_unit[h])
            runs = [code for code, yes in zip(national, columns["runs"][unit], strict=True) if yes]
            aim = national[facts.towards[h]] if facts.towards[h] >= 0 else ""
            code = f"{PARTS[number]}-{aim}" if aim else PARTS[number]
            self.hosts.append(SimpleNamespace(
                part=PARTS[number], aim=aim, code=code, runs=runs,
                name=f"{problem.unit_ids[unit]}-{code}", rooms=int(columns["most"][h]),
                independent=columns["provider"][unit] == 1,
                vocational=any(code in vocational for code in runs),
                **{name: columns[name][h].item() for name in HOST},
            ))  # fmt: skip
        self.pupils = []
        for i, row in enumerate(drawn.chosen.tolist()):
            host = self.hosts[columns["host_of"][row]] if row >= 0 else None
            self.pupils.append(SimpleNamespace(
                number=i, host=host, seeks=str(problem.programme[i]).upper(),
                **{name: columns[name][i].item() for name in PUPIL},
            ))  # fmt: skip
        self.used = [host for host in self.hosts if any(p.host is host for p in self.pupils)]


def may_be_in(p, part):
    """17:10-12; nobody with the grades of a vocational programme (16:30) is meant."""
    core = p.swedish + p.english + p.maths
    if core == 3 and p.others >= 5:
        return False
    if part == "IMV":
        return p.swedish and ((core == 3 and p.others >= 3) or (core >= 2 and p.others >= 4))
    return p.newly_arrived == (part == "IMS")


def pupils_wrong(read):
    for p in read.pupils:
        if p.host is None:
            continue
        if p.host.code.upper() != p.seeks:
            yield "introduction_programme", p.number
        if not p.started and not may_be_in(p, p.host.part):
            yield "introduction_open", p.number
        # school begins in August: too late in the year of turning 20
        if not p.started and 0 <= p.turns_20 <= 2026:
            yield "introduction_start", p.number


def everybody_wrong(read):
    """17:19: who lives here and is eligible is taken into IMV that is for a group."""
    grouped = {host.code.upper() for host in read.hosts if host.part == "IMV"
               and not host.individual}  # fmt: skip
    for p in read.pupils:
        if p.resident and p.host is None and may_be_in(p, "IMV") and p.seeks in grouped:
            yield "introduction_group_imv", p.number


def hosts_wrong(read):
    for host in read.used:
        if host.part == "IMV" and host.aim not in host.runs:
            yield "introduction_imv", host.name
        if host.part in ALONE and not host.individual:
            yield "introduction_form", host.name
        if host.hours < 23:
            yield "introduction_hours", host.name
        if host.independent and host.part == "IMY" and not host.vocational:
            yield "introduction_imy", host.name
        if host.independent and not agreed(read, host):
            yield "introduction_agreement", host.name


def agreed(read, host):
    """17:29, or what the policy says instead; IMV needs no agreement (17:28)."""
    if read.rule.independent == "none":
        return False
    return read.rule.independent == "all" or host.part == "IMV" or host.agreed


def offer_wrong(read):
    """17:16: all four, and IMV towards as many programmes as the policy asks for."""
    open_ = [host for host in read.hosts if host.rooms > 0]
    for part in PARTS:
        if all(host.part != part for host in open_):
            yield "introduction_offer", part
    aims = {host.aim for host in open_ if host.part == "IMV" and host.aim}
    if len(aims) < read.rule.orientations:
        yield "introduction_offer", f"IMV towards {len(aims)}"


def by_hand(drawn):
    read = Read(drawn)
    return sorted(map(str, (*pupils_wrong(read), *everybody_wrong(read), *hosts_wrong(read),
                            *offer_wrong(read))))  # fmt: skip


def by_audit(found):
    told = []
    for breach in (b for claim in check_introduction(found) for b in claim.breaches):
        where = breach.parties[0] if breach.parties else breach.where
        if breach.rule == "introduction_offer" and "towards" in breach.message:
            where = "IMV towards " + breach.message.split("towards ")[1].split(" ")[0]
        told.append(str((breach.rule, where)))
    return sorted(told)


@given(corrupted())
@settings(max_examples=250, deadline=None)
def test_the_audit_says_of_corrupted_programmes_what_the_slow_reader_says(drawn):
    expected = by_hand(drawn)
    for one in expected:
        event(one.split("'")[1])
    assert by_audit(run_with(drawn)) == expected
