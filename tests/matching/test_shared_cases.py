"""Every case of the shared folder passes through the public functions."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from matching.case_files import check

ROOT = Path(os.environ.get("SKOLVAL_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FILES = sorted((ROOT / "cases" / "matching").glob("*.json"))

pytestmark = pytest.mark.shared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_run_of_a_case_is_as_expected(path, shared):
    assert check(json.loads(path.read_text(encoding="utf-8"))) == []


def test_there_are_cases(shared):
    assert len(FILES) >= 17


def test_a_case_that_expects_something_else_is_told(shared):
    case = json.loads((ROOT / "cases" / "matching" / "as2003-ex1.json").read_text(encoding="utf-8"))
    case["runs"][0]["expected"]["assignment"]["i1"] = "s3"
    assert len(check(case)) == 1
