"""What measure tells beyond the indices: levels, homes and choice, units, surroundings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.cli.output import say, table
from skolval.domain.instance import Instance
from skolval.domain.language import _, current, number
from skolval.domain.language import percent as plain_percent
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from skolval.io.run import Run

__all__ = ["PARTS", "parts_of", "tell_parts", "write_parts"]

PARTS = ("levels", "homes", "each_unit", "spatial", "transport")
_FLAGS = {name: f"--{name.replace('_', '-')}" for name in PARTS}


def percent(share: float | None, lang: str, *, decimals: int = 0) -> str:
    """Return a share as per cent, a dash when it is not told."""
    return "–" if share is None or share != share else plain_percent(share, lang, decimals=decimals)  # noqa: PLR0124 - NaN


Frames = dict[str, "pd.DataFrame"]


def parts_of(subject: Run | Instance, asked: Mapping[str, Any]) -> Frames:
    """Return the frames asked for by flag, by name.

    Raises
    ------
    UsageError
        For homes of an instance (nobody is placed in it), or the surroundings of a run.
    """
    _refuse(subject, asked)
    found: Frames = {}
    if asked["levels"]:
        from skolval.measure.nesting import levels_of

        found["levels"] = levels_of(subject)
    if asked["homes"] and not isinstance(subject, Instance):
        from skolval.measure.home_and_choice import area_and_unit, home_and_choice

        found |= {"homes": home_and_choice(subject), "area_and_unit": area_and_unit(subject)}
    if asked["each_unit"]:
        from skolval.measure.each_unit import each_unit, for_publication

        found["each_unit"] = for_publication(each_unit(subject))
    if asked["spatial"] and isinstance(subject, Instance):
        from skolval.measure.surroundings import surroundings

        found["spatial"] = surroundings(subject)
    groups = asked["groups"]
    if groups:
        found = {name: frame[frame["group"].isin(groups)] for name, frame in found.items()}
    if asked["transport"] and not isinstance(subject, Instance):
        from skolval.measure.school_transport import transport_units

        found["transport"] = transport_units(subject)
    return found


def _refuse(subject: Run | Instance, asked: Mapping[str, Any]) -> None:
    instance = isinstance(subject, Instance)
    judged = (
        not isinstance(subject, Instance) and subject.problem.policy.school_transport is not None
    )
    wrong = {
        "transport": (
            not judged,
            _("{flag} is for a run whose policy judges school transport (school_transport)."),
        ),
        "homes": (instance, _("{flag} is for a run: in an instance nobody is placed.")),
        "spatial": (not instance, _("{flag} is for an instance: a run holds no streets.")),
    }
    faults = [
        Fault(text.format(flag=_FLAGS[name]), value=_FLAGS[name], rule="subject_option")
        for name, (bad, text) in wrong.items()
        if asked[name] and bad
    ]
    if faults:
        raise UsageError(faults)


def write_parts(parts: Frames, out: str) -> None:
    """Write each frame beside `out`: ``indices.csv`` gets ``indices_levels.csv`` and so on."""
    path = Path(out)
    for name, frame in parts.items():
        place = path.with_name(f"{path.stem}_{name}{path.suffix or '.csv'}")
        frame.to_csv(place, index=False, lineterminator="\n")


def tell_parts(parts: Frames, labels: Mapping[str, str]) -> None:
    """Print every frame as tables, and what it comes to in sentences."""
    tellers: dict[str, Callable[[pd.DataFrame, Mapping[str, str]], None]] = {
        "levels": _levels, "homes": _homes, "area_and_unit": _information,
        "each_unit": _units, "spatial": _spatial, "transport": _transport,
    }  # fmt: skip
    for name, frame in parts.items():
        tellers[name](frame, labels)


def _levels(frame: pd.DataFrame, labels: Mapping[str, str]) -> None:
    from skolval.measure.sentences import basis_name, level_name

    lang = current()
    header = (_("index"), _("level"), _("parts"), _("adds"), _("by lot"), _("beyond lot"),
              _("share"))  # fmt: skip
    for (basis, group), part in frame.groupby(["basis", "group"], sort=False):
        rows = [
            (
                row["symbol"], level_name(row["level"]), number(row["parts"], lang),
                *(number(row[c], lang, decimals=4)
                  for c in ("added", "added_expected", "added_beyond_lot")),
                percent(row["share_of_total"], lang, decimals=1),
            )
            for row in part.to_dict("records")
        ]  # fmt: skip
        table(_("Levels, {title}").format(title=_title(group, basis_name(str(basis)), labels)),
              header, rows)  # fmt: skip


def _title(group: Any, told: str, labels: Mapping[str, str]) -> str:
    return f"{labels.get(group, group)}: {told}"


def _transport(frame: pd.DataFrame, _labels: Mapping[str, str]) -> None:
    from skolval.domain.school_transport import OUTCOMES
    from skolval.measure.transport_sentences import outcome_name

    lang = current()
    header = (_("unit"), _("pupils"), *(outcome_name(name) for name in OUTCOMES))
    rows = [
        (row["name"], *(number(row[name], lang) for name in ("pupils", *OUTCOMES)))
        for row in frame.to_dict("records")
    ]
    table(_("School transport"), header, rows)


def _homes(frame: pd.DataFrame, labels: Mapping[str, str]) -> None:
    from skolval.measure import index_name
    from skolval.measure.home_sentences import counterfactual_name, home_sentences

    lang = current()
    header = (
        _("index"), _("pupils' homes taken as"), _("within grade"), _("units as they are"),
        _("by lot"), _("homes alone"), _("by lot"), _("excess"), _("excess, corrected"),
    )  # fmt: skip
    for group, part in frame.groupby("group", sort=False):
        rows = [
            (
                index_name(row["index"]), counterfactual_name(row["counterfactual"]),
                _("yes") if row["scope"] == "within_grade" else _("no"),
                *(number(row[c], lang, decimals=3)
                  for c in ("actual", "actual_expected", "home", "home_expected", "excess",
                            "excess_corrected")),
            )
            for row in part.to_dict("records")
        ]  # fmt: skip
        table(_title(group, _("home and choice"), labels), header, rows)
    say()
    for text in home_sentences(frame, labels):
        say(text)


def _information(frame: pd.DataFrame, labels: Mapping[str, str]) -> None:
    from skolval.measure.home_sentences import information_sentences

    say()
    for text in information_sentences(frame, labels):
        say(text)
    say()


def _units(frame: pd.DataFrame, labels: Mapping[str, str]) -> None:
    from skolval.measure.sentences import basis_name

    lang = current()
    header = (
        _("unit"), _("pupils"), _("share"), _("points from lot"), _("by lot, lowest"),
        _("by lot, highest"), _("q"), _("beyond chance"), _("contribution to M"),
    )  # fmt: skip
    for (basis, group), part in frame.groupby(["basis", "group"], sort=False):
        rows = [
            (
                row["name"], number(row["pupils"], lang),
                percent(row["share"], lang, decimals=1),
                number(row["difference"], lang, decimals=1),
                *(percent(row[c], lang, decimals=1) for c in ("low_lot", "high_lot")),
                number(row["q"], lang, decimals=3),
                _("yes") if row["flagged"] is True else "",
                percent(row["contribution"], lang, decimals=1),
            )
            for row in part.to_dict("records")
        ]  # fmt: skip
        table(_title(group, basis_name(str(basis)), labels), header, rows)
    if frame["hidden"].any():
        say(_("A dash: too few pupils of the group, or of the others, to be told."))


def _spatial(frame: pd.DataFrame, labels: Mapping[str, str]) -> None:
    from skolval.measure.home_sentences import distance_name, spatial_sentences

    lang = current()
    header = (_("metres around"), "H~", "R~", "D~", _("isolation"), _("areas with no other near"))
    for group, part in frame.groupby("group", sort=False):
        rows = [
            (
                number(row["metres"], lang),
                *(number(row[c], lang, decimals=3) for c in ("h", "r", "d", "isolation")),
                number(row["alone"], lang),
            )
            for row in part.to_dict("records")
        ]
        kind = distance_name(str(part["distances"].iloc[0]))
        table(_title(group, kind, labels), header, rows)
    say()
    for text in spatial_sentences(frame, labels):
        say(text)
