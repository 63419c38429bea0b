"""Unit names (skolnamn) to unit codes: exact, or alike in a way that can be said; never guessed.

`Björkskolan`, `BJÖRKSKOLAN`, `Björk skola` and `Bjorkskolan F-6` may all be one unit, but only
where no other unit is called that too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from skolval.errors import did_you_mean

__all__ = ["DROPPED", "Match", "UnitNames", "unit_names"]

DROPPED = "-"
"""What a mapping says of a name whose wish is dropped."""

_GRADES = re.compile(r"[\s,(]*(?:åk|årskurs)?\s*(?:f|[1-9]|10)\s*[-–]\s*(?:[1-9]|10)\)?\s*$")
_CODE = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")
_ABBREVIATIONS = ((r"sk\.(?=\s|$)", "skola"), (r"\bsk\b", "skola"),
                  (r"\bskol\b\.?", "skola"), (r"\bs:t\b", "sankt"),
                  (r"\bst\b\.?", "sankt"), (r"\bgr\b\.?", "grund"), (r"\bö\b\.?", "östra"),
                  (r"\bv\b\.?", "västra"), (r"\bn\b\.?", "norra"), (r"\bs\b\.?", "södra"),
                  (r"\bg:?la\b\.?", "gamla"), (r"&", " och "))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """What a text means.

    Parameters
    ----------
    code : the unit, `DROPPED`, or empty. how : ``code``, ``alias``, ``name``, ``alike``;
        ``ambiguous`` or ``unknown`` where there is no code. near : names to suggest.
    """

    code: str = ""
    how: str = "unknown"
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units of an instance by every way to say their names."""

    codes: frozenset[str]
    aliases: Mapping[str, str]
    names: Mapping[str, str]
    levels: tuple[Mapping[str, frozenset[str]], ...]
    _seen: dict[str, Match] = field(default_factory=dict, repr=False, compare=False)

    def match(self, text: str) -> Match:
        """Return the unit that a text means."""
        if text not in self._seen:
            self._seen[text] = self._match(text)
        return self._seen[text]

    def _match(self, text: str) -> Match:
        if text in self.codes:
            return Match(text, "code")
        alias = self.aliases.get(_forms(text)[0])
        if alias is not None:
            return Match(alias, "alias")
        within = [code for code in _CODE.findall(text) if code in self.codes]
        if len(set(within)) == 1:
            return Match(within[0], "code")
        for depth, (form, level) in enumerate(zip(_forms(text), self.levels, strict=True)):
            found = level.get(form, frozenset()) if form else frozenset()
            if len(found) == 1:
                return Match(next(iter(found)), "alike" if depth else "name")
            if found:
                return Match("", "ambiguous", tuple(sorted(self.names[code] for code in found)))
        near = did_you_mean(text, list(self.names.values()))
        return Match("", "unknown", (near,) if near else ())


def unit_names(units: Iterable[tuple[str, str]], aliases: Mapping[str, str]) -> UnitNames:
    """Return the register of (code, name), with aliases from a mapping file."""
    pairs = [(str(code), str(name)) for code, name in units]
    depth = len(_forms(""))
    levels: list[dict[str, set[str]]] = [{} for _ in range(depth)]
    for code, name in pairs:
        for level, form in zip(levels, _forms(name), strict=True):
            level.setdefault(form, set()).add(code)
    return UnitNames(
        frozenset(code for code, _name in pairs),
        {_forms(name)[0]: code for name, code in aliases.items()},
        dict(pairs),
        tuple({form: frozenset(codes) for form, codes in level.items()} for level in levels),
    )


def _forms(name: str) -> tuple[str, str, str, str]:
    """Return a name ever more plainly: small letters; no signs; one form of school; no accents."""
    small = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    bare = _GRADES.sub("", small)
    for pattern, word in _ABBREVIATIONS:
        bare = re.sub(pattern, word, bare)
    signless = re.sub(r"[\W_]+", "", re.sub(r"[\W_]+", " ", bare))
    stem = re.sub(r"s?skol(?:an|a|e|enhet|enheten)?$", "", signless) or signless
    stem = re.sub(r"s?skolan?(?=[a-zåäö]|$)", "", stem) or stem
    return small, signless, stem, _unaccented(stem)


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
