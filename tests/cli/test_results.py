"""The commands that read results: measure, audit, compare, explain, doctor."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import runs
from runs import bjorkby, reseal, run_folder
from skolval.cli import doctor_checks, skolval
from skolval.errors import SkolvalError


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Björkby placed by wishes, and by distance."""
    place = tmp_path_factory.mktemp("runs")
    return (
        str(run_folder(place, name="wishes")),
        str(run_folder(place, runs.NEAREST, name="near")),
    )


def call(*words, lang="en"):
    return CliRunner().invoke(skolval, [*words, "--lang", lang])


# --- measure -----------------------------------------------------------------------------


def test_measure_prints_tables_and_sentences(folders):
    done = call("measure", folders[0], "--within-grade")
    assert done.exit_code == 0, done.output
    assert "dissimilarity D" in done.output
    assert "within grade" in done.output
    assert "By lot it would be" in done.output


def test_measure_writes_numbers_as_swedes_do(folders):
    done = call("measure", folders[0], "--group", "low_education", lang="sv")
    assert "låg utbildning" in done.output
    assert "0," in done.output


def test_measure_as_json_has_a_sentence_per_row(folders):
    done = call("measure", folders[0], "--json")
    rows = json.loads(done.output)["indices"]
    assert len(rows) == 48
    assert {row["scope"] for row in rows} == {"all", "within_grade"}
    assert all(row["sentence"] and row["definition"] for row in rows)


