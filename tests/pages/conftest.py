"""Fixtures of the browser tests: pages about the town of Åby, and a browser without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[1] / "report"), str(Path(__file__).parent)]

import aby
import page_kinds


@pytest.fixture(scope="session")
def town():
    """Åby and its four runs."""
    return aby.runs()


@pytest.fixture(scope="session")
def made(town):
    return town[0]


@pytest.fixture(scope="session")
def runs(town):
    return town[1]


@pytest.fixture(scope="session")
def front():
    """A small front of a shipped town, with a further plan, prices and levers."""
    from conftest import ROOT
    from skolval.frontier import Terms, frontier
    from skolval.io.instance import read_instance
    from skolval.io.policy import read_policy

    town = read_instance(ROOT / "instances" / "lillstad")
    return frontier(town, read_policy("balanced"), Terms(points=3, plans=1, best=1))


@pytest.fixture(scope="session")
def pages(town, front, tmp_path_factory):
    """Every kind of page, most of them in both languages: name to file."""
    from skolval.report.frontier import write_page
    from skolval.report.map import write_map
    from skolval.report.page import write_report

    made, runs = town
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for lang in ("sv", "en"):
        report, drawn = folder / f"report_{lang}.html", folder / f"map_{lang}.html"
        written[f"report_{lang}"] = write_report(runs, report, lang=lang, instance=made)
        written[f"front_{lang}"] = write_page(front, folder / f"front_{lang}.html", lang=lang)
        written[f"map_{lang}"] = write_map(runs, drawn, lang=lang, instance=made)
    written["single_sv"] = write_report(runs[1:2], folder / "single.html", lang="sv")
    return written | page_kinds.further_pages(made, runs, folder)


_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless; skips loudly without it, fails where CI says it must be."""
    import os
    import shutil

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        message = "Chromium is not on this machine, so no page was opened in a browser"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield opened
        opened.close()
