"""Says in plain words what pydantic found wrong in a YAML file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.yaml_file import Document, Place

__all__ = ["Spot", "validated"]

M = TypeVar("M", bound=BaseModel)

_WANTED: dict[str, str] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}
_BOUNDS: dict[str, tuple[str, str]] = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a YAML file a model's values stand, and what to call it in messages."""

    document: Document
    place: Place = ()
    called: str = "the file"


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
        if not (deeper and place in tagged):
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
    wanted = [_WANTED[one["type"]] for one in alike.details if one["type"] in _WANTED]
    if len(wanted) > 1:
        remedy = f"Write {' or '.join(dict.fromkeys(wanted))}."
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
        choices = f"Known keys: {', '.join(known)}." if known else "It takes no settings."
        return f"{called} has no key called {key!r}.", choices, did_you_mean(key, known)
    if kind == "missing":
        return f"{called} lacks the key {key!r}.", f"Add `{key}: ...`.", ""
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", ""))
        return (
            f"{key} cannot be {_shown(detail['input'])!r}.",
            f"Write one of {expected}.",
            did_you_mean(str(detail["input"]), _quoted(expected)),
        )
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return f"{key} is {detail['input']}.", f"It must be {word} {context[bound]}.", ""
    if kind in _WANTED:
        wanted = _WANTED[kind]
        return f"{key or called} is {_shown(detail['input'])!r}.", f"Write {wanted}.", ""
    return f"{key or called}: {_message(detail)}.", "", ""


def _message(detail: ErrorDetails) -> str:
    return detail["msg"].removeprefix("Value error, ").rstrip(".")


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
