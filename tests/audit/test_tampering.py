"""Every claim of the certificate is made to fail by a forged run folder with fitting digests."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skolval
from runs import OPTIMAL, POLICY, bjorkby, edit_parquet, edit_record, edit_text, reseal, run_folder
from skolval.audit import audit
from skolval.io.honour import read_honoured
from skolval.io.policy import read_policy
from skolval.io.published import publish_folder
from skolval.runs import Terms, make_run

ROOT = Path(skolval.__file__).parent
DAY = date(2026, 3, 20)
LOTTERY = POLICY.replace("  - sibling\n  - relative_proximity\n", "")
AREA = "{group: low_education, at_least: 0.35}"
RESERVE = f"seat_classes:\n  - {{name: reserve, share: 0.5, who: {AREA}}}\n  - {{name: open}}\n"
ONLY = f"seat_classes:\n  - {{name: kept, share: 1.0, who: {AREA}, only: true}}\n"
HARD = f"bounds:\n  - {{who: {AREA}, floor: 0.5, ceiling: 0.5, hard: true}}\n"
GUARANTEE = (
    LOTTERY.replace("criteria:\n", "criteria:\n  - relative_proximity: {reference: guarantee}\n")
    + "secured: guarantee\n"
)
CURRENT = LOTTERY + "secured: current\n"
SIBLINGS = POLICY.replace("metres: [4000, 4000, 4000]", "nearest: [1, 1, 1]")


def mechanism(name):
    return POLICY.replace("mechanism: deferred_acceptance", f"mechanism: {name}")


def sealed(folder, **changes):
    reseal(folder, **changes)
    return folder


def made(tmp_path, text, instance=None, **terms):
    """A run folder made as a user makes it."""
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    folder = tmp_path / f"made{len(list(tmp_path.iterdir()))}"
    return make_run(instance or bjorkby(), read_policy(path), folder, terms=Terms(**terms)).folder


def with_grounds():
    """Björkby where the municipality has secured a seat at A for one pupil who lives far off."""
    instance = bjorkby()
    rows = {"pupil_id": ["e01"], "unit_id": ["A"], "ground": ["secured"], "value": [1]}
    return instance.replace(grounds=pd.DataFrame(rows))


def settled():
    """Björkby where the first twelve pupils already go to A or B."""
    instance = bjorkby()
    units = ["A"] * 4 + ["B"] * 8 + [None] * 18
    return instance.replace(pupils=instance.pupils.assign(current_unit=units))


def everybody_at_a(problem, _chosen):
    at_a = np.flatnonzero(problem.unit_of_option() == 0)
    return at_a[np.argsort(problem.options.party[at_a], kind="stable")]


def nobody(_problem, chosen):
    return np.full(len(chosen), -1)


def turned(problem, chosen):
    """Everybody at the worst own option with a seat, the last pupils first."""
    left = problem.offerings.seats.copy()
    worst = np.full(len(chosen), -1)
    for party in range(len(chosen))[::-1]:
        rows = range(problem.options.start[party], problem.options.start[party + 1])
        for row in reversed(rows):
            if left[problem.options.offering[row]] > 0:
                left[problem.options.offering[row]] -= 1
                worst[party] = row
                break
    return worst


def _moved(folder, column, values):
    def change(table):
        table = table.copy()
        for pupil, value in values(table).items():
            table.loc[pupil, column] = value
        return table

    edit_parquet(folder, "problem/parties.parquet", change)
    return sealed(folder)


def _guarantee_nobody(folder):
    edit_parquet(folder, "problem/parties.parquet", lambda t: t.drop(columns="guarantee"))
    return sealed(folder)


def _two_swapped(table):
    """Let the first two pupils with guarantee schools at different offerings point at the last."""
    return {0: int(table["guarantee"].iloc[1])}


def _rows(folder):
    return pd.read_parquet(folder / "problem" / "options.parquet")


def _other_guarantee(folder, wanted):
    """Give pupils other own options as guarantee schools: `wanted` picks from the options."""
    options = _rows(folder).reset_index()

    def values(table):
        return wanted(options, table)

    return _moved(folder, "guarantee", values)


def _exchange(options, table):
    """Exchange the guarantee schools of two pupils who both can have the other's."""
    held = table["guarantee"].to_numpy()
    offering = options["offering"].to_numpy()
    for i in range(len(table)):
        for j in range(i):
            a, b = offering[held[i]], offering[held[j]]
            mine = options[(options.party == i) & (options.offering == b)]["index"]
            theirs = options[(options.party == j) & (options.offering == a)]["index"]
            if (
                a != b
                and len(mine)
                and len(theirs)
                and "e07" not in {table["pupil_id"][i], table["pupil_id"][j]}
            ):
                return {i: int(mine.iloc[0]), j: int(theirs.iloc[0])}
    raise AssertionError("no such pupils")


