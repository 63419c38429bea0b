"""Every fault that is told in English is also told in Swedish, with the same place."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import CASES, Case, broken, sound

from skolval.domain.language import current, use
from skolval.errors import Fault
from skolval.io.instance import check_instance
from skolval.io.policy import check_policy

ENGLISH = {"the", "is", "not", "and", "or", "of", "are", "must", "be", "with", "give", "write"}


@pytest.fixture
def in_language():
    """Return a function that chooses the language; the old one comes back afterwards."""
    before = current()
    yield use
    use(before)


@pytest.fixture(scope="module")
def lillby(tmp_path_factory):
    return check_instance(sound(tmp_path_factory.mktemp("sound") / "lillby"))[0]


def told(case: Case, folder: Path, lillby) -> tuple[Fault, ...]:
    if case.policy:
        return check_policy(folder / "policies" / "own.yaml", instance=lillby)[1]
    return check_instance(folder)[1]


def bare(fault: Fault) -> Fault:
    return replace(fault, message="", remedy="", column="", suggestion="")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file} {case.name}")
def test_every_broken_input_is_told_in_swedish_at_the_same_place(
    case, tmp_path, lillby, in_language
):
    folder = broken(case, tmp_path / "lillby")
    in_language("en")
    english = told(case, folder, lillby)
    in_language("sv")
    swedish = told(case, folder, lillby)
    assert [bare(fault) for fault in swedish] == [bare(fault) for fault in english]
    for one, other in zip(english, swedish, strict=True):
        assert one.message != other.message
        assert one.remedy != other.remedy or not one.remedy
        # What stands between quotes is to be written so in the file, in any language.
        said = re.sub(r"'[^']*'", "", f"{other.message} {other.remedy}")
        words = set(re.findall(r"\w+", said.casefold()))
        assert not words & ENGLISH, other
