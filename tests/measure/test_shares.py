"""Published shares: suppressed cells left out or set, bounds over every count they may hide."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from skolval import segregation
from skolval.errors import InputError, UsageError
from skolval.indices import dissimilarity


def town(**more):
    """Four schools of 40, 40, 30 and 20 pupils; the last two publish no share."""
    return pd.DataFrame(
        {"school": ["A", "B", "C", "D"], "pupils": [40, 40, 30, 20],
         "abroad": ["50", "10,0", "..", "..."], **more}
    )  # fmt: skip


def measured(frame, **more):
    asked = {"unit": "school", "share": "abroad", "total": "pupils", "indices": ["D"], **more}
    return segregation(frame, **asked)


def first(frame, **more):
    return measured(frame, **more).iloc[0]


def test_per_cent_and_decimal_commas_are_shares_and_hidden_units_are_left_out():
    row = first(town())
    x, t = np.array([20.0, 4.0]), np.array([40.0, 40.0])
    assert row["value"] == pytest.approx(float(dissimilarity.KERNEL.value(x, t)))
    assert (row["n_units"], row["n_pupils"], row["suppressed"]) == (2, 80, 2)
    assert row["flag"] == "suppressed_left_out"
    assert row["of"] == "abroad"


def test_the_bounds_are_those_of_every_count_the_marks_allow():
    # `..`: nobody to four pupils; `...`: all but that.
    t = np.array([40.0, 40, 30, 20])
    values = [
        float(dissimilarity.KERNEL.value(np.array([20.0, 4, c, d]), t))
        for c, d in itertools.product(range(5), range(16, 21))
    ]
    row = first(town())
    assert (row["bound_low"], row["bound_high"]) == pytest.approx((min(values), max(values)))


def test_marks_may_stand_in_a_column_of_their_own_in_words():
    hidden = town(abroad=[0.5, 0.1, None, None], mark=["", "", "suppressed_few", "..."])
    hidden = hidden.assign(pupils=[40, 40, 30, 20])
    row = first(hidden, mark="mark")
    assert row["bound_high"] == pytest.approx(first(town())["bound_high"])
    # Without a mark an empty share may be anything.
    assert first(hidden)["bound_low"] < row["bound_low"]


def test_suppressed_shares_can_be_set():
    row = first(town(), suppressed=0.1)
    assert row["flag"] == "suppressed_set_to_0.1"
    assert (row["n_units"], row["share"]) == (4, pytest.approx((20 + 4 + 3 + 2) / 130))


def test_bounds_of_the_rest_are_those_of_the_other_group():
    rest = first(town(), focus="the rest")
    assert rest["bound_low"] == pytest.approx(first(town())["bound_low"])


@pytest.mark.parametrize("symbol", ["A", "G", "H", "xPx"])
def test_every_two_group_index_is_bounded(symbol):
    row = first(town(), indices=[symbol], atkinson=0.3)
    assert row["bound_low"] <= row["bound_high"]


def test_the_grades_of_a_unit_are_added_up_and_one_hidden_hides_the_unit():
    grades = pd.DataFrame(
        {"school": ["A", "A", "B", "B"], "pupils": [20, 20, 20, 20],
         "abroad": [0.5, 0.5, 0.1, ".."]}
    )  # fmt: skip
    row = first(grades)
    assert (row["n_units"], row["suppressed"]) == (1, 1)
    assert np.isfinite(row["bound_high"])


def test_units_without_a_published_total_are_left_out_and_counted():
    row = first(town(pupils=["40", "40", ".", None], abroad=["50", "10", ".", "."]))
    assert row["dropped_units"] == 2
    assert row["flag"] == "totals_unknown_2"
    assert np.isnan(row["bound_low"])


def test_without_suppressed_cells_there_are_no_bounds():
    row = first(town().iloc[:2])
    assert (row["suppressed"], row["flag"]) == (0, "")
    assert np.isnan(row["bound_low"])


def test_too_many_hidden_pupils_leave_the_bounds_unknown_and_say_so():
    many = pd.DataFrame({"school": range(3), "pupils": [60_000] * 3, "abroad": ["10", "20", "."]})
    row = first(many)
    assert np.isnan(row["bound_low"])
    assert "too_many_suppressed_for_bounds" in row["flag"]


def test_intervals_and_parts_work_on_published_shares():
    found = measured(town(owner=["m", "m", "i", "i"]), interval=True, within="owner", indices=())
    assert found[(found["symbol"] == "D") & (found["family"] == "two_group")]["high"].notna().all()
    assert {"total", "between"} <= set(found["scope"])


def test_every_faulty_share_and_total_is_told_at_once():
    broken = town(abroad=["many", "-3", "..", "200"], pupils=[40, "x", 30, 20])
    with pytest.raises(InputError) as error:
        measured(broken)
    told = [(fault.row, fault.column) for fault in error.value.faults]
    assert sorted(told) == [(2, "abroad"), (3, "abroad"), (3, "pupils"), (5, "abroad")]


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"total": ""}, InputError, "belong together"),
        ({"wide": ["pupils"]}, InputError, "in one way"),
        ({"share": "abraod"}, InputError, "Did you mean abroad"),
        ({"suppressed": 5}, UsageError, "between 0 and 1"),
    ],
    ids=["total", "ways", "name", "share"],
)
def test_wrong_ways_to_name_shares_are_refused(more, kind, said):
    with pytest.raises(kind, match=said):
        measured(town(), **more)


# --- all of Sweden ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sweden(shared):
    path = shared / "data/sweden/sweden-schools/sweden_grundskolor_2024_25.csv"
    return pd.read_csv(path, dtype=str)


def _national(frame, share, *, indices=("D", "xPx", "V")):
    found = segregation(
        frame, unit="school_code", share=share, mark=f"{share}_flag", total="pupils",
        indices=indices,
    )  # fmt: skip
    return found.set_index("symbol")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kommun", "share", "d", "isolation", "eta2", "d_edu"),
    [
        ("", 0.278, 0.418, 0.444, 0.230, 0.298),
        ("Uppsala", 0.286, 0.414, 0.436, 0.210, 0.237),
        ("Göteborg", 0.377, 0.479, 0.566, 0.304, 0.358),
        ("Lund", 0.280, 0.293, 0.373, 0.130, 0.237),
    ],
    ids=["Sweden", "Uppsala", "Göteborg", "Lund"],
)
def test_sweden_and_its_municipal_schools_have_the_published_indices(
    sweden, kommun, share, d, isolation, eta2, d_edu
):
    mine = sweden
    if kommun:
        mine = sweden[(sweden["kommun"] == kommun) & (sweden["owner_type"] == "Kommunal")]
    found = _national(mine, "pct_foreign_background")
    near = {"abs": 0.002}
    assert found.loc["D", "share"] == pytest.approx(share, **near)
    assert found.loc["D", "value"] == pytest.approx(d, **near)
    assert found.loc["xPx", "value"] == pytest.approx(isolation, **near)
    assert found.loc["V", "value"] == pytest.approx(eta2, **near)
    edu = _national(mine, "pct_parents_post_secondary", indices=("D",))
    assert edu.loc["D", "value"] == pytest.approx(d_edu, **near)


@pytest.mark.shared
def test_uppsalas_four_hidden_units_move_d_by_three_thousandths(sweden):
    found = _national(sweden[sweden["kommun"] == "Uppsala"], "pct_foreign_background")
    assert found.loc["D", "suppressed"] == 4
    assert found.loc["D", "bound_low"] == pytest.approx(0.4025, abs=5e-4)
    assert found.loc["D", "bound_high"] == pytest.approx(0.4057, abs=5e-4)
