"""Old encodings: every letter of both tables, what people really typed, and a column told from another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.legacy import TCVN3, VNI, VNI_LETTERS, Encoding, decode, detect
from app.vietnamese.text import nfc

NAMES = (
    "Nguyễn Thị Thuỷ", "Trần Văn Đông", "Lê Thị Hường", "Phạm Đức Ơn", "Hoàng Văn Hoát", "Đặng Thị Ỷ", "Vũ Hữu Nghĩa",
    "Bùi Quý Cường", "Đỗ Mỹ Hạnh", "Ngô Thị Bưởi", "Dương Quốc Ấn", "Lý Thị Ngọc Ánh",
)  # fmt: skip
SMALL = "".join(sorted({letter for letter in TCVN3.values() if letter.islower()}))


def as_tcvn3(text: str) -> str:
    """Write text as TCVN3 did: capitals with a tone have no place of their own and are typed small."""
    seen = {letter: char for char, letter in TCVN3.items() if ord(char) < 0x100}
    return "".join(seen.get(letter) or seen.get(letter.lower(), letter) for letter in nfc(text))


def as_vni(text: str) -> str:
    """Write text as VNI-Windows did: marks of capital letters are capitals."""
    return "".join(
        VNI_LETTERS.get(letter) or VNI_LETTERS.get(letter.lower(), letter.lower()).upper() if letter.isupper()
        else VNI_LETTERS.get(letter, letter)
        for letter in nfc(text)
    )  # fmt: skip


def test_the_texts_of_the_design() -> None:
    tcvn3 = "B¸o c¸o tµi chÝnh; NguyÔn ThÞ Thuû; Lêi nãi ®Çu"
    assert decode(tcvn3, Encoding.TCVN3) == "Báo cáo tài chính; Nguyễn Thị Thuỷ; Lời nói đầu"
    vni = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam; Ñaø Naüng"
    assert decode(vni, Encoding.VNI) == "Cộng hòa xã hội chủ nghĩa Việt Nam; Đà Nẵng"


def test_every_letter_has_its_place() -> None:
    assert len([char for char in TCVN3 if ord(char) < 0x100]) == 74
    assert len(SMALL) == 67
    assert set(VNI_LETTERS) == set(SMALL)
    assert decode("tr\u2212êng \u2219", Encoding.TCVN3) == "trường ã", "a PDF's minus and dot operator"
    assert decode("s\u00adu t\u00adëng", Encoding.TCVN3) == "sưu tưởng", "the soft hyphen is a letter"


def test_spellings_of_vni() -> None:
    texts = {"aú": "ẳ", "yï": "ỵ", "î": "ỵ", "iù iø iû iõ iï": "í ì ỉ ĩ ị", "í ì æ ó ò": "í ì ỉ ĩ ị", "ôù ôø öû": "ớ ờ ử",
             "AÙ EÂ ÔØ Ö Ñ": "Á Ê Ờ Ư Đ", "Aù Eâ Ôø": "Á Ê Ờ", "NGUYEÃN VAÊN ÑOÂNG": "NGUYỄN VĂN ĐÔNG"}  # fmt: skip
    for seen, meant in texts.items():
        assert decode(seen, Encoding.VNI) == meant


def test_capitals_that_only_a_font_showed() -> None:
    assert decode("NGUYÔN THÞ Tõ", Encoding.TCVN3) == "NGUYỄN THỊ TỪ"
    assert decode("Tõ V¨n LÔ", Encoding.TCVN3) == "Từ Văn Lễ"
    assert decode("Hµ", Encoding.TCVN3) == "Hà"
    assert decode("Lª Vò", Encoding.TCVN3) == "Lê Vũ", "two capitals, each first of its word"
    assert decode("Lý Thị Ngäc ¸nh".replace("ị", "Þ").replace("Ý", "ý"), Encoding.TCVN3) == "Lý Thị Ngọc Ánh"
    assert decode("êng", Encoding.TCVN3) == "ờng", "nothing beside it says that it is a name"
    assert decode("tæ Êm 3", Encoding.TCVN3) == "tổ ấm 3"
    assert decode("UBND x· §«ng", Encoding.TCVN3) == "UBND xã Đông"
    assert decode("huyÖn B×NH GIANG", Encoding.TCVN3) == "huyện BÌNH GIANG"


@given(st.text(alphabet=SMALL + "abcdeghiklmnopqrstuvxy .,-0123456789"))
def test_what_tcvn3_wrote_comes_back(text: str) -> None:
    assert decode(as_tcvn3(text), Encoding.TCVN3) == text


@given(st.lists(st.sampled_from([*NAMES, *(name.upper() for name in NAMES)])))
def test_what_vni_wrote_comes_back(names: list[str]) -> None:
    text = ", ".join(names)
    assert decode(as_vni(text), Encoding.VNI) == text


@pytest.mark.parametrize("letter", sorted(set(VNI.values())))
def test_each_vni_letter_comes_back(letter: str) -> None:
    assert decode(as_vni(letter), Encoding.VNI) == letter


@given(st.sampled_from(Encoding), st.sampled_from(NAMES))
def test_unicode_is_never_touched(encoding: Encoding, name: str) -> None:
    with_new_letter = f"{name} Ở Đông"
    assert decode(with_new_letter, encoding) == with_new_letter
    assert decode("To 1, so 12", encoding) == "To 1, so 12"


@given(st.lists(st.sampled_from(NAMES), min_size=3, unique=True))
def test_a_column_is_known_by_its_syllables(names: list[str]) -> None:
    assert detect(names).encoding is Encoding.UNICODE
    for write, encoding in ((as_tcvn3, Encoding.TCVN3), (as_vni, Encoding.VNI)):
        found = detect([write(name) for name in names])
        assert found.encoding is encoding
        assert found.shares[encoding] == 1.0


def test_doubt_is_unicode() -> None:
    assert detect(()).words == 0
    assert detect(["An", "Binh 12", "x" * 10]).encoding is Encoding.UNICODE
    assert detect(["Lê Hà", "Cà Tê", "Lê La"]).encoding is Encoding.UNICODE, "plain accents that read well as they are"
    assert detect(["Müller", "Gauß", "Señor"]).encoding is Encoding.UNICODE
    assert detect(["12 m²", "30 °C", "½"]).encoding is Encoding.UNICODE
    assert detect([as_vni("ĐVT: đồng")]).encoding is Encoding.VNI, "an abbreviation says nothing against it"
    assert detect([as_tcvn3("Mã số")]).encoding is Encoding.TCVN3


def test_a_long_column_is_judged_by_its_beginning() -> None:
    many = [f"{as_tcvn3(name)} {number}" for number in range(5_000) for name in NAMES]
    assert detect(many).encoding is Encoding.TCVN3
    syllables = [
        as_tcvn3(a + b) for a in "bcdghklmnrstvx" for b in ("ả", "ẩm", "ắng", "ời", "ượng", "ểnh") for _ in "12"
    ]
    assert detect(f"{word} {word}" for word in syllables).words == len(set(syllables))
    assert (
        detect(chr(0xE1) + "".join(map(chr, (97 + n % 26, 97 + n // 26 % 26, 97 + n // 676))) for n in range(900)).words
        == 300
    )
