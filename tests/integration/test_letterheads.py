"""Heads of papers: what is printed by itself, and what the village says instead."""

import pytest

from app.documents.facts import LetterheadFacts, SignerFacts
from app.kernel.errors import AppError
from app.records.places import FRONT_HEAD, VILLAGE_HEAD, Letterhead, OfficeTerm, Village
from app.usecases.history import undo
from app.usecases.letterheads import (
    HANDBOOK,
    LIST,
    OF_FRONT,
    OF_PARTY,
    OF_VILLAGE,
    PLEDGE,
    SaveLetterhead,
    letterhead_facts,
    offered_letterhead,
    save_letterhead,
    show_letterhead,
    unit_name,
    village_letterhead,
)
from app.usecases.setup import FoundVillage, found_village


def test_village_papers_carry_commune_and_village(village):
    head = show_letterhead(village, PLEDGE)
    assert head.facts == LetterheadFacts("UBND XÃ AN QUANG", "THÔN ĐÔNG", "An Quang")
    assert (head.signer.role, head.signer.name) == (VILLAGE_HEAD, "Trần Thị Bình")
    assert show_letterhead(village, LIST).facts == head.facts


def test_the_handbook_is_the_fronts(village):
    head = show_letterhead(village, HANDBOOK)
    assert (head.parent, head.issuer) == ("ỦY BAN MTTQ VIỆT NAM XÃ AN QUANG", "BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG")
    assert (head.signer_office, head.signer_name) == (FRONT_HEAD, "")
    with village.transaction("person.save") as tx:
        tx.add(OfficeTerm(office=FRONT_HEAD, person_name="Lê Văn Cường"))
    assert show_letterhead(village, HANDBOOK).signer_name == "Lê Văn Cường"


def test_what_the_village_says_wins_and_a_blank_goes_back(village):
    saved = save_letterhead(
        village, SaveLetterhead(PLEDGE, {"issuer": "BAN QUẢN LÝ THÔN ĐÔNG", "signer_name": "Ngô An"})
    )
    assert saved.result == show_letterhead(village, PLEDGE)
    assert (saved.result.parent, saved.result.issuer) == ("UBND XÃ AN QUANG", "BAN QUẢN LÝ THÔN ĐÔNG")
    assert saved.result.signer_name == "Ngô An"
    assert show_letterhead(village, LIST).issuer == "THÔN ĐÔNG"
    blanked = save_letterhead(village, SaveLetterhead(PLEDGE, {"issuer": " "}))
    assert blanked.result.issuer == "THÔN ĐÔNG"
    undo(village, blanked.operation)
    assert show_letterhead(village, PLEDGE) == saved.result


def test_a_paper_may_be_the_fronts_or_the_party_cells_and_follows_its_offices(village):
    save_letterhead(village, SaveLetterhead(PLEDGE, offered_letterhead(village, PLEDGE, OF_FRONT).texts))
    assert show_letterhead(village, PLEDGE).issuer == "BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG"
    save_letterhead(village, SaveLetterhead(PLEDGE, offered_letterhead(village, PLEDGE, OF_PARTY).texts))
    head = show_letterhead(village, PLEDGE)
    assert head.facts == LetterheadFacts("ĐẢNG BỘ XÃ AN QUANG", "CHI BỘ THÔN ĐÔNG", "An Quang")
    assert head.facts.party
    assert head.signer == SignerFacts("Bí thư chi bộ", "", on_behalf="T/M chi bộ")
    with village.transaction("person.save") as tx:
        tx.add(OfficeTerm(office="Bí thư chi bộ", person_name="Vũ Thị Em"))
    assert show_letterhead(village, PLEDGE).signer.name == "Vũ Thị Em", "a name nobody typed follows the office"
    save_letterhead(village, SaveLetterhead(PLEDGE, offered_letterhead(village, PLEDGE, OF_VILLAGE).texts))
    with village.reading() as session:
        own = session.get_one(Letterhead, Letterhead.id_for(village.identity.pile, PLEDGE))
        assert {own.parent, own.issuer, own.place, own.signer_office, own.signer_name} == {None}, "as by itself"


@pytest.mark.parametrize("issuer", [OF_FRONT, OF_PARTY])
def test_a_vote_of_all_households_is_the_villages_whoever_issues_its_lists(village, issuer):
    save_letterhead(village, SaveLetterhead(LIST, offered_letterhead(village, LIST, issuer).texts))
    with village.reading() as session:
        head = village_letterhead(session, village.identity.pile)
    assert (head.issuer, head.signer.role, head.signer.name) == ("THÔN ĐÔNG", VILLAGE_HEAD, "Trần Thị Bình")
    save_letterhead(village, SaveLetterhead(LIST, {"issuer": "BAN QUẢN LÝ THÔN ĐÔNG", "signer_office": ""}))
    with village.reading() as session:
        assert village_letterhead(session, village.identity.pile).issuer == "BAN QUẢN LÝ THÔN ĐÔNG", (
            "its own words stay"
        )


@pytest.mark.parametrize(
    ("issuer", "party"),
    [("CHI BỘ THÔN ĐÔNG", True), ("Đảng uỷ xã An Quang", True), ("CHI BỘ", True), ("BAN DÂN VẬN ĐẢNG ỦY", True),
     ("THÔN CHI BỘ", False), ("CHI BỘC", False), ("BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG", False), ("", False)],
)  # fmt: skip
def test_which_bodies_are_the_partys(issuer, party):
    assert LetterheadFacts("", issuer, "").party is party


def test_a_paper_nobody_prints_is_refused(village):
    with pytest.raises(AppError) as refused:
        save_letterhead(village, SaveLetterhead("letter", {"issuer": "X"}))
    assert refused.value.code.number == "FORM-002"


@pytest.mark.parametrize(
    ("label", "name", "shown"),
    [
        ("thôn", "Quang Khải", "Thôn Quang Khải"),
        ("làng", "Quang Khải", "Thôn Quang Khải"),
        ("làng", "Làng Vân Môn", "Thôn Vân Môn"),
        ("thôn", "Thôn Đông", "Thôn Đông"),
        ("ấp", "3", "Ấp 3"),
        ("khu phố", "Khu phố 2", "Khu phố 2"),
        ("tổ dân phố", "số 5", "Tổ dân phố số 5"),
        ("bản", "Bản Lác", "Bản Lác"),
    ],
)
def test_the_label_is_said_once_and_a_village_is_a_unit(label, name, shown):
    assert unit_name(Village(label=label, name=name)) == shown


@pytest.mark.parametrize(
    ("commune", "place"),
    [("Xã An Quang", "An Quang"), ("Phường 3", "Phường 3"), ("Đặc khu Cô Tô", "Cô Tô"), ("Xã Sơn Kim 1", "Sơn Kim 1")],
)
def test_the_place_before_a_date(context, commune, place):
    found_village(context, FoundVillage("99999", "2", "khu phố", commune_name=commune))
    with context.reading() as session:
        facts = letterhead_facts(session, PLEDGE)
    assert facts == LetterheadFacts(f"UBND {commune}".upper(), "KHU PHỐ 2", place)
