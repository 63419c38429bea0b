"""In a notebook every noun shows itself: escaped, in the chosen language, fetching nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from skolval.audit import audit
from skolval.compare import compare
from skolval.domain.display import facts_html, framed
from skolval.domain.language import use
from skolval.domain.placement import Placement, Status
from skolval.report.map import map_page
from skolval.report.page import made_page
from skolval.report.wanted import Wanted


@pytest.fixture
def swedish():
    use("sv")
    yield
    use("en")


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_placement_tells_what_was_proven():
    found = Placement(
        chosen=np.array([0, -1, 3]),
        mechanism="optimal",
        status=Status.FEASIBLE,
        objective=12_345,
        bound=12_000.4,
        gap=0.0279,
    )
    text = plain(found._repr_html_())
    for told in ("Placement by optimal", "With a place 2", "12,345", "12,000", "2.79%"):
        assert told in text


def test_what_is_not_known_is_left_out():
    text = plain(Placement(chosen=np.array([0]), mechanism="nearest_school")._repr_html_())
    assert "bound" not in text
    assert "Gap" not in text


def test_numbers_follow_the_language(swedish):
    assert "1\N{NO-BREAK SPACE}234" in facts_html("x", [("a", 1234)])
    assert "ja" in facts_html("x", [("a", True)])


def test_everything_is_escaped():
    html = facts_html("<b>", [("<i>", "<script>x</script>")]) + framed("<p>'\"</p>", "<t>", 10)
    assert "<script" not in html
    assert "<b>" not in html
    assert 'srcdoc="&lt;p&gt;&#x27;&quot;&lt;/p&gt;"' in html


def test_instance_run_audit_and_comparison_show_themselves(town):
    made, runs = town
    use("en")
    assert "pupils 300" in plain(made._repr_html_())
    assert "Nearest school" in plain(runs[0]._repr_html_())
    assert "Every claim holds yes" in plain(audit(runs[0])._repr_html_())
    shown = compare(runs[:2])._repr_html_()
    assert "metres_mean" in shown
    assert "are placed elsewhere" in plain(shown)


def test_map_and_report_stand_in_frames_of_their_own(town):
    runs = town[1]
    for page in (
        map_page(runs, lang="en"),
        made_page(runs, Wanted(lang="en", sections=("opening", "maps"))),
    ):
        html = page._repr_html_()
        assert html.startswith('<iframe sandbox="allow-scripts"')
        assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", html).split("srcdoc")[0]


def test_nobody_stands_in_what_a_script_or_a_log_prints(town):
    made, runs = town
    for told in (repr(made), repr(runs[0])):
        assert len(told) < 120
        assert not any(str(pupil) in told for pupil in made.pupils["pupil_id"])
