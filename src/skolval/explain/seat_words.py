"""The words about a seat outwards (erbjuden plats med omvänd skolskjuts): an offer, when, where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.explain.decisions import metres

if TYPE_CHECKING:
    from skolval.explain.facts import PupilExplanation

__all__ = ["seat_words"]


def seat_words(found: PupilExplanation) -> list[str]:
    """Return what is offered: from which stop and when, that it is voluntary, and what else."""
    seat = found.seat
    if seat is None:
        return []
    if seat.voluntary:
        text = _(
            "The municipality offers a seat on {service} to {unit}. It is voluntary: the place "
            "there is the pupil's only if the guardian accepts the offer."
        )
    else:
        text = _("In this thought experiment the pupil goes to {unit} by {service}.")
    said = [text.format(service=seat.service, unit=found.placed_unit)]
    text = _(
        "In the morning it leaves {stop} at {leaves} and is at {there} at {arrives}; in the "
        "afternoon the pupil is back at {back} at {returns}. Walking to and from the stops is "
        "{walk} in all, and the way from door to door takes {minutes} minutes in the morning."
    )
    said.append(
        text.format(
            stop=seat.stop, leaves=seat.leaves, there=seat.there, arrives=seat.arrives,
            back=seat.back_stop, returns=seat.returns, walk=metres(seat.walk_metres),
            minutes=seat.minutes,
        )
    )  # fmt: skip
    if seat.voluntary and seat.declined_unit:
        text = _("Whoever declines is placed at {unit}, which is the pupil's guarantee school.")
        said.append(text.format(unit=seat.declined_unit))
    said.append(
        _(
            "The seat is offered beyond the right to school transport, which gives none to a unit "
            "that the guardian has chosen instead of the municipality's own (10 kap. 32 § "
            "skollagen)."
        )
    )
    return said
