"""Whatever the audit finds broken has a name that a reader can be told."""

from __future__ import annotations

import re
from pathlib import Path

import skolval
from skolval.domain.claim_names import CLAIM_NAMES
from skolval.registry import called, names

SOURCE = Path(skolval.__file__).parent


def test_every_breach_is_of_a_rule_a_criterion_or_a_named_claim():
    found = {
        name
        for room in ("audit", "domain", "rules", "criteria")
        for path in (SOURCE / room).glob("*.py")
        for name in re.findall(r'Breach\(\s*"([a-z_]+)"', path.read_text("utf-8"))
    }
    known = set(names("rule")) | set(names("criterion"))
    known |= {name.replace(" ", "_") for name in CLAIM_NAMES}
    assert found - known == set()


def test_names_are_told_with_spaces():
    assert called("introduction_offer") in CLAIM_NAMES
    assert len(set(CLAIM_NAMES)) == len(CLAIM_NAMES)
