"""The effect of a policy, parameters of lenses, and the command."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import runs
from lens_towns import equal_ways, line_town, run_in
from runs import bjorkby, made_run, run_folder
from skolval.cli import skolval
from skolval.errors import SkolvalError, UsageError
from skolval.lenses import policy_effect
from skolval.lenses._again import place_in_list
from skolval.lenses._effect import Effect, moved_sentence
from skolval.lenses._look import Look
from skolval.lenses._params import params_of
from skolval.lenses._words import walk
from skolval.registry import load, names
from towns import policy


def call(*words, lang="en"):
    return CliRunner().invoke(skolval, [*(str(word) for word in words), "--lang", lang])


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("lens")
    return run_folder(place, name="wishes"), run_folder(place, runs.NEAREST, name="near")


# --- effect ------------------------------------------------------------------------------


def test_the_published_sentence_of_goteborg():
    moved = np.arange(2064) < 65
    nobody = np.zeros(2064, bool)
    assert moved_sentence(Effect(moved, nobody, moved, nobody, nobody)) == (
        "65 of 2,064 placements (3%) change."
    )


def test_nobody_placed_is_no_share_of_anything():
    none = np.zeros(0, bool)
    assert moved_sentence(Effect(none, none, none, none, none)).startswith("0 of 0")


def test_gains_and_losses_are_counted_on_the_pupils_own_list():
    """By lot everybody has a chance at A; by distance only those who live near."""
    pupils = [f"p{i:02d}" for i in range(30)]
    metres = {p: {"A": 100 + 10 * i, "B": 2000} for i, p in enumerate(pupils)}
    instance = line_town(metres, dict.fromkeys(pupils, "AB"), seats={"A": 15, "B": 15},
                         members=pupils[15:])  # fmt: skip
    near = run_in(instance, policy("deferred_acceptance", "absolute_proximity", "lottery"))
    lot = run_in(instance, policy("deferred_acceptance", "lottery", name="lot"))
    found = policy_effect.between(near, lot)
    effect = found.frames["effect"].set_index(["group", "part"])
    whole = effect.loc[("all", "all")]
    assert whole["better"] == whole["worse"] > 0
    assert whole["elsewhere"] == 0
    assert whole["better"] + whole["worse"] + whole["unmoved"] == 30
    assert found.frames["units"]["change"].tolist() == [0, 0]
    assert found.sentences[-1] == "15 first wishes before, 15 after."
    changes = found.pupils.set_index("pupil_id")["change"]
    assert set(changes[changes == "better"].index) <= set(pupils[15:])


def test_the_longest_lists_judge_so_that_a_limit_on_wishes_is_seen():
    """Under max_wishes 1 the second wish is not known; the other policy's list knows it."""
    instance = line_town(equal_ways("abc", "ABC"), {"a": "A", "b": "AB", "c": "AC"})
    short = run_in(instance, policy("deferred_acceptance", "lottery", max_wishes=1))
    full = run_in(instance, policy("deferred_acceptance", "lottery", name="full"))
    for pair in ((short, full), (full, short)):
        assert not policy_effect.between(*pair).frames["effect"].empty


def test_an_offering_that_is_no_option_stands_below_the_last():
    run = run_in(line_town(equal_ways("a", "AB"), {"a": "A"}), policy())
    assert place_in_list(run.problem, np.array([-1])).tolist() == [2]
    assert place_in_list(run.problem, np.array([1])).tolist() == [1]


def test_a_policy_is_tried_on_the_tables_of_the_run(tmp_path):
    run = made_run(tmp_path)
    found = policy_effect.look(run, policy_effect.Params(against="lottery"))
    assert found.title == "From bjorkby to lottery"
    assert found.sentences[0].endswith("change.")


def test_guarantee_schools_are_found_for_a_policy_that_needs_them(tmp_path):
    found = policy_effect.look(made_run(tmp_path), policy_effect.Params(against="guarantee_school"))
    assert found.sentences[0].endswith("change.")


