"""Mapping files (kolumnmallar): which column of a municipality's own file is what.

A YAML file, checked as strictly as a policy: every unknown key is a fault with the nearest
known one. Without a file, one is proposed from the names of the columns alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.plain_faults import Spot, validated
from skolval.io.yaml_file import Document, read_yaml
from skolval.sources.application_roles import ROLES, proposed_roles, wish_number
from skolval.sources.headings import plain

__all__ = ["Columns", "GroundPart", "Mapping", "ReadMapping", "known_name", "mapping_schema",
           "missing_columns", "proposed", "read_mapping"]  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(_Part):
    """Which column is what; each value is the heading of a column as it stands in the file."""

    pupil: str = Field(
        default="", description="personal identity number, or another code of the pupil"
    )
    grade: str = Field(default="", description="grade sought for the coming school year")
    wishes: tuple[str, ...] = Field(default=(), description="the wishes in order, one column each")
    wish: str = Field(default="", description="the wished unit, where each wish has its own row")
    rank: str = Field(
        default="", description="the number of the wish, where each wish has its own row"
    )
    current_unit: str = Field(default="", description="today's unit, by name or code")
    sibling: str = Field(default="", description="personal identity number of a sibling")
    sibling_unit: str = Field(default="", description="unit where a sibling stays, by name or code")
    sibling_grade: str = Field(
        default="", description="the sibling's grade in the coming school year"
    )
    household: str = Field(default="", description="code shared by siblings")
    protected: str = Field(
        default="", description="marks a protected identity; any text but no is yes"
    )
    x: str = Field(default="", description="easting or longitude of the home")
    y: str = Field(default="", description="northing or latitude of the home")
    address: str = Field(default="", description="street, number and letter in one cell")
    street: str = Field(default="", description="street alone")
    number: str = Field(default="", description="number in the street")
    letter: str = Field(default="", description="letter after the number")
    postcode: str = Field(default="", description="postcode")
    second_x: str = Field(default="", description="easting or longitude of the second home")
    second_y: str = Field(default="", description="northing or latitude of the second home")
    second_address: str = Field(default="", description="address of the second home")
    second_postcode: str = Field(default="", description="postcode of the second home")
    language: str = Field(default="", description="mother tongue")
    arrived: str = Field(default="", description="date of arrival in Sweden")
    months_in_sweden: str = Field(default="", description="months in Sweden")
    status: str = Field(default="", description="standing of the applicant")
    needs: str = Field(default="", description="words of the units' features that the pupil needs")
    transport_reason: str = Field(
        default="", description="decided reason for school transport other than the distance"
    )
    programme: str = Field(default="", description="programme applied for")
    in_round: str = Field(default="", description="whether the pupil takes part in the round")
    applied: str = Field(default="", description="date of the application; the latest counts")


class GroundPart(_Part):
    """A column that becomes a row of grounds: what is noted about the pupil at a unit."""

    ground: str
    column: str
    at: str = Field(
        default="first_wish", description="first_wish, wishes, current_unit, or a column"
    )


class Values(_Part):
    """What words in the file mean; compared without case, spaces and signs."""

    grade: dict[str, str] = {}
    language: dict[str, str] = {}
    status: dict[str, str] = {}
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Constants(_Part):
    """Values for every row, where the file has no column."""

    grade: str = ""
    language: str = ""
    status: str = ""
    programme: str = ""


class Mapping(_Part):
    """A whole mapping file."""

    sheet: str = Field(default="", description="name of the sheet; found where it is not told")
    heading_row: int | None = Field(
        default=None, ge=1, description="Excel's row number of the heading"
    )
    sideways: bool | None = Field(default=None, description="pupils stand in columns, not in rows")
    columns: Columns = Columns()
    groups: dict[str, str] = Field(
        default={}, description="group of the instance to its yes/no column"
    )
    grounds: tuple[GroundPart, ...] = ()
    left_out: tuple[str, ...] = Field(default=(), description="columns that are known and not read")
    values: Values = Values()
    units: dict[str, str] = Field(
        default={}, description="name in the file to unit code; - drops it"
    )
    constants: Constants = Constants()
    crs: str = Field(default="", description="coordinate system, where the numbers do not tell")
    repeated: Literal["refuse", "latest"] = Field(
        default="refuse", description="what happens when a pupil has several applications"
    )

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield (role, column) for every column that the file names."""
        for role in Columns.model_fields:
            told: str | tuple[str, ...] = getattr(self.columns, role)
            for name in told if isinstance(told, tuple) else (told,):
                if name:
                    yield role, name
        yield from ((f"groups.{group}", name) for group, name in self.groups.items())
        for part in self.grounds:
            yield f"grounds.{part.ground}", part.column
            if part.at not in {"first_wish", "wishes", "current_unit"}:
                yield f"grounds.{part.ground}.at", part.at


@dataclass(frozen=True, slots=True)
class ReadMapping:
    """A mapping and the file it stands in; no document where it was proposed."""

    mapping: Mapping
    document: Document | None = None


def mapping_schema() -> dict[str, Any]:
    """Return the JSON schema of mapping files, for editors."""
    return Mapping.model_json_schema()


def read_mapping(path: Path, ledger: Ledger) -> ReadMapping | None:
    """Return the mapping in a file, or None with every fault in `ledger`."""
    document = read_yaml(path, ledger)
    if document is None:
        return None
    mapping = validated(Mapping, document.value, Spot(document), ledger)
    return None if mapping is None else ReadMapping(mapping, document)


def known_name(mapping: Mapping | None) -> Any:
    """Return the function that tells whether a plain heading means something."""
    told = {plain(name) for _role, name in mapping.named()} if mapping else set()
    aliases = {name for names in ROLES.values() for name in names}

    def known(name: str) -> bool:
        return name in told or name in aliases or wish_number(name) > 0

    return known


def missing_columns(read: ReadMapping, names: Sequence[str], file: str) -> Iterator[Fault]:
    """Yield a fault for every column that the mapping names and the table lacks."""
    have = {plain(name) for name in names}
    for role, name in read.mapping.named():
        if plain(name) not in have:
            document = read.document
            place = ("columns", role) if "." not in role else tuple(role.split("."))
            yield Fault(
                _("There is no column {name!r} in {file}.").format(name=name, file=file),
                file=document.file if document else "",
                row=document.line(place) if document else None,
                column=role,
                value=name,
                rule="known_column",
                suggestion=did_you_mean(name, list(names)),
                remedy=_("The file has: {known}.").format(known=", ".join(names)),
            )


def proposed(names: Sequence[str]) -> Mapping:
    """Return the mapping that the names of a table's columns suggest."""
    found = proposed_roles([plain(name) for name in names])
    roles: dict[str, str | tuple[str, ...]] = {}
    for role, told in found.items():
        many = isinstance(told, list)
        roles[role] = tuple(names[int(c)] for c in told) if many else names[int(str(told))]
    taken = {
        int(c) for told in found.values() for c in (told if isinstance(told, list) else [told])
    }
    rest = tuple(name for c, name in enumerate(names) if c not in taken)
    return Mapping(columns=Columns(**roles), left_out=rest)  # type: ignore[arg-type]  # by role
