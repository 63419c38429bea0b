"""The options of an importer, made from the fields of its `Params`."""

from __future__ import annotations

from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import click

from skolval.domain.language import _
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["checked_params", "options_of"]

_PLAIN: dict[Any, click.ParamType[Any]] = {
    Path: click.Path(path_type=Path), int: click.INT, float: click.FLOAT, str: click.STRING,
}  # fmt: skip


def options_of(params: type[BaseModel], meanings: Mapping[str, str]) -> list[click.Option]:
    """Return one option per field that a word on the command line can fill, the importer's first.

    Parameters
    ----------
    meanings : what fields without a description mean.
    """
    shared = {name for base in params.__bases__ for name in getattr(base, "model_fields", {})}
    fields = sorted(params.model_fields.items(), key=lambda one: one[0] in shared)
    made = (
        _option(name, field, field.description or meanings.get(name, "")) for name, field in fields
    )
    return [option for option in made if option is not None]


def _option(name: str, field: FieldInfo, meaning: str) -> click.Option | None:
    kind, many = _kind(field.annotation)
    if kind is None:
        return None
    flag = f"--{name.replace('_', '-')}"
    if kind is bool:
        flag = f"{flag}/--no-{flag[2:]}"
    return click.Option(
        [flag, name],
        type=None if kind is bool else kind,
        multiple=many,
        default=None,
        required=field.is_required(),
        help=_with_default(_(meaning) if meaning else "", field, many=many),
    )


def _with_default(text: str, field: FieldInfo, *, many: bool) -> str:
    """Return the help with what holds when the option is not given."""
    told = [text] if text else []
    if many:
        told.append(_("May be repeated."))
    default = field.default
    if not field.is_required() and default not in (None, "", ()) and not isinstance(default, bool):
        told.append(_("[default: {value}]").format(value=default))
    return " ".join(told)


def _kind(annotation: Any) -> tuple[Any, bool]:
    """Return the click type of an annotation, None if it has none, and whether it is repeated."""
    outer, parts = get_origin(annotation), get_args(annotation)
    if outer is Annotated:
        return _kind(parts[0])
    if outer in {Union, UnionType}:
        inner = [part for part in parts if part is not NoneType]
        return _kind(inner[0]) if len(inner) == 1 else (click.STRING, False)
    if outer is Literal:
        return click.Choice([str(part) for part in parts if part != ""]), False
    if outer in {tuple, list} and (len(parts) == 1 or parts[1:] == (Ellipsis,)):
        return _kind(parts[0])[0], True
    if annotation is bool:
        return bool, False
    return _PLAIN.get(annotation), False


def checked_params(params: type[BaseModel], chosen: Mapping[str, Any]) -> BaseModel:
    """Return the parameters chosen; what was not given keeps its default.

    Raises
    ------
    UsageError
        With every value that is not allowed, by the name of its option.
    """
    from pydantic import ValidationError

    given = {name: value for name, value in chosen.items() if value not in (None, ())}
    try:
        return params(**given)
    except ValidationError as error:
        raise UsageError(
            Fault(
                f"--{_named(fault['loc'])}: {fault['msg']}.",
                value=str(fault["input"]),
                rule="option",
                remedy=_("See skolval import NAME --help."),
            )
            for fault in error.errors()
        ) from error


def _named(place: tuple[int | str, ...]) -> str:
    return str(place[0] if place else "").replace("_", "-")
