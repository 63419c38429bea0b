"""Published examples as a planner would run them: instance folder, policy file, command line."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from commands import run as run_command
from skolval.criteria._lots import lot_places
from skolval.domain.instance import Group
from skolval.io.writing import write_instance
from towns import frame, town

MECHANISMS = {
    "da": "deferred_acceptance",
    "school-da": "school_proposing",
    "ia": "immediate_acceptance",
    "ttc": "top_trading_cycles",
    "eada": "efficiency_adjusted",
    "da+sic": "stable_improvement_cycles",
}
NOWHERE = "nowhere"
"""The unit nearest to everybody, without seats and without anybody on its list.

With `options: {nearest: 1}` a pupil's other options are then the wishes alone, as in the
literature, where nobody is placed at a school that is not on the own list.
"""


def consenting(case, consent):
    """Rows that note who consents, at the first unit of each list; none if all or nobody does."""
    if not isinstance(consent, dict):
        return []
    return [
        {"pupil_id": pupil["id"], "unit_id": pupil["prefs"][0], "ground": "consent",
         "value": int(pupil["id"] not in consent["not"])}
        for pupil in case["pupils"]
    ]  # fmt: skip


def written_instance(case, folder, params):
    """An instance folder of a case: given priorities are grounds, types are groups."""
    pupils = [pupil["id"] for pupil in case["pupils"]]
    schools = [school["id"] for school in case["schools"]]
    types = sorted({t for pupil in case["pupils"] for t in pupil.get("types", ())}) or ["nobody"]
    listed = [
        {"pupil_id": p, "unit_id": s["id"], "ground": "listed", "value": tier}
        for s in case["schools"] for tier, group in enumerate(s["priority"]) for p in group
    ]  # fmt: skip
    listed += [
        {"pupil_id": p, "unit_id": s, "ground": "secured", "value": 1}
        for p, s in params.get("secured", {}).items()
    ]
    listed += consenting(case, params.get("consent"))
    instance = town(
        [{"unit_id": u, "name": u, "x": 600_000.0, "y": 6_600_000.0} for u in (NOWHERE, *schools)],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": seats}
         for u, seats in [(NOWHERE, 0), *((s["id"], s["capacity"]) for s in case["schools"])]],
        [{"pupil_id": pupil["id"], "grade": "F", "x": 600_000.0, "y": 6_600_000.0,
          **{t: int(t in pupil.get("types", ())) for t in types}} for pupil in case["pupils"]],
        [{"pupil_id": pupil["id"], "rank": r + 1, "unit_id": s}
         for pupil in case["pupils"] for r, s in enumerate(pupil["prefs"])],
        travel=[{"origin_id": p, "unit_id": u, "metres": metres, "minutes": 1}
                for p in pupils for u, metres in [(NOWHERE, 1), *((s, 100) for s in schools)]],
        grounds=frame("grounds", listed),
        groups=tuple(Group(t, t, t, kind="other") for t in types),
        name=case["id"],
    )  # fmt: skip
    whole = {t: instance.pupils[t].astype("int64") for t in types}
    write_instance(instance.replace(pupils=instance.pupils.assign(**whole)), folder)


def seed_of(order):
    """A published seed whose hash lottery happens to draw `order`."""
    seeds = (f"seed-{number}" for number in itertools.count())
    wanted = list(range(len(order)))
    return next(seed for seed in seeds if lot_places(seed, order).tolist() == wanted)


def seat_classes(params, capacity):
    """Slots and reserves as classes of seats in precedence order."""
    classes = []
    for unit, slots in params.get("slots", {}).items():
        for number, (kind, seats) in enumerate(slots):
            how, _, group = kind.partition(":")
            told = {"name": f"{unit}-{number}", "seats": seats, "units": [unit]}
            if how != "open":
                told |= {"who": {"group": group, "basis": "pupil"}, "only": how == "only"}
            classes.append(told)
    for unit, reserves in params.get("reserve", {}).items():
        reserved = [
            {"name": f"{unit}-{group}", "seats": seats, "units": [unit],
             "who": {"group": group, "basis": "pupil"}}
            for group, seats in reserves.items()
        ]  # fmt: skip
        rest = {"name": f"{unit}-open", "units": [unit],
                "seats": capacity[unit] - sum(reserves.values())}  # fmt: skip
        first = params.get("reserve_order", "first") == "first"
        classes += [*reserved, rest] if first else [rest, *reserved]
    return classes


def bounds(params, capacity):
    """Ceilings and floors as bounds; a bound is a share of the seats."""
    found = []
    for key, side, hard in (
        ("type_ceiling", "ceiling", True),
        ("soft_ceiling", "ceiling", False),
        ("soft_floor", "floor", False),
    ):
        found += [
            {"who": {"group": group, "basis": "pupil"}, side: number / capacity[unit],
             "units": [unit], "hard": hard}
            for unit, told in params.get(key, {}).items() for group, number in told.items()
        ]  # fmt: skip
    return found


KNOWN = {"slots", "reserve", "reserve_order", "type_ceiling", "soft_ceiling", "soft_floor",
         "secured", "ties", "lottery", "consent"}  # fmt: skip


def policy_text(case, run):
    """The policy file of a run; YAML reads JSON."""
    params = run["params"]
    unknown = set(params) - KNOWN
    assert not unknown, unknown
    capacity = {school["id"]: school["capacity"] for school in case["schools"]}
    name = MECHANISMS[run["mechanism"]]
    mechanism = name
    if "consent" in params:
        told = params["consent"]
        mechanism = {name: {"consent": told if isinstance(told, str) else "noted"}}
    if params.get("ties") in {"reject-group", "admit-group"}:
        mechanism = {name: {"ties": params["ties"].replace("-", "_")}}
    told = {
        "mechanism": mechanism,
        "criteria": [{"listed": {"unlisted": "refuse"}}, "lottery"],
        "options": {"nearest": 1},
        "non_choosers": {"nearest": 0},
        "seed": seed_of(params["lottery"]) if "lottery" in params else "any",
        "seat_classes": seat_classes(params, capacity),
        "bounds": bounds(params, capacity),
    }
    return json.dumps({key: value for key, value in told.items() if value != []})


def placed(case, numbers, folder):
    """Place runs of a case that share their grounds by one command line; read what it wrote."""
    folder.mkdir()
    runs = {number: case["runs"][number] for number in numbers}
    written_instance(case, folder / "instance", runs[numbers[0]]["params"])
    words = ["place", folder / "instance", "--no-report", "--simulate-unlawful"]
    for number, run in runs.items():
        path = folder / f"run-{number}.yaml"
        path.write_text(policy_text(case, run), encoding="utf-8")
        words += ["--policy", path]
    out = folder / "out"
    done = run_command(*words, "--out", out if len(runs) > 1 else out / f"run-{numbers[0]}")
    assert done.returncode == 0, done.stderr
    return {number: units_of(out / f"run-{number}") for number in numbers}


def units_of(run):
    table = pd.read_csv(run / "placement.csv", dtype="str").astype(object)
    table = table.where(table.notna(), None)
    return dict(zip(table["pupil_id"], table["unit_id"], strict=True))


def alike(case):
    """Numbers of the runs that a planner can make, together where the instance is the same."""
    groups = {}
    for number, run in enumerate(case["runs"]):
        if as_a_planner_would(run):
            consent = run["params"].get("consent")
            noted = consent if isinstance(consent, dict) else None
            told = json.dumps([run["params"].get("secured"), noted])
            groups.setdefault(told, []).append(number)
    return groups.values()


def as_a_planner_would(run):
    expected = run["expected"].get("assignment")
    inexpressible = "priority_rule" in run.get("params", {})
    return run["mechanism"] in MECHANISMS and expected is not None and not inexpressible


@pytest.mark.shared
def test_every_published_example_comes_out_of_files_as_published(shared, tmp_path):
    checked = 0
    for path in sorted((shared / "cases" / "matching").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        for numbers in alike(case):
            folder = tmp_path / f"{path.stem}-{numbers[0]}"
            for number, found in placed(case, numbers, folder).items():
                assert found == case["runs"][number]["expected"]["assignment"], (path.stem, number)
                checked += 1
    assert checked >= 20


@pytest.mark.shared
@pytest.mark.parametrize("name", ["as2003-ex1", "slots-small", "secured-seat"])
def test_the_audit_proves_what_the_files_hold(shared, tmp_path, name):
    case = json.loads((shared / "cases" / "matching" / f"{name}.json").read_text(encoding="utf-8"))
    placed(case, [0], tmp_path / "case")
    audited = run_command("audit", tmp_path / "case" / "out" / "run-0")
    assert audited.returncode == 0, audited.stdout
