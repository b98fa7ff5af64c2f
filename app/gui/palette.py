"""Every colour and every size of the window, declared once (design/screens.md, "Look").

Nothing else in the room writes a colour or a font size. Sizes are pixels at 100 %; :meth:`Sizes.scaled` gives them for
the text size a person chose.
"""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Colours:
    """One look, light or dark. Text keeps 4.5 : 1 to its ground, edges of controls 3 : 1 (WCAG 2.1: 1.4.3, 1.4.11)."""

    window: str
    """The ground of the window."""
    surface: str
    """Paper: tables, cards, fields."""
    line: str
    """Rules between things; carries no meaning, so it may be faint."""
    edge: str
    """The edge of something one can type in or press."""
    text: str
    quiet: str
    accent: str
    accent_hover: str
    accent_soft: str
    """Ground of what is selected."""
    on_accent: str
    """Text on the accent."""
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str


LIGHT: Final = Colours(
    window="#F5F6F2",
    surface="#FFFFFF",
    line="#DCE2DA",
    edge="#87918A",
    text="#1A231F",
    quiet="#55605A",
    accent="#1F6F54",
    accent_hover="#185A44",
    accent_soft="#E3F1EA",
    on_accent="#FFFFFF",
    warn="#9A4F06",
    warn_soft="#FBF0E2",
    danger="#B3261E",
    danger_soft="#FBEAE8",
    info="#1E5AA8",
    info_soft="#E8F0FA",
)

DARK: Final = Colours(
    window="#141816",
    surface="#1C221F",
    line="#2E3732",
    edge="#6D7972",
    text="#E6EBE7",
    quiet="#9AA69F",
    accent="#5FBF97",
    accent_hover="#78CDA9",
    accent_soft="#1F3A30",
    on_accent="#0E1A15",
    warn="#E8A95B",
    warn_soft="#33291A",
    danger="#F08A80",
    danger_soft="#3A2321",
    info="#8AB4F0",
    info_soft="#1E2A3B",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in pixels. Text is 13 at the least, targets are 36, a table shows a line every 32."""

    text: int = 15
    small: int = 13
    heading: int = 17
    title: int = 20
    figure: int = 30
    """A number that stands for itself on the home page."""
    target: int = 36
    row: int = 32
    icon: int = 20
    navigation: int = 208
    navigation_folded: int = 60
    detail: int = 400
    grid: int = 8
    radius: int = 6

    def scaled(self, percent: int) -> "Sizes":
        """Return the sizes for a text size of ``percent``; gaps and corners stay, so that more fits on the screen."""
        kept = {"grid", "radius", "navigation_folded"}
        return Sizes(
            **{
                each.name: getattr(self, each.name) * (100 if each.name in kept else percent) // 100
                for each in fields(self)
            }
        )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
