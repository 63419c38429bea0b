"""differences: two policies held against each other, a sentence each."""

from __future__ import annotations

import json
from dataclasses import fields
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from skolval.cli import skolval
from skolval.difference import differences
from skolval.difference._lists import Item, _longest_rising, list_changes
from skolval.difference._words import KEYS, value_words
from skolval.domain.hosting import HostingRule
from skolval.domain.introduction import IntroductionRule
from skolval.domain.language import use
from skolval.domain.policy import Bound, NearHome, NonChoosers, OptionRule, Policy, SeatClass, Who
from skolval.domain.school_transport import ModeCost, SchoolTransport, TransportCosts
from skolval.domain.services import ReversedTransport
from skolval.errors import SkolvalError
from skolval.io.policy import policy_templates, read_policy
from towns import policy, step

LABELS = {"name", "title", "description", "municipality", "valid_from", "valid_to", "source",
          "text", "digest"}  # fmt: skip
"""What names a policy and changes nobody's place."""
BASE = policy("deferred_acceptance", "sibling", "relative_proximity", "lottery")


def told(before, after):
    return [found.sentence for found in differences(before, after)]


def test_a_policy_does_not_differ_from_itself_whatever_it_is_called():
    assert told(BASE, BASE.replace(name="other", title={"sv": "Annan"}, source="elsewhere")) == []


@pytest.mark.parametrize("name", policy_templates())
def test_no_template_differs_from_itself(name):
    assert told(read_policy(name), read_policy(name)) == []


def test_a_criterion_that_moves_is_told_as_moved_and_nothing_else_is():
    after = policy("deferred_acceptance", "relative_proximity", "sibling", "lottery")
    (sentence,) = told(BASE, after)
    assert "moves from number" in sentence
    assert "sibling" in sentence or "relative_proximity" in sentence


def test_a_radius_that_changes_is_told_with_both_values():
    before, after = (
        policy("deferred_acceptance", ("sibling", {"radius_metres": radius}), "lottery")
        for radius in (2000, None)
    )
    assert told(before, after) == [
        "The criterion sibling changes: the radius in metres from 2,000 to no limit."
    ]


def test_wishes_from_three_to_unlimited_and_another_seed():
    after = BASE.replace(max_wishes=None, seed="2027")
    assert told(BASE.replace(max_wishes=3), after) == [
        "The number of wishes that count changes from 3 to unlimited.",
        "The published seed of every lottery changes from skolval to 2027.",
    ]


def test_criteria_taken_away_and_added_say_where():
    after = policy("deferred_acceptance", "absolute_proximity", "relative_proximity", "lottery")
    assert told(BASE, after)[:2] == [
        "The criterion sibling is taken away.",
        "The criterion absolute_proximity is added as number 1 of 3 (measured: along the streets).",
    ]


def test_another_mechanism_and_the_same_with_other_parameters():
    assert "The mechanism changes from deferred_acceptance to nearest_school." in told(
        BASE, BASE.replace(mechanism=step("mechanism", "nearest_school"))
    )
    grouped = step("mechanism", "deferred_acceptance", ties="reject_group")
    assert told(BASE, BASE.replace(mechanism=grouped))[0] == (
        "The mechanism deferred_acceptance changes: what happens to equals from lottery to "
        "reject_group."
    )


def test_rules_and_goals_are_held_against_each_other_too():
    before = BASE.replace(rules=(step("rule", "capacity"),), goals=(step("goal", "travel"),))
    texts = told(before, BASE.replace(goals=(step("goal", "choice_rank"),)))
    assert "The rule capacity is taken away." in texts
    assert "The goal travel is taken away." in texts
    assert any(text.startswith("The goal choice_rank is added as number 1 of 1") for text in texts)


LOW = Who("low_education", "area", 0.4)


