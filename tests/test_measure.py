"""measure: bases, suppressed cells, baselines and sentences."""

from __future__ import annotations

from types import MappingProxyType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from skolval.domain.language import use
from skolval.domain.placement import Placement
from skolval.domain.surfaces import IndexValue
from skolval.errors import UsageError
from skolval.indices import dissimilarity
from skolval.io.run import Run
from skolval.measure import COLUMNS, measure, sentence, sentences, unit_table
from skolval.measure.index_rows import corrected
from skolval.measure.sentences import basis_name, note
from towns import BACKGROUND, GROUP, random_problem, town


def run_of(problem, chosen):
    units = pd.DataFrame(
        {"unit_id": problem.unit_ids, "name": [f"Unit {u}" for u in problem.unit_ids]}
    )
    return Run(
        problem=problem,
        placement=Placement(np.asarray(chosen, np.int64), "test"),
        units=units,
        areas=pd.DataFrame(),
        enrolment=pd.DataFrame(),
        groups=(GROUP, BACKGROUND),
        name="town",
        title=MappingProxyType({}),
        school_year="2026/27",
        crs="EPSG:3006",
        record={},
    )


def first_options(problem):
    start = problem.options.start
    return np.where(np.diff(start) > 0, start[:-1], -1)


@pytest.fixture
def run(rng):
    """Forty pupils in two grades at six offerings, each at the first option."""
    problem = random_problem(rng, parties=40, offerings=6, density=0.9)
    return run_of(problem, first_options(problem))


def row(frame, **wanted):
    found = frame
    for column, value in wanted.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def enrolled(*rows, groups=(GROUP,)):
    """A town whose units have the given (pupils, share, low, high) of the group."""
    units = [{"unit_id": f"u{i}", "name": f"u{i}"} for i in range(len(rows))]
    table = [
        {
            "unit_id": f"u{i}",
            "group": GROUP.id,
            "pupils": p,
            "share": s,
            "count_low": lo,
            "count_high": hi,
        }
        for i, (p, s, lo, hi) in enumerate(rows)
    ]
    return town(
        units,
        [],
        [{"pupil_id": "e", "grade": "F", "low_education": 0}],
        enrolment=table,
        groups=groups,
    )


def test_a_run_is_measured_by_pupil_and_by_home_area(run):
    frame = measure(run)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["basis"]) == {"pupil", "area"}
    assert set(frame["group"]) == {"low_education", "foreign_background"}
    assert len(frame) == 2 * 2 * 6
    assert set(frame["subject"]) == {"town/test"}


def test_the_pupil_basis_counts_known_members_of_placed_pupils(run):
    problem, placed = run.problem, run.placement.placed
    known = placed & (problem.parties.member[:, 0] >= 0)
    unit = run.placement.unit(problem)
    x = np.bincount(unit[known], problem.parties.member[known, 0], len(problem.unit_ids))
    t = np.bincount(unit[known], minlength=len(problem.unit_ids)).astype(float)
    found = row(measure(run), basis="pupil", group="low_education", index="dissimilarity")
    kept = t > 0
    assert found["value"] == pytest.approx(dissimilarity.KERNEL.value(x[kept], t[kept]))
    assert found["expected"] == pytest.approx(dissimilarity.KERNEL.expected(x.sum(), t[kept]))
    assert found["n_pupils"] == known.sum()
    assert found["dropped"] == (~kept).sum()


def test_the_area_basis_has_a_baseline_by_seeded_draws(run):
    first = row(measure(run), basis="area", group="low_education", index="variance_ratio")
    again = row(measure(run), basis="area", group="low_education", index="variance_ratio")
    assert first["flag"] == "baseline_by_draws"
    assert first["expected"] == again["expected"]
    assert 0 < first["expected"] < 1


def test_larger_parties_have_no_baseline_by_draws(rng):
    problem = random_problem(rng, parties=12, offerings=4, density=1.0, size=4)
    frame = measure(run_of(problem, first_options(problem)), groups=["low_education"])
    found = row(frame, basis="area", index="dissimilarity")
    assert found["reason"] == "fractional_counts"
    assert np.isnan(found["expected"])


