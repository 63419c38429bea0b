"""What `skolval doctor` looks at: one small check each, none of which needs a network."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from skolval.domain.language import _

__all__ = ["Finding", "findings"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is well, what was found, what to do, and whether it must be well."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    needed: bool = True


def findings() -> list[Finding]:
    """Return every check; one that fails unexpectedly is told, not raised."""
    checks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("Python", _python),
        (_("packages"), _packages),
        (_("solver"), _solver),
        (_("compiled kernels"), _kernels),
        (_("map assets"), _map_assets),
        (_("Swedish texts"), _catalogue),
        (_("temporary files"), _temporary),
        ("Chromium", _chromium),
    )
    return [_safely(name, check) for name, check in checks]


def _safely(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a doctor tells whatever is wrong and goes on
        remedy = _("Install again as README says.")
        return Finding(name, ok=False, found=f"{type(error).__name__}: {error}", remedy=remedy)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    remedy = _("Install Python 3.11 or later.")
    return Finding("Python", sys.version_info >= (3, 11), found, remedy)


def _packages() -> Finding:
    from packaging.requirements import Requirement

    wrong = []
    for text in requires("skolval") or []:
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            there = version(wanted.name)
        except PackageNotFoundError:
            wrong.append(f"{wanted.name} (-)")
            continue
        if not wanted.specifier.contains(there, prereleases=True):
            wrong.append(f"{wanted.name} {there} ({wanted.specifier})")
    found = ", ".join(wrong) or f"skolval {version('skolval')}"
    return Finding(_("packages"), not wrong, found, _("Install again as README says."))


def _solver() -> Finding:
    """Let CP-SAT place two pupils at two units: 10 m + 20 m is the least."""
    from skolval.cli.doctor_problem import two_by_two
    from skolval.domain.policy import Step
    from skolval.registry import load
    from skolval.solver.solve import solve
    from skolval.solver.system import Limits

    rules = tuple(
        Step(name, load("rule", name).Params()) for name in ("capacity", "everyone_placed")
    )
    goal = Step("travel", load("goal", "travel").Params())
    solved = solve(two_by_two(), rules=rules, goals=(goal,), limits=Limits())
    right = solved.objective == 30
    return Finding(
        _("solver"), right, f"2 x 2: {solved.objective} m, {solved.status}", _("Reinstall ortools.")
    )


def _kernels() -> Finding:
    import numpy as np

    from skolval.matching.deferred_acceptance import _run, deferred_acceptance
    from skolval.matching.market import Market

    two = np.array([0, 1], np.int64)
    market = Market(
        start=np.array([0, 2, 4]), school=np.tile(two, 2), key=np.array([1, 0, 0, 1]),
        seats=np.array([1, 1]),
    )  # fmt: skip
    taken, _proposals = deferred_acceptance(market)
    right = taken.tolist() == [1, 2]
    folder = Path(_run.stats.cache_path)
    writable = folder.is_dir()
    remedy = _("Set NUMBA_CACHE_DIR to a folder that you may write to.")
    return Finding(_("compiled kernels"), right and writable, folder.name, remedy)


def _map_assets() -> Finding:
    from skolval.report.leaflet import assets

    size = sum(len(text) for text in assets())
    return Finding(_("map assets"), size > 100_000, f"{size // 1000} kB",
                   _("Reinstall XStatic-Leaflet."))  # fmt: skip


def _catalogue() -> Finding:
    from skolval.domain.language import LOCALE_DIR

    there = (LOCALE_DIR / "sv" / "LC_MESSAGES" / "skolval.mo").is_file()
    remedy = _("Install again as README says; texts are shown in English until then.")
    return Finding(_("Swedish texts"), there, "sv" if there else "-", remedy, needed=False)


def _temporary() -> Finding:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "skolval").write_text("å", encoding="utf-8")
    free = shutil.disk_usage(Path.cwd()).free // 2**20
    remedy = _("Free some disk space.")
    return Finding(_("temporary files"), free > 200, f"{free} MB", remedy)


def _chromium() -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    remedy = _("Needed only for page tests.")
    return Finding("Chromium", bool(found), Path(found).name or "-", remedy, needed=False)
