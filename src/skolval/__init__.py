"""skolval: place pupils in schools, prove the placement and measure segregation.

An *instance* read under a *policy* is a *problem*; a *mechanism* turns it into a
*placement*; we *audit* it, *measure* it and *report* it.

The names below are loaded on first use, so that ``import skolval`` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skolval.audit import audit
    from skolval.compare import compare
    from skolval.domain.instance import Instance
    from skolval.domain.placement import Placement
    from skolval.domain.policy import Policy
    from skolval.frontier import frontier
    from skolval.io.instance import read_instance
    from skolval.io.policy import read_policy
    from skolval.io.run import Run
    from skolval.io.run_reading import read_run
    from skolval.io.shipped import find_instance
    from skolval.law import legal_check
    from skolval.matching.api import (
        Matching,
        guarantee_schools,
        lottery_order,
        match,
        relative_proximity_scores,
        stable_matchings,
    )
    from skolval.measure import measure
    from skolval.measure.change import segregation_change, segregation_difference
    from skolval.measure.levels import segregation_chain, segregation_levels
    from skolval.measure.paired import paired_segregation
    from skolval.measure.segregation import segregation
    from skolval.measure.space import spatial_profile
    from skolval.measure.units import unit_nulls
    from skolval.place import place
    from skolval.report.files import write_comparison, write_gpkg, write_xlsx
    from skolval.report.map import map_page, write_map
    from skolval.report.page import made_page, write_report
    from skolval.report.papers import write_papers
    from skolval.report.pdf import write_pdf
    from skolval.report.wanted import Wanted
    from skolval.runs import make_run, make_runs
    from skolval.study import run_study

__version__ = "0.1.0"

_HOMES = {
    "Instance": "skolval.domain.instance",
    "Matching": "skolval.matching.api",
    "Placement": "skolval.domain.placement",
    "Policy": "skolval.domain.policy",
    "Run": "skolval.io.run",
    "Wanted": "skolval.report.wanted",
    "audit": "skolval.audit",
    "compare": "skolval.compare",
    "find_instance": "skolval.io.shipped",
    "frontier": "skolval.frontier",
    "guarantee_schools": "skolval.matching.api",
    "legal_check": "skolval.law",
    "lottery_order": "skolval.matching.api",
    "made_page": "skolval.report.page",
    "make_run": "skolval.runs",
    "make_runs": "skolval.runs",
    "map_page": "skolval.report.map",
    "match": "skolval.matching.api",
    "measure": "skolval.measure",
    "paired_segregation": "skolval.measure.paired",
    "place": "skolval.place",
    "read_instance": "skolval.io.instance",
    "read_policy": "skolval.io.policy",
    "read_run": "skolval.io.run_reading",
    "relative_proximity_scores": "skolval.matching.api",
    "run_study": "skolval.study",
    "segregation": "skolval.measure.segregation",
    "segregation_chain": "skolval.measure.levels",
    "segregation_change": "skolval.measure.change",
    "segregation_difference": "skolval.measure.change",
    "segregation_levels": "skolval.measure.levels",
    "spatial_profile": "skolval.measure.space",
    "stable_matchings": "skolval.matching.api",
    "unit_nulls": "skolval.measure.units",
    "write_comparison": "skolval.report.files",
    "write_gpkg": "skolval.report.files",
    "write_map": "skolval.report.map",
    "write_papers": "skolval.report.papers",
    "write_pdf": "skolval.report.pdf",
    "write_report": "skolval.report.page",
    "write_xlsx": "skolval.report.files",
}

__all__ = [
    "Instance",
    "Matching",
    "Placement",
    "Policy",
    "Run",
    "Wanted",
    "__version__",
    "audit",
    "compare",
    "find_instance",
    "frontier",
    "guarantee_schools",
    "legal_check",
    "lottery_order",
    "made_page",
    "make_run",
    "make_runs",
    "map_page",
    "match",
    "measure",
    "paired_segregation",
    "place",
    "read_instance",
    "read_policy",
    "read_run",
    "relative_proximity_scores",
    "run_study",
    "segregation",
    "segregation_chain",
    "segregation_change",
    "segregation_difference",
    "segregation_levels",
    "spatial_profile",
    "stable_matchings",
    "unit_nulls",
    "write_comparison",
    "write_gpkg",
    "write_map",
    "write_papers",
    "write_pdf",
    "write_report",
    "write_xlsx",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'skolval' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


class _Package(ModuleType):
    """Keeps ``skolval.measure`` the function when the room of the same name is imported.

    Importing a submodule sets it as an attribute of its package, which would hide the
    public function behind a module that cannot be called.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