def test_seat_classes_and_bounds_say_whom_they_are_for():
    classes = (SeatClass("reserve", share=0.2, who=LOW), SeatClass("open"))
    texts = told(BASE, BASE.replace(seat_classes=classes))
    assert texts[:2] == [
        (
            "The seat class reserve is added as number 1 of 2 (the share of the seats: 0.20; "
            "whom it is for: pupils from areas with at least 40% low_education)."
        ),
        "The seat class open is added as number 2 of 2.",
    ]
    more = (SeatClass("open"), SeatClass("reserve", share=0.3, who=LOW))
    changed = told(BASE.replace(seat_classes=classes), BASE.replace(seat_classes=more))
    assert len(changed) == 2
    assert "moves from number" in changed[0]
    assert changed[1].endswith("the share of the seats from 0.20 to 0.30.")
    bounds = (Bound(Who("low_education", "pupil"), floor=0.1, ceiling=10, hard=True),)
    assert told(BASE, BASE.replace(bounds=bounds))[0] == (
        "The bound pupils of the group low_education is added as number 1 of 1 (the least: 0.10; "
        "the most: 10; the ceiling is never passed: yes)."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"secured": "current"}, "from nothing to the current unit."),
        ({"near_home": NearHome((2000, 4000, 6000))}, "from nothing to 2,000, 4,000, 6,000."),
        ({"non_choosers": NonChoosers(5)}, "from 3 to 5."),
        ({"non_choosers": NonChoosers(first="attendance_area")}, "own attendance area."),
        ({"non_choosers": NonChoosers(order="last")}, "together with the others to after the"),
        ({"options": OptionRule(10)}, "from 40 to 10."),
        ({"distance": "route"}, "from all, straight lines too to routes only."),
        ({"measuring_point": "main_entrance"}, "from nothing to the main entrance."),
        (
            {"school_transport": SchoolTransport()},
            "from nothing to the unit of the own attendance area, the nearest unit.",
        ),
        ({"school_transport": SchoolTransport()}, "from nothing to a right, a travel card."),
        ({"school_transport": SchoolTransport(unsafe_metres=200)}, "from nothing to 200."),
        (
            {"transport_costs": TransportCosts(card=ModeCost(4000, 8000, "x"), modes=("card",))},
            "The cost of a travel card changes from nothing to 4,000 to 8,000 kronor.",
        ),
        (
            {"transport_costs": TransportCosts(run=ModeCost(1, 2, "x", seats=20))},
            "to 1 to 2 kronor for 20 seats.",
        ),
        (
            {"transport_costs": TransportCosts(taxi=ModeCost(75, 75, "x", days=178))},
            "to 75 to 75 kronor on 178 days, 2 journeys a day.",
        ),
        (
            {"reversed_transport": ReversedTransport(kinds=("reverse_leg", "chartered"))},
            "Which services outwards may be run changes from nothing to empty legs, chartered runs.",
        ),
        (
            {"reversed_transport": ReversedTransport(participation="what_if")},
            "may be declined changes from nothing to no, everybody is taken to ride.",
        ),
        ({"reversed_transport": ReversedTransport(budget=200_000)}, "to 200,000."),
        ({"reversed_transport": ReversedTransport()}, "Take-up at no distance, per mille"),
    ],
)
def test_every_other_key_has_its_words(change, sentence):
    assert sentence in " ".join(told(BASE, BASE.replace(**change)))


def test_a_new_block_is_not_told_to_change_what_stays_as_it_is():
    sentences = told(BASE, BASE.replace(reversed_transport=ReversedTransport()))
    assert not [text for text in sentences if "all units to all units" in text]


def test_everything_a_policy_says_is_told_or_only_names_it():
    lists = {"mechanism", "criteria", "rules", "goals", "seat_classes", "bounds"}
    told_keys = {key.partition(".")[0] for key in KEYS}
    assert {field.name for field in fields(Policy)} == lists | told_keys | LABELS


