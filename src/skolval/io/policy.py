"""Policies: YAML files in which a municipality says its rules.

Structure, names and parameters are checked together, so that one reading tells every
fault with its line. A policy is lawful only if the order between applicants is total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _
from skolval.domain.policy import (
    OptionRule,
    Policy,
    Step,
)
from skolval.errors import Fault, InputError, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.plain_faults import Spot, validated
from skolval.io.policy_hosting import HostingPart, hosting_faults, hosting_of_part
from skolval.io.policy_idle import goalless_faults, idle_faults
from skolval.io.policy_introduction import (
    IntroductionPart,
    introduction_faults,
    introduction_of_part,
)
from skolval.io.policy_parts import (
    BoundPart,
    NearHomePart,
    NonChoosersPart,
    OptionsPart,
    SeatClassPart,
    bounds_of,
    near_home_of,
    non_choosers_of,
    seat_classes_of,
)
from skolval.io.policy_sense import part_faults
from skolval.io.reversed_transport import ReversedPart, reversed_faults, reversed_of
from skolval.io.school_transport import CostsPart, JudgingPart, costs_of, judging_of
from skolval.io.step_faults import order_faults, parameter_faults, seat_faults
from skolval.io.steps import StepReader
from skolval.io.worded_text import Text, cited_of, said
from skolval.io.yaml_file import Document, read_yaml

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = [
    "check_policy",
    "policy_templates",
    "policy_text",
    "read_policy",
]


class _Head(BaseModel):
    """The keys of a policy file; the steps are read by `StepReader`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mechanism: Any
    policy: str = Field(default="", pattern=r"^[\w-]*$")
    title: Text = Text()
    description: Text = Text()
    municipality: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: str | Text = ""
    criteria: Any = None
    rules: Any = None
    goals: Any = None
    seed: str | int = "skolval"
    distance: Literal["any", "route"] = "any"
    minutes: Literal["walking", "public_transport", "fastest"] = "walking"
    parties: Literal["pupils", "areas"] = "pupils"
    places: Literal["pupils", "newly_arrived", "introduction"] = "pupils"
    hosting: HostingPart | None = None
    introduction: IntroductionPart | None = None
    max_wishes: int | None = Field(default=None, ge=1)
    measuring_point: Literal["", "main_entrance", "nearest_entrance", "plot_boundary"] = ""
    near_home: NearHomePart | None = None
    secured: Literal["", "current", "guarantee"] = ""
    non_choosers: NonChoosersPart = NonChoosersPart()
    options: OptionsPart = OptionsPart()
    seat_classes: tuple[SeatClassPart, ...] = ()
    bounds: tuple[BoundPart, ...] = ()
    school_transport: JudgingPart | None = None
    transport_costs: CostsPart | None = None
    reversed_transport: ReversedPart | None = None


def read_policy(name_or_path: str | Path) -> Policy:
    """Return the policy in a file, or the shipped template of that name.

    Raises
    ------
    InputError
        With every fault of the file, each with its line.
    """
    policy, faults = check_policy(name_or_path)
    if policy is None:
        raise InputError(fault for fault in faults if fault.level == "error")
    return policy


def check_policy(
    name_or_path: str | Path, *, instance: Instance | None = None
) -> tuple[Policy | None, tuple[Fault, ...]]:
    """Return the policy, or None if it is broken, and every fault and warning.

    Parameters
    ----------
    instance : when given, groups and grades that the policy names must exist in it.
    """
    ledger = Ledger()
    path = _find(name_or_path, ledger)
    document = read_yaml(path, ledger) if path else None
    policy = _policy(document, ledger) if document else None
    if policy is not None and instance is not None and document is not None:
        ledger.add(*parameter_faults(policy, instance, document.file, document=document))
    return (None if ledger.broken else policy), ledger.faults


@cache
def policy_templates() -> tuple[str, ...]:
    """Return the names of the shipped policy templates."""
    folder = resources.files("skolval") / "policies"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".yaml")))


def policy_text(name: str) -> str:
    """Return the text of a shipped template."""
    return (resources.files("skolval") / "policies" / f"{name}.yaml").read_text("utf-8")


