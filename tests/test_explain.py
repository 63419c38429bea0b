"""explain: every name has a page, and a refusal its criterion, cut-off and margin."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pytest

import runs
from runs import bjorkby, made_run, run_folder
from skolval import registry
from skolval.domain.language import use
from skolval.domain.terms import TERMS
from skolval.errors import UsageError
from skolval.explain import (
    criterion_name,
    explain_name,
    explain_pupil,
    known_names,
    listed_names,
    paragraphs,
)
from skolval.explain.decisions import wish_words
from skolval.explain.facts import PupilExplanation, Score, Wish
from towns import nantuna, town

PLAIN = """\
mechanism: deferred_acceptance
criteria:
  - relative_proximity
  - lottery
"""


# --- words -------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ["rule", "goal", "criterion", "index", "mechanism"])
def test_every_member_of_every_room_has_a_page(room):
    for name in registry.names(room):
        page = next(page for page in explain_name(name) if page.kind == room)
        assert len(page.text) > 60
        if hasattr(registry.load(room, name), "LEGAL"):
            assert page.legal_status
            assert page.legal_reason


@pytest.mark.parametrize("code", TERMS)
def test_every_term_has_a_page_in_both_languages(code):
    for word in (code, TERMS[code].swedish, TERMS[code].english):
        page = next(page for page in explain_name(word) if page.kind == "term")
        assert page.swedish
        assert page.english
        assert page.text


def test_a_page_shows_parameters_with_defaults():
    (page,) = (page for page in explain_name("sibling") if page.kind == "criterion")
    assert ("radius_metres", "None", "int | tuple[int, int, int] | None") in page.parameters
    assert ("grades", "()", "tuple[str, ...]") in page.parameters
    assert dict(page.meanings)["near"] == "only where the unit is near home."
    (page,) = (page for page in explain_name("balance") if page.kind == "rule")
    assert ("at_most", "None", "float | None") in page.parameters


def test_an_index_is_found_by_its_symbol():
    assert explain_name("xPx")[0].name == "isolation"


def test_hyphens_and_capitals_do_not_matter():
    assert explain_name("Deferred-Acceptance")[0].name == "deferred_acceptance"


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UsageError, match="Did you mean dissimilarity"):
        explain_name("disimilarity")
    assert "capacity" in known_names()


def test_pages_are_translated_paragraph_by_paragraph_and_sources_stay(monkeypatch):
    from skolval.explain import words

    known = {
        "One two.": "Ett två.",
        "- a: first": "- a: första",
        "Source: {source}": "Källa: {source}",
    }
    monkeypatch.setattr(words, "_", lambda text: known.get(text, text))
    page = "One\ntwo.\n\n- a: first\n- b: second\n\nThree\nfour.\n\nSource: Law (2010:800)."
    assert words.pieces(page) == ("One two.", "- a: first", "- b: second", "Three four.")
    assert words._page_text(page) == (
        "Ett två.\n\n- a: första\n- b: second\n\nThree\nfour.\n\nKälla: Law (2010:800)."
    )
    assert words._page_text("Source\n------\nA\nB") == "Källa: A B"


def test_in_english_a_page_is_the_docstring_itself():
    use("en")
    page = next(p for p in explain_name("relative_proximity") if p.kind == "criterion")
    assert page.text == inspect.cleandoc(registry.load("criterion", "relative_proximity").__doc__)


@pytest.mark.parametrize("room", ["mechanism", "criterion", "rule", "goal"])
def test_what_a_parameter_means_is_read_from_its_docstring(room):
    from skolval.explain.words import meanings

    for name in registry.names(room):
        params = getattr(registry.load(room, name), "Params", None)
        known = meanings(params)
        assert set(known) <= set(getattr(params, "model_fields", {}))
        assert all(text and "\n" not in text for text in known.values())
    assert meanings(None) == {}


# --- the golden case of the appeals board ------------------------------------------------


def refused():
    """ÖKN 2017:533: 1,146 - 558 = 588 m loses to 1,485 - 852 = 633 m."""
    return town(
        [{"unit_id": u, "name": f"Skola {u}"} for u in "NR"],
        [
            {"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
            for u, s in (("N", 1), ("R", 5))
        ],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in ("klagande", "annan")],
        [{"pupil_id": p, "rank": 1, "unit_id": "N"} for p in ("klagande", "annan")],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": 1}
            for p, row in {"klagande": (558, 1146), "annan": (852, 1485)}.items()
            for u, m in zip("NR", row, strict=True)
        ],
    )


def test_okn_2017_533_is_explained_with_both_distances_and_the_margin(tmp_path):
    run = made_run(tmp_path, PLAIN, refused())
    found = explain_pupil(run, "klagande")
    first = found.wishes[0]
    assert (first.outcome, first.decided, first.margin) == (
        "refused",
        "relative_proximity",
        588 - 633,
    )
    assert (first.metres, first.reference_unit, first.reference_metres) == (558, "Skola R", 1146)
    assert first.places_short == 1
    assert found.placed_unit == "Skola R"
    text = " ".join(paragraphs(found))
    for number in ("558", "1,146", "588", "633", "45"):
        assert f"{number} m" in text
    assert "annan" not in text
    assert "10 kap. 30 §" in text


def test_the_winner_is_told_the_wish_was_given(tmp_path):
    run = made_run(tmp_path, PLAIN, refused())
    found = explain_pupil(run, "annan")
    assert (found.placed_rank, found.wishes[0].outcome, found.wishes[0].margin) == (
        1,
        "placed",
        None,
    )
    assert "wish number 1" in paragraphs(found)[0]
    assert any("given. 1 of 1 seats is taken" in text for text in paragraphs(found))


def test_nantuna_b_is_refused_twice_with_cut_offs(tmp_path):
    instance = nantuna()
    run = made_run(tmp_path, PLAIN, instance)
    found = explain_pupil(run, "b")
    assert [w.outcome for w in found.wishes] == ["refused", "refused", "placed"]
    assert [w.margin for w in found.wishes[:2]] == [583 - 700, -583 - -510]
    assert found.entitled
    assert any("school transport" in text for text in paragraphs(found))


# --- the other ways in which things are decided --------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Björkby under sibling, relative proximity and lottery."""
    return made_run(tmp_path_factory.mktemp("run"))


