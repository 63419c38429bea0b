"""Makes the pictures of `maps/gallery/` from exempelstad or given runs."""  # noqa: INP001 - a script

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from skolval import read_instance, read_policy
from skolval.demo import DEMO_GROUPS, DEMO_POLICIES
from skolval.io.run import Run
from skolval.io.run_reading import read_run
from skolval.io.shipped import find_instance
from skolval.report.map import write_map
from skolval.report.page import write_report
from skolval.runs import make_runs

GALLERY = Path(__file__).resolve().parent / "gallery"
INSTANCE = "exempelstad"
LANGUAGE = "en"
LARGEST = 450_000
BOUGHT = "reversed_budget"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def runs_of(folders: list[str], work: Path) -> list[Run]:
    """Return the runs in `folders`, or those of the shown policies on the shipped instance."""
    if folders:
        return [read_run(Path(folder)) for folder in folders]
    instance = read_instance(find_instance(INSTANCE))
    policies = [read_policy(name) for name in (*DEMO_POLICIES, *DEMO_GROUPS, BOUGHT)]
    return make_runs(instance, policies, lambda policy: work / policy.name)


def told_apart(runs: list[Run]) -> dict[str, list[Run]]:
    """Return the runs of each page: of all pupils, of groups, and with seats outwards."""
    pages: dict[str, list[Run]] = {"map": [], "groups": [], "outwards": []}
    for run in runs:
        policy, rule = run.problem.policy, run.problem.policy.reversed_transport
        if policy.places != "pupils":
            pages["groups"].append(run)
            continue
        # a budget buys buses that no other policy of the page has
        if rule is None or rule.budget is None:
            pages["map"].append(run)
        if rule is not None:
            pages["outwards"].append(run)
    return {name: some for name, some in pages.items() if some}


def photograph(browser: Browser, work: Path) -> None:
    """Take a picture of the report's opening, of a chart, and of every map."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_offline(offline=True)
    page = context.new_page()
    page.goto((work / "report.html").as_uri())
    page.screenshot(path=GALLERY / "report.png")
    page.locator("#segregation .chart").first.screenshot(path=GALLERY / "chart.png")
    for name in ("map", "groups", "outwards"):
        if (work / f"{name}.html").exists():
            page.goto((work / f"{name}.html").as_uri())
            page.wait_for_timeout(800)
            page.screenshot(path=GALLERY / f"{name}.png")


def main(folders: list[str]) -> None:
    """Make the pages, photograph them, and refuse pictures that are too heavy for a README."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is needed for the pictures (Debian: apt-get install chromium).")
    GALLERY.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        apart = told_apart(runs_of(folders, work))
        instance = read_instance(find_instance(INSTANCE))
        write_report(apart["map"], work / "report.html", lang=LANGUAGE, instance=instance)
        for name, some in apart.items():
            write_map(some, work / f"{name}.html", lang=LANGUAGE, instance=instance)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        photograph(browser, work)
        browser.close()
    for picture in sorted(GALLERY.glob("*.png")):
        size = picture.stat().st_size
        sys.stdout.write(f"{picture.name}: {size:,} bytes\n")
        if size > LARGEST:
            sys.exit(f"{picture.name} is larger than {LARGEST:,} bytes.")


if __name__ == "__main__":
    main(sys.argv[1:])
