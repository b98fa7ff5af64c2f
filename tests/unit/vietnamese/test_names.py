import pytest

from app.vietnamese.names import PersonName, split_name, title_case_offer


@pytest.mark.parametrize(
    ("full", "family", "middle", "given"),
    [
        ("Nguyễn Văn An", "Nguyễn", "Văn", "An"),
        ("Phạm Thị Bảo Ngọc", "Phạm", "Thị Bảo", "Ngọc"),
        ("Lê A", "Lê", "", "A"),
        ("Âu Ý", "Âu", "", "Ý"),
        ("  Đặng\u00a0Thị  Ơn ", "Đặng", "Thị", "Ơn"),
        ("Bé", "", "", "Bé"),
        ("H'Mai Niê", "H'Mai", "", "Niê"),
        ("Y Bhăm Kbuôr", "Y", "Bhăm", "Kbuôr"),
        ("", "", "", ""),
    ],
)
def test_split_name(full, family, middle, given):
    assert split_name(full) == PersonName(family, middle, given)


@pytest.mark.parametrize(
    ("written", "offer"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("đặng thị ơn", "Đặng Thị Ơn"),
        ("h'mông", "H'Mông"),
        ("mnông", "Mnông"),
        ("H’NGỌC NIÊ", "H'Ngọc Niê"),
        ("K'BRỐP", "K'Brốp"),
        ("y bhăm", "Y Bhăm"),
        ("Ê BAN", "Ê Ban"),
        ("KHƠ-ME", "Khơ-me"),
        ("TỔ 2", "Tổ 2"),
        ("Nguyễn Văn An", None),
        ("ông Nguyễn Văn An", None),
        ("bà H'Ngọc", None),
        ("Y", None),
        ("12/4", None),
        ("", None),
    ],
)
def test_title_case_is_offered_for_one_case_only(written, offer):
    assert title_case_offer(written) == offer


def test_python_handles_vietnamese_case_in_nfc():
    assert "Đặng Thị Ơn Ưng Ỷ".upper() == "ĐẶNG THỊ ƠN ƯNG Ỷ"
    assert "ĐẶNG THỊ ƠN ƯNG Ỷ".lower() == "ĐẶNG THỊ ƠN ƯNG Ỷ".casefold() == "đặng thị ơn ưng ỷ"
