"""Máy tính của các thôn: a laptop is let in with the digits from its own screen, stopped, and its bundles decided about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.device_forms import AcceptForm, CopyForm, ProofForm
from app.gui.devices import DevicesPage
from app.gui.theme import Theme
from app.journal.tables import forget_local
from app.sync.device_list import State
from app.sync.keys import fingerprint
from app.sync.printed_key import groups_of, printed_lines
from app.usecases.commune_files import write_file
from app.usecases.commune_key import asked_groups, copy_is_proven
from app.usecases.context import Context
from app.usecases.devices import own_device, trust_key
from app.usecases.enrolment import AcceptDevice, RevokeDevice, accept_device, revoke_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.households import remove_household
from app.usecases.setup import FoundCommune, found_commune
from tests.fixtures import books
from tests.fixtures.stick import Ends, edit_phone, hashes_of, household_ids
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    stick = tmp_path / "usb"
    stick.mkdir()
    with (
        books.open_context(tmp_path / "village", clock, 1) as village,
        books.open_context(tmp_path / "commune", clock, 2) as commune,
    ):
        books.found(village)
        found_commune(commune, FoundCommune(books.COMMUNE))
        trust_key(village, write_file(commune, stick).file)
        yield Ends(village, commune, stick)


@pytest.fixture
def desk(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    dialogs.picked_folder = ends.stick
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


def send(ends: Ends) -> None:
    import_bundle(ends.commune, ImportBundle(export_bundle(ends.village, ends.stick).result.file))


def prove(page: DevicesPage, commune: Context, *, wrong: bool = False) -> None:
    page.ask_proof()
    assert isinstance(page.form, ProofForm)
    lines = printed_lines(own_device(commune))
    for field, each in zip(page.form.groups, asked_groups(commune), strict=True):
        field.set_text("0000" if wrong else groups_of(lines[each.line - 1])[each.group - 1])
    page.save()


def let_in(page: DevicesPage, ends: Ends) -> None:
    send(ends)
    prove(page, ends.commune)
    page.refresh(None)
    page.ask_accept()
    assert isinstance(page.form, AcceptForm)
    page.form.digits.set_text(fingerprint(own_device(ends.village).public, 2))
    page.save()


def test_the_empty_page_says_what_to_do_first(desk: Desk, ends: Ends) -> None:
    page = shown(DevicesPage(desk))
    assert (page.nothing.isHidden(), page.list.isHidden(), page.copy.isHidden()) == (False, True, False)
    heard = said(desk)
    page.write_file()
    assert list(ends.stick.glob("sothon_xa_*.json"))
    assert "Mã kiểm tra" in heard[-1].detail


def test_a_laptop_is_let_in_with_the_digits_of_its_own_screen(desk: Desk, ends: Ends) -> None:
    page = shown(DevicesPage(desk))
    heard = said(desk)
    send(ends)
    page.refresh(None)
    assert page.state == "0 máy đang dùng, 1 máy chờ chấp nhận"
    assert not page.accept_button.isEnabled()
    prove(page, ends.commune, wrong=True)
    assert "KEY-108" in heard[-1].detail
    prove(page, ends.commune)
    assert copy_is_proven(ends.commune)
    page.back()
    assert page.copy.isHidden()
    assert page.accept_button.isEnabled()

    page.ask_accept()
    assert isinstance(page.form, AcceptForm)
    page.save()
    assert page.form is not None
    page.form.digits.set_text("1111 1111")
    page.save()
    assert "KEY-106" in heard[-1].detail
    page.form.digits.set_text(fingerprint(own_device(ends.village).public, 2))
    page.save()
    assert "Đã chấp nhận máy của Thôn Đông" in heard[-1].text
    assert page.form is None
    pile = ends.village.identity.pile
    assert hashes_of(ends.commune, pile) == hashes_of(ends.village, pile)
    assert page.table.current.state is State.ACTIVE
    assert page.accept_button.isHidden()


def test_a_stopped_laptop_and_the_bundles_that_wait(desk: Desk, ends: Ends, dialogs: FakeDialogs) -> None:
    page = shown(DevicesPage(desk))
    heard = said(desk)
    let_in(page, ends)
    page.ask_revoke()
    assert page.form is not None
    page.form.set_texts({"reason": "mất trộm"})
    page.save()
    assert page.table.current.reason == "mất trộm"
    assert page.discard_button.isHidden()
    edit_phone(ends.village, household_ids(ends.village)[0], "0999999999")
    send(ends)
    page.refresh(None)
    assert not page.discard_button.isHidden()
    page.release()
    assert "1 thay đổi mới" in heard[-1].text
    send(ends)
    page.refresh(None)
    dialogs.yes = False
    page.discard()
    assert len(page.table.current.held) == 1
    dialogs.yes = True
    page.discard()
    assert page.table.current.held == ()


def test_one_who_waits_is_turned_away(desk: Desk, ends: Ends, dialogs: FakeDialogs) -> None:
    page = shown(DevicesPage(desk))
    send(ends)
    page.refresh(None)
    dialogs.yes = True
    page.refuse()
    assert not page.model.rows
    assert not page.nothing.isHidden()


def test_the_papers_are_written(desk: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    page = shown(DevicesPage(desk))
    for act, name in ((page.print_copy, "khoa.pdf"), (page.print_notice, "ma.pdf")):
        dialogs.saved = tmp_path / name
        act()
        assert (tmp_path / name).read_bytes().startswith(b"%PDF-")


def test_a_held_bundle_that_takes_many_households_away_has_its_own_yes(
    desk: Desk, ends: Ends, dialogs: FakeDialogs
) -> None:
    page = shown(DevicesPage(desk))
    let_in(page, ends)
    revoke_device(ends.commune, RevokeDevice(page.table.current.device))
    remove_household(ends.village, household_ids(ends.village)[0])
    send(ends)
    page.refresh(None)
    accept_device(
        ends.commune, AcceptDevice(page.table.current.device, fingerprint(own_device(ends.village).public, 2))
    )
    page.refresh(None)
    row = page.table.current
    assert (row.state, len(row.held)) == (State.ACTIVE, 1)
    assert not page.release_button.isHidden()
    dialogs.yes = False
    page.release()
    assert len(page.table.current.held) == 1
    dialogs.yes = True
    page.release()
    assert page.table.current.held == ()
    assert page.release_button.isHidden()
    pile = ends.village.identity.pile
    assert hashes_of(ends.commune, pile) == hashes_of(ends.village, pile)


def test_the_key_is_changed_after_a_question_and_must_be_printed_anew(
    desk: Desk, ends: Ends, dialogs: FakeDialogs
) -> None:
    page = shown(DevicesPage(desk))
    prove(page, ends.commune)
    page.back()
    before = own_device(ends.commune).public.key_id
    dialogs.yes = False
    page.change_key()
    assert own_device(ends.commune).public.key_id == before
    dialogs.yes = True
    heard = said(desk)
    page.change_key(stolen=True)
    assert "Đã đổi khoá" in heard[-1].text
    assert own_device(ends.commune).public.key_id != before
    assert not page.copy.isHidden()
    assert ends.commune.local()["stolen_keys"] == f'["{before}"]'


def test_the_machine_of_a_second_clerk_takes_the_key_from_the_printed_copy(desk: Desk, ends: Ends) -> None:
    """As on a server, where the books say which key is theirs and this machine has none."""
    lines = printed_lines(own_device(ends.commune))
    with ends.commune.writing() as connection:
        forget_local(connection, "device_keys")
    page = shown(DevicesPage(desk))
    heard = said(desk)
    assert not page.copy.isHidden()
    assert page.main is not None
    assert not page.main.isEnabled()
    page.ask_copy()
    assert isinstance(page.form, CopyForm)
    page.form.lines.set_text("\n".join(lines[:11]))
    page.save()
    assert "mới gõ 11" in page.form.lines.below
    page.form.lines.set_text("\n".join([*lines[:3], lines[4], *lines[4:]]))
    page.save()
    assert "KEY-109" in heard[-1].detail
    page.form.lines.set_text("\n\n".join(lines))
    page.save()
    assert page.form is None
    assert printed_lines(own_device(ends.commune)) == lines
    assert page.copy.isHidden()
    assert page.main.isEnabled()
