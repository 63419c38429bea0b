"""What may be chosen of every import of public files."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import N_

__all__ = ["PublicParams"]


class PublicParams(BaseModel):
    """Choices about the pupils and seats that no public file holds.

    Parameters
    ----------
    seed : source of all chance. school_year : the coming one; decides which children start.
    cohort : ``first-year``, the pupils who start school.
    independent : ``placeable`` is a what-if in which independent units are placed in like
        municipal ones; ``excluded`` leaves them and their part of the cohort out.
    spare : seats above the number of pupils, per cent.
    children, spread, odds : see `skolval.synth.population_children` and `...population`.
    homes : where pupils live, see `skolval.synth.population_homes`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(1, ge=0, le=2**63 - 1, description=N_("Source of all chance."))
    school_year: str = Field("2026/27", description=N_("The coming school year."))
    cohort: Literal["first-year"] = Field("first-year", description=N_("Which pupils."))
    independent: Literal["placeable", "excluded"] = Field(
        "placeable", description=N_("Whether independent units take part; placeable is a what-if.")
    )
    spare: float = Field(
        8.0, ge=0, le=100, description=N_("Seats above the number of pupils, per cent.")
    )
    children: Literal["modelled", "residents"] = Field(
        "modelled",
        description=N_(
            "Groups among an area's children: modelled from residents of parents' age and from"
            " what the units publish, or simply as among all residents."
        ),
    )
    spread: float = Field(
        1.0,
        gt=0,
        le=3,
        description=N_("Modelled children: how much areas differ, beside their residents (1)."),
    )
    odds: float = Field(
        2.0,
        gt=0,
        le=100,
        description=N_("Odds ratio of low education with foreign background inside an area."),
    )
    homes: Literal["point", "polygon", "streets", "units"] = Field(
        "point",
        description=N_(
            "Where pupils live: at the area's point, anywhere in its surface, along its streets,"
            " or (a what-if without areas) around the units; never at real addresses."
        ),
    )
