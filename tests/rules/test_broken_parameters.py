"""Wrong settings of rules are told by `skolval check --policy`: one clear error with its line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "io"))

from broken_cases import sound

from skolval.cli import main
from skolval.io.instance import check_instance
from skolval.registry import names

PAIR = "units: [a, b], lower: [F], upper: ['4']"
TABLE = [
    ("accessibility", "unless_none: perhaps", "unless_none", "is 'perhaps'", "true or false"),
    ("accessibility", "needs: lift", "", "no key called 'needs'", "unless_none"),
    ("area_together", "price: 0", "price", "price is 0", "at least 1"),
    ("balance", "at_most: 2", "at_most", "at_most is 2", "at most 1"),
    ("balance", "at_most: 0.2, group: low_incom", "group", "low_incom", "low_income"),
    ("balance", "{}", "", "give `at_most` for all groups", ""),
    ("balance", "at_most: 0.2, basis: pupils", "basis", "cannot be 'pupils'", "'pupil'"),
    ("capacity", "over: x", "over", "over is 'x'", "whole number"),
    ("capacity", "over: -1", "over", "over is -1", "at least 0"),
    ("capacity", "over: 1.5", "over", "over is '1.5'", "whole number"),
    ("capacity", "over_in: procent", "over_in", "cannot be 'procent'", "'percent'"),
    ("capacity", "at_least: 101", "at_least", "at_least is 101", "at most 100"),
    ("capacity", "base: yesterday", "base", "cannot be 'yesterday'", "'today'"),
    ("capacity", "may_stand_empty: 3", "may_stand_empty", "is '3'", "true or false"),
    ("capacity", "ovre: 3", "", "no key called 'ovre'", "over"),
    ("compactness", "{}", "", "give either `at_most` or `over_today`", ""),
    ("compactness", "at_most: -1", "at_most", "at_most is -1", "at least 0"),
    ("compactness", f"at_most: {10**30}", "at_most", f"is {10**30}", "at most 10000000"),
    ("composition_band", "points: 101", "points", "points is 101", "at most 100"),
    ("composition_band", "points: 5, per: school", "per", "cannot be 'school'", "'unit'"),
    ("composition_ceiling", "at_most: half", "at_most", "at_most is 'half'", "a number"),
    ("composition_floor", "at_least: -0.1", "at_least", "at_least is -0.1", "at least 0"),
    ("contiguity", "kind: exakt", "kind", "cannot be 'exakt'", "'exact'"),
    ("contiguity", "price: 4", "", "`price` can only be given with `kind: hop`", ""),
    ("everyone_placed", "price: much", "price", "price is 'much'", "whole number"),
    ("feeder_continuity", "at_least: 1.1", "at_least", "at_least is 1.1", "at most 1"),
    ("keep_place", "grades: F", "grades", "grades is 'F'", "a list"),
    ("keep_place", "grades: [F, '11']", "grades", "names the grade '11'", "Known: F"),
    ("keep_place", "unless_wished: F", "unless_wished", "is 'F'", "true or false"),
    ("move_budget", "{}", "", "give `at_most` or `percent`", ""),
    ("move_budget", "at_most: 3, percent: 2", "", "give `at_most` or `percent`", ""),
    ("move_budget", "percent: 101", "percent", "percent is 101", "at most 100"),
    ("move_budget", "at_most: 3, per: school", "per", "cannot be 'school'", "'unit'"),
    ("near_home_right", "unless_full: 1", "unless_full", "is '1'", "true or false"),
    ("near_home_right", "metres: 2000", "", "no key called 'metres'", "unless_full"),
    ("neighbours_along", "percent: 0", "percent", "percent is 0", "at least 1"),
    ("newly_arrived_share", "{}", "at_most", "lacks the key 'at_most'", "Add"),
    ("paired_units", "pairs: []", "pairs", "pairs", ""),
    ("programme_match", "others: sport", "others", "is 'sport'", "true or false"),
    ("provider_fixed", "opt_in: all", "opt_in", "opt_in is 'all'", "a list"),
    ("siblings_together", "staying: maybe", "staying", "is 'maybe'", "true or false"),
    ("declined_seats", "hold: some", "hold", "cannot be 'some'", "'expected'"),
    ("service_budget", "{}", "", "give `at_most`, `services` or both", ""),
    ("service_budget", "at_most: much", "at_most", "at_most is 'much'", "whole number"),
    ("service_seats", "seats: 3", "", "no key called 'seats'", "price"),
    ("transport_budget", "at_most: 1000", "", "are given together", ""),
    ("travel_budget", "of: metres", "", "`of: metres` needs `metres`", ""),
    ("travel_budget", "of: metres, metres: 5, percent: 1", "", "`percent` is added to", ""),
    ("travel_budget", "metres: 5", "", "`metres` and `mean` need `of: metres`", ""),
    ("travel_budget", "mean: true", "", "`metres` and `mean` need `of: metres`", ""),
    ("travel_budget", "percent: ten", "percent", "percent is 'ten'", "a number"),
    ("travel_budget", "of: yesterday", "of", "cannot be 'yesterday'", "'today'"),
    ("travel_change", "{}", "", "give `percent`, `metres` or both", ""),
    ("travel_change", "percent: 1.5", "percent", "percent is '1.5'", "whole number"),
    ("travel_change", "percent: 5, combine: sum", "combine", "cannot be 'sum'", "'larger'"),
    ("travel_change", "percent: 5, without: neerest", "without", "'neerest'", "'nearest'"),
    ("travel_limit", "metres: far", "metres", "metres is 'far'", "a whole number or a list"),
    ("travel_limit", "metres: [1, 2]", "", "", ""),
    ("travel_limit", "by_grade: 3000", "by_grade", "is '3000'", "keys with values"),
    ("travel_limit", "by_grade: {F: far}", "by_grade.F", "F is 'far'", "whole number"),
    ("travel_limit", "by_grade: {'11': 5}", "by_grade", "names the grade '11'", "Known: F"),
    ("travel_limit", "minutes: 30, metres: 2", "", "give metres or minutes", ""),
    ("travel_limit", "minutes_by_grade: {F: 3}", "", "needs `minutes`", ""),
    ("travel_limit", "minutes: 2000", "minutes", "minutes", ""),
    ("unit_size", "{}", "", "give `minimum`, `maximum` or both", "minimum: 150"),
    ("unit_size", "minimum: 5, maximum: 2", "", "`minimum` is larger than `maximum`", "Lower `minimum`"),
    ("unit_size", "minimum: -1", "minimum", "minimum is -1", "at least 0"),
    ("unit_size", "minimum: 1, units: [zz]", "units", "names the unit 'zz'", "Known: 11"),
]  # fmt: skip


@pytest.fixture(scope="module")
def lillby(tmp_path_factory):
    """A sound instance, read once."""
    folder = sound(tmp_path_factory.mktemp("rules") / "lillby")
    found = check_instance(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skolval.io.instance.check_instance", lambda _path: found)
        yield folder


def checked(folder, settings, capsys):
    """The faults of a policy with the rule on its fifth line, and the exit code."""
    path = folder / "policies" / "rules.yaml"
    text = f"policy: rules\nmechanism: optimal\nrules:\n  - everyone_placed\n  - {settings}\n"
    path.write_text(text, encoding="utf-8")
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
def test_a_wrong_setting_gives_one_clear_error(
    name, settings, column, message, remedy, lillby, capsys
):
    told = f"{name}: {settings}" if settings == "{}" else f"{name}: {{{settings}}}"
    faults, code = checked(lillby, told, capsys)
    assert code == 1
    assert len(faults) == 1, faults
    (fault,) = faults
    assert fault["row"] == 5
    assert message in fault["message"]
    assert not column or fault["column"] == column
    assert remedy in fault["remedy"] + fault["suggestion"]


@pytest.mark.parametrize("name", names("rule"))
def test_an_unknown_key_and_a_price_of_nothing_are_one_error_each(name, lillby, capsys):
    faults, _code = checked(lillby, f"{name}: {{colour: red, price: 0}}", capsys)
    told = [fault for fault in faults if fault["rule"] in {"extra_forbidden", "greater_than_equal"}]
    assert [fault["column"] for fault in told] in (["colour", "price"], ["price", "colour"])


def test_every_rule_has_a_row_in_the_table():
    assert {row[0] for row in TABLE} == set(names("rule"))
