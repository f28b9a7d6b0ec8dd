"""The scale of confidences: from what readers give to what writers give."""

import numpy as np
import pytest

from training.depth.scale import Scale, fitted, scale_of_writers


def test_a_scale_is_found_again_though_some_texts_are_far_from_it():
    given = np.linspace(0.05, 0.95, 91)
    wanted = Scale(0.8, -0.2).of(given)
    wanted[::10] = 1 - wanted[::10]
    assert fitted(given, wanted) == pytest.approx(Scale(0.8, -0.2), abs=0.01)


def test_readers_in_the_upper_middle_come_down_to_their_writers():
    assert scale_of_writers().of([0.73]) == pytest.approx([0.65], abs=0.02)
