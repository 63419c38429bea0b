"""Studies on frames: change, difference, levels, chain, pairs, units and space."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import skolval
from skolval import (
    paired_segregation,
    segregation,
    segregation_chain,
    segregation_change,
    segregation_difference,
    segregation_levels,
    spatial_profile,
    unit_nulls,
)
from skolval.errors import InputError, UsageError


def wide(*rows):
    """Schools A, B, ... with counts of two groups, rich and poor."""
    frame = pd.DataFrame(rows, columns=["rich", "poor"])
    return frame.assign(school=list("ABCDEFGH"[: len(frame)]))


def pupils():
    """Two providers with two schools each, 40 pupils a school; homes on two sides of a river.

    Provider m has schools A (30 rich) and B (20); provider i has C (10) and D (20).
    """
    rich = {"A": 30, "B": 20, "C": 10, "D": 20}
    rows = [
        (school, "m" if school in "AB" else "i", "rich" if k < rich[school] else "poor",
         "north" if (k + (school in "AC")) % 2 else "south", k % 2)
        for school in "ABCD"
        for k in range(40)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["school", "provider", "group", "home", "grade"])


COUNTS = {"unit": "school", "wide": ["rich", "poor"]}


# --- change and difference ----------------------------------------------------------------


def test_the_terms_of_a_change_sum_to_it_and_the_units_to_the_structure():
    found = segregation_change(
        wide((30, 10), (10, 30), (20, 20)), wide((28, 14), (9, 30), (25, 15), (0, 30)), **COUNTS
    )
    whole = found[found["unit"] == ""].set_index("term")["value"]
    terms = ["removals", "additions", "group_margin", "unit_margin", "structural"]
    assert whole[terms].sum() == pytest.approx(whole["change"], abs=1e-12)
    assert whole["change"] == pytest.approx(whole["second"] - whole["first"])
    by_unit = found[found["unit"] != ""]
    assert by_unit["unit"].tolist() == ["A", "B", "C", "D"]
    assert by_unit["value"].sum() == pytest.approx(whole["structural"], abs=1e-12)
    assert found["converged"].all()


def test_units_and_groups_are_matched_by_name_not_by_place():
    one, other = wide((30, 10), (10, 30)), wide((30, 10), (10, 30)).iloc[::-1]
    found = segregation_change(one, other[["poor", "rich", "school"]], **COUNTS)
    assert found["value"].iloc[2] == pytest.approx(0)


def test_both_tables_tell_their_faults_at_once():
    with pytest.raises(InputError) as error:
        segregation_change(wide((-1, 10), (10, 30)), wide((1, np.nan), (10, 30)), **COUNTS)
    told = [(fault.file, fault.column) for fault in error.value.faults]
    assert told == [("the first table", "rich"), ("the second table", "poor")]


def test_tables_with_nothing_in_common_are_refused():
    other = wide((30, 10)).assign(school="Z")
    with pytest.raises(InputError, match="in common"):
        segregation_change(wide((30, 10)), other, **COUNTS, file="t.csv")


def test_the_difference_of_two_years_has_an_interval_round_it():
    even, apart = wide(*[(20, 20)] * 8), wide(*[(36, 4), (4, 36)] * 4)
    found = segregation_difference(even, apart, **COUNTS, focus="poor").iloc[0]
    assert found["of"] == "poor"
    assert found["difference"] == pytest.approx(found["second"] - found["first"])
    assert 0 < found["low"] < found["difference"] < found["high"]
    same = segregation_difference(apart, apart, **COUNTS)
    assert ((same["low"] <= 0) & (same["high"] >= 0)).all()


def test_a_difference_needs_whole_counts_and_a_known_group():
    with pytest.raises(InputError, match="whole counts"):
        segregation_difference(wide((1.5, 2), (3, 4)), wide((1, 2), (3, 4)), **COUNTS)
    with pytest.raises(UsageError, match="Did you mean poor"):
        segregation_difference(wide((1, 2), (3, 4)), wide((1, 2), (3, 4)), **COUNTS, focus="por")


# --- levels and chain ---------------------------------------------------------------------


def test_levels_add_up_to_the_index_of_the_finest():
    town = pupils()
    found = segregation_levels(town, levels=["provider", "school", "grade"], group="group")
    whole = segregation(town, unit=["school", "grade"], group="group").set_index("symbol")["value"]
    for symbol in ("M", "Hm", "R", "As"):
        mine = found[found["symbol"] == symbol]
        assert mine["value"].sum() == pytest.approx(whole[symbol], abs=1e-12)
        assert mine["part"].sum() == pytest.approx(1)
        assert mine["level"].tolist() == ["provider", "school", "grade"]


def test_a_town_without_segregation_has_no_parts():
    even = pd.DataFrame({"school": ["A", "A", "B", "B"], "group": ["x", "y", "x", "y"]})
    found = segregation_levels(even, levels=["school"], group="group", indices=["M"])
    assert found["value"].tolist() == [0]
    assert np.isnan(found["part"].iloc[0])


def test_an_index_that_does_not_add_up_has_no_levels():
    with pytest.raises(UsageError, match="no index called 'gini'"):
        segregation_levels(pupils(), levels=["school"], group="group", indices=["gini", "M"])


def test_the_chain_of_home_and_school_adds_up_and_knows_its_chance():
    found = segregation_chain(pupils(), first="home", second="school", group="group")
    row = found.set_index("term")
    assert row.loc["both", "value"] == pytest.approx(
        row.loc["first", "value"] + row.loc["second_given_first", "value"]
    )
    assert row.loc["second_given_first", "corrected"] == pytest.approx(
        row.loc["second_given_first", "value"] - row.loc["second_given_first", "expected"]
    )
    assert (row["cells"] == 8).all()


def test_a_chain_counts_weights_and_tells_faults_of_every_column():
    town = pupils().assign(n=2.0)
    plain = segregation_chain(town, first="home", second="school", group="group")
    double = segregation_chain(town, first="home", second="school", group="group", weight="n")
    assert double["value"].tolist() == pytest.approx(plain["value"].tolist())
    town.loc[0, "home"] = None
    town.loc[1, "n"] = -1
    with pytest.raises(InputError) as error:
        segregation_chain(town, first="home", second="school", group="group", weight="n")
    assert [(f.row, f.column) for f in error.value.faults] == [(2, "home"), (3, "n")]


# --- pairs and units ----------------------------------------------------------------------


def test_two_placements_of_the_same_pupils_are_compared():
    town = pupils().assign(mixed=lambda t: np.where(t.index % 2, "X", "Y"))
    found = paired_segregation(
        town, first="school", second="mixed", group="group", indices=["D", "M", "V"], draws=200,
        focus="rich",
    ).set_index("symbol")  # fmt: skip
    assert found.loc["D", "difference"] == pytest.approx(
        found.loc["D", "second"] - found.loc["D", "first"]
    )
    assert found.loc["D", "difference"] < found.loc["D", "low"]
    assert found.loc["D", "p"] == pytest.approx(1 / 201)
    assert (found["units_first"].iloc[0], found["units_second"].iloc[0]) == (4, 2)
    assert found.loc["M", "of"] == ""


def test_a_unit_that_a_draw_empties_does_no_harm():
    town = pd.DataFrame({"a": ["X", "Y", "Y", "Y"], "b": ["Y", "Y", "Z", "Z"], "g": list("xyxy")})
    found = paired_segregation(
        town, first="a", second="b", group="g", indices=["D", "V", "H"], draws=40
    )
    assert np.isfinite(found[["difference", "low", "high", "p"]].to_numpy()).all()


def test_the_same_seed_gives_the_same_test():
    asked = {"first": "school", "second": "provider", "group": "group", "draws": 50}
    one = paired_segregation(pupils(), seed=3, **asked)
    assert one.equals(paired_segregation(pupils(), seed=3, **asked))


def test_units_beyond_chance_are_flagged_and_the_rest_are_not():
    rows = [(20, 20)] * 6 + [(39, 1), (22, 18)]
    found = unit_nulls(wide(*rows), **COUNTS, focus="poor").set_index("unit")
    assert found.index[found["flagged"]].tolist() == ["G"]
    assert (found["p"] <= found["q"]).all()
    assert found.loc["G", "difference"] == pytest.approx(100 * (1 / 40 - 139 / 320))
    assert found.loc["A", "low"] < 0.5 < found.loc["A", "high"]
    assert set(unit_nulls(wide(*rows), **COUNTS)["of"]) == {"rich", "poor"}


# --- space --------------------------------------------------------------------------------


def street():
    """Four schools on a street, 100 m apart, rich at one end and poor at the other."""
    return wide((40, 0), (30, 10), (10, 30), (0, 40)).assign(x=[0, 100, 200, 300], y=0)


def test_segregation_falls_with_the_scale_looked_at():
    found = spatial_profile(street(), scales=[400, 10, 150], coordinates=["x", "y"], **COUNTS)
    h = found[found["index"] == "H"]
    assert h["scale"].tolist() == [10, 150, 400]
    assert (np.diff(h["value"]) < 0).all()
    assert h["ratio"].iloc[0] == 1
    plain = segregation(street(), indices=["Hm"], **COUNTS)["value"].iloc[0]
    assert h["value"].iloc[0] == pytest.approx(plain)
    exposure = found[(found["index"] == "aPb") & (found["of"] == "rich")]
    assert exposure.groupby("scale")["value"].sum().tolist() == pytest.approx([1, 1, 1])


def test_a_frame_of_distances_is_matched_by_name():
    town = street()
    apart = np.abs(town["x"].to_numpy()[:, None] - town["x"].to_numpy())
    square = pd.DataFrame(apart, index=town["school"], columns=town["school"])
    mixed = square.sample(frac=1, random_state=1).sample(frac=1, axis=1, random_state=2)
    by_matrix = spatial_profile(town, scales=[150], distance=mixed, **COUNTS)
    straight = spatial_profile(town, scales=[150], coordinates=["x", "y"], **COUNTS)
    assert by_matrix["value"].tolist() == pytest.approx(straight["value"].tolist())


def test_the_nearest_pupils_and_other_kernels_can_be_asked_for():
    more = {"coordinates": ["x", "y"], **COUNTS}
    near = spatial_profile(street(), scales=[40, 160], nearest=True, **more)
    assert near["value"].iloc[0] > 0.4
    assert near[near["scale"] == 160]["value"].iloc[0] == pytest.approx(0, abs=1e-12)
    assert len(spatial_profile(street(), scales=[100], kernel="gaussian", **more)) == 7


def test_one_group_has_no_ratio():
    town = wide((40, 0), (30, 0)).assign(x=[0, 1], y=0)
    found = spatial_profile(town, scales=[1], coordinates=["x", "y"], **COUNTS)
    assert found["ratio"].isna().all()


SPACE = {"scales": [100], "coordinates": ["x", "y"]}


@pytest.mark.parametrize(
    ("frame", "more", "kind", "said"),
    [
        (street(), {**SPACE, "scales": [0]}, UsageError, "scale cannot be 0"),
        (street(), {**SPACE, "kernel": "gausian"}, UsageError, "Did you mean gaussian"),
        (street(), {"scales": [1]}, UsageError, "either distance or coordinates"),
        (street(), {**SPACE, "coordinates": ["x"]}, UsageError, "two columns"),
        (street(), {**SPACE, "bandwidth": 3}, UsageError, "no option 'bandwidth'"),
        (street(), {**SPACE, "coordinates": ["x", "z"]}, InputError, "no column 'z'"),
        (street().assign(x=["a", 1, 2, 3]), SPACE, InputError, "row 2, column x"),
        (pd.concat([street(), street().assign(x=9)]), SPACE, InputError, "several coordinates"),
        (street(), {"scales": [1], "distance": pd.DataFrame({"A": [0.0]}, index=["A"])},
         InputError, "'B' has no distances"),
        (wide((1, 2)), {"scales": [1], "distance": pd.DataFrame({"A": [-1.0]}, index=["A"])},
         InputError, "negative"),
    ],
    ids=["scale", "kernel", "none", "one", "option", "column", "number", "several", "missing",
         "negative"],
)  # fmt: skip
def test_impossible_profiles_are_refused(frame, more, kind, said):
    with pytest.raises(kind, match=said):
        spatial_profile(frame, **COUNTS, **more)


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda t: unit_nulls(t, **COUNTS, level=1.5), UsageError, "level cannot be 1.5"),
        (lambda t: unit_nulls(t, **COUNTS, focus="pore"), UsageError, "Did you mean poor"),
        (lambda t: unit_nulls(t, **COUNTS, fokus="x"), UsageError, "Did you mean focus"),
        (lambda t: unit_nulls(t / 2 if False else t.assign(rich=0.5), **COUNTS), InputError,
         "whole counts"),
        (lambda t: paired_segregation(t, first="school", second="skool", group="rich"),
         InputError, "Did you mean school"),
        (lambda t: paired_segregation(t, first="school", second="school", group="rich", draws=0),
         UsageError, "draws cannot be 0"),
        (lambda t: paired_segregation(t, first="school", second="school", group="rich",
                                      focus="x"), UsageError, "no group called 'x'"),
    ],
    ids=["level", "group", "option", "whole", "column", "draws", "focus"],
)  # fmt: skip
def test_wrong_questions_are_refused_in_words(call, kind, said):
    with pytest.raises(kind, match=said):
        call(wide((30, 10), (10, 30)))


def test_every_study_is_a_public_name():
    for name in ("segregation", "segregation_change", "segregation_levels", "segregation_chain",
                 "segregation_difference", "paired_segregation", "unit_nulls",
                 "spatial_profile"):  # fmt: skip
        assert callable(getattr(skolval, name))
