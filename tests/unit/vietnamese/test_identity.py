import pytest

from app.vietnamese.identity import (
    IdKind,
    fill_phone_zero,
    fill_zeros,
    mask,
    normalise_phone,
    phone_warning,
    read_id,
    warnings,
)


@pytest.mark.parametrize(
    ("text", "digits", "kind"),
    [
        ("031066682655", "031066682655", IdKind.CCCD12),
        (" 031 066 682 655 ", "031066682655", IdKind.CCCD12),
        ("'031.066.682-655", "031066682655", IdKind.CCCD12),
        ("31066682655.0", "31066682655", IdKind.LOST_ZERO),
        ("31066682655", "31066682655", IdKind.LOST_ZERO),
        ("1093870494", "1093870494", IdKind.LOST_ZERO),
        ("97066682655", "97066682655", IdKind.OTHER),
        ("03106668265", "03106668265", IdKind.OTHER),
        ("0705522695", "0705522695", IdKind.OTHER),
        ("142536475", "142536475", IdKind.CMND9),
        ("0310666826555", "0310666826555", IdKind.OTHER),
        ("B1234567", "B1234567", IdKind.OTHER),
        ("٣١٠٦٦٦٨٢٦٥٥", "٣١٠٦٦٦٨٢٦٥٥", IdKind.OTHER),
        ("", "", IdKind.OTHER),
    ],
)
def test_kinds(text, digits, kind):
    number = read_id(text)
    assert (number.text, number.kind) == (digits, kind)


@pytest.mark.parametrize(
    ("text", "province", "sex", "year"),
    [
        ("031066682655", "031", "Nam", 1966),
        ("031171221167", "031", "Nữ", 1971),
        ("001203000001", "001", "Nam", 2003),
        ("096325000001", "096", "Nữ", 2025),
        ("001401000001", "001", "Nam", 2101),
        ("001999000001", "001", "Nữ", 2399),
        ("142536475", None, None, None),
        ("31066682655", None, None, None),
    ],
)
def test_what_the_digits_say(text, province, sex, year):
    number = read_id(text)
    assert (number.province, number.sex, number.birth_year) == (province, sex, year)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("31066682655", "031066682655"),
        ("1093870494", "001093870494"),
        ("142536475", "142536475"),
        ("031066682655", "031066682655"),
        ("97066682655", "97066682655"),
        ("", ""),
    ],
)
def test_lost_zeros(text, filled):
    assert fill_zeros(text) == filled


@pytest.mark.parametrize(
    ("text", "sex", "year", "codes"),
    [
        ("031066682655", "Nam", 1966, []),
        ("031066682655", None, None, []),
        ("031066682655", "nữ", 1966, ["id_sex"]),
        ("031066682655", "NAM", 1956, ["id_birth_year"]),
        ("031066682655", "Nữ", 1956, ["id_sex", "id_birth_year"]),
        ("031066682655", "khác", 1966, []),
        ("097066682655", None, None, ["id_province"]),
        ("000066682655", None, None, ["id_province"]),
        ("31066682655", "Nữ", 1900, ["id_lost_zero"]),
        ("12345", None, None, ["id_length"]),
        ("B1234567", None, None, ["id_characters"]),
        ("142536475", "Nữ", 1900, []),
        ("  ", "Nữ", 1900, []),
    ],
)
def test_contradictions_are_warnings(text, sex, year, codes):
    found = warnings(text, sex, year)
    assert [warning.code for warning in found] == codes
    assert all(read_id(text).text not in warning.message for warning in found)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("031066682655", "********2655"), ("142536475", "*****6475"), ("12345", "*2345"), ("1234", "****"), ("", "")],
)
def test_mask(text, hidden):
    assert mask(text) == hidden


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0912 291 366", "0912291366"),
        ("0912.291.366", "0912291366"),
        ("+84 912 291 366", "0912291366"),
        ("+84 (0) 912 291 366", "0912291366"),
        ("84912291366", "0912291366"),
        ("0084912291366", "0912291366"),
        ("+84 225 3123 456", "02253123456"),
        ("842012345", "842012345"),
        ("912291366", "912291366"),
        ("912291366.0", "912291366"),
        ("0912291366 / 0913000111", "0912291366 / 0913000111"),
        ("không có", "không có"),
        ("", ""),
    ],
)
def test_phone(text, phone):
    assert normalise_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "filled"),
    [("912291366", "0912291366"), ("0912291366", "0912291366"), ("112", "112"), ("221234567", "221234567")],
)
def test_lost_zero_of_a_phone(text, filled):
    assert fill_phone_zero(text) == filled


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", None),
        ("+84912291366", None),
        ("0225 3123 456", None),
        ("912291366", "phone_lost_zero"),
        ("01691234567", "phone_old"),
        ("0112291366", "phone_form"),
        ("0912291366 / 0913000111", "phone_form"),
    ],
)
def test_phone_warning(text, code):
    warning = phone_warning(text)
    assert (warning.code if warning else None) == code
