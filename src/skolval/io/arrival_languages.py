"""Languages (språk) of newly arrived pupils that no teacher is found for by a slip of writing.

A language by code in one table and by name in the other would silently count as two languages.
"""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.domain.language_names import same_language
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.io.tables import Loaded

__all__ = ["check_languages"]


def check_languages(arrived: Loaded, hosts: Loaded, ledger: Ledger) -> None:
    """Warn of languages of pupils that match no teacher's, but mean the same as one of them.

    Parameters
    ----------
    arrived, hosts : the tables of newly arrived pupils and of units that run groups. Capital
        letters make no difference, here or where pupils are placed.
    """
    taught = _spelled(hosts.frame["languages"].str.split().explode())
    sheet = arrived.sheet
    for word, shown in _spelled(arrived.frame["language"]).items():
        alike = [repr(told) for other, told in taught.items() if same_language(word, other)]
        if word in taught or not alike:
            continue
        text = _("No teacher is counted as speaking {word!r}, which the table hosts writes {told}.")
        ledger.add(
            Fault(
                text.format(word=shown, told=", ".join(alike)),
                file=sheet.file,
                sheet=sheet.sheet,
                column=sheet.heading("language"),
                value=shown,
                rule="language",
                remedy=_("Write the language alike in both tables."),
                level="warning",
            )
        )


def _spelled(words: pd.Series) -> dict[str, str]:
    """Return every word in small letters, and how it is first written, in order."""
    found: dict[str, str] = {}
    for word in words.dropna().astype("str"):
        found.setdefault(word.casefold(), word)
    return found
