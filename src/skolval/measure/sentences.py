"""Every measured row as a sentence that a board can read, in the chosen language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.language import _, current, number, percent
from skolval.registry import load, term

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "basis_name",
    "index_name",
    "interval_text",
    "level_name",
    "note",
    "reason_text",
    "sentence",
    "sentence_of",
    "sentences",
]

_OF_RESIDENTS = frozenset({"residents", "regions"})


def index_name(name: str) -> str:
    """Return what reports call an index."""
    known = {
        "dissimilarity": _("dissimilarity D"),
        "exposure": _("exposure xPy"),
        "gini": _("Gini G"),
        "isolation": _("isolation xPx"),
        "theil_h": _("Theil's H"),
        "variance_ratio": _("variance ratio V"),
    }
    if name in known:
        return known[name]
    # In English a page begins with the name, its Swedish term in brackets after it.
    return term("index", name) if current() == "sv" else _first(name).partition(" (")[0]


def basis_name(basis: str) -> str:
    """Return who is counted by what."""
    known = {
        "pupil": _("placed pupils, each one's own group"),
        "area": _("placed pupils, group-blind by home area"),
        "enrolment": _("actual pupils of the units"),
        "current": _("pupils by current unit"),
        "residents": _("residents by area"),
        "regions": _("residents by larger area"),
    }
    return known.get(basis, basis)


def interval_text(row: Mapping[Any, Any], lang: str) -> str:
    """Return the interval of the underlying D as ``0.12-0.20``, a dash where there is none."""
    if np.isnan(row["low_95"]):
        return "–"
    low, high = (number(row[end], lang, decimals=2) for end in ("low_95", "high_95"))
    return f"{low}–{high}"


def level_name(level: str) -> str:
    """Return what reports call a level of a nesting."""
    known = {
        "provider": _("between municipal and independent"),
        "unit": _("between units"),
        "grade": _("between grades of a unit"),
    }
    return known.get(level, level)


def reason_text(reason: str) -> str:
    """Return a reason code in words."""
    known = {
        "group_empty": _("nobody belongs to the group"),
        "group_unknown": _("nothing is known about the group"),
        "single_group": _("everybody belongs to the group"),
        "no_pupils": _("there are no pupils"),
        "fractional_counts": _("expected counts have no exact random level"),
    }
    return known.get(reason, reason)


def note(row: Mapping[Any, Any]) -> str:
    """Return the reason and the flags of a row in words."""
    said = [reason_text(str(row["reason"]))] if row["reason"] else []
    return "; ".join([*said, *(_flag_text(flag) for flag in str(row["flag"]).split())])


def _flag_text(flag: str) -> str:
    stem, _under, last = flag.rpartition("_")
    known = {
        "one_unit": _("a single unit"),
        "suppressed_left_out": _("units with a suppressed share left out"),
        "baseline_by_draws": _("random level by seeded draws"),
        "more_even_than_by_lot": _("more even than by lot on average"),
    }
    counted = {
        "suppressed_set_to": _("suppressed shares set to {value}"),
        "grades_left_out": _("{value} grades left out"),
    }
    return counted[stem].format(value=last) if stem in counted else known.get(flag, flag)


def sentence(row: Mapping[Any, Any], *, label: str = "") -> str:
    """Return one measured row in words.

    Parameters
    ----------
    row : a row of `measure`. label : what the group is called; its id when empty.
    """
    lang = current()
    group = label or str(row["group"])
    name = index_name(str(row["index"]))
    if np.isnan(row["value"]):
        return _("{index} of {group} cannot be computed: {reason}.").format(
            index=name, group=group, reason=reason_text(str(row["reason"]))
        )
    lines = _residents() if row["basis"] in _OF_RESIDENTS else _pupils()
    parts = [
        (lines.get(str(row["index"])) or _plain(str(row["index"]), group)).format(
            group=group,
            index=name,
            value=number(row["value"], lang, decimals=3),
            percent=percent(row["value"], lang, decimals=1),
        )
    ]
    told = " ".join([*parts, *_company(row, lang), _counted(row, lang)])
    return told[:1].upper() + told[1:]


def sentence_of(row: Mapping[Any, Any]) -> str:
    """Return one row of `segregation` in words, whatever its index."""
    groups = f"{row['of']} - {row['to']}" if row["family"] == "matrix" else str(row["of"])
    where = ", ".join(text for text in (groups, str(row["unit"])) if text)
    return sentence(
        dict(row)
        | {
            "group": where, "basis": "enrolment", "dropped": row["dropped_units"], "suppressed": 0,
            "low": np.nan, "high": np.nan,
            "low_95": row.get("low", np.nan), "high_95": row.get("high", np.nan),
        }
    )  # fmt: skip


def _plain(index: str, group: str) -> str:
    """Return the sentence of an index without one of its own: its value and what it is."""
    meaning = _(_first(index)).partition(": ")[2].rstrip(".").replace("{", "{{").replace("}", "}}")
    start = _("{index} of {group} is {value}") if group else _("{index} is {value}")
    return f"{start}: {meaning}." if meaning else f"{start}."


def _first(index: str) -> str:
    """Return the first paragraph of an index's page on one line."""
    return " ".join((load("index", index).__doc__ or "").strip().split("\n\n")[0].split())