def test_a_group_of_which_nothing_is_known_has_a_reason(run):
    parties = run.problem.parties
    from dataclasses import replace

    blind = replace(
        parties,
        member=np.full_like(parties.member, -1),
        area_share=np.full_like(parties.member, -1),
    )
    frame = measure(
        run_of(run.problem.replace(parties=blind), run.placement.chosen), within_grade=True
    )
    assert set(frame["reason"]) == {"group_unknown"}
    assert frame["value"].isna().all()


def test_a_run_that_places_nobody_is_undefined(run):
    frame = measure(run_of(run.problem, np.full(40, -1)), within_grade=False)
    assert frame["value"].isna().all()


def test_the_pooled_dissimilarity_is_the_one_the_balance_rule_bounds(run):
    from skolval.domain.deviation import deviation

    problem, chosen = run.problem, run.placement.chosen
    if not (chosen >= 0).all():
        chosen = np.where(chosen < 0, 0, chosen)
    found = row(
        measure(run, within_grade=True), scope="within_grade", basis="area", group="low_education",
        index="dissimilarity",
    )  # fmt: skip
    whole = deviation(problem, "low_education", "area")
    sums = int(np.abs(whole.sums(run.placement.chosen)).sum())
    placed = run.placement.placed.all()
    assert not placed or found["value"] == pytest.approx(whole.index(sums), abs=2e-3)


def test_within_grade_ignores_differences_between_grades():
    # Grade 0 is all members, grade 1 all others, each grade alone in its units: D is 1
    # overall, but within a grade there is nobody to be apart from.
    rng = np.random.default_rng(3)
    problem = random_problem(rng, parties=20, offerings=4, density=1.0)
    parties = problem.parties
    from dataclasses import replace

    member = np.stack([parties.grade == 0, rng.random(20) < 0.5], axis=1).astype(np.int64)
    problem = problem.replace(parties=replace(parties, member=member))
    frame = measure(run_of(problem, first_options(problem)), within_grade=True)
    found = row(
        frame, scope="within_grade", basis="pupil", group="low_education", index="dissimilarity"
    )
    assert np.isnan(found["value"])
    assert found["reason"] in {"group_empty", "single_group"}
    assert found["flag"] == "grades_left_out_2"
    other = row(
        frame, scope="within_grade", basis="pupil", group="foreign_background", index="theil_h"
    )
    assert 0 <= other["value"] <= 1


def test_suppressed_shares_are_left_out_and_the_interval_covers_them():
    subject = enrolled((100, 0.5, 50, 50), (100, 0.1, 10, 10), (40, None, 1, 4))
    found = row(measure(subject), basis="enrolment", index="dissimilarity")
    assert found["flag"] == "suppressed_left_out"
    assert (found["suppressed"], found["n_units"], found["n_pupils"]) == (1, 2, 200)
    assert found["value"] == pytest.approx(0.5 * (50 / 60 - 50 / 140 + 90 / 140 - 10 / 60))
    t = np.array([100.0, 100, 40])
    every = [float(dissimilarity.KERNEL.value(np.array([50.0, 10, x]), t)) for x in (1, 2, 3, 4)]
    assert (found["low"], found["high"]) == (pytest.approx(min(every)), pytest.approx(max(every)))


def test_suppressed_shares_are_set_only_when_asked_and_said():
    subject = enrolled((100, 0.5, 50, 50), (100, 0.1, 10, 10), (40, None, 1, 4))
    found = row(measure(subject, suppressed=0.05), basis="enrolment", index="dissimilarity")
    assert found["flag"] == "suppressed_set_to_0.05"
    assert found["n_pupils"] == 240
    t = np.array([100.0, 100, 40])
    assert found["value"] == pytest.approx(
        float(dissimilarity.KERNEL.value(np.array([50.0, 10, 2]), t))
    )
    assert "set to 5%" in sentence(found)


def test_a_wholly_unknown_cell_may_hold_anything():
    subject = enrolled((10, 0.5, 5, 5), (10, 0.1, 1, 1), (3, None, None, None))
    found = row(measure(subject), index="dissimilarity")
    t = np.array([10.0, 10, 3])
    every = [float(dissimilarity.KERNEL.value(np.array([5.0, 1, x]), t)) for x in range(4)]
    assert (found["low"], found["high"]) == (pytest.approx(min(every)), pytest.approx(max(every)))


