"""The measure command on any table of a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.cli.output import emit, say, table
from skolval.domain.language import _, current, number
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measure_file", "refuse_file_options"]

_OF_FILE = {
    "units": "--unit", "wide": "--counts", "members": "--members", "share": "--share",
    "mark": "--mark", "total": "--total",
    "weight": "--weight", "value": "--value", "focus": "--focus", "against": "--against",
    "within": "--within", "by": "--by", "strata": "--strata", "indices": "--index",
    "interval": "--interval", "permutations": "--permutations", "sheet": "--sheet",
}  # fmt: skip


def refuse_file_options(subject: str, asked: dict[str, Any]) -> None:
    """Refuse options that only a file has.

    Raises
    ------
    UsageError
        With every such option.
    """
    given = [flag for name, flag in _OF_FILE.items() if asked[name]]
    if given:
        raise UsageError(
            Fault(
                _("{flag} is for a file with a table, and {subject} is none.").format(
                    flag=flag, subject=subject
                ),
                value=flag,
                rule="file_option",
                remedy=_("Give the path of a CSV, Parquet or Excel file, or leave it out."),
            )
            for flag in given
        )


def measure_file(path: Path, asked: dict[str, Any], *, out: str | None, as_json: bool) -> None:
    """Measure the table in a file and tell.

    Raises
    ------
    UsageError
        Without a unit column, or for options that a file does not have.
    InputError
        With every fault of the table.
    """
    from skolval.io.any_table import read_any_table

    if asked["suppressed"] is not None and not asked["share"]:
        raise UsageError(Fault(_("--suppressed is for suppressed shares: of a file, add --share.")))
    if not asked["units"]:
        raise UsageError(
            Fault(
                _("Which column names the unit?"),
                file=path.name,
                rule="required",
                remedy=_("Add --unit and the column's name."),
            )
        )
    found = _by(read_any_table(path, asked["sheet"]), asked, path.name)
    if out:
        found.to_csv(out, index=False, lineterminator="\n")
    if as_json:
        emit({"indices": [row | {"sentence": _sentence(row)} for row in found.to_dict("records")]})
        return
    for key, part in found.groupby("by", sort=False):
        _tell(str(key), part)


def _sentence(row: dict[Any, Any]) -> str:
    """Return the row in words; corrections and parts of a decomposition have none of their own."""
    from skolval.measure.sentences import sentence_of

    return "" if row["family"] in {"correction", "parts"} else sentence_of(row)


def _by(frame: pd.DataFrame, asked: dict[str, Any], file: str) -> pd.DataFrame:
    """Return one measurement, or one per value of the columns `by`, told apart by column by."""
    import pandas as pd

    from skolval.measure.frames import labels_of, refuse_columns
    from skolval.measure.segregation import segregation

    more = {
        name: asked[name]
        for name in ("wide", "members", "share", "mark", "total", "focus", "against", "within",
                     "strata", "indices", "interval", "permutations")
        if asked[name]
    }  # fmt: skip
    given = {"unit": asked["units"], "group": asked["groups"], "value": asked["value"],
             "weight": asked["weight"], "suppressed": asked["suppressed"], "file": file,
             **more}  # fmt: skip
    if not asked["by"]:
        return segregation(frame, **given).assign(by="")
    refuse_columns(frame, asked["by"], file)
    label = labels_of(frame, asked["by"]).to_numpy()
    parts = [
        segregation(frame[label == value], **given).assign(by=value)
        for value in sorted(set(label.tolist()))
    ]
    return pd.concat(parts, ignore_index=True)


def _tell(title: str, part: pd.DataFrame) -> None:
    lang = current()
    rows = part[part["family"] != "local"].to_dict("records")
    drawn = any(row["draws"] == row["draws"] for row in rows)
    interval = any(row["underlying"] == row["underlying"] for row in rows)
    hidden = any(row["bound_low"] == row["bound_low"] for row in rows)
    columns = [("value", _("value")), ("expected", _("by lot")), ("corrected", _("corrected"))]
    if interval:
        columns += [("underlying", _("underlying")), ("low", _("lowest")), ("high", _("highest")),
                    ("se", _("standard error"))]  # fmt: skip
    if hidden:
        columns += [("bound_low", _("lowest, suppressed")),
                    ("bound_high", _("highest, suppressed"))]  # fmt: skip
    if drawn:
        columns += [("drawn_mean", _("mean of draws")), ("p_more", _("p"))]
    header = (_("index"), *(name for _column, name in columns), _("note"))
    lines = [
        (
            _called(row),
            *(number(row[column], lang, decimals=4) for column, _name in columns),
            _note(row),
        )
        for row in rows
    ]
    first = rows[0] if rows else {"n_pupils": 0, "n_units": 0}
    size = _("{pupils} pupils, {units} units").format(
        pupils=number(first["n_pupils"], lang), units=number(first["n_units"], lang)
    )
    table(f"{title}: {size}" if title else size, header, lines)
    local = part[part["family"] == "local"]
    if len(local):
        say(_("Values by unit stand in the CSV file (--out) and in --json."))


def _called(row: Mapping[Any, Any]) -> str:
    from skolval.measure import index_name

    name = f"{index_name(row['index'])} ({row['symbol']})"
    if row["family"] == "parts":
        scopes = {
            "total": _("in all"), "between": _("between parts"), "within": _("within parts"),
            "remainder": _("remainder"), "part": _("part"),
        }  # fmt: skip
        return f"{name}, {scopes[row['scope']]} {row['part']}".strip()
    words = [row["variant"], row["of"] and f"{row['of']} - {row['to']}"]
    return ", ".join([name, *(word for word in words if word)])


def _note(row: Mapping[Any, Any]) -> str:
    from skolval.measure.sentences import note

    known, ours = [], []
    for flag in str(row["flag"]).split():
        if flag.startswith("totals_unknown_"):
            text = _("{count} units without a published total left out")
            ours.append(text.format(count=flag.removeprefix("totals_unknown_")))
        elif flag == "too_many_suppressed_for_bounds":
            ours.append(_("too many suppressed pupils for bounds"))
        else:
            known.append(flag)
    told = note({"reason": row["reason"], "flag": " ".join(known)})
    return "; ".join(text for text in (told, *ours) if text)
