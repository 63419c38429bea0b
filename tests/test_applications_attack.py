"""An attacker reads every file and every line that an import and a placement leave behind."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from applications import number, workbook
from skolval.cli import main

HEADING = ("Elevens personnummer", "Förnamn", "Efternamn", "Gatuadress", "Postnr", "Ort", "X", "Y",
           "Årskurs", "Nuvarande skola", "Val 1", "Val 2", "Syskons personnummer",
           "Sekretessmarkering", "VH1 personnummer", "VH1 e-post", "VH1 mobil",
           "Särskilda skäl", "Modersmål")  # fmt: skip
UNITS = ("Mosippegärdets skola", "Korallrothöjdens skola", "Igelkotthagens skola")
COUNT = 24


def people():
    """Rows of pupils, each with secrets that stand nowhere else."""
    rows = []
    numbers = [number(f"2019{1 + i // 20:02d}{1 + i % 20:02d}", 980 + i % 19, coordination=i % 7 == 3)
               for i in range(COUNT)]  # fmt: skip
    for i, own in enumerate(numbers):
        written = (own, f"{own[:8]}-{own[8:]}", own[2:], f"{own[2:8]}-{own[8:]}", int(own))[i % 5]
        guardian = number(f"1985{1 + i // 20:02d}{1 + i % 20:02d}", 980)
        rows.append((
            written, f"Fornamnsson{i}", f"Efternamnqvist{i}", f"Hemstigsvägen {100 + i}", "99001",
            "Påhittköping", 559000 + 37 * i, 6560000 + 11 * i, "F", "", UNITS[i % 3],
            UNITS[(i + 1) % 3], numbers[i - 1] if i % 4 == 1 else "", "Ja" if i in {5, 11} else "",
            guardian, f"vh{i}@hemligpost.example", f"070-{1740600 + i}",
            f"Astmasjuk, ring {guardian}", "svenska",
        ))  # fmt: skip
    return rows


def secrets(rows):
    """Every way to write every secret of the rows."""
    told = set()
    for row in rows:
        for full in (re.sub(r"\D", "", str(row[0])), row[14]):
            told |= {full, full[-10:], f"{full[:-4]}-{full[-4:]}", f"{full[-10:-4]}-{full[-4:]}"}
        told |= {row[1], row[2], row[3], row[15], row[16], row[16].replace("-", "")}
    return told | {"Påhittköping", "Astmasjuk", "hemligpost", "Fornamnsson", "Hemstigsvägen"}


def leaks(text, told):
    return sorted(secret for secret in told if secret in text)


def texts_of(folder):
    """The text of every file, archives unpacked."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        octets = file.read_bytes()
        yield str(file), octets.decode("utf-8", "replace")
        if octets.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(octets)) as archive:
                for name in archive.namelist():
                    yield f"{file}/{name}", archive.read(name).decode("utf-8", "replace")


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder and return all that it prints, errors too."""
    monkeypatch.chdir(tmp_path)

    def work(*words, exits=0):
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        assert code == exits, printed
        return printed.out + printed.err

    return work


@pytest.mark.slow
def test_no_number_name_address_or_mail_is_left_anywhere(call, tmp_path, instances):
    rows = people()
    told = secrets(rows)
    workbook(
        tmp_path / "ans.xlsx", {"Svar": [["Skolval"], [], HEADING, *rows]}, hidden_columns=[14]
    )
    base = instances / "lillstad"
    out = [
        call("import", "recognise", "ans.xlsx"),
        call("import", "applications", "ans.xlsx", "--base", base, "--write-mapping", "m.yaml",
             "--dry-run"),
    ]  # fmt: skip
    assert not (tmp_path / "made").exists()
    out.append(call("import", "applications", "ans.xlsx", "made", "--base", base, "--mapping",
                    "m.yaml", "--make-key", "secret/k", "--row-table", "secret/rows.csv"))  # fmt: skip
    out.append(call("check", "made"))
    out.append(call("place", "made", "--policy", "uppsala_2021", "--out", "run"))
    out.append(call("audit", "run"))
    out.append(call("letters", "run", "--out", "letters"))
    out.append(call("import", "applications", "ans.xlsx", "--base", base, "--key", "secret/k",
                    "--dry-run", "--json"))  # fmt: skip
    for text in out:
        assert leaks(text, told) == []
    source = " ".join(text for _name, text in texts_of(tmp_path))
    assert len(leaks(source, told)) > 5 * COUNT  # the search itself finds what is there
    (tmp_path / "ans.xlsx").rename(tmp_path.parent / f"{tmp_path.name}.xlsx")
    found = {name: leaks(text, told) for name, text in texts_of(tmp_path)}
    assert len(found) > 20
    assert {name: leak for name, leak in found.items() if leak} == {}


def test_a_protected_pupil_cannot_be_told_from_the_order_codes_or_kin(call, tmp_path, instances):
    rows = people()
    base = instances / "lillstad"
    made = {}
    for name, marked in (("with", rows), ("without", [(*r[:13], "", *r[14:]) for r in rows])):
        workbook(tmp_path / f"{name}.xlsx", {"Svar": [HEADING, *marked]})
        key = ("--make-key", "k") if name == "with" else ("--key", "k")
        call("import", "applications", f"{name}.xlsx", name, "--base", base, *key)
        text = (tmp_path / name / "pupils.csv").read_text(encoding="utf-8").splitlines()
        made[name] = {line.split(",")[0]: line.split(",") for line in text[1:]}
        assert list(made[name]) == sorted(made[name])
    hidden = set(made["with"]) - set(made["without"])
    assert len(hidden) == 2
    assert {len(code) for code in made["with"]} == {17}
    households = [line[6] for line in made["with"].values() if line[6]]
    assert all(households.count(one) > 1 for one in households)
    for code in hidden:
        kept = {cell for cell in made["with"][code][1:] if cell}
        assert kept == {"F", "True"}


@pytest.mark.parametrize("shift", [1, 2, 5])
def test_columns_that_slipped_tell_no_person(call, tmp_path, instances, shift):
    rows = [(*row[shift:], *row[:shift]) for row in people()]
    workbook(tmp_path / "ans.xlsx", {"Svar": [HEADING, *rows]})
    output = call("import", "applications", "ans.xlsx", "made", "--base", instances / "lillstad",
                  "--make-key", "k", "--write-mapping", "m.yaml", exits=1)  # fmt: skip
    assert leaks(output, secrets(people())) == []
    assert leaks((tmp_path / "m.yaml").read_text(encoding="utf-8"), secrets(people())) == []
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "k").exists()


def test_numbers_of_one_fault_are_masked_wherever_they_stand(call, tmp_path, instances):
    rows = [list(row) for row in people()]
    own = re.sub(r"\D", "", str(rows[0][0]))
    rows[2][8] = f"åk F ({own[-10:-4]}-{own[-4:]})"
    rows[3][10] = f"Skolan där {own} går"
    rows[4][12] = own[:-1] + str((int(own[-1]) + 1) % 10)
    heading = list(HEADING)
    heading[17] = f"Skäl {own}"
    workbook(tmp_path / "ans.xlsx", {f"Elev {own}": [heading, *rows]})
    output = call("import", "applications", "ans.xlsx", "made", "--base", instances / "lillstad",
                  "--make-key", "k", exits=1)  # fmt: skip
    assert "********-****" in output
    assert leaks(output, {own, own[-10:], rows[4][12]}) == []


@pytest.mark.parametrize("option", ["--make-key", "--row-table", "--write-mapping"])
def test_no_secret_file_is_put_into_the_new_instance(call, tmp_path, instances, option):
    workbook(tmp_path / "ans.xlsx", {"Svar": [HEADING, *people()]})
    key = () if option == "--make-key" else ("--make-key", "k")
    output = call("import", "applications", "ans.xlsx", "made", "--base", instances / "lillstad",
                  *key, option, "made/deep/file", exits=2)  # fmt: skip
    assert "inside the new folder" in output
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "k").exists()