def test_a_policy_that_needs_other_tables_is_refused(tmp_path):
    file = tmp_path / "short.yaml"
    file.write_text(runs.POLICY + "max_wishes: 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="max_wishes"):
        policy_effect.look(made_run(tmp_path), policy_effect.Params(against=str(file)))


def test_a_forbidden_policy_needs_a_run_that_is_a_simulation(tmp_path):
    file = tmp_path / "forbidden.yaml"
    file.write_text("mechanism: immediate_acceptance\ncriteria: [lottery]\n", encoding="utf-8")
    run = made_run(tmp_path)
    params = policy_effect.Params(against=str(file))
    with pytest.raises(SkolvalError, match="immediate_acceptance|not lawful|unlawful"):
        policy_effect.look(run, params)
    simulated = replace(run, record=run.record | {"simulated_unlawful": True})
    assert policy_effect.look(simulated, params).sentences


def test_another_run_is_read_from_its_folder(folders, tmp_path):
    run = made_run(tmp_path)
    found = policy_effect.look(run, policy_effect.Params(against=str(folders[1])))
    assert found.title == "From bjorkby to nearest_bjorkby"


def test_runs_on_other_pupils_or_offerings_are_refused(tmp_path):
    run = made_run(tmp_path)
    fewer = run_in(bjorkby(pupils=29), policy())
    with pytest.raises(UsageError, match="other pupils take part"):
        policy_effect.between(run, fewer)
    renamed = replace(run.problem.offerings, ids=np.array(list("wxyz")))
    with pytest.raises(UsageError, match="the offerings differ"):
        policy_effect.between(run, replace(run, problem=run.problem.replace(offerings=renamed)))


def test_something_must_be_given_to_hold_the_run_against(tmp_path):
    with pytest.raises(UsageError, match="against=FOLDER"):
        policy_effect.look(made_run(tmp_path), policy_effect.Params())


def test_metres_are_told_as_less_or_more():
    assert walk(1200) == "1,200 m less to walk"
    assert walk(-5) == "5 m more to walk"


# --- parameters --------------------------------------------------------------------------


def test_words_become_parameters_and_commas_make_lists():
    lens = load("lens", "precedence")
    params = params_of(lens, ["sizes=0.1,0.2", "units=A", "at_least=0.4", "basis=pupil"])
    assert (params.sizes, params.units, params.at_least, params.basis) == (
        (0.1, 0.2), ("A",), 0.4, "pupil",
    )  # fmt: skip


def test_every_fault_of_the_parameters_is_told_at_once():
    lens = load("lens", "distance_noise")
    with pytest.raises(UsageError) as unknown:
        params_of(lens, ["metre=3", "draws"])
    assert "Did you mean metres" in str(unknown.value.faults[0])
    assert len(unknown.value.faults) == 2
    with pytest.raises(UsageError) as unfit:
        params_of(lens, ["draws=many", "metres=-3"])
    assert len(unfit.value.faults) == 2
    assert "skolval explain distance_noise" in str(unfit.value)


def test_a_lens_without_parameters_says_so():
    with pytest.raises(UsageError, match="one of: -"):
        params_of(load("lens", "seat_value"), ["x=1"])


# --- the room and the command ------------------------------------------------------------

QUICK = {
    "lottery_odds": ["lotteries=3"],
    "distance_noise": ["draws=2"],
    "precedence": ["sizes=0,0.5", "basis=pupil"],
    "policy_effect": ["against=lottery"],
    "reserve_losers": [],
}
RESERVE = runs.POLICY + (
    "seat_classes:\n  - {name: low, share: 0.3, who: {group: low_education, basis: pupil}}\n"
)


@pytest.mark.parametrize("name", names("lens"))
def test_every_lens_looks_at_a_run_and_names_nobody(name, tmp_path):
    run = made_run(tmp_path, RESERVE)
    lens = load("lens", name)
    found = lens.look(run, params_of(lens, QUICK.get(name, [])))
    assert isinstance(found, Look)
    assert found.title
    assert found.sentences
    ids = set(run.problem.parties.ids)
    for frame in found.frames.values():
        for column in frame.columns:
            assert not set(frame[column].astype(str)) & ids
    assert not any(pupil in text for text in found.sentences for pupil in ids)
    if not found.pupils.empty:
        assert "e07" not in set(found.pupils["pupil_id"])


@pytest.mark.parametrize("name", names("lens"))
def test_every_lens_has_a_page_with_its_swedish_name_and_source(name):
    text = load("lens", name).__doc__
    assert "(" in text.partition("\n")[0]
    assert "Source:" in text or name == "rank_distribution"
    assert load("lens", name).Params.model_config["extra"] == "forbid"
    assert load("lens", name).Params.model_config["frozen"]


def test_without_a_name_the_lenses_are_listed():
    told = call("lens").output
    assert all(name in told for name in names("lens"))
    listed = json.loads(call("lens", "--json").output)["lenses"]
    assert set(listed) == set(names("lens"))


def test_a_lens_is_told_in_sentences_and_tables(folders):
    done = call("lens", "swaps", folders[1])
    assert done.exit_code == 0, done.output
    assert "swapping places" in done.output
    assert "# rings" in done.output
    assert "e07" not in done.output


def test_a_long_table_is_cut_and_says_so(folders):
    done = call("lens", "distance_noise", folders[0], "--set", "draws=14")
    assert "measurements, first 12 of 14 rows" in done.output


def test_tables_and_rows_by_pupil_go_to_files(folders, tmp_path):
    csv, mine = tmp_path / "t" / "swaps.csv", tmp_path / "mine.csv"
    done = call("lens", "swaps", folders[1], "--csv", csv, "--pupils", mine)
    assert done.exit_code == 0, done.output
    assert csv.is_file()
    assert (tmp_path / "t" / "swaps-pairs.csv").is_file()
    assert next(iter(pd.read_csv(mine).columns)) == "pupil_id"
    assert f"Written: {mine}" in done.output


def test_a_lens_without_rows_by_pupil_says_so(folders, tmp_path):
    done = call("lens", "rank_distribution", folders[0], "--pupils", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "no rows by pupil" in done.output


def test_json_has_title_sentences_and_tables_with_nulls(folders):
    told = json.loads(call("lens", "rank_distribution", folders[0], "--json").output)
    assert told["title"] == "Wishes by group"
    assert told["files"] == []
    rows = told["tables"]["ranks"]
    assert any(row["first"] is None for row in rows)


def test_a_lens_needs_a_run_and_a_known_name(folders):
    assert "Name the run folder too" in call("lens", "swaps").output
    assert "Did you mean swaps" in str(call("lens", "swap", folders[0]).exception)
