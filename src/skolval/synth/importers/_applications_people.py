"""Who the rows of applications are: pseudonyms, applications made twice, siblings, protection."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skolval.domain.language import N_
from skolval.io.identity import identity_of, is_personal_number
from skolval.sources.notes import Note
from skolval.sources.pseudonyms import Pseudonyms
from skolval.synth.importers._applications_cells import Cells, Wrong, dates_of

__all__ = ["Kin", "People", "people_of", "siblings_of"]

_DAY_ONLY = re.compile(r"(?:19|20)?\d\d-?[01]\d-?\d\d")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?1[01]", re.IGNORECASE)
_NEVER = dt.datetime(1, 1, 1)  # noqa: DTZ001 - days of a calendar, no zone
_SHORT = re.compile(r"\d{7,9}")
_BETWEEN = re.compile(r"[;,/|\n]|\s(?:och|samt|&)\s")


@dataclass(frozen=True, slots=True)
class People:
    """The pupils of a table.

    Parameters
    ----------
    codes : pseudonym of each pupil. rows : the rows of each pupil's application, in order.
    hidden : protected identities. open_codes : pseudonym to number of the pupil, by the codes
        that siblings are found with. notes : what was repaired.
    """

    codes: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    hidden: tuple[bool, ...]
    open_codes: Mapping[str, int]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """Families among the pupils.

    Parameters
    ----------
    family : first pupil of everybody's family, -1 for who has no sibling here.
    near_secret : pupils who name a protected identity as their sibling.
    """

    family: tuple[int, ...]
    near_secret: frozenset[int]


_EMPTY = Wrong(
    "required", N_("The row does not tell whose it is."), N_("Fill in the pupil's number.")
)
_LOST = Wrong(
    "personal_number",
    N_("Excel has rounded the number, so its last digits are lost."),
    N_("Import the file into Excel again with the column as text, or ask for a new export."),
)
_DAY = Wrong(
    "personal_number",
    N_("The cell holds a day of birth and not the whole number."),
    N_("Give the number with its four last digits, or another code that nobody shares."),
)
_SLIP = Wrong(
    "personal_number",
    N_("The check digit of the personal identity number is wrong."),
    N_("Correct the number; a slip would make another person of the pupil."),
)
_OTHER = Wrong(
    "personal_number",
    N_("The cell holds no personal identity number, while others of the column do."),
    N_("Give a personal, coordination or reserve number in every row."),
)
_TWICE = Wrong(
    "unique",
    N_("The pupil has an application further up."),
    N_("Keep one, or write `repeated: latest` and the column `applied` in the mapping file."),
)
_EVEN = Wrong(
    "unique",
    N_("The pupil has two applications of the same time."),
    N_("Keep one of them."),
)
_NO_DATE = Wrong("date", N_("{value} is no date."), N_("Write it as 2026-02-01."))
_SIBLING = Wrong(
    "sibling",
    N_("The sibling is neither a personal identity number nor a pupil of the file."),
    N_("Give the sibling's number, several of them with commas between."),
)
_KINDS: tuple[tuple[re.Pattern[str], Wrong], ...] = (
    (re.compile(""), _EMPTY),
    (_ROUNDED, _LOST),
    (_DAY_ONLY, _DAY),
    (re.compile("personal"), _SLIP),
    (re.compile(".*", re.DOTALL), _OTHER),
)


def people_of(cells: Cells, names: Pseudonyms, *, long: bool, round_name: str) -> People | None:
    """Return the pupils; None where a row does not tell who it is.

    Parameters
    ----------
    long : each wish has its own row. round_name : keeps codes of protected pupils from being
        joined with those of other rounds.
    """
    column = cells.column("pupil")
    if column is None:
        return None
    texts, padded = _numbers(cells, column)
    if cells.ledger.broken:
        return None
    by_code: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        by_code.setdefault(names.code(text), []).append(row)
    again = _Again(cells, long=long)
    kept = {code: again.kept(rows) for code, rows in by_code.items()}
    hidden = {code: any(bool(cells.hidden[row]) for row in by_code[code]) for code in kept}
    told = {
        code: names.code(texts[rows[0]], purpose=f"protected {round_name}")
        if hidden[code]
        else code
        for code, rows in kept.items()
    }
    order = sorted(kept, key=lambda code: told[code])
    again.tell()
    numbers = sum(identity_of(texts[kept[code][0]]) is not None for code in order)
    notes = [
        *_counted(N_("{count} personal numbers were replaced by keyed pseudonyms."), numbers),
        *_counted(N_("{count} numbers had lost a leading zero in Excel; it was put back."), padded),
        *_counted(N_("{count} earlier rows of the same pupils were left out."), again.left),
    ]
    return People(
        tuple(told[code] for code in order),
        tuple(kept[code] for code in order),
        tuple(hidden[code] for code in order),
        {code: number for number, code in enumerate(order)},
        tuple(notes),
    )


def _counted(text: str, count: int) -> list[Note]:
    return [Note(text, {"count": count})] if count else []


def _numbers(cells: Cells, column: int) -> tuple[list[str], int]:
    """Return who each row is, with faults; numbers that Excel shortened are mended."""
    texts = cells.texts_at(column, "pupil")
    if not any(identity_of(text) for text in texts):
        # a code of the municipality's own, such as the number of the application
        _tell_kinds(cells, column, texts, _KINDS[:-1])
        return texts, 0
    short = [row for row, text in enumerate(texts) if _SHORT.fullmatch(text)]
    mended = [row for row in short if identity_of(texts[row].zfill(10))]
    for row in mended:
        texts[row] = texts[row].zfill(10)
    _tell_kinds(cells, column, texts, _KINDS)
    return texts, len(mended)


def _tell_kinds(
    cells: Cells, column: int, texts: Sequence[str], kinds: Sequence[tuple[re.Pattern[str], Wrong]]
) -> None:
    """Tell every row that names nobody once, with the first kind of fault that it is."""
    found: dict[Wrong, list[int]] = {}
    for row, text in enumerate(texts):
        if identity_of(text):
            continue
        shaped = "personal" if is_personal_number(text) else text
        fits = [wrong for pattern, wrong in kinds if pattern.fullmatch(shaped)]
        if fits:
            found.setdefault(fits[0], []).append(row)
    for wrong, rows in found.items():
        cells.tell(rows, column, wrong, close=True, sure=True)


class _Again:
    """Pupils with several rows: one application of several wishes, or several applications."""

    def __init__(self, cells: Cells, *, long: bool) -> None:
        self._cells = cells
        self._long = long
        self._latest = cells.mapping.repeated == "latest"
        self._applied, wrong, _serials = dates_of(cells.texts("applied"))
        if self._latest:
            cells.tell(wrong, cells.column("applied"), _NO_DATE)
        self._twice: list[int] = []
        self._even: list[int] = []
        self.left = 0

    def kept(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the rows of the application that counts."""
        if len(rows) == 1 or (self._long and not self._latest):
            return tuple(rows)
        if not self._latest:
            self._twice += rows[1:]
            return tuple(rows[:1])
        times = [self._applied[row] or _NEVER for row in rows]
        last = [row for row, time in zip(rows, times, strict=True) if time == max(times)]
        if len(last) > 1 and not self._long:
            self._even += last[1:]
        self.left += len(rows) - len(last)
        return tuple(last if self._long else last[:1])

    def tell(self) -> None:
        """Write down what cannot be decided."""
        column = self._cells.column("pupil")
        for rows, wrong in ((self._twice, _TWICE), (self._even, _EVEN)):
            self._cells.tell(rows, column, wrong, close=True, sure=True)


