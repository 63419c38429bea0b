"""What every run folder gets beside its tables: report, map, GeoPackage, workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skolval.domain.instance import Instance
from skolval.io.run import Run
from skolval.io.run_writing import Finish
from skolval.report.audited import audited
from skolval.report.files import write_gpkg, write_xlsx
from skolval.report.map import write_map
from skolval.report.page import write_report

__all__ = ["finisher"]


@dataclass(frozen=True, slots=True)
class _Finisher:
    """A function that can be sent to another process."""

    instance: Instance
    lang: str

    def __call__(self, run: Run, folder: Path) -> None:
        audits = audited([run], self.lang)
        write_report(
            [run], folder / "report.html", lang=self.lang, instance=self.instance, audits=audits
        )
        write_map([run], folder / "map.html", lang=self.lang, instance=self.instance)
        write_gpkg([run], folder / "placement.gpkg")
        write_xlsx([run], folder / "tables.xlsx", lang=self.lang, audits=audits)


def finisher(instance: Instance, lang: str) -> Finish:
    """Return the function that writes a run's further files in `lang`."""
    return _Finisher(instance, lang)
