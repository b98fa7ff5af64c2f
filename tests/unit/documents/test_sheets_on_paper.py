"""How sheets lie on paper: two copies, both sides, two to a page; half a page is read back by the marks it was printed with."""

import io
import random
from dataclasses import dataclass, replace

import pypdf
import pypdfium2
import pytest
from PIL import Image

from app.documents.facts import BatchFacts
from app.documents.page import LANDSCAPE
from app.documents.pledge_sheet import WrittenSheets, write_pledge_sheets
from app.documents.press import HALF
from app.records.marks import CODE, CORNER
from app.records.pledges import HALVES, ONE_SIDED, TWO_SIDED
from app.scanning.pictures import Page
from app.scanning.reading import read_page
from tests.scans.corpus import Printed, fill_in
from tests.unit.documents.papers import CAMPAIGN, GROUP, LONG_ITEMS, codes, ink_at_the_edges, sheet, texts, with_items

TWO_COPIES = replace(CAMPAIGN, copies=2)


@dataclass(frozen=True)
class Half(Printed):
    """One half of a page."""

    right: bool = False

    def picture(self, dpi: int) -> Image.Image:
        """Return the half as it is after cutting."""
        whole = super().picture(dpi)
        middle = whole.width // 2
        return whole.crop((middle, 0, whole.width, whole.height) if self.right else (0, 0, middle, whole.height))


def write(count: int, paper: str, campaign=CAMPAIGN, groups: int = 1, **options) -> tuple[bytes, WrittenSheets]:
    """Return the PDF of ``count`` sheets in each group, and what was written."""
    stream = io.BytesIO()
    batches = [
        BatchFacts(GROUP, tuple(sheet(group * count + at) for at in range(1, count + 1))) for group in range(groups)
    ]
    written = write_pledge_sheets(stream, campaign, batches, paper=paper, **options)
    return stream.getvalue(), written


def duplex(pdf: bytes) -> str:
    """Return what a viewer is told about the sides of the paper."""
    preferences = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/ViewerPreferences"]
    return str(preferences["/Duplex"])


def test_both_copies_of_a_household_follow_each_other_with_one_code() -> None:
    pdf, written = write(2, ONE_SIDED, TWO_COPIES, cover=False)
    assert [codes(pdf, page)[0][0] for page in range(4)] == [sheet(at).code for at in (1, 1, 2, 2)]
    assert (written.starts, written.pages, len(written.marks)) == ((1, 3), 4, 2)
    assert duplex(pdf) == "/Simplex"


def test_the_list_counts_households_and_says_how_many_copies() -> None:
    cover, *_ = texts(write(2, ONE_SIDED, TWO_COPIES)[0])
    assert "Tổng số: 2 hộ, mỗi hộ 02 bản (hộ giữ 01, thôn giữ 01)" in cover


@pytest.mark.parametrize(("campaign", "pages"), [(CAMPAIGN, 1), (TWO_COPIES, 1), (with_items(*LONG_ITEMS), 2)])
def test_on_both_sides_every_sheet_begins_on_a_front(campaign, pages: int) -> None:
    pdf, written = write(2, TWO_SIDED, campaign, groups=2)
    assert duplex(pdf) == "/DuplexFlipLongEdge"
    assert all(start % 2 for start in written.starts)
    pages_text = texts(pdf)
    assert len(pages_text) == written.pages
    assert written.pages % 2 == 0
    assert written.starts[0] == 1
    fronts = [place for place, text in enumerate(pages_text) if "Độc lập - Tự do" in text]
    assert all(place % 2 == 0 for place in fronts)
    blank = [place for place, text in enumerate(pages_text) if not text]
    assert all(place % 2 for place in blank)
    sheets = 4 * campaign.copies
    assert len(blank) == 2 + (sheets if pages == 1 else 0)


def test_halves_keep_all_measures_and_start_each_group_on_new_paper() -> None:
    pdf, written = write(3, HALVES, groups=2)
    assert written.pages == 6
    assert written.starts == (1, 2, 3, 4, 5, 6)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document[1].get_size() == pytest.approx(LANDSCAPE, abs=0.1)
        assert document[0].get_size() == pytest.approx(LANDSCAPE[::-1], abs=0.1)
    assert not ink_at_the_edges(pdf)
    assert {text for text, _ in codes(pdf, 1)} == {sheet(1).code, sheet(2).code}
    whole = write(1, ONE_SIDED)[1].marks[0]
    corners = [mark for mark in written.marks[0] if mark.kind == CORNER]
    assert (corners[0].left, corners[0].top) == (round(600 * HALF), round(600 * HALF))
    small, large = (next(mark for mark in marks if mark.kind == CODE) for marks in (written.marks[0], whole))
    assert small.width == pytest.approx(large.width * HALF, abs=1)


def test_both_copies_lie_side_by_side() -> None:
    pdf, written = write(2, HALVES, TWO_COPIES, cover=False)
    assert written.pages == 2
    for page, text in enumerate(texts(pdf)):
        assert {each for each, _ in codes(pdf, page)} == {sheet(page + 1).code}
        assert "Bản hộ giữ" in text
        assert "Bản thôn giữ" in text


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_half_a_page_is_read_by_the_marks_it_was_printed_with(dpi: int) -> None:
    pdf, written = write(6, HALVES, cover=False, for_scanning=True)
    for at, (marks, page) in enumerate(zip(written.marks, written.starts, strict=True)):
        half = Half(sheet(at + 1).code, marks, pdf, page - 1, right=bool(at % 2))
        picture = half.picture(dpi)
        truth = fill_in(picture, half, dpi, random.Random(at))
        read = read_page(Page("half.png", 1, picture), lambda _code, marks=marks: marks)
        (found,) = read.sheets
        assert str(found.code) == truth.code
        for (_, answer), true in zip(found.answers, truth.answers, strict=True):
            assert true is None or answer == ("yes" if true else "no")
        assert found.signed in ("unsure", "yes" if truth.signed else "no"), "small initials may be for a person"


def test_a_page_of_two_households_that_was_not_cut_is_read_as_two() -> None:
    pdf, written = write(2, HALVES, cover=False, for_scanning=True)
    whole = Printed(sheet(1).code, written.marks[0], pdf, 0).picture(200)
    read = read_page(Page("whole.png", 1, whole), lambda _code: written.marks[0])
    assert {str(each.code) for each in read.sheets} == {sheet(1).code, sheet(2).code}
    assert {answer for each in read.sheets for _, answer in each.answers} == {"no"}