def test_every_pupil_can_be_explained_in_both_languages(run):
    for lang in ("en", "sv"):
        use(lang)
        for pupil in run.problem.parties.ids:
            assert all(paragraphs(explain_pupil(run, pupil)))


def test_no_other_pupil_is_named(run):
    ids = run.problem.parties.ids.tolist()
    for pupil in ids:
        text = " ".join(paragraphs(explain_pupil(run, pupil)))
        words = set(text.replace(",", " ").replace(".", " ").split())
        assert not words & (set(ids) - {pupil})


def test_refusals_agree_with_the_placement(run):
    from skolval.audit.order import preferred

    problem, chosen = run.problem, run.placement.chosen
    everything = np.arange(len(problem.options))
    wanted = everything[preferred(problem, everything, chosen)]
    for party, pupil in enumerate(problem.parties.ids):
        if problem.parties.protected[party]:
            continue
        told = {w.offering for w in explain_pupil(run, pupil).wishes if w.outcome == "refused"}
        mine = wanted[problem.options.party[wanted] == party]
        assert told == set(problem.offerings.ids[problem.options.offering[mine]])


def test_a_refusal_always_has_a_deciding_criterion_and_a_negative_margin(run):
    seen = set()
    for pupil in run.problem.parties.ids:
        for wish in explain_pupil(run, pupil).wishes:
            if wish.outcome == "refused":
                seen.add(wish.decided)
                assert wish.margin < 0
    assert "relative_proximity" in seen


def test_later_wishes_are_not_tried(run):
    found = [explain_pupil(run, p) for p in run.problem.parties.ids]
    untried = [e for e in found if any(w.outcome == "not_tried" for w in e.wishes)]
    assert untried
    assert any("not tried" in text for text in paragraphs(untried[0]))


