"""Letters: a whole page, a plain text, a folder of them; nothing fetched, nobody named."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser

import pytest

import runs
from runs import bjorkby, made_run, run_folder
from skolval.domain.language import current, use
from skolval.errors import InputError, UsageError
from skolval.explain import Explainer, explain_pupil
from skolval.io.run_reading import read_run
from skolval.report.letter import letter_head, letter_page, letter_text, write_letter
from skolval.report.letters import _stems, write_letters


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Björkby, with years, source and owner of the rules."""
    text = runs.POLICY + (
        "municipality: Björkby\nvalid_from: 2025-07-01\nvalid_to: 2026-06-30\n"
        "source: nämndens beslut\n"
    )
    return read_run(run_folder(tmp_path_factory.mktemp("letters"), text))


@pytest.fixture
def page(run):
    use("sv")
    return letter_page(letter_head(run), explain_pupil(run, "e00"))


class Reader(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader.tags


def test_a_page_fetches_nothing_and_runs_nothing(page):
    tags = read(page)
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "form", "a"}
    assert not any("src" in attrs or "href" in attrs or "style" in attrs for _, attrs in tags)
    assert "://" not in page
    assert "default-src &#39;none&#39;" in page


def test_a_page_has_a_language_one_main_heading_and_headings_for_every_part(page):
    tags = read(page)
    assert ("html", {"lang": "sv"}) in tags
    names = [tag for tag, _ in tags]
    assert names.count("h1") == 1
    assert names.count("main") == 1
    labelled = {attrs["aria-labelledby"] for tag, attrs in tags if tag == "section"}
    assert labelled == {attrs["id"] for tag, attrs in tags if tag == "h2"}
    assert all("scope" in attrs for tag, attrs in tags if tag == "th")


def test_a_page_prints_on_a4_with_a_mark_on_every_sheet(page):
    assert "size: A4" in page
    assert "@media print" in page
    assert "@top-left" in page


def test_a_letter_says_rules_years_seed_status_and_leaves_room_for_the_officer(run):
    use("en")
    text = letter_text(letter_head(run), explain_pupil(run, "e00"))
    for said in (
        "Draft. Nothing is decided", "Rules of: Björkby", "In force: 2025-07-01 – 2026-06-30",
        "Source of the rules: nämndens beslut", "Seed of lotteries: bjorkby-2026",
        "Legal status: conditional", "Condition: ", "Signature: ____", "[ ] The pupil is placed as",
    ):  # fmt: skip
        assert said in text, said
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("first", "last", "said"), [("2021", "", "from 2021"), ("", "2020", "until 2020")]
)
def test_open_years_are_said_as_such(run, first, last, said):
    use("en")
    policy = run.problem.policy.replace(valid_from=first, valid_to=last)
    other = type(run)(**{
        **{name: getattr(run, name) for name in run.__dataclass_fields__},
        "problem": run.problem.replace(policy=policy),
    })  # fmt: skip
    assert ("In force", said) in letter_head(other).basis


def test_rules_without_years_or_source_say_neither(tmp_path):
    use("en")
    names = {name for name, _value in letter_head(made_run(tmp_path)).basis}
    assert not names & {"In force", "Source of the rules", "Rules of"}


def test_a_what_if_says_its_doubt(tmp_path):
    use("en")
    run = made_run(tmp_path, runs.OPTIMAL)
    basis = letter_head(run).basis
    assert any(name == "Legal doubt" for name, _value in basis)


def test_a_simulation_of_unlawful_rules_says_so_on_every_sheet(tmp_path):
    from skolval.io.policy import read_policy
    from skolval.io.run import run_of
    from skolval.place import place, problem_of

    use("en")
    path = tmp_path / "p.yaml"
    path.write_text(runs.POLICY.replace("deferred_acceptance", "immediate_acceptance"), "utf-8")
    instance = bjorkby()
    problem = problem_of(instance, read_policy(path))
    run = run_of(instance, problem, place(problem, simulate_unlawful=True))
    head, found = letter_head(run), explain_pupil(run, "e00")
    assert "unlawful" in head.banner
    page, text = letter_page(head, found), letter_text(head, found)
    assert 'role="note"' in page
    assert "@top-center" in page
    assert "@top-left" not in page
    assert text.startswith("!!! ")


