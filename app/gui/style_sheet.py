"""The one style sheet, made from the palette. Widgets name their look (``setProperty("look", ...)``), never a colour.

Fusion paints what is not mentioned here, from the palette; check boxes, scroll bars and menus need nothing more.
"""

from app.gui.palette import Colours, Sizes


def style_sheet(c: Colours, s: Sizes) -> str:
    """Return the style sheet of the whole application for colours ``c`` and sizes ``s``."""
    return "\n".join((_labels(c, s), _buttons(c, s), _navigation(c, s), _fields(c, s), _tables(c, s), _frames(c, s)))


def _labels(c: Colours, s: Sizes) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[look="title"] {{ font-size: {s.title}px; font-weight: 600; }}
QLabel[look="heading"] {{ font-size: {s.heading}px; font-weight: 600; }}
QLabel[look="strong"] {{ font-weight: 600; }}
QLabel[look="figure"] {{ font-size: {s.figure}px; font-weight: 600; color: {c.accent}; }}
QLabel[look="quiet"] {{ color: {c.quiet}; }}
QLabel[look="small"] {{ color: {c.quiet}; font-size: {s.small}px; }}
QLabel[look="caption"] {{ color: {c.quiet}; font-size: {s.small}px; font-weight: 600; }}
QLabel[look="good"] {{ color: {c.accent}; font-size: {s.small}px; font-weight: 500; }}
QLabel[look="warn"] {{ color: {c.warn}; font-size: {s.small}px; font-weight: 500; }}
QLabel[look="problem"] {{ color: {c.danger}; font-size: {s.small}px; font-weight: 500; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px 8px; }}
"""


def _buttons(c: Colours, s: Sizes) -> str:
    inner = s.target - 4
    return f"""
QPushButton {{ min-height: {inner}px; padding: 1px 16px; border: 1px solid {c.edge}; border-radius: {s.radius}px;
    background: {c.surface}; color: {c.text}; font-weight: 500; }}
QPushButton:hover {{ background: {c.accent_soft}; }}
QPushButton:pressed {{ background: {c.line}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 15px; }}
QPushButton:disabled {{ color: {c.quiet}; background: {c.window}; border-color: {c.line}; }}
QPushButton[look="primary"] {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent};
    font-weight: 600; }}
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed {{ background: {c.accent_hover}; }}
QPushButton[look="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[look="primary"]:disabled {{ background: {c.line}; color: {c.quiet}; border-color: {c.line}; }}
QPushButton[look="link"] {{ background: transparent; border: 1px solid transparent; color: {c.accent};
    padding: 1px 10px; }}
QPushButton[look="link"]:hover {{ background: {c.accent_soft}; }}
QPushButton[look="link"]:focus {{ border: 2px solid {c.accent}; padding: 0 9px; }}
QPushButton[look="icon"] {{ background: transparent; border: 1px solid transparent; min-width: {inner}px;
    max-width: {inner}px; padding: 1px; }}
QPushButton[look="icon"]:hover {{ background: {c.accent_soft}; }}
QPushButton[look="icon"]:focus {{ border: 2px solid {c.accent}; padding: 0; }}
QPushButton[look="chip"] {{ border-radius: {s.target // 2}px; padding: 1px 14px; }}
QPushButton[look="chip"]:checked {{ background: {c.accent_soft}; color: {c.accent}; border-color: {c.accent};
    font-weight: 600; }}
QPushButton[look="chip"]:focus {{ padding: 0 13px; }}
QPushButton[look="choice"] {{ text-align: left; padding: 0; border: 1px solid {c.edge}; background: {c.surface}; }}
QPushButton[look="choice"]:hover {{ border-color: {c.accent}; background: {c.accent_soft}; }}
QPushButton[look="choice"]:focus {{ border: 2px solid {c.accent}; padding: 0; }}
QPushButton[look="pick"] {{ text-align: left; padding: 0 12px; border: 1px solid {c.edge}; background: {c.surface};
    color: {c.quiet}; }}
QPushButton[look="pick"]:checked {{ border: 2px solid {c.accent}; background: {c.accent_soft}; color: {c.text};
    font-weight: 600; }}
"""


def _navigation(c: Colours, s: Sizes) -> str:
    return f"""
QFrame[look="navigation"] {{ background: {c.window}; border: none; border-right: 1px solid {c.line}; }}
QScrollArea[look="picture"] {{ background: {c.window}; border: 1px solid {c.line}; border-radius: {s.radius}px; }}
QScrollArea[look="bare"], QScrollArea[look="bare"] > QWidget > QWidget {{ background: transparent; border: none; }}
QToolButton[look="place"] {{ min-height: {s.target - 4}px; max-height: {s.target - 4}px; padding: 0 8px;
    border: 2px solid transparent; border-radius: {s.radius}px; text-align: left; background: transparent;
    color: {c.text}; font-weight: 500; }}
QToolButton[look="place"]:hover {{ background: {c.accent_soft}; }}
QToolButton[look="place"]:checked {{ background: {c.accent_soft}; color: {c.accent}; font-weight: 600; }}
QToolButton[look="place"]:focus {{ border: 2px solid {c.accent}; }}
"""


def _fields(c: Colours, s: Sizes) -> str:
    inner = s.target - 4
    kinds = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox")
    all_fields, focused, disabled = (", ".join(kind + state for kind in kinds) for state in ("", ":focus", ":disabled"))
    return f"""
{all_fields} {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; border-radius: {s.radius}px;
    padding: 1px 9px; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit, QComboBox {{ min-height: {inner}px; }}
QLineEdit, QPlainTextEdit, QComboBox {{ placeholder-text-color: {c.quiet}; }}
{focused} {{ border: 2px solid {c.accent}; padding: 0 8px; }}
{disabled} {{ background: {c.window}; color: {c.quiet}; border-color: {c.line}; }}
QLineEdit[problem="true"], QComboBox[problem="true"] {{ border: 2px solid {c.danger}; padding: 0 8px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: {s.target}px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge};
    selection-background-color: {c.accent_soft}; selection-color: {c.accent}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: {s.row}px; }}
QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px; }}
QMenu::item {{ min-height: {s.row}px; padding: 0 16px 0 12px; border-radius: {s.radius}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.accent}; }}
QMenu::item:checked {{ color: {c.accent}; font-weight: 600; }}
QMenu::indicator {{ width: 0; }}
QCheckBox, QRadioButton {{ min-height: {s.target}px; spacing: 10px; }}
QCheckBox::indicator {{ width: {s.icon + 3}px; height: {s.icon + 3}px; background: transparent; border: none; }}
"""


def _tables(c: Colours, s: Sizes) -> str:
    return f"""
QTableView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line}; border-radius: {s.radius}px;
    gridline-color: {c.line}; outline: none; selection-background-color: {c.accent_soft};
    selection-color: {c.text}; }}
