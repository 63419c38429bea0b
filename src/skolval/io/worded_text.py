"""Texts in files that may be written once for all readers, or once in each language."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.language import Worded, _

__all__ = ["CitedPart", "Text", "Told", "cited_of", "said"]


class Text(BaseModel):
    """The same text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: str = ""
    en: str = ""


class Told(Text):
    """A text that must be there in one language at least."""

    @model_validator(mode="after")
    def _is_told(self) -> Self:
        if not (self.sv.strip() or self.en.strip()):
            raise ValueError(_("write `sv`, `en` or both"))
        return self


CitedPart = Annotated[str, Field(min_length=1)] | Told
"""Who says so: a name is the same in all languages, words about it are not."""


def cited_of(part: str | Text) -> Worded:
    """Return what `part` says: as it stands, or by the languages that are told."""
    return part if isinstance(part, str) else said(part)


def said(text: Text) -> dict[str, str]:
    """Return the languages in which `text` says something."""
    # ruamel marks where a folded text was broken with a bell character
    plain = {lang: words.replace("\a", "").strip() for lang, words in text.model_dump().items()}
    return {lang: words for lang, words in plain.items() if words}
