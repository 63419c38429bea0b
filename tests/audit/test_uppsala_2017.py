"""Uppsala 2017: wrong addresses forced a second run, pupils lost seats, and the court held the
municipality to its first decision (förvaltningsrätten 2017).

Three units on a road: Liten (2 seats) at 0 m, Mellan (2) at 1,000 m and Stor (4) at 3,000 m.
Six children live along it and all wish for Liten, then Mellan. In the first run the addresses
of dag and eva are wrong: both stand far away. Corrected, they live beside Liten.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from commands import run as run_command
from runs import edit_parquet, edit_record, reseal
from skolval.audit import audit
from skolval.errors import InputError
from skolval.io.honour import read_honoured
from skolval.io.policy import read_policy
from skolval.io.published import publish_folder, read_published
from skolval.io.run_reading import read_run
from skolval.io.writing import write_instance
from skolval.place import problem_of
from skolval.runs import Terms, make_run
from towns import town

DAY = date(2017, 4, 10)
UNITS = {"Liten": (0, 2), "Mellan": (1000, 2), "Stor": (3000, 4)}
FIRST = {"ada": 100, "bo": 200, "cia": 300, "dag": 5000, "eva": 5200, "fia": 900}
CORRECTED = FIRST | {"dag": 10, "eva": 20}
POLICY = """\
policy: uppsala_2017
title: {sv: Uppsala 2017, en: Uppsala 2017}
mechanism: deferred_acceptance
criteria:
  - absolute_proximity
  - lottery
rules:
  - capacity
