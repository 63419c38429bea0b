"""A lens's parameters from words such as ``draws=20``: every fault at once."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean

__all__ = ["params_of"]


def params_of(lens: ModuleType, words: Iterable[str]) -> Any:
    """Return `lens.Params` with the values of ``key=value`` words; commas make a list.

    Raises
    ------
    UsageError
        With every word that is no pair, unknown key and unfit value.
    """
    known = tuple(lens.Params.model_fields)
    given: dict[str, Any] = {}
    faults = []
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in known:
            faults.append(_unknown(word, key, known))
        given[key] = _value(lens, key, value)
    if faults:
        raise UsageError(faults)
    try:
        return lens.Params(**given)
    except ValidationError as error:
        raise UsageError(
            _unfit(lens, fault["loc"], given, fault["msg"]) for fault in error.errors()
        ) from error


def _unfit(lens: ModuleType, at: tuple[int | str, ...], given: dict[str, Any], why: str) -> Fault:
    """Return the fault of one parameter, or of several together where `at` is empty."""
    key = str(at[0]) if at else ", ".join(given)
    value = given[key] if at else ", ".join(str(one) for one in given.values())
    return Fault(
        _("{key} cannot be {value!r}: {why}.").format(key=key, value=value, why=why),
        value=str(value),
        rule="option",
        remedy=_("See skolval explain {name}.").format(name=lens.__name__.rpartition(".")[2]),
    )


def _value(lens: ModuleType, key: str, value: str) -> Any:
    field = lens.Params.model_fields.get(key)
    several = field is not None and "tuple" in str(field.annotation)
    return tuple(part.strip() for part in value.split(",") if part.strip()) if several else value


def _unknown(word: str, key: str, known: tuple[str, ...]) -> Fault:
    return Fault(
        _("{word!r} is no parameter of this lens.").format(word=word),
        value=word,
        rule="known_name",
        suggestion=did_you_mean(key, known),
        remedy=_("Write key=value with one of: {known}.").format(known=", ".join(known) or "-"),
    )
