"""Searching as people type: part words, no accents needed, with accents the exact spelling first (screens, rule 4)."""

import pytest

from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    list_households,
    list_people,
    save_household,
    save_person,
)

HOMES = (
    ("Nguyễn Văn An", "Ngõ Chùa, số 12"),
    ("Đặng Thị Ơn", "Ngõ Đình, số 3"),
    ("Trần Hạ", "Ngõ 5"),
    ("Lê Văn Hà", "Ngõ Ao, số 7"),
    ("Âu Ý", "Đường Hạ, số 9"),
    ("H'Mai Niê", "Bản Hà, 12/4A"),
)


@pytest.fixture
def register(village: Context) -> Context:
    """Return a village of six households in one group, a head each and one daughter."""
    group = save_group(village, SaveGroup(name="Tổ 1")).result
    for order, (head, address) in enumerate(HOMES, 1):
        texts = {"address": address, "walking_order": str(order)}
        home = save_household(village, SaveHousehold(texts=texts, group=group, head=head)).result
        if order == 1:
            daughter = {"full_name": "Nguyễn Thị Anh Hà", "relation": "Con", "id_number": "031312121265"}
            save_person(village, SavePerson(home, texts=daughter))
    return village


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ng v an", ["Nguyễn Văn An"]),
        ("NG  V AN ", ["Nguyễn Văn An"]),
        ("nguyen an", ["Nguyễn Văn An", "Nguyễn Thị Anh Hà"]),
        ("dang thi on", ["Đặng Thị Ơn"]),
        ("đ", ["Đặng Thị Ơn"]),
        ("d", ["Đặng Thị Ơn"]),
        ("au y", ["Âu Ý"]),
        ("h'mai", ["H'Mai Niê"]),
        ("h’mai nie", ["H'Mai Niê"]),
        ("guyễn", []),
        ("an ng", []),
        ("ha", ["Nguyễn Thị Anh Hà", "Lê Văn Hà", "Trần Hạ"]),
        ("hạ", ["Trần Hạ", "Nguyễn Thị Anh Hà", "Lê Văn Hà"]),
        ("ha\u0323", ["Trần Hạ", "Nguyễn Thị Anh Hà", "Lê Văn Hà"]),
        ("HẠ", ["Trần Hạ", "Nguyễn Thị Anh Hà", "Lê Văn Hà"]),
        ("1265", ["Nguyễn Thị Anh Hà"]),
        ("0313 1212", ["Nguyễn Thị Anh Hà"]),
        ("031", ["Nguyễn Thị Anh Hà"]),
        ("265", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_people(register: Context, query: str, names: list[str]) -> None:
    page = list_people(register, HouseholdQuery(query))
    assert sorted(row.name for row in page.items) == sorted(names)
    if len(names) == 3:
        assert [row.name for row in page.items] == names
    assert page.total == len(names)


@pytest.mark.parametrize(
    ("query", "heads"),
    [
        ("ng v an", ["Nguyễn Văn An"]),
        ("ngo chua", ["Nguyễn Văn An"]),
        ("ha", ["Nguyễn Văn An", "Trần Hạ", "Lê Văn Hà", "Âu Ý", "H'Mai Niê"]),
        ("hà", ["Nguyễn Văn An", "Lê Văn Hà", "H'Mai Niê", "Trần Hạ", "Âu Ý"]),
        ("hạ", ["Trần Hạ", "Âu Ý", "Nguyễn Văn An", "Lê Văn Hà", "H'Mai Niê"]),
        ("đường hạ", ["Âu Ý"]),
        ("ĐƯỜNG", ["Âu Ý"]),
        ("12", ["Nguyễn Văn An", "H'Mai Niê"]),
        ("12/4a", ["H'Mai Niê"]),
        ("01-004", ["Lê Văn Hà"]),
        ("004", ["Lê Văn Hà"]),
        ("1265", ["Nguyễn Văn An"]),
    ],
)
def test_households(register: Context, query: str, heads: list[str]) -> None:
    page = list_households(register, HouseholdQuery(query))
    assert ([row.head for row in page.items], page.total) == (heads, len(heads))


def test_pages_of_a_search_know_the_whole(register: Context) -> None:
    whole = list_households(register, HouseholdQuery("hà"))
    pieces = [list_households(register, HouseholdQuery("hà", limit=2, offset=at)) for at in (0, 2, 4, 6)]
    assert [row for piece in pieces for row in piece.items] == list(whole.items)
    assert {piece.total for piece in pieces} == {5}
    assert list_households(register, HouseholdQuery("zzz", limit=2, offset=4)).total == 0
