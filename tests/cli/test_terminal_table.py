"""A table on a terminal never cuts a name or breaks a word."""

from __future__ import annotations

import pytest

from skolval.cli.terminal_table import draw

HEADER = ("policy", "status", "pupils", "why")
ROWS = [
    ("reserve_socioeconomic", "what-if", "1 234", "[No] law supports a reserve by the home area."),
    ("lottery", "lawful", "7", ""),
]


@pytest.fixture
def drawn(capsys, monkeypatch):
    def at(width: int) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        draw("Policies", HEADER, ROWS)
        return capsys.readouterr().out

    return at


def test_a_wide_terminal_gets_a_ruled_table_with_numbers_at_the_right(drawn):
    lines = drawn(70).splitlines()
    assert all(len(line) <= 70 for line in lines)
    assert any("reserve_socioeconomic" in line and "what-if" in line for line in lines)
    assert any("lottery " in line and "     7 " in line for line in lines)
    assert any("[No] law" in line for line in lines)


def test_a_narrow_terminal_gets_a_paragraph_per_row_without_empty_cells(drawn):
    lines = drawn(44).splitlines()
    assert all(len(line) <= 44 for line in lines)
    assert lines[:2] == ["Policies", ""]
    assert "reserve_socioeconomic" in lines
    assert "  status: what-if" in lines
    assert lines[-3:] == ["lottery", "  status: lawful", "  pupils: 7"]


def test_a_table_without_rows_has_its_header(capsys):
    draw("Policies", HEADER, [])
    assert "pupils" in capsys.readouterr().out