@pytest.mark.shared
def test_uppsala_has_its_published_numbers(shared):
    """76 units 2024/25, foreign background; four shares (259 pupils) are suppressed."""
    path = shared / "data/uppsala/uppsala-schools/uppsala_grundskolor_2024_25.csv"
    table = pd.read_csv(path)
    share = table["pct_foreign_background"] / 100
    few = np.maximum(4, 0.1 * table["pupils"])
    hidden = share.isna()
    rows = zip(
        table["pupils"], share.astype(object).where(~hidden, None),
        np.where(hidden, 0, share * table["pupils"]), np.where(hidden, few, share * table["pupils"]),
        strict=True,
    )  # fmt: skip
    frame = measure(enrolled(*rows), suppressed=0.05)
    found = {r["index"]: r for r in frame.to_dict("records")}
    wanted = {
        "dissimilarity": 0.404, "isolation": 0.426, "variance_ratio": 0.200, "theil_h": 0.169,
        "gini": 0.538,
    }  # fmt: skip
    for name, value in wanted.items():
        assert found[name]["value"] == pytest.approx(value, abs=5e-4)
        assert found[name]["n_pupils"] == 24_201
        assert found[name]["suppressed"] == 4
    least, most = found["dissimilarity"]["low"], found["dissimilarity"]["high"]
    assert (least, most) == (pytest.approx(0.4025, abs=2e-4), pytest.approx(0.4057, abs=2e-4))


def test_nothing_suppressed_has_no_interval():
    found = row(measure(enrolled((10, 0.5, 5, 5), (10, 0.1, 1, 1))), index="gini")
    assert np.isnan(found["low"])
    assert found["flag"] == ""


def test_pupils_by_current_unit_and_residents_by_area():
    subject = town(
        [{"unit_id": u, "name": u} for u in "NS"],
        [],
        [
            {"pupil_id": f"e{i}", "grade": "F", "current_unit": "NS"[i % 2], "low_education": i % 2}
            for i in range(6)
        ]
        + [{"pupil_id": "new", "grade": "F", "low_education": 1}],
        areas=[
            {"area_id": "a", "population": 100, "share_low_education": 0.2},
            {"area_id": "b", "population": 50, "share_low_education": 0.6},
            {"area_id": "c", "population": 0, "share_low_education": None},
        ],
    )
    frame = measure(subject)
    found = row(frame, basis="current", index="dissimilarity")
    assert (found["value"], found["n_pupils"]) == (1, 6)
    found = row(frame, basis="residents", index="isolation")
    assert found["value"] == pytest.approx((20 * 0.2 + 30 * 0.6) / 50)
    assert found["dropped"] == 1


def test_residents_are_measured_by_larger_area_too():
    """Areas a and b are of one region with half of the group; c is told no region."""
    subject = town(
        [{"unit_id": "N", "name": "N"}],
        [],
        [{"pupil_id": "e", "grade": "F"}],
        areas=[
            {"area_id": "a", "population": 100, "share_low_education": 0.2, "region": "north"},
            {"area_id": "b", "population": 100, "share_low_education": 0.8, "region": "north"},
            {"area_id": "c", "population": 100, "share_low_education": 0.5},
        ],
    )
    frame = measure(subject)
    found = row(frame, basis="regions", index="dissimilarity")
    assert (found["value"], found["n_units"], found["n_pupils"]) == (0, 2, 300)
    assert row(frame, basis="residents", index="dissimilarity")["value"] == pytest.approx(0.4)
    assert "Counted: 300 residents, 2 areas." in sentence(found)


def test_an_unknown_group_gets_a_suggestion(run):
    with pytest.raises(UsageError, match="low_education"):
        measure(run, groups=["low_educaton"])


@pytest.mark.parametrize("share", [-0.1, 5])
def test_a_share_outside_zero_to_one_is_refused(run, share):
    with pytest.raises(UsageError, match="not between 0 and 1"):
        measure(run, suppressed=share)