def test_what_is_decided_about_groups_is_told_in_plain_words():
    groups = BASE.replace(
        places="introduction", hosting=HostingRule(), introduction=IntroductionRule()
    )
    after = groups.replace(
        hosting=HostingRule(top_units=5, top_share=400, units="today"),
        introduction=IntroductionRule(independent="all"),
    )
    sentences = told(groups, after)
    assert (
        "Which units may run groups changes from all that can to those that do today." in sentences
    )
    assert any("from no ceiling to 40" in text for text in sentences)
    assert any("as if a price were agreed everywhere" in text for text in sentences)
    assert "Whom the policy places changes from" in " ".join(told(BASE, groups))


def test_the_legal_status_is_told_when_it_changes():
    after = BASE.replace(mechanism=step("mechanism", "immediate_acceptance"))
    assert told(BASE, after)[-1].startswith("The legal status changes from")
    assert told(BASE, after)[-1].endswith("to forbidden.")


def test_values_in_plain_words():
    assert value_words(True) == "yes"
    assert value_words(False) == "no"
    assert value_words(1.5) == "1.50"
    assert value_words((), "units") == "all units"


def test_sentences_follow_the_language():
    use("sv")
    assert told(BASE, BASE.replace(max_wishes=3))


# --- lists -------------------------------------------------------------------------------


def items(names):
    return [Item(name, name, {}) for name in names]


@given(st.permutations(range(7)))
def test_the_fewest_moves_explain_the_new_order(places):
    kept = _longest_rising(places)
    rising = [places[i] for i in sorted(kept)]
    assert all(a < b for a, b in pairwise(rising))
    best = max(
        sum(mask >> i & 1 for i in range(7))
        for mask in range(128)
        if all(a < b for a, b in pairwise([places[i] for i in range(7) if mask >> i & 1]))
    )
    assert len(kept) == best


def test_an_entry_that_stands_twice_is_held_against_its_namesake():
    assert list_changes("rule", items("aa"), items("a")) == ["The rule a is taken away."]
    assert list_changes("rule", [], []) == []


# --- the command -------------------------------------------------------------------------


def call(*words):
    return CliRunner().invoke(skolval, ["diff", *(str(w) for w in words), "--lang", "en"])


def test_the_command_tells_what_differs():
    done = call("absolute_proximity", "uppsala_2021")
    assert done.exit_code == 0, done.output
    assert "From absolute_proximity to uppsala_2021:" in done.output
    assert "- The criterion absolute_proximity is taken away." in done.output


def test_the_command_says_when_nothing_differs():
    assert "lottery and lottery say the same." in call("lottery", "lottery").output


def test_with_an_instance_the_changed_placements_are_counted():
    done = call("absolute_proximity", "lottery", "--instance", "lillstad")
    assert done.exit_code == 0, done.output
    assert "of 54 placements" in done.output
    told_json = json.loads(
        call("lottery", "nearest_school", "--instance", "lillstad", "--json").stdout
    )
    assert told_json["effect"]["sentences"][0].endswith("change.")
    assert told_json["differences"][0]["about"] == "mechanism"


def test_policies_of_preparatory_classes_are_placed_each_with_its_own_pupils():
    done = call("preparatory_spread", "preparatory_today", "--instance", "lillstad")
    assert done.exit_code == 0, done.output
    assert "of 12 placements" in done.output


def test_policies_that_place_other_pupils_are_told_as_such():
    done = call("preparatory_spread", "lottery", "--instance", "lillstad")
    assert "other pupils take part" in str(done.exception)


def test_without_an_instance_json_has_no_effect():
    assert json.loads(call("lottery", "nearest_school", "--json").stdout)["effect"] is None


def test_a_forbidden_policy_is_placed_only_as_a_simulation():
    words = ("lottery", "immediate_acceptance", "--instance", "lillstad")
    assert isinstance(call(*words).exception, SkolvalError)
    assert "placements" in call(*words, "--simulate-unlawful").output
