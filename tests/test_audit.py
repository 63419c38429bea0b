"""audit: a sound run passes, and every kind of forgery is caught with its words."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import runs
from cities import city
from runs import bjorkby, edit_parquet, edit_record, edit_text, made_run, reseal, run_folder
from skolval.audit import audit, audit_parts
from skolval.audit.claims import called
from skolval.audit.rules import load_of
from skolval.audit.stability import check_promise
from skolval.domain.placement import Placement, Status
from skolval.domain.policy import NonChoosers
from skolval.domain.spine import build_problem
from skolval.errors import InputError
from skolval.io.run_writing import write_run
from skolval.registry import load
from towns import policy, random_problem


def claims(found):
    return {claim["claim"]: claim for claim in found.certificate["claims"]}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A run folder of Björkby that nobody has touched."""
    return run_folder(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def folder(sound, tmp_path):
    """A copy to tamper with."""
    return shutil.copytree(sound, tmp_path / "copy")


def test_a_sound_run_passes_every_claim(sound):
    found = audit(sound)
    assert found.ok, found.breaches
    assert found.breaches == ()
    told = claims(found)
    assert set(told) == {
        "files", "record", "tables", "once", "own_option", "grade", "capacity", "rule capacity",
        "promise", "lottery", "waste", "total_order", "justified_envy", "best", "near_home",
        "sibling", "objective", "indices",
    }  # fmt: skip
    for name in ("files", "own_option", "capacity", "justified_envy", "lottery"):
        assert told[name]["checked"] > 0
    assert found.certificate["seed"] == "bjorkby-2026"


def test_a_run_in_memory_is_audited_without_files(tmp_path):
    run = made_run(tmp_path)
    assert audit(run).ok
    assert "files" not in claims(audit_parts(run))


def test_a_run_with_its_folder_is_audited_with_files(sound):
    from skolval.io.run_reading import read_run

    assert "files" in claims(audit(read_run(sound)))


@pytest.mark.parametrize("text", [runs.NEAREST, runs.OPTIMAL], ids=["nearest", "optimal"])
def test_other_mechanisms_pass_too(tmp_path, text):
    found = audit(run_folder(tmp_path, text))
    assert found.ok, found.breaches


def test_an_optimal_run_has_its_objective_and_bound_checked(tmp_path):
    told = claims(audit(run_folder(tmp_path, runs.OPTIMAL)))
    assert told["objective"]["checked"] == 1
    assert told["bound"]["checked"] == 1
    assert told["justified_envy"]["checked"] == 0
    assert "no order" in told["justified_envy"]["note"]


def test_an_optimum_without_a_goal_is_of_least_travel_and_passes(tmp_path):
    text = runs.OPTIMAL.replace("goals:\n  - travel\n", "")
    found = audit(run_folder(tmp_path, text))
    assert found.ok, found.breaches
    assert claims(found)["objective"]["checked"] == 1


# --- raw tampering: the digests tell ------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["placement.csv", "policy.yaml", "problem/options.parquet", "protected.csv"]
)
def test_a_changed_file_is_told_by_its_digest(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    found = audit(folder)
    assert not found.ok
    assert f"{name} was changed after the run" in found.breaches[0].message


def test_a_missing_file_is_told(folder):
    (folder / "placement.csv").unlink()
    found = audit(folder)
    assert found.breaches[0].message == "placement.csv is missing."


def test_a_record_without_digests_is_told(folder):
    edit_record(folder, lambda record: record.update(files={}))
    assert "run.json lists no files." in {b.message for b in audit(folder).breaches}


def test_a_folder_without_record_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"run\.json cannot be read"):
        audit(tmp_path)


def test_a_missing_table_fails_the_audit_not_the_program(folder):
    (folder / "problem" / "options.parquet").unlink()
    told = claims(audit(folder))
    assert not told["files"]["ok"]
    assert not told["readable"]["ok"]


# --- forgery with new digests: the numbers tell --------------------------------------------


def _drop_row(frame):
    return frame.iloc[1:]


def _double_row(frame):
    return frame.iloc[[0, *range(len(frame))]]


def _swap(frame):
    """Let the first two pupils of different units change places."""
    frame = frame.copy()
    other = int(np.flatnonzero(frame["unit_id"] != frame["unit_id"].iloc[0])[0])
    for column in ("offering_id", "unit_id"):
        a, b = frame[column].iloc[0], frame[column].iloc[other]
        frame.loc[0, column], frame.loc[other, column] = b, a
    return frame


