"""Applications into an instance: who, where, which wishes, and every fault where Excel shows it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from applications import number, sheet_csv, workbook
from skolval.domain.provenance import facts_of
from skolval.errors import InputError, UsageError
from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.synth.importers import applications
from skolval.synth.importers.applications import Params, read

KEY = bytes(range(32))
HEADING = ("Personnummer", "Namn", "X", "Y", "Årskurs", "Nuvarande skola", "Val 1", "Val 2",
           "Syskons personnummer", "Syskons skola", "Syskons årskurs", "Skyddad")  # fmt: skip
A, B, C, D = (number(f"2019{day}", 980 + i)
              for i, day in enumerate(("0131", "0212", "0315", "0420")))  # fmt: skip
MOSIPPE, KORALL = "Mosippegärdets skola", "Korallrothöjdens skola"
ROWS = (
    (A, "Astrid", "559810", "6560274", "F", "", MOSIPPE, KORALL, "", "", "", ""),
    (B, "Bo", "559700", "6560174", "F-klass", "", KORALL, MOSIPPE, A, "", "", "Nej"),
    (C, "Cia", "559800", "6560000", "Fsk", "", KORALL, MOSIPPE, "", "", "", "Ja"),
    (D, "Dan", "559900", "6560100", "förskoleklass", "", MOSIPPE, "", "", KORALL, "åk 3", ""),
)


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "secret.key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def base(instances):
    """The town that the applications go into, read once."""
    return read_instance(instances / "lillstad")


@pytest.fixture
def take(tmp_path, instances, key, base, monkeypatch):
    """Import rows below a heading, with a mapping text if one is given."""
    monkeypatch.setattr(applications, "read_instance", lambda _path, awaits: base)

    def work(rows=ROWS, *, heading=HEADING, mapping="", **more):
        path = workbook(tmp_path / "ans.xlsx", {"Svar": [heading, *rows]})
        if mapping:
            (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
            more["mapping"] = tmp_path / "m.yaml"
        return read(path, Params(base=instances / "lillstad", **{"key": key, **more}))

    return work


def changed(row, column, value, rows=ROWS):
    """The rows with one cell changed."""
    told = [list(line) for line in rows]
    told[row][HEADING.index(column)] = value
    return told


def faults(take, *args, **more):
    with pytest.raises(InputError) as caught:
        take(*args, **more)
    return caught.value.faults


def pupil(imported, x):
    """The row of the pupil who lives at easting x."""
    table = imported.instance.pupils
    return table[table["x"] == x].iloc[0]


def wishes(imported, code):
    table = imported.instance.choices
    return table.loc[table["pupil_id"] == code, "unit_id"].tolist()


def test_pupils_wishes_and_kin_come_in_and_pass_every_check(take, tmp_path):
    imported = take()
    made = imported.instance
    folder = write_instance(made, tmp_path / "out")
    again, told = check_instance(folder)
    assert [fault for fault in told if fault.level == "error"] == []
    pd.testing.assert_frame_equal(again.pupils, made.pupils, check_dtype=False)
    astrid, bo, dan = (pupil(imported, x) for x in (559810, 559700, 559900))
    assert astrid["household"] == bo["household"]
    assert pd.isna(dan["household"])
    assert (dan["sibling_unit"], dan["sibling_grade"]) == ("L02", "3")
    assert wishes(imported, astrid["pupil_id"]) == ["L01", "L02"]
    assert wishes(imported, bo["pupil_id"]) == ["L02", "L01"]
    assert made.pupils["grade"].tolist() == ["F"] * 4
    assert astrid["area_id"] == "9901C0001"
    assert made.pupils["pupil_id"].is_monotonic_increasing
    assert len(made.travel) == 0
    assert len(made.edges) == 527


def test_a_protected_identity_keeps_a_grade_and_one_unit(take):
    imported = take(changed(0, "Syskons personnummer", C))
    table = imported.instance.pupils
    (cia,) = table[table["protected"]].to_dict("records")
    known = {name for name, value in cia.items() if pd.notna(value)}
    assert known == {"pupil_id", "grade", "in_round", "protected"}
    assert wishes(imported, cia["pupil_id"]) == ["L02"]
    assert "1 protected identities keep a grade and one unit alone" in " ".join(imported.notes)
    assert any("named as a sibling" in note for note in imported.notes)
    other = take([row if row[0] != C else (*row[:-1], "") for row in ROWS]).instance.pupils
    assert cia["pupil_id"] not in set(other["pupil_id"])  # never joined with an open round


def test_who_names_a_protected_sibling_keeps_nothing_of_it(take):
    rows = changed(3, "Syskons personnummer", C)
    dan = pupil(take(rows), 559900)
    assert dan[["household", "sibling_unit", "sibling_grade"]].isna().all()


@pytest.mark.parametrize(
    "word", ["Ja", "X", "sekretessmarkering", "1", "Skyddad folkbokföring", "?"]
)
def test_any_mark_but_a_no_protects(take, word):
    assert take(changed(0, "Skyddad", word)).instance.pupils["protected"].sum() == 2


@pytest.mark.parametrize(
    "word", ["Nej", "n", "", "0", "-", "Ingen sekretess", "ej skyddad", "False"]
)
def test_a_no_does_not_protect(take, word):
    assert take(changed(0, "Skyddad", word)).instance.pupils["protected"].sum() == 1


def test_a_word_elsewhere_in_the_row_protects_too(take):
    imported = take(changed(0, "Namn", "SEKRETESS"))
    assert imported.instance.pupils["protected"].sum() == 2
    assert any("because a word in them says so" in note for note in imported.notes)


def test_without_a_column_of_protection_a_loud_note_says_so(take):
    heading = [*HEADING[:-1], "Övrigt"]
    notes = take(heading=heading, rows=[(*row[:-1], "") for row in ROWS]).notes
    assert any("NO COLUMN MARKS PROTECTED" in note for note in notes)


def test_a_protected_pupil_goes_where_the_municipality_may_place(take):
    row = (C, "Cia", "", "", "7", "Friskolan Kometen", "Friskolan Kometen",
           "Lundviolbergets skola", "", "", "", "Ja")  # fmt: skip
    imported = take([*ROWS[:2], row])
    table = imported.instance.pupils
    (code,) = table.loc[table["protected"], "pupil_id"]
    assert wishes(imported, code) == ["L04"]
    staying = (*row[:5], "Lundviolbergets skola", "", *row[7:])
    table = take([*ROWS[:2], (*staying[:7], "", *staying[8:])]).instance.pupils
    assert table.loc[table["protected"], "current_unit"].tolist() == ["L04"]
    (fault,) = faults(take, [*ROWS[:2], (*row[:5], "", *[""] * 5, "Ja")])
    assert fault.row is None
    assert "1 rows of protected identities have a fault" in fault.message


def test_the_same_key_joins_rounds_and_another_does_not(take, tmp_path):
    first, again = take().instance.pupils, take(ROWS[::-1]).instance.pupils
    pd.testing.assert_frame_equal(first, again)
    (tmp_path / "other.key").write_bytes(KEY[::-1])
    (tmp_path / "other.key").chmod(0o600)
    other = take(key=tmp_path / "other.key").instance.pupils
    assert not set(first["pupil_id"]) & set(other["pupil_id"])


FAULTY = {
    "slip": (changed(1, "Personnummer", B[:-1] + str((int(B[-1]) + 1) % 10)), 3,
             "A (Personnummer)", "check digit", ""),
    "empty": (changed(1, "Personnummer", ""), 3, "A (Personnummer)", "whose it is", ""),
    "rounded": (changed(1, "Personnummer", "2,01902E+11"), 3, "A (Personnummer)", "rounded", ""),
    "birthday": (changed(1, "Personnummer", "20190212"), 3, "A (Personnummer)", "day of birth", ""),
    "other": (changed(1, "Personnummer", "Bo"), 3, "A (Personnummer)", "no personal identity", ""),
    "twice": ([*ROWS, ROWS[0]], 6, "A (Personnummer)", "application further up", ""),
    "grade": (changed(1, "Årskurs", "12"), 3, "E (Årskurs)", "not a grade", "12"),
    "no grade": (changed(1, "Årskurs", ""), 3, "E (Årskurs)", "is empty", ""),
    "unit": (changed(1, "Val 1", "Mosipegärdets skola"), 3, "G (Val 1)", "No unit is called",
             "Mosipegärdets skola"),
    "current": (changed(1, "Nuvarande skola", "Gamla"), 3, "F (Nuvarande skola)", "No unit", "Gamla"),
    "error": (changed(1, "Val 1", "#SAKNAS!"), 3, "G (Val 1)", "error of Excel", "#SAKNAS!"),
    "homeless": ([(A, "Astrid", "", "", *ROWS[0][4:]), *ROWS[1:]], 2, "C (X)", "no position", ""),
    "half": (changed(1, "Y", ""), 3, "C (X)", "One coordinate", ""),
    "sibling": (changed(1, "Syskons personnummer", "Astrid"), 3, "I (Syskons personnummer)",
                "neither a personal identity number", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTY)
def test_every_fault_tells_its_place_in_excel_and_never_who(take, case):
    rows, row, column, words, value = FAULTY[case]
    told = [fault for fault in faults(take, rows) if words in fault.message]
    assert [(fault.row, fault.column) for fault in told] == [(row, column)]
    assert told[0].value == value
    assert told[0].remedy
    assert (told[0].file, told[0].sheet) == ("ans.xlsx", "Svar")
    shown = " ".join(map(str, told))
    assert not any(secret[-4:] in shown for secret in (A, B, C, D))


def test_a_near_name_of_a_unit_is_suggested_and_never_taken(take):
    (fault,) = faults(take, changed(1, "Val 1", "Mosipegärdets skola"))
    assert fault.suggestion == MOSIPPE


def test_a_fault_of_a_protected_row_tells_neither_row_nor_value(take):
    (fault,) = faults(take, changed(2, "Val 1", "Hemliga skolan"))
    assert (fault.row, fault.value) == (None, "")
    assert "Hemliga" not in str(fault)


def test_a_column_that_is_mostly_wrong_is_told_once_without_cells(take):
    names = [(*row[:4], row[1], *row[5:]) for row in (*ROWS, *extra(8))]
    (fault,) = faults(take, names)
    assert fault.row is None
    assert fault.column == "E (Årskurs)"
    assert "Most cells" in fault.message
    assert "Astrid" not in str(fault)


def extra(count):
    """More first-year pupils, each with a number of their own."""
    return [
        (number(f"2019{5 + i // 20 % 8:02d}{1 + i % 20:02d}", 990 + i // 160), f"Namn{i}", "559810", "6560274", "F",
         "", MOSIPPE, KORALL, "", "", "", "")
        for i in range(count)
    ]  # fmt: skip


def test_shortened_numbers_and_numbers_as_numbers_are_mended_and_told(take):
    early = number("20000131", 980)
    rows = [(int(early[2:]), *ROWS[0][1:]), (int(B), *ROWS[1][1:8], f"{early[2:8]}-{early[8:]}",
            *ROWS[1][9:]), *ROWS[2:]]  # fmt: skip
    imported = take(rows)
    assert pupil(imported, 559810)["household"] == pupil(imported, 559700)["household"]
    assert any("lost a leading zero" in note for note in imported.notes)


def test_codes_of_the_municipality_serve_where_there_are_no_numbers(take):
    rows = [(f"ans-{i}", *row[1:]) for i, row in enumerate(ROWS)]
    rows[1] = (*rows[1][:8], "ans-0", *rows[1][9:])
    imported = take(rows)
    assert pupil(imported, 559810)["household"] == pupil(imported, 559700)["household"]
    assert not any("ans-" in code for code in imported.instance.pupils["pupil_id"])


def test_a_row_per_wish_becomes_wishes_in_order(take):
    heading = ("Personnummer", "Årskurs", "X", "Y", "Prioritet", "Skola")
    rows = [(A, "F", 559810, 6560274, "2", KORALL), (B, "F", 559700, 6560174, 1, KORALL),
            (A, "F", 559810, 6560274, "Val 1", MOSIPPE)]  # fmt: skip
    imported = take(rows, heading=heading)
    assert wishes(imported, pupil(imported, 559810)["pupil_id"]) == ["L01", "L02"]
    (fault,) = faults(take, [*rows, rows[0]], heading=heading)
    assert (fault.row, "two wishes of the same rank" in fault.message) == (5, True)


def test_the_latest_application_counts_where_the_mapping_says_so(take):
    heading = (*HEADING, "Inkom")
    rows = [(*row, dt.date(2026, 1, 20)) for row in ROWS]
    later = (*ROWS[0][:6], KORALL, "", *ROWS[0][8:], "2026-02-01 08:15")
    mapping = """