def test_folders_are_read_as_runs_or_instances(run, monkeypatch, tmp_path):
    import sys

    instance = enrolled((10, 0.5, 5, 5), (10, 0.1, 1, 1))
    reader = SimpleNamespace(read_instance=lambda _path: instance)
    monkeypatch.setitem(sys.modules, "skolval.io.instance", reader)
    monkeypatch.setattr("skolval.io.run_reading.read_run", lambda _path: run)
    assert set(measure(tmp_path)["basis"]) == {"enrolment"}
    (tmp_path / "run.json").write_text("{}")
    assert set(measure(str(tmp_path))["basis"]) == {"pupil", "area"}


def test_the_corrected_value_is_relative_to_the_baseline():
    assert corrected("dissimilarity", IndexValue(0.6, 0.2)) == pytest.approx(0.5)
    assert corrected("dissimilarity", IndexValue(0.1, 0.2)) == pytest.approx(-0.5)
    assert np.isnan(corrected("dissimilarity", IndexValue(1.0, 1.0)))
    assert np.isnan(corrected("theil_h", IndexValue(-1e-17, 0.0)))
    assert np.isnan(corrected("exposure", IndexValue(0.6, 0.2)))


def test_every_row_has_a_sentence_in_both_languages(run):
    frame = measure(run, within_grade=True)
    for lang in ("en", "sv"):
        use(lang)
        texts = sentences(frame, {"low_education": "låg utbildning"})
        assert len(texts) == len(frame)
        assert all(text.endswith((".", ").")) for text in texts)
    assert any("low education" in text or "låg utbildning" in text for text in texts)


def test_sentences_that_count_in_several_ways_say_which(run):
    frame = measure(run, within_grade=True)
    told = sentences(frame[frame["index"] == "dissimilarity"])
    assert len({text.partition(":")[0] for text in told}) == 4
    assert told[0].startswith("Placed pupils, each one's own group: Dissimilarity D of ")
    alone = sentences(frame[(frame["basis"] == "area") & (frame["scope"] == "all")])
    assert alone[0].startswith("Dissimilarity D of ")


def test_the_sentence_tells_the_interval_and_what_is_left_out():
    subject = enrolled((100, 0.5, 50, 50), (100, 0.1, 10, 10), (40, None, 1, 4))
    text = sentence(row(measure(subject), index="dissimilarity"))
    assert "suppressed cells leave it between" in text
    assert "leaves out 1 units" in text


def test_residents_change_area_not_unit():
    subject = town(
        [{"unit_id": "N", "name": "N"}], [], [{"pupil_id": "e", "grade": "F", "low_education": 0}],
        areas=[{"area_id": a, "population": 100, "share_low_education": s} for a, s in (("a", 0.2), ("b", 0.5))],
    )  # fmt: skip
    text = sentence(row(measure(subject), basis="residents", index="dissimilarity"))
    assert "change area" in text


def test_an_undefined_row_says_why(run):
    frame = measure(run_of(run.problem, np.full(40, -1)))
    text = sentence(frame.iloc[0])
    assert "cannot be computed" in text


def test_every_flag_has_words():
    for flag in (
        "one_unit", "suppressed_left_out", "suppressed_set_to_0.05", "baseline_by_draws",
        "grades_left_out_2",
    ):  # fmt: skip
        assert note({"reason": "", "flag": flag}) != flag
    assert note({"reason": "", "flag": ""}) == ""
    assert note({"reason": "group_empty", "flag": "odd"}) == "nobody belongs to the group; odd"


def test_unknown_codes_are_shown_as_they_stand():
    assert basis_name("area") != "area"
    assert basis_name("odd") == "odd"


def test_the_unit_table_has_shares_by_both_bases(run):
    table = unit_table(run)
    assert list(table["unit_id"]) == list(run.problem.unit_ids)
    assert table["pupils"].sum() == run.placement.placed.sum()
    assert table["pupil_low_education"].dropna().between(0, 1).all()
    assert table["area_low_education"].dropna().between(0, 1).all()


def test_whole_pupils_have_an_interval_and_expected_members_have_none(run):
    frame = measure(run, within_grade=True)
    d = frame[frame["index"] == "dissimilarity"]
    mine = d[(d["basis"] == "pupil") & (d["group"] == "low_education")]
    assert (mine["scope"] == ["all", "within_grade"]).all()
    sure = mine[mine["scope"] == "all"]
    assert (sure["low_95"] <= sure["underlying"]).all()
    assert (sure["underlying"] <= sure["high_95"]).all()
    assert d[d["basis"] == "area"]["low_95"].isna().all()
    assert frame[frame["index"] == "isolation"]["underlying"].isna().all()
    whole = mine[mine["scope"] == "all"].iloc[0]
    assert whole["se"] >= 0
    assert "sorting behind it lies between" in sentence(whole)


