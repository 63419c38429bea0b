"""Certified distances of Gatby: in words, in fields, on the letter's map, and never of the protected."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gatby import gatby_on_disk
from skolval.domain.language import use
from skolval.errors import InputError, UsageError
from skolval.explain import explain_pupil
from skolval.explain.certificate_words import certificate_paragraphs
from skolval.explain.certified import certified, placed_certificates, write_certificates
from skolval.report.letter import distances, letter_head, letter_page, letter_text, write_letter
from skolval.report.route_map import route_map


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return gatby_on_disk(tmp_path_factory.mktemp("gatby"))


@pytest.fixture(scope="module")
def instance(both):
    return both[0]


@pytest.fixture(scope="module")
def run(both):
    return both[1]


def papers_of(run, instance, pupil):
    return certified(run, instance, explain_pupil(run, pupil))


def test_the_place_the_wishes_and_the_compared_units_are_certified_once_each(run, instance):
    papers = papers_of(run, instance, "p1")
    assert [(p.role, p.unit, p.certificate.metres) for p in papers] == [
        ("placed", "Norrskolan", 1630), ("wished", "Söderskolan", 1010),
    ]  # fmt: skip
    assert all(paper.counted == paper.certificate.metres for paper in papers)


def test_both_ends_the_way_the_network_and_the_doubts_are_said(run, instance):
    told = certificate_paragraphs(papers_of(run, instance, "p1"))
    assert told[0].startswith("Norrskolan (the place): 1,630 m along streets, walking.")
    assert "From the home (559990, 6600000) to the unit's point (561000, 6600620)." in told[0]
    assert "The way: Västra gatan 600 m, Norra gatan 1,000 m." in told[0] or (
        "The way: Södra gatan 1,000 m, Östra gatan 600 m." in told[0]
    )
    assert told[1].startswith("Söderskolan (wished for): 1,010 m")
    network = papers_of(run, instance, "p1")[0].certificate.network
    assert f"Street network {network[:16]} (SHA-256), coordinates in EPSG:3006." in told
    assert "What is not known:" in told[-1]
    assert "which day the streets describe" not in told[-1]


def test_the_words_are_swedish_where_the_reader_is(run, instance):
    papers = papers_of(run, instance, "p1")
    use("sv")
    assert "Norrskolan" in certificate_paragraphs(papers)[0]


def test_a_protected_pupil_has_no_certificate_and_no_map(run, instance):
    assert papers_of(run, instance, "s1") == ()
    assert certificate_paragraphs(()) == []
    assert route_map((), instance) == ""
    found = explain_pupil(run, "s1")
    told = distances(run, instance, [found])[0]
    assert (told.paragraphs, told.picture) == ((), "")
    assert "route" not in letter_page(letter_head(run), found, told).partition("<body>")[2]


def test_other_files_than_the_runs_are_refused_by_name(run, instance):
    other = instance.replace(digests=dict(instance.digests) | {"edges.csv": "0" * 64})
    with pytest.raises(InputError, match=r"edges\.csv of the instance is not the file"):
        papers_of(run, other, "p1")


def test_metres_that_the_run_did_not_count_with_are_said(run, instance):
    paper = papers_of(run, instance, "p1")[0]
    told = certificate_paragraphs((replace(paper, counted=1600),))
    assert "The run counted 1,600 m: measured again it is another distance." in told[0]


def test_the_letter_shows_the_way_and_tells_it(run, instance, tmp_path):
    page = write_letter(run, "p1", tmp_path / "p1.html", lang="en", instance=instance)
    body = page.read_text("utf-8").partition("<body>")[2]
    assert body.count('class="way place"') == 1
    assert 'aria-label="Map of the way from the home to Norrskolan."' in body
    assert "Söderskolan" in body
    assert "1,630\N{NO-BREAK SPACE}m along streets" in body
    assert "http" not in body.replace("http://www.w3.org/2000/svg", "")
    text = write_letter(run, "p1", tmp_path / "p1.txt", lang="en", instance=instance)
    assert "How far it is, and how that was measured" in text.read_text("utf-8")


def test_a_letter_without_the_instance_is_as_before(run):
    found = explain_pupil(run, "p1")
    assert "How far it is" not in letter_text(letter_head(run), found)
    assert "<svg" not in letter_page(letter_head(run), found)


def test_names_on_the_map_are_escaped(run, instance):
    paper = replace(papers_of(run, instance, "p1")[0], unit="<script>")
    assert "&lt;script&gt;" in route_map((paper,), instance)
    assert "<script>" not in route_map((paper,), instance)


def test_the_map_has_north_up_and_one_scale(run, instance):
    papers = papers_of(run, instance, "p1")
    picture = route_map(papers, instance)
    assert "200 m" in picture
    home = picture.partition('class="home" cx="')[2]
    x, y = float(home.split('"')[0]), float(home.partition('cy="')[2].split('"')[0])
    unit = picture.partition('class="unit place" x="')[2]
    there = float(unit.split('"')[0]), float(unit.partition('y="')[2].split('"')[0])
    assert there[0] > x
    assert there[1] < y


def test_a_straight_line_and_a_ready_table_are_said_to_be_that(run, instance):
    bare = instance.replace(nodes=instance.nodes[:0], edges=instance.edges[:0])
    papers = papers_of(run, bare, "p1")
    told = certificate_paragraphs(papers)
    assert "a straight line times 1.30" in told[0]
    assert "Coordinates in EPSG:3006." in told
    assert "<svg" in route_map(papers, bare)


def test_all_placed_pupils_but_the_protected_are_certified(run, instance, tmp_path):
    said = []
    papers = list(placed_certificates(run, instance, said.append))
    assert [(paper.pupil, paper.unit) for paper in papers] == [("p1", "N"), ("p2", "S")]
    path = tmp_path / "new" / "certificates.jsonl"
    assert write_certificates(papers, path) == 2
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["metres"] for line in lines] == [1630, 0]
    with pytest.raises(UsageError, match="already there"):
        write_certificates(papers, path)


def test_a_file_of_certificates_is_whole_or_not_there(tmp_path, run, instance):
    def broken():
        yield from list(placed_certificates(run, instance))[:1]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_certificates(broken(), tmp_path / "c.jsonl")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def paper(run, instance):
    return papers_of(run, instance, "p1")[0]


def told_of(paper, **changes):
    return certificate_paragraphs(
        (replace(paper, certificate=paper.certificate.replace(**changes)),)
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"metres": -1}, "(the place): no way was found."),
        ({"mode": "cycle"}, "along streets, cycling"),
        ({"mode": "drive"}, "along streets, by car"),
        ({"kind": "table", "steps": (), "home": None, "door": None},
         "1,630 m by a ready travel table"),
        ({"unsafe_metres": 420}, "Of it 420 m along roads that are unsafe for a child."),
    ],
)  # fmt: skip
def test_what_kind_of_way_it_is_is_said(paper, changes, said):
    assert said in told_of(paper, **changes)[0]


def test_many_streets_are_told_in_part_and_nameless_ones_as_such(paper):
    step = paper.certificate.steps[0]
    steps = tuple(replace(step, name=f"gata {n}") for n in range(15))
    assert "gata 11 600 m, and 3 more stretches." in told_of(paper, steps=steps)[0]
    bare = tuple(replace(step, name="") for _ in range(15))
    assert "The way: streets without a name 9,000 m." in told_of(paper, steps=bare)[0]


def test_a_paper_that_knows_all_and_stands_nowhere_says_no_more(paper):
    told = told_of(paper, unknown=(), network="", crs="", sensitivity=None)
    assert len(told) == 1
    assert "next best" not in told[0]