def test_a_protected_pupil_is_not_explained(run):
    found = explain_pupil(run, "e07")
    assert found.wishes == ()
    assert found.placed_unit == ""
    (text,) = paragraphs(found)
    assert "protected identity" in text


def test_a_protected_pupils_score_is_never_the_cut_off(tmp_path):
    instance = refused()
    pupils = instance.pupils.assign(protected=instance.pupils["pupil_id"] == "annan")
    run = made_run(tmp_path, PLAIN, instance.replace(pupils=pupils))
    wish = explain_pupil(run, "klagande").wishes[0]
    assert (wish.outcome, wish.decided) == ("refused", "")
    assert all(score.last is None for score in wish.scores)
    assert "633" not in " ".join(paragraphs(explain_pupil(run, "klagande")))


@pytest.mark.parametrize("unknown", ["e071", "e7", "e8"])
def test_for_an_unknown_pupil_no_other_pupil_is_suggested(run, unknown):
    with pytest.raises(UsageError, match=f"No pupil '{unknown}'") as error:
        explain_pupil(run, unknown)
    assert error.value.faults[0].suggestion == ""


def test_a_pupil_without_a_place_is_told_so(tmp_path):
    instance = bjorkby(seats=(5, 8, 9, 0))
    run = made_run(tmp_path, instance=instance)
    lost = run.problem.parties.ids[~run.placement.placed & ~run.problem.parties.protected][0]
    text = paragraphs(explain_pupil(run, lost))
    assert "has no place" in text[0]
    assert any("it has no seats in this round" in t for t in text)


def test_distance_and_lottery_decide_in_their_own_words(tmp_path):
    nearest = made_run(tmp_path, runs.NEAREST)
    texts = [t for p in nearest.problem.parties.ids for t in paragraphs(explain_pupil(nearest, p))]
    assert any("Distance decided" in text for text in texts)
    lots = made_run(tmp_path, PLAIN.replace("  - relative_proximity\n", ""))
    texts = [t for p in lots.problem.parties.ids for t in paragraphs(explain_pupil(lots, p))]
    assert any("The lottery decided: number" in text for text in texts)


