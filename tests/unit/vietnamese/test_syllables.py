"""Syllables: what spelling allows, and what it does not."""

import pytest

from app.vietnamese.syllables import is_syllable

RIGHT = """
Nguyễn Thị Bé Đặng Ơn Hoà hòa Thuỷ thủy quý quyết quỳnh quốc quân gì giêng giữ già gìn nghiêng nghĩa kê ghế khuya khuỷu
rượu người xoắn hoắc loạch choèn xoong boong ương yêu yến ý ư ở uống oẹ thuở huơ quơ HƯƠNG Ưng tuyệt ngoằn oăm huýt ca
lịch ích bếp tốp vớt ước cướp đúc chục mạch bạch ắc ấp ất
"""
WRONG = """
Nguyeexn Hoaf Hoµng Coäng nga1 ngh gh bz wa jaz zô fan kang cê gê ngê ghâ kă mat hoc hôc tuyêt bêp bệpp ooo aaa qk q ' -
strong Smith
"""


@pytest.mark.parametrize("word", RIGHT.split())
def test_what_is_written_in_vietnamese(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", WRONG.split())
def test_what_is_not(word: str) -> None:
    assert not is_syllable(word)


def test_the_place_of_the_tone_and_the_form_of_the_text_do_not_matter() -> None:
    assert is_syllable("hoà")
    assert is_syllable("hòa")
    assert is_syllable("thuy\u0309")
    assert not is_syllable("")
    assert not is_syllable("hò\u0301a"), "two tones"
