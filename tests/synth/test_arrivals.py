"""Newly arrived pupils of a synthetic municipality: as many, where and as concentrated as told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.io.instance import check_instance
from skolval.io.writing import write_instance
from skolval.synth.generate import generate
from skolval.synth.hosts import LANGUAGES
from skolval.synth.profiles import profile

NAMES = ("newly_arrived", "free_seats", "hosts")


def test_exempelstad_has_six_hundred_over_a_school_year(exempelstad):
    arrived = exempelstad.newly_arrived
    assert len(arrived) == 600
    new = arrived[arrived["current_unit"].isna()]
    assert new["arrival"].min() < "2026-08-31"
    assert new["arrival"].max() > "2027-04-01"
    assert arrived["grade"].nunique() == 10
    assert (arrived["week_percent"] < 100).all()
    assert arrived["months_needed"].between(0, 24).all()
    placed = arrived["current_unit"].notna()
    assert 90 <= placed.sum() <= 180
    assert (arrived.loc[placed, "months_before"] <= 24).all()


def test_twenty_units_hold_85_per_cent_of_the_newly_arrived_today(exempelstad):
    hosts = exempelstad.hosts.drop_duplicates("unit_id")
    recent = hosts["newly_arrived_today"].sort_values(ascending=False).to_numpy()
    assert recent.sum() == 600
    assert recent[:20].sum() == 510
    today = set(hosts.loc[recent_units(exempelstad), "unit_id"])
    assert len(today) == 20
    assert hosts["unit_id"].nunique() == 61


def recent_units(instance):
    units = instance.hosts.groupby("unit_id")["groups_today"].transform("sum")
    return units[instance.hosts.drop_duplicates("unit_id").index] > 0


def test_they_live_where_many_have_foreign_background(exempelstad):
    shares = exempelstad.areas.set_index("area_id")["share_foreign_background"]
    of_new = shares.reindex(exempelstad.newly_arrived["area_id"].dropna()).mean()
    of_all = shares.reindex(exempelstad.pupils["area_id"].dropna()).mean()
    assert of_new > 1.4 * of_all


def test_families_speak_one_language_and_come_on_one_day(exempelstad):
    arrived = exempelstad.newly_arrived
    families = arrived.dropna(subset=["household"]).groupby("household")
    columns = ["language", "arrival", "area_id", "x"]
    kin = arrived.dropna(subset=["household"])
    assert (families[columns].transform("first") == kin[columns]).all().all()
    assert families.size().min() >= 2
    common = arrived["language"].value_counts(normalize=True)
    assert set(common.index) == {code for code, _share in LANGUAGES}
    assert abs(common["uk"] - 0.21) < 0.08


def test_each_grade_has_seats_enough_at_reception_units_alone(exempelstad):
    reception = set(exempelstad.hosts.loc[exempelstad.hosts["reception"], "unit_id"])
    free = exempelstad.free_seats
    seats = free[free["unit_id"].isin(reception)].groupby("grade")["seats"].sum()
    arrived = exempelstad.newly_arrived
    sought = arrived[arrived["current_unit"].isna()]["grade"].value_counts()
    assert (seats.reindex(sought.index) >= sought).all()
    assert len(reception) == 8
    assert free["from_date"].notna().any()


def test_protected_pupils_have_no_home_kin_language_or_wish_but_a_place(exempelstad):
    hidden = exempelstad.newly_arrived[exempelstad.newly_arrived["protected"]]
    assert len(hidden) > 0
    assert hidden[["x", "y", "area_id", "language", "household", "wishes"]].isna().all().all()
    assert hidden["current_unit"].notna().all()
    assert exempelstad.newly_arrived["protected"].iloc[-len(hidden) :].all()


def test_a_small_town_has_a_few_and_no_fault(tmp_path, lillstad):
    assert len(lillstad.newly_arrived) == 12
    assert (lillstad.hosts["size_least"] == 1).all()
    _instance, faults = check_instance(write_instance(lillstad, tmp_path / "lillstad"))
    assert [fault for fault in faults if fault.level == "error"] == []


def test_any_profile_and_seed_hangs_together(tmp_path):
    for seed in (1, 2, 3):
        made = generate(profile("smastad").scaled(600), seed=seed)
        _instance, faults = check_instance(write_instance(made, tmp_path / str(seed)))
        assert [fault for fault in faults if fault.level == "error"] == []


def test_the_shipped_tables_are_what_their_commands_make(exempelstad, instances):
    for name in NAMES:
        shipped = pd.read_parquet(instances / "exempelstad" / f"{name}.parquet")
        made = getattr(exempelstad, name)
        for column in shipped:
            told, own = (frame[column].astype("str").to_numpy(str) for frame in (shipped, made))
            assert (told == own).all(), (name, column)
    assert np.array_equal(made["unit_id"], shipped["unit_id"])
