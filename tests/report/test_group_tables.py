"""Files of groups: the office gets what a plain count gives, anybody else no few pupils."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import hosted_town
from skolval.report.tables import report_tables


@pytest.fixture(scope="module")
def runs():
    return [hosted_town.run(name, pupils=90) for name in ("today", "spread")]


def counts(run):
    """Pupils in groups by unit, and by month those inside, arriving and leaving; one by one."""
    hosting, unit = run.problem.hosting, run.placement.unit(run.problem)
    by_unit, inside, arrive, leave, taken = Counter(), Counter(), Counter(), Counter(), Counter()
    for party, row in enumerate(run.placement.chosen.tolist()):
        if row < 0 or hosting.option_host[row] < 0:
            continue
        by_unit[str(run.problem.unit_ids[unit[party]])] += 1
        arrive[int(hosting.enters[party])] += 1
        leave[int(hosting.leaves[party])] += 1
        for month in range(int(hosting.enters[party]), int(hosting.leaves[party])):
            inside[month] += 1
            taken[month] += int(hosting.share[party])
    return by_unit, inside, arrive, leave, taken


def of_run(frame, run):
    return frame[frame["run"] == run.policy_name].reset_index(drop=True)


def test_the_office_reads_what_the_placement_has(runs):
    tables = report_tables(runs, lang="en").more
    for run in runs:
        by_unit, inside, arrive, leave, taken = counts(run)
        units, months = of_run(tables["group_units"], run), of_run(tables["months"], run)
        assert dict(zip(units["unit_id"], units["pupils"], strict=True)) == {
            str(unit): by_unit[str(unit)] for unit in run.problem.unit_ids
        }
        plan = range(run.problem.hosting.months)
        assert months["pupils"].tolist() == [inside[month] for month in plan]
        assert months["arrive"].tolist() == [arrive[month] for month in plan]
        assert months["leave"].tolist() == [leave[month] for month in plan]
        assert months["seats_taken"].tolist() == pytest.approx([taken[m] / 1000 for m in plan])
        hosts, row = of_run(tables["hosts"], run), of_run(tables["groups"], run).iloc[0]
        assert hosts["groups"].tolist() == run.placement.groups.tolist()
        assert hosts["seats"].tolist() == (run.placement.groups * 12).tolist()
        assert (row["groups"], row["pupils"]) == (run.placement.groups.sum(), sum(by_unit.values()))
        assert row["group_cost"] == 900_000 * run.placement.groups.sum()
        assert months["seats"].tolist() == [hosts["seats"].sum()] * len(plan)


def test_anybody_else_reads_no_few_pupils_and_no_month_of_anybody(runs):
    office, public = (report_tables(runs, lang="en", audience=one).more
                      for one in ("internal", "public"))  # fmt: skip
    for run in runs:
        units, months = (of_run(public[name], run) for name in ("group_units", "months"))
        true = of_run(office["group_units"], run)["pupils"].to_numpy(float)
        told = units["pupils"].astype("Float64").to_numpy(float, na_value=np.nan)
        few = (true > 0) & (true < 5)
        assert few.any() == (run.policy_name == "spread")
        assert np.isnan(told[few]).all()
        hidden = np.isnan(told)
        assert hidden.sum() != 1, "one alone would follow from the sum"
        assert (told[~hidden] <= true[~hidden]).all()  # the protected pupil is counted nowhere
        assert months[["arrive", "leave"]].isna().all(axis=None)
        assert (months["pupils"] % 5 == 0).all()
        assert (abs(months["pupils"] - of_run(office["months"], run)["pupils"]) <= 3).all()
        assert of_run(public["groups"], run)["months_most"].isna().all()