def test_the_interval_is_the_one_of_the_inversion_and_drawn_once(run):
    from skolval.inference.inversion import dissimilarity_interval
    from skolval.measure.sureness import _interval

    subject = enrolled((100, 0.5, 50, 50), (100, 0.1, 10, 10), (40, 0.2, 8, 8))
    found = row(measure(subject), index="dissimilarity")
    x, t = np.array([50.0, 10, 8]), np.array([100.0, 100, 40])
    plain = dissimilarity_interval(x, t)
    assert (found["low_95"], found["high_95"]) == (plain.low, plain.high)
    before = _interval.cache_info().hits
    assert measure(subject).equals(measure(subject))
    assert _interval.cache_info().hits > before


def test_residents_and_classes_are_no_draw_of_pupils(rng):
    problem = random_problem(rng, parties=12, offerings=4, density=1.0, size=4)
    frame = measure(run_of(problem, first_options(problem)), within_grade=True)
    assert frame["underlying"].isna().all()


def test_units_more_even_than_by_lot_are_flagged():
    subject = enrolled(*[(20, 0.5, 10, 10)] * 8)
    found = row(measure(subject), index="dissimilarity")
    assert found["value"] == 0
    assert found["flag"] == "more_even_than_by_lot"
    assert "more even than" in sentence(found)
    assert note(found) == "more even than by lot on average"
    assert row(measure(subject), index="isolation")["flag"] == ""


def test_within_grades_too_evenness_beyond_lot_is_flagged(run):
    problem = run.problem
    from dataclasses import replace

    # In every unit and grade every second pupil belongs to the group.
    unit, grade = run.placement.unit(problem), problem.parties.grade
    member = np.zeros_like(problem.parties.member)
    for cell in {*zip(unit, grade, strict=True)}:
        rows = np.flatnonzero((unit == cell[0]) & (grade == cell[1]))
        member[rows[::2]] = 1
    made = problem.replace(parties=replace(problem.parties, member=member))
    frame = measure(run_of(made, run.placement.chosen), within_grade=True)
    found = row(
        frame, scope="within_grade", basis="pupil", group="low_education", index="variance_ratio"
    )
    assert "more_even_than_by_lot" in found["flag"]


def test_every_index_has_a_name_and_a_sentence_in_both_languages():
    from skolval.measure import index_name
    from skolval.measure.segregation import segregation
    from skolval.measure.sentences import sentence_of
    from skolval.registry import names

    table = pd.DataFrame({"school": list("AB"), "poor": [10, 30], "rich": [30, 10], "mid": [9, 9]})
    found = segregation(
        table, unit="school", wide=["poor", "mid", "rich"], order=["poor", "mid", "rich"]
    )
    values = pd.DataFrame({"school": list("AABB"), "years": [1.0, 2, 3, 5]})
    rows = [
        *found.to_dict("records"),
        *segregation(values, unit="school", value="years").to_dict("records"),
    ]
    assert {one["index"] for one in rows} == set(names("index"))
    for lang in ("en", "sv"):
        use(lang)
        for one in rows:
            text = sentence_of(one)
            assert text[0].isupper(), text
            assert "_" not in index_name(one["index"]).replace("L_u", "")
            assert "{" not in text


def test_a_sentence_tells_how_many_are_counted_and_left_out(run):
    text = sentence(measure(run).iloc[0])
    assert "Counted:" in text
    subject = town(
        [{"unit_id": "N", "name": "N"}], [], [{"pupil_id": "e", "grade": "F", "low_education": 0}],
        areas=[{"area_id": a, "population": p, "share_low_education": s} for a, p, s in (("a", 100, 0.2), ("b", 100, 0.5), ("c", 0, None))],
    )  # fmt: skip
    text = sentence(row(measure(subject), basis="residents", index="dissimilarity"))
    assert "Counted: 200 residents, 2 areas. Without pupils and left out: 1." in text
