"""Invented facts for papers, and independent readers of what was printed: pypdfium2 (text, pictures), pypdf, zxing-cpp."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

import pypdf
import pypdfium2
import zxingcpp

from app.documents.facts import BatchFacts, CampaignFacts, GroupFacts, LetterheadFacts, SheetFacts, SignerFacts
from app.documents.pledge_sheet import write_pledge_sheets
from app.vietnamese.sheet_code import ALPHABET, SheetCode, page_character

DPI = 200
"""At this resolution commune offices scan; codes must be read at it."""

LETTERHEAD = LetterheadFacts("UBND XÃ AN QUANG", "THÔN QUANG KHẢI", "An Quang")
GROUP = GroupFacts("Tổ dân cư số 3", "Nguyễn Văn Hoàng", "Trần Thị Minh Nguyệt")
ITEMS = (
    "Chấp hành tốt chủ trương, đường lối chính sách của Đảng, pháp luật của nhà nước, các quy định của địa phương.",
    "Không vi phạm các tệ nạn xã hội, phát hiện, ngăn ngừa tố giác tội phạm, góp phần giữ gìn an ninh trật tự.",
    "Giữ gìn mối đoàn kết, gắn bó trong khu dân cư, cùng giúp nhau phát triển kinh tế.",
    "Giải quyết tốt các vụ việc nhỏ, mâu thuẫn phát sinh từ cơ sở, không để kéo dài.",
    "Phòng ngừa, đấu tranh các tệ nạn xã hội, đảm bảo an ninh trật tự tại địa phương.",
)
LONG_ITEMS = tuple(f"{first} {second} Mục này là mục số {number}." for number, (first, second) in
                   enumerate(((ITEMS[at % 5], ITEMS[(at + 1) % 5]) for at in range(12)), 1))  # fmt: skip
CAMPAIGN = CampaignFacts(
    "Bản cam kết", "thực hiện mô hình “An toàn về an ninh trật tự” năm 2026", "Thôn Quang Khải", ITEMS, LETTERHEAD, 2026,
    date(2026, 3, 5),
)  # fmt: skip
SIGNERS = (SignerFacts("Trưởng Ban Công tác Mặt trận"), SignerFacts("Trưởng thôn", "Trần Thị Bình"))


def code(number: int) -> str:
    """Return the code of the first page of print ``number``."""
    draw = random.Random(number)
    return str(SheetCode("K7QM", "".join(draw.choices(ALPHABET, k=8)), page_character(1)))


def sheet(
    number: int = 1, head: str = "Nguyễn Thị <Bé>", address: str = "Số 12, ngõ 5, xóm Đình", people: int = 4
) -> SheetFacts:
    """Return the facts of one household's sheet."""
    return SheetFacts(code(number), head, address, f"03-{number:03d}", people)


def sheets_pdf(
    *sheets: SheetFacts, campaign: CampaignFacts = CAMPAIGN, group: GroupFacts = GROUP, **options: Any
) -> bytes:
    """Return the PDF of one group's sheets without a cover list."""
    options = {"cover": False} | options
    skipped = options.pop("skipped", ())
    return made(lambda stream: write_pledge_sheets(stream, campaign, [BatchFacts(group, sheets, skipped)], **options))


def with_items(*items: str) -> CampaignFacts:
    """Return the campaign with other items."""
    return replace(CAMPAIGN, items=items)


def made(write: Callable[[BinaryIO], object]) -> bytes:
    """Return what a writer writes."""
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, every white space a single plain space."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def box(pdf: bytes, text: str, page: int = 0) -> tuple[float, float]:
    """Return where a text begins and where the line it stands on lies, in points from the lower left corner."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = document[page].get_textpage()
        place = found.search(text, match_case=True).get_next()
        assert place is not None, f"{text!r} is not on the page"
        left, bottom, _, _ = found.get_charbox(place[0], loose=True)
        return left, bottom


def codes(pdf: bytes, page: int = 0) -> list[tuple[str, float]]:
    """Return the codes on a page with the height of their middle (0 = top of the paper, 1 = bottom), from the top."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page].render(scale=DPI / 72).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    places = [
        (each.text, (each.position.top_left.y + each.position.bottom_right.y) / 2 / picture.height) for each in found
    ]
    return sorted(places, key=lambda place: place[1])


def ink_at_the_edges(pdf: bytes) -> bool:
    """Tell whether anything is drawn within 4 mm of an edge of a page, where printers cannot print."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=1).to_pil().convert("L")
            width, height = picture.size
            edge = round(4 / 25.4 * 72)
            borders = (
                (0, 0, width, edge),
                (0, height - edge, width, height),
                (0, 0, edge, height),
                (width - edge, 0, width, height),
            )
            if any(picture.crop(border).getextrema()[0] < 200 for border in borders):
                return True
    return False


def fonts(pdf: bytes) -> Iterator[Any]:
    """Yield every font that a page, or a form a page draws, refers to."""
    waiting = [page["/Resources"] for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    while waiting:
        resources = waiting.pop().get_object()
        yield from (font.get_object() for font in resources.get("/Font", {}).values())
        forms = (form.get_object() for form in resources.get("/XObject", {}).values())
        waiting.extend(form["/Resources"] for form in forms if "/Resources" in form)
