"""The page on school transport is true: its examples are valid and name what the program knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skolval.domain.school_transport import ENDS, MODES, OTHERWISE, OUTCOMES, WAYS
from skolval.io.instance import check_instance
from skolval.io.policy import check_policy
from skolval.io.run_transport import TRANSPORT_COLUMNS

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "school-transport.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
HEAD = """\
name: by
school_year: 2026/27
crs: EPSG:3006
groups: [{id: low_education}]
balance_group: low_education
"""


@pytest.mark.parametrize("code", [code for code in EXAMPLES if "policy:" not in code])
def test_an_example_of_an_instance_has_no_fault(code, tmp_path):
    (tmp_path / "instance.yaml").write_text(HEAD + code, encoding="utf-8")
    _instance, faults = check_instance(tmp_path)
    assert {fault.rule for fault in faults} == {"required_table"}


@pytest.mark.parametrize("code", [code for code in EXAMPLES if "policy:" in code])
def test_an_example_of_a_policy_has_no_fault(code, tmp_path):
    path = tmp_path / "judged.yaml"
    path.write_text(code, encoding="utf-8")
    policy, faults = check_policy(path)
    assert not faults
    assert policy.transport_costs.told() == ("card", "run")


def test_every_word_that_the_program_knows_is_on_the_page():
    words = (*OUTCOMES, *ENDS, *WAYS, *TRANSPORT_COLUMNS)
    assert not [word for word in words if f"`{word}`" not in TEXT]
    assert not [word for word in (*OTHERWISE, "card", "run") if word not in TEXT]
    assert len(MODES) == 4
