"""School units of every source, on self-made look-alikes: Björkköping (0990) has four units."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from skolval.io.faults import Ledger
from skolval.sources.marks import mark_of_rest, plain_mark
from skolval.sources.unit_codes import municipality_code, unit_code, unit_in
from skolval.sources.units import read_school_units

ASP, BJORK, EN, GRAN = "01111111", "22222222", "33333333", "44444444"
NAMES = {ASP: "Aspskolan", BJORK: "Björkskolan", EN: "Enskolan", GRAN: "Granskolan"}


def read(*paths, **asked):
    ledger = Ledger()
    found = read_school_units(list(paths), ledger=ledger, **asked)
    return found, [str(fault) for fault in ledger.faults]


def good(*paths, **asked):
    found, faults = read(*paths, **asked)
    assert not faults
    return found


def by_code(found):
    return found.frame.set_index("unit_id")


def save(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def answer(folder, name, body):
    return save(folder, name, json.dumps(body))


def workbook(folder, name, rows):
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Underlag")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(number, place, cell)
    return path


# --- Underlag för analys -------------------------------------------------------------------


def across(folder):
    """As the statistical database saves it: units (and owners) as columns, figures as rows."""
    rows = [
        ["Underlag för analys för grundskola efter mått, skolenhet och läsår"],
        [],
        [None, None, "BJÖRKKÖPINGS KOMMUN (2120009900)", f"Aspskolan ({ASP})",
         f"Björkskolan ({BJORK})", f"Enskolan ({EN})"],
        ["2029/30", "Bakgrundsinformation", None, None, None, None],
        [None, "Antal elever", 900, 200, 180, "90"],
        [None, "Andel (%) flickor", 49, 52.5, "..", 40],
        [None, "Andel (%) elever med utländsk bakgrund", 20, 12.5, "..", "..."],
        [None, "Andel (%) elever med föräldrar med eftergymnasial utbildning", 60, 70, "...", ".."],
        [None, "Elever per lärare", 12, "11,5", "-", "."],
        [None, "Trygghet årskurs 5", 8, 8, 8, 8],
        ["2028/29", None, None, None, None, None],
        [None, "Antal elever", 899, 199, 179, 89],
    ]  # fmt: skip
    return workbook(folder, "Underlag_for_analys.xlsx", rows)


def test_a_table_with_units_as_columns_keeps_every_mark(tmp_path):
    found = good(across(tmp_path))
    units = by_code(found)
    assert units.index.tolist() == [ASP, BJORK, EN]
    assert units["name"].tolist() == ["Aspskolan", "Björkskolan", "Enskolan"]
    assert units["pupils"].tolist() == [200, 180, 90]
    assert units.loc[ASP, "share_foreign_background"] == 0.125
    assert units["mark_share_foreign_background"].tolist()[1:] == ["..", "..."]
    assert units["mark_pupils_per_teacher"].tolist()[1:] == ["-", "."]
    assert units.loc[ASP, "pupils_per_teacher"] == 11.5
    told = " ".join(found.notes)
    assert "Units stood as columns" in told
    assert "Not taken: " in told
    assert "Trygghet" in told
    vintages = {fact.column: fact.vintage for fact in found.facts}
    assert vintages["pupils"] == "2029/30"


def test_the_mark_of_a_share_of_the_rest_changes_sides(tmp_path):
    """Few parents with post-secondary education means that nearly all pupils lack them."""
    units = by_code(good(across(tmp_path)))
    assert units.loc[ASP, "share_low_education"] == pytest.approx(0.3)
    assert units["mark_share_low_education"].tolist()[1:] == ["..", "..."]


ROWS = "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;{pupils};{foreign}\n"


def table(folder, body, *, pupils="Antal elever", foreign="Andel (%) elever med utl. bakgrund",
          name="underlag.csv", encoding="utf-8"):  # fmt: skip
    head = "Underlag för analys\nValt läsår: 2029/30;;;\n\n"
    return save(folder, name, head + ROWS.format(pupils=pupils, foreign=foreign) + body, encoding)


BODY = (
    "Aspskolan;1111111;Björkköping;990;Kommunal;Björkköpings kommun;200;12,5\n"
    "Enskolan;33333333;Björkköping;0990;Fristående;Enskolan AB;90;..\n"
)


@pytest.mark.parametrize(
    ("pupils", "foreign"),
    [
        ("Antal elever", "Andel (%) elever med utl. bakgrund"),
        ("Elever, antal", "Elever med utländsk bakgrund, andel (%)"),
        ("Antal elever läsår 2029/30", "Andel elever med utländsk bakgrund"),
    ],
)
def test_renamed_columns_are_known_by_what_they_say(tmp_path, pupils, foreign):
    units = by_code(good(table(tmp_path, BODY, pupils=pupils, foreign=foreign)))
    assert units.loc[EN, "pupils"] == 90
    assert units.loc[ASP, "share_foreign_background"] == 0.125


def test_a_header_in_two_rows_with_merged_cells_is_one_heading_per_column(tmp_path):
    rows = [
        ["Underlag för analys 2029/30"],
        ["Skolenhetskod", "Skolans namn", "Antal elever", "Andel (%) elever med", None, "Lärare"],
        [None, None, None, "utländsk bakgrund", "föräldrar med eftergymnasial utbildning", "antal"],
        [1111111, "Aspskolan", 200, 12.5, 70, 20],
        [33333333, "Enskolan", 90, "..", "...", 9],
    ]
    units = by_code(good(workbook(tmp_path, "u.xlsx", rows)))
    assert units.index.tolist() == [ASP, EN]
    assert units["pupils"].tolist() == [200, 90]
    assert units.loc[ASP, "share_low_education"] == pytest.approx(0.3)
    assert units["mark_share_foreign_background"].tolist()[1] == ".."
    assert units["mark_share_low_education"].tolist()[1] == ".."


def test_lost_zeros_of_codes_are_put_back_and_told(tmp_path):
    found = good(table(tmp_path, BODY))
    assert by_code(found).index.tolist() == [ASP, EN]
    assert "The lost first zeros of 1 unit codes were put back." in found.notes[0]
    assert set(found.frame["municipality_code"]) == {"0990"}
    assert found.frame["provider"].tolist() == ["municipal", "independent"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_tables_are_read_in_every_encoding(tmp_path, encoding):
    found = good(table(tmp_path, BODY, encoding=encoding))
    assert found.frame["owner"].tolist() == ["Björkköpings kommun", "Enskolan AB"]


def test_an_unknown_kind_of_owner_is_told_with_its_row(tmp_path):
    _found, faults = read(table(tmp_path, BODY.replace("Fristående", "Kyrklig")))
    assert "underlag.csv, row 6" in faults[0]
    assert "'Kyrklig' is not known. Known: Enskild" in faults[0]


def test_a_code_that_stands_twice_after_a_change_of_owner_is_read_once(tmp_path):
    again = BODY + "Enskolan;33333333;Björkköping;0990;Enskild;Nya ägaren AB;.;.\n"
    found = good(table(tmp_path, again))
    assert by_code(found).loc[EN, "owner"] == "Enskolan AB"
    assert any("1 codes stand twice" in note for note in found.notes)
    _found, faults = read(table(tmp_path, again.replace("AB;.;.", "AB;95;..")))
    assert "'33333333' stands twice with different figures" in faults[0]


@pytest.mark.parametrize(
    ("cell", "told"), [("130", "neither a published figure nor a mark"), ("ja", "neither a")]
)
def test_a_cell_that_is_neither_figure_nor_mark_is_told(tmp_path, cell, told):
    _found, faults = read(table(tmp_path, BODY.replace("12,5", cell)))
    assert told in faults[0]
    assert "column Andel (%) elever med utl. bakgrund" in faults[0]


def test_no_code_of_a_unit_is_told(tmp_path):
    _found, faults = read(table(tmp_path, BODY.replace("33333333", "tre")))
    assert "row 6" in faults[0]
    assert "This is no code of a school unit." in faults[0]


def test_a_table_without_a_school_year_demands_one(tmp_path):
    path = save(tmp_path, "t.csv", "skolenhetskod;antal elever\n33333333;90\n")
    _found, faults = read(path)
    assert "Say it (--units-vintage), for example 2024/25." in faults[0]
    assert good(path, vintage="2029/30").facts[1].vintage == "2029/30"


def test_flags_beside_the_figures_are_marks(tmp_path):
    head = "school_code,name,pupils,pct_foreign_background,pct_foreign_background_flag\n"
    rows = "33333333,Enskolan,90,,suppressed_few\n44444444,Granskolan,50,,suppressed_majority\n"
    path = save(tmp_path, "grundskolor_2029_30.csv", head + rows)
    assert by_code(good(path))["mark_share_foreign_background"].tolist() == ["..", "..."]
    save(tmp_path, path.name, head + rows.replace("suppressed_few", "odd"))
    _found, faults = read(path)
    assert "This mark is not known." in faults[0]


# --- year 9 --------------------------------------------------------------------------------


def year_nine(folder, *, lat="", lon=""):
    text = (
        "Statistik från Skolverket;;;;;;\n;;;;;;\nGrundskola - Slutbetyg årskurs 9;;;;;;\n"
        "Valt läsår: 2029/30;;;;;;\n;;;;;;\n"
        "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Antal elever;"
        "Andel (%) elever behöriga till yrkesprog.;Genomsnittligt meritvärde (17 ämnen);Lat;Lon\n"
        f"Enskolan;{EN};Björkköping;0990;Enskild;30;~100;245,5;{lat};{lon}\n"
        f"Granskolan;{GRAN};Björkköping;0990;Kommunal;..;.;..;;\n"
    )
    return save(folder, "Slutbetyg.csv", text)


def test_year_nine_counts_its_own_pupils_and_tells_nearly_all(tmp_path):
    found = good(year_nine(tmp_path))
    units = by_code(found)
    assert "pupils" not in units
    assert units.loc[EN, "y9_pupils"] == 30
    assert units.loc[EN, "y9_merit"] == 245.5
    assert units.loc[GRAN, "mark_y9_merit"] == ".."
    assert any("1 figures are told as nearly (~)" in note for note in found.notes)


def test_positions_of_year_nine_are_used_last_and_never_called_checked(tmp_path):
    """One found by a search for the name lies 25 km from where the register has the unit."""
    nine = year_nine(tmp_path, lat="60,10", lon="17,65")
    alone = by_code(good(nine))
    assert not alone.loc[EN, "position_checked"]
    assert any("tens of kilometres off" in note for note in good(nine).notes)
    both = good(register(tmp_path), nine)
    assert by_code(both).loc[EN, "position_from"] == "register"
    assert by_code(both).loc[EN, "position_checked"]
    assert any("more than 1000 m away in Slutbetyg.csv" in n and "24." in n for n in both.notes)


# --- the registers -------------------------------------------------------------------------


def second_version(code, *, name="", status="AKTIV", lat="59.88", lon="17.65", grades=("1", "9"),
                   owner="Enskolan AB", kind="ENSKILD"):  # fmt: skip
    first, last = grades
    return {
        "data": {
            "type": "schoolunit", "schoolUnitCode": code,
            "attributes": {
                "displayName": name or NAMES[code], "schoolName": name or NAMES[code],
                "status": status, "municipalityCode": "0990", "schoolTypes": ["FKLASS", "GR"],
                "schoolTypeProperties": {
                    "gr": {"grades": [str(y) for y in range(int(first), int(last) + 1)]}},
                "addresses": [
                    {"type": "POSTADRESS", "streetAddress": "Box 1", "postalCode": "99001"},
                    {"type": "BESOKSADRESS", "streetAddress": "Skolvägen 3", "postalCode": "990 02",
                     "locality": "Björkköping", "geoCoordinates": {
                         "latitude": lat, "longitude": lon,
                         "coordinateSweRefE": "", "coordinateSweRefN": ""}},
                ],
            },
        },
        "included": {"type": "organizer", "organizationNumber": "5560000000",
                     "attributes": {"displayName": owner, "organizerType": kind}},
    }  # fmt: skip


def register(folder, name="skolenhetsregistret.json"):
    return answer(
        folder,
        name,
        [
            second_version(EN),
            second_version(GRAN, status="UPPHORT"),
            second_version(BJORK, status="VILANDE"),
        ],
    )


def test_the_register_knows_owner_place_grades_and_who_has_ceased(tmp_path):
    found = good(register(tmp_path))
    units = by_code(found)
    assert units.index.tolist() == [EN]
    unit = units.loc[EN]
    assert (unit["provider"], unit["owner"]) == ("independent", "Enskolan AB")
    assert unit["address"] == "Skolvägen 3, 990 02 Björkköping"
    assert (unit["first_grade"], unit["last_grade"], unit["grades_from"]) == ("F", "9", "register")
    assert unit["forms"] == "FSK GR"
    assert (unit["x"], unit["y"]) == pytest.approx((648400, 6641000), abs=2000)
    assert "Units left out by their status: UPPHORT 1, VILANDE 1." in found.notes


def test_ceased_units_are_kept_when_asked_for(tmp_path):
    asked = frozenset({"AKTIV", "UPPHORT"})
    assert len(good(register(tmp_path), statuses=asked).frame) == 2


def first_version(code):
    return {
        "SkolenhetInfo": {
            "Namn": NAMES[code], "Skolenhetskod": code, "Status": "Aktiv",
            "Besoksadress": {"Adress": "Backen 2", "Postnr": "99003", "Ort": "Björkköping",
                             "GeoData": {"Koordinat_SweRef_E": "648000,5",
                                         "Koordinat_SweRef_N": "6640000,25",
                                         "Koordinat_WGS84_Lat": "", "Koordinat_WGS84_Lng": ""}},
            "Kommun": {"Kommunkod": "0990", "Namn": "Björkköping"},
            "Huvudman": {"PeOrgNr": "2120009900", "Namn": "BJÖRKKÖPINGS KOMMUN", "Typ": "Kommun"},
            "Skolformer": [{"type": "Grundskola", "SkolformKod": "11",
                            **{f"Ak{y}": y >= 4 for y in range(1, 10)}},
                           {"type": "Fritidshem", "SkolformKod": "15"}],
        }
    }  # fmt: skip


def test_the_first_version_of_the_register_has_metres_with_decimal_commas(tmp_path):
    unit = by_code(good(answer(tmp_path, "gran.json", first_version(GRAN)))).loc[GRAN]
    assert (unit["x"], unit["y"]) == (648000.5, 6640000.25)
    assert unit["lat"] == pytest.approx(59.87, abs=0.02)
    assert unit["provider"] == "municipal"
    assert (unit["grades"], unit["forms"]) == ("4 5 6 7 8 9", "FTH GR")


def test_the_list_of_the_first_version_is_read(tmp_path):
    listed = {"Skolenheter": [
        {"Skolenhetskod": EN, "Skolenhetsnamn": "Enskolan", "Kommunkod": "0990", "Status": "Aktiv"},
        {"Skolenhetskod": GRAN, "Skolenhetsnamn": "Gran", "Kommunkod": "0990", "Status": "Upphört"},
    ]}  # fmt: skip
    assert by_code(good(answer(tmp_path, "list.json", listed))).index.tolist() == [EN]


def planned(folder, page, total, units, name=""):
    body = {
        "status": "OK", "message": "", "body": {
            "_embedded": {"listedSchoolUnits": units},
            "_links": {"self": {"href": "x"}},
            "page": {"size": 2, "totalElements": 3, "totalPages": total, "number": page},
        },
    }  # fmt: skip
    return answer(folder, name or f"page{page}.json", body)


def listed_unit(code, **more):
    return {
        "code": code, "name": NAMES[code], "geographicalAreaCode": "0990",
        "postCodeDistrict": "BJÖRKKÖPING", "principalOrganizerType": "Kommunal",
        "corporationName": "Björkköpings kommun", "abroadSchool": False,
        "typeOfSchooling": [
            {"code": "fsk", "displayName": "Förskoleklass", "schoolYears": ["0"]},
            {"code": "gr", "displayName": "Grundskola", "schoolYears": ["1", "2", "3"]}],
        "wgs84Lat": "59,861", "wgs84Long": "17,648", **more,
    }  # fmt: skip


def test_pages_of_planned_educations_are_read_as_one_folder(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    planned(folder, 0, 2, [listed_unit(ASP), listed_unit(BJORK)])
    planned(folder, 1, 2, [listed_unit(EN, abroadSchool=True), listed_unit(GRAN)])
    found = good(folder)
    units = by_code(found)
    assert units.index.tolist() == [ASP, BJORK, GRAN]
    assert units.loc[ASP, "lat"] == 59.861
    assert units.loc[ASP, "grades"] == "F 1 2 3"
    assert "1 Swedish schools abroad were left out." in found.notes


def test_a_missing_page_is_a_fault(tmp_path):
    _found, faults = read(planned(tmp_path, 0, 3, [listed_unit(ASP)]))
    assert "Pages 1, 2 of 3 are missing (counted from 0)." in faults[0]


def test_compact_units_and_single_answers_are_joined(tmp_path):
    compact = answer(tmp_path, "compact.json", {"body": {"_embedded": {"compactSchoolUnits": [
        {"schoolUnitCode": ASP, "schoolUnitName": "Aspskolan", "wgs84Latitude": "59.86",
         "wgs84Longitude": "17.64", "abroadSchool": False}]}}})  # fmt: skip
    single = answer(tmp_path, "single.json", {"body": {
        "code": ASP, "name": "Aspskolan", "geographicalAreaCode": "0990",
        "principalOrganizerType": "Kommunal", "wgs84_Lat": "0", "wgs84_Long": "0",
        "contactInfo": {"addresses": [
            {"type": "VISITING_ADDRESS", "street": "Gatan 1", "zipCode": "99001", "city": "X"}]},
        "typeOfSchooling": ["gran"]}})  # fmt: skip
    unit = by_code(good(compact, single)).loc[ASP]
    assert unit["lat"] == 59.86
    assert unit["address"] == "Gatan 1, 99001 X"
    assert unit["forms"] == "GRAN"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not json", "The file is no JSON."),
        ('{"hello": 1}', "no school units that are understood"),
        ('[{"code": "12", "name": "x", "geographicalAreaCode": "0990"}]', "'12' is no code"),
    ],
)
def test_broken_answers_are_told(tmp_path, text, told):
    found, faults = read(save(tmp_path, "a.json", text))
    assert found is None
    assert told in faults[0]


# --- joined --------------------------------------------------------------------------------


def test_sources_are_joined_by_code_the_register_first_and_differences_told(tmp_path):
    reg = answer(tmp_path, "reg.json", [
        second_version(EN, name="Enskolan F-9", owner="Nya Ägaren AB"),
        second_version(ASP, owner="Björkköpings kommun", kind="KOMMUN")])  # fmt: skip
    found = good(table(tmp_path, BODY), reg, year_nine(tmp_path))
    units = by_code(found)
    assert units.loc[EN, "name"] == "Enskolan F-9"
    assert units.loc[EN, "pupils"] == 90
    assert units.loc[EN, "y9_merit"] == 245.5
    told = "\n".join(found.notes)
    assert "name differs for 1 units between reg.json and underlag.csv" in told
    assert "33333333 Enskolan F-9 / Enskolan" in told
    assert "owner differs for 1 units between reg.json and underlag.csv" in told
    assert "1 units of Slutbetyg.csv are not among the register's: 44444444" in told
    facts = {fact.column: fact for fact in found.facts}
    assert facts["name"].source == "Skolverket, Skolenhetsregistret"
    assert facts["name"].note == "Where it lacks: underlag.csv, Slutbetyg.csv."
    assert facts["share_foreign_background"].suppressed == 1


def test_grades_of_a_register_go_before_inferred_ones(tmp_path):
    inferred = save(tmp_path, "skolor_2029_30.csv",
                    f"school_code,grades_inferred,pupils\n{EN},F-6,90\n{GRAN},7-9,50\n")  # fmt: skip
    units = by_code(good(register(tmp_path), inferred))
    assert units.loc[EN, ["grades_from", "last_grade"]].tolist() == ["register", "9"]
    assert units.loc[GRAN, ["grades_from", "first_grade"]].tolist() == ["inferred", "7"]


def test_only_the_municipality_asked_for_is_kept(tmp_path):
    two = BODY + "Lundskolan;55555555;Lund;1281;Kommunal;Lunds kommun;300;20\n"
    found = good(table(tmp_path, two), municipality="Lund")
    assert found.frame["unit_id"].tolist() == ["55555555"]
    _found, faults = read(table(tmp_path, two), municipality="Lundd")
    assert "There is no municipality 'Lundd'." in faults[0]
    _found, faults = read(table(tmp_path, two), municipality="Uppsala")
    assert "No unit is in the municipality 0380 Uppsala." in faults[0]


def test_files_of_other_kinds_and_empty_folders_are_told(tmp_path):
    (tmp_path / "tom").mkdir()
    _found, faults = read(tmp_path / "tom", save(tmp_path, "a.pdf", "x"))
    assert "No school units were found." in faults[0]
    assert ".pdf files are not read here." in faults[1]
    _found, faults = read(save(tmp_path, "b.csv", "a;b\n1;2\n"))
    assert "No school units were found." in faults[0]


# --- codes and marks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [("12345678", "12345678"), ("1234567.0", "01234567"), ("1234 5678", "12345678"),
     ("123", ""), ("abc", ""), ("123456789", "")],
)  # fmt: skip
def test_codes_of_units_are_eight_digits(text, code):
    assert unit_code(text)[0] == code


def test_a_code_within_a_text_is_found():
    assert unit_in("Storskolan (12345678)") == ("12345678", "Storskolan")
    assert unit_in("2120003005-12345678 Storskolan") == ("12345678", "Storskolan")
    assert unit_in("UPPSALA KOMMUN (2120003005)")[0] == ""
    assert municipality_code("380") == "0380"
    assert municipality_code("Uppsala") == ""


@pytest.mark.parametrize(
    ("cell", "mark"),
    [(".", "."), (" .. ", ".."), ("…", "..."), (". .", ".."), ("–", "-"), ("\N{MINUS SIGN}", "-"),
     ("0", ""), ("", ""), ("-5", ""), ("....", "")],
)  # fmt: skip
def test_marks_are_known_however_they_were_typed(cell, mark):
    assert plain_mark(cell) == mark


def test_marks_of_the_rest_change_sides_and_others_stay():
    import pandas as pd

    assert mark_of_rest(pd.Series(["..", "...", ".", "-"])).tolist() == ["...", "..", ".", "-"]


@pytest.mark.shared
def test_the_country_and_uppsala_are_read(shared):
    found = good(shared / "data/sweden/sweden-schools/sweden_grundskolor_2024_25.csv")
    assert len(found.frame) == 5103
    assert found.frame["pupils"].sum() == 1_104_634
    assert int(found.frame["share_foreign_background"].notna().sum()) == 4091
    marks = found.frame["mark_share_foreign_background"].value_counts()
    assert (marks[".."], marks["..."]) == (567, 8)
    ours = good(shared / "data/uppsala/uppsala-schools/uppsala_grundskolor_2024_25.csv")
    assert len(ours.frame) == 76
    assert ours.frame.groupby("provider")["pupils"].sum().to_dict() == {
        "independent": 4719, "municipal": 19482,
    }  # fmt: skip


def test_a_long_table_of_the_database_gives_a_row_per_unit_of_the_latest_year(tmp_path):
    rows = ["level;variable;time;Underlag"]
    for code, pupils, share in ((ASP, "200", "12,5"), (EN, "90", "..")):
        for year, more in (("2028/29", "1"), ("2029/30", "")):
            rows.append(f"2120009900-{code} {NAMES[code]};Antal elever;{year};{more}{pupils}")
            rows.append(f"2120009900-{code} {NAMES[code]};Andel (%) elever med utländsk bakgrund;"
                        f"{year};{share}")  # fmt: skip
    units = by_code(good(save(tmp_path, "ufa.csv", "\n".join(rows))))
    assert units["pupils"].tolist() == [200, 90]
    assert units["name"].tolist() == ["Aspskolan", "Enskolan"]
    assert units.loc[EN, "mark_share_foreign_background"] == ".."


def test_newly_arrived_or_born_abroad_is_never_foreign_background(tmp_path):
    head = "Underlag 2029/30\nskolenhetskod;antal elever;{}\n33333333;90;20\n"
    for words in ("Andel (%) nyinvandrade elever och elever med okänd utländsk bakgrund",
                  "Andel (%) elever födda utomlands"):  # fmt: skip
        found = good(save(tmp_path, "t.csv", head.format(words)))
        assert "share_foreign_background" not in found.frame
        assert any("Not taken" in note for note in found.notes)


@pytest.mark.parametrize(
    "change",
    [
        {"typeOfSchooling": 5}, {"typeOfSchooling": [1, None]}, {"contactInfo": []},
        {"wgs84Lat": [1]}, {"geographicalAreaCode": {}}, {"name": None}, {"abroadSchool": "no"},
        {"typeOfSchooling": [{"code": None, "schoolYears": "123"}]},
    ],
)  # fmt: skip
def test_odd_values_in_an_answer_are_no_traceback(tmp_path, change):
    found, faults = read(planned(tmp_path, 0, 1, [listed_unit(ASP, **change)]))
    assert found is not None or faults
    body = {"body": {"_embedded": {"listedSchoolUnits": [listed_unit(ASP)]},
                     "page": {"totalPages": 10**12, "number": "x"}}}  # fmt: skip
    _found, faults = read(answer(tmp_path, "p.json", body))
    assert not faults
    body["body"]["page"]["number"] = 0
    _found, faults = read(answer(tmp_path, "p.json", body))
    assert "Pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 of 1000000000000 are missing" in faults[0]


def test_first_version_and_register_with_odd_parts_are_no_traceback(tmp_path):
    odd = first_version(GRAN)
    odd["SkolenhetInfo"] |= {"Skolformer": 3, "Besoksadress": [], "Huvudman": "x", "Kommun": None}
    assert (
        by_code(good(answer(tmp_path, "a.json", [odd, None, 3, {"SkolenhetInfo": None}]))).index[0]
        == GRAN
    )


def test_units_without_a_known_municipality_are_left_out_and_told(tmp_path):
    lund = BODY.replace("Björkköping;990", "Lund;1281") + "Fjärran;77777777;;;Enskild;X AB;30;20\n"
    found = good(table(tmp_path, lund), municipality="1281")
    assert found.frame["unit_id"].tolist() == [ASP]
    assert any("1 units without a known municipality were left out." in n for n in found.notes)


def test_the_name_of_a_municipality_gives_its_code(tmp_path):
    text = "Underlag 2029/30\nskolenhetskod;kommun;antal elever\n33333333;Lund;90\n44444444;Uppsala;50\n"
    found = good(save(tmp_path, "t.csv", text), municipality="1281")
    assert found.frame["unit_id"].tolist() == [EN]


def test_where_no_source_tells_the_municipality_all_units_are_kept(tmp_path):
    text = "Underlag 2029/30\nskolenhetskod;antal elever\n33333333;90\n"
    found = good(save(tmp_path, "t.csv", text), municipality="Lund")
    assert len(found.frame) == 1
    assert any("No source tells the units' municipality" in note for note in found.notes)


def test_a_span_of_grades_that_is_none_is_left_empty(tmp_path):
    text = f"school_code,grades_inferred,pupils\n{EN},6-F,90\n{GRAN},4,50\n"
    units = by_code(good(save(tmp_path, "s_2029_30.csv", text)))
    assert units["first_grade"].isna().tolist() == [True, False]
    assert units.loc[GRAN, ["first_grade", "last_grade"]].tolist() == ["4", "4"]


def test_the_latest_of_two_school_years_is_taken(tmp_path):
    old = table(tmp_path, BODY.replace(";200;", ";150;"), name="a.csv")
    old.write_text(old.read_text("utf-8").replace("2029/30", "2028/29"), encoding="utf-8")
    found = good(old, table(tmp_path, BODY, name="b.csv"))
    assert by_code(found).loc[ASP, "pupils"] == 200
    assert {fact.column: fact.vintage for fact in found.facts}["pupils"] == "2029/30"
    assert any("pupils differs for 1 units between b.csv and a.csv" in n for n in found.notes)
