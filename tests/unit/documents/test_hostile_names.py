"""Names that would break a careless printer: printed as cleaned, or refused with a number; nothing else is ever opened."""

import io
import random
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest

from app.documents.facts import SigningListFacts, SigningRow
from app.documents.markup import NBSP, NO_GLYPH, drawable, glue_names, printable, undrawable
from app.documents.signing_list import signing_list
from app.documents.table_pdf import write_table_pdf
from app.documents.table_word import write_table_word
from app.kernel.errors import AppError
from app.vietnamese.text import clean, nfc
from tests.conftest import PROJECT
from tests.unit.documents.papers import CAMPAIGN, GROUP, LETTERHEAD, SIGNERS, made, sheet, sheets_pdf, texts

PIECES = (
    "<b>", "</para>", "<An", "&amp;", "&#1;", '<img src="/etc/hostname"/>', "<img src='http://x.vn/a.png'>", "<a href='x'>",
    '<font name="Nothing">', "<!--", "]]>", "<seq id='a'/>", "=1+1", "+84912", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0",
    "\x00", "\x07", "\x1b[31m", "\r\n", "\t", "\u2028", "\x85", "\u202e", "\u2067", "\u200b", "\ufeff", "\u00ad", "\u00a0",
    "😀", "👨‍👩‍👧", "🇻🇳", "漢字", "אבג", "\u0627\u0644", "\ufffd", "\uffff", "\U0010ffff", "\ud800",
    "(", ")", "\\", "%PDF-1.4", "endstream", "{title}", "{0}", "{", "%s", "'; DROP TABLE", "../../etc/passwd", "\\\\host\\c$",
    unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "ế̀", "I\u0307", "ẵ", "W" * 120, "Đặng", "Ưng", "₫", "☑",
)  # fmt: skip


def hostile_names(count: int = 100) -> list[str]:
    """Return names with one to four odd pieces in them, the same in every run."""
    draw = random.Random(15)
    return [f"Nguyễn {''.join(draw.sample(PIECES, draw.randint(1, 4)))} Bé{number}" for number in range(count)]


NAMES = hostile_names()
OWN = (str(Path(sys.prefix)), str(Path(sys.base_prefix)), str(PROJECT / "resources"), str(PROJECT / "app"))


class Watch:
    """Notes what is opened while it is on; Python's audit hooks (PEP 578) cannot be taken away again."""

    def __init__(self) -> None:
        self.on = False
        self.reached: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, details: tuple[object, ...]) -> None:
        if self.on and event in {"open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen"}:
            self.reached.append(f"{event} {details[0]}")


WATCH = Watch()


@contextmanager
def nothing_reached() -> Iterator[None]:
    """Fail when the block opens a file that is not the program's own, or the network."""
    WATCH.reached.clear()
    WATCH.on = True
    try:
        yield
    finally:
        WATCH.on = False
    assert [each for each in WATCH.reached if not any(place in each for place in OWN)] == []


def same(shown: str, name: str) -> bool:
    """Tell whether a page shows the name, wherever its lines were broken."""
    return "".join(name.split()) in "".join(nfc(shown).split())


def from_right(name: str) -> bool:
    """Tell whether a name has letters written from the right, whose order readers turn round."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in name)


def test_each_name_is_printed_as_cleaned_or_refused_with_a_number() -> None:
    good = []
    with nothing_reached():
        for name in NAMES:
            if undrawable(name):
                with pytest.raises(AppError) as refused:
                    sheets_pdf(sheet(head=name))
                assert refused.value.code.number == "DOCUMENT-001"
            else:
                good.append(name)
        shown = "".join(texts(sheets_pdf(*(sheet(at, name, name) for at, name in enumerate(good)))))
    assert 40 < len(good) < 90, "the names must be of both kinds"
    for name in good:
        if not from_right(name):
            assert same(shown, clean(name).replace("\u00ad", "")), ascii(name)


def test_markup_is_text() -> None:
    (page,) = texts(sheets_pdf(sheet(head="Nguyễn Thị <Bé> <b>&amp;</b>")))
    assert "Nguyễn Thị <Bé> <b>&amp;</b>" in page


def hostile_list() -> SigningListFacts:
    """Return a signing list of all the names, in every column that holds a person's text."""
    rows = tuple(SigningRow(name, name, 3, signed=True, signer=name, note=name) for name in NAMES)
    return SigningListFacts(LETTERHEAD, CAMPAIGN.title, CAMPAIGN.subject, GROUP, CAMPAIGN.village, rows, SIGNERS)


def test_one_odd_name_never_stops_a_list() -> None:
    with nothing_reached():
        pdf = made(lambda stream: write_table_pdf(stream, [signing_list(hostile_list())]))
    shown = "".join(texts(pdf)).replace(" ", "")
    for number in range(len(NAMES)):
        assert f"Bé{number}" in shown
    assert NO_GLYPH in shown


def test_a_list_for_word_holds_them_all() -> None:
    with nothing_reached():
        data = made(lambda stream: write_table_word(stream, [signing_list(hostile_list())]))
    grid = docx.Document(io.BytesIO(data)).tables[1]
    assert [row.cells[1].text for row in grid.rows[1:]] == [clean(name).replace("\uffff", "") for name in NAMES]


def test_numbers_stay_with_their_words() -> None:
    assert printable("từ ngày 05 tháng 3, 60 hộ", "x") == "từ ngày\u00a005\u00a0tháng\u00a03, 60\u00a0hộ"


@pytest.mark.parametrize(("text", "shown"), [("a😀b", "a□b"), ("Bé", "Bé"), ("\uf0b7 A\u2011B\u00ad", "• A-B")])
def test_what_a_list_shows_for_odd_characters(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_numbers_stay_with_their_units_and_shares_in_one_piece():
    words = printable("đến 22 giờ đêm, 260 / 495 hộ (52,5 %)", "câu")
    assert words == "đến 22\u00a0giờ đêm, 260\u00a0/\u00a0495\u00a0hộ (52,5\u00a0%)"


def test_names_stay_on_one_line_of_a_sentence():
    words = glue_names("Chủ trì: ông (bà) Nguyễn Thị Ánh Tuyết, thôn Quang Khải, bà H'Mai Niê và Y Bhăm Kbuôr cùng họp")
    assert [each for each in words.split(" ") if NBSP in each] == [
        "Nguyễn Thị Ánh Tuyết,".replace(" ", NBSP),
        f"Quang{NBSP}Khải,",
        f"H'Mai{NBSP}Niê",
        f"Y{NBSP}Bhăm{NBSP}Kbuôr",
    ]
    title = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert glue_names(title) == title
