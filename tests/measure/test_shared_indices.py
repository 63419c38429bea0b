"""Every reference value of the shared cases through the public function on a frame."""

from __future__ import annotations

import json
from math import isnan

import numpy as np
import pandas as pd
import pytest

from skolval.domain.counts import Counts
from skolval.indices import rank_order_h
from skolval.inference.inversion import dissimilarity_interval
from skolval.measure.frames import Columns, values_of
from skolval.measure.segregation import segregation

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def folder(shared):
    return shared / "cases/indices"


@pytest.fixture(scope="module")
def pupils(folder):
    return pd.read_csv(folder / "kommun60_pupils.csv")


def _cases(folder):
    return json.loads((folder / "09_kommun60.json").read_text())


def _names(value):
    return [value] if isinstance(value, str) else list(value)


def _multi(pupils, case):
    """M and H of groups made of several columns, of cells, and within parts."""
    asked = {"M": "M", "H": "multigroup_h"}[case["index"]]
    within = case["within"] or ()
    found = segregation(
        pupils, unit=case["unit"], group=case["group"], within=within, indices=[asked]
    )
    rows = found[found["scope"] == "within"] if within else found
    return float(rows["value"].iloc[0])


def _detail(pupils, case):
    found = segregation(
        pupils, unit=case["unit"], group=case["group"], within=case["within"],
        indices=["M", "multigroup_h"],
    )  # fmt: skip
    parts = found[found["scope"] == "part"].set_index(["index", "part"])
    names = [row["huvudman"] for row in case["expected"]]
    for row, name in zip(case["expected"], names, strict=True):
        m, h = parts.loc[("mutual_information", name)], parts.loc[("multigroup_h", name)]
        assert m["value"] == pytest.approx(row["M"], abs=1e-10)
        assert h["value"] == pytest.approx(row["H"], abs=1e-10)
        assert m["weight"] == pytest.approx(row["p"], abs=1e-10)
        assert h["entropy_ratio"] == pytest.approx(row["ent_ratio"], abs=1e-10)


def _exposure(pupils, case):
    found = segregation(pupils, unit=case["unit"], group=case["group"], indices=["aPb"])
    row = found[(found["of"] == case["of"]) & (found["to"] == case["to"])]
    return float(row["value"].iloc[0])


def _continuous(pupils, case):
    name = case["index"]
    binary = case.get("value") is None
    frame = pupils.assign(utl=(pupils["background"] == "utl").astype(float)) if binary else pupils
    found = segregation(frame, unit="school", value="utl" if binary else case["value"])
    row = {
        "eta2": ("eta_squared", "", "value"),
        "eta2_adjusted": ("eta_squared", "", "corrected"),
        "icc_anova": ("intraclass", "anova", "value"),
        "icc_ml": ("intraclass", "ml", "value"),
        "icc_reml": ("intraclass", "reml", "value"),
        "rank_order_H": ("rank_order_h", "", "value"),
        "rank_order_R": ("rank_order_r", "", "value"),
    }[name]
    rows = found[(found["index"] == row[0]) & (found["variant"] == row[1])]
    return float(rows[row[2]].iloc[0])


def _found(pupils, case):  # noqa: PLR0911 - one way per kind of case
    name = case["index"]
    if name in {"M", "H"}:
        return _multi(pupils, case)
    if name == "D_two_group":
        found = segregation(
            pupils, unit=case["unit"], group="background", indices=["D"], focus=case["a"],
            against=case["b"],
        )  # fmt: skip
        return float(found["value"].iloc[0])
    if name == "isolation":
        found = segregation(
            pupils, unit="school", group="background", indices=["isolation"], focus=case["level"]
        )
        return float(found["value"].iloc[0])
    if name == "exposure":
        return _exposure(pupils, case)
    if name in {"V", "V_adjusted"}:
        found = segregation(pupils, unit="school", group="background", indices=["V"], focus="utl")
        return float(found["value" if name == "V" else "corrected"].iloc[0])
    if name == "rank_order_H_polynomial":
        values = values_of(pupils, Columns(unit=["school"]), case["value"])
        return rank_order_h.polynomial_of_values(values, 14, 4)
    return _continuous(pupils, case)


