"""The data dictionary as a page: printed by `skolval new --dictionary`, kept in docs/.

The page is made from `io/dictionary` and the limits in the code, so it cannot disagree
with what the reader does.
"""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.grades import GRADE_SYSTEMS, UPPER_SECONDARY
from skolval.io.dictionary import SUPPRESSION_MARKS, TABLES, Field, Table
from skolval.io.suppression import FEW_PUPILS, FEW_SHARE

__all__ = ["dictionary_page"]

_KINDS: dict[str, tuple[str, str]] = {
    "text": ("text", "text"),
    "code": ("kod", "code"),
    "whole": ("heltal", "whole number"),
    "number": ("tal", "number"),
    "share": ("andel", "share"),
    "bool": ("ja/nej", "yes/no"),
    "grade": ("årskurs", "grade"),
    "time": ("klockslag", "clock time"),
    "date": ("datum", "date"),
    "list": ("lista", "list"),
    "x": ("koordinat", "coordinate"),
    "y": ("koordinat", "coordinate"),
}

_INTRODUCTION = """\
# Instansens format · The instance format

Sidan skrivs av `skolval new --dictionary`. · `skolval new --dictionary` writes this page.

## På svenska

Ett **fall** är en mapp med `instance.yaml` och tabeller. Varje tabell är en fil
`<tabell>.csv`, `<tabell>.parquet` eller ett blad i en `.xlsx`-fil; svenska namn på filer,
blad och kolumner går lika bra. Stora och små bokstäver, mellanslag och understreck spelar
ingen roll. Inget okänt förbigås: en okänd fil, kolumn eller nyckel är ett fel.

- CSV: komma, semikolon eller tabb; UTF-8 eller Windows-1252; decimalkomma eller punkt.
- Rad 1 är rubriken. Tomma celler betyder att uppgiften saknas.
- Ja/nej: ja, nej, yes, no, true, false, 1, 0.
- Andelar: hela kolumnen 0–1 eller hela kolumnen i procent.
- `areas.geojson`: områdenas ytor i WGS 84 (RFC 7946), eller med ett crs-fält.
- Grupperna i `instance.yaml` ger en kolumn `<grupp>` (0/1) i pupils och
  `share_<grupp>` i areas; gruppens benämning och `andel <benämning>` går lika bra.
- **Personnummer läses aldrig.** Elever med skyddade personuppgifter läses utan läge och
  område, även om filen har dem; de placeras efter current_unit eller choices.

## In English

An **instance** is a folder with `instance.yaml` and tables. Each table is a file
`<table>.csv`, `<table>.parquet` or a sheet of an `.xlsx` file; Swedish names of files, sheets
and columns do as well. Case, spaces and underscores do not matter. Nothing unknown is passed
over: an unknown file, column or key is a fault.

- CSV: comma, semicolon or tab; UTF-8 or Windows-1252; decimal comma or point.
- Row 1 is the header. An empty cell means that the value is missing.
- Yes/no: ja, nej, yes, no, true, false, 1, 0.
- Shares: the whole column 0–1 or the whole column per cent.
- `areas.geojson`: the shapes of the areas in WGS 84 (RFC 7946), or with a crs member.
- The groups in `instance.yaml` add a column `<group>` (0/1) to pupils and `share_<group>`
  to areas; the group's label and `share of <label>` do as well.
- **Personal identity numbers are never read.** Pupils with a protected identity are read
  without position and area, even if the file has them; they are placed by current_unit or
  choices.
"""


def dictionary_page() -> str:
    """Return the data dictionary as Markdown, in Swedish and English."""
    parts = [_INTRODUCTION, "\n".join(_grades()), "\n".join(_marks())]
    parts += ["\n".join(_table(table)) for table in TABLES.values()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _grades() -> Iterator[str]:
    yield "## Årskurser · Grades\n"
    for system in GRADE_SYSTEMS:
        year = f"{system.first_year}/{(system.first_year + 1) % 100:02d}"
        yield f"- från läsåret · from the school year {year}: {', '.join(system.codes)}"
    codes = ", ".join(UPPER_SECONDARY.codes)
    yield f"- gymnasieskolan · upper secondary school (`school_form: upper_secondary`): {codes}"
    yield "\nÄven · also: `Förskoleklass`, `F-klass`, `åk 4`, `årskurs 4`."


def _marks() -> Iterator[str]:
    few = f"max({FEW_PUPILS}, {FEW_SHARE:.0%} av eleverna · of the pupils)"
    bounds = {
        ".": "0 – alla · all",
        "..": f"0 – {few}",
        "...": f"alla · all − {few} – alla · all",
        "-": "0 – alla · all",
    }
    yield "## Undertryckta uppgifter · Suppressed figures\n"
    yield "Märken i stället för andel blir intervall, aldrig gissade tal. · Marks in place of a"
    yield "share become intervals, never guessed numbers.\n"
    yield "| märke · mark | betydelse · meaning | antal i gruppen · pupils of the group |"
    yield "|---|---|---|"
    for mark, meaning in SUPPRESSION_MARKS.items():
        yield f"| `{mark}` | {meaning} | {bounds[mark]} |"


def _table(table: Table) -> Iterator[str]:
    need = "krävs · required" if table.required else "frivillig · optional"
    yield f"## `{table.name}` · {table.sv} · {table.en}\n"
    names = ", ".join(f"`{alias}`" for alias in table.aliases)
    yield f"{need}; även · also {names}" + (
        f"; unik · unique: {' + '.join(table.key)}\n" if table.key else "\n"
    )
    yield "| kolumn · column | slag · kind | krävs · required | svenska | English | även · also |"
    yield "|---|---|---|---|---|---|"
    for field in table.fields:
        yield _row(field)


def _row(field: Field) -> str:
    kind = " · ".join(dict.fromkeys(_KINDS[field.kind]))
    if field.allowed:
        kind = " / ".join(f"`{word}`" for word in field.allowed)
    if field.refers:
        kind += f" → {field.refers}"
    if field.unit:
        kind += f" ({field.unit})"
    if field.minimum is not None:
        kind += f" ≥ {field.minimum:g}"
    if field.maximum is not None:
        kind += f" ≤ {field.maximum:g}"
    cells = (
        f"`{field.name}`",
        kind,
        "×" if field.required else "",
        field.sv,
        field.en,
        ", ".join((*field.aliases, *(word for word, _ in field.synonyms))),
    )
    return f"| {' | '.join(cells)} |"
