"""The colour scale: round classes, falling lightness, honest unknowns."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from skolval.report.scale import COLOURS, UNKNOWN, scale_of


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_is_clearly_darker_than_the_one_before_so_a_grey_copy_can_be_read():
    light = [luminance(colour) for colour in COLOURS]
    for brighter, darker in pairwise(light):
        assert (brighter + 0.05) / (darker + 0.05) > 1.2


def test_classes_have_a_round_width_and_cover_most_values():
    scale = scale_of(np.linspace(0, 0.5, 101))
    assert scale.breaks == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert scale.colour(0.0) == COLOURS[0]
    assert scale.colour(0.1) == COLOURS[1]
    assert scale.colour(0.99) == COLOURS[-1]


def test_an_unknown_share_has_the_unknown_colour():
    assert scale_of([0.1]).colour(math.nan) == UNKNOWN


@pytest.mark.parametrize("shares", [[], [math.nan]])
def test_a_scale_of_nothing_known_still_exists(shares):
    assert len(scale_of(shares).breaks) == len(COLOURS) - 1
