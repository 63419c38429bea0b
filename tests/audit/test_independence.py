"""The audit stands on its own: no function of mechanism, kernel or solver runs while it works."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import skolval
from runs import POLICY, bjorkby
from skolval.audit import audit, audit_parts
from skolval.io.policy import read_policy
from skolval.io.published import publish_folder
from skolval.registry import names
from skolval.runs import make_run
from test_groups_same_bytes import CASES

DAY = date(2026, 3, 20)
ROOT = Path(skolval.__file__).parent
OWN = {
    "newly arrived": {"group_seats", "group_most", "preparatory_clock", "preparatory_class"},
    "introduction programmes": {"group_seats", "introduction_open", "introduction_hours"},
    "reversed transport": {"service_rides", "service_seats", "service_runs"},
}
CHECKED = ("mechanisms", "matching", "solver")


def _called(action):
    """The functions of the rooms under audit that Python calls during `action`."""
    seen = set()

    def watch(frame, event, _argument):
        path = Path(frame.f_code.co_filename)
        if event == "call" and ROOT in path.parents:
            room = path.relative_to(ROOT).parts[0].removesuffix(".py")
            # Reading a policy imports the mechanism's module, for its parameters and legal status.
            if room in (*CHECKED, "place") and not _importing(frame):
                seen.add(
                    f"{room}: {frame.f_code.co_qualname if sys.version_info >= (3, 11) else ''}"
                )

    sys.setprofile(watch)
    try:
        action()
    finally:
        sys.setprofile(None)
    return seen


def _importing(frame):
    while frame is not None:
        if "importlib" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


@pytest.mark.parametrize("extra", ["secured: guarantee\n", "seat_classes:\n  - {name: open}\n", ""])
def test_no_code_that_made_the_placement_is_called(tmp_path, extra):
    (tmp_path / "p.yaml").write_text(POLICY + extra, encoding="utf-8")
    instance = bjorkby()
    folder = make_run(instance, read_policy(tmp_path / "p.yaml"), tmp_path / "run").folder
    publish_folder(folder, day=DAY, claims={})
    found = []
    assert _called(lambda: found.append(audit(folder, instance=instance))) == set()
    assert found[0].ok, found[0].breaches


@pytest.mark.parametrize("case", CASES)
def test_no_code_that_made_groups_or_seats_outwards_is_called(case, tmp_path):
    instance, policies = CASES[case]()
    run = make_run(instance, policies[0], tmp_path / "run")
    found = []
    assert _called(lambda: found.append(audit_parts(run))) == set()
    assert found[0].ok, found[0].breaches
    claims = {claim["claim"] for claim in found[0].certificate["claims"] if claim["checked"]}
    assert OWN[case] <= claims


def test_the_watch_sees_what_it_should(tmp_path):
    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    rules = read_policy(tmp_path / "p.yaml")
    seen = _called(lambda: make_run(bjorkby(), rules, tmp_path / "run"))
    assert any(name.startswith("mechanisms") for name in seen)
    assert any(name.startswith("place") for name in seen)


def test_the_audit_asks_the_registry_only_for_rooms_that_make_nothing():
    import re

    source = "".join(path.read_text("utf-8") for path in (ROOT / "audit").glob("*.py"))
    assert set(re.findall(r'\bload\("(\w+)"', source)) <= {"criterion", "goal", "rule"}
    assert len(re.findall(r"\bload\(", source)) == len(re.findall(r'\bload\("\w+"', source))
    assert names("mechanism")