columns: {pupil: Personnummer, grade: Årskurs, wishes: [Val 1, Val 2], x: X, y: Y,
          protected: Skyddad, applied: Inkom}
repeated: latest
"""
    imported = take([*rows, later], heading=heading, mapping=mapping)
    assert wishes(imported, pupil(imported, 559810)["pupil_id"]) == ["L02"]
    assert any("1 earlier rows" in note for note in imported.notes)
    (fault,) = faults(take, [*rows, later, later], heading=heading, mapping=mapping)
    assert "two applications of the same time" in fault.message
    (fault,) = faults(take, [*rows, (*later[:-1], "igår")], heading=heading, mapping=mapping)
    assert fault.value == "igår"


def test_wishes_that_cannot_be_met_are_dropped_and_counted(take):
    rows = [list(row) for row in ROWS]
    rows[0][6:8] = ["Lundviolbergets skola", "Utomlands"]
    rows[1][6:8] = [KORALL, "korallrothöjdens skola"]
    mapping = """
columns: {pupil: Personnummer, grade: Årskurs, wishes: [Val 1, Val 2], x: X, y: Y, protected: Skyddad}
units: {utomlands: "-"}
"""
    imported = take(rows, mapping=mapping)
    assert wishes(imported, pupil(imported, 559810)["pupil_id"]) == []
    assert wishes(imported, pupil(imported, 559700)["pupil_id"]) == ["L02"]
    notes = " ".join(imported.notes)
    assert "1 wishes were dropped because the mapping" in notes
    assert "1 wishes repeated" in notes
    assert "1 wishes were for a unit without the grade" in notes
    assert "row 2, column G (Val 1)" in notes


@pytest.mark.parametrize(
    ("crs", "turn"),
    [("EPSG:4326", False), ("EPSG:4326", True), ("EPSG:3021", True), ("EPSG:3006", True)],
)
def test_positions_of_any_system_and_axis_order_are_converted(take, crs, turn):
    to = Transformer.from_crs("EPSG:3006", crs, always_xy=True)
    rows = []
    for row in ROWS:
        east, north = to.transform(float(row[2]), float(row[3]))
        pair = (north, east) if turn else (east, north)
        rows.append((*row[:2], *(f"{value:.6f}".replace(".", ",") for value in pair), *row[4:]))
    table = take(rows).instance.pupils
    assert np.nanmin(np.abs(table["x"] - 559810)) < 0.6
    assert np.nanmin(np.abs(table["y"] - 6560274)) < 0.6


REGISTER = (("Gatuadress", "Postnr", "X", "Y"), ("Storgatan 1", "75320", 559810, 6560274),
            ("Storgatan 2", "75320", 559700, 6560174), ("Byvägen 3", "75320", 559900, 6560100))  # fmt: skip


def test_addresses_become_positions_by_the_register_alone(take, tmp_path):
    heading = ("Personnummer", "Adress", "Postnr", "Växelvis adress", *HEADING[4:])
    homes = [("Storg. 1", "753 20", "Storgatan 2"), ("STORGATAN 2 B", "75320", ""),
             ("Hemliga gatan 9", "", ""), ("Storgatan 2", "", "")]  # fmt: skip
    rows = [(row[0], *home, *row[4:]) for row, home in zip(ROWS, homes, strict=True)]
    sheet_csv(tmp_path / "register.csv", REGISTER)
    imported = take(rows, heading=heading, addresses=tmp_path / "register.csv")
    astrid = pupil(imported, 559810)
    assert (astrid["second_x"], astrid["second_area_id"]) == (559700, "9901C0001")
    assert (imported.instance.pupils["x"] == 559700).sum() == 2
    notes = " ".join(imported.notes)
    assert "1 addresses were found without their letter" in notes
    assert "Storg" not in notes
    rows[3] = (D, "Okända vägen 4", "", "", *ROWS[3][4:])
    told = faults(take, rows, heading=heading, addresses=tmp_path / "register.csv")
    assert [(fault.row, fault.column) for fault in told] == [(5, "B (Adress)")]
    assert "Okända" not in " ".join(map(str, told))
    left = take(rows, heading=heading, addresses=tmp_path / "register.csv", unlocated="leave_out")
    assert len(left.instance.pupils) == 3
    assert any("1 pupils without a known home were left out" in note for note in left.notes)
    assert any("row 5" in note and "no such street" in note for note in left.notes)


def test_a_register_may_be_a_map_file(take, tmp_path):
    geopandas = pytest.importorskip("geopandas")
    frame = pd.DataFrame([row[:2] for row in REGISTER[1:]], columns=REGISTER[0][:2])
    points = geopandas.points_from_xy([559810, 559700, 559900], [6560274, 6560174, 6560100])
    path = tmp_path / "register.gpkg"
    geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:3006").to_file(path)
    heading = ("Personnummer", "Adress", "Postnr", "Ort", *HEADING[4:])
    rows = [(row[0], "Storgatan 1", "", "", *row[4:]) for row in ROWS]
    assert (take(rows, heading=heading, addresses=path).instance.pupils["x"] == 559810).sum() == 3
    frame.to_csv(tmp_path / "bad.csv", index=False)
    (fault,) = faults(take, rows, heading=heading, addresses=tmp_path / "bad.csv")
    assert "needs street" in fault.message


def test_groups_grounds_and_language_come_by_the_mapping(take):
    heading = (*HEADING, "Låg utb", "Ködagar", "Lista", "Modersmål", "Ankomst", "Vid", "Deltar")
    more = [
        ("ja", "120", "x", "Arabiska", "2024-03-15", MOSIPPE, "ja"),
        ("nej", "", "", "svenska", 45366, "", "Kvar"),
        ("ja", "3", "x", "ryska", "", MOSIPPE, ""),
    ]
    rows = [(*row, *end) for row, end in zip(ROWS, [*more, ("", "0", "", "", "", "", "ja")],
                                             strict=True)]  # fmt: skip
    rows[1] = (*rows[1][:5], MOSIPPE, *rows[1][6:])
    mapping = """
