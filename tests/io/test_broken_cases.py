"""Every broken instance and policy gives its own fault, with place and remedy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import CASES, Case, broken, sound, swap

from skolval.cli import main
from skolval.errors import Fault
from skolval.io.instance import check_instance
from skolval.io.policy import check_policy

POLICY = "policies/own.yaml"


@pytest.fixture(scope="module")
def lillby(tmp_path_factory):
    """The sound instance, read once for all policy cases."""
    return check_instance(sound(tmp_path_factory.mktemp("sound") / "lillby"))[0]


def exit_code(words: list[str]) -> int:
    try:
        main(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def fits(case: Case, fault: Fault) -> bool:
    return (
        case.message in fault.message
        and (fault.file, fault.sheet, fault.level) == (case.file, case.sheet, case.level)
        and case.row in {None, fault.row}
        and (not case.column or case.column == fault.column)
        and case.remedy in fault.remedy
        and (not case.suggestion or case.suggestion == fault.suggestion)
    )


def test_the_sound_instance_and_policy_have_no_faults(tmp_path):
    folder = sound(tmp_path / "lillby")
    instance, faults = check_instance(folder)
    policy, more = check_policy(folder / "policies" / "own.yaml", instance=instance)
    assert (faults, more) == ((), ())
    assert instance is not None
    assert policy is not None


def test_there_are_at_least_sixty_kinds_of_broken_input_with_distinct_names():
    names = [(case.file, case.policy, case.name) for case in CASES]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file} {case.name}")
def test_broken_input_is_told_with_its_place_and_remedy_and_little_else(
    case, tmp_path, capsys, monkeypatch, lillby
):
    folder = broken(case, tmp_path / "lillby")
    if case.policy:
        monkeypatch.setattr("skolval.io.instance.check_instance", lambda _path: (lillby, ()))
    code = exit_code(["check", str(folder), "--policy", str(folder / POLICY), "--json"])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    faults = [Fault(**fault) for fault in json.loads(told.out)["faults"]]
    listed = "\n".join(map(repr, faults))
    assert any(fits(case, fault) for fault in faults), listed
    assert sum(not fits(case, fault) for fault in faults) <= 3, listed
    assert code == (1 if case.level == "error" else 0), listed


@pytest.mark.parametrize("case", CASES[:3] + CASES[-3:], ids=lambda case: case.name)
def test_a_person_is_told_in_plain_lines(case, tmp_path, capsys):
    folder = broken(case, tmp_path / "lillby")
    assert exit_code(["check", str(folder), "--policy", str(folder / POLICY)]) == 1
    told = capsys.readouterr().out
    assert case.message in told
    assert case.remedy in told


def test_all_faults_are_told_at_once(tmp_path):
    folder = sound(tmp_path / "lillby")
    for name in ("provider", "seats negative", "grade unknown", "rank gap", "share above one"):
        next(case for case in CASES if case.name == name).change(folder)
    _instance, faults = check_instance(folder)
    assert {fault.file for fault in faults} == {
        "units.csv", "offerings.csv", "pupils.csv", "choices.csv", "areas.csv"
    }  # fmt: skip


def test_personal_identity_numbers_are_never_repeated_in_messages(tmp_path):
    folder = sound(tmp_path / "lillby")
    swap("pupils.csv", "p1,", "20190312-1234,")(folder)
    swap("choices.csv", "p1,", "201903121234,")(folder)
    _instance, faults = check_instance(folder)
    assert faults
    assert not any("1234" in str(fault) + fault.value for fault in faults)
