"""Facts about the colours: every bot can be told apart by every kind of eye, and everything can be read."""

from __future__ import annotations

import numpy as np
import pytest

from alphagex_logs.catalogue.model import Category
from alphagex_logs.charts.palette import BOTS, CATEGORIES, DARK, LIGHT, MARKS, contrast, ink, luminance, mark_of, translucent
from tests.charts.colour_science import VIEWS, distances, oklab

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
EYES = pytest.mark.parametrize("view", VIEWS)


def nearest(table: np.ndarray) -> float:
    return float(table[np.triu_indices(len(table), 1)].min())


@LOOKS
@EYES
def test_five_bots_stay_apart_for_every_kind_of_eye(look, view):
    assert nearest(distances(list(look.bots.values()), view)) >= 0.10


@LOOKS
def test_bots_have_nearly_one_lightness(look):
    lightness = oklab(list(look.bots.values()))[:, 0]
    assert lightness.max() - lightness.min() <= 0.125


@LOOKS
@EYES
def test_gain_and_loss_are_far_apart_for_every_kind_of_eye(look, view):
    assert nearest(distances([look.gain, look.loss], view)) >= 0.20


@LOOKS
@EYES
def test_neighbours_in_the_stack_of_categories_are_far_apart_and_no_two_alike(look, view):
    table = distances([look.categories[name] for name in CATEGORIES], view)
    assert np.diagonal(table, 1).min() >= 0.18
    assert nearest(table) >= 0.07


@LOOKS
def test_marks_reach_3_to_1_and_text_4_5_to_1_on_page_and_panel(look):
    marks = [*look.bots.values(), *look.categories.values(), look.gain, look.loss, look.neutral, look.accent, look.zero]
    for ground in (look.page, look.panel):
        assert [colour for colour in marks if contrast(colour, ground) < 3] == []
        assert [colour for colour in (look.text, look.quiet, look.faint, look.gain, look.loss, look.accent) if contrast(colour, ground) < 4.5] == []


@LOOKS
def test_zero_in_a_heatmap_is_a_cell_that_differs_from_the_page(look):
    assert nearest(distances([look.page, look.diverging[2]])) >= 0.07


@LOOKS
def test_ink_can_be_read_on_every_colour(look):
    colours = [*look.bots.values(), *look.categories.values(), *look.diverging, look.gain, look.loss]
    assert [colour for colour in colours if contrast(ink(colour), colour) < 4.5] == []


@LOOKS
def test_the_number_in_a_heatmap_cell_can_be_read_whatever_its_colour(look):
    cells = [look.on_scale(share / 50) for share in range(-60, 61)]
    assert [cell for cell in cells if contrast(ink(cell), cell) < 4.5] == []
    assert (cells[0], cells[35], cells[60], cells[-1]) == (look.diverging[0], look.diverging[1], look.diverging[2], look.diverging[4])


def test_every_category_of_the_catalogue_has_its_colour():
    assert tuple(category.value for category in Category) == CATEGORIES


def test_no_two_bots_share_a_symbol_or_both_hue_and_dash():
    assert len({MARKS[bot].symbol for bot in BOTS}) == len({MARKS[bot].glyph for bot in BOTS}) == 5
    assert mark_of("SOMEBODY").symbol not in {MARKS[bot].symbol for bot in BOTS}


def test_known_values():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert translucent("#FF8000", 0.25) == "rgba(255,128,0,0.25)"
    assert oklab(["#FFFFFF"])[0] == pytest.approx([1, 0, 0], abs=1e-3)
