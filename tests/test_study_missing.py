"""A study of many variants: those without a placement are told, and lose the others nothing."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from click.testing import CliRunner

from runs import bjorkby
from skolval import study
from skolval.cli import main, skolval
from skolval.domain.language import current, use
from skolval.errors import CancelledError, Fault, InfeasibleError, TimeRanOutError
from skolval.study import COLUMNS, STATUS_COLUMNS, Terms, run_study, summary
from skolval.study._missing import Missing, nothing_placed
from towns import policy

WORDS = ["study", "lillstad", "--lang", "en", "--policy", "preparatory_spread", "--set"]
FIRST = policy("deferred_acceptance", "lottery", name="first")
SECOND = policy("deferred_acceptance", "lottery", name="second")
CLASH = {"proven": True, "rules": ["full"]}


def call(*words):
    return CliRunner().invoke(skolval, [*WORDS, *(str(word) for word in words)])


@pytest.fixture
def failing(monkeypatch):
    """Let placements fail: {(policy, number of the lottery or None for all): error}."""
    real, asked = study.place, []

    def arm(errors):
        def place(problem, **words):
            name, number = problem.policy.name, int(problem.policy.seed.split("#")[1])
            asked.append((name, number))
            error = errors.get((name, number)) or errors.get((name, None))
            if error:
                raise error()
            return real(problem, **words)

        monkeypatch.setattr(study, "place", place)
        return asked

    return arm


def full():
    return InfeasibleError(Fault("All is full.", rule="full"), clash=CLASH)


def late():
    return TimeRanOutError("The time ran out.")


# --- the whole command -------------------------------------------------------------------


def test_the_variants_with_a_placement_are_written_and_the_impossible_one_is_told(tmp_path):
    out, alone = tmp_path / "some.csv", tmp_path / "one.csv"
    done = call("hosting.min_hosts=99,1", "--out", out)
    assert done.exit_code == 0, done.output
    assert call("hosting.min_hosts=1", "--out", alone).exit_code == 0
    table, whole = pd.read_csv(out), pd.read_csv(alone)
    assert tuple(table.columns) == COLUMNS + STATUS_COLUMNS
    assert tuple(whole.columns) == COLUMNS
    placed = table[table["status"] == "placed"].reset_index(drop=True)
    pd.testing.assert_frame_equal(placed[list(COLUMNS)], whole)
    (row,) = table[table["status"] == "infeasible"].to_dict("records")
    assert row["policy"] == "preparatory_spread hosting.min_hosts=99"
    assert row["reason"] == "99 units are to run groups, and only 5 can."
    assert pd.isna(row["measure"])
    assert pd.isna(row["value"])
    assert (
        "Warning: lillstad: preparatory_spread hosting.min_hosts=99 has no placement, and that is "
        "proven: 99 units are to run groups, and only 5 can." in done.stderr
    )
    assert "Warning: Placements missing: 1 of 2." in done.stderr
    assert "# Without a placement" in done.stdout
    assert "mean minutes" in done.stdout


def test_json_tells_what_is_missing_and_only_then():
    told = json.loads(call("hosting.min_hosts=1,99", "--json").stdout)
    (missing,) = told["missing"]
    assert missing["status"] == "infeasible"
    assert missing["clash"] == {"proven": True, "rules": ["min_hosts"]}
    assert {row["status"] for row in told["rows"]} == {"placed", "infeasible"}
    assert {row["policy"] for row in told["summary"]} == {"preparatory_spread hosting.min_hosts=1"}
    whole = json.loads(call("hosting.min_hosts=1", "--json").stdout)
    assert set(whole) == {"rows", "summary", "failures"}


def test_where_no_variant_has_a_placement_the_exit_code_says_so(tmp_path, capsys):
    out = tmp_path / "none.csv"
    with pytest.raises(SystemExit) as ended:
        main([*WORDS, "hosting.min_hosts=98,99", "--out", str(out)])
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert "hosting.min_hosts=98: 98 units are to run groups" in told
    assert "hosting.min_hosts=99: 99 units are to run groups" in told
    assert not out.exists()


# --- the table ---------------------------------------------------------------------------


def test_a_time_out_is_told_apart_from_a_proof_and_no_lottery_is_lost(failing):
    failing({("second", 2): late})
    frame = run_study([("bjorkby", bjorkby)], [FIRST, SECOND], Terms(seeds=3))
    (row,) = frame[frame["status"] != "placed"].to_dict("records")
    assert (row["policy"], row["seed"], row["status"]) == ("second", 2, "time_ran_out")
    assert row["reason"] == "The time ran out."
    assert (frame["reason"] == "").sum() == len(frame) - 1
    found = summary(frame).set_index(["policy", "measure"])
    assert found.loc[("second", "first"), "n"] == 2
    assert found.loc[("first", "first"), "n"] == 3
    # held against the same two lotteries of the first policy
    assert found.loc[("second", "first"), "difference"] == 0


def test_a_first_policy_without_a_placement_leaves_no_differences(failing):
    failing({("first", None): full})
    frame = run_study([("bjorkby", bjorkby)], [FIRST, SECOND])
    again = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
    for found in (summary(frame), summary(again)):
        assert set(found["policy"]) == {"second"}
        assert found["difference"].isna().all()
        assert found["mean"].notna().any()


def test_over_towns_the_mean_is_of_those_with_a_placement():
    rows = [("x", "a", 1, "first", 1.0), ("y", "a", 1, "first", 3.0), ("x", "b", 1, "first", 2.0),
            ("y", "b", 1, None, float("nan"))]  # fmt: skip
    found = summary(pd.DataFrame(rows, columns=list(COLUMNS))).set_index(["instance", "policy"])
    assert (found.loc[("all", "b"), "mean"], found.loc[("all", "b"), "n"]) == (2, 1)
    assert (found.loc[("all", "b"), "difference"], found.loc[("all", "b"), "change"]) == (1, 1)
    assert found.loc[("all", "a"), "mean"] == 2
    assert ("y", "b") not in found.index


def test_where_nothing_has_a_placement_all_reasons_are_raised(failing):
    failing({("first", None): full, ("second", None): full})
    with pytest.raises(InfeasibleError) as caught:
        run_study([("bjorkby", bjorkby)], [FIRST, SECOND], Terms(seeds=2))
    assert [fault.file for fault in caught.value.faults] == ["first", "second"]
    assert [part["policy"] for part in caught.value.clash["variants"]] == ["first", "second"]


def test_what_ran_out_of_time_is_not_called_impossible(failing):
    failing({("first", None): full, ("second", None): late})
    with pytest.raises(TimeRanOutError, match="second: The time ran out"):
        run_study([("bjorkby", bjorkby)], [FIRST, SECOND])


def test_several_instances_are_named():
    one = Missing("x", "a", 1, "infeasible", (Fault("Full."),), CLASH)
    other = Missing("y", "a", 1, "infeasible", (Fault("Full."),), CLASH)
    assert [fault.file for fault in nothing_placed([one, other]).faults] == ["x, a", "y, a"]
    assert nothing_placed([one]).clash == CLASH


def test_an_instance_that_fails_is_told_beside_one_without_a_placement(failing):
    failing({("first", None): full})
    frame = run_study([("odd", lambda: 1 / 0), ("bjorkby", bjorkby)], [FIRST], Terms(go_on=True))
    assert [name for name, _reason in frame.attrs["failures"]] == ["odd"]
    assert list(frame["status"]) == ["infeasible"]
    assert summary(frame).empty


def test_a_stop_by_the_user_is_no_missing_row(failing):
    failing({("second", None): lambda: CancelledError("Stopped.")})
    with pytest.raises(CancelledError):
        run_study([("bjorkby", bjorkby)], [FIRST, SECOND])


def test_a_first_policy_that_is_missing_and_a_limit_are_warned_of(failing):
    failing({("lottery max_wishes=1", None): late})
    words = ["study", "lillstad", "--policy", "lottery", "--set", "max_wishes=1,2", "--seeds", "2"]
    done = CliRunner().invoke(skolval, [*words, "--lang", "en"])
    assert done.exit_code == 0, done.output
    told = "Warning: lillstad: no placement was found for lottery max_wishes=1: The time ran out."
    assert done.stderr.count(told) == 1
    assert "Warning: Placements missing: 2 of 4." in done.stderr
    assert "Differences are from lottery max_wishes=1, and are missing" in done.stderr
    assert "lillstad\tlottery max_wishes=1\t1, 2\tnot found in time" in done.stdout


# --- going on ----------------------------------------------------------------------------


def test_what_is_proven_impossible_is_kept_and_comes_back_the_same(failing, tmp_path):
    asked = failing({("second", None): full})
    terms = Terms(seeds=2, keep=tmp_path)
    once = run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms)
    before = len(asked)
    again = run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms)
    assert len(asked) == before
    assert again.to_csv().encode() == once.to_csv().encode()
    assert again.attrs == once.attrs


def test_what_was_kept_in_another_language_is_asked_anew(failing, tmp_path):
    asked = failing({("second", None): full})
    terms, lang = Terms(keep=tmp_path), current()
    run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms)
    before = len(asked)
    try:
        use("sv" if lang == "en" else "en")
        run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms)
    finally:
        use(lang)
    assert len(asked) == 2 * before


def test_what_ran_out_of_time_is_tried_again(failing, tmp_path):
    failing({("second", None): late})
    terms = Terms(keep=tmp_path)
    run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms)
    failing({})
    assert tuple(run_study([("bjorkby", bjorkby)], [FIRST, SECOND], terms).columns) == COLUMNS
