"""instance.yaml: what an instance folder says about itself before any table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from pyproj import CRS
from pyproj.exceptions import CRSError

from skolval.domain.grades import SCHOOL_FORMS, GradeSystem, grade_system
from skolval.domain.instance import Group, Source
from skolval.domain.language import _
from skolval.domain.school_transport import TransportCosts, TransportRules
from skolval.domain.timetable import SchoolDay
from skolval.domain.way_rule import WayRule
from skolval.errors import Fault, InputError, did_you_mean
from skolval.io.dictionary import TABLES
from skolval.io.faults import Ledger
from skolval.io.head_keys import HeadKeys, WayKeys
from skolval.io.head_transport import transport_of
from skolval.io.plain_faults import Spot, validated
from skolval.io.school_transport import costs_of
from skolval.io.yaml_file import Document, Place, read_yaml

__all__ = ["HEAD_FILE", "Head", "HeadKeys", "read_head"]

HEAD_FILE = "instance.yaml"


@dataclass(frozen=True, slots=True)
class Head:
    """What instance.yaml says, understood."""

    name: str
    school_year: str
    grades: GradeSystem
    crs: str
    groups: tuple[Group, ...]
    balance_group: str
    title: dict[str, str]
    detour_factor: float
    transport_limits: tuple[int, int, int]
    sources: tuple[Source, ...]
    digest: str
    measuring_point: str = ""
    transport: TransportRules | None = None
    transport_costs: TransportCosts | None = None
    school_day: SchoolDay = field(default_factory=SchoolDay)
    ways: WayRule = field(default_factory=WayRule)
    school_form: str = SCHOOL_FORMS[0]


def read_head(folder: Path, ledger: Ledger) -> Head | None:
    """Return what the folder's instance.yaml says, or None if it is broken."""
    path = folder / HEAD_FILE
    if not path.exists():
        ledger.add(_missing(folder))
        return None
    document = read_yaml(path, ledger)
    if document is None:
        return None
    keys = validated(HeadKeys, document.value, Spot(document, called=HEAD_FILE), ledger)
    if keys is None:
        return None
    grades = _grades(keys, document, ledger)
    crs_known = _check_crs(keys.crs, document, ledger)
    groups_good = _check_groups(keys, document, ledger)
    if grades is None or not crs_known or not groups_good:
        return None
    if not _check_ways(keys.ways, grades, document, ledger):
        return None
    rules = transport_of(
        keys.school_transport,
        keys.school_year,
        grades,
        (document, ledger),
        ends=keys.measuring_point,
    )
    head = _understood(keys, grades, document.digest)
    stages = None if rules is None else rules.by_stage(grades)
    return replace(head, transport=rules, transport_limits=stages or head.transport_limits)


def _missing(folder: Path) -> Fault:
    other = [name for name in ("instance.yml", "instans.yaml") if (folder / name).exists()]
    return Fault(
        _("The folder {folder} has no {file}, so it is not an instance.").format(
            folder=folder.name, file=HEAD_FILE
        ),
        file=HEAD_FILE,
        rule="required_file",
        suggestion=_("to rename {other}").format(other=other[0]) if other else "",
        remedy=_("Make one with `skolval new DIR`, or give the path of an instance folder."),
    )


def _fault(
    document: Document, place: Place, value: str, rule: str, texts: tuple[str, str]
) -> Fault:
    column = ".".join(str(part) for part in place if isinstance(part, str))
    return Fault(
        texts[0],
        file=document.file,
        row=document.line(place),
        column=column,
        value=value,
        rule=rule,
        remedy=texts[1],
    )


def _grades(keys: HeadKeys, document: Document, ledger: Ledger) -> GradeSystem | None:
    try:
        return grade_system(keys.school_year, keys.school_form)
    except InputError as error:
        fault = error.faults[0]
        texts = (fault.message, fault.remedy)
        ledger.add(_fault(document, ("school_year",), keys.school_year, "school_year", texts))
        return None


