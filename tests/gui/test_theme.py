"""The look follows the system and the person."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QPushButton

from app.gui.icons import pixmap, repaint_icons, set_icon
from app.gui.pages import PLACES
from app.gui.palette import DARK, LIGHT
from app.gui.settings import FileSettings, NoSettings
from app.gui.theme import FAMILY, SCALE_KEY, Theme, install_theme
from app.kernel.resources import resource_path


def test_it_follows_the_system(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """The off-screen platform has no scheme of its own, so the hint is answered here."""
    theme = install_theme(application, NoSettings())

    def turn(scheme: Qt.ColorScheme) -> None:
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda hints: scheme)
        application.styleHints().colorSchemeChanged.emit(scheme)

    turn(Qt.ColorScheme.Dark)
    assert theme.colours is DARK
    assert application.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    turn(Qt.ColorScheme.Unknown)
    assert theme.colours is LIGHT
    theme.deleteLater()


def test_text_grows_in_steps_and_is_remembered(application: QApplication, tmp_path) -> None:
    settings = FileSettings(tmp_path)
    theme = install_theme(application, settings, dark=False)
    seen = []
    for step in (1, 1, 1, 1, -1):
        theme.zoom(step)
        seen.append(theme.percent)
    assert seen == [110, 125, 150, 150, 125]
    assert application.font().pixelSize() == 15 * 125 // 100
    theme.deleteLater()
    again = install_theme(application, FileSettings(tmp_path), dark=False)
    assert again.percent == 125
    again.deleteLater()


@pytest.mark.parametrize("kept", ["", "99", "lớn", "1000"])
def test_a_damaged_setting_means_the_usual_size(application: QApplication, kept: str) -> None:
    settings = NoSettings()
    settings.set(SCALE_KEY, kept)
    theme = Theme(application, settings, dark=False)
    assert theme.percent == 100
    theme.deleteLater()


def test_the_font_ships_with_the_program_in_three_weights(application: QApplication) -> None:
    font = application.font()
    assert QFontInfo(font).family() == FAMILY
    button = QPushButton("Ơ")
    button.setStyleSheet("font-weight: 600")
    button.ensurePolished()
    assert "SemiBold" in QFontInfo(button.font()).styleName()
    button.deleteLater()


def test_icons_take_the_colour_of_the_theme(screen: Theme) -> None:
    def shade() -> str:
        image = button.icon().pixmap(20, 20).toImage()
        colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
                   if image.pixelColor(x, y).alpha() == 255}  # fmt: skip
        return max(colours)

    button = QPushButton("Lưu")
    set_icon(button, "save")
    assert shade().upper() == LIGHT.text
    screen.force(dark=True, percent=100)
    repaint_icons(button.window())
    set_icon(button, "save")
    assert shade().upper() == DARK.text
    button.deleteLater()


def test_every_icon_can_be_drawn_and_every_place_has_one() -> None:
    shipped = {path.stem for path in resource_path("icons").glob("*.svg")}
    for name in shipped:
        assert not pixmap(name, "text").isNull()
        assert "currentColor" in resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert {place.icon for place in PLACES} <= shipped
    assert resource_path("icons/LICENSE").is_file()
