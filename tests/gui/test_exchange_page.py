"""Dữ liệu gửi xã: keys the first time, writing to the stick, and what the commune answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.gui.exchange import ExchangePage, size_words
from app.gui.theme import Theme
from app.journal.note import write_note
from app.journal.tables import NOTE
from app.sync.keys import fingerprint
from app.usecases.came_back import OTHERWISE, QUESTION
from app.usecases.commune_files import write_file
from app.usecases.commune_key import short_code
from app.usecases.devices import export_key, own_device
from app.usecases.exchange_receipts import write_receipt
from app.usecases.households import SaveHousehold, remove_household, save_household
from app.usecases.questions import About, Ask, ask
from app.usecases.setup import FoundCommune, found_commune
from app.usecases.village_entry import stand_in
from tests.fixtures import books
from tests.fixtures.stick import Ends, edit_phone, household_ids, open_ends, swap_keys
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def page(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[ExchangePage]:
    desk = desk_at(ends.village, dialogs)
    yield shown(ExchangePage(desk))
    desk.jobs.close()


def test_keys_are_given_taken_compared_and_then_data_may_go(tmp_path: Path, clock, dialogs, screen: Theme) -> None:
    with (
        books.open_context(tmp_path / "village", clock, 1) as village,
        books.open_context(tmp_path / "commune", clock, 2) as commune,
    ):
        books.found(village)
        found_commune(commune, FoundCommune(books.COMMUNE))
        digits = export_key(commune, tmp_path / "xa.sothon-key")
        desk = desk_at(village, dialogs)
        page = shown(ExchangePage(desk))
        assert page.main is not None
        assert not page.main.isEnabled()
        dialogs.saved = tmp_path / "thon.sothon-key"
        page.keys.give()
        assert dialogs.saved.exists()
        assert fingerprint(own_device(village).public) in page.keys.given.text()
        dialogs.open = tmp_path / "xa.sothon-key"
        page.keys.take()
        assert page.keys.digits.text() == digits
        page.keys.refuse()
        assert page.keys.compare.isHidden()
        assert not page.keys.ready
        page.keys.take()
        page.keys.accept()
        assert page.keys.taken.text() == "Đã nhận: Xã An Quang."
        assert page.main.isEnabled()
        heard = said(desk)
        dialogs.open = dialogs.saved
        page.keys.take()
        assert "KEY-101" in heard[-1].detail
        assert page.keys.compare.isHidden()
        desk.jobs.close()


def test_the_communes_file_is_opened_with_the_code_of_the_paper_notice(
    tmp_path: Path, clock, dialogs, screen: Theme
) -> None:
    with (
        books.open_context(tmp_path / "village", clock, 1) as village,
        books.open_context(tmp_path / "commune", clock, 2) as commune,
    ):
        books.found(village)
        found_commune(commune, FoundCommune(books.COMMUNE))
        desk = desk_at(village, dialogs)
        page = shown(ExchangePage(desk))
        dialogs.open = write_file(commune, tmp_path).file
        page.keys.take()
        assert page.keys.digits.text() == short_code(commune)
        page.keys.accept()
        assert page.keys.ready
        desk.jobs.close()


def test_writing_to_the_stick_and_hearing_the_answer(page: ExchangePage, ends: Ends, dialogs: FakeDialogs) -> None:
    heard = said(page.desk)
    assert int(page.waiting.text()) > 0
    assert page.table.isHidden()
    page.send()
    dialogs.picked_folder = ends.stick
    page.send()
    assert heard[-1].text == "Đã ghi và kiểm tra. Rút USB an toàn rồi mang lên xã."
    assert page.waiting.text() == "0"
    assert [row.state_words for row in page.sent_model.rows] == ["Đã ghi, chưa có trả lời"]
    page.receive()
    assert heard[-1].text == "Trong USB này chưa có gói nào của xã trả lời."
    ends.take(next(ends.stick.glob("sothon_*.zip")))
    page.receive()
    assert page.answer.text() == "Số liệu đã khớp với xã."
    assert heard[-1].text == "Đã nhận trả lời của Xã An Quang."
    assert heard[-1].detail == "Số liệu đã khớp với xã."
    assert page.model.rows[0] == ("Hộ", 2, 2)
    assert [row.state_words for row in page.sent_model.rows] == ["Xã đã nhận"]
    page.receive()
    assert heard[-1].text == "Các gói trong USB này đã nhận từ trước, sổ không thay đổi."
    dialogs.picked_folder = None
    page.receive()


def test_what_does_not_match_is_named_row_by_row(page: ExchangePage, ends: Ends, dialogs: FakeDialogs) -> None:
    home, _ = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    ends.take(ends.send())
    with ends.commune.writing() as connection:
        lost = connection.scalars(select(NOTE.c.id).where(NOTE.c.record == home).order_by(NOTE.c.n.desc())).first()
        connection.execute(NOTE.delete().where(NOTE.c.id == lost))
    for old in ends.stick.glob("sothon_*.zip"):
        old.unlink()
    write_receipt(ends.commune, ends.village.identity.pile, ends.stick)
    dialogs.picked_folder = ends.stick
    heard = said(page.desk)
    page.receive()
    assert "1 mục khác nhau" in heard[-1].detail
    assert page.apart.lines == ["Hộ Nguyễn Văn An, 01-001: xã chưa có 1 thay đổi"]
    assert not page.apart.isHidden()
    taken = ends.take(ends.send())
    ends.hear(taken.receipt)
    page.refresh(None)
    assert page.apart.isHidden()
    assert page.answer.text() == "Số liệu đã khớp với xã."


def test_what_the_commune_answered_is_listed_with_the_way_there(
    page: ExchangePage, ends: Ends, dialogs: FakeDialogs
) -> None:
    home, _ = household_ids(ends.village)
    ends.take(ends.send())
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
    ask(ends.commune, Ask("Thôn có mấy tổ?", About(pile=ends.village.identity.pile)))
    assert page.back.isHidden()
    for old in ends.stick.glob("sothon_*.zip"):
        old.unlink()
    write_receipt(ends.commune, ends.village.identity.pile, ends.stick)
    dialogs.picked_folder = ends.stick
    heard = said(page.desk)
    page.receive()
    assert "xã đồng ý" in heard[-1].detail
    assert heard[-1].tone == "warn", "a question waits"
    assert "ghi khác 1" in page.back.summary.text()
    assert [row.what for row in page.back.model.rows] == [QUESTION, OTHERWISE]
    went: list[tuple[str, dict[str, str]]] = []
    page.desk.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    assert page.back.go.text() == "Mở Hỏi đáp"
    page.back.follow()
    page.back.table.setCurrentIndex(page.back.model.index(1, 0))
    assert page.back.sentence.text().startswith(
        "Hộ Nguyễn Văn An, 01-001: Điện thoại: thôn ghi «0912345678», xã ghi «0922222222» ("
    )
    page.back.go.click()
    assert went == [("questions", {}), ("households", {"household": home})]


def test_what_cannot_be_read_on_the_stick_is_said(page: ExchangePage, ends: Ends, dialogs: FakeDialogs) -> None:
    (ends.stick / "sothon_cut.zip").write_bytes(ends.send().read_bytes()[:900])
    dialogs.picked_folder = ends.stick
    heard = said(page.desk)
    page.receive()
    assert "bị cụt" in heard[-1].text
    assert page.table.isHidden()


def test_a_bundle_that_takes_many_households_away_asks_twice(
    page: ExchangePage, ends: Ends, dialogs: FakeDialogs, tmp_path: Path, clock
) -> None:
    with books.second_laptop(ends.village, tmp_path / "second", clock, 3) as second:
        swap_keys(ends.stick, (ends.village, second), (second, ends.commune))
        for household in household_ids(second):
            remove_household(second, household)
        save_household(second, SaveHousehold(head="Ngô Văn Út"))
        Ends(second, ends.commune, ends.stick).send()
    dialogs.picked_folder, dialogs.yes = ends.stick, False
    heard = said(page.desk)
    page.receive()
    assert len(dialogs.questions) == 1
    assert "BUNDLE-104" in heard[-1].detail
    dialogs.yes = True
    page.receive()
    assert len(household_ids(ends.village)) == 1


def test_what_waits_for_a_newer_program_is_told(page: ExchangePage, ends: Ends) -> None:
    assert page.newer.isHidden()
    note = write_note(
        id="a" * 32, operation="e" * 32, code="household.save", record=household_ids(ends.village)[0], kind="household",
        actor="", pile=ends.village.identity.pile, device="d" * 32, at=5, schema=9, values={"roof": "đỏ"}, prev={},
        salt="f" * 32,
    )  # fmt: skip
    ends.take(ends.send())
    books.take_in(ends.commune, [note.to_line()])
    ends.hear(write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result.file)
    page.refresh(None)
    assert not page.newer.isHidden()
    assert page.newer.text().startswith("1 thay đổi chờ bản Sổ Thôn mới hơn")


def test_sizes_in_words() -> None:
    assert [size_words(size) for size in (10, 90_000, 3_400_000)] == ["1 KB", "88 KB", "3 MB"]