def _everywhere(name, change):
    """Make the same change in the CSV and the Parquet placement."""
    import pandas as pd

    def tamper(folder):
        edit_parquet(folder, f"{name}.parquet", change)
        table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        change(table).to_csv(folder / f"{name}.csv", index=False)

    return tamper


def _alien(frame):
    frame = frame.copy()
    frame.loc[0, "offering_id"] = "Z-F"
    return frame


def _metres(frame):
    frame = frame.copy()
    frame.loc[0, "metres"] = type(frame["metres"].iloc[0])(1)
    return frame


def _column(frame):
    return frame.rename(columns={"minutes": "hours"})


FORGERIES = {
    "pupil missing": (_everywhere("placement", _drop_row), "tables", "take part in the run"),
    "pupil twice": (_everywhere("placement", _double_row), "readable", "stands twice"),
    "rows swapped": (_everywhere("placement", _swap), "tables", "differ from the problem's data"),
    "unknown offering": (
        _everywhere("placement", _alien), "readable", "unknown offering 'Z-F'",
    ),
    "metres flattered in one table": (
        lambda f: edit_text(f, "placement.csv", ",A,", ",B,"), "tables", "placement.csv, row",
    ),
    "metres flattered in both": (
        _everywhere("placement", _metres), "tables", "rows differ from the problem's data",
    ),
    "columns renamed": (
        lambda f: edit_parquet(f, "placement.parquet", _column), "tables", "other columns",
    ),
    "lottery seed changed": (
        lambda f: edit_text(f, "policy.yaml", "seed: bjorkby-2026", "seed: mine"),
        "record", "says seed 'bjorkby-2026', but the run's files say 'mine'",
    ),
    "policy changed": (
        lambda f: edit_text(f, "policy.yaml", "  - sibling\n", ""), "record", "policy digest",
    ),
    "mechanism renamed": (
        lambda f: edit_record(f, lambda r: r["placement"].update(mechanism="optimal")),
        "record", "says mechanism 'optimal'",
    ),
    "number of placed faked": (
        lambda f: edit_record(f, lambda r: r["placement"].update(placed=31)),
        "record", "number placed 31",
    ),
    "seats taken away": (
        lambda f: edit_parquet(
            f, "problem/offerings.parquet", lambda t: t.assign(seats=t["seats"] - 1)
        ),
        "capacity", "seats but",
    ),
    "seats invented": (
        lambda f: edit_parquet(
            f, "problem/offerings.parquet", lambda t: t.assign(seats=t["seats"] + 1)
        ),
        "waste", "which has a free seat",
    ),
    "siblings invented": (
        lambda f: edit_parquet(
            f, "problem/parties.parquet",
            lambda t: t.assign(sibling_unit_0=0, sibling_grade_0=2).mask(
                t["pupil_id"] < "e15", t
            ).astype(t.dtypes),
        ),
        "justified_envy", "would rather be at",
    ),
    "grade of the offering changed": (
        lambda f: edit_parquet(f, "problem/offerings.parquet", lambda t: t.assign(grade=3)),
        "grade", "another grade",
    ),
    "unit closed": (
        lambda f: edit_parquet(f, "problem/offerings.parquet", lambda t: t.assign(placeable=False)),
        "grade", "may not place",
    ),
    "pupil id doubled in the problem": (
        lambda f: edit_parquet(
            f, "problem/parties.parquet",
            lambda t: t.assign(pupil_id=t["pupil_id"].replace("e01", "e00")),
        ),
        "once", "Pupil e00 stands 2 times",
    ),
    "an objective invented": (
        lambda f: edit_record(f, lambda r: r["placement"].update(objective=1)),
        "objective", "but the policy has no goal",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FORGERIES)
def test_a_forgery_with_new_digests_is_caught(folder, case):
    tamper, claim, words = FORGERIES[case]
    tamper(folder)
    reseal(folder)
    found = audit(folder)
    assert not found.ok
    told = claims(found)
    assert told["files"]["ok"]
    assert not told[claim]["ok"], told
    assert any(words in b.message for b in found.breaches), [b.message for b in found.breaches]
    assert not found.certificate["ok"]


OPTIMAL_FORGERIES = {
    "objective faked": ({"objective": 1, "bound": 1.0}, "objective", "but the data give"),
    "bound above the objective": ({"bound": 1e9}, "bound", "is above the objective"),
    "optimum claimed too soon": ({"bound": 0.0, "status": "optimal"}, "bound", "called optimal"),
}


@pytest.mark.parametrize("case", OPTIMAL_FORGERIES)
def test_a_faked_optimum_is_caught(tmp_path, case):
    changes, claim, words = OPTIMAL_FORGERIES[case]
    folder = run_folder(tmp_path, runs.OPTIMAL)
    reseal(folder, **changes)
    found = audit(folder)
    assert not claims(found)[claim]["ok"]
    assert any(words in b.message for b in found.breaches)


# --- forged placements, written as if by a mechanism ---------------------------------------


def _overfill(problem, chosen):
    """Everybody at unit A."""
    at_a = np.flatnonzero(problem.unit_of_option() == 0)
    return at_a[np.argsort(problem.options.party[at_a], kind="stable")]


def _unplace(problem, chosen):
    chosen[3] = -1
    return chosen


def test_an_overfilled_unit_is_a_breach(tmp_path):
    found = audit(run_folder(tmp_path, chosen=_overfill))
    assert "Offering A-F has 5 seats but 30 pupils are placed there." in {
        b.message for b in found.breaches
    }
    assert sum(b.rule == "capacity" for b in found.breaches) == 1


def test_a_pupil_without_place_beside_a_free_seat_is_waste(tmp_path):
    found = audit(run_folder(tmp_path, chosen=_unplace))
    assert "Pupil e03 would rather be at" in " ".join(b.message for b in found.breaches)
    assert not claims(found)["waste"]["ok"]


def test_a_pair_that_swaps_creates_envy(tmp_path):
    def swap(problem, chosen):
        unit = problem.unit_of_option()[chosen]
        i, j = next(
            (i, j) for i in range(30) for j in range(30)
            if unit[i] == 0 and unit[j] == 1 and problem.options.rank[chosen[i]] == 1
            and not problem.parties.protected[[i, j]].any()
        )  # fmt: skip
        for party, target in ((i, 1), (j, 0)):
            rows = np.arange(problem.options.start[party], problem.options.start[party + 1])
            chosen[party] = rows[problem.unit_of_option()[rows] == target][0]
        return chosen

    found = audit(run_folder(tmp_path, chosen=swap))
    assert not claims(found)["justified_envy"]["ok"]
    assert any("goes before pupil" in b.message for b in found.breaches)


def test_a_place_that_is_another_pupils_option_is_told(tmp_path):
    run = made_run(tmp_path)
    chosen = run.placement.chosen.copy()
    chosen[0] = run.problem.options.start[5]
    chosen[1] = 10**6
    found = audit(replace(run, placement=run.placement.replace(chosen=chosen)))
    messages = [b.message for b in found.breaches]
    assert "The place of pupil e00 is no option of that pupil." in messages
    assert "The place of pupil e01 is no option of that pupil." in messages
    assert "capacity" not in claims(found)


def test_an_outcome_for_another_number_of_pupils_is_told(tmp_path):
    run = made_run(tmp_path)
    found = audit(replace(run, placement=run.placement.replace(chosen=run.placement.chosen[:-1])))
    assert found.breaches[-1].message == "30 parties take part but 29 have an outcome."


def test_a_problem_without_options_has_no_own_place(tmp_path, rng):
    run = made_run(tmp_path)
    problem = random_problem(rng, parties=3, density=0.0)
    found = audit_parts(
        replace(run, problem=problem, placement=Placement(np.array([-1, -1, 0]), "x"))
    )
    assert [b.rule for b in found.breaches] == ["own_option"]


def test_a_protected_pupil_is_never_named(tmp_path):
    run = made_run(tmp_path)
    secret = int(np.flatnonzero(run.problem.parties.protected)[0])
    chosen = run.placement.chosen.copy()
    chosen[secret] = -1
    found = audit(replace(run, placement=run.placement.replace(chosen=chosen)))
    assert not found.ok
    assert "e07" not in " ".join(b.message for b in found.breaches)
    assert called(run.problem, secret) == "a pupil with protected identity"


def test_criteria_that_leave_ties_are_told(tmp_path):
    run = made_run(tmp_path)
    sibling_only = run.problem.policy.replace(criteria=run.problem.policy.criteria[:1])
    run = replace(run, problem=run.problem.replace(policy=sibling_only))
    found = audit_parts(run)
    assert not claims(found)["total_order"]["ok"]
    assert "without an order" in claims(found)["total_order"]["example"]


def test_a_lottery_that_does_not_follow_from_the_seed_is_told(tmp_path, monkeypatch):
    text = runs.POLICY.replace("  - sibling\n  - relative_proximity\n", "")
    with monkeypatch.context() as other:
        other.setattr(
            "skolval.criteria.lottery.keys", lambda problem, _params: -problem.options.party
        )
        run = made_run(tmp_path, text)
    told = claims(audit_parts(run))
    assert "The lottery of the seed 'bjorkby-2026' lets pupil" in told["lottery"]["example"]
    assert told["lottery"]["failures"] == told["justified_envy"]["failures"]


def test_a_lottery_per_unit_is_drawn_again_too(tmp_path, monkeypatch):
    text = runs.POLICY.replace("  - lottery\n", "  - lottery: {each_unit: true}\n")
    found = audit(run_folder(tmp_path, text))
    assert found.ok
    told = claims(found)["lottery"]
    assert told["checked"] > 30
    text = text.replace("  - sibling\n  - relative_proximity\n", "")
    with monkeypatch.context() as other:
        other.setattr(
            "skolval.criteria.lottery.keys", lambda problem, _params: -problem.options.party
        )
        run = made_run(tmp_path, text)
    assert not claims(audit_parts(run))["lottery"]["ok"]


# --- rules ---------------------------------------------------------------------------------


def test_a_hard_rule_that_is_broken_is_a_breach(tmp_path):
    text = runs.POLICY.replace("  - capacity\n", "  - capacity\n  - balance: {at_most: 0.0}\n")
    found = audit(run_folder(tmp_path, text))
    assert not claims(found)["rule balance"]["ok"]


def test_a_priced_rule_may_be_broken(tmp_path):
    text = runs.POLICY.replace("  - capacity\n", "  - balance: {at_most: 0.0, price: 7}\n")
    told = claims(audit(run_folder(tmp_path, text)))
    assert told["rule balance"]["ok"]
    assert "at a price" in told["rule balance"]["note"]


def test_priced_seats_may_be_exceeded(tmp_path):
    text = runs.POLICY.replace("  - capacity\n", "  - capacity: {price: 5}\n")
    told = claims(audit(run_folder(tmp_path, text, chosen=_overfill)))
    assert told["capacity"]["ok"]
    assert "at a price" in told["capacity"]["note"]


def test_prices_are_part_of_the_objective(tmp_path):
    text = runs.OPTIMAL.replace(
        "  - capacity\n", "  - capacity\n  - balance: {at_most: 0.0, price: 7}\n"
    )
    found = audit(run_folder(tmp_path, text))
    assert found.ok, found.breaches


def test_a_minimum_size_is_told_beside_the_seats(tmp_path):
    instance = bjorkby()
    offerings = instance.offerings.assign(minimum_size=9)
    found = audit(run_folder(tmp_path, instance=instance.replace(offerings=offerings)))
    assert any("minimum size of 9" in b.message for b in found.breaches)
    assert all(b.rule == "capacity" for b in found.breaches)


def test_nearest_school_without_walls_breaks_capacity_and_promises_no_order(tmp_path):
    text = runs.NEAREST.replace("nearest_school\n", "\n  nearest_school: {respect_seats: false}\n")
    found = audit(run_folder(tmp_path, text))
    assert {b.rule for b in found.breaches} == {"capacity"}
    assert claims(found)["justified_envy"]["checked"] == 0


def test_an_objective_without_a_bound_is_noted(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    found = audit_parts(replace(run, placement=run.placement.replace(bound=None)))
    assert claims(found)["bound"]["note"] == "No bound was proven."


def test_a_feasible_placement_may_be_above_its_bound(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    looser = run.placement.replace(bound=0.0, gap=1.0, status=Status.FEASIBLE)
    assert audit_parts(replace(run, placement=looser)).ok


def test_a_gap_that_does_not_follow_from_objective_and_bound_is_found(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    flattered = run.placement.replace(bound=0.0, gap=0.001, status=Status.FEASIBLE)
    found = audit_parts(replace(run, placement=flattered))
    assert not claims(found)["bound"]["ok"]
    assert "gap is told as 0.001" in claims(found)["bound"]["example"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], None),
        ([("capacity", "A-F", 1, "pupils", "Invented.")], "tells 1 breaches, but the audit finds"),
    ],
)
def test_breaches_csv_must_tell_what_the_audit_finds(tmp_path, rows, words):
    run = made_run(tmp_path, runs.OPTIMAL)
    table = pd.DataFrame(rows, columns=["rule", "where", "excess", "unit", "message"])
    written = write_run(tmp_path / "told", run, extras={"breaches": table})
    found = audit(written.folder)
    assert claims(found)["told"]["ok"] is (words is None)
    assert words is None or words in claims(found)["told"]["example"]
    assert audit(written).ok is (words is None)


def test_a_changed_row_of_the_protected_is_told_by_its_number_and_not_by_name(folder):
    edit_text(folder, "protected.csv", ",F,", ",1,")
    reseal(folder)
    found = audit(folder)
    assert not found.ok
    told = [b.message for b in found.breaches if "protected.csv, row 2" in b.message]
    assert told
    assert "e07" not in " ".join(b.message for b in found.breaches)


def test_a_listed_file_whose_name_no_system_can_read_is_a_breach(folder):
    def lengthen(record):
        record["files"]["x" * 5000] = "0"

    edit_record(folder, lengthen)
    found = audit(folder)
    assert not found.ok
    assert any("cannot be read" in breach.message for breach in found.breaches)


def test_breaches_csv_with_another_breach_of_the_same_number_is_found(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    chosen = run.placement.chosen.copy()
    chosen[0] = -1
    lost = replace(run, placement=run.placement.replace(chosen=chosen))
    true = audit_parts(lost).breaches
    rows = [("x", b.where, b.excess, b.unit, b.message) for b in true]
    table = pd.DataFrame(rows, columns=["rule", "where", "excess", "unit", "message"])
    written = write_run(tmp_path / "told", lost, extras={"breaches": table})
    assert "other breaches" in claims(audit(written.folder))["told"]["example"]


# --- oracles -------------------------------------------------------------------------------


def _brute_blocking(problem, chosen):
    """Every blocking pair by the definition, pair by pair."""
    options, unit_keys = problem.options, load("criterion", "lottery")
    lots = unit_keys.keys(problem, problem.policy.criteria[0].params)
    from skolval.domain.preferences import claims as claimed
    from skolval.domain.preferences import preference_order

    claim = claimed(problem)
    place = np.empty(len(options), int)
    place[preference_order(problem)] = np.arange(len(options))
    load_ = np.bincount(options.offering[chosen[chosen >= 0]], minlength=len(problem.offerings))
    found = set()
    for row in range(len(options)):
        own = chosen[options.party[row]]
        if own >= 0 and place[own] <= place[row]:
            continue
        offering = options.offering[row]
        holders = [r for r in chosen[chosen >= 0] if options.offering[r] == offering]
        free = load_[offering] < problem.offerings.seats[offering]
        worse = any((claim[r], lots[r]) < (claim[row], lots[row]) for r in holders)
        if free or worse:
            found.add((int(options.party[row]), str(problem.offerings.ids[offering])))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_the_blocking_pairs_are_those_of_the_definition(tmp_path, seed):
    rng = np.random.default_rng(seed)
    rules = policy("deferred_acceptance", "lottery", non_choosers=NonChoosers(1))
    problem = random_problem(rng, parties=8, offerings=4, of=rules)
    start = problem.options.start
    width = np.diff(start)
    drawn = start[:-1] + rng.integers(0, 100, 8) % np.maximum(width, 1)
    chosen = np.where((width == 0) | (rng.random(8) < 0.2), -1, drawn)
    run = replace(_shell, problem=problem, placement=Placement(chosen, "deferred_acceptance"))
    found = {
        (b.parties[0], b.where)
        for claim in check_promise(run) if claim.name in {"waste", "justified_envy"}
        for b in claim.breaches
    }  # fmt: skip
    assert found == _brute_blocking(problem, chosen)


@pytest.mark.parametrize("seed", range(20))
def test_deferred_acceptance_never_blocks(seed):
    rng = np.random.default_rng(seed)
    problem = random_problem(
        rng, parties=12, offerings=5, of=policy("deferred_acceptance", "lottery")
    )
    module = load("mechanism", "deferred_acceptance")
    run = replace(_shell, problem=problem, placement=module.place(problem, module.Params()))
    assert all(claim.ok for claim in check_promise(run))


@pytest.fixture(scope="module", autouse=True)
def _make_shell(tmp_path_factory):
    global _shell  # noqa: PLW0603 - one run object whose parts the oracles replace
    _shell = made_run(tmp_path_factory.mktemp("shell"))


@pytest.mark.slow
def test_a_hundred_thousand_pupils_are_audited_in_seconds():
    problem = city(pupils=100_000, units=120, areas=200, grades=(0, 4, 7), nearest=10, seed=5)
    problem = problem.replace(policy=policy("deferred_acceptance", "relative_proximity", "lottery"))
    module = load("mechanism", "deferred_acceptance")
    run = replace(
        _shell, problem=problem, placement=module.place(problem, module.Params()), record={}
    )
    began = time.perf_counter()
    assert all(claim.ok for claim in check_promise(run))
    assert load_of(run).sum() == run.placement.placed.sum()
    # 1-2 s on a quiet machine; the limit only catches a loop over pupils.
    assert time.perf_counter() - began < 30


def test_the_town_of_the_tests_is_tight(tmp_path):
    problem = build_problem(bjorkby(), policy(), runs.travel_of(bjorkby()))
    assert problem.offerings.seats.sum() == 30
