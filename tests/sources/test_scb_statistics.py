"""Statistics Sweden's tables by area, on self-made look-alikes of what people download.

Björkköping has four areas: 0990A0010, 0990B2010, 0990C1010 and 0990C1020.
"""

from __future__ import annotations

import json

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skolval.io.faults import Ledger
from skolval.sources.area_codes import area_code
from skolval.sources.statistics import Asked, read_statistics

AREAS = ("0990A0010", "0990B2010", "0990C1010", "0990C1020")
POP = (1000, 1200, 900, 1500)
FOREIGN = (100, 600, 90, 450)
ABROAD = (80, 400, 70, 300)


def read(*paths, **asked):
    ledger = Ledger()
    found = read_statistics(list(paths), ledger=ledger, asked=Asked(**asked))
    return found, [str(fault) for fault in ledger.faults]


def good(*paths, **asked):
    found, faults = read(*paths, **asked)
    assert not faults
    return found


def save(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder, name, rows, sheet="Blad1"):
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(number, place, cell)
    return path


def long_background(sign=";", quote='"'):
    lines = ["Folkmängden per region efter utländsk/svensk bakgrund och kön. År 2022", ""]
    lines.append(sign.join(f"{quote}{h}{quote}" for h in
                           ("region", "utländsk/svensk bakgrund", "kön", "år", "Antal")))  # fmt: skip
    for area, pop, foreign in zip(AREAS, POP, FOREIGN, strict=True):
        for word, count in (("utländsk bakgrund", foreign), ("svensk bakgrund", pop - foreign)):
            for sex, part in (("män", count // 2), ("kvinnor", count - count // 2)):
                lines.append(sign.join(f"{quote}{c}{quote}" for c in (area, word, sex, "2022"))
                             + f"{sign}{part}")  # fmt: skip
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_long_table_is_read_whatever_its_separator_and_encoding(tmp_path, sign, encoding):
    path = save(tmp_path, "0000077X_20260101.csv", long_background(sign), encoding)
    found = good(path)
    assert found.frame["area_id"].tolist() == list(AREAS)
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    assert found.frame["pop"].tolist() == list(POP)
    assert set(found.frame["municipality_code"]) == {"0990"}


def test_women_alone_are_never_everybody(tmp_path):
    text = "\n".join(line for line in long_background().splitlines() if '"män"' not in line)
    found, faults = read(save(tmp_path, "t.csv", text))
    assert found is None
    assert "women only, which is not everybody" in faults[0]


def test_a_wide_table_with_title_wider_regions_and_footnotes(tmp_path):
    rows = [
        "Folkmängd efter region, ålder och år",
        "",
        '"region";"0-19 år 2021";"20+ år 2021";"0-19 år 2022";"20+ år 2022"',
        '"00 Riket";1;2;3;4',
        '"0990 Björkköping";1;2;3;4',
        *(f'"{area} Torp";{pop // 4};{pop - pop // 4};{pop // 5};{pop - pop // 5}'
          for area, pop in zip(AREAS, POP, strict=True)),
        "",
        '"Fotnoter:"',
        '"Källa: SCB"',
        '"Senaste uppdatering: 20230222 08:00"',
    ]  # fmt: skip
    found = good(save(tmp_path, "wide.csv", "\n".join(rows)))
    assert found.frame["age_0_19"].tolist() == [200, 240, 180, 300]
    assert found.frame["pop"].tolist() == list(POP)
    facts = {fact.column: fact for fact in found.facts}
    assert facts["pop"].made == "computed"
    assert facts["age_0_19"].vintage == "2022"
    assert facts["age_0_19"].source == "SCB"
    told = " ".join(found.notes)
    assert "told for 2021, 2022; the figure of 2022 is taken" in told
    assert "2 rows of municipalities" in told


def test_another_year_may_be_asked_for(tmp_path):
    text = "region;2021;2022\n" + "\n".join(
        f"{a};{p - 1};{p}" for a, p in zip(AREAS, POP, strict=True)
    )
    path = save(tmp_path, "t.csv", "Folkmängd efter region och år\n\n" + text)
    assert good(path, year="2021").frame["pop"].tolist() == [p - 1 for p in POP]
    _found, faults = read(path, year="1999")
    assert "No figures are of 1999. The files hold 2021, 2022." in faults[0]


def test_a_workbook_with_merged_headers_and_stubs_written_once(tmp_path):
    rows = [
        ["Folkmängden per region efter bakgrund och kön"],
        [],
        [None, None, "2021", None, "2022", None],
        [None, None, "män", "kvinnor", "män", "kvinnor"],
    ]
    for area, pop, foreign in zip(AREAS, POP, FOREIGN, strict=True):
        half = foreign // 2
        rows.append([f"{area}_DeSO2018", "utländsk bakgrund", 1, 1, half, foreign - half])
        rest = pop - foreign
        rows.append([None, "svensk bakgrund", 1, 1, rest // 2, rest - rest // 2])
    rows += [[], ["Fotnot: avser 31 december."], ["Källa:"], ["SCB"]]
    found = good(workbook(tmp_path, "bakgrund.xlsx", rows))
    assert found.version == "DeSO2018"
    assert found.frame["area_id"].tolist() == list(AREAS)
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    assert found.facts[0].vintage == "2022"


def test_a_sheet_with_areas_as_columns_is_turned(tmp_path):
    rows = [
        ["Befolkning 2022", None],
        [None, *AREAS],
        ["Folkmängd", *POP],
        ["utländsk bakgrund", *FOREIGN],
        ["svensk bakgrund", *(p - f for p, f in zip(POP, FOREIGN, strict=True))],
        ["trivsel", 1, 2, 3, 4],
    ]
    found = good(workbook(tmp_path, "turned.xlsx", rows), vintage="2022-12-31")
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    told = " ".join(found.notes)
    assert "the table was turned" in told
    assert "Not taken: trivsel" in told


def test_thousands_are_spaces_decimals_commas_and_a_dash_is_nobody(tmp_path):
    text = (
        "region;Folkmängd 2022;Medianinkomst, tkr 2022;hyresrätt 2022;bostadsrätt 2022\n"
        "0990A0010;1 000;312,5;-;12\n"
        "0990B2010;1\N{NO-BREAK SPACE}200;..;–;7\n"
    )
    found = good(save(tmp_path, "t.csv", text))
    assert found.frame["pop"].tolist() == [1000, 1200]
    assert found.frame["dw_rental"].tolist() == [0, 0]
    assert found.frame["median_income_tkr"].iloc[0] == 312.5
    assert found.frame["median_income_tkr"].isna().tolist() == [False, True]
    assert {f.column: f.suppressed for f in found.facts}["median_income_tkr"] == 1


def test_income_in_kronor_becomes_thousands(tmp_path):
    text = "region;Medianinkomst, kr 2022\n0990A0010;312500\n"
    assert good(save(tmp_path, "t.csv", text)).frame["median_income_tkr"].tolist() == [312.5]


def test_a_lost_first_zero_is_put_back_and_told(tmp_path):
    text = "region;Folkmängd 2022\n990A0010;1000\n990B2010;1200\n"
    found = good(save(tmp_path, "t.csv", text))
    assert found.frame["area_id"].tolist() == ["0990A0010", "0990B2010"]
    assert "The lost first zero of 2 codes was put back." in found.notes[0]


def test_birth_and_background_are_two_columns(tmp_path):
    background = save(tmp_path, "b.csv", long_background())
    rows = ["Folkmängd efter födelseregion, 2022", "", "region;födelseregion;2022"]
    for area, pop, abroad in zip(AREAS, POP, ABROAD, strict=True):
        rows += [f"{area};Sverige;{pop - abroad}", f"{area};Norden utom Sverige;{abroad // 4}",
                 f"{area};övriga världen;{abroad - abroad // 4}", f"{area};totalt;{pop}"]  # fmt: skip
    found = good(background, save(tmp_path, "c.csv", "\n".join(rows)))
    assert found.frame["born_abroad"].tolist() == list(ABROAD)
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    told = {fact.column: fact.definition for fact in found.facts}
    assert "not the same as foreign background" in told["born_abroad"]
    assert "two parents born abroad" in told["foreign_background"]


def foreignborn(folder, name="foreignborn_demographics_deso.csv"):
    """Look-alike of a file whose name says birth and whose figures are background."""
    rows = ["deso,swedish,foreign,total"]
    rows += [f"{a},{p - f},{f},{p}" for a, p, f in zip(AREAS, POP, FOREIGN, strict=True)]
    return save(folder, name, "\n".join(rows))


def test_a_word_that_may_mean_both_is_refused_and_the_fault_says_how_to_declare_it(tmp_path):
    found, faults = read(foreignborn(tmp_path), vintage="2022")
    assert found is None
    assert len(faults) == 2
    assert "column swedish" in faults[0]
    assert "'foreign' may mean foreign background" in faults[1]
    assert "The name of the file is no proof" in faults[1]
    assert "foreign_background, born_sweden, born_abroad (means)" in faults[1]


def test_a_declared_column_is_taken_and_its_provenance_says_who_said_it(tmp_path):
    means = {"swedish": "swedish_background", "foreign": "foreign_background"}
    found = good(foreignborn(tmp_path), vintage="2022", means=means)
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    notes = {fact.column: fact.note for fact in found.facts}
    assert "Said by the user: foreign is foreign_background." in notes["foreign_background"]


def test_a_meaning_that_does_not_exist_is_refused_with_the_nearest(tmp_path):
    _found, faults = read(foreignborn(tmp_path), means={"foreign": "foreign_backgroud"})
    assert "Did you mean foreign_background?" in faults[0]


def test_the_title_of_a_table_may_say_what_an_ambiguous_word_means(tmp_path):
    rows = ["Folkmängd efter bakgrund 2022", "", "region;utländsk;svensk"]
    rows += [f"{a};{f};{p - f}" for a, p, f in zip(AREAS, POP, FOREIGN, strict=True)]
    found = good(save(tmp_path, "t.csv", "\n".join(rows)))
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    both = ["Folkmängd efter bakgrund och födelseland 2022", *rows[1:]]
    _found, faults = read(save(tmp_path, "t.csv", "\n".join(both)))
    assert len(faults) == 2


def test_four_groups_by_parents_give_background_and_birth(tmp_path):
    rows = ["region;bakgrund;2022"]
    for area in AREAS:
        rows += [
            f"{area};utrikes födda;100",
            f"{area};inrikes födda med två utrikes födda föräldrar;30",
            f"{area};inrikes födda med en inrikes och en utrikes född förälder;20",
            f"{area};inrikes födda med två inrikes födda föräldrar;350",
        ]
    found = good(save(tmp_path, "t.csv", "\n".join(rows)))
    first = found.frame.iloc[0]
    assert (first["foreign_background"], first["swedish_background"]) == (130, 370)
    assert (first["born_abroad"], first["born_sweden"]) == (100, 400)
    _found, faults = read(save(tmp_path, "t.csv", "\n".join(rows[:4])))
    assert "not everybody" in faults[0]


def test_interchanged_birth_and_background_are_caught(tmp_path):
    rows = ["deso,pop,foreign_background,swedish_background,born_abroad,born_sweden"]
    rows += [f"{a},{p},{b},{p - b},{f},{p - f}"
             for a, p, f, b in zip(AREAS, POP, FOREIGN, ABROAD, strict=True)]  # fmt: skip
    found, faults = read(save(tmp_path, "t.csv", "\n".join(rows)), vintage="2022")
    assert found is None
    assert "fewer have foreign background than are born abroad" in faults[0]


def test_the_same_figures_under_both_names_are_caught(tmp_path):
    rows = ["deso,foreign_background,born_abroad"]
    rows += [f"0990C10{n}0,{n * 7},{n * 7}" for n in range(1, 8)]
    _found, faults = read(save(tmp_path, "t.csv", "\n".join(rows)), vintage="2022")
    assert "Foreign background and born abroad are equal in all 7 areas" in faults[0]


def ages(folder, pop, name="ages.csv"):
    """Every age: children a fifth, working ages three fifths, the old the rest."""
    head = "region;0-24 år 2022;25-64 år 2022;65+ år 2022;Folkmängd 2022"
    rows = [f"{a};{p // 5};{3 * p // 5};{p - p // 5 - 3 * p // 5};{t}"
            for a, p, t in zip(AREAS, POP, pop, strict=True)]  # fmt: skip
    return save(folder, name, "\n".join([head, *rows]))


def test_ages_that_do_not_sum_to_the_population_are_told_by_area(tmp_path):
    good(ages(tmp_path, POP))
    _found, faults = read(ages(tmp_path, (1000, 1200, 900, 1499)))
    assert len(faults) == 1
    assert "In 0990C1020, age_0_24 ... age_65_plus sum to 1500, but pop is 1499." in faults[0]


def education(folder, *, scope="25-64", year="2022", short=0):
    """Look-alike of the table of education, with the ages it is told for."""
    words = ("förgymnasial utbildning", "gymnasial utbildning",
             "eftergymnasial utbildning, mindre än 3 år",
             "eftergymnasial utbildning, 3 år eller mer",
             "uppgift om utbildningsnivå saknas")  # fmt: skip
    rows = [f"Befolkning {scope} år efter region, utbildningsnivå och år", "",
            "region;utbildningsnivå;ålder;" + year]  # fmt: skip
    for area, pop in zip(AREAS, POP, strict=True):
        whole = 3 * pop // 5
        parts = [whole // 10, whole // 2, whole // 10, whole // 5]
        parts.append(whole - sum(parts) - short)
        rows += [f"{area};{w};{scope} år;{n}" for w, n in zip(words, parts, strict=True)]
    return save(folder, "utbildning.csv", "\n".join(rows))


def test_education_sums_to_the_residents_of_its_ages(tmp_path):
    found = good(ages(tmp_path, POP), education(tmp_path))
    assert found.frame["edu_compulsory"].iloc[0] == 60
    assert "Ages 25-64." in {f.column: f.definition for f in found.facts}["edu_missing"]
    _found, faults = read(ages(tmp_path, POP), education(tmp_path, short=3))
    assert "edu_compulsory ... edu_missing sum to 597, but age_25_64 is 600" in faults[0]


def test_education_of_other_ages_is_not_held_against_the_wrong_bands(tmp_path):
    """From 2024 the table is of 25-65, which five-year bands cannot check."""
    found = good(ages(tmp_path, POP), education(tmp_path, scope="25-65", short=3))
    assert "Ages 25-65." in {f.column: f.definition for f in found.facts}["edu_missing"]


def test_figures_of_2025_are_changed_a_little_at_random_and_sums_may_miss_a_little(tmp_path):
    text = "region;0-24 år 2025;25+ år 2025;Folkmängd 2025\n0990A0010_DeSO2025;200;798;{}\n"
    good(save(tmp_path, "t.csv", text.format(1000)))
    _found, faults = read(save(tmp_path, "t.csv", text.format(1100)))
    assert "sum to 998, but pop is 1100" in faults[0]


def test_a_file_without_a_year_demands_one(tmp_path):
    path = save(tmp_path, "t.csv", "deso,pop\n0990A0010,1000\n")
    _found, faults = read(path)
    assert faults == [
        (
            "t.csv: The file does not say of which year its figures are. "
            "Say it (--vintage), for example 2022-12-31."
        )
    ]
    assert good(path, vintage="2022-12-31").facts[0].vintage == "2022-12-31"


def test_files_are_joined_by_area_and_a_missing_area_is_told(tmp_path):
    short = "\n".join(long_background().splitlines()[:-4])
    found, faults = read(ages(tmp_path, POP), save(tmp_path, "b.csv", short))
    assert len(faults) == 1
    assert "1 areas of the other files are not in this one: 0990C1020" in faults[0]
    assert found.frame["foreign_background"].isna().tolist() == [False, False, False, True]


def test_two_files_that_tell_a_figure_differently_are_refused(tmp_path):
    a = save(tmp_path, "a.csv", "region;Folkmängd 2022\n0990A0010;1000\n")
    b = save(tmp_path, "b.csv", "region;Folkmängd 2022\n0990A0010;1001\n")
    _found, faults = read(a, b)
    assert "0990A0010 has different figures of pop: 1000 / 1001." in faults[0]
    assert "a.csv, b.csv" in faults[0]


def test_versions_of_areas_are_not_mixed(tmp_path):
    a = save(tmp_path, "a.csv", "region;Folkmängd 2022\n0990A0010_DeSO2018;1000\n")
    b = save(tmp_path, "b.csv", "region;Folkmängd 2024\n0990A0010_DeSO2025;1001\n")
    _found, faults = read(a, b)
    assert "different divisions: DeSO2018, DeSO2025" in faults[0]
    mixed = save(tmp_path, "c.csv", "region;Folkmängd 2022\n0990A0010;1\n0990R001;5\n")
    _found, faults = read(mixed)
    assert "different divisions: DeSO, RegSO" in faults[0]


def test_a_row_that_stands_twice_is_not_added_up(tmp_path):
    text = "region;Folkmängd 2022\n0990A0010;1000\n0990A0010;1000\n"
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert "0990A0010 stands twice for the same figure." in faults[0]


def test_a_split_that_is_not_understood_is_refused(tmp_path):
    text = "region;frukt;2022\n0990A0010;äpple;10\n0990A0010;päron;20\n"
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert "It is not known what 'äpple' counts" in faults[0]
    assert "row 2" in faults[0]


def test_a_cell_that_is_no_number_is_told_with_its_place(tmp_path):
    text = "region;Folkmängd 2022\n0990A0010;1000\n0990B2010;many\n0990C1010;3\n"
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert faults[0].startswith("t.csv, row 3, column Folkmängd 2022: 'many' is not a number.")


def test_shares_are_no_counts_and_are_told(tmp_path):
    text = "region;Folkmängd 2022;andel utländsk bakgrund (%) 2022\n0990A0010;1000;10,5\n"
    found = good(save(tmp_path, "t.csv", text))
    assert "foreign_background" not in found.frame
    assert "a share is no count" in found.notes[0]


def test_coded_answers_of_the_web_service_are_understood(tmp_path):
    rows = ['"region","UtlBakgrund","Kon","Tid","000007Y4"']
    for area, pop, foreign in zip(AREAS, POP, FOREIGN, strict=True):
        for code, count in (("1", foreign), ("2", pop - foreign), ("SA", pop)):
            rows.append(f'"{area}","{code}","1+2","2022",{count}')
    text = "\n".join(rows).replace("000007Y4", "antal")
    found = good(save(tmp_path, "t.csv", text))
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    assert found.frame["pop"].tolist() == list(POP)


def test_json_stat_is_read(tmp_path):
    body = {
        "class": "dataset", "version": "2.0", "label": "Folkmängd efter region, bakgrund och år",
        "source": "SCB", "id": ["Region", "UtlBakgrund", "Tid"], "size": [4, 2, 1],
        "dimension": {
            "Region": {"label": "region", "category": {
                "index": {a: i for i, a in enumerate(AREAS)}, "label": dict(zip(AREAS, AREAS, strict=True))}},
            "UtlBakgrund": {"label": "utländsk/svensk bakgrund", "category": {
                "index": {"1": 0, "2": 1}, "label": {"1": "utländsk bakgrund", "2": "svensk bakgrund"}}},
            "Tid": {"label": "år", "category": {"index": {"2022": 0}, "label": {"2022": "2022"}}},
        },
        "value": [x for p, f in zip(POP, FOREIGN, strict=True) for x in (f, p - f)],
    }  # fmt: skip
    path = save(tmp_path, "t.json", json.dumps(body))
    found = good(path)
    assert found.frame["foreign_background"].tolist() == list(FOREIGN)
    assert found.facts[0].source == "SCB"
    body["value"][0] = None
    body["status"] = {"0": ".."}
    holey = good(save(tmp_path, "u.json", json.dumps(body)))
    assert holey.frame["foreign_background"].isna().tolist() == [True, False, False, False]
    _found, faults = read(save(tmp_path, "v.json", '{"id": ["Region"]}'))
    assert "no table in JSON-stat" in faults[0]


def test_areas_may_have_names_of_their_own(tmp_path):
    text = "regso,year,born_sweden,pop,born_abroad\nTorp,2022,90,100,10\nBerg,2022,70,100,30\n"
    found = good(save(tmp_path, "t.csv", text))
    assert found.frame["area_id"].tolist() == ["Berg", "Torp"]
    assert "municipality_code" not in found.frame


@pytest.mark.parametrize(
    ("name", "octets", "told"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"a;b\n1;2\n", "No column and no row"),
        ("t.xlsx", b"PK\x03\x04 broken", "cannot be read"),
    ],
)
def test_files_that_hold_no_areas_are_told(tmp_path, name, octets, told):
    (tmp_path / name).write_bytes(octets)
    found, faults = read(tmp_path / name)
    assert found is None
    assert told in faults[0]


def test_a_missing_file_gets_a_suggestion_and_an_empty_folder_is_told(tmp_path):
    save(tmp_path, "bakgrund.csv", "x")
    _found, faults = read(tmp_path / "bakgrud.csv")
    assert "Did you mean bakgrund.csv?" in faults[0]
    (tmp_path / "empty").mkdir()
    _found, faults = read(tmp_path / "empty")
    assert "No statistics by area were found." in faults[0]


def test_a_folder_is_read_whole(tmp_path):
    ages(tmp_path, POP)
    save(tmp_path, "b.csv", long_background())
    assert good(tmp_path).frame["foreign_background"].tolist() == list(FOREIGN)


@pytest.mark.shared
def test_sweden_has_its_published_population_and_background(shared):
    found = good(shared / "data/sweden/sweden-deso", vintage="2022-12-31")
    assert len(found.frame) == 5984
    assert found.frame["municipality_code"].nunique() == 290
    assert found.frame["pop"].sum() == 10_521_556
    share = found.frame["foreign_background"].sum() / found.frame["pop"].sum()
    assert share == pytest.approx(0.2687, abs=5e-5)
    assert found.version == "DeSO2018"


@pytest.mark.shared
def test_uppsala_by_regso_is_birth_and_sums_with_its_deso(shared):
    birth = good(shared / "data/uppsala/uppsala-regso/uppsala_regso_2020_2023.csv", year="2022")
    deso = good(
        shared / "data/uppsala/uppsala-deso/uppsala_deso2018_attributes.csv", vintage="2022"
    )
    assert birth.frame["pop"].sum() == deso.frame["pop"].sum() == 242_140
    share = birth.frame["born_abroad"].sum() / birth.frame["pop"].sum()
    assert share == pytest.approx(0.230, abs=5e-4)
    assert "foreign_background" not in birth.frame
    assert deso.frame.groupby("regso")["pop"].sum().to_dict() == dict(
        zip(birth.frame["area_id"], birth.frame["pop"], strict=True)
    )


@pytest.mark.parametrize(
    ("word", "column"),
    [
        ("Utländsk bakgrund (utrikes födda och inrikes födda med två utrikes födda föräldrar)", "foreign_background"),
        ("Utrikes födda eller inrikes födda med två utrikes födda föräldrar", "foreign_background"),
        ("Svensk bakgrund (inrikes födda med minst en inrikes född förälder)", "swedish_background"),
        ("Utlandsfödda", "born_abroad"), ("Svenskfödda", "born_sweden"),
        ("Utrikes födda", "born_abroad"), ("foreign-born", "born_abroad"),
        ("foreign background", "foreign_background"), ("utl. bakgr.", "foreign_background"),
        ("Inrikes födda", "born_sweden"), ("Born in Sweden", "born_sweden"),
    ],
)  # fmt: skip
def test_words_of_birth_and_of_background_are_told_apart(tmp_path, word, column):
    text = f"region;Folkmängd 2022;{word}\n0990A0010;100;10\n0990B2010;100;20\n"
    found = good(save(tmp_path, "t.csv", text), vintage="2022")
    both = {"foreign_background", "swedish_background", "born_abroad", "born_sweden"}
    assert both & set(found.frame) == {column}


@pytest.mark.parametrize("word", ["utländska", "Invandrare", "svenskar", "utrikes", "immigrants"])
def test_words_that_may_mean_either_are_never_guessed(tmp_path, word):
    text = f"region;Folkmängd 2022;{word} 2022\n0990A0010;100;10\n"
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert "may mean foreign background" in faults[0]


def test_groups_called_background_with_words_of_birth_are_refused(tmp_path):
    text = "region;bakgrund;2022\n0990A0010;utrikes födda;10\n0990A0010;inrikes födda;90\n"
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert "called background, and their words are of country of birth" in faults[0]


def test_a_comma_of_thousands_is_not_taken_for_a_decimal_sign(tmp_path):
    text = 'region;Folkmängd 2022\n0990A0010;"1,234"\n'
    _found, faults = read(save(tmp_path, "t.csv", text))
    assert "In 0990A0010, pop is 1.234, which is no count." in faults[0]


def test_tables_of_several_years_meet_in_the_latest_year_that_all_hold(tmp_path):
    a = save(tmp_path, "a.csv", "region;Folkmängd 2021;Folkmängd 2022\n0990A0010;99;100\n")
    b = save(tmp_path, "b.csv", "region;utländsk bakgrund 2020;utländsk bakgrund 2021;"
             "svensk bakgrund 2020;svensk bakgrund 2021\n0990A0010;1;9;2;90\n")  # fmt: skip
    found = good(a, b)
    assert {fact.vintage for fact in found.facts} == {"2021"}
    assert found.frame["pop"].tolist() == [99]


def test_sums_over_different_years_are_not_checked_and_that_is_told(tmp_path):
    text = ("region;Folkmängd 2022;utländsk bakgrund 2021;svensk bakgrund 2021\n"
            "0990A0010;100;10;80\n")  # fmt: skip
    found, faults = read(save(tmp_path, "t.csv", text))
    assert found is not None
    assert "are of different years (2021, 2022), so the sum is not checked" in faults[0]


def test_names_beside_codes_are_kept(tmp_path):
    text = "regionkod;region;Folkmängd 2022\n0990A0010;Torp norra;100\n"
    assert good(save(tmp_path, "t.csv", text)).frame["area_name"].tolist() == ["Torp norra"]


def test_the_country_is_no_area_of_a_table_with_names(tmp_path):
    text = "område;Folkmängd 2022\nRiket;10000\nTorp;100\nBerg;200\n"
    found = good(save(tmp_path, "t.csv", text))
    assert found.frame["area_id"].tolist() == ["Berg", "Torp"]
    assert "1 rows of municipalities, counties or the country" in found.notes[0]


counts = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=2, max_size=6)


@given(counts=counts)
@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_long_wide_and_turned_tables_of_the_same_figures_are_the_same(tmp_path, counts):
    codes = [f"0990C1{n:02}0" for n in range(len(counts))]
    long = ["region;bakgrund;2022"]
    wide = ["region;utländsk bakgrund 2022;svensk bakgrund 2022"]
    turned = [";" + ";".join(codes)]
    turned += ["utländsk bakgrund 2022;" + ";".join(str(f) for f, _s in counts)]
    turned += ["svensk bakgrund 2022;" + ";".join(str(s) for _f, s in counts)]
    for code, (foreign, swedish) in zip(codes, counts, strict=True):
        long += [f"{code};utländsk bakgrund;{foreign}", f"{code};svensk bakgrund;{swedish}"]
        wide.append(f"{code};{foreign};{swedish}")
    frames = [
        good(save(tmp_path, f"{name}.csv", "\n".join(lines))).frame
        for name, lines in (("long", long), ("wide", wide), ("turned", turned))
    ]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
    assert frames[0]["pop"].tolist() == [f + s for f, s in counts]


def test_codes_without_any_figures_are_told(tmp_path):
    _found, faults = read(save(tmp_path, "t.csv", "region;x\n0990A0010;\n0990B2010;\n"))
    assert "No column and no row" in faults[0]
    _found, faults = read(save(tmp_path, "t.csv", "region;trivsel\n0990A0010;3\n"), vintage="2022")
    assert "no column of figures is understood" in faults[0]


def test_what_looks_like_a_code_and_is_none_is_no_area():
    assert area_code("0990C101") is None
    assert area_code("0990R0010") is None
    assert area_code("Torp") is None
    code = area_code("990R001 Torp (norra)")
    assert (code.code, code.level, code.name, code.padded) == (
        "0990R001",
        "RegSO",
        "Torp (norra",
        True,
    )


def test_ages_with_a_gap_are_not_everybody(tmp_path):
    rows = ["region;bakgrund;ålder;2022"]
    for word, count in (("utländsk bakgrund", 10), ("svensk bakgrund", 90)):
        rows += [f"0990A0010;{word};{age};{count}" for age in ("0-19 år", "30+ år")]
    _found, faults = read(save(tmp_path, "t.csv", "\n".join(rows)))
    assert "told for 0_19, 30_plus only" in faults[0]
    whole = "\n".join(rows).replace("30+", "20+")
    found = good(save(tmp_path, "t.csv", whole))
    assert found.frame[["foreign_background", "age_0_19", "pop"]].iloc[0].tolist() == [20, 100, 200]


def test_lines_of_another_encoding_are_mended_and_told(tmp_path):
    head = "region;Folkmängd 2022;hyresrätt 2022\n".encode()
    path = tmp_path / "t.csv"
    path.write_bytes(head + "0990A0010 Åby;1;2\n".encode("cp1252"))
    found = good(path)
    assert "1 lines were written in another encoding than the rest." in found.notes[0]


def test_more_than_five_areas_with_the_same_fault_are_told_as_a_number(tmp_path):
    rows = ["region;Folkmängd 2022;utländsk bakgrund 2022;svensk bakgrund 2022"]
    rows += [f"0990C10{n}0;100;10;80" for n in range(1, 9)]
    _found, faults = read(save(tmp_path, "t.csv", "\n".join(rows)))
    assert len(faults) == 6
    assert "3 more areas have the same fault." in faults[5]