columns: {pupil: Personnummer, grade: Årskurs, wishes: [Val 1, Val 2], x: X, y: Y,
          protected: Skyddad, language: Modersmål, arrived: Ankomst, in_round: Deltar,
          current_unit: Nuvarande skola, sibling: Syskons personnummer}
groups: {low_education: Låg utb}
grounds:
  - {ground: queue_days, column: Ködagar, at: wishes}
  - {ground: listed, column: Lista, at: Vid}
  - {ground: secured, column: Lista, at: current_unit}
values: {language: {arabiska: ar, svenska: sv}, yes: [japp], no: [Kvar]}
"""
    imported = take(rows, heading=heading, mapping=mapping)
    astrid, bo = pupil(imported, 559810), pupil(imported, 559700)
    assert (astrid["language"], astrid["low_education"], astrid["months_in_sweden"]) == (
        "ar",
        1,
        28,
    )
    assert (bo["in_round"], bo["months_in_sweden"], bo["low_education"]) == (False, 28, 0)
    assert (astrid["sibling_unit"], astrid["sibling_grade"]) == ("L01", "F")  # Bo stays there
    grounds = imported.instance.grounds
    assert grounds[["unit_id", "ground", "value"]].to_numpy().tolist() == [
        ["L01", "listed", 1], ["L01", "queue_days", 120], ["L02", "queue_days", 120],
    ]  # fmt: skip
    assert set(grounds["pupil_id"]) == {astrid["pupil_id"]}
    assert any("Excel's number of days" in note for note in imported.notes)
    long = [(*row[:-3], "imorgon", *row[-2:]) for row in rows]
    assert any("no date" in f.message or "Most cells" in f.message
               for f in faults(take, long, heading=heading, mapping=mapping))  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "rule", "suggestion"),
    [
        ("columns: {grade: Årskurs}\n", "required_column", ""),
        ("columns: {pupil: Personnummer, grade: Åskurs}\n", "known_column", "Årskurs"),
        ("groups: {low_educaton: Namn}\n", "known_group", "low_education"),
        ("grounds: [{ground: queuedays, column: Namn}]\n", "known_ground", "queue_days"),
        ("units: {Skolan: L0}\n", "known_unit", "L06"),
    ],
)
def test_what_the_mapping_says_in_vain_is_told(take, mapping, rule, suggestion):
    told = [fault for fault in faults(take, mapping=mapping) if fault.rule == rule]
    assert told
    assert suggestion in {fault.suggestion for fault in told}


def test_a_column_of_many_words_is_no_language(take):
    heading = [*HEADING[:1], "Modersmål", *HEADING[2:]]
    rows = [(row[0], f"Förnamn{chr(65 + i)} {chr(65 + i // 26)}", *row[2:])
            for i, row in enumerate((*ROWS, *extra(90)))]  # fmt: skip
    (fault,) = faults(take, rows, heading=heading)
    assert "Förnamn" not in str(fault)


def test_a_mapping_is_proposed_written_and_gives_the_same(take, tmp_path):
    path = tmp_path / "proposed.yaml"
    first = take(write_mapping=path)
    second = take(mapping=path.read_text(encoding="utf-8"))
    pd.testing.assert_frame_equal(first.instance.pupils, second.instance.pupils)
    with pytest.raises(UsageError, match="already"):
        take(write_mapping=path)
    unknown = tmp_path / "unknown.yaml"
    faults(take, changed(1, "Val 1", "Nya skolan"), write_mapping=unknown)
    assert "Nya skolan: ''" in unknown.read_text(encoding="utf-8")
    lame = tmp_path / "lame.yaml"
    faults(take, heading=["Namn", "Ålder", *HEADING[2:]], write_mapping=lame)
    assert "columns:" in lame.read_text(encoding="utf-8")


def test_a_mapping_alone_may_be_asked_for_without_a_key(take, tmp_path):
    imported = take(key=None, write_mapping=tmp_path / "m2.yaml")
    assert "need a key" in imported.unfit
    with pytest.raises(UsageError, match="need a key"):
        take(key=None)


def test_secret_files_are_refused_where_they_do_not_belong(take, tmp_path, instances, key):
    with pytest.raises(UsageError, match="not both"):
        take(make_key=tmp_path / "k2")
    with pytest.raises(UsageError, match="inside the instance"):
        take(row_table=instances / "lillstad" / "rows.csv")
    for pair in (("make_key", "row_table"), ("make_key", "write_mapping"),
                 ("row_table", "write_mapping")):  # fmt: skip
        with pytest.raises(UsageError, match="one is named for two things"):
            take(**({"key": None} | dict.fromkeys(pair, tmp_path / "one")))
    assert not (tmp_path / "one").exists()
    (tmp_path / "rows.csv").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="already"):
        take(row_table=tmp_path / "rows.csv")
    with pytest.raises(UsageError, match="one file"):
        read(tmp_path, Params(base=instances / "lillstad", key=key))


def test_the_table_of_rows_tells_which_row_is_who_but_for_the_protected(take, tmp_path):
    imported = take(row_table=tmp_path / "rows.csv", key=None, make_key=tmp_path / "new.key")
    new, rows = imported.beside
    assert (new.path.name, len(new.octets)) == ("new.key", 65)
    lines = [line.split(",") for line in rows.octets.decode().splitlines()]
    assert [line[:2] for line in lines] == [
        ["sheet", "row"],
        ["Svar", "2"],
        ["Svar", "3"],
        ["Svar", "5"],
    ]
    assert lines[1][2] == pupil(imported, 559810)["pupil_id"]
    rows.write()
    assert rows.path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        rows.write()


def test_every_column_that_was_filled_has_its_fact(take):
    made = take().instance
    facts = {(fact.table, fact.column): fact for fact in facts_of(made.provenance)}
    for table in ("pupils", "choices"):
        frame = getattr(made, table)
        filled = {(table, name) for name in frame.columns if frame[name].notna().any()}
        assert filled <= set(facts)
    assert facts["pupils", "pupil_id"].made == "computed"
    assert facts["pupils", "grade"].note == "column Årskurs"
    assert facts["pupils", "in_round"].made == "assumed"
    assert len(facts["pupils", "x"].digest) == 64


def test_what_every_row_shares_and_what_the_units_have_come_by_the_mapping(take, base, monkeypatch):
    units = base.units.assign(
        features=pd.Series(["lift"] + [None] * (len(base.units) - 1), dtype="str")
    )
    offered = base.offerings.assign(
        programme=pd.Series(["musik"] + [None] * (len(base.offerings) - 1), dtype="str")
    )
    town = base.replace(units=units, offerings=offered)
    monkeypatch.setattr(applications, "read_instance", lambda _path, awaits: town)
    heading = ("Id", "X", "Y", "Val 1", "Familj", "Månader", "Behov", "Inriktning", "Skäl", "Skola")
    rows = [("a1", 559810, 6560274, MOSIPPE, "f1", 12, "lift", "musik", "trafik", "Förskolan Ekorren"),
            ("a2", 559700, 6560174, KORALL, "f1", "", "", "", "", ""),
            ("a3", 559900, 6560100, KORALL, "f2", "", "", "", "", "")]  # fmt: skip
    mapping = """
