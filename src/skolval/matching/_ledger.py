"""Faults in what a caller hands over, collected so that all are told at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skolval.errors import Fault, InputError, did_you_mean

__all__ = ["Ledger"]

# Looking for the nearest of many names is slow, and few readers need more than some.
_SUGGESTIONS = 20
_CHOICES = 5000


class Ledger:
    """Collects faults of the arguments of one call."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(
        self,
        argument: str,
        rule: str,
        message: str,
        *,
        remedy: str = "",
        choices: Sequence[Any] = (),
        **words: Any,
    ) -> None:
        """Note a fault.

        Parameters
        ----------
        argument : the argument it stands in. rule : short code.
        message, remedy : translated; the words fill their braces, `value` is the offending text.
        choices : names that `value` may have been meant to be.
        """
        value = str(words.get("value", ""))
        near = ""
        if len(self.faults) < _SUGGESTIONS and len(choices) <= _CHOICES:
            near = did_you_mean(value, [str(choice) for choice in choices])
        self.faults.append(
            Fault(
                message.format(**words),
                file=argument,
                value=value,
                rule=rule,
                remedy=remedy.format(**words),
                suggestion=near,
            )
        )

    def settle(self) -> None:
        """Raise what was collected.

        Raises
        ------
        InputError
            There are faults.
        """
        if self.faults:
            raise InputError(self.faults)
