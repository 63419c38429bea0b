"""The files are those that run.json vouches for, and run.json agrees with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd

from skolval.audit.claims import Claim
from skolval.audit.order import promises_order
from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.placement import Status
from skolval.io.run import Run
from skolval.io.run_record import read_json
from skolval.law import legal_report

__all__ = ["check_files", "check_record", "check_told_breaches"]


_PARTS = ("parties", "offerings", "options", "units", "enrolment", "areas")
_NEEDED = (
    "placement.csv", "placement.parquet", "protected.csv", "policy.yaml",
    *(f"problem/{part}.parquet" for part in _PARTS),
)  # fmt: skip
"""Files that a run is made of: run.json must vouch for each of them."""


def check_files(folder: Path) -> Iterator[Claim]:
    """Yield whether every file has the digest that run.json holds.

    Raises
    ------
    InputError
        If there is no readable run.json.
    """
    listed = _listed(folder)
    found = [
        Breach("files", name, 1, "files", message)
        for name, digest in listed.items()
        if (message := _fault_of(folder / name, name, digest))
    ]
    found += [
        Breach(
            "files",
            name,
            1,
            "files",
            N_("{name} is not among the files of run.json.").format(name=name),
        )
        for name in _NEEDED
        if listed and name not in listed
    ]
    if not listed:
        found.append(Breach("files", "run.json", 1, "files", N_("run.json lists no files.")))
    yield Claim(
        "files", _("Every file is the one that run.json vouches for."), len(listed), tuple(found)
    )


_BREACH_COLUMNS = ["rule", "where", "excess", "unit", "message"]


def check_told_breaches(folder: Path, found: Sequence[Breach]) -> Iterator[Claim]:
    """Yield whether breaches.csv, where there is one, tells what the audit finds."""
    path = folder / "breaches.csv"
    if not path.exists():
        return
    text = _("breaches.csv tells every breach that the audit finds, and no other.")
    true = sorted((b.rule, b.where, str(b.excess), b.unit, b.message) for b in found)
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        message = N_("{name} cannot be read: {reason}").format(name=path.name, reason=error)
        yield Claim("told", text, 1, (Breach("told", path.name, 1, "files", message),))
        return
    if list(table) != _BREACH_COLUMNS:
        message = N_("{name} has other columns than a run writes.").format(name=path.name)
        yield Claim("told", text, 1, (Breach("told", path.name, 1, "files", message),))
        return
    told = sorted(table.itertuples(index=False, name=None))
    if told == true:
        yield Claim("told", text, max(1, len(true)))
        return
    message = N_("breaches.csv tells {told} breaches, but the audit finds {true}.").format(
        told=len(told), true=len(true)
    )
    if len(told) == len(true):
        message = N_("breaches.csv tells other breaches than the audit finds.")
    yield Claim("told", text, max(1, len(true)), (Breach("told", path.name, 1, "files", message),))


def _listed(folder: Path) -> dict[str, str]:
    files = read_json(folder).get("files")
    return files if isinstance(files, dict) else {}


def _fault_of(path: Path, name: str, digest: str) -> str:
    try:
        if not path.is_file():
            return N_("{name} is missing.").format(name=name)
        found = sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        return N_("{name} cannot be read: {reason}").format(name=name, reason=error)
    if found != digest:
        return N_("{name} was changed after the run: its digest differs from run.json.").format(
            name=name
        )
    return ""


def check_record(run: Run) -> Iterator[Claim]:
    """Yield whether run.json, the policy file and the placement tables say the same."""
    found = tuple(Breach("record", where, 1, "values", text) for where, text in _disagreements(run))
    yield Claim("record", _("run.json agrees with the policy and the placement."), 6, found)
    if run.folder is not None:
        yield _tables_agree(run, run.folder)


def _disagreements(run: Run) -> Iterator[tuple[str, str]]:
    record, policy = run.record, run.problem.policy
    said = record.get("placement", {})
    pairs = (
        ("seed", record.get("seed"), policy.seed),
        ("policy digest", record.get("policy", {}).get("digest"), policy.digest),
        ("mechanism", said.get("mechanism"), policy.mechanism.name),
        ("number of parties", said.get("parties"), len(run.problem.parties)),
        ("number placed", said.get("placed"), int(run.placement.placed.sum())),
    )
    yield from _status_faults(run)
    yield from _simulation_faults(run)
    for name, told, true in pairs:
        if told != true:
            yield (
                name,
                N_("run.json says {name} {told}, but the run's files say {true}.").format(
                    name=name, told=repr(told), true=repr(true)
                ),
            )


def _simulation_faults(run: Run) -> Iterator[tuple[str, str]]:
    """Yield whether a simulation of forbidden rules is not told, or told where there is none."""
    worst = legal_report(run.problem.policy, groups=run.groups).worst
    simulated = bool(run.record.get("simulated_unlawful", False))
    if worst == "forbidden" and not simulated:
        message = N_("The policy is forbidden, but run.json does not say that it is simulated.")
        yield "simulated_unlawful", message
    if worst != "forbidden" and simulated:
        message = N_("run.json says that a forbidden policy is simulated, but it is not forbidden.")
        yield "simulated_unlawful", message


def _status_faults(run: Run) -> Iterator[tuple[str, str]]:
    """Yield what the status claims and the mechanism or the bound does not bear out."""
    placement = run.placement
    by_rule = promises_order(run.problem.policy.mechanism)
    status = placement.status
    proven = (placement.objective, placement.bound, placement.gap)
    if by_rule and (status is not Status.MECHANISM or any(x is not None for x in proven)):
        yield (
            "status",
            N_("run.json says {status}, but the mechanism optimises nothing.").format(
                status=status
            ),
        )
    if status in {Status.INFEASIBLE, Status.UNKNOWN}:
        yield (
            "status",
            N_("run.json says {status}, but there is a placement.").format(status=status),
        )
    if status is Status.OPTIMAL and placement.bound is None:
        yield "status", N_("run.json says optimal, but no bound was proven.")


def _tables_agree(run: Run, folder: Path) -> Claim:
    """Compare placement.csv, placement.parquet and protected.csv with the data."""
    table = run.table()
    protected = table.pop("protected").to_numpy(bool)
    wanted = {
        "placement.csv": table[~protected],
        "placement.parquet": table[~protected],
        "protected.csv": table[protected],
    }
    found = [
        Breach("tables", name, 1, "rows", text)
        for name, rows in wanted.items()
        if (text := _differs(folder / name, name, rows))
    ]
    text = _("Each pupil stands once in the placement tables, with the unit and way of the data.")
    return Claim("tables", text, len(table), tuple(found))


def _differs(path: Path, name: str, wanted: pd.DataFrame) -> str:
    try:
        there = _as_text(pd.read_parquet(path) if path.suffix == ".parquet" else _csv(path))
    except (OSError, ValueError) as error:
        return N_("{name} cannot be read: {reason}").format(name=name, reason=error)
    if len(there) != len(wanted):
        return N_("{name} has {count} pupils, but {wanted} take part in the run.").format(
            name=name, count=len(there), wanted=len(wanted)
        )
    if list(there) != list(wanted):
        return N_("{name} has other columns than a run writes.").format(name=name)
    differs = (there != _as_text(wanted)).any(axis=1).to_numpy()
    if not differs.any():
        return ""
    row = int(differs.argmax())
    count = int(differs.sum())
    if path.stem == "protected":
        # A protected identity is not named, and its row number tells enough.
        told = N_("{name}, row {row}: {count} rows differ from the problem's data.")
        return told.format(name=name, row=row + 2, count=count)
    told = N_(
        "{name}, row {row}: {count} rows differ from the problem's data, for example pupil {pupil}."
    )
    pupil = there["pupil_id"].iloc[row]
    return told.format(name=name, row=row + 2, count=count, pupil=pupil)


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("str").fillna("").replace({"<NA>": "", "nan": ""}).reset_index(drop=True)
