"""Crowds: everybody wants unit N, which is small; unit R has room for all."""

from __future__ import annotations

from towns import town


def crowd(pupils, *, seats, wishes="N", grade="F", **more):
    """A town of N and R.

    `pupils` is name -> (metres to N, metres to R, further columns of the pupils table).
    """
    return town(
        [{"unit_id": u, "name": f"Skola {u}"} for u in "NR"],
        [
            {"offering_id": f"{u}-{grade}", "unit_id": u, "grade": grade, "seats": s}
            for u, s in (("N", seats), ("R", len(pupils)))
        ],
        [
            {"pupil_id": p, "grade": grade, "low_education": 0, **columns}
            for p, (_n, _r, columns) in pupils.items()
        ],
        [
            {"pupil_id": p, "rank": i + 1, "unit_id": u}
            for p in pupils
            for i, u in enumerate(wishes)
        ],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": m // 80}
            for p, (n, r, _columns) in pupils.items()
            for u, m in (("N", n), ("R", r))
        ],
        **more,
    )


def row(count, *, start=100, step=10, **columns):
    """Pupils p00, p01, ... ever farther from N and equally far from R."""
    return {f"p{i:02d}": (start + step * i, 5000, dict(columns)) for i in range(count)}