def test_a_title_cannot_leave_the_style_or_the_page(run):
    use("en")
    evil = '"} </style><script>alert(1)</script>'
    other = type(run)(**{
        **{name: getattr(run, name) for name in run.__dataclass_fields__},
        "title": {"en": evil}, "name": evil,
    })  # fmt: skip
    page = letter_page(letter_head(other), explain_pupil(other, "e00"))
    assert "<script" not in page
    assert page.count("</style>") == 1


def test_a_protected_pupils_letter_tells_nothing(run):
    use("en")
    text = letter_text(letter_head(run), explain_pupil(run, "e07"))
    assert "protected identity" in text
    assert "Unit" not in text.partition("What the proposal rests on")[0]
    page = letter_page(letter_head(run), explain_pupil(run, "e07"))
    assert "last admitted" not in page.replace("</", "")


@pytest.mark.parametrize("name", ["brev.html", "brev.HTM", "brev.txt"])
def test_a_letter_is_written_by_the_ending_of_its_name(run, tmp_path, name):
    use("en")
    path = write_letter(run, "e00", tmp_path / name, lang="sv")
    text = path.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>") == (not name.endswith("txt"))
    assert current() == "en"


def test_a_letter_for_nobody_is_refused(run, tmp_path):
    use("en")
    with pytest.raises(UsageError, match="No pupil"):
        write_letter(run, "nobody", tmp_path / "x.html", lang="en")
    assert not (tmp_path / "x.html").exists()


# --- all of a run ------------------------------------------------------------------------


def test_every_open_pupil_gets_a_letter_and_the_index_gives_no_reasons(run, tmp_path):
    said = []
    made = write_letters(run, tmp_path / "all", lang="sv", forms=("html", "txt"),
                         progress=said.append)  # fmt: skip
    assert (made.written, made.withheld) == (29, 1)
    assert said
    files = {path.name for path in made.folder.iterdir()}
    assert files == {"index.csv"} | {
        f"e{i:02d}.{form}" for i in range(30) if i != 7 for form in ("html", "txt")
    }
    with (made.folder / "index.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["pupil_id", "grade", "unit", "html", "txt"]
    assert "e07" not in {row["pupil_id"] for row in rows}
    assert "m" not in re.sub(r"[a-z_]+\.(html|txt)", "", "".join(r["unit"] for r in rows).lower())


def test_a_letter_is_the_same_alone_and_among_all(run, tmp_path):
    folder = write_letters(run, tmp_path / "all", lang="sv").folder
    alone = write_letter(run, "e03", tmp_path / "e03.html", lang="sv")
    assert alone.read_bytes() == (folder / "e03.html").read_bytes()


def test_letters_are_never_overwritten_or_put_in_a_run(run, tmp_path):
    write_letters(run, tmp_path / "all")
    with pytest.raises(InputError, match="never overwritten"):
        write_letters(run, tmp_path / "all")
    with pytest.raises(InputError, match="a run is never changed"):
        write_letters(run, run.folder / "letters")
    assert not list(tmp_path.glob(".*part"))


def test_a_run_in_memory_has_letters_too(tmp_path):
    assert write_letters(made_run(tmp_path), tmp_path / "new").written == 29


def test_half_written_letters_are_taken_away(run, tmp_path, monkeypatch):
    monkeypatch.setattr(Explainer, "party", lambda self, party: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_letters(run, tmp_path / "all")
    assert not list(tmp_path.iterdir())


def test_file_names_are_safe_and_differ():
    stems = _stems(["a/b", "a_b", "A_B", "..", "index", "20190101-1234", "åsa"])
    assert len({stem.casefold() for stem in stems}) == len(stems)
    assert not any("/" in stem or stem.startswith(".") or stem == "index" for stem in stems)
    assert stems[-2:] == ["20190101-1234", "åsa"]


def test_on_a_page_no_line_breaks_between_a_number_and_its_unit(run):
    page = letter_page(letter_head(run), explain_pupil(run, "e00"))
    body = page.partition("<main>")[2]
    assert "\N{NO-BREAK SPACE}m" in body
    assert not re.search(r"<p>[^<]*\d m\b", body)


def test_the_condition_is_told_as_this_placement_meets_it(run, tmp_path):
    use("en")
    shown = dict(letter_head(run).basis)["Condition"]
    assert shown.endswith("(shown by the certificate of this run)")
    other = read_run(run_folder(tmp_path, re.sub(r"(?m)^near_home:.*(\n +.*)*\n", "", runs.POLICY)))
    assert dict(letter_head(other).basis)["Condition"].endswith(
        "(cannot be shown: the policy does not say what is near home)"
    )