QTableView:focus {{ border: 1px solid {c.accent}; }}
QHeaderView {{ background: {c.surface}; border: none; }}
QHeaderView::section {{ background: {c.surface}; color: {c.quiet}; border: none; border-bottom: 2px solid {c.line};
    padding: 4px 10px; min-height: {s.row - 8}px; font-size: {s.small}px; font-weight: 600; }}
QHeaderView::section:hover {{ color: {c.accent}; }}
QListView {{ background: {c.surface}; border: 1px solid {c.edge}; outline: none;
    selection-background-color: {c.accent_soft}; selection-color: {c.accent}; }}
QListView::item {{ min-height: {s.row}px; padding: 0 8px; }}
"""


def _frames(c: Colours, s: Sizes) -> str:
    bars = "\n".join(
        f'QFrame[look="bar"][tone="{tone}"] {{ background: {ground}; border: 1px solid {c.line};'
        f" border-left: 4px solid {edge}; border-radius: {s.radius}px; }}"
        for tone, ground, edge in (
            ("done", c.accent_soft, c.accent),
            ("warn", c.warn_soft, c.warn),
            ("error", c.danger_soft, c.danger),
            ("work", c.info_soft, c.info),
        )
    )
    return f"""
QMainWindow, QWidget[look="window"] {{ background: {c.window}; }}
QFrame[look="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {s.radius}px; }}
QFrame[look="rule"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[look="ledger"] {{ background: transparent; border: none; border-top: 2px solid {c.accent};
    border-bottom: 1px solid {c.accent}; min-height: 2px; max-height: 2px; }}
{bars}
QProgressBar {{ background: {c.surface}; border: 1px solid {c.edge}; border-radius: 5px; min-height: 10px;
    max-height: 10px; color: transparent; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 4px; }}
QSplitter::handle {{ background: {c.window}; }}
QTextBrowser {{ background: {c.surface}; border: 1px solid transparent; padding: 8px; }}
QPdfView {{ border: 1px solid {c.line}; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: 4px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {c.quiet}; }}
QScrollBar::handle:vertical {{ min-height: {s.target}px; }}
QScrollBar::handle:horizontal {{ min-width: {s.target}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