def twins(tmp_path):
    """A run where all have the same ways, and two guarantee schools are exchanged."""
    instance = bjorkby()
    travel = instance.travel.copy()
    far = travel["unit_id"].map({"A": 100, "B": 200, "C": 300, "D": 400})
    folder = made(tmp_path, GUARANTEE, instance.replace(travel=travel.assign(metres=far)))
    return _other_guarantee(folder, _exchange)


def _honouring(tmp_path):
    first = made(tmp_path, LOTTERY)
    publish_folder(first, day=DAY, claims={})
    return first, made(tmp_path, LOTTERY, honour=read_honoured(first))


def _swapped_places(folder):
    """Exchange the places of two pupils at different offerings."""

    def change(table):
        table = table.copy()
        other = int(np.flatnonzero(table["unit_id"] != table["unit_id"].iloc[0])[0])
        pair = [0, other]
        for column in ("offering_id", "unit_id"):
            table.loc[pair, column] = table.loc[pair[::-1], column].to_numpy()
        return table

    edit_parquet(folder, "placement.parquet", change)
    return sealed(folder)


def _indices(folder):
    path = folder / "indices.csv"
    table = pd.read_csv(path)
    table["value"] = table["value"] / 2
    table.to_csv(path, index=False)
    return sealed(folder)