def siblings_of(cells: Cells, people: People, names: Pseudonyms) -> tuple[Kin, tuple[Note, ...]]:
    """Return who has which siblings in the table; protected pupils have none and are none's.

    Siblings are found by number, and by a code that the whole household shares.
    """
    texts = cells.texts("sibling")
    column = cells.column("sibling")
    pairs: list[tuple[int, int]] = []
    outside = secret = 0
    near_secret: set[int] = set()
    unread: list[int] = []
    for pupil, rows in enumerate(people.rows):
        if people.hidden[pupil]:
            continue
        for text in (part for part in _BETWEEN.split(texts[rows[0]]) if part.strip()):
            other = people.open_codes.get(names.code(text.strip()))
            if other is None:
                known = identity_of(text.strip()) is not None
                outside += known
                unread += [] if known else [rows[0]]
            elif people.hidden[other]:
                secret += 1
                near_secret.add(pupil)
            elif other != pupil:
                pairs.append((pupil, other))
    cells.tell(sorted(set(unread)), column, _SIBLING, close=True)
    pairs += _shared_code(cells, people)
    notes = [
        *(_counted(N_("{count} siblings are not in the file; they count only where their unit is "
                      "told."), outside)),
        *(_counted(N_("{count} times a protected identity is named as a sibling; nothing was kept "
                      "of it. Ask whether the whole family is protected."), secret)),
    ]  # fmt: skip
    return Kin(_families(len(people.codes), pairs), frozenset(near_secret)), tuple(notes)


def _shared_code(cells: Cells, people: People) -> list[tuple[int, int]]:
    texts = cells.texts("household")
    first: dict[str, int] = {}
    pairs = []
    for pupil, rows in enumerate(people.rows):
        text = texts[rows[0]].casefold()
        if text and not people.hidden[pupil]:
            pairs.append((first.setdefault(text, pupil), pupil))
    return [(a, b) for a, b in pairs if a != b]


def _families(count: int, pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return the first pupil of everybody's family, or -1 for who has nobody."""
    root = list(range(count))

    def top(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for a, b in pairs:
        low, high = sorted((top(a), top(b)))
        root[high] = low
    tops = [top(one) for one in range(count)]
    size = Counter(tops)
    return tuple(first if size[first] > 1 else -1 for first in tops)
