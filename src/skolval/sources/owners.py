"""Who runs a school unit (huvudman): municipal or independent, by any of the words in use."""

from __future__ import annotations

import re

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger

__all__ = ["plain_owner", "provider_of", "tell_unknown_owner"]

_PROVIDERS = {
    "kommunal": "municipal",
    "kommun": "municipal",
    "kommunalförbund": "municipal",
    "kommunalforbund": "municipal",
    "municipal": "municipal",
    "public": "municipal",
    "k": "municipal",
    "enskild": "independent",
    "fristående": "independent",
    "fristaende": "independent",
    "friskola": "independent",
    "independent": "independent",
    "private": "independent",
    "f": "independent",
    "stat": "state",
    "statlig": "state",
    "region": "region",
    "landsting": "region",
    "landsting/region": "region",
    "regional": "region",
}
"""Word of a file to provider; the state's special and Sami schools and the regions' are told apart
since no municipality places pupils in them."""
_FORM = re.compile(r"\b(?:ab|aktiebolag(?:et)?|ek\.? ?för\.?|ekonomisk förening|stiftelsen|hb|kb"
                   r"|kommuns?|stad)\b|[^\wåäö]")  # fmt: skip


def provider_of(word: str) -> str:
    """Return municipal, independent, state or region; an empty text for an unknown word."""
    return _PROVIDERS.get(word.strip().casefold(), "")


def plain_owner(name: str) -> str:
    """Return an owner's name as it is compared: ``UPPSALA KOMMUN`` is ``Uppsala kommun``."""
    return _FORM.sub("", name.casefold())


def tell_unknown_owner(word: str, *, file: str, row: int | None, ledger: Ledger) -> None:
    """Write down that a word for the kind of owner is not known."""
    known = ", ".join(sorted({"Kommunal", "Enskild", "Fristående", "Region", "Stat"}))
    ledger.add(
        Fault(
            _("The kind of owner {word!r} is not known.").format(word=word),
            file=file,
            row=row,
            column="owner_type",
            value=word,
            rule="known_owner",
            remedy=_("Known: {known}.").format(known=known),
        )
    )