def _appended(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    return folder


def _edited(folder, name, change):
    edit_parquet(folder, name, change)
    return sealed(folder)


FORGERIES = {
    "files": lambda t: _appended(run_folder(t), "placement.csv"),
    "record": lambda t: sealed(run_folder(t), placed=1),
    "tables": lambda t: sealed(_text(run_folder(t), "placement.csv", ",A,", ",B,")),
    "readable": lambda t: _edited(
        run_folder(t), "problem/options.parquet", lambda f: f.drop(columns="metres")),
    "once": lambda t: _edited(run_folder(t), "problem/parties.parquet", lambda f: f.assign(
        pupil_id=f["pupil_id"].replace("e01", "e00"))),
    "grade": lambda t: _edited(
        run_folder(t), "problem/offerings.parquet", lambda f: f.assign(grade=3)),
    "capacity": lambda t: run_folder(t, chosen=everybody_at_a),
    "rule balance": lambda t: run_folder(t, POLICY.replace(
        "  - capacity\n", "  - balance: {at_most: 0.0}\n")),
    "waste": lambda t: run_folder(t, chosen=nobody),
    "lottery": lambda t: run_folder(t, LOTTERY, chosen=turned),
    "justified_envy": lambda t: run_folder(t, chosen=turned),
    "best": lambda t: run_folder(t, chosen=turned),
    "efficient": lambda t: run_folder(t, mechanism("top_trading_cycles"), chosen=turned),
    "seat_class": lambda t: run_folder(t, LOTTERY + ONLY, chosen=turned),
    "reserve": lambda t: run_folder(t, LOTTERY + RESERVE, chosen=turned),
    "ceiling": lambda t: run_folder(t, LOTTERY + HARD, chosen=everybody_at_a),
    "floor": lambda t: run_folder(t, LOTTERY + HARD, chosen=nobody),
    "sibling": lambda t: run_folder(t, SIBLINGS),
    "current": lambda t: run_folder(t, CURRENT, settled(), chosen=turned),
    "noted": lambda t: run_folder(t, LOTTERY, with_grounds(), chosen=nobody),
    "honour": lambda t: _swapped_places(_honouring(t)[1]),
    "guarantee": lambda t: _swapped_places(made(t, GUARANTEE)),
    "guarantee_seats": lambda t: _moved(made(t, GUARANTEE), "guarantee", _two_swapped),
    "guarantee_protected": lambda t: _moved(
        made(t, GUARANTEE), "guarantee", lambda _table: {7: -1}),
    "least_way": lambda t: _other_guarantee(made(t, GUARANTEE), _exchange),
    "guarantee_lottery": twins,
    "objective": lambda t: sealed(run_folder(t, OPTIMAL), objective=1, bound=1.0, gap=0.0),
    "bound": lambda t: sealed(run_folder(t, OPTIMAL), bound=1e9),
    "told": lambda t: sealed(_text(made(t, LOTTERY), "breaches.csv", "message\n", "message\nx\n")),
    "indices": lambda t: _indices(made(t, LOTTERY)),
}  # fmt: skip
ELSEWHERE = {
    "own_option": "a run in memory: tests/test_audit.py",
    "total_order": "criteria that leave ties: no policy file can say so; tests/test_audit.py",
    "promise": "an unknown mechanism: no policy file can say so; tests/audit/test_promises.py",
    "published": "tests/audit/test_published.py",
    "instance": "tests/audit/test_source.py",
    "instance_files": "tests/audit/test_source.py",
    "honoured": "tests/audit/test_uppsala_2017.py",
    "areas": "tests/audit/test_whole_areas.py",
    "goals": "tests/audit/test_goals_told.py",
    "certificates": "tests/audit/test_certificates.py",
    "certificates_walked": "tests/audit/test_certificates.py",
    "school_transport": "tests/audit/test_transport_audit.py",
    "near_home": "only tells a number",
    "declined_seats": "tests/audit/test_service_audit.py",
    "group_allowed": "tests/audit/test_hosting_audit.py",
    "group_host": "tests/audit/test_hosting_audit.py",
    "group_kept": "tests/audit/test_hosting_audit.py",
    "group_language": "tests/audit/test_hosting_audit.py",
    "group_least": "tests/audit/test_hosting_audit.py",
    "group_min_hosts": "tests/audit/test_hosting_audit.py",
    "group_most": "tests/audit/test_hosting_audit.py",
    "group_recent": "tests/audit/test_hosting_audit.py",
    "group_rooms": "tests/audit/test_hosting_audit.py",
    "group_seats": "tests/audit/test_hosting_audit.py",
    "group_top": "tests/audit/test_hosting_audit.py",
    "group_total": "tests/audit/test_hosting_audit.py",
    "introduction_form": "tests/audit/test_introduction_audit.py",
    "introduction_hours": "tests/audit/test_introduction_audit.py",
    "introduction_imv": "tests/audit/test_introduction_audit.py",
    "introduction_imy": "tests/audit/test_introduction_audit.py",
    "introduction_open": "tests/audit/test_introduction_audit.py",
    "introduction_programme": "tests/audit/test_introduction_audit.py",
    "introduction_start": "tests/audit/test_introduction_audit.py",
    "preparatory_class": "tests/audit/test_hosting_audit.py",
    "preparatory_clock": "tests/audit/test_hosting_audit.py",
    "preparatory_need": "tests/audit/test_hosting_audit.py",
    "preparatory_partly": "tests/audit/test_hosting_audit.py",
    "preparatory_preschool": "tests/audit/test_hosting_audit.py",
    "preparatory_span": "tests/audit/test_hosting_audit.py",
    "preparatory_unit": "tests/audit/test_hosting_audit.py",
    "service_budget": "tests/audit/test_service_audit.py",
    "service_rides": "tests/audit/test_service_audit.py",
    "service_runs": "tests/audit/test_service_audit.py",
    "service_seats": "tests/audit/test_service_audit.py",
    "services_told": "tests/io/test_run_services.py",
    "sibling_undefined": "only tells a number",
}


def _text(folder, name, old, new):
    edit_text(folder, name, old, new)
    return folder


@pytest.mark.parametrize("name", FORGERIES)
def test_the_claim_fails_on_a_forged_run(tmp_path, name):
    found = audit(FORGERIES[name](tmp_path))
    claims = {claim["claim"]: claim for claim in found.certificate["claims"]}
    assert not found.ok
    assert not claims[name]["ok"], {n: c["ok"] for n, c in claims.items()}
    assert claims[name]["example"]
    if name != "files":
        assert claims["files"]["ok"]


def test_a_guarantee_that_the_run_does_not_tell_fails(tmp_path):
    found = audit(_guarantee_nobody(made(tmp_path, GUARANTEE)))
    assert not found.ok
    found = audit(_guarantee_nobody(made(tmp_path, LOTTERY + "secured: guarantee\n")))
    messages = [breach.message for breach in found.breaches]
    assert "The policy secures guarantee schools, but the run tells none." in messages


def _garbage(path):
    path.write_bytes(b"\xff\xfe\x00")


def _fewer(path):
    pd.read_csv(path).iloc[1:].to_csv(path, index=False)


def _renamed(path):
    table = pd.read_csv(path)
    table.assign(group=table["group"] + "x").to_csv(path, index=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_garbage, "indices.csv cannot be read"),
        (_fewer, "indices.csv has other rows or columns than a run writes."),
        (_renamed, "indices.csv, row 2: group is low_educationx"),
    ],
)
def test_indices_that_cannot_be_compared_or_differ_are_told(tmp_path, change, words):
    folder = made(tmp_path, LOTTERY)
    change(folder / "indices.csv")
    (breach,) = audit(sealed(folder)).breaches
    assert words in breach.message


