"""The tutorials are true: every command and every cell runs, and shows what the page shows."""

from __future__ import annotations

import re

import pytest

from tutorial import FOLDER, is_shown, walked

PAGES = {"planner.md": "sv", "official.md": "sv", "researcher.md": "en",
         "reversed_transport.md": "en", "preparatory.md": "sv", "introduction.md": "sv"}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_step_shows_what_the_page_shows_and_leaves_its_files(name, tmp_path):
    told = walked(name, tmp_path, lang=PAGES[name])
    assert len(told) > 5
    for code, shown, printed in told:
        assert shown, f"{name} shows nothing of\n{code}"
        assert is_shown(shown, printed), f"{name}:\n{code}\nshows\n{printed}"
    text = (FOLDER / name).read_text("utf-8")
    files = set(re.findall(r"(?:--\w+|^\|) `?([\w/.]+\.\w+)`?", text, re.MULTILINE))
    assert files
    assert not [file for file in files if not (tmp_path / file).stat().st_size]


def test_no_block_of_a_page_is_left_out():
    for name in PAGES:
        text = (FOLDER / name).read_text("utf-8")
        blocks = re.findall(r"^```(\S+)", text, re.MULTILINE)
        assert set(blocks) <= {"sh", "python", "yaml", "text"}
        assert blocks.count("text") == blocks.count("sh") + blocks.count("python")


def test_links_lead_to_files():
    for path in FOLDER.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_tutorial_is_tested_and_in_readme():
    readme = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    assert set(PAGES) == {path.name for path in FOLDER.glob("*.md")}
    assert not [name for name in PAGES if f"](docs/tutorials/{name})" not in readme]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("one\n", "one\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\n…\n", "one\ntwo\nthree\n", True),
        ("…\nthree\n", "one\ntwo\nthree\n", True),
        ("a … d\n", "a b c d\n", True),
        ("a … d\n", "a b c e\n", False),
        ("1 000\n", "1\N{NO-BREAK SPACE}000\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_only_what_is_marked_is_left_out(shown, printed, same):
    assert is_shown(shown, printed) is same