def _counted(row: Mapping[Any, Any], lang: str) -> str:
    text = _("Counted: {pupils} pupils, {units} units.")
    if row["basis"] in _OF_RESIDENTS:
        text = _("Counted: {pupils} residents, {units} areas.")
    told = text.format(pupils=number(row["n_pupils"], lang), units=number(row["n_units"], lang))
    if not row["dropped"]:
        return told
    return f"{told} " + _("Without pupils and left out: {count}.").format(
        count=number(row["dropped"], lang)
    )


def _company(row: Mapping[Any, Any], lang: str) -> list[str]:
    parts = []
    if not np.isnan(row["expected"]):
        text = _("By lot it would be {expected} on average.")
        parts.append(text.format(expected=number(row["expected"], lang, decimals=3)))
    if "more_even_than_by_lot" in str(row["flag"]):
        parts.append(
            _(
                "So the units are more even than a draw by lot makes them on average: what lies "
                "below that level says nothing more about who goes where."
            )
        )
    if not np.isnan(row.get("low_95", np.nan)):
        text = _("The sorting behind it lies between {low} and {high} (95 per cent, as D).")
        low, high = (number(row[end], lang, decimals=2) for end in ("low_95", "high_95"))
        parts.append(text.format(low=low, high=high))
    if not np.isnan(row["low"]):
        text = _("The suppressed cells leave it between {low} and {high}.")
        low, high = (number(row[end], lang, decimals=4) for end in ("low", "high"))
        parts.append(text.format(low=low, high=high))
    if "suppressed_left_out" in str(row["flag"]):
        text = _("The value leaves out {count} units with a suppressed share.")
        parts.append(text.format(count=number(row["suppressed"], lang)))
    if "suppressed_set_to_" in str(row["flag"]):
        share = float(str(row["flag"]).rpartition("suppressed_set_to_")[2].split()[0])
        text = _("In {count} units with a suppressed share it is set to {share}.")
        parts.append(text.format(count=number(row["suppressed"], lang), share=percent(share, lang)))
    return parts


def _pupils() -> dict[str, str]:
    return {
        "dissimilarity": _(
            "Dissimilarity D of {group} is {value}: {percent} of the group would have to change "
            "unit for every unit to have the same share."
        ),
        "isolation": _(
            "Isolation of {group} is {value}: a pupil of the group meets on average {percent} "
            "of the same group in the unit."
        ),
        "exposure": _(
            "Exposure of {group} is {value}: a pupil of the group meets on average {percent} "
            "others in the unit."
        ),
        "variance_ratio": _(
            "Variance ratio V of {group} is {value}: {percent} of the variation lies between units."
        ),
        "theil_h": _(
            "Theil's H of {group} is {value}: the units are on average {percent} less mixed than "
            "all pupils together."
        ),
        "gini": _("Gini G of {group} is {value} (0 even, 1 completely separated)."),
    }


def _residents() -> dict[str, str]:
    return _pupils() | {
        "dissimilarity": _(
            "Dissimilarity D of {group} is {value}: {percent} of the group would have to change "
            "area for every area to have the same share."
        ),
        "isolation": _(
            "Isolation of {group} is {value}: a resident of the group meets on average {percent} "
            "of the same group in the area."
        ),
        "exposure": _(
            "Exposure of {group} is {value}: a resident of the group meets on average {percent} "
            "others in the area."
        ),
        "variance_ratio": _(
            "Variance ratio V of {group} is {value}: {percent} of the variation lies between areas."
        ),
        "theil_h": _(
            "Theil's H of {group} is {value}: the areas are on average {percent} less mixed than "
            "all residents together."
        ),
    }


def sentences(frame: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """Return the sentence of every row of `frame`; `labels` maps group ids to names.

    Where the frame counts in several ways, each sentence begins with its own: two values of one
    index would otherwise seem to contradict each other.
    """
    named = labels or {}
    rows = frame.to_dict("records")
    ways = [_way(row) for row in rows]
    several = len(set(ways)) > 1
    return [
        (f"{way[:1].upper()}{way[1:]}: " if several else "")
        + sentence(row, label=named.get(str(row["group"]), ""))
        for row, way in zip(rows, ways, strict=True)
    ]


def _way(row: Mapping[Any, Any]) -> str:
    within = f", {_('within grade')}" if row["scope"] == "within_grade" else ""
    return basis_name(str(row["basis"])) + within
