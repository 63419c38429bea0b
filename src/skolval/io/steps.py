"""The steps of a policy: names of files in the rooms, with their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skolval.domain.language import N_, _
from skolval.domain.policy import Step
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.plain_faults import Spot, validated
from skolval.io.yaml_file import Document, Place
from skolval.registry import load, names

if TYPE_CHECKING:
    pass

from skolval.io.step_faults import order_faults, parameter_faults, seat_faults

__all__ = ["StepReader", "order_faults", "parameter_faults", "seat_faults"]

_WISHES = (
    N_("Nobody may go first because of where a unit stands on the list of wishes (ÖKN 2017:132)."),
    N_("Take it away; deferred acceptance already looks at the order of the wishes."),
)
_BIRTH = (
    N_("Date of birth and personal identity number are not objective grounds (ÖKN 2019:1036)."),
    N_("Take it away; use `lottery` to decide between equals."),
)
_ETHNIC = (
    N_("Ethnic origin and religion must not decide places (diskrimineringslagen 2 kap. 5 §)."),
    N_("Take it away; balance on a socio-economic group of the home area instead."),
)
_FORBIDDEN: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            "wish_rank",
            "rank",
            "wish_order",
            "list_position",
            "first_choice",
            "rank_on_list",
            "rangordning",
            "valets_ordning",
            "förstahandsval",
            "valnummer",
        ),
        _WISHES,
    ),
    **dict.fromkeys(
        (
            "birth_date",
            "birthdate",
            "date_of_birth",
            "birthday",
            "age",
            "personal_number",
            "personnummer",
            "födelsedatum",
            "födelsedag",
            "födelsetid",
            "ålder",
        ),
        _BIRTH,
    ),
    **dict.fromkeys(
        (
            "ethnicity",
            "ethnic_origin",
            "foreign_background",
            "country_of_birth",
            "religion",
            "etnicitet",
            "utländsk_bakgrund",
            "födelseland",
        ),
        _ETHNIC,
    ),
}


_CALLED: dict[str, str] = {
    "mechanism": N_("The mechanism {name}"),
    "criterion": N_("The criterion {name}"),
    "rule": N_("The rule {name}"),
    "goal": N_("The goal {name}"),
}


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads the mechanism and the lists of a policy file, writing faults down."""

    document: Document
    ledger: Ledger

    def single(self, room: str, entry: Any) -> Step | None:
        """Return the step under the key called like the room."""
        if entry is not None:
            return self._step(room, entry, (room,))
        if room in self.document.value:
            self._add(
                (room,),
                _("The {room} is not named.").format(room=_(room)),
                "step",
                _("Known: {known}.").format(known=_known(room)),
            )
        return None

    def several(self, room: str, key: str, entries: Any) -> tuple[Step, ...]:
        """Return the steps of the list under `key`."""
        if entries is None:
            return ()
        if not isinstance(entries, list):
            self._add(
                (key,),
                _("{key} must be a list.").format(key=key),
                "list",
                _("Write each {room} on its own line after a dash, in order.").format(room=_(room)),
            )
            return ()
        steps = [self._step(room, entry, (key, i)) for i, entry in enumerate(entries)]
        found = tuple(step for step in steps if step is not None)
        self._told_twice(key, found)
        return found

    def _step(self, room: str, entry: Any, place: Place) -> Step | None:
        if isinstance(entry, list) and room == "criterion":
            self._add(
                place,
                _("The order between these criteria is not stated (ÖKN 2019:290)."),
                "total_order",
                _("Write each criterion on its own line, first decides."),
            )
            return None
        if isinstance(entry, dict) and len(entry) == 1:
            name, params = next(iter(entry.items()))
            place = (*place, name)
        else:
            name, params = entry, None
        if not isinstance(name, str):
            self._add(
                place,
                _("A {room} must be a name, or a name with settings.").format(room=_(room)),
                "step",
                _("Write `name` or `name: {{setting: value}}`; known: {known}.").format(
                    known=_known(room)
                ),
            )
            return None
        return self._named(room, name, {} if params is None else params, place)

    def _named(self, room: str, name: str, params: Any, place: Place) -> Step | None:
        if name not in names(room):
            self._unknown(room, name, place)
            return None
        spot = Spot(self.document, place, _(_CALLED[room]).format(name=name))
        model = validated(load(room, name).Params, params, spot, self.ledger)
        return None if model is None else Step(name, model, self.document.line(place))

    def _unknown(self, room: str, name: str, place: Place) -> None:
        plain = name.casefold().replace(" ", "_").replace("-", "_")
        if room == "criterion" and plain in _FORBIDDEN:
            message, remedy = map(_, _FORBIDDEN[plain])
            self._add(place, message, "forbidden", remedy, value=name)
            return
        self.ledger.add(
            Fault(
                _("There is no {room} called {name!r}.").format(room=_(room), name=name),
                file=self.document.file,
                row=self.document.line(place),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, names(room)),
                remedy=_("Known: {known}.").format(known=_known(room)),
            )
        )

    def _told_twice(self, key: str, steps: tuple[Step, ...]) -> None:
        for i, step in enumerate(steps):
            if any(step.name == s.name and step.params == s.params for s in steps[:i]):
                self.ledger.add(
                    Fault(
                        _("{name} stands twice in {key} with the same settings.").format(
                            name=step.name, key=key
                        ),
                        file=self.document.file,
                        row=step.line,
                        value=step.name,
                        rule="unique",
                        remedy=_("Keep one of them."),
                    )
                )

    def _add(self, place: Place, message: str, rule: str, remedy: str, *, value: str = "") -> None:
        line = self.document.line(place)
        self.ledger.add(
            Fault(message, file=self.document.file, row=line, value=value, rule=rule, remedy=remedy)
        )


def _known(room: str) -> str:
    return ", ".join(names(room))
