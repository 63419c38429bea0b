"""Policies: the shipped templates, their legal status, and what a file may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from skolval.domain.policy import LEGAL_STATUSES, Bound, NearHome, NonChoosers, SeatClass, Who
from skolval.errors import InputError
from skolval.io.policy import (
    check_policy,
    policy_templates,
    policy_text,
    read_policy,
)
from skolval.law import legal_report

HEAD = "policy: own\nmechanism: deferred_acceptance\n"


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", policy_templates())
def test_every_template_is_sound_named_as_its_file_and_told_in_both_languages(name):
    policy, faults = check_policy(name)
    assert faults == ()
    assert policy.name == name
    assert policy.title.keys() == policy.description.keys() == {"sv", "en"}
    assert policy.source
    assert policy.text == policy_text(name)
    assert len(policy.digest) == 64
    assert legal_report(policy).worst in LEGAL_STATUSES


def test_the_templates_that_the_product_promises_are_shipped():
    assert set(policy_templates()) >= {"nearest_school", "uppsala_2021", "lottery", "balanced"}


def test_uppsala_2021_is_siblings_then_relative_proximity_then_lottery():
    policy = read_policy("uppsala_2021")
    assert [step.name for step in policy.criteria] == ["sibling", "relative_proximity", "lottery"]
    assert policy.criteria[0].params.grades == ("F", "1", "2", "3")
    assert policy.criteria[1].params.reference == "static"
    assert policy.max_wishes is None
    assert policy.non_choosers.nearest == 3
    assert policy.valid_from == "2021/22"
    assert legal_report(policy).worst == "conditional"


@pytest.mark.parametrize(
    ("criteria", "worst"),
    [
        (["lottery"], "lawful"),
        (["relative_proximity", "lottery"], "lawful"),
        (["sibling", "relative_proximity", "lottery"], "conditional"),
        (["relative_proximity", "absolute_proximity", "lottery"], "conditional"),
        (["absolute_proximity", "lottery"], "what_if"),
    ],
)
def test_the_status_of_a_policy_is_the_worst_of_its_levers(tmp_path, criteria, worst):
    lines = "".join(f"  - {name}\n" for name in criteria)
    policy = read_policy(own(tmp_path, f"{HEAD}criteria:\n{lines}"))
    assert legal_report(policy).worst == worst


def test_every_part_of_a_policy_is_read_as_written(tmp_path):
    text = (
        "municipality: Lund\nmeasuring_point: main_entrance\nsecured: current\n"
        "near_home: {metres: [2000, 3000, 4000], nearest: 4, always: false}\n"
        "non_choosers: {nearest: 2, first: attendance_area, order: last}\n"
        "seat_classes:\n"
        "  - {name: r, share: 0.25, only: true, who: {group: g, at_least: 0.4}, units: [a]}\n"
        "  - {name: s, seats: 3, who: {group: g, basis: pupil}}\n  - {name: open}\n"
        "criteria: [lottery]\n"
    )
    policy = read_policy(own(tmp_path, HEAD + text))
    assert (policy.municipality, policy.measuring_point) == ("Lund", "main_entrance")
    assert policy.secured == "current"
    assert policy.near_home == NearHome((2000, 3000, 4000), (4, 4, 4), always=False)
    assert policy.non_choosers == NonChoosers(2, "attendance_area", "last")
    assert policy.seat_classes == (
        SeatClass("r", share=0.25, who=Who("g", "area", 0.4), only=True, units=("a",)),
        SeatClass("s", seats=3, who=Who("g", "pupil")),
        SeatClass("open"),
    )


def test_bounds_are_read_as_written_and_nothing_said_is_nothing(tmp_path):
    text = "bounds: [{who: {group: g}, floor: 2, ceiling: 0.5, hard: true}]\ncriteria: [lottery]\n"
    policy = read_policy(own(tmp_path, HEAD + text))
    assert policy.bounds == (Bound(Who("g"), 2.0, 0.5, hard=True),)
    bare = read_policy(own(tmp_path, f"{HEAD}criteria: [lottery]\n"))
    assert (bare.near_home, bare.bounds, bare.seat_classes, bare.secured) == (None, (), (), "")


def test_units_of_seat_classes_apart_may_have_full_shares_each(tmp_path):
    text = (
        "seat_classes:\n  - {name: x, share: 1, units: [a]}\n  - {name: x, share: 1, units: [b]}\n"
        "criteria: [lottery]\n"
    )
    assert len(read_policy(own(tmp_path, HEAD + text)).seat_classes) == 2


def test_an_order_that_is_not_stated_is_refused(tmp_path):
    text = f"{HEAD}criteria:\n  - [sibling, lottery]\n  - lottery\n"
    _policy, faults = check_policy(own(tmp_path, text))
    assert "ÖKN 2019:290" in faults[0].message


def test_all_faults_of_a_policy_are_told_at_once_with_their_lines(tmp_path):
    text = (
        "policy: own\nmechanism: deferred_aceptance\ncriteria:\n  - siblin\n"
        "  - relative_proximity: {reference: dynamic}\nrules:\n  - travel_limit: {metres: far}\n"
        "seeds: 1\n"
    )
    with pytest.raises(InputError) as caught:
        read_policy(own(tmp_path, text))
    assert sorted(fault.row for fault in caught.value.faults) == [2, 4, 5, 7, 8]


def test_the_name_is_the_file_name_when_the_file_does_not_say(tmp_path):
    policy = read_policy(own(tmp_path, "mechanism: deferred_acceptance\ncriteria: [lottery]\n"))
    assert policy.name == "own"
    assert policy.label("sv") == "own"


def test_words_like_nej_and_numbers_as_seeds_are_text(tmp_path):
    policy = read_policy(own(tmp_path, f"{HEAD}criteria: [lottery]\nseed: nej\n"))
    assert policy.seed == "nej"
    policy = read_policy(own(tmp_path, f"{HEAD}criteria: [lottery]\nseed: 20260115\n"))
    assert policy.seed == "20260115"


def test_dates_numbers_and_nothing_are_read_as_written(tmp_path):
    text = f"{HEAD}criteria: [lottery]\nvalid_from: 2026-01-15\nmax_wishes: 0x5\nrules:\n"
    policy = read_policy(own(tmp_path, text))
    assert (policy.valid_from, policy.max_wishes, policy.rules) == ("2026-01-15", 5, ())


def test_a_key_that_is_no_word_is_a_fault(tmp_path):
    _policy, faults = check_policy(own(tmp_path, f"{HEAD}criteria: [lottery]\n[a, b]: c\n"))
    assert [(fault.row, fault.rule) for fault in faults] == [(4, "yaml_key")]


def test_a_policy_in_an_old_encoding_is_understood(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_bytes(f"{HEAD}title: {{sv: Närhet}}\ncriteria: [lottery]\n".encode("cp1252"))
    assert read_policy(path).title == {"sv": "Närhet"}


def test_an_unknown_policy_is_told_with_the_nearest_template():
    _policy, faults = check_policy("lotery")
    assert faults[0].suggestion == "lottery"


def test_a_step_may_have_empty_settings(tmp_path):
    policy = read_policy(own(tmp_path, f"{HEAD}criteria:\n  - lottery:\n"))
    assert policy.criteria[0].params.seed is None
    assert policy.criteria[0].line == 4


def test_a_policy_that_may_not_be_read_is_a_fault(tmp_path, monkeypatch):
    path = own(tmp_path, HEAD)

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _policy, faults = check_policy(path)
    assert "Permission denied" in faults[0].message