def test_the_made_up_municipality_agrees_with_the_reference(folder, pupils):
    checked = 0
    for case in _cases(folder)["cases"]:
        if case["index"] == "within_detail":
            _detail(pupils, case)
        else:
            tolerance = max(case["atol"], 1e-10)
            assert _found(pupils, case) == pytest.approx(case["expected"], abs=tolerance), case[
                "name"
            ]
        checked += 1
    assert checked == len(_cases(folder)["cases"])


def test_excess_over_the_nearest_school_agrees_with_the_reference(folder, pupils):
    wanted = _cases(folder)["decomposition"]
    value = {
        unit: segregation(
            pupils, unit=unit, group="background", focus="utl", indices=["D", "M"]
        ).set_index("symbol")["value"]
        for unit in ("school", "nearest")
    }
    excess = value["school"] - value["nearest"]
    assert excess["D"] == pytest.approx(wanted["excess_D"], abs=1e-10)
    assert excess["M"] == pytest.approx(wanted["excess_M"], abs=1e-10)


EDGE = {
    "D": ("D", "a"), "gini": ("G", "a"), "V": ("V", "a"), "atkinson": ("A", "a"),
    "hutchens": ("S", "a"), "isolation_0": ("xPx", "a"), "exposure_01": ("xPy", "a"),
    "H": ("Hm", ""), "M": ("M", ""), "R": ("R", ""), "P": ("P", ""), "C": ("C", ""),
    "D_multi": ("Dm", ""), "gini_multi": ("Gm", ""),
}  # fmt: skip


def _edge_cases(folder):
    return json.loads((folder / "12_edge_cases.json").read_text())


def _frame(table):
    frame = pd.DataFrame(table, columns=list("abcdef"[: len(table[0])]))
    return frame.assign(school=range(len(frame)))


def test_the_edge_cases_agree_with_the_reference(folder):
    for case in _edge_cases(folder)["cases"]:
        frame, expected = _frame(case["table"]), case["expected"]
        groups = [name for name in frame if name != "school"]
        if "error" in expected:
            with pytest.raises(ValueError, match="row 2, column a"):
                segregation(frame, unit="school", wide=groups)
            continue
        found = segregation(frame, unit="school", wide=groups)
        for key in EDGE.keys() & expected.keys():
            symbol, of = EDGE[key]
            row = found[(found["symbol"] == symbol) & (found["of"].isin({of, ""}))].iloc[0]
            wanted = np.nan if expected[key] is None else expected[key]
            assert row["value"] == pytest.approx(wanted, abs=1e-10, nan_ok=True), (
                case["name"],
                key,
            )
            assert not isnan(row["value"]) or row["reason"] in {
                expected.get("reason"), "single_group", "group_empty",
            }  # fmt: skip
        _company(case["name"], expected, found)


def _company(name, expected, found):
    d = found[found["symbol"] == "D"].iloc[0]
    if "D_corrected" in expected:
        assert isnan(d["corrected"]) or d["corrected"] == expected["D_corrected"], name
    if "units_used" in expected:
        assert d["n_units"] == expected["units_used"]
    if "flag" in expected:
        assert d["flag"] == expected["flag"]
    if "reason" in expected:
        assert d["reason"] == expected["reason"]


def test_draws_refuse_fractional_counts(folder):
    case = next(c for c in _edge_cases(folder)["cases"] if "bootstrap" in c["expected"])
    frame = _frame(case["table"])
    for more in ({"interval": True}, {"permutations": 10}):
        with pytest.raises(ValueError, match="whole counts"):
            segregation(frame, unit="school", wide=["a", "b"], **more)
    matrix = Counts.of(np.array(case["table"], float)).matrix
    with pytest.raises(ValueError, match="whole counts"):
        dissimilarity_interval(matrix[:, 0], matrix.sum(axis=1))
