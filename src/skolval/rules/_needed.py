"""What a rule cannot do without."""

from __future__ import annotations

from typing import TypeVar

from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = ["given"]

T = TypeVar("T")


def given(value: T | None, rule: str, what: str, remedy: str) -> T:
    """Return `value`, which the problem must have.

    Raises
    ------
    InputError
        If it has none: a rule that can never be broken for want of facts is a mistake.
    """
    if value is None:
        raise InputError(
            Fault(
                _("The rule {rule} looks at {what}, and there is none.").format(
                    rule=rule, what=what
                ),
                value=what,
                rule="needed",
                remedy=remedy,
            )
        )
    return value
