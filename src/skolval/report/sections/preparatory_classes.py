"""Preparatory classes: at how many units newly arrived pupils start, and what spreading costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.blocks import Section, prose
from skolval.report.sections._hosting import body_of, concerned

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 12


def render(context: Context) -> Section | None:
    """Return where the groups of newly arrived pupils stand; None where none are placed."""
    _ = context.words.gettext
    hosted = concerned(context, "newly_arrived", "pupils")
    if not hosted:
        return None
    intro = _(
        "A newly arrived pupil may be taught partly in a preparatory class, never longer than two "
        "years, and belongs to a regular class as well, decided within two months (3 kap. 12 d-12 "
        "f §§ skollagen). Here both seats are taken at the same unit. Which units have groups is "
        "the municipality's own choice, and no family is refused by it."
    )
    body = prose(intro) + body_of(hosted, context)
    return Section("preparatory_classes", _("Preparatory classes"), body)
