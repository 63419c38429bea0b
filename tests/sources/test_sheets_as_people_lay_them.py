"""Sheets as people lay them out: every hazard is understood, told, or refused with its place."""

from __future__ import annotations

import datetime as dt
import unicodedata
import zipfile

import pytest
import xlwt

from applications import number, sheet_csv, workbook
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.grids import read_grids
from skolval.sources.mapping import known_name
from skolval.sources.workbook import Layout, read_sheet

HEADING = ("Personnummer", "Namn", "Årskurs", "Val 1", "Val 2")
STAMP = dt.datetime(2026, 2, 1, 8, 15)  # noqa: DTZ001 - Excel has no zones
A, B = number("20190131"), number("20190212")
ROWS = ((A, "Astrid", "F", "Björkskolan", "Aspskolan"), (B, "Bo", "F", "Aspskolan", ""))
PLAIN = [HEADING, *ROWS]


def table(path, layout=None, *, broken=False):
    ledger = Ledger()
    found = read_sheet(path, known_name(None), layout or Layout(), ledger)
    assert ledger.broken == broken, ledger.faults
    return ledger.faults if broken else found


def told(path, layout=None):
    found = table(path, layout)
    rows = [
        tuple(found.text(r, c) for c in range(len(found.names))) for r in range(len(found.rows))
    ]
    return found.names, rows, [note.kept() for note in found.notes], found.rows


def test_a_plain_sheet_is_read_as_it_stands(tmp_path):
    names, rows, notes, places = told(workbook(tmp_path / "a.xlsx", {"Blad1": PLAIN}))
    assert names == HEADING
    assert rows == [*ROWS]
    assert notes == []
    assert places == (1, 2)


HAZARDS = {
    "titles": ([["Skolval 2026", "", "", "", ""], [], ["Utskrivet", dt.date(2026, 2, 1)], *PLAIN],
               {}, [], (4, 5)),
    "sums": ([*PLAIN, ["Summa:", "", 2], ["", "Totalt", 2, "", ""]], {},
             ["2 rows of sums are left out."], (1, 2)),
    "footnotes": ([*PLAIN, [], ["", "Källa: e-tjänsten"], ["Utskrift sid 1"]], {},
                  ["2 rows below the table hold one cell only and are left out."], (1, 2)),
    "pages": ([HEADING, ROWS[0], [], HEADING, ROWS[1]], {},
              ["1 rows repeat the heading and are left out."], (1, 4)),
    "filter": (PLAIN, {"hidden_rows": [1]},
               ["1 hidden rows are read like the others: filters do not count."], (1, 2)),
    "columns": (PLAIN, {"hidden_columns": [1, 9]},
                ["1 hidden columns hold cells: who gets the file gets them too."], (1, 2)),
    "spaces": ([[f"\u00a0{h} " for h in HEADING],
                *[[f" {c}\u00a0\u200b" if c else "" for c in row] for row in ROWS]], {}, [], (1, 2)),
    "composed": ([[unicodedata.normalize("NFD", h) for h in HEADING],
                  *[[unicodedata.normalize("NFD", c) for c in row] for row in ROWS]],
                 {}, [], (1, 2)),
    "garbled": ([HEADING, [c.encode().decode("cp1252") for c in ROWS[0]], ROWS[1]], {},
                ["1 cells with garbled letters (Ã¥ for å) were mended."], (1, 2)),
    "numbers": ([HEADING, [int(A), *ROWS[0][1:]], [float(B), *ROWS[1][1:]]], {}, [], (1, 2)),
    "apostrophe": ([HEADING, ["'" + A, *ROWS[0][1:]], ROWS[1]], {}, [], (1, 2)),
}  # fmt: skip


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_hazard_of_a_sheet_is_understood_and_told(tmp_path, hazard):
    cells, options, expected, places = HAZARDS[hazard]
    names, rows, notes, found = told(workbook(tmp_path / "a.xlsx", {"Blad1": cells}, **options))
    assert names == HEADING
    assert rows == [*ROWS]
    assert notes == expected
    assert found == places


def test_headings_in_two_merged_rows_are_one(tmp_path):
    over = [["Elev", "", "", "Val", ""], ["Personnummer", "Namn", "Årskurs", "1", "2"], *ROWS]
    path = workbook(tmp_path / "a.xlsx", {"B": over},
                    merged=[(0, 0, 0, 2, "Elev"), (0, 3, 0, 4, "Val")])  # fmt: skip
    assert told(path)[:2] == (HEADING, [*ROWS])
    under = [["Personnummer", "Namn", "Årskurs", "Val", ""], ["", "", "", "1", "2"], *ROWS]
    path = workbook(tmp_path / "b.xlsx", {"B": under}, merged=[(0, 3, 0, 4, "Val"),
                    (0, 0, 1, 0, "Personnummer")])  # fmt: skip
    assert told(path)[:2] == (HEADING, [*ROWS])
    path = sheet_csv(tmp_path / "c.csv", under)
    assert told(path)[:2] == (HEADING, [*ROWS])
    path = sheet_csv(tmp_path / "d.csv", over)
    assert told(path)[:2] == (HEADING, [*ROWS])


def test_a_sheet_lying_on_its_side_is_turned_and_its_places_are_those_of_excel(tmp_path):
    lying = [list(line) for line in zip(*PLAIN, strict=True)]
    found = table(workbook(tmp_path / "a.xlsx", {"B": lying}))
    assert found.sideways
    assert found.names == HEADING
    assert [found.text(0, c) for c in range(5)] == [*ROWS[0]]
    fault = found.fault(1, 2, Fault("Wrong."))
    assert (fault.row, fault.column) == (3, "C (Årskurs)")
    upright = table(workbook(tmp_path / "b.xlsx", {"B": PLAIN})).fault(1, 2, Fault("Wrong."))
    assert (upright.row, upright.column) == (3, "C (Årskurs)")
    assert upright.where() == "b.xlsx [B], row 3, column C (Årskurs)"