columns: {pupil: Id, x: X, y: Y, wishes: [Val 1], household: Familj, months_in_sweden: Månader,
          needs: Behov, programme: Inriktning, transport_reason: Skäl, current_unit: Skola}
constants: {grade: F, language: svenska, status: resident}
"""
    imported = take(rows, heading=heading, mapping=mapping)
    first, second, third = (pupil(imported, x) for x in (559810, 559700, 559900))
    told = first[["grade", "language", "status", "months_in_sweden", "needs", "programme",
                  "transport_reason"]].tolist()  # fmt: skip
    assert told == ["F", "svenska", "resident", 12, "lift", "musik", "traffic"]
    assert first["household"] == second["household"] != third["household"]
    assert pd.isna(third["household"])
    assert any("1 preschools" in note for note in imported.notes)
    for column, value in (("Behov", "hiss"), ("Inriktning", "dans"), ("Månader", "ett år")):
        wrong = [list(row) for row in rows]
        wrong[1][heading.index(column)] = value
        (fault,) = faults(take, wrong, heading=heading, mapping=mapping)
        assert (fault.row, fault.value) == (3, value)


def test_a_home_far_away_is_told_and_kept(take):
    imported = take(changed(0, "Y", "6660274"))
    assert (imported.instance.pupils["y"] == 6660274).any()
    notes = " ".join(imported.notes)
    assert "row 2, column C (X): The home lies more than 20 km" in notes
    assert "1 homes lie outside every area" in notes
    assert "6660274" not in notes


def test_a_pupil_who_takes_no_part_and_goes_nowhere_is_a_fault(take):
    heading = (*HEADING, "Deltar")
    rows = [(*row, "nej" if row[0] == A else "ja") for row in ROWS]
    (fault,) = faults(take, rows, heading=heading)
    assert (fault.row, fault.column) == (2, "F (Nuvarande skola)")


def test_a_sheet_on_its_side_tells_columns_as_rows(take, tmp_path):
    lying = [list(line) for line in zip(HEADING, *changed(1, "Årskurs", "12"), strict=True)]
    (fault,) = faults(take, lying[1:], heading=lying[0])
    assert (fault.row, fault.column) == (5, "C (Årskurs)")
    lying = [list(line) for line in zip(HEADING, *ROWS, strict=True)]
    imported = take(lying[1:], heading=lying[0], row_table=tmp_path / "rows.csv")
    assert imported.beside[0].octets.decode().splitlines()[1].startswith("Svar,B,")


def test_a_hundred_faults_of_a_column_are_told_and_the_rest_counted(take):
    rows = [*ROWS, *extra(300)]
    rows = [(*row[:4], "12" if 4 <= i < 130 else row[4], *row[5:]) for i, row in enumerate(rows)]
    told = faults(take, rows)
    assert len(told) == 101
    assert told[-1].message.startswith("26 more cells")


def test_an_instance_without_pupils_may_be_the_base(tmp_path, instances, key):
    folder = tmp_path / "town"
    folder.mkdir()
    for file in (instances / "lillstad").iterdir():
        if file.name not in {"choices.csv", "expected.yaml"}:
            octets = file.read_bytes()
            only_heading = octets.split(b"\n", 1)[0] + b"\n"
            (folder / file.name).write_bytes(only_heading if file.stem == "pupils" else octets)
    path = workbook(tmp_path / "a.xlsx", {"Svar": [HEADING, *ROWS]})
    assert len(read(path, Params(base=folder, key=key, crs="SWEREF 99 TM")).instance.pupils) == 4
    with pytest.raises(InputError, match="no file called"):
        read(tmp_path / "none.xlsx", Params(base=folder, key=key))
    with pytest.raises(InputError, match="no file called"):
        read(path, Params(base=folder, key=key, mapping=tmp_path / "none.yaml"))