seed: uppsala-2017
"""


def road(homes, *, seats=None):
    """The road with its children where `homes` says."""
    seats = {name: number for name, (_at, number) in UNITS.items()} | (seats or {})
    return town(
        [{"unit_id": u, "name": u} for u in UNITS],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": seats[u]} for u in UNITS],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in homes],
        [{"pupil_id": p, "rank": i + 1, "unit_id": u}
         for p in homes for i, u in enumerate(("Liten", "Mellan"))],
        travel=[{"origin_id": p, "unit_id": u, "metres": abs(home - at) + 10, "minutes": 1}
                for p, home in homes.items() for u, (at, _seats) in UNITS.items()],
        name="road",
    )  # fmt: skip


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "uppsala_2017.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return read_policy(path)


@pytest.fixture
def first(tmp_path, rules):
    """The first decision, published: ada and bo at Liten, cia and fia at Mellan."""
    made = make_run(road(FIRST), rules, tmp_path / "first")
    publish_folder(made.folder, day=DAY, claims={})
    return made.folder


def places(run):
    table = run.table()
    return dict(zip(table["pupil_id"], table["unit_id"], strict=True))


def test_the_first_decision(first):
    assert places(read_run(first)) == {
        "ada": "Liten", "bo": "Liten", "cia": "Mellan", "fia": "Mellan",
        "dag": "Stor", "eva": "Stor",
    }  # fmt: skip


def test_a_second_run_takes_places_away(rules, tmp_path, first):
    again = places(make_run(road(CORRECTED), rules, tmp_path / "again"))
    lost = {p for p, unit in places(read_run(first)).items() if again[p] != unit}
    assert again["dag"] == again["eva"] == "Liten"
    assert lost == {"ada", "bo", "dag", "eva"}
    assert again["ada"] == again["bo"] == "Stor"


def test_the_first_decision_is_honoured_and_the_corrected_get_what_is_left(rules, tmp_path, first):
    terms = Terms(honour=read_honoured(first))
    made = make_run(road(CORRECTED), rules, tmp_path / "second", terms=terms)
    assert places(made) == places(read_run(first))
    assert made.record["honours"] == {
        "run": "first", "date": "2017-04-10", "digest": read_published(first).digest,
    }  # fmt: skip
    found = audit(made.folder, honour=first)
    assert found.ok, found.breaches
    told = {claim["claim"]: claim for claim in found.certificate["claims"]}
    assert told["honour"]["checked"] == told["honoured"]["checked"] == 6


def test_a_place_may_get_better_when_somebody_goes_and_new_pupils_get_what_the_rules_give(
    rules, tmp_path, first
):
    homes = {p: home for p, home in CORRECTED.items() if p not in {"ada", "fia"}} | {"gun": 950}
    terms = Terms(honour=read_honoured(first))
    made = make_run(road(homes), rules, tmp_path / "third", terms=terms)
    # dag goes before cia at the seat that ada leaves; gun takes the one that fia leaves.
    assert places(made) == {
        "bo": "Liten", "cia": "Mellan", "dag": "Liten", "eva": "Stor", "gun": "Mellan",
    }  # fmt: skip
    found = audit(made.folder, honour=first)
    assert found.ok, found.breaches
    told = {claim["claim"]: claim for claim in found.certificate["claims"]}
    assert told["honoured"]["note"] == "1 pupils are new, and 2 of the published ones are gone."


def test_not_even_a_protected_newcomer_takes_a_published_place(rules, tmp_path, first):
    instance = road(CORRECTED | {"zoe": 2900})
    hidden = instance.pupils.assign(protected=instance.pupils["pupil_id"] == "zoe")
    terms = Terms(honour=read_honoured(first))
    made = make_run(instance.replace(pupils=hidden), rules, tmp_path / "fourth", terms=terms)
    assert audit(made.folder, honour=first).ok
    assert places(made) == places(read_run(first)) | {"zoe": "Stor"}


@pytest.fixture
def second(rules, tmp_path, first):
    terms = Terms(honour=read_honoured(first))
    return make_run(road(CORRECTED), rules, tmp_path / "second", terms=terms).folder


def _swap(frame):
    """Let cia (Mellan) and dag (Stor) change places."""
    units = frame.set_index("pupil_id")[["offering_id", "unit_id"]]
    frame = frame.set_index("pupil_id")
    frame.loc["cia", ["offering_id", "unit_id"]] = units.loc["dag"].to_numpy()
    frame.loc["dag", ["offering_id", "unit_id"]] = units.loc["cia"].to_numpy()
    return frame.reset_index()


def test_a_lower_place_than_the_published_one_is_told(second):
    edit_parquet(second, "placement.parquet", _swap)
    reseal(second)
    messages = [b.message for b in audit(second).breaches]
    assert "Pupil cia was published at Mellan-F and is now placed below it." in messages


def test_a_forgotten_published_place_is_told_by_the_published_run_alone(second, first):
    edit_parquet(second, "problem/parties.parquet", lambda t: t.assign(honour=-1))
    reseal(second)
    messages = [b.message for b in audit(second, honour=first).breaches]
    assert "Pupil cia keeps another place than the one that was published." in messages
    edit_parquet(second, "problem/parties.parquet", lambda t: t.drop(columns="honour"))
    reseal(second)
    assert not audit(second, honour=first).ok


def test_another_run_than_the_published_one_is_told(second, first, rules, tmp_path):
    edit_record(second, lambda record: record["honours"].update(digest="0" * 64))
    reseal(second)
    messages = [b.message for b in audit(second, honour=first).breaches]
    assert messages == ["run.json honours another run than this published one."]
    unpublished = make_run(road(FIRST), rules, tmp_path / "draft").folder
    messages = [b.message for b in audit(second, honour=unpublished).breaches]
    assert messages == ["The run that is honoured has not been published."]


def test_only_an_unchanged_published_run_is_honoured(first, rules, tmp_path):
    draft = make_run(road(FIRST), rules, tmp_path / "draft").folder
    with pytest.raises(InputError, match="is not published, so there is nothing to honour"):
        read_honoured(draft)
    (first / "added.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="was changed after it was published"):
        read_honoured(first)


def test_a_run_in_memory_is_honoured_without_a_digest(rules, tmp_path, first):
    from dataclasses import replace

    loose = replace(read_run(first), folder=None)
    made = make_run(road(CORRECTED), rules, tmp_path / "loose", terms=Terms(honour=loose))
    assert made.record["honours"] == {"run": "road", "date": "", "digest": ""}


def test_seats_that_no_longer_suffice_for_the_published_places_are_refused(rules, first):
    with pytest.raises(InputError, match="2 pupils keep a published place at Liten-F"):
        problem_of(road(CORRECTED, seats={"Liten": 1}), rules, honour=read_honoured(first))


def test_a_published_place_that_is_no_option_any_more_is_told_but_no_protected_one(rules, first):
    instance = road(CORRECTED)
    offerings = instance.offerings.assign(offering_id=lambda t: t["offering_id"].str.lower())
    hidden = instance.pupils.assign(protected=instance.pupils["pupil_id"] == "ada")
    changed = instance.replace(offerings=offerings, pupils=hidden)
    with pytest.raises(InputError) as caught:
        problem_of(changed, rules, honour=read_honoured(first))
    told = str(caught.value)
    assert "Pupil bo was placed at Liten-F, which is no option any more." in told
    assert "A pupil with protected identity was placed at a place, which" in told
    assert "ada" not in told


def test_the_whole_way_on_the_command_line(tmp_path, rules):
    for name, homes in (("wrong", FIRST), ("right", CORRECTED)):
        instance = road(homes)
        pupils = instance.pupils.assign(low_education=pd.array([0] * 6, "Int64"))
        write_instance(instance.replace(pupils=pupils), tmp_path / name)
    words = ("--policy", "uppsala_2017.yaml", "--no-report", "--lang", "en")
    assert run_command("place", "wrong", *words, "--out", "first", cwd=tmp_path).returncode == 0
    refused = run_command("place", "right", *words, "--honour", "first", "--out", "second",
                          cwd=tmp_path)  # fmt: skip
    assert refused.returncode == 1
    assert "Publish it first" in refused.stderr
    assert run_command("publish", "first", "--date", "2017-04-10", cwd=tmp_path).returncode == 0
    placed = run_command("place", "right", *words, "--honour", "first", "--out", "second",
                         cwd=tmp_path)  # fmt: skip
    assert placed.returncode == 0, placed.stderr
    audited = run_command("audit", "second", "--instance", "right", "--honour", "first", "--lang",
                          "en", cwd=tmp_path)  # fmt: skip
    assert audited.returncode == 0, audited.stdout
    assert "Nobody ends below the place that was published first.\t6\tholds" in audited.stdout
    other = run_command("audit", "second", "--instance", "wrong", "--lang", "en", cwd=tmp_path)
    assert other.returncode == 5
    assert np.array([line.startswith("instance:") for line in other.stdout.splitlines()]).any()
