"""A person's text made safe to print: the only place that builds ReportLab paragraphs.

``Nguyễn <An`` in a raw Paragraph raises and ``<img src="/etc/hostname">`` opens the file, so every text is cleaned,
put in NFC, escaped, and checked against the fonts here. A test forbids ``Paragraph(`` anywhere else.
"""

import functools
import re
from typing import Final
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from app.documents import fonts
from app.vietnamese.text import clean

rl_config.trustedHosts = []
rl_config.trustedSchemes = ["data"]

NBSP: Final = "\u00a0"
NO_GLYPH: Final = "□"
"""Stands in a list for a character that the fonts cannot draw."""
LINE: Final = 1.22
"""Leading as a multiple of the type size; Vietnamese stacks two marks on a capital."""

_ALIGN: Final = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT, "justify": TA_JUSTIFY}
_SUBSTITUTES: Final = str.maketrans({"\u2011": "-", "\u2010": "-", "\uf0b7": "•", "\u00ad": ""})
"""Hyphens the fonts lack, Word's private bullet, and the soft hyphen, which would print as a hyphen."""
_BEFORE_NUMBER: Final = re.compile(
    r"\b(ngày|tháng|năm|số|điều|khoản|mục|chương|phần|tổ|trang|quý)[ ](?=\d|…)", re.IGNORECASE
)
_AFTER_NUMBER: Final = re.compile(
    r"(?<=\d)[ ](?=(?:%|hộ|khẩu|người|đồng|tỷ|triệu|nghìn|m|m2|m²|km|ha|kg|bản|trang|giờ|phút|tuổi|ngày|tháng|năm|quyển)\b|%)"
)
_SHARE: Final = re.compile(r"(?<=\d)[ ]/[ ](?=\d)")

_CAPITALS: Final = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_NAME: Final = re.compile(rf"\b[{_CAPITALS}][\w'’]*(?:[ ][{_CAPITALS}][\w'’]*)+")
_LONGEST_NAME: Final = 32
"""A longer row of capitals is a title, which may break."""

_COMPOUND: Final = re.compile(
    r"\b(?:công tác|mặt trận|ủy ban|uỷ ban|nhân dân|ngày hội|đoàn kết|khu phố|khu dân cư|tổ dân cư|quy ước|sổ tay)\b",
    re.IGNORECASE,
)
"""Words of several syllables in the heads and titles of village papers."""


def glue_compounds(text: str) -> str:
    """Keep "công tác", "Mặt trận" on one line: for heads, titles and offices, where a break is seen."""
    return _COMPOUND.sub(lambda found: found[0].replace(" ", NBSP), text)


def glue(text: str) -> str:
    """Keep "ngày 05", "60 hộ" and "260 / 495" on one line with no-break spaces."""
    return _SHARE.sub(f"{NBSP}/{NBSP}", _AFTER_NUMBER.sub(NBSP, _BEFORE_NUMBER.sub(rf"\1{NBSP}", text)))


def glue_names(text: str) -> str:
    """Keep "Nguyễn Thị Ơn" and "Quang Khải" on one line: for sentences, whose lines are longer than any name."""
    return _NAME.sub(lambda found: found[0].replace(" ", NBSP) if len(found[0]) <= _LONGEST_NAME else found[0], text)


def printable(text: str, where: str) -> str:
    """Return ``text`` as it may be drawn: one line, NFC, no control characters, numbers glued to their units.

    Raises DOCUMENT-001, naming ``where``, if the fonts lack one of its characters.
    """
    line = _line(text)
    fonts.require(line, where)
    return line


def undrawable(text: str) -> str:
    """Return the characters for which :func:`printable` would refuse ``text``, each once; empty when it would not."""
    return fonts.missing(_line(text))


def drawable(text: str) -> str:
    """Return ``text`` as :func:`printable` does, with :data:`NO_GLYPH` for what the fonts lack.

    For the cells of lists: one odd name may not keep the whole village's list from being printed.
    """
    line = _line(text)
    return line.translate(dict.fromkeys(map(ord, fonts.missing(line)), NO_GLYPH))


def _line(text: str) -> str:
    return glue(clean(text.translate(_SUBSTITUTES)))


def paragraph(text: str, style: ParagraphStyle, *, where: str, lead: str = "", narrow: bool = False) -> Paragraph:
    """Return a ReportLab paragraph showing ``text`` exactly as written, after a bold ``lead`` ("Điều 1.").

    Names stay on one line, unless the paragraph is a ``narrow`` cell.
    """
    fonts.register()
    line = printable(text, where)
    body = escape(line if narrow else glue_names(line))
    if lead:
        body = f"<b>{escape(printable(lead, where))}</b> {body}"
    return Paragraph(body, style)


@functools.cache
def style(
    size: float,
    *,
    face: str = fonts.REGULAR,
    align: str = "justify",
    first_indent: float = 0,
    left_indent: float = 0,
    leading: float = 0,
) -> ParagraphStyle:
    """Return a paragraph style; sizes and indents in points, ``leading`` 0 means :data:`LINE` times the size."""
    fonts.register()
    return ParagraphStyle(
        name=f"{face} {size}",
        fontName=face,
        fontSize=size,
        leading=leading or size * LINE,
        alignment=_ALIGN[align],
        firstLineIndent=first_indent,
        leftIndent=left_indent,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )


def wrap(text: str, face: str, size: float, width: float, first: float | None = None) -> list[str]:
    """Break printable ``text`` into lines of at most ``width`` points, the first of at most ``first``.

    Breaks at plain spaces only; a single word wider than a line is broken inside, never cut off.
    """
    lines: list[str] = []
    room = width if first is None else first
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if fonts.width(candidate, face, size) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
            room = width
        line = word
        while fonts.width(line, face, size) > room and len(line) > 1:
            head = _longest_head(line, face, size, room)
            lines.append(line[:head])
            line, room = line[head:], width
    lines.append(line)
    return lines


def shorten(text: str, face: str, size: float, width: float) -> str:
    """Return printable ``text``, or as much of its beginning as fits ``width`` points with an ellipsis."""
    if fonts.width(text, face, size) <= width:
        return text
    room = width - fonts.width("…", face, size)
    return text[: _longest_head(text, face, size, room)].rstrip() + "…"


def _longest_head(word: str, face: str, size: float, room: float) -> int:
    count = len(word)
    while count > 1 and fonts.width(word[:count], face, size) > room:
        count -= 1
    return count
