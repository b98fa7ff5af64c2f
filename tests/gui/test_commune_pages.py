"""The commune: bundles looked at and taken in, answered on the stick, and the villages side by side."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.gui.desk import Desk
from app.gui.issues import IssuesPage
from app.gui.jobs import Running
from app.gui.receive import ReceivePage, apart_words, words_of
from app.gui.theme import Theme
from app.gui.village_forms import BookForm, ReshapeForm
from app.gui.villages import VillagesPage, match_sentence
from app.journal.tables import NOTE
from app.kernel.errors import AppError, Cancelled
from app.usecases.campaigns import pledge_rows
from app.usecases.commune import UNKNOWN, villages_overview
from app.usecases.context import Context
from app.usecases.covenants import RecordDecision, record_decision, start_covenant
from app.usecases.devices import export_key, trust_key
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.households import SaveHousehold, remove_household, save_household
from app.usecases.pledges import Sign, sign
from app.usecases.questions import About, Ask, ask
from app.usecases.receiving import AGAIN, ASKS, TAKEN, WAITS
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.usecases.village_entry import stand_in
from tests.fixtures import books
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import Ends, campaign, edit_phone, household_ids, open_ends, prove, swap_keys
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def desk(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    dialogs.picked_folder = ends.stick
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


def test_a_stick_is_looked_through_taken_in_and_answered(desk: Desk, ends: Ends) -> None:
    page = shown(ReceivePage(desk))
    heard = said(desk)
    page.choose_folder()
    assert "Không thấy gói" in heard[-1].text
    ends.send()
    page.choose_folder()
    assert page.state == "1 gói: 1 chờ nhận."
    assert page.main is not None
    assert page.main.text() == "Nhận 1 gói vào sổ"
    assert [page.model.index(0, place).data() for place in (0, 1, 2, 6)] == [
        "Thôn Đông", "thôn Đông", "18/11/2026", "Chờ nhận"
    ]  # fmt: skip
    page.take()
    assert heard[-1].text.startswith("1 gói: 1 nhận. ")
    assert "Đã ghi 1 tệp trả lời" in heard[-1].detail
    assert words_of(page.arrivals[0]) == "Đã nhận"
    assert not page.main.isEnabled()
    page.choose_folder()
    assert [words_of(each) for each in page.arrivals] == ["Đã nhận trước đây"]


def test_stopping_between_two_bundles_keeps_and_shows_the_first(desk: Desk, ends: Ends) -> None:
    ends.send()
    edit_phone(ends.village, household_ids(ends.village)[0], "0912345678")
    ends.send()
    page = shown(ReceivePage(desk))
    page.choose_folder()
    heard = said(desk)
    desk.jobs.began.connect(lambda running: setattr(running.progress, "check_cancelled", stop_after_one(running)))
    page.take()
    assert heard[-1].text.startswith("2 gói: 1 nhận, 1 chờ nhận. ")
    assert "Đã ghi 1 tệp trả lời" in heard[-1].detail, "what was taken in is answered though the rest waits"
    assert [each.state for each in page.arrivals] == [TAKEN, WAITS]


def stop_after_one(running: Running) -> Callable[[], None]:
    """Stand in for a person who presses "Dừng lại" when the first step is done."""

    def check() -> None:
        if running.progress.now.done:
            raise Cancelled

    return check


def test_a_village_whose_key_is_not_known_is_taken_after_comparing(
    desk: Desk, ends: Ends, dialogs: FakeDialogs, tmp_path: Path, clock
) -> None:
    with books.open_context(tmp_path / "other", clock, 9) as other:
        found_village(other, FoundVillage(books.COMMUNE, "Hậu"))
        save_household(other, SaveHousehold(head="Ngô Văn Út"))
        export_key(ends.commune, tmp_path / "xa.sothon-key")
        trust_key(other, tmp_path / "xa.sothon-key")
        export_key(other, tmp_path / "hau.sothon-key")
        dialogs.open = Ends(other, ends.commune, ends.stick).send()
    page = shown(ReceivePage(desk))
    page.choose_files()
    assert words_of(page.arrivals[0]) == "Máy mới, chờ xã chấp nhận"
    dialogs.open = tmp_path / "hau.sothon-key"
    page.keys.take()
    assert page._above.isHidden(), "the digits have the page to themselves"
    page.keys.accept()
    assert not page._above.isHidden()
    assert words_of(page.arrivals[0]) == "Chờ nhận"
    assert page._reason.isHidden()


def test_the_communes_key_is_printed_before_the_first_key_file_is_taken(
    tmp_path: Path, clock, dialogs, screen: Theme
) -> None:
    with books.open_context(tmp_path / "xã mới", clock, 61) as commune:
        found_commune(commune, FoundCommune(books.COMMUNE))
        desk = desk_at(commune, dialogs)
        went: list[str] = []
        desk.navigation_wanted.connect(lambda key, _place: went.append(key))
        page = shown(ReceivePage(desk))
        assert not page.keys.printing.isHidden()
        assert not page.keys._take.isEnabled()
        page.keys.printing.findChildren(QPushButton)[0].click()
        assert went == ["devices"]
        prove(commune)
        page.open()
        assert page.keys.printing.isHidden()
        assert page.keys._take.isEnabled()
        desk.jobs.close()


def test_a_bundle_that_takes_many_households_away_waits_for_its_own_yes(
    desk: Desk, ends: Ends, dialogs: FakeDialogs
) -> None:
    ends.take(ends.send())
    for household in household_ids(ends.village):
        remove_household(ends.village, household)
    bundle = ends.send()
    page = shown(ReceivePage(desk))
    page.choose_folder()
    assert page.state == "2 gói: 1 đã nhận trước đó, 1 chờ đồng ý riêng."
    assert page.main is not None
    assert not page.main.isEnabled(), "the button for all does not take it"
    page.chips.choose(ASKS)
    assert [row.file for row in page.model.rows] == [bundle]
    assert page._reason.text() == "Chờ đồng ý: bớt 2 trong 2 hộ"
    dialogs.yes = False
    page._agree.click()
    assert [each.yes for each in dialogs.questions] == ["Vẫn nhận, bớt 2 hộ"]
    assert [each.state for each in page.model.rows] == [ASKS]
    dialogs.yes = True
    page._agree.click()
    assert sorted(each.state for each in page.arrivals) == [AGAIN, TAKEN]
    assert page._agree.isHidden()


def test_what_is_dropped_is_looked_into(desk: Desk, ends: Ends, tmp_path: Path) -> None:
    deeper = tmp_path / "các thôn" / "Đông"
    deeper.mkdir(parents=True)
    bundle = ends.send().rename(deeper / "sothon_dong.zip")
    page = shown(ReceivePage(desk))
    heard = said(desk)
    page.look([ends.stick])
    assert "Không thấy gói" in heard[-1].text
    page.look([deeper.parent])
    assert [each.file for each in page.arrivals] == [bundle]
    page.take()
    assert [path for path in deeper.iterdir() if path != bundle], "the answer lies beside its bundle"


def test_villages_side_by_side_with_who_is_missing(desk: Desk, ends: Ends) -> None:
    page = shown(VillagesPage(desk))
    assert [row.last_received for row in page.model.rows] == [0]
    assert page.model.index(0, 5).data() == "Chưa gửi"
    opened = campaign(ends.village)
    sign(ends.village, Sign((pledge_rows(ends.village, opened)[0].id,)))
    ends.take(ends.send())
    page.open()
    assert page.state == "1 thôn, 2 hộ, 4 khẩu, 1 / 2 hộ đã ký"
    assert page._name.text() == "Thôn Đông"
    assert [row.head for row in page.missing_model.rows] == ["Lê Thị Cúc"]
    assert page._about.text() == "An ninh trật tự: 1 hộ chưa ký."
    assert page.search is not None
    page.search.setText("khong co")
    assert not page.model.rows
    assert not page.missing_model.rows


def test_what_a_laptop_holds_otherwise_is_named_beside_its_village(desk: Desk, ends: Ends) -> None:
    ends.send()
    received = shown(ReceivePage(desk))
    received.choose_folder()
    assert received._differs.isHidden()
    received.take()
    home, _ = household_ids(ends.village)
    edit_phone(stand_in(ends.commune, "Đông"), home, "0955555555")
    page = shown(VillagesPage(desk))
    page.open()
    assert page.turn.text() == "Xem từng mục chưa khớp"
    assert (page.missing.isHidden(), page.apart.isHidden()) == (False, True)
    page.turn_over()
    assert (page.missing.isHidden(), page.apart.isHidden()) == (True, False)
    assert page.apart.lines == ["Hộ Nguyễn Văn An, 01-001: máy thôn chưa có 1 thay đổi"]
    page.turn_over()
    assert not page.missing.isHidden()
    edit_phone(ends.village, home, "0966666666")
    ends.send()
    received.choose_folder()
    received.take()
    assert "Chưa khớp: Hộ Nguyễn Văn An, 01-001: máy thôn chưa có 1 thay đổi." in [
        apart_words(each) for each in received.arrivals
    ]
    with ends.commune.writing() as connection:
        lost = connection.scalars(select(NOTE.c.n).where(NOTE.c.record == home).order_by(NOTE.c.n)).first()
        connection.execute(NOTE.delete().where(NOTE.c.n == lost))
    (row,) = villages_overview(ends.commune)
    assert "đưa gói trả lời về thôn" in match_sentence(row)
    assert "nhờ thôn ghi gói mới" in match_sentence(replace(row, short=2))
    assert match_sentence(replace(row, match=UNKNOWN)).startswith(
        "Chưa biết đã khớp chưa: từ khi sổ của xã được khôi phục"
    )


def test_the_list_is_narrowed_and_written(desk: Desk, ends: Ends, dialogs: FakeDialogs, tmp_path: Path) -> None:
    campaign(ends.village)
    ends.take(ends.send())
    page = shown(VillagesPage(desk))
    assert page._match.text() == "Số liệu đã khớp với máy của thôn ở lần gửi cuối."
    page.standing.choose("never")
    assert [row.title for row in page.model.rows] == ["Thôn Đông"], "a state nobody is in is not offered"
    page.standing.choose("unsigned")
    assert page.standing.words == "Chưa ký đủ (1)"
    assert [row.title for row in page.model.rows] == ["Thôn Đông"]
    heard = said(desk)
    page.write_report("names")
    assert not heard, "no file was chosen"
    dialogs.saved = tmp_path / "thôn.docx"
    page.write_report("names")
    assert heard[-1].text == "Đã ghi tình hình 1 thôn, 2 hộ chưa ký."
    page.print_out()
    assert heard[-1].text == "Đã ghi tình hình 1 thôn."


@pytest.fixture
def west(ends: Ends, tmp_path: Path, clock) -> Iterator[Context]:
    """Another village that has sent its books, beside Đông."""
    with books.open_context(tmp_path / "west", clock, 9) as opened:
        books.found(opened, "Tây")
        swap_keys(ends.stick, (opened, ends.commune))
        ends.take(ends.send())
        ends.take(export_bundle(opened, ends.stick).result.file)
        yield opened


def test_a_village_goes_into_another_and_both_get_their_answer(desk: Desk, ends: Ends, west: Context) -> None:
    page = shown(VillagesPage(desk))
    page.doings["Gộp thôn vào thôn khác"]()
    form = page.form
    assert isinstance(form, ReshapeForm)
    assert page._both.isHidden()
    page.save()
    assert form.source.below == "Chọn thôn."
    form.source.set_text(west.identity.pile)
    form.into.set_text(west.identity.pile)
    page.save()
    assert form.into.below == "Hai thôn phải khác nhau."
    form.into.set_text(ends.village.identity.pile)
    form.name.set_text("Đông Tây")
    form.decision.set_text("12/QĐ-UBND")
    heard = said(desk)
    page.save()
    assert heard[-1].text.startswith("Đã chuyển 2 hộ, 4 người từ thôn Tây sang thôn Đông Tây.")
    assert [(row.name, row.households, row.people) for row in page.model.rows] == [("Đông Tây", 4, 8)]
    assert not page._both.isHidden()
    link = next(link for link in heard[-1].links if link.text == "Ghi gói trả lời ra USB")
    link.act()
    assert heard[-1].text.startswith("Đã ghi 2 gói trả lời")
    for name in heard[-1].detail.split(", "):
        with contextlib.suppress(AppError):
            import_bundle(ends.village, ImportBundle(ends.stick / name, allow_mass_delete=True))
    assert ends.village.identity.title == "thôn Đông Tây"


def test_one_handbook_is_printed_for_the_villages_that_are_ticked(
    desk: Desk, ends: Ends, west: Context, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page, previews = shown(VillagesPage(desk)), []
    desk.preview_wanted.connect(lambda path, *_: previews.append(path))
    page.ask_book()
    page.save()
    assert page.form.villages.below == "Chưa thôn nào gửi lên quy ước đã được công nhận."
    page.back()
    for village, number in ((ends.village, "25/QĐ-UBND"), (west, "31/QĐ-UBND")):
        start_covenant(village, from_model=True)
        record_decision(village, RecordDecision(number, "5/2/2026"))
        ends.take(export_bundle(village, ends.stick).result.file)
    page.ask_book()
    form = page.form
    assert isinstance(form, BookForm)
    assert [box.text() for box in form.villages.boxes.values()] == ["Thôn Đông", "Thôn Tây"]
    form.villages.set_text("")
    page.save()
    assert form.villages.below == "Đánh dấu ít nhất một thôn."
    form.villages.set_text(west.identity.pile)
    page.save()
    assert page.form is form, "no file was chosen"
    dialogs.saved = tmp_path / "sổ tay.pdf"
    heard = said(desk)
    page.save()
    assert heard[-1].text == "Đã làm xong sổ tay của Thôn Tây, cần 2 cuốn."
    assert previews == [tmp_path / "sổ tay.pdf"]
    text = pdf_text(tmp_path / "sổ tay.pdf")
    assert "31/QĐ-UBND" in text
    assert "25/QĐ-UBND" not in text
    assert page.form is None


def test_groups_go_to_another_village_and_undo_brings_them_back(desk: Desk, ends: Ends, west: Context) -> None:
    page = shown(VillagesPage(desk))
    page.doings["Tách tổ sang thôn khác"]()
    form = page.form
    assert isinstance(form, ReshapeForm)
    form.source.set_text(west.identity.pile)
    form.source.edited.emit()
    assert [box.text() for box in form.groups.boxes.values()] == ["Tổ 1", "Tổ 2"]
    form.into.set_text(ends.village.identity.pile)
    page.save()
    assert form.groups.below == "Đánh dấu ít nhất một tổ."
    form.groups.set_text(next(iter(form.groups.boxes)))
    page.save()
    assert {row.name: row.households for row in page.model.rows} == {"Tây": 1, "Đông": 3}
    desk.undo()
    page.refresh(None)
    assert {row.name: row.households for row in page.model.rows} == {"Tây": 2, "Đông": 2}


def test_a_village_and_the_commune_are_renamed(desk: Desk, ends: Ends, west: Context) -> None:
    page = shown(VillagesPage(desk))
    page.doings["Thôn đổi tên"]()
    page.save()
    assert page.form is not None
    assert page.form.fields["name"].below == "Ghi tên mới."
    page.form.fields["village"].set_text(west.identity.pile)
    page.form.fields["name"].set_text("Tây Hà")
    page.save()
    assert "Tây Hà" in {row.name for row in page.model.rows}
    page.doings["Xã đổi tên"]()
    page.save()
    assert page.form.fields["commune"].below == "Ghi tên mới."
    page.form.fields["commune"].set_text("Xã An Hòa")
    page.save()
    assert page.form is None
    assert ends.commune.identity.title == "Xã An Hòa"


def test_the_answer_to_the_chosen_village(desk: Desk, ends: Ends, west: Context) -> None:
    page = shown(VillagesPage(desk))
    page.table.show_key(west.identity.pile)
    heard = said(desk)
    page._write_answer()
    assert heard[-1].text.startswith("Đã ghi 1 gói trả lời")
    assert import_bundle(west, ImportBundle(ends.stick / heard[-1].detail)).result.type == "update"


def test_what_a_village_asks_is_told_where_a_clerk_looks(desk: Desk, ends: Ends) -> None:
    page = shown(IssuesPage(desk))
    (button,) = (each for each in page.findChildren(QPushButton) if each.text() == "Hỏi đáp")
    ask(ends.village, Ask("Hộ ông An tính ở tổ nào?", About(pile=ends.village.identity.pile)))
    ends.take(ends.send())
    page.refresh(None)
    assert button.text() == "Hỏi đáp: 1 chờ trả lời"


def test_a_clock_that_cannot_be_right_is_told_at_the_commune_too(desk: Desk, ends: Ends, clock) -> None:
    ends.take(ends.send())
    page = shown(VillagesPage(desk))
    assert page.state.startswith("1 thôn")
    clock.at_ms = 631_152_000_000
    page.refresh(None)
    assert page.state.startswith("Đồng hồ máy đang chỉ 01/01/1990")
