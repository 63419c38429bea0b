"""The page on the policy file is true: its examples are valid, and it names every lever and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skolval import read_instance
from skolval.io.policy import check_policy
from skolval.io.shipped import find_instance
from skolval.registry import names

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "policy-format.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture(scope="module")
def lillstad():
    return read_instance(find_instance("lillstad"))


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_is_a_policy_without_a_fault(code, lillstad, tmp_path):
    path = tmp_path / f"{re.search(r'policy: (.*)', code)[1]}.yaml"
    path.write_text(code, encoding="utf-8")
    policy, faults = check_policy(path, instance=lillstad)
    assert policy is not None
    assert not faults


@pytest.mark.parametrize("room", ["mechanism", "criterion", "rule", "goal"])
def test_every_lever_is_named(room):
    assert not [name for name in names(room) if f"`{name}`" not in TEXT]


def test_every_key_is_named(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("mechanism: deferred_acceptance\nwrong: 1\n", encoding="utf-8")
    fault = next(fault for fault in check_policy(path)[1] if "wrong" in fault.message)
    keys = fault.remedy.rpartition(": ")[2].rstrip(".").split(", ")
    assert len(keys) > 15
    assert not [key for key in keys if f"`{key}`" not in TEXT]
