"""The public names are what README calls them, however the rooms are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

import skolval


def test_every_public_name_is_there():
    for name in skolval.__all__:
        assert getattr(skolval, name) is getattr(skolval, name)


def test_a_verb_stays_a_function_after_its_room_is_imported():
    code = (
        "import skolval, skolval.compare, skolval.measure, skolval.audit, skolval.frontier\n"
        "from skolval.measure import sentences\n"
        "names = ('measure', 'audit', 'compare', 'place', 'frontier')\n"
        "assert all(callable(getattr(skolval, n)) for n in names)\n"
        "assert callable(skolval.measure)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'solve'"):
        _ = skolval.solve
