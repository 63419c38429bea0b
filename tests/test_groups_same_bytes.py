"""Groups and seats outwards give the same bytes a second time and on two workers.

Of a run folder only the seconds that it took may differ, and what vouches for the file with them.
"""

from __future__ import annotations

import json

import pytest

from arrivals_town import arrivals_town
from bus_town import bus_policy, bus_town
from gymnasium_town import gymby, introduction_policy
from skolval.domain.hosting import HostingRule
from skolval.domain.policy import Step
from skolval.domain.services import ReversedTransport
from skolval.registry import load
from skolval.runs import make_runs
from towns import policy, step

GOALS = {"near": ("travel", "host_spread", "hosting_cost"), "cheap": ("hosting_cost", "travel")}


def hosted(name, **more):
    params = load("mechanism", "hosted").Params(**more.pop("params", {}))
    return policy("nearest_school", name=name).replace(
        mechanism=Step("hosted", params),
        criteria=(),
        goals=tuple(step("goal", goal) for goal in GOALS[name.partition("_")[0]]),
        text=f"policy: {name}\n",
        **more,
    )


def newly_arrived():
    every = {"places": "newly_arrived", "hosting": HostingRule()}
    online = {"order": "month_by_month"}
    return arrivals_town(), [
        hosted("near", **every),
        hosted("cheap", **every),
        hosted("near_as_they_come", params=online, **every),
    ]


def introduction():
    usual = introduction_policy()
    every = {"places": "introduction", "hosting": usual.hosting,
             "introduction": usual.introduction}  # fmt: skip
    return gymby(), [hosted("near", **every), hosted("cheap", **every)]


def reversed_transport():
    rules = (("capacity", {}), ("everyone_placed", {}), ("service_seats", {}),
             ("declined_seats", {}))  # fmt: skip
    asked = (ReversedTransport(budget=200_000), ReversedTransport(participation="what_if"))
    goals = (("travel_minutes", {"weight": 10}), ("outward_riders", {"weight": 1}))
    return bus_town(), [
        bus_policy(rule, rules=rules, goals=goals, name=name).replace(text=f"policy: {name}\n")
        for name, rule in zip(("offered", "what_if"), asked, strict=True)
    ]


CASES = {
    "newly arrived": newly_arrived,
    "introduction programmes": introduction,
    "reversed transport": reversed_transport,
}


def timeless(found):
    """A record without seconds and without digests, which are of files looked at themselves."""
    if isinstance(found, dict):
        return {key: timeless(value) for key, value in found.items()
                if key not in {"seconds", "sha256", "digests", "files"}}  # fmt: skip
    return [timeless(value) for value in found] if isinstance(found, list) else found


def contents(folder):
    """Every file of the runs by name: bytes, but of records what is not time."""
    return {
        str(path.relative_to(folder)): (
            timeless(json.loads(path.read_text("utf-8")))
            if path.name == "run.json"
            else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_second_run_and_two_workers_give_the_same_bytes(case, tmp_path):
    instance, policies = CASES[case]()
    found = []
    for name, workers in (("first", 1), ("second", 1), ("two", 2)):
        runs = make_runs(
            instance, policies, lambda one, at=tmp_path / name: at / one.name, workers=workers
        )
        assert [run.policy_name for run in runs] == [one.name for one in policies]
        found.append(contents(tmp_path / name))
    assert set(found[0]) >= {f"{one.name}/placement.csv" for one in policies}
    for other in found[1:]:
        assert set(other) == set(found[0])
        for name in found[0]:
            assert other[name] == found[0][name], name
