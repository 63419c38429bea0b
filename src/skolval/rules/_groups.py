"""Rules about the composition of units: of one group, or of several groups at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.deviation import Deviation, deviation
from skolval.domain.language import _
from skolval.domain.problem import Problem

__all__ = ["Share", "ShareParams", "deviations_of", "refuse_two_ways", "valued_groups"]

Share = Annotated[float, Field(ge=0, le=1)]


class ShareParams(BaseModel):
    """Whose share of a unit's pupils is looked at; fields as in the rules that use it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str | None = None
    groups: dict[str, Share] | tuple[str, ...] | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    price: int | None = Field(None, ge=1, le=1_000_000)

    def refuse_two_ways(self, value: str) -> None:
        """Refuse settings that say the groups or their value twice, or not at all."""
        refuse_two_ways(self, value)


def refuse_two_ways(params: Any, value: str) -> None:
    """Refuse settings that say the groups or their value twice, or not at all.

    Raises
    ------
    ValueError
        In words for who wrote the policy; pydantic tells where.
    """
    groups, told = params.groups, getattr(params, value)
    if groups is not None and params.group is not None:
        raise ValueError(_("give `group` or `groups`, not both"))
    if groups is not None and not groups:
        raise ValueError(_("`groups` names no group"))
    if isinstance(groups, Mapping) == (told is not None):
        text = _("give `{value}` for all groups, or a value for each group in `groups`")
        raise ValueError(text.format(value=value))
    if groups is not None and len(set(groups)) < len(groups):
        raise ValueError(_("`groups` names a group twice"))


def valued_groups(problem: Problem, params: Any, value: str) -> Iterator[tuple[str, Any]]:
    """Yield every group that `params` names, and its value.

    Parameters
    ----------
    value : the setting that holds the value of all groups, unless `groups` gives one to each.
    """
    named = params.groups or (params.group or problem.balance_group,)
    for group in named:
        yield group, named[group] if isinstance(named, Mapping) else getattr(params, value)


def deviations_of(
    problem: Problem, params: Any, value: str, *, expected: bool = True
) -> Iterator[tuple[str, Deviation, Any]]:
    """Yield every group that `params` names, its deviations, and its value.

    Parameters
    ----------
    expected : as in `domain.deviation`.
    """
    for group, own in valued_groups(problem, params, value):
        found = deviation(
            problem, group, params.basis,
            per=params.per, against=params.against, expected=expected,
        )  # fmt: skip
        yield group, found, own
