"""The report's markup as a document of typst: headings, text, lists, tables, pictures.

Texts become string literals, so that nothing a reader wrote can be taken for a command.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from skolval.report.markup_tree import Element

__all__ = ["document", "quoted"]

_SIZES = ((80, 9.0), (105, 8.0), (130, 7.2), (10_000, 6.4))
"""Rows of so many characters at most are set in so many points."""
_NARROWEST, _WIDEST = 5, 34
"""Characters that a column is at least and at most reckoned with: more is broken into lines."""
_HEAD_LINES = 3
"""Lines that a heading of a column may take before the column is widened."""
_PAGE_WIDTH, _PAGE_HEIGHT = 170.0, 225.0
"""Millimetres that a picture may take."""
_HASH_PART = 8
_MAP_HEIGHT = 100.0
"""Millimetres of a map: two stand on a page, one above the other."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_BOX = re.compile(r'viewBox="([^"]+)"')
_INLINE = frozenset({"a", "span", "strong", "em", "b", "i", "code", "sup", "sub", "abbr"})


def quoted(text: str) -> str:
    """Return `text` as a string of typst."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{plain}"'


def document(sections: Element, pictures: dict[str, str]) -> str:
    """Return the body of the document.

    Parameters
    ----------
    sections : the tree of the page's sections.
    pictures : filled with file name and SVG text of every picture.
    """
    return "\n".join(_Setter(pictures).blocks(sections))


class _Setter:
    """Sets elements as typst; keeps the pictures that it meets."""

    def __init__(self, pictures: dict[str, str]) -> None:
        self.pictures = pictures
        self._ways: dict[str, Callable[[Element], list[str]]] = {
            "h2": lambda one: [f"#heading(level: 1, {quoted(one.text())})"],
            "h3": lambda one: [f"#heading(level: 2, {quoted(one.text())})"],
            "h4": lambda one: [f"#heading(level: 3, {quoted(one.text())})"],
            "p": self._paragraph,
            "ul": lambda one: self._list(one, "list"),
            "ol": lambda one: self._list(one, "enum"),
            "dt": lambda one: [f"#par(strong({self._inline(one)}))"],
            "dd": lambda one: [f"#pad(left: 1em, par({self._inline(one)}))"],
            "table": self._table,
            "figure": self._figure,
            "iframe": lambda _one: [],
            "svg": lambda one: [self._picture(one, "")],
        }

    def blocks(self, element: Element) -> list[str]:
        """Return the blocks within `element`."""
        found: list[str] = []
        loose: list[str | Element] = []
        for part in element.parts:
            if isinstance(part, str) or part.tag in _INLINE:
                loose.append(part)
                continue
            found += self._flushed(loose)
            way = self._ways.get(part.tag)
            found += self.blocks(part) if way is None else way(part)
        return found + self._flushed(loose)

    def _flushed(self, loose: list[str | Element]) -> list[str]:
        """Return text that stands in no paragraph as one, and forget it."""
        one = Element("p", parts=list(loose))
        loose.clear()
        return self._paragraph(one) if one.text() else []

    def _inline(self, element: Element) -> str:
        pieces = [
            quoted(_BLANKS.sub(" ", part)) if isinstance(part, str) else self._within(part)
            for part in element.parts
        ]
        return " + ".join(piece for piece in pieces if piece != '""') or '""'

    def _within(self, part: Element) -> str:
        if part.kind == "hash":
            text = part.text()
            cut = [text[k : k + _HASH_PART] for k in range(0, len(text), _HASH_PART)]
            return f"raw({quoted(chr(0x200B).join(cut))})"
        inner = self._inline(part)
        if part.tag in {"strong", "b"} or part.kind.startswith("badge"):
            return f"strong({inner})"
        return f"emph({inner})" if part.tag in {"em", "i"} else inner

    def _paragraph(self, one: Element) -> list[str]:
        body = self._inline(one)
        return [f"#note({body})" if one.kind in {"note", "source"} else f"#par({body})"]

    def _list(self, one: Element, kind: str) -> list[str]:
        items = [self._inline(item) for item in one.all("li")]
        return [f"#{kind}({', '.join(items)})"] if items else []

    def _table(self, one: Element) -> list[str]:
        captions = one.all("caption")
        heads = [self._inline(cell) for row in one.all("thead") for cell in row.all("th")]
        numeric = ["n" in c.kind.split() for row in one.all("thead") for c in row.all("th")]
        rows = [[self._inline(cell) for cell in row.elements()] for row in _body_rows(one)]
        plain = [head.text() for row in one.all("thead") for head in row.all("th")]
        cells = [[cell.text() for cell in row.elements()] for row in _body_rows(one)]
        wide = _characters(plain, cells)
        size = next(points for most, points in _SIZES if sum(wide) <= most)
        align = ", ".join("right" if right else "left" for right in numeric)
        columns = ", ".join(f"{one}fr" for one in wide)
        caption = self._inline(captions[0]) if captions else quoted("")
        inside = ",\n  ".join(", ".join(row) for row in rows)
        told = f"table.header({', '.join(heads)}),\n  {inside}"
        table = f"table(columns: ({columns},), align: ({align},),\n  {told})"
        return [
            (
                "#figure(kind: table, supplement: none, numbering: none, caption: "
                f"figure.caption(position: top, {caption}), text(size: {size}pt, {table}))"
            )
        ]

    def _figure(self, one: Element) -> list[str]:
        said = next((part.label for part in one.elements() if part.label), "")
        captions = one.all("figcaption")
        caption = self._inline(captions[0]) if captions else quoted("")
        pictures = [self._picture(picture, said, hashed=False) for picture in one.all("svg")]
        stacked = f"stack(spacing: 6pt, {', '.join(pictures)})"
        return [
            (
                "#figure(numbering: none, supplement: none, kind: image, "
                f"caption: {caption}, {stacked})"
            )
        ]

    def _picture(self, one: Element, said: str, *, hashed: bool = True) -> str:
        name = f"picture-{len(self.pictures) + 1}.svg"
        self.pictures[name] = one.svg
        mark = "#" if hashed else ""
        alt = quoted(said or one.label or "–")
        return f'{mark}image("{name}", {_fitted(one.svg)}, alt: {alt})'


def _body_rows(table: Element) -> list[Element]:
    return [row for body in table.all("tbody") for row in body.all("tr")]


def _characters(heads: list[str], rows: list[list[str]]) -> list[int]:
    """Return how many characters each column is reckoned with."""
    found = []
    for k, head in enumerate(heads):
        # a heading may break between words, and so may a text; a number may not
        words = max((len(word) for word in head.split()), default=0)
        words = max(words, math.ceil(len(head) / _HEAD_LINES))
        cells = max((len(row[k]) for row in rows if k < len(row)), default=0)
        found.append(min(max(words, cells, _NARROWEST), _WIDEST) + 2)
    return found


def _fitted(svg: str) -> str:
    """Return the width or the height at which the picture fits on the page."""
    found = _BOX.search(svg)
    wide, tall = (float(number) for number in found.group(1).split()[2:]) if found else (1.0, 1.0)
    most = _MAP_HEIGHT if '<clipPath id="still' in svg else _PAGE_HEIGHT
    if tall / wide * _PAGE_WIDTH > most:
        return f"height: {most}mm"
    return "width: 100%"
