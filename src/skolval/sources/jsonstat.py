"""Statistics in JSON-stat 2 (dataset), as Statistics Sweden's web service answers."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.text_grids import TextGrid, same_width

__all__ = ["grid_of_jsonstat"]


def grid_of_jsonstat(path: Path, ledger: Ledger) -> TextGrid | None:
    """Return the figures as a long table, one figure in a row, or None where it is no JSON-stat.

    Areas are written as their code; every other category by its text.
    """
    try:
        octets = path.read_bytes()
        body = json.loads(octets.decode("utf-8-sig"))
        rows = _rows(body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        ledger.add(
            Fault(
                _("The file is no table in JSON-stat."),
                file=path.name,
                rule="file_format",
                remedy=_("Download it again as JSON-stat 2, CSV or Excel."),
            )
        )
        return None
    return TextGrid(path.name, sha256(octets).hexdigest(), same_width(rows))


def _rows(body: dict[str, Any]) -> list[list[str]]:
    names: list[str] = body["id"]
    texts = [_categories(body["dimension"][name], is_region=name == "Region") for name in names]
    if [len(group) for group in texts] != list(body["size"]):
        raise ValueError(body["size"])
    header = [str(body["dimension"][name].get("label", name)) for name in names]
    title = [str(body.get("label", ""))]
    source = [f"Source: {body['source']}"] if body.get("source") else []
    values, status = body["value"], body.get("status") or {}
    figures = [
        [*cells, _figure(values, status, number)] for number, cells in enumerate(product(*texts))
    ]
    # A line alone above the header is a title, one alone below the figures a footnote.
    return [title, [""], [*header, "antal"], *figures, [""], source]


def _categories(dimension: dict[str, Any], *, is_region: bool) -> list[str]:
    category = dimension["category"]
    index = category.get("index") or dict.fromkeys(category["label"], 0)
    codes = index if isinstance(index, list) else sorted(index, key=lambda code: index[code])
    labels = category.get("label") or {}
    if is_region:
        return [f"{code} {labels.get(code, '')}".replace(f"{code} {code}", code) for code in codes]
    return [str(labels.get(code, code)) for code in codes]


def _figure(values: Any, status: Any, number: int) -> str:
    found = values[number] if isinstance(values, list) else values.get(str(number))
    if found is None:
        mark = status[number] if isinstance(status, list) else status.get(str(number), "..")
        return str(mark or "..")
    return str(found)
