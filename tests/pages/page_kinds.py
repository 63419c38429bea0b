"""Further kinds of pages: for anybody, of scenarios, transport and areas; nation, letter, layers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from gatby import gatby_on_disk
from skolval.domain.provenance import Fact, provenance_frame
from skolval.domain.school_transport import GradeSpan, SchoolTransport, TransportRules
from skolval.measure.national import municipalities
from skolval.report.letter import write_letter
from skolval.report.map import write_map
from skolval.report.national import Subject, write_national
from skolval.report.page import write_report

FACTS = provenance_frame(
    [
        Fact(
            "areas", "share_low_education", "byns register", "2025-12-31", "25-64 år", suppressed=3
        ),
        Fact("pupils", "low_education", made="modelled", note="drawn from the area's share"),
        Fact("offerings", "seats", made="assumed", note="8 % above <the> pupils"),
    ]
)


def of_areas(run):
    """Return `run` as if its policy had placed whole areas."""
    policy = run.problem.policy.replace(parties="areas")
    return replace(run, problem=run.problem.replace(policy=policy))


def judged(run):
    """Return `run` under a policy that judges school transport."""
    spans = (GradeSpan("F", "9", 1200, 400),)
    rules = TransportRules("", "Åby", spans, "2026/27", source="Åby kommun", two_homes="both")
    policy = run.problem.policy.replace(school_transport=SchoolTransport(), name="judged")
    return replace(run, problem=run.problem.replace(policy=policy, transport=rules))


def with_lines(made):
    """Return Åby with one line of school transport in both directions."""
    stops = pd.DataFrame(
        {"stop_id": ["a", "b"], "name": ["A", "B"], "x": [640_500, 643_500], "y": [6_630_500] * 2}
    )
    calls = [
        ("L1", 1, "a", "in"),
        ("L1", 2, "b", "in"),
        ("L1", 2, "a", "out"),
        ("L1", 1, "b", "out"),
    ]
    lines = pd.DataFrame(calls, columns=["line_id", "order", "stop_id", "direction"])
    return made.replace(stops=stops, lines=lines)


def nation():
    """Return the table of three invented municipalities."""
    rows = [
        (name, f"{name} {k}", 100 + 10 * k, 0.1 + 0.02 * spread * k)
        for spread, name in enumerate(("Albo", "Björkby", "Cederstad"), 1)
        for k in range(8)
    ]
    units = pd.DataFrame(
        {
            "municipality": [row[0] for row in rows],
            "unit_id": [row[1] for row in rows],
            "name": [row[1] for row in rows],
            "owner": "municipal",
            "pupils": pd.array([row[2] for row in rows], "Int64"),
            "share": [row[3] for row in rows],
            **{bound: [row[2] * row[3] for row in rows] for bound in ("low", "high")},
            "mark": "known",
        }
    )
    return municipalities(units, "low_education")


def further_pages(made, runs, folder):
    """Write the further pages to `folder`; name to file."""
    written = {}
    told = [replace(run, provenance=FACTS) for run in (judged(runs[1]), of_areas(runs[0]))]
    instance, run = gatby_on_disk(folder)
    for lang in ("sv", "en"):
        public, whole, letter, drawn, among = (
            folder / f"{kind}_{lang}.html"
            for kind in ("public", "whole", "letter", "layers", "nation")
        )
        written[public.stem] = write_report(runs, public, lang=lang, audience="public")
        written[whole.stem] = write_report(told, whole, lang=lang, scenarios=5)
        areas = [runs[1], of_areas(runs[0])]
        written[drawn.stem] = write_map(areas, drawn, lang=lang, instance=with_lines(made))
        subject = Subject("Björkby", "low education", "all", "invented")
        written[among.stem] = write_national(nation(), among, subject, lang=lang)
        written[letter.stem] = write_letter(run, "p1", letter, lang=lang, instance=instance)
    return written
