"""Says in plain words what pydantic found wrong in a YAML file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from skolval.domain.language import N_, _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.yaml_file import Document, Place

__all__ = ["Spot", "validated"]

M = TypeVar("M", bound=BaseModel)

_WANTED: dict[str, str] = {
    "int_type": N_("a whole number"),
    "int_parsing": N_("a whole number"),
    "int_from_float": N_("a whole number"),
    "float_type": N_("a number"),
    "float_parsing": N_("a number"),
    "finite_number": N_("a number"),
    "string_type": N_("text"),
    "bool_type": N_("true or false"),
    "bool_parsing": N_("true or false"),
    "list_type": N_("a list"),
    "tuple_type": N_("a list"),
    "dict_type": N_("keys with values"),
    "model_type": N_("keys with values"),
    "model_attributes_type": N_("keys with values"),
}
_BOUNDS: dict[str, tuple[str, str]] = {
    "greater_than": (N_("more than"), "gt"),
    "greater_than_equal": (N_("at least"), "ge"),
    "less_than": (N_("less than"), "lt"),
    "less_than_equal": (N_("at most"), "le"),
}

_PYDANTIC: dict[str, str] = {
    "string_pattern_mismatch": N_("String should match pattern '{pattern}'"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a YAML file a model's values stand, and what to call it in messages."""

    document: Document
    place: Place = ()
    called: str = N_("the file")


def validated(model: type[M], values: Any, spot: Spot, ledger: Ledger) -> M | None:
    """Return `values` as `model`, or None with every fault in `ledger`.

    Numbers written as text are refused (strict), lists become tuples.
    """
    try:
        return model.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        for alike in _alike(error.errors(), values):
            ledger.add(_fault(model, alike, spot))
        return None


@dataclass(frozen=True, slots=True)
class _Alike:
    """One place in the file, and what every alternative there has against it."""

    place: Place
    details: tuple[ErrorDetails, ...]


def _alike(details: Sequence[ErrorDetails], values: Any) -> Iterator[_Alike]:
    """Yield errors by place: where a value may be of several types, each type complains."""
    by_place: dict[Place, list[ErrorDetails]] = {}
    tagged: set[Place] = set()
    for detail in details:
        place = _real(detail, values)
        by_place.setdefault(place, []).append(detail)
        if len(place) < len(detail["loc"]):
            tagged.add(place)
    for place, errors in by_place.items():
        deeper = any(other[: len(place)] == place and other != place for other in by_place)
        emptied = deeper and errors[0]["type"] == "too_short"  # what was in it is told already
        if not (deeper and place in tagged) and not emptied:
            yield _Alike(place, tuple(errors))


def _real(detail: ErrorDetails, values: Any) -> Place:
    """Return the error's place without the names of types that pydantic puts in it."""
    place: list[str | int] = []
    current = values
    for part in detail["loc"]:
        within = _within(current, part)
        if within is not None:
            current = within[0]
        elif detail["type"] != "missing" or part != detail["loc"][-1]:
            continue
        place.append(part)
    return tuple(place)


def _within(current: Any, part: str | int) -> tuple[Any] | None:
    """Return the value at `part` of a mapping or list, within a tuple, or None."""
    if isinstance(current, dict) and part in current:
        return (current[part],)
    if isinstance(current, list) and isinstance(part, int) and part < len(current):
        return (current[part],)
    return None


def _fault(model: type[BaseModel], alike: _Alike, spot: Spot) -> Fault:
    names = [str(part) for part in alike.place if isinstance(part, str)]
    key = names[-1] if names else ""
    detail = alike.details[0]
    known = _keys(model, alike.place[:-1])
    message, remedy, suggestion = _words(detail, key, known, spot.called)
    wanted = [_(_WANTED[one["type"]]) for one in alike.details if one["type"] in _WANTED]
    if len(wanted) > 1:
        remedy = _("Write {wanted}.").format(wanted=_(" or ").join(dict.fromkeys(wanted)))
    return Fault(
        message,
        file=spot.document.file,
        row=spot.document.line((*spot.place, *alike.place)),
        column=".".join(names),
        value="" if detail["type"] == "missing" else _shown(detail["input"]),
        rule=detail["type"],
        remedy=remedy,
        suggestion=suggestion,
    )


def _words(
    detail: ErrorDetails, key: str, known: tuple[str, ...], called: str
) -> tuple[str, str, str]:
    """Return message, remedy and suggestion."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        choices = (
            _("Known keys: {known}.").format(known=", ".join(known))
            if known
            else _("It takes no settings.")
        )
        return (
            _("{called} has no key called {key!r}.").format(called=_(called), key=key),
            choices,
            did_you_mean(key, known),
        )
    if kind == "missing":
        return (
            _("{called} lacks the key {key!r}.").format(called=_(called), key=key),
            _("Add `{key}: ...`.").format(key=key),
            "",
        )
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", ""))
        return (
            _("{key} cannot be {value!r}.").format(key=key, value=_shown(detail["input"])),
            _("Write one of {expected}.").format(expected=expected.replace(" or ", _(" or "))),
            did_you_mean(str(detail["input"]), _quoted(expected)),
        )
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return (
            _("{key} is {value}.").format(key=key, value=detail["input"]),
            _("It must be {word} {bound}.").format(word=_(word), bound=context[bound]),
            "",
        )
    if kind in _WANTED:
        value = _shown(detail["input"])
        return (_("{called} is {value!r}.").format(called=key or _(called), value=value),
                _wanted(kind, detail["input"]), "")  # fmt: skip
    return *_rest(detail, key or _(called)), ""


def _wanted(kind: str, value: Any) -> str:
    """Return what to write in place of `value`; a code of digits alone needs quotation marks."""
    if kind == "string_type" and isinstance(value, (int, float)):
        return _("Write text; a code of digits stands in quotation marks: {quoted}.").format(
            quoted=f'"{_shown(value)}"'
        )
    return _("Write {wanted}.").format(wanted=_(_WANTED[kind]))


def _rest(detail: ErrorDetails, called: str) -> tuple[str, str]:
    """Return message and remedy of what has no words of its own."""
    if detail["type"] == "too_short":
        return (
            _("{key} is an empty list.").format(key=called),
            _("Write at least one, or take the key away."),
        )
    remedy = str(detail.get("ctx", {}).get("remedy", ""))  # of a model that says what to do
    return _("{called}: {message}.").format(called=called, message=_message(detail)), remedy


def _message(detail: ErrorDetails) -> str:
    """Return pydantic's own words, translated where they are known."""
    said = detail["msg"].removeprefix("Value error, ").rstrip(".")
    known, values = _PYDANTIC.get(detail["type"], ""), detail.get("ctx", {})
    return _(known).format(**values) if known and known.format(**values) == said else said


def _quoted(expected: str) -> list[str]:
    return [part for part in expected.split("'")[1::2] if part]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys(model: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys the model knows at `loc`."""
    current: Any = model
    for part in loc:
        if isinstance(part, str) and part in getattr(current, "model_fields", {}):
            current = _model_in(current.model_fields[part].annotation)
    return tuple(getattr(current, "model_fields", ()))


def _model_in(annotation: Any) -> Any:
    """Return the model inside an annotation such as ``tuple[Model, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in get_args(annotation))
    return next((model for model in inner if model is not None), None)
