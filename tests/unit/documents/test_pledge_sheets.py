"""Pledge sheets, read back from the PDF as a clerk, a scanner and a viewer would."""

import io
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from app.documents.facts import GroupFacts, SkippedFacts
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.vietnamese import sheet_code
from tests.unit.documents.papers import (
    CAMPAIGN,
    GROUP,
    ITEMS,
    LONG_ITEMS,
    box,
    codes,
    fonts,
    ink_at_the_edges,
    sheet,
    sheets_pdf,
    texts,
    with_items,
)


def in_order(text: str, *parts: str) -> bool:
    """Tell whether all parts occur one after another."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def test_a_sheet_says_everything_in_the_order_of_the_form() -> None:
    (text,) = texts(sheets_pdf(sheet()))
    assert unicodedata.is_normalized("NFC", text)
    assert in_order(
        text, "UBND XÃ AN QUANG", "THÔN QUANG KHẢI", "BẢN CAM KẾT", "“An toàn về an ninh trật tự” năm 2026",
        "Kính gửi: Ông (bà) tổ trưởng, tổ phó tổ dân cư số 3, thôn Quang Khải",
        "Gia đình tôi đăng ký thực hiện tốt các tiêu chí sau:", *(f"{at}. {item}" for at, item in enumerate(ITEMS, 1)),
        "An Quang, ngày 05 tháng 3 năm 2026",
    )  # fmt: skip
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TỔ TRƯỞNG", "CHỦ HỘ",
                 "Nguyễn Văn Hoàng", "Thuộc tổ dân cư số 3"):  # fmt: skip
        assert part in text
    written = sheet_code.format(sheet().code)
    assert written[:9] in text
    assert written[10:] in text


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("chủ hộ:", "Nguyễn Thị <Bé>"),
        ("khẩu:", "4 người"),
        ("Mã hộ:", "03-001"),
        ("Địa chỉ:", "Số 12, ngõ 5, xóm Đình"),
    ],
)
def test_each_value_stands_right_of_its_label(label: str, value: str) -> None:
    pdf = sheets_pdf(sheet())
    (label_x, label_y), (x, y) = box(pdf, label), box(pdf, value)
    assert label_x < x
    assert y == pytest.approx(label_y, abs=1.5)


def test_what_is_not_known_is_left_for_the_hand() -> None:
    registration = replace(CAMPAIGN, title="Bản đăng ký", date=None)
    (text,) = texts(sheets_pdf(replace(sheet(), people_count=None), campaign=registration, group=GroupFacts("Tổ 3")))
    assert "BẢN ĐĂNG KÝ" in text
    assert "ngày …… tháng …… năm 2026" in text
    assert "……… người" in text
    assert "Nguyễn Văn Hoàng" not in text


def test_a_deputy_confirms_where_there_is_no_leader() -> None:
    (text,) = texts(sheets_pdf(sheet(), group=replace(GROUP, leader="")))
    assert "TỔ PHÓ" in text
    assert "Trần Thị Minh Nguyệt" in text
    (alone,) = texts(sheets_pdf(sheet(), campaign=replace(CAMPAIGN, deputy_role="")))
    assert "Ông (bà) tổ trưởng tổ dân cư số 3" in alone


def test_copies_are_told_apart() -> None:
    pages = texts(sheets_pdf(sheet(), sheet(2), campaign=replace(CAMPAIGN, copies=2)))
    assert ["Bản hộ giữ" in page for page in pages] == [True, False, True, False]
    assert ["Bản thôn giữ" in page for page in pages] == [False, True, False, True]
    assert all("Bản cam kết được lập thành 02 bản" in page for page in pages)


def test_items_numbered_by_hand_are_not_numbered_twice() -> None:
    (text,) = texts(sheets_pdf(sheet(), campaign=with_items("1. Một việc", "Hai việc")))
    assert in_order(text, "1. Một việc", "2. Hai việc")
    assert "1. 1." not in text


def test_one_code_at_the_foot_two_for_scanning() -> None:
    ((text, height),) = codes(sheets_pdf(sheet(7)))
    assert text == sheet(7).code
    assert height > 0.85
    upper, lower = codes(sheets_pdf(sheet(7), for_scanning=True))
    assert (upper[0], lower[0]) == (sheet(7).code, sheet(7).code)
    assert upper[1] < 0.15


def test_every_code_of_a_batch_is_read() -> None:
    sheets = [sheet(number) for number in range(1, 13)]
    pdf = sheets_pdf(*sheets, for_scanning=True)
    for page, each in enumerate(sheets):
        assert [text for text, _ in codes(pdf, page)] == [each.code, each.code]


def test_twelve_long_items_flow_to_a_second_page() -> None:
    pdf = sheets_pdf(sheet(), sheet(2), campaign=with_items(*LONG_ITEMS), for_scanning=True)
    pages = texts(pdf)
    assert len(pages) == 4
    assert in_order(" ".join(pages[:2]), *LONG_ITEMS, "Gia đình tôi tự nguyện cam kết", "CHỦ HỘ")
    for page, number in enumerate((1, 2, 1, 2)):
        whose = sheet(page // 2 + 1)
        read = {text for text, _ in codes(pdf, page)}
        parts = sheet_code.decode(*read)
        assert isinstance(parts, sheet_code.SheetCode)
        assert parts.page_number == number
        assert str(replace(parts, page=sheet_code.page_character(1))) == whose.code
        assert f"trang {number}/2" in pages[page]
    assert pages[1].startswith("2 "), "the page number stands in the top margin of the second page"


@pytest.mark.parametrize("count", [1, 2, 5, 6, 7, 8])
def test_nothing_is_lost_whatever_the_length(count: int) -> None:
    text = " ".join(texts(sheets_pdf(sheet(), campaign=with_items(*LONG_ITEMS[:count]))))
    assert in_order(text, *LONG_ITEMS[:count], "Người ký thay")


def test_a_name_and_an_address_as_long_as_the_books_allow() -> None:
    head, address = "Công Tằng Tôn Nữ " * 29, "Ngõ " + "1234567890" * 49
    pdf = sheets_pdf(sheet(), sheet(2, head, address), sheet(3), campaign=with_items(*LONG_ITEMS))
    text = " ".join(texts(pdf))
    squeezed = text.replace(" ", "")
    assert head.replace(" ", "") in squeezed
    assert address.replace(" ", "") in squeezed
    assert codes(pdf)[0][0] == sheet().code
    assert not ink_at_the_edges(pdf)


def test_a_sheet_may_not_have_more_pages_than_its_code_counts() -> None:
    with pytest.raises(AppError) as refused:
        sheets_pdf(sheet(), campaign=with_items(*["Giữ gìn " * 600] * 30))
    assert refused.value.code.number == "DOCUMENT-005"


def test_the_cover_list_names_what_was_printed_and_who_was_left_out() -> None:
    left_out = (
        SkippedFacts("03-099", "", "Ngõ 9", "chưa ghi chủ hộ"),
        SkippedFacts("03-098", "Bé 😀", "", "ký hiệu 😀"),
    )
    cover, *_ = texts(sheets_pdf(sheet(1), sheet(2, "Lê Văn Cường"), cover=True, skipped=left_out))
    assert in_order(
        cover, "DANH SÁCH BẢN CAM KẾT ĐÃ IN", "Tổ dân cư số 3, thôn Quang Khải", "03-001", "Nguyễn Thị <Bé>", "03-002",
        "Lê Văn Cường", "Chưa in được 2 hộ", "03-099", "chưa ghi chủ hộ", "03-098", "Bé □", "Tổng số: 2 bản",
    )  # fmt: skip
    assert sheet_code.format(sheet(2).code) in cover


def test_the_file_obeys_viewers_printers_and_the_law(tool: Callable[[str], str], tmp_path: Path) -> None:
    pdf = sheets_pdf(sheet(1), sheet(2, "Lê " * 40), cover=True, for_scanning=True)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert reader.metadata is not None
    assert reader.metadata.title == f"Bản cam kết {CAMPAIGN.subject}"
    kinds = list(fonts(pdf))
    assert kinds
    for font in kinds:
        assert "/FontFile2" in font["/FontDescriptor"], f"{font['/BaseFont']} is not embedded"
        assert "Liberation" in font["/BaseFont"]
    assert not ink_at_the_edges(pdf)
    path = tmp_path / "to.pdf"
    path.write_bytes(pdf)
    checked = subprocess.run([tool("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_same_facts_give_the_same_bytes() -> None:
    assert sheets_pdf(sheet(1), sheet(2), cover=True) == sheets_pdf(sheet(1), sheet(2), cover=True)
    assert sheets_pdf(sheet(1)) != sheets_pdf(sheet(2))


def test_progress_counts_sheets() -> None:
    progress = Progress()
    progress.stage("Vẽ các tờ", 3)
    sheets_pdf(sheet(1), sheet(2), sheet(3), progress=progress)
    assert progress.now.done == 3


def test_nothing_to_print_and_codes_that_are_none_are_refused() -> None:
    for number, call in (
        ("DOCUMENT-003", sheets_pdf),
        ("DOCUMENT-003", lambda: sheets_pdf(sheet(), campaign=with_items(" "))),
        ("DOCUMENT-004", lambda: sheets_pdf(replace(sheet(), code="S234567890"))),
        ("DOCUMENT-004", lambda: sheets_pdf(replace(sheet(), code=sheet().code[:-1] + "0"))),
        ("DOCUMENT-001", lambda: sheets_pdf(sheet(head="Bé 😀"))),
    ):
        with pytest.raises(AppError) as refused:
            call()
        assert refused.value.code.number == number
        assert "{" not in refused.value.message + refused.value.advice
