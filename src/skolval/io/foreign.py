"""What the operating system, YAML and Excel readers say is wrong, in the reader's language."""

from __future__ import annotations

from skolval.domain.language import N_, _

__all__ = ["FOREIGN", "retold"]

FOREIGN: frozenset[str] = frozenset(
    (
        N_("Permission denied"),
        N_("No such file or directory"),
        N_("Not a directory"),
        N_("Is a directory"),
        N_("Input/output error"),
        N_("File name too long"),
        N_("mapping values are not allowed here"),
        N_("mapping values are not allowed in this context"),
        N_("could not find expected ':'"),
        N_("found character '\\t' that cannot start any token"),
        N_("found unexpected end of stream"),
        N_("expected the node content, but found ','"),
        N_("expected <block end>, but found '-'"),
        N_("expected <block end>, but found '<block mapping start>'"),
        N_("expected <block end>, but found '<scalar>'"),
        N_("expected ',' or ']', but got '<stream end>'"),
        N_("expected ',' or '}', but got '<stream end>'"),
        N_("expected ',' or ']', but got ':'"),
        N_("expected ',' or '}', but got ':'"),
        N_("expected the node content, but found '-'"),
        N_("expected the node content, but found '<block end>'"),
        N_("invalid Zip archive: Could not find EOCD"),
    )
)
"""Texts of other programs that the catalogue knows; others are told as they stand."""


def retold(text: str | None) -> str:
    """Return what another program said, translated where it is known."""
    return _(text) if text in FOREIGN else text or ""
