"""What the terminal says about a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from runs import OPTIMAL, made_run
from skolval.cli.sentences import placed_sentences
from skolval.domain.placement import Status


def test_a_pupil_without_a_place_is_told_with_what_can_be_done(tmp_path):
    run = made_run(tmp_path)
    chosen = run.placement.chosen.copy()
    chosen[0] = -1
    lines = placed_sentences(replace(run, placement=run.placement.replace(chosen=chosen)))
    assert any("1 pupils have no place" in line for line in lines)


def test_where_nobody_chose_or_has_a_place_nothing_is_said_of_it(tmp_path):
    run = made_run(tmp_path)
    options = replace(run.problem.options, rank=np.zeros_like(run.problem.options.rank))
    nobody = run.placement.replace(chosen=np.full_like(run.placement.chosen, -1))
    lines = placed_sentences(
        replace(run, problem=run.problem.replace(options=options), placement=nobody)
    )
    assert not any("first wish" in line or "way to school" in line for line in lines)


def test_what_the_optimiser_proved_is_told(tmp_path):
    run = made_run(tmp_path, OPTIMAL)
    assert "  Proven optimal." in placed_sentences(run)
    feasible = run.placement.replace(status=Status.FEASIBLE, gap=0.0125)
    lines = placed_sentences(replace(run, placement=feasible))
    assert any("at most 1.25% from the best" in line for line in lines)


def test_what_the_audit_found_is_told_by_rule(tmp_path):
    run = replace(made_run(tmp_path), folder=tmp_path)
    file = tmp_path / "breaches.csv"
    assert not any("audit found" in line for line in placed_sentences(run))
    file.write_text("rule,where\n", encoding="utf-8")
    assert "  The audit found no breach." in placed_sentences(run)
    file.write_text("rule,where\nsibling,a\nsibling,b\nown_option,c\n", encoding="utf-8")
    told = next(line for line in placed_sentences(run) if "found breaches" in line)
    assert "own option 1, sibling 2" in told
    assert not any("audit found" in line for line in placed_sentences(replace(run, folder=None)))