def test_measure_writes_the_table(folders, tmp_path):
    out = tmp_path / "indices.csv"
    assert call("measure", folders[0], "--out", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("subject,basis,scope,group,index")


def test_measure_of_a_run_tells_homes_levels_and_units(folders, tmp_path):
    out = tmp_path / "i.csv"
    done = call("measure", folders[0], "--homes", "--levels", "--each-unit", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "Had every pupil gone to the nearest unit" in done.output
    assert "between units" in done.output
    assert "too few pupils of the group" in done.output
    for part in ("homes", "area_and_unit", "levels", "each_unit"):
        assert (tmp_path / f"i_{part}.csv").exists()


def test_measure_beyond_indices_as_json_of_one_group(folders):
    done = call("measure", folders[0], "--levels", "--group", "low_education", "--json")
    told = json.loads(done.output)
    assert {row["group"] for row in told["levels"]} == {"low_education"}


def test_measure_tells_surroundings_of_an_instance_and_refuses_them_of_a_run(folders):
    done = call("measure", "lillstad", "--spatial", "--levels")
    assert done.exit_code == 0, done.output
    assert "H~" in done.output
    assert "is still there at 4 km" in done.output
    refused = call("measure", folders[0], "--spatial")
    assert isinstance(refused.exception, SkolvalError)
    assert "a run holds no streets" in str(refused.exception)
    refused = call("measure", "lillstad", "--homes")
    assert "nobody is placed" in str(refused.exception)


def test_compare_says_whether_a_difference_is_more_than_chance(folders):
    done = call("compare", *folders)
    assert done.exit_code == 0, done.output
    assert "chance" in done.output
    assert "by lot, lowest" in done.output
    alone = call("compare", folders[0], folders[0], "--json")
    assert len(json.loads(alone.output)["differences"]) == 6


def test_measure_reads_an_instance(tmp_path):
    from skolval.io.instance import write_instance

    made = bjorkby()
    whole = made.pupils.astype({"low_education": "Int64", "foreign_background": "Int64"})
    write_instance(made.replace(pupils=whole), tmp_path / "town", format="csv")
    done = call("measure", str(tmp_path / "town"))
    assert done.exit_code == 0, done.output or done.exception
    assert "residents by area" in done.output


def test_measure_refuses_an_unknown_group(folders):
    done = call("measure", folders[0], "--group", "low_educaton")
    assert isinstance(done.exception, SkolvalError)
    assert done.exception.exit_code == 2


# --- audit -------------------------------------------------------------------------------


def test_audit_prints_a_certificate(folders):
    done = call("audit", folders[0])
    assert done.exit_code == 0, done.output
    assert "Every claim holds." in done.output
    assert "no justified envy" in done.output


def test_audit_of_a_tampered_run_exits_with_five(tmp_path):
    folder = run_folder(tmp_path)
    (folder / "placement.csv").write_text("x", encoding="utf-8")
    done = call("audit", str(folder))
    assert done.exit_code == 5
    assert "FAILS" in done.output
    assert "The audit found" in done.output


def test_audit_as_json_lists_claims_and_breaches(tmp_path):
    folder = run_folder(tmp_path)
    reseal(folder, placed=4)
    done = call("audit", str(folder), "--json")
    told = json.loads(done.output)
    assert done.exit_code == 5
    assert told["ok"] is False
    assert told["breaches"][0]["rule"] == "record"


def test_audit_shows_at_most_twenty_breaches(tmp_path):
    import numpy as np

    def nobody(_problem, chosen):
        return np.full_like(chosen, -1)

    done = call("audit", str(run_folder(tmp_path, chosen=nobody)))
    assert done.exit_code == 5
    assert "more." in done.output


# --- compare -----------------------------------------------------------------------------


def test_compare_says_who_is_elsewhere(folders):
    done = call("compare", *folders)
    assert done.exit_code == 0, done.output
    assert "of 30 pupils" in done.output
    assert "are placed elsewhere by nearest_bjorkby than by bjorkby" in done.output
    assert "Segregation" in done.output
    assert "low_education" not in done.output


def test_compare_as_json_has_every_frame(folders):
    told = json.loads(call("compare", *folders, "--json").output)
    assert {"summary", "moves", "ranks", "indices", "breaches", "units", "groups"} <= told.keys()
    assert told["names"] == ["bjorkby", "nearest_bjorkby"]


def test_compare_writes_its_tables(folders, tmp_path):
    assert call("compare", *folders, "--out", str(tmp_path / "tables")).exit_code == 0
    assert (tmp_path / "tables" / "moves.csv").is_file()


def test_compare_refuses_a_single_run(folders):
    done = call("compare", folders[0])
    assert "at least two runs" in str(done.exception)


# --- explain -----------------------------------------------------------------------------


def test_explain_a_rule_shows_its_page_and_legal_status():
    done = call("explain", "balance")
    assert done.exit_code == 0
    assert "Legal status: what-if only" in done.output
    assert "at_most" in done.output


def test_explain_a_word_shows_both_languages():
    done = call("explain", "aktivt skolval")
    assert "sv: aktivt skolval" in done.output


def test_explain_finds_a_lever_or_an_index_by_its_swedish_name():
    assert "dissimilarity (index)" in call("explain", "olikhetsindex").output
    assert "sibling (criterion)" in call("explain", "syskonförtur").output
    assert "relative_proximity (criterion)" in call("explain", "relativ närhet").output


def test_explain_begins_in_swedish_for_a_swedish_reader():
    told = call("explain", "relative_proximity", lang="sv").output
    assert "En sökande vars väg till alternativet" in told
    assert "An applicant whose way to the alternative" not in told


def test_explain_writes_the_choices_of_a_parameter_plainly():
    told = call("explain", "relative_proximity").output
    assert "reference: static | seats | guarantee | attendance_area | other = 'static'" in told
    assert "Literal" not in told


def test_explain_a_folder_asks_for_the_pupil(folders):
    done = call("explain", folders[0])
    assert "is a folder" in str(done.exception)
    assert "RUN PUPIL" in str(done.exception)


def test_explain_a_word_as_json():
    told = json.loads(call("explain", "gini", "--json").output)
    assert told["pages"][0]["kind"] == "index"


def test_explain_a_pupil(folders):
    done = call("explain", folders[0], "e00")
    assert done.exit_code == 0
    assert "Pupil e00, preschool class, is placed at" in done.output


def test_explain_a_pupil_as_json(folders):
    told = json.loads(call("explain", folders[0], "e00", "--json").output)
    assert told["pupil"] == "e00"
    assert told["paragraphs"]


def test_explain_with_three_words_is_wrong_usage():
    assert call("explain", "a", "b", "c").exit_code == 2


# --- doctor ------------------------------------------------------------------------------


def test_doctor_checks_this_machine():
    done = call("doctor", "--json")
    told = json.loads(done.output)
    assert {check["name"] for check in told["checks"]} >= {"Python", "solver", "map assets"}
    assert all(c["ok"] for c in told["checks"] if c["name"] in {"Python", "solver", "map assets"})


def test_doctor_goes_on_when_a_check_breaks(monkeypatch):
    def broken():
        raise RuntimeError("no engine")

    monkeypatch.setattr(doctor_checks, "_solver", broken)
    done = call("doctor")
    assert done.exit_code == 1
    assert "RuntimeError: no engine" in done.output
    assert "MISSING" in done.output
    assert "Chromium" in done.output


def test_doctor_names_packages_that_are_absent_or_old(monkeypatch):
    monkeypatch.setattr(
        doctor_checks, "requires",
        lambda _name: ["no-such-package>=1", "numpy>=99", "pytest; extra == 'test'", "click"],
    )  # fmt: skip
    found = doctor_checks._packages()
    assert not found.ok
    assert "no-such-package (-)" in found.found
    assert "numpy" in found.found
    assert "click" not in found.found


def test_doctor_is_content_when_all_is_well(monkeypatch):
    well = [doctor_checks.Finding("Python", ok=True, found="3.11")]
    monkeypatch.setattr(doctor_checks, "findings", lambda: well)
    done = call("doctor")
    assert done.exit_code == 0
    assert "All is well." in done.output


def test_explain_alone_lists_everything_that_has_a_page():
    done = call("explain")
    assert done.exit_code == 0, done.output
    assert "Criteria:" in done.output
    assert "seat class (seat_class)" in done.output
    assert "sibling" in json.loads(call("explain", "--json").output)["criterion"]
