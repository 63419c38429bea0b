"""School transport is judged again by the audit, in other steps than it was judged in."""

from __future__ import annotations

import dataclasses
import json
from hashlib import sha256

import numpy as np
import pytest

from runs import bjorkby, made_run, run_folder
from skolval.audit import audit
from skolval.audit.transport import check_transport
from skolval.domain.school_transport import GradeSpan, SchoolTransport, TransportRules, TravelCard
from skolval.io.run_reading import read_run

JUDGED = """\
policy: judged
mechanism: deferred_acceptance
criteria: [relative_proximity, lottery]
school_transport: {block}
seed: s
"""


def rules(**more):
    return TransportRules("", "", (GradeSpan("F", "9", 900),), "2026/27", source="x", **more)


def judged_run(tmp_path, block="{}", rng=None, **more):
    made = made_run(tmp_path, JUDGED.replace("{block}", block), bjorkby().replace(**more))
    if rng is None:
        return made
    problem, n = made.problem, len(made.problem.options)
    problem = problem.replace(
        transport_reason=rng.integers(0, 3, len(problem.parties)),
        second_metres=rng.integers(-1, 2000, n),
        unsafe_metres=rng.integers(-1, 400, n),
        attendance_unit=rng.integers(-1, 4, len(problem.parties)),
        unit_provider=rng.permutation([-1, 0, 1, 1]),
    )
    return dataclasses.replace(made, problem=problem)


@pytest.mark.parametrize("block", [
    "{}", "{otherwise: nearest}", "{otherwise: [attendance_area], unsafe_metres: 200}",
    "{otherwise: guarantee, counts: [right]}", "{otherwise: [guarantee, attendance_area]}",
])  # fmt: skip
@pytest.mark.parametrize("transport", [
    None, rules(), rules(two_homes="both", card=TravelCard("k")), rules(at_limit=True),
    TransportRules("", "", (GradeSpan("1", "9", 900),), "2026/27"),
])  # fmt: skip
def test_both_ways_to_judge_agree(tmp_path, rng, block, transport):
    made = judged_run(tmp_path, block, rng, transport=transport)
    if "guarantee" in block:
        start = made.problem.options.start
        row = start[:-1] + rng.integers(0, np.diff(start))
        held = np.where(rng.random(len(row)) < 0.7, row, -1)
        made = dataclasses.replace(made, problem=made.problem.replace(guarantee=held))
    (claim,) = check_transport(made)
    assert claim.ok, claim.breaches[:2]
    assert claim.checked == 30
    told = set(made.table()["transport"].dropna())
    assert told <= {"none", "right", "card", "arranged", "unjudged"}


def test_an_option_without_a_way_is_nobodys_right(tmp_path):
    made = judged_run(tmp_path, transport=rules())
    old = made.problem.options
    options = dataclasses.replace(old, metres=np.where(old.party % 2 == 0, -1, old.metres))
    (claim,) = check_transport(
        dataclasses.replace(made, problem=made.problem.replace(options=options))
    )
    assert claim.ok


def test_a_policy_that_judges_nothing_has_no_claim(tmp_path):
    assert list(check_transport(made_run(tmp_path))) == []


def test_guarantee_schools_that_the_run_lacks_are_missed(tmp_path):
    made = judged_run(tmp_path, "{otherwise: guarantee}")
    bare = dataclasses.replace(made, problem=made.problem.replace(guarantee=None))
    (claim,) = check_transport(bare)
    assert "the run tells none" in claim.breaches[0].message


def test_a_run_whose_limits_are_forged_does_not_fit_its_instance(tmp_path):
    instance = bjorkby().replace(transport=rules())
    folder = run_folder(tmp_path, JUDGED.replace("{block}", "{}"), instance)
    assert audit(folder, instance=instance).ok
    record = json.loads((folder / "run.json").read_text("utf-8"))
    record["instance"]["school_transport"]["limits"][0]["metres"] = 5000
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    found = audit(folder, instance=instance)
    assert any("rules of school transport" in b.message for b in found.breaches)
    # and the table of the placement no longer follows from the run's own limits
    assert any(b.rule == "tables" for b in audit(folder).breaches)


def test_a_forged_outcome_is_found(tmp_path):
    folder = run_folder(
        tmp_path, JUDGED.replace("{block}", "{}"), bjorkby().replace(transport=rules())
    )
    path = folder / "placement.csv"
    text = path.read_text("utf-8").replace(",right,", ",none,", 1)
    path.write_text(text, encoding="utf-8")
    record = json.loads((folder / "run.json").read_text("utf-8"))
    record["files"]["placement.csv"] = sha256(path.read_bytes()).hexdigest()
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert any(b.rule == "tables" for b in audit(folder).breaches)


def test_a_wrong_judgement_would_be_told(tmp_path, monkeypatch):
    made = judged_run(tmp_path, transport=rules())
    table = made.table()
    first = table.index[table["transport"] == "right"][0]
    forged = table.assign(transport=table["transport"].mask(table.index == first, "none"))
    monkeypatch.setattr(type(made), "table", lambda self: forged)
    (claim,) = check_transport(made)
    assert len(claim.breaches) == 1
    assert "but the data say right, distance" in claim.breaches[0].message


def test_whole_areas_are_not_judged(tmp_path):
    made = judged_run(tmp_path)
    areas = dataclasses.replace(made, problem=made.problem.replace(of_areas=True))
    assert list(check_transport(areas)) == []


def test_a_reason_beyond_the_known_ones_is_refused(tmp_path):
    made = judged_run(tmp_path, transport=rules())
    assert made.problem.policy.school_transport == SchoolTransport()
    from skolval.errors import InputError
    from skolval.io.run_writing import write_run

    bad = made.problem.replace(transport_reason=np.full(30, 3))
    run = write_run(tmp_path / "bad", dataclasses.replace(made, problem=bad.replace()))
    with pytest.raises(InputError, match="transport_reason of parties points outside"):
        read_run(run.folder)
