"""The look of the running window: fonts, palette and the one style sheet, in the system's light or dark.

There is one :class:`Theme` per ``QApplication``, made by :func:`install_theme` before the first widget and reached by
:func:`theme`. Widgets that paint by themselves read ``theme().colours`` and ``theme().sizes`` while painting and
connect to ``theme().changed`` for lengths they have set.
"""

from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.palette import DARK, LIGHT, Colours, Sizes
from app.gui.style_sheet import style_sheet
from app.kernel.resources import resource_path

FAMILY: Final = "Be Vietnam Pro"
FACES: Final = ("400Regular", "500Medium", "600SemiBold")
SCALES: Final = (100, 110, 125, 150)
"""Text sizes in percent that Ctrl + and Ctrl - step through."""
SCALE_KEY: Final = "text_scale"


class Settings(Protocol):
    """Small choices about the window that outlive it. They hold no personal data and may be lost without harm."""

    def get(self, key: str) -> str | None:
        """Return what was kept under ``key``."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key``."""
        ...


class Theme(QObject):
    """Colours and sizes as they are now; ``changed`` is sent after the application has taken a new look."""

    changed = Signal()

    def __init__(self, application: QApplication, settings: Settings, *, dark: bool | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self._forced = dark
        kept = settings.get(SCALE_KEY)
        self.percent = next((scale for scale in SCALES if str(scale) == kept), SCALES[0])
        self.colours: Colours = LIGHT
        self.sizes: Sizes = Sizes()
        application.setStyle("Fusion")
        for face in FACES:
            QFontDatabase.addApplicationFont(str(resource_path(f"fonts/BeVietnamPro_{face}.ttf")))
        application.styleHints().colorSchemeChanged.connect(self.apply)
        self.apply()

    @property
    def dark(self) -> bool:
        """Whether the dark look is on; follows the system unless a test has forced it."""
        if self._forced is not None:
            return self._forced
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def force(self, *, dark: bool | None, percent: int) -> None:
        """Take one look whatever the system says; for pictures and tests."""
        self._forced, self.percent = dark, percent
        self.apply()

    def zoom(self, steps: int) -> None:
        """Make all text ``steps`` sizes larger (or smaller, if negative) and remember it."""
        place = SCALES.index(self.percent) + steps
        self.percent = SCALES[max(0, min(place, len(SCALES) - 1))]
        self._settings.set(SCALE_KEY, str(self.percent))
        self.apply()

    def apply(self) -> None:
        """Give the application the present look."""
        self.colours = DARK if self.dark else LIGHT
        self.sizes = Sizes().scaled(self.percent)
        font = QFont(FAMILY)
        font.setPixelSize(self.sizes.text)
        self._application.setFont(font)
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet(style_sheet(self.colours, self.sizes))
        self.changed.emit()


_installed: list[Theme] = []


def install_theme(application: QApplication, settings: Settings, *, dark: bool | None = None) -> Theme:
    """Make the theme of ``application``; call once, before the first widget."""
    _installed[:] = [Theme(application, settings, dark=dark)]
    return _installed[0]


def theme() -> Theme:
    """Return the theme of the running application."""
    return _installed[0]


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    shades = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.PlaceholderText: colours.quiet,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.danger,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Light: colours.surface,
        role.Midlight: colours.line,
        role.Mid: colours.edge,
        role.Dark: colours.edge,
        role.Shadow: colours.line,
    }
    palette = QPalette()
    for each, shade in shades.items():
        palette.setColor(each, QColor(shade))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.quiet))
    return palette
