"""Kernels that are compiled when they are first called (kompileras vid första anropet).

numba takes longer to load than most checks take to run, and a placement without a guarantee
school or a class of seats never calls the kernels of either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from typing import Any

__all__ = ["compiled"]


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function`, compiled by numba and kept on disk when it is first called.

    Parameters
    ----------
    function : what numba can compile; it is called from Python alone, never by another kernel.
    """

    @cache
    def made() -> Callable[..., Any]:
        kernel: Callable[..., Any] = import_module("numba").njit(cache=True)(function)
        return kernel

    @wraps(function)
    def called(*values: Any) -> Any:
        return made()(*values)

    return called
