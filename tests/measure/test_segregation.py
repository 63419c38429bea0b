"""segregation(): ways to name a table, pairs, order, strata, parts and faults."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skolval import segregation
from skolval.errors import InputError, UsageError

WIDE = pd.DataFrame(
    {"school": ["A", "B", "C"], "low": [10, 20, 6], "middle": [10, 10, 12], "high": [20, 2, 10]}
)
GROUPS = ["low", "middle", "high"]


def long(frame=WIDE):
    return frame.melt("school", var_name="parents", value_name="n")


def pupils(frame=WIDE):
    table = long(frame)
    return table.loc[table.index.repeat(table["n"]), ["school", "parents"]]


def values(found):
    return found.set_index(["symbol", "variant", "of", "to", "unit"])["value"].sort_index()


def test_pupils_weights_and_counts_are_the_same_table():
    one = values(segregation(pupils(), unit="school", group="parents"))
    two = values(segregation(long(), unit="school", group="parents", weight="n"))
    three = values(segregation(WIDE, unit="school", wide=GROUPS))
    assert one.equals(two)
    assert one.index.equals(three.index)
    assert one.to_numpy() == pytest.approx(three.to_numpy(), nan_ok=True)


def test_members_and_total_are_a_group_and_the_rest():
    frame = WIDE.assign(total=WIDE[GROUPS].sum(axis=1))
    found = segregation(frame, unit="school", members="low", total="total", indices=["D"])
    whole = segregation(WIDE, unit="school", wide=GROUPS, indices=["D"], focus="low")
    assert found["value"].iloc[0] == pytest.approx(whole["value"].iloc[0])


def test_decimal_commas_and_spaces_are_numbers():
    frame = WIDE.assign(low=["10,0", " 20", "6"])
    assert segregation(frame, unit="school", wide=GROUPS)["n_pupils"].iloc[0] == 100


def test_two_groups_alone_drop_the_third():
    pair = segregation(
        WIDE, unit="school", wide=GROUPS, focus="low", against="high", indices=["D"]
    ).iloc[0]
    a, b = WIDE["low"] / 36, WIDE["high"] / 32
    assert pair["value"] == pytest.approx(float((a - b).abs().sum() / 2))
    assert (pair["to"], pair["n_pupils"]) == ("high", 68)


def test_groups_in_order_have_four_kinds():
    asked = {"unit": "school", "wide": GROUPS, "indices": ["ordinal"]}
    found = segregation(WIDE, order=GROUPS, **asked)
    assert found["variant"].tolist() == ["entropy", "variance", "root", "absolute"]
    turned = segregation(WIDE, order=GROUPS[::-1], **asked)
    assert turned["value"].tolist() == pytest.approx(found["value"].tolist())
    assert "ordinal" not in set(segregation(WIDE, unit="school", wide=GROUPS)["index"])


def test_an_empty_table_has_no_index_and_says_why():
    empty = WIDE.assign(low=0, middle=0, high=0)
    found = segregation(empty, unit="school", wide=GROUPS)
    assert found["value"].isna().all()
    assert set(found["reason"]) == {"no_pupils"}
    assert (found["dropped_units"] == 3).all()


def test_a_test_within_strata_deals_pupils_only_there():
    # Each grade has its own school: within grades nothing is left to explain.
    frame = pd.DataFrame(
        {"school": ["A"] * 40 + ["B"] * 40, "grade": ["1"] * 40 + ["2"] * 40,
         "group": (["x"] * 30 + ["y"] * 10) + (["x"] * 10 + ["y"] * 30)}
    )  # fmt: skip
    asked = {"unit": "school", "group": "group", "indices": ["D", "M"], "permutations": 60}
    free, held = segregation(frame, **asked), segregation(frame, strata="grade", **asked)
    assert (free["p_more"] < 0.05).all()
    assert held["p_more"].tolist() == [1.0] * 3
    assert held["drawn_mean"].to_numpy() == pytest.approx(held["value"].to_numpy())
    assert (held["draws"] == 60).all()


def test_a_stratum_may_lack_units_and_groups():
    frame = pd.concat([pupils().assign(grade="1"), pupils(WIDE.iloc[:1]).assign(grade="2")])
    frame = frame[(frame["grade"] == "1") | (frame["parents"] != "low")]
    found = segregation(
        frame, unit="school", group="parents", strata=["grade"], permutations=20,
        indices=["D", "L"],
    )  # fmt: skip
    assert found[found["symbol"] == "D"]["p_more"].between(0, 1).all()
    assert found[found["symbol"] == "L"]["p_more"].isna().all()


def test_intervals_bring_standard_errors_and_corrections():
    found = segregation(WIDE, unit="school", wide=GROUPS, interval=True, indices=["D", "M", "Gm"])
    d = found[(found["symbol"] == "D") & (found["family"] == "two_group")]
    assert (d["low"] <= d["underlying"]).all()
    assert (d["underlying"] <= d["high"]).all()
    assert found[found["symbol"] == "M"]["se"].notna().all()
    assert found[found["symbol"] == "Gm"]["se"].isna().all()
    corrections = found[found["family"] == "correction"]
    assert set(corrections["variant"]) == {
        "carrington_troske_binomial", "allen", "density_corrected", "beta_fit",
    }  # fmt: skip


def test_undefined_rows_have_no_company():
    frame = WIDE.assign(nobody=0)
    found = segregation(
        frame, unit="school", wide=[*GROUPS, "nobody"], interval=True, permutations=5,
        indices=["D"], focus="nobody",
    )  # fmt: skip
    assert found["reason"].tolist() == ["group_empty"]
    assert found[["se", "high", "p_more"]].isna().all(axis=None)


def test_a_split_of_chosen_indices_adds_up():
    frame = WIDE.assign(owner=["m", "m", "i"])
    found = segregation(frame, unit="school", wide=GROUPS, within="owner", indices=["M", "Gm"])
    parts = found[found["family"] == "parts"].set_index(["symbol", "scope"])["value"]
    m = parts["M"].groupby(level=0).first()
    assert m["between"] + m["within"] == pytest.approx(m["total"])
    assert ("Gm", "remainder") in parts.index
    assert "R" not in parts.index.get_level_values(0)


def test_values_of_pupils_may_have_weights_and_none_may_be_missing():
    frame = pd.DataFrame(
        {"school": ["A", "A", "B", "B"], "index": [1.0, 2, 2, 4], "n": [1, 2, 1, 0]}
    )
    found = segregation(frame, unit="school", value="index", weight="n", indices=["eta2"])
    same = segregation(
        pd.DataFrame({"school": list("AAAB"), "index": [1.0, 2, 2, 2]}), unit="school",
        value="index", indices=["eta2"],
    )  # fmt: skip
    assert found["value"].iloc[0] == pytest.approx(same["value"].iloc[0])
    with pytest.raises(InputError, match="row 3, column index"):
        segregation(frame.assign(index=[1, None, 2, 3]), unit="school", value="index")


def test_every_fault_of_a_table_is_told_at_once():
    broken = WIDE.assign(low=[-1, np.inf, "many"], school=["A", None, "C"])
    with pytest.raises(InputError) as error:
        segregation(broken, unit="school", wide=GROUPS, file="town.csv")
    told = [(fault.row, fault.column) for fault in error.value.faults]
    assert told == [(3, "school"), (2, "low"), (3, "low"), (4, "low")]
    assert {fault.file for fault in error.value.faults} == {"town.csv"}


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"wide": ["low", "hihg"]}, InputError, "Did you mean high"),
        ({"wide": ["low"], "members": "high", "total": "low"}, InputError, "in one way"),
        ({"members": "high"}, InputError, "belong together"),
        ({"members": "low", "total": "high"}, InputError, "More members than pupils"),
        ({"wide": GROUPS, "focus": "hi"}, UsageError, "Known: low, middle, high"),
        ({"wide": GROUPS, "indices": ["dissimilarty"]}, UsageError, "Did you mean dissimilarity"),
        ({"wide": GROUPS, "intervals": True}, UsageError, "Did you mean interval"),
    ],
    ids=["column", "ways", "pair", "above", "group", "index", "option"],
)
def test_wrong_questions_are_refused_in_words(more, kind, said):
    with pytest.raises(kind, match=said):
        segregation(WIDE, unit="school", **more)
