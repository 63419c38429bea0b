"""Invented Swedish-sounding names; none claims to be a real place or school."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["area_names", "place_names"]

_FIRST = ("Alkrut", "Blåmes", "Citronfjäril", "Dagslända", "Ejder", "Flugsnappar", "Gulspar",
          "Humle", "Igelkott", "Jättegryte", "Knölsvan", "Ljungpip", "Mosippe", "Näckros",
          "Ormbunks", "Pilfink", "Rödhake", "Stenskvätte", "Tofsvipe", "Utter", "Vattenklöver",
          "Ängshök", "Ärtsångar", "Ölands", "Brudborste", "Fjällvråk", "Hasselmus", "Kungsfiskar",
          "Lavskrik", "Nattskärre", "Slåttergubb", "Trollslände", "Vintergröne", "Åkervinde",
          "Bergfink", "Gräshopp", "Harsyre", "Korallrot", "Lundviol", "Smultron")  # fmt: skip
_LAST = ("backen", "berget", "dalen", "gläntan", "hagen", "höjden", "kullen", "lunden",
         "parken", "slätten", "tomten", "udden", "vreten", "ängen", "åsen", "gärdet")  # fmt: skip
_FREE = ("Kometen", "Sextanten", "Magneten", "Oktanten", "Prismat", "Galaxen", "Ekvatorn",
         "Spektrum", "Alfabetet", "Loggboken", "Kompassrosen", "Meridianen", "Tangenten", "Zenit",
         "Vinkelhaken", "Polstjärnan", "Kalejdoskopet", "Notsystemet", "Kvadranten",
         "Axiomet")  # fmt: skip


def _places(count: int, rng: np.random.Generator) -> list[str]:
    """Return `count` different place names; numbered when the words run out."""
    every = [f"{first}{last}" for first in _FIRST for last in _LAST]
    order = rng.permutation(len(every))
    rounds = [f" {number}" if number > 1 else "" for number in range(1, count // len(every) + 2)]
    return [every[row] + tail for tail in rounds for row in order][:count]


def place_names(
    count: int, municipal: npt.NDArray[np.bool_], rng: np.random.Generator
) -> npt.NDArray[np.str_]:
    """Return a name for each unit: ``<Place>s skola``, or ``Friskolan <Word>``."""
    places = _places(count, rng)
    free = 0
    names = []
    for place, own in zip(places, municipal, strict=True):
        if own:
            names.append(f"{place}s skola" if not place[-1].isdigit() else f"{place} skola")
            continue
        turn, word = divmod(free, len(_FREE))
        names.append(f"Friskolan {_FREE[word]}" + (f" {turn + 1}" if turn else ""))
        free += 1
    return np.array(names)


def area_names(count: int, rng: np.random.Generator) -> list[str]:
    """Return an invented name for each area."""
    return _places(count, rng)
