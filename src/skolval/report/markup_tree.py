"""The report's own markup as a tree: what makers of other formats walk.

Only what our templates write is understood; pictures and maps are lifted out first, so that
nothing within them is taken for the page's own text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "parsed"]

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_FRAME = re.compile(r"<iframe\b.*?</iframe>", re.DOTALL)
_BLANKS = re.compile(r"[ \t\r\n]+")
_EMPTY = frozenset({"img", "br", "hr", "meta", "link"})


@dataclass(slots=True)
class Element:
    """One element.

    Parameters
    ----------
    tag : its name; ``svg`` and ``iframe`` have no children but, in `svg`, their whole text.
    kind : its class. label : what a screen reader says. parts : texts and elements, in order.
    """

    tag: str
    kind: str = ""
    label: str = ""
    parts: list[str | Element] = field(default_factory=list)
    svg: str = ""

    def text(self) -> str:
        """Return all text within, with blanks run together; those that keep words stay."""
        found = (part if isinstance(part, str) else part.text() for part in self.parts)
        return _BLANKS.sub(" ", "".join(found)).strip(" ")

    def elements(self) -> list[Element]:
        """Return the elements directly within."""
        return [part for part in self.parts if isinstance(part, Element)]

    def all(self, tag: str) -> list[Element]:
        """Return every element called `tag` within, in order."""
        found: list[Element] = []
        for part in self.elements():
            if part.tag == tag:
                found.append(part)
            found += part.all(tag)
        return found


def parsed(markup: str) -> Element:
    """Return the tree of `markup`."""
    pictures: list[str] = []

    def lifted(found: re.Match[str]) -> str:
        pictures.append(found.group())
        return f'<img class="{len(pictures) - 1}">'

    plain = _SVG.sub(lifted, _FRAME.sub(lifted, markup))
    reader = _Reader(pictures)
    reader.feed(plain)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, pictures: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = pictures
        self.root = Element("main")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        new = Element(tag, given.get("class", ""), given.get("aria-label", ""))
        if tag == "img":
            new.svg = self.pictures[int(new.kind)]
            new.tag = "svg" if new.svg.startswith("<svg") else "iframe"
        self._open[-1].parts.append(new)
        if tag not in _EMPTY:
            self._open.append(new)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)
