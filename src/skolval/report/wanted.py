"""What a report is to be (beställning): language, audience, sections, scenarios, base map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.registry import names
from skolval.report.audience import AUDIENCES

if TYPE_CHECKING:
    from skolval.audit import Audit
    from skolval.domain.instance import Instance
    from skolval.report.among import Among
    from skolval.report.front_told import FrontTold

__all__ = ["Wanted"]


@dataclass(frozen=True)
class Wanted:
    """What a report is to be.

    Parameters
    ----------
    lang : ``sv`` or ``en``. instance : gives maps their streets; not needed.
    scenarios : how many futures each placement is tried in, 0 for none.
    audience : ``internal``, or ``public`` for what anybody may read; see `report.audience`.
    among : the municipality among all others, as `skolval.report.among.read_among` gives.
    front : travel against segregation, as `skolval.report.front_told.read_front` gives.
    sections : names of the files of `report/sections`, for these only; all when empty.
    audits : of the runs, in their order, as `skolval.report.audited` gives; made when None.

    Raises
    ------
    UsageError
        For an audience or a section that does not exist, all of them at once.
    """

    lang: str = "sv"
    instance: Instance | None = None
    scenarios: int = 0
    audience: str = "internal"
    sections: tuple[str, ...] = ()
    among: Among | None = None
    front: FrontTold | None = None
    audits: tuple[Audit, ...] | None = None

    def __post_init__(self) -> None:
        known = names("section")
        faults = [
            _unknown(_("There is no section {name!r}."), name, known)
            for name in self.sections
            if name not in known
        ]
        if self.audience not in AUDIENCES:
            faults.append(_unknown(_("There is no audience {name!r}."), self.audience, AUDIENCES))
        if faults:
            raise UsageError(faults)

    def has(self, section: str) -> bool:
        """Return whether the section is wanted."""
        return not self.sections or section in self.sections


def _unknown(text: str, name: str, known: tuple[str, ...]) -> Fault:
    return Fault(
        text.format(name=name),
        value=name,
        rule="known_name",
        suggestion=did_you_mean(name, known),
        remedy=_("Known: {known}.").format(known=", ".join(known)),
    )
