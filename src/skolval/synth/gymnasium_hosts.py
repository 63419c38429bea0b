"""What upper secondary units run: national programmes, and introduction programmes today.

Today's introduction programmes are gathered at a few municipal units, as preparatory classes are
known to be (Uppsala 2017: 20 of 74 units had 85 %); how they are spread over upper secondary units
is published nowhere. Independent units take IMY, IMA and IMS only by agreement on the price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.introduction import WEEKLY_HOURS
from skolval.synth._chance import stream
from skolval.synth.gymnasium_units import VOCATIONAL
from skolval.synth.tables import complete

if TYPE_CHECKING:
    import pandas as pd

    from skolval.synth.gymnasium_pupils import Youths
    from skolval.synth.gymnasium_units import Gymnasium

__all__ = ["programme_table"]

_LEAST = {"IMV": 1, "IMY": 3, "IMA": 4, "IMS": 6}
_MOST = {"IMV": 8, "IMY": 10, "IMA": 8, "IMS": 14}
_COREAD = {"IMV": 16, "IMY": 8, "IMA": 3, "IMS": 4}
_ROOMS = {"IMV": 1, "IMY": 1, "IMA": 2, "IMS": 3}
_UNIT_COST = 650_000
_AGREED = {11: ("IMY",), 16: ("IMY", "IMS")}
_TODAY = {
    0: {"IMY": 2, "IMA": 5, "IMV": 1},
    1: {"IMY": 2, "IMA": 4, "IMS": 7, "IMV": 1},
    2: {"IMY": 1, "IMA": 3, "IMS": 5, "IMV": 1},
    4: {"IMS": 3, "IMA": 1},
    5: {"IMY": 1, "IMA": 3, "IMV": 1},
    9: {"IMY": 2, "IMA": 1, "IMV": 1},
    10: {"IMY": 1, "IMV": 1},
    11: {"IMY": 1},
    16: {"IMY": 1, "IMS": 1, "IMV": 1},
}
"""Groups by unit and programme; of IMY and IMV towards each vocational programme of the unit."""
_APART = (1, 2)
"""Units whose introduction pupils read nothing with national programmes today."""


def programme_table(ids: Any, units: Gymnasium, youths: Youths, *, seed: int) -> pd.DataFrame:
    """Return `programmes`: national ones with this year's pupils, and who may host which IM."""
    teachers = _teachers(units, seed)
    rows: list[dict[str, Any]] = []
    for unit in range(len(units)):
        rows += [_national(unit, code, youths) for code in units.programmes[unit]]
        rows += [
            _introductory(unit, code, units, int(teachers[unit])) for code in _codes(unit, units)
        ]
    columns = {
        name: [row.get(name) for row in rows] for name in {key for row in rows for key in row}
    }
    columns["unit_id"] = [str(ids[row["unit_id"]]) for row in rows]
    return complete("programmes", columns)


def _codes(unit: int, units: Gymnasium) -> list[str]:
    """Return the introduction programmes that the unit may run, agreed or not."""
    towards = [code for code in units.programmes[unit] if code in VOCATIONAL]
    codes = [f"{part}-{code}" for part in ("IMV", "IMY") for code in towards]
    return [*codes, "IMA", "IMS"]


def _national(unit: int, code: str, youths: Youths) -> dict[str, Any]:
    first = (youths.unit == unit) & (youths.programme == code) & (youths.grade == 0)
    kind = "national_vocational" if code in VOCATIONAL else "national_preparatory"
    return {"unit_id": unit, "programme": code, "kind": kind,
            "seats": max(12, -(-int(first.sum()) // 4) * 4 + 4)}  # fmt: skip


def _introductory(unit: int, code: str, units: Gymnasium, teachers: int) -> dict[str, Any]:
    part = code.partition("-")[0]
    today = _TODAY.get(unit, {}).get(part, 0)
    most = max(_ROOMS[part], today + (today > 0))
    agreed = None if units.municipal[unit] or part == "IMV" else part in _AGREED.get(unit, ())
    return {
        "unit_id": unit,
        "programme": code,
        "kind": "introduction",
        "seats": most * _MOST[part],
        "form": "group" if part == "IMV" or (part == "IMY" and today > 1) else "individual",
        "agreement": agreed,
        "groups_most": most,
        "groups_today": today,
        "size_least": _LEAST[part],
        "size_most": _MOST[part],
        "unit_cost": _UNIT_COST,
        "hours": WEEKLY_HOURS + (2 if part == "IMS" else 0),
        "coread_hours": 0 if unit in _APART and part != "IMV" else _COREAD[part],
        "sva_teachers": teachers,
    }


def _teachers(units: Gymnasium, seed: int) -> Any:
    """Draw qualified teachers of Swedish as a second language: most where IMS is today."""
    found = stream(seed, "sva-teachers").integers(0, 3, len(units))
    for unit, groups in _TODAY.items():
        found[unit] += groups.get("IMS", 0)
    return np.asarray(found, np.int64)