def test_an_optimiser_admits_that_it_has_no_cut_off(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    for pupil in ("e00", "e01", "e02", "e03", "e04", "e05"):
        found = explain_pupil(run, pupil)
        text = " ".join(paragraphs(found))
        assert "no order between applicants" in text
        assert "nearest option" in text
        assert all(w.scores == () for w in found.wishes)
    moved = next(
        e for e in (explain_pupil(run, p) for p in run.problem.parties.ids)
        if not e.protected and e.placed_unit != e.nearest_unit
    )  # fmt: skip
    assert any("Rules that hold for all" in text for text in paragraphs(moved))


def test_an_optimiser_without_rules_names_none(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    bare = run.problem.policy.replace(rules=())
    run = replace(run, problem=run.problem.replace(policy=bare))
    texts = [t for p in run.problem.parties.ids for t in paragraphs(explain_pupil(run, p))]
    assert not any("Rules that hold" in text for text in texts)
    assert any("all 5 seats are taken" in text for text in texts) or any(
        "not given" in t for t in texts
    )


def test_a_seat_left_empty_is_said(tmp_path):
    def unplace(problem, chosen):
        chosen[3] = -1
        return chosen

    run = made_run(tmp_path, chosen=unplace)
    found = explain_pupil(run, "e03")
    assert any(w.outcome == "free" for w in found.wishes)
    assert any("seats is free" in text for text in paragraphs(found))


@pytest.mark.parametrize(
    ("taken", "told"),
    [(0, "0 of 9 seats are taken"), (1, "1 of 9 seats is taken"), (2, "2 of 9 seats are taken")],
)
def test_one_seat_is_told_in_the_singular(tmp_path, taken, told):
    found = explain_pupil(made_run(tmp_path), "e03")
    wish = replace(found.wishes[0], seats=9, taken=taken)
    placed = replace(wish, outcome="placed")
    assert told in wish_words(placed, found)
    free = replace(wish, outcome="free", taken=9 - taken)
    assert told.replace("taken", "free") in wish_words(free, found)


def test_a_pupil_with_one_unit_has_no_alternative(tmp_path):
    one = town(
        [{"unit_id": "N", "name": "N"}],
        [{"offering_id": "N-F", "unit_id": "N", "grade": "F", "seats": 1}],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in "ab"],
        [],
        travel=[{"origin_id": p, "unit_id": "N", "metres": 5, "minutes": 1} for p in "ab"],
    )
    run = made_run(tmp_path, PLAIN, one)
    lost = str(run.problem.parties.ids[~run.placement.placed][0])
    found = explain_pupil(run, lost)
    assert found.wishes[0].reference_unit == ""
    assert found.wishes[0].decided == "lottery"


def test_relative_proximity_without_a_reference_is_said_plainly():
    from skolval.explain.decisions import _relative

    wish = Wish("A", "A-F", 1, 500, 6, "", -1, 5, 5, "refused",
                (Score("relative_proximity", 0, 40),), "relative_proximity", 2)  # fmt: skip
    assert "0 m against 40 m" in _relative(wish, 0, 40)


def refused_on(criterion, own, last, **more):
    scores = (Score(criterion, own, last), Score("lottery", -3, None))
    return Wish("A", "A-F", 1, 500, 6, "", -1, 5, 5, "refused", scores, criterion, 2,
                cause="criterion", **more)  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "own", "last", "words"),
    [
        ("sibling", 0, 1, "Sibling priority decided: those admitted have it"),
        ("operational_connection", 0, 1, "Operational connection decided: those admitted have it"),
        ("claim", 0, 1, "had wished for the unit or have it among their nearest"),
        ("chose", 0, 1, "for this pupil none was made"),
        ("active_choice", 0, 1, "for this pupil none was made"),
        ("near_home", 0, 1, "have the unit near home, and this pupil has not"),
        ("only_near_school", 0, 1, "have no other unit near home"),
        ("attendance_area", 0, 1, "live in the unit's attendance area"),
        ("continuation", 0, 1, "already go to the unit"),
        ("secured", 0, 1, "Secured place decided"),
        ("applicant_status", -2, 0, "in the order of their standing"),
        ("band", -1, 0, "higher up on their lists"),
        ("wish_rank", -3, -1, "higher up on their lists"),
        ("absolute_proximity", -900, -800, "900 m against 800 m for the last admitted"),
        ("lottery", -9, -4, "number 10 against 5"),
        ("listed", -9, -4, "number 9 against 4"),
        ("queue_time", 30, 40, "30 days against 40 days"),
        ("profile_test", 11, 12, "11 points against 12 points"),
        ("queue", 3, 9, "Queue decided: 3 against 9 for the last admitted."),
    ],
)
def test_every_ground_has_words_of_its_own(criterion, own, last, words):
    from skolval.explain.decisions import wish_words

    found = PupilExplanation("x", "1", "deferred_acceptance", "mechanism", False, True)
    assert words in wish_words(refused_on(criterion, own, last), found)


def test_a_straight_line_is_told_as_such():
    from skolval.explain.decisions import wish_words

    found = PupilExplanation("x", "1", "deferred_acceptance", "mechanism", False, True)
    wish = refused_on("absolute_proximity", -900, -800, straight=True)
    assert "as the crow flies decided: 900 m against 800 m" in wish_words(wish, found)


def test_an_unknown_criterion_is_called_by_its_name():
    assert criterion_name("queue") == "queue"
    assert criterion_name("sibling") == "sibling priority"


def test_the_explanation_comes_from_the_folder_too(tmp_path):
    from skolval.io.run_reading import read_run

    folder = run_folder(tmp_path)
    assert paragraphs(explain_pupil(read_run(folder), "e00"))


def test_everything_that_has_a_page_is_listed():
    listed = listed_names()
    told = {name for names in listed.values() for name in names}
    assert told == set(known_names())
    assert all(explain_name(name) for names in listed.values() for name in names)
