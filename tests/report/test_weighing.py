"""What the report weighs against each other, and what it says when a condition fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skolval.report.context import context_of
from skolval.report.facts import span
from skolval.report.sections import decisions, opening
from skolval.report.sections._phrases import ABOUT_EQUAL, comparable
from skolval.report.words import Words


@pytest.fixture(scope="module")
def context(runs):
    return context_of(runs, Words("en"))


def with_cases(context, change):
    return replace(context, cases=tuple(change(n, case) for n, case in enumerate(context.cases)))


def text_of(section):
    return " ".join(str(section.body).split())


def spread(context, values):
    """The same cases with other values of D."""

    def change(n, case):
        rows = case.indices.copy()
        rows.loc[rows["index"] == "dissimilarity", "value"] = values[n % len(values)]
        return replace(case, indices=rows)

    return with_cases(context, change)


def test_a_forbidden_policy_is_no_alternative_however_even_it_is(context):
    very_even = spread(context, [0.3, 0.4, 0.01])
    title = very_even.cases[2].title
    lines = very_even.cases[2].legal.lines
    forbidden = tuple(replace(line, status="forbidden") for line in lines)
    struck = with_cases(
        very_even,
        lambda n, case: (
            replace(case, legal=replace(case.legal, lines=forbidden)) if n == 2 else case
        ),
    )
    assert title not in [case.title for case in comparable(struck)]
    assert f"{title} spreads" in text_of(opening.render(very_even))
    assert f"{title} spreads" not in text_of(opening.render(struck))
    assert f"{title} has D" not in text_of(decisions.render(struck))


def test_a_difference_too_small_to_matter_is_told_as_none(context):
    equal = spread(context, [0.2, 0.2 + ABOUT_EQUAL / 2])
    assert "about equally evenly: segregation D 0.200 to 0.20" in text_of(opening.render(equal))
    assert "How much longer ways" not in text_of(decisions.render(equal))


def test_a_condition_that_fails_is_told_in_the_opening_and_to_the_board(context):
    place = next(n for n, case in enumerate(context.cases) if case.legal.worst == "conditional")

    def fail(n, case):
        if n != place:
            return case
        claims = [*case.certificate["claims"], {"claim": "sibling", "ok": False}]
        claims = [claim for claim in claims if claim["claim"] != "sibling_undefined"]
        outcome = replace(case.outcome, breaches={"sibling": 3})
        return replace(case, outcome=outcome, certificate={"claims": claims})

    failed = with_cases(context, fail)
    told = "a condition for being lawful is not met in this placement"
    assert told not in text_of(decisions.render(context))
    assert told in text_of(decisions.render(failed))
    assert "The audit found 3 breaches" in text_of(opening.render(failed))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("2021", "2024", "2021 – 2024"), ("2021", "", "from 2021"), ("", "2024", "until 2024")],
)
def test_the_time_a_policy_is_in_force_may_be_open(first, last, told):
    assert span(first, last) == told