def _check_crs(name: str, document: Document, ledger: Ledger) -> bool:
    try:
        texts = _crs_problem(CRS.from_user_input(name))
    except CRSError:
        texts = (
            _("{name!r} is not a known coordinate reference system.").format(name=name),
            _("Sweden's is EPSG:3006 (SWEREF 99 TM); local zones are EPSG:3007 to 3018."),
        )
    if texts:
        ledger.add(_fault(document, ("crs",), name, "crs", texts))
    return not texts


def _crs_problem(crs: CRS) -> tuple[str, str] | tuple[()]:
    if crs.is_projected and {axis.unit_name for axis in crs.axis_info[:2]} == {"metre"}:
        return ()
    return (
        _("{name} does not measure in metres.").format(name=crs.name),
        _("Use EPSG:3006 (SWEREF 99 TM) or a local SWEREF 99 zone, and convert the coordinates."),
    )


def _check_groups(keys: HeadKeys, document: Document, ledger: Ledger) -> bool:
    """Return whether the groups are distinct, do not clash with columns, and one is balanced."""
    taken = {field.name for name in ("pupils", "areas") for field in TABLES[name].fields}
    ids = [group.id for group in keys.groups]
    good = True
    for i, name in enumerate(ids):
        if name in taken or name in ids[:i]:
            why = _("is already a column of the tables") if name in taken else _("stands twice")
            texts = (
                _("The group {name!r} {why}.").format(name=name, why=why),
                _("Give every group a name of its own."),
            )
            ledger.add(_fault(document, ("groups", i, "id"), name, "unique", texts))
            good = False
    if keys.balance_group not in ids:
        good = False
        texts = (
            _("The balance group {group!r} is not one of the groups.").format(
                group=keys.balance_group
            ),
            _("Known groups: {known}.").format(known=", ".join(ids)),
        )
        fault = _fault(document, ("balance_group",), keys.balance_group, "reference", texts)
        near = did_you_mean(keys.balance_group, ids)
        ledger.add(replace(fault, suggestion=near))
    elif keys.groups[ids.index(keys.balance_group)].kind == "background":
        texts = (
            _("The balance group {group!r} is of kind background, not socioeconomic.").format(
                group=keys.balance_group
            ),
            _("Choose a group of kind socioeconomic; background may be measured, never decide."),
        )
        fault = _fault(document, ("balance_group",), keys.balance_group, "balance_group", texts)
        ledger.add(replace(fault, level="warning"))
    return good


def _check_ways(keys: WayKeys, grades: GradeSystem, document: Document, ledger: Ledger) -> bool:
    grade = keys.unsafe_through_grade
    if not grade or grade in grades.codes:
        return True
    texts = (
        _("There is no grade {grade!r} in this school year.").format(grade=grade),
        _("Known: {known}.").format(known=", ".join(grades.codes)),
    )
    place = ("ways", "unsafe_through_grade")
    ledger.add(_fault(document, place, grade, "grade", texts))
    return False


def _understood(keys: HeadKeys, grades: GradeSystem, digest: str) -> Head:
    limits = keys.transport_limits
    return Head(
        name=keys.name,
        school_year=keys.school_year,
        grades=grades,
        crs=keys.crs,
        groups=tuple(
            Group(
                group.id,
                group.label.sv or group.id,
                group.label.en or group.id,
                group.definition,
                group.source,
                group.vintage,
                group.kind,
            )
            for group in keys.groups
        ),
        balance_group=keys.balance_group,
        title={lang: words for lang, words in keys.title.model_dump().items() if words},
        detour_factor=keys.detour_factor,
        transport_limits=(limits.low, limits.middle, limits.high),
        sources=tuple(Source(**source.model_dump()) for source in keys.sources),
        digest=digest,
        measuring_point=keys.measuring_point,
        transport_costs=costs_of(keys.transport_costs),
        school_day=SchoolDay(**keys.school_day.model_dump()),
        ways=WayRule(**keys.ways.model_dump()),
        school_form=keys.school_form,
    )