def test_names_said_twice_and_columns_without_name_keep_apart(tmp_path):
    rows = [["Personnummer", "Val 1", "Namn", "", "Namn"], [A, "x", "n", "y", "z"]]
    names = table(workbook(tmp_path / "a.xlsx", {"B": rows})).names
    assert names == ("Personnummer", "Val 1", "Namn", "column D", "Namn (2)")


def test_dates_errors_and_truths_are_texts(tmp_path):
    rows = [["Personnummer", "Val 1", "Ankomstdatum", "Skyddad"],
            [A, "=VLOOKUP(1,A1:A2,1)", STAMP, True],
            [B, "#SAKNAS!", dt.date(2026, 2, 1), False]]  # fmt: skip
    found = table(workbook(tmp_path / "a.xlsx", {"B": rows}))
    assert [found.text(r, 2) for r in (0, 1)] == ["2026-02-01 08:15", "2026-02-01"]
    assert [found.text(r, 3) for r in (0, 1)] == ["ja", "nej"]
    assert [found.text(r, 1) for r in (0, 1)] == ["", ""]


@pytest.mark.parametrize(
    "octets",
    [
        "\r\n".join(";".join(row) for row in PLAIN).encode("utf-8-sig"),
        "\n".join(";".join(row) for row in PLAIN).encode("cp1252"),
        "\r".join("\t".join(row) for row in PLAIN).encode("utf-16"),
        ("sep=|\n" + "\n".join("|".join(row) for row in PLAIN)).encode(),
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in PLAIN).encode(),
    ],
)
def test_text_files_of_every_making_are_read(tmp_path, octets):
    path = tmp_path / "a.xls"  # a lie: the first bytes decide
    path.write_bytes(octets)
    assert told(path)[:2] == (HEADING, [*ROWS])


def test_lines_of_another_encoding_are_read_and_counted(tmp_path):
    path = tmp_path / "a.csv"
    lines = [";".join(row) for row in PLAIN]
    path.write_bytes(lines[0].encode() + b"\n" + lines[1].encode() + b"\n" + lines[2].encode("cp1252")
                     + b"\n" + ";;F;Åsskolan;".encode("cp1252"))  # fmt: skip
    _names, rows, notes, _places = told(path)
    assert rows[2][3] == "Åsskolan"
    assert notes == ["1 lines are of another encoding than the rest and were read in it."]


def test_a_cell_with_line_breaks_is_one_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Personnummer;Val 1;Motivering\n1;Aspskolan;"vi\nvill"\n2;Björkskolan;x\n')
    assert told(path)[3] == (1, 2)


def test_old_excel_and_open_document_are_read(tmp_path):
    book = xlwt.Workbook()
    page = book.add_sheet("Blad")
    for r, row in enumerate(PLAIN):
        for c, cell in enumerate(row):
            page.write(r, c, cell)
    book.save(tmp_path / "a.xls")
    assert told(tmp_path / "a.xls")[:2] == (HEADING, [*ROWS])
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p>'
                  "</table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in PLAIN
    )  # fmt: skip
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
                     for n in ("office", "table", "text"))  # fmt: skip
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
        f'<office:body><office:spreadsheet><table:table table:name="Blad">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert told(tmp_path / "a.ods")[:2] == (HEADING, [*ROWS])


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"<html><table><tr><td>Personnummer</td></tr></table></html>", "is HTML/XML inside"),
        (b"%PDF-1.7", "is PDF inside"),
        (b"PK\x03\x04broken", "cannot be read as a table"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "cannot be read as a table"),
        (b"a;b\0c", "it is not text"),
        (b"", "The file is empty"),
        (b"\n\n;;\n", "The file is empty"),
        (b"a;b\n1;2\n", "No row looks like the heading"),
        (b'a;"' + b"x" * 140_000, "field larger than"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, octets, words):
    path = tmp_path / "a.xlsx"
    path.write_bytes(octets)
    (fault,) = table(path, broken=True)
    assert words in fault.message
    assert fault.remedy


def test_a_missing_file_is_told(tmp_path):
    assert "no file called" in table(tmp_path / "a.xlsx", broken=True)[0].message
    assert "cannot be read" in table(tmp_path, broken=True)[0].message


def test_the_sheet_is_the_one_that_looks_like_applications(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Info": [["Läs mig"]], "Svar": PLAIN, "Gömd": PLAIN},
                    hidden_sheets=["Gömd"])  # fmt: skip
    found = table(path)
    assert found.sheet == "Svar"
    assert [note.kept() for note in found.notes] == ["Sheets that are not read: Info, Gömd."]
    assert [grid.unseen for grid in read_grids(path, Ledger())] == [False, False, True]
    path = workbook(tmp_path / "b.xlsx", {"F": PLAIN, "Åk 7": PLAIN})
    assert "Several sheets look alike: F, Åk 7" in table(path, broken=True)[0].message
    assert table(path, Layout("åk 7")).sheet == "Åk 7"
    (fault,) = table(path, Layout("Åk7x"), broken=True)
    assert fault.suggestion == "Åk 7"


def test_the_heading_may_be_told(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"B": [["p", "q"], ["r", "s"], [A, "x"]]})
    assert table(path, Layout(row=2)).names == ("r", "s")
    assert "No row looks like" in table(path, Layout(row=9), broken=True)[0].message
