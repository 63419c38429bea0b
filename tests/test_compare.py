"""compare: who moves, which wishes, how far; and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import runs
from runs import bjorkby, made_run, run_folder
from skolval.compare import compare, run_names, ways
from skolval.compare.sentences import move_sentences
from skolval.domain.language import use
from skolval.errors import UsageError
from skolval.io.run_reading import read_run


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Björkby placed by wishes and by distance."""
    folder = tmp_path_factory.mktemp("pair")
    return made_run(folder), made_run(folder, runs.NEAREST)


def test_the_moves_are_counted_pupil_by_pupil(pair):
    a, b = pair
    found = compare(pair)
    elsewhere = sum(
        x != y
        for x, y in zip(a.placement.unit(a.problem), b.placement.unit(b.problem), strict=True)
    )
    assert elsewhere > 0
    row = found.moves.iloc[0]
    assert (row["pupils"], row["elsewhere"], row["share"]) == (30, elsewhere, elsewhere / 30)
    assert found.names == ("bjorkby", "nearest_bjorkby")


def test_the_published_sentence_of_goteborg():
    import pandas as pd

    moves = pd.DataFrame(
        [("before", "after", 2064, 65, 65 / 2064)],
        columns=["run_a", "run_b", "pupils", "elsewhere", "share"],
    )
    assert move_sentences(moves) == [
        "65 of 2,064 pupils, 3%, are placed elsewhere by after than by before."
    ]
    use("sv")
    assert "65" in move_sentences(moves)[0]
    assert "2\N{NO-BREAK SPACE}064" in move_sentences(moves)[0]


def test_the_summary_is_that_of_the_placement(pair):
    a, _b = pair
    row = compare(pair).summary.iloc[0]
    rank = a.placement.rank(a.problem)
    chose = np.zeros(30, bool)
    chose[a.problem.options.party[a.problem.options.rank > 0]] = True
    assert row["choosers"] == chose.sum()
    assert row["first_wish"] == pytest.approx(((rank == 1) & chose).sum() / chose.sum())
    assert row["placed"] + row["unplaced"] == row["pupils"] == 30
    metres = ways(a)
    assert row["metres_mean"] == pytest.approx(metres.mean())
    assert row["metres_max"] == metres.max()
    assert row["metres_p50"] <= row["metres_p90"] <= row["metres_max"]
    limit = a.problem.transport_limits[0]
    assert row["entitled"] == (a.placement.metres(a.problem) > limit).sum()


def test_the_protected_pupil_has_no_distance(pair):
    a, _b = pair
    assert len(ways(a)) == a.placement.placed.sum() - 1


def test_ranks_stand_in_order_and_sum_to_everybody(pair):
    ranks = compare(pair).ranks
    mine = ranks[ranks["run"] == "bjorkby"]
    assert mine["pupils"].sum() == 30
    wished = [rank for rank in mine["rank"] if rank > 0]
    assert wished == sorted(wished)
    assert list(mine["rank"])[: len(wished)] == wished


def test_units_now_and_then(pair):
    units = compare(pair).units
    first = units[units["run"] == "bjorkby"]
    second = units[units["run"] == "nearest_bjorkby"]
    assert (first["change"] == 0).all()
    assert list(second["pupils_first"]) == list(first["pupils"])
    assert second["change"].sum() == 0
    assert list(first["seats"]) == [5, 8, 9, 8]


def test_groups_indices_and_breaches_have_one_part_per_run(pair):
    found = compare(pair)
    assert set(found.groups["group"]) == {"low_education", "foreign_background"}
    assert found.groups[found.groups["run"] == "bjorkby"]["elsewhere"].sum() == 0
    assert set(found.indices["run"]) == set(found.names)
    assert found.breaches.empty
    assert list(found.summary["breaches"]) == [0, 0]


def test_breaches_are_gathered_by_rule(pair, tmp_path):
    crowded = made_run(
        tmp_path,
        runs.NEAREST.replace("nearest_school\n", "\n  nearest_school: {respect_seats: false}\n"),
    )
    found = compare([pair[0], crowded])
    assert list(found.breaches["rule"]) == ["capacity"]
    assert "seats but" in found.breaches["example"].iloc[0]
    assert found.summary["breaches"].iloc[1] == found.breaches["breaches"].iloc[0]


def test_a_run_that_places_nobody_has_no_metres(pair):
    a, _b = pair
    empty = replace(a, placement=a.placement.replace(chosen=np.full(30, -1)))
    found = compare([a, empty])
    assert np.isnan(found.summary["metres_mean"].iloc[1])
    assert found.summary["unplaced"].iloc[1] == 30
    assert any("without a place" in text for text in found.sentences())


def test_without_wishes_there_is_no_sentence_about_wishes(tmp_path):
    quiet = bjorkby().replace(choices=bjorkby().choices.iloc[:0])
    run = made_run(tmp_path, instance=quiet)
    found = compare([run, run])
    assert np.isnan(found.summary["first_wish"]).all()
    assert not any("first wish" in text for text in found.sentences())


def test_runs_of_one_policy_get_distinct_names(tmp_path):
    folders = [run_folder(tmp_path, name=name) for name in ("spring", "autumn")]
    assert run_names([read_run(folder) for folder in folders]) == (
        "bjorkby (spring)", "bjorkby (autumn)",
    )  # fmt: skip
    run = made_run(tmp_path)
    assert run_names([run, run]) == ("bjorkby (1)", "bjorkby (2)")


def test_one_run_is_not_a_comparison(pair):
    with pytest.raises(UsageError, match="at least two runs"):
        compare(pair[:1])


def test_runs_on_different_files_are_refused(pair):
    a, b = pair
    other = replace(b, record=b.record | {"instance": {"digests": {"pupils.csv": "0"}}})
    with pytest.raises(UsageError, match=r"differ in pupils\.csv"):
        compare([a, other])


def test_runs_on_other_pupils_or_units_are_refused(pair, tmp_path):
    a, _b = pair
    fewer = made_run(tmp_path, instance=bjorkby(pupils=29))
    with pytest.raises(UsageError, match="other pupils take part"):
        compare([a, fewer])
    renamed = replace(a, problem=a.problem.replace(unit_ids=np.array(list("ABCE"))))
    with pytest.raises(UsageError, match="the units differ"):
        compare([a, renamed])


def test_a_run_compared_with_itself_moves_nobody(pair):
    found = compare([pair[0], pair[0]])
    assert found.moves["elsewhere"].sum() == 0
    assert (found.units["change"] == 0).all()


def test_policies_that_place_other_pupils_are_told_apart(pair):
    made, _b = pair
    policy = made.problem.policy.replace(places="newly_arrived")
    ids = np.array([f"n{i}" for i in range(len(made.problem.parties))])
    parties = replace(made.problem.parties, ids=ids)
    other = replace(made, problem=made.problem.replace(policy=policy, parties=parties))
    with pytest.raises(UsageError, match="other pupils take part") as caught:
        compare([made, other])
    assert "`places`" in caught.value.faults[0].remedy
