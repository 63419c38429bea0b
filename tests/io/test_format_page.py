"""The page that documents the format is the one in docs/, and says what the code does."""

from __future__ import annotations

from pathlib import Path

from skolval.io.dictionary import TABLES
from skolval.io.format_page import dictionary_page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "instance-format.md"


def test_the_page_in_docs_is_current():
    """If this fails: skolval new --dictionary > docs/instance-format.md."""
    assert DOCS.read_text("utf-8") == dictionary_page()


def test_every_table_column_and_alias_is_on_the_page():
    page = dictionary_page()
    for table in TABLES.values():
        assert f"## `{table.name}`" in page
        for field in table.fields:
            assert f"| `{field.name}` |" in page
            assert all(alias in page for alias in field.aliases)
