"""Colours and sizes: readable for tired eyes, and declared in one place only."""

import re
from pathlib import Path

import pytest

from app.gui.palette import DARK, LIGHT, Colours, Sizes, contrast
from app.gui.style_sheet import style_sheet

TEXTS = ("text", "quiet", "accent", "warn", "danger", "info")
GROUNDS = ("window", "surface")
SOFT = (
    ("accent", "accent_soft"),
    ("text", "accent_soft"),
    ("quiet", "accent_soft"),
    ("text", "warn_soft"),
    ("text", "danger_soft"),
    ("text", "info_soft"),
    ("quiet", "info_soft"),
    ("quiet", "line"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
)
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + list(SOFT)
ROOM = Path(__file__).parents[2] / "app" / "gui"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_its_contrast(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["edge", "accent", "danger"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_controls_can_be_seen(colours: Colours, edge: str, ground: str) -> None:
    assert contrast(getattr(colours, edge), getattr(colours, ground)) >= 3


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("percent", [100, 110, 125, 150])
def test_text_is_never_small_and_targets_can_be_hit(percent: int) -> None:
    sizes = Sizes().scaled(percent)
    assert min(sizes.text, sizes.small, sizes.heading, sizes.title) >= 13
    assert sizes.target >= 36
    assert sizes.row >= 32


def test_no_other_module_names_a_colour() -> None:
    for module in ROOM.glob("*.py"):
        found = re.findall(r"#[0-9A-Fa-f]{6}\b", module.read_text(encoding="utf-8"))
        assert module.name == "palette.py" or not found, (module.name, found)


def test_style_sheet_takes_every_colour_and_size_from_the_palette() -> None:
    sheet = style_sheet(LIGHT, Sizes())
    known = {getattr(LIGHT, name) for name in Colours.__slots__}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= known
    assert "font-size: 15px" not in sheet  # the base size is the application's font