def _find(name_or_path: str | Path, ledger: Ledger) -> Path | None:
    path = Path(name_or_path)
    if path.is_file():
        return path
    if str(name_or_path) in policy_templates():
        return Path(str(resources.files("skolval") / "policies" / f"{name_or_path}.yaml"))
    if path.exists():
        message = _("{file} is a folder, not a policy.").format(file=path.name)
    elif path.suffix in {".yaml", ".yml"}:
        message = _("There is no policy file {file}.").format(file=path.name)
    else:
        message = _("There is no policy called {name!r}.").format(name=str(name_or_path))
    ledger.add(
        Fault(
            message,
            value=str(name_or_path),
            rule="known_policy",
            suggestion=did_you_mean(path.stem, policy_templates()),
            remedy=_("Give the path of a YAML file, or one of: {known}.").format(
                known=", ".join(policy_templates())
            ),
        )
    )
    return None


def _policy(document: Document, ledger: Ledger) -> Policy | None:
    head = validated(_Head, document.value, Spot(document, called=_("The policy")), ledger)
    reader = StepReader(document, ledger)
    values = document.value
    mechanism = reader.single("mechanism", values.get("mechanism"))
    lists = {
        name: reader.several(room, name, values.get(name))
        for room, name in (("criterion", "criteria"), ("rule", "rules"), ("goal", "goals"))
    }
    if head is not None:
        found = part_faults(
            document, near_home=head.near_home, classes=head.seat_classes, bounds=head.bounds
        )
        ledger.add(*found)
    if head is None or mechanism is None:
        return None
    if not ledger.broken:
        ledger.add(*_joint_faults(document, head, mechanism, lists))
    return _made(document, head, mechanism, lists)


def _joint_faults(
    document: Document, head: _Head, mechanism: Step, lists: Mapping[str, tuple[Step, ...]]
) -> Iterator[Fault]:
    """Yield what parts that are right by themselves say against each other."""
    yield from order_faults(document, mechanism, lists["criteria"])
    yield from seat_faults(document, mechanism)
    yield from hosting_faults(document, head.hosting, places=head.places, mechanism=mechanism.name)
    yield from introduction_faults(document, head.introduction, places=head.places)
    yield from goalless_faults(document, lists["goals"], mechanism=mechanism.name)
    steps, services = lists["goals"] + lists["rules"], head.reversed_transport is not None
    yield from idle_faults(document, steps, places=head.places, services=services)
    if head.parties == "areas" and mechanism.name != "optimal":
        yield _areas_elsewhere(document, mechanism.name)
    if head.reversed_transport is not None:
        part = head.reversed_transport
        yield from reversed_faults(document, part, mechanism.name, head.parties)


def _made(
    document: Document, head: _Head, mechanism: Step, lists: Mapping[str, tuple[Step, ...]]
) -> Policy:
    return Policy(
        name=head.policy or Path(document.file).stem,
        mechanism=mechanism,
        criteria=lists["criteria"],
        rules=lists["rules"],
        goals=lists["goals"],
        seed=str(head.seed),
        title=said(head.title),
        description=said(head.description),
        distance=head.distance,
        minutes=head.minutes,
        parties=head.parties,
        places=head.places,
        hosting=hosting_of_part(head.hosting),
        introduction=introduction_of_part(head.introduction),
        max_wishes=head.max_wishes,
        measuring_point=head.measuring_point,
        municipality=head.municipality,
        near_home=near_home_of(head.near_home),
        secured=head.secured,
        non_choosers=non_choosers_of(head.non_choosers),
        options=OptionRule(head.options.nearest),
        seat_classes=seat_classes_of(head.seat_classes),
        bounds=bounds_of(head.bounds),
        school_transport=judging_of(head.school_transport),
        transport_costs=costs_of(head.transport_costs),
        reversed_transport=reversed_of(head.reversed_transport),
        valid_from=head.valid_from,
        valid_to=head.valid_to,
        source=cited_of(head.source),
        text=document.text,
        digest=document.digest,
    )


def _areas_elsewhere(document: Document, mechanism: str) -> Fault:
    return Fault(
        _("The mechanism {mechanism} places single pupils, not whole areas.").format(
            mechanism=mechanism
        ),
        file=document.file,
        row=document.line(("parties",)),
        column="parties",
        value="areas",
        rule="parties",
        remedy=_("Use the mechanism optimal, or take `parties: areas` away."),
    )
