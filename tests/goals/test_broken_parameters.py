"""Wrong settings of goals are told by `skolval check --policy`, with line, key and remedy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "io"))

from broken_cases import sound

from skolval.cli import main
from skolval.io.instance import check_instance
from skolval.registry import load, names

TABLE = [
    ("travel", "weight: 0", "weight", "weight is 0", "at least 1"),
    ("travel", "weight: 1.5", "weight", "weight is '1.5'", "whole number"),
    ("travel", "weight: heavy", "weight", "weight is 'heavy'", "whole number"),
    ("travel", "weight: 2000000", "weight", "weight is 2000000", "at most 1000000"),
    ("travel", "tolerance: -1", "tolerance", "tolerance is -1", "at least 0"),
    ("service_cost", "kronor: 3", "", "no key called 'kronor'", "weight"),
    ("travel", "tolerance: 1001", "tolerance", "tolerance is 1001", "at most 1000"),
    ("travel", "wieght: 2", "", "no key called 'wieght'", "weight"),
    ("travel_minutes", "minutes: 3", "", "no key called 'minutes'", "weight"),
    ("travel_over_limit", "metres: far", "metres", "metres is 'far'", "whole number"),
    ("travel_over_limit", "metres: [1000, 2000]", "metres", "metres", ""),
    ("travel_over_limit", "metres: -4", "metres", "metres", ""),
    ("worst_travel", "measure: longst", "measure", "measure cannot be 'longst'", "'longest'"),
    ("worst_travel", "share: 0", "share", "share is 0", "more than 0"),
    ("worst_travel", "share: 5", "share", "share is 5", "at most 1"),
    ("worst_travel", "step: 0", "step", "step is 0", "at least 1"),
    ("transport_cost", "", "", "kronor", ""),
    ("transport_cost", "kronor: -3", "kronor", "kronor is -3", "at least 0"),
    ("transport_cost", "kronor: 9, lowest: 10", "", "lowest must be at most kronor", ""),
    ("transport_cost", "kronor: 9, highest: 8", "", "highest must be at least kronor", ""),
    ("choice_rank", "counts: 3", "counts", "counts", ""),
    ("choice_rank", "counts: []", "counts", "counts", ""),
    ("choice_rank", "counts: [1, two]", "counts", "counts", ""),
    ("choice_rank", "unwished: -1", "unwished", "unwished is -1", "at least 0"),
    ("evenness", "measure: gini", "measure", "measure cannot be 'gini'", "'theil_h'"),
    ("evenness", "group: low_incom", "group", "low_incom", "low_income"),
    ("evenness", "pieces: 2", "pieces", "pieces is 2", "at least 4"),
    ("evenness", "basis: pupils", "basis", "basis cannot be 'pupils'", "'pupil'"),
    ("utilisation_spread", "measure: mean", "measure", "measure cannot be 'mean'", "'range'"),
    ("units_open", "units: 4", "", "no key called 'units'", "weight"),
    ("seats_over", "price: 4", "", "no key called 'price'", "weight"),
    ("outward_riders", "share: 4", "", "no key called 'share'", "weight"),
    ("entitled_pupils", "metres: 4", "", "no key called 'metres'", "weight"),
    ("moves", "weights: 4", "", "no key called 'weights'", "weight"),
    ("first_choice", "rank: 4", "", "no key called 'rank'", "weight"),
    ("groups_open", "groups: 4", "", "no key called 'groups'", "weight"),
    ("hosting_cost", "kronor: 4", "", "no key called 'kronor'", "weight"),
    ("host_language", "languages: 4", "", "no key called 'languages'", "weight"),
    ("host_spread", "top: 0", "top", "top is 0", "at least 1"),
    ("host_composition", "of: groups", "of", "of cannot be 'groups'", "'group'"),
    ("host_composition", "group: low_incom", "group", "low_incom", "low_income"),
    ("coreading", "hours: 0", "hours", "hours is 0", "at least 1"),
    ("qualified_teachers", "teachers: 0", "teachers", "teachers is 0", "at least 1"),
    ("imbalance", "group: low_incom", "group", "low_incom", "low_income"),
]


@pytest.fixture(scope="module")
def lillby(tmp_path_factory):
    """A sound instance, read once."""
    folder = sound(tmp_path_factory.mktemp("goals") / "lillby")
    found = check_instance(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skolval.io.instance.check_instance", lambda _path: found)
        yield folder


def checked(folder, goals, capsys):
    """The faults of a policy with `goals`, and the exit code."""
    path = folder / "policies" / "goals.yaml"
    path.write_text(f"policy: goals\nmechanism: optimal\ngoals:\n{goals}", encoding="utf-8")
    try:
        main(["check", str(folder), "--policy", str(path), "--json"])
    except SystemExit as stop:
        code = int(stop.code or 0)
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return json.loads(told.out)["faults"], code


@pytest.mark.parametrize(
    ("name", "settings", "column", "message", "remedy"), TABLE, ids=lambda text: str(text)[:30]
)
def test_a_wrong_setting_is_told_with_its_line_and_remedy(
    name, settings, column, message, remedy, lillby, capsys
):
    faults, code = checked(lillby, f"  - travel_minutes\n  - {name}: {{{settings}}}\n", capsys)
    told = [fault for fault in faults if message in fault["message"]]
    assert told, faults
    assert code == 1
    assert any(fault["row"] == 5 for fault in told), told
    assert not column or any(fault["column"] == column for fault in told), told
    assert any(remedy in fault["remedy"] + fault["suggestion"] for fault in told), told
    assert len(faults) <= 2, faults


def test_every_goal_has_a_row_in_the_table_and_a_sound_setting(lillby, capsys):
    assert {row[0] for row in TABLE} == set(names("goal"))
    for name in names("goal"):
        for sample in load("goal", name).SAMPLES:
            told = {key: value for key, value in sample.items() if "group" not in key}
            plain = json.dumps(told | {"weight": 7})
            faults, _code = checked(lillby, f"  - {name}: {plain}\n", capsys)
            # a goal about groups or services is sound, but idle in a policy that has none
            assert [fault for fault in faults if fault["rule"] != "idle"] == []
