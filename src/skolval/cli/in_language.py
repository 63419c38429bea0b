"""Commands whose help is in the language chosen; the commands themselves stay as written."""

from __future__ import annotations

from copy import copy

import click

from skolval.domain.language import _

__all__ = ["options_in_language", "told_in_language"]


def told_in_language(command: click.Command) -> click.Command:
    """Return a copy of `command` with its help and options in the language chosen.

    A copy, since one process may speak two languages, one after the other.
    """
    told = copy(command)
    told.help = _(command.help or "")
    told.params = options_in_language(command.params)
    return told


def options_in_language(params: list[click.Parameter]) -> list[click.Parameter]:
    """Return copies of `params` with the help of options in the language chosen."""
    found = []
    for parameter in params:
        one = copy(parameter)
        if isinstance(one, click.Option) and one.help:
            one.help = _(one.help)
        found.append(one)
    return found