def test_every_claim_that_the_audit_can_make_is_forged_somewhere():
    source = "".join(p.read_text("utf-8") for p in (ROOT / "audit").glob("*.py"))
    named = set(re.findall(r'(?:Claim|_claim)\(\s*"([a-z_]+)"', source))
    named |= set(re.findall(r'\("(efficient|best)", text\)', source))
    named |= {"current", "noted", "honour", "guarantee", "once", "own_option", "grade"}
    assert named <= set(FORGERIES) | set(ELSEWHERE)


def test_true_runs_of_the_same_policies_pass(tmp_path):
    for text in (LOTTERY, LOTTERY + RESERVE, LOTTERY + HARD, GUARANTEE, LOTTERY + ONLY):
        folder = made(tmp_path, text)
        found = audit(folder)
        assert found.ok, found.breaches
    assert audit(run_folder(tmp_path, CURRENT, settled())).ok
    assert audit(run_folder(tmp_path, LOTTERY, with_grounds(), name="noted")).ok


def test_a_simulation_that_is_not_told_or_only_said_is_a_breach(tmp_path):
    boston = made(tmp_path, mechanism("immediate_acceptance"), simulate_unlawful=True)
    assert audit(boston).ok
    edit_record(boston, lambda record: record.update(simulated_unlawful=False))
    assert "does not say that it is simulated" in audit(boston).breaches[0].message
    lawful = made(tmp_path, LOTTERY)
    edit_record(lawful, lambda record: record.update(simulated_unlawful=True))
    assert "but it is not forbidden" in audit(lawful).breaches[0].message
