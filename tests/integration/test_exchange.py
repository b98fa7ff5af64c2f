"""Village, stick, commune, and back: what is sent is what is held, in any order and however often."""

import itertools
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import select

from app.journal import tables
from app.journal.tables import BUNDLE, HEAD, NOTE
from app.journal.views import differing_rows
from app.kernel.errors import CATALOGUE, AppError, Cancelled, Exit
from app.kernel.progress import Progress
from app.records.register import Household
from app.sync.key_file import write_key_file
from app.sync.keys import DeviceKeys, OwnDevice, Role
from app.usecases import apart, exchange, exchange_receipts
from app.usecases.apart import apart_from_commune, apart_of_village, row_lines
from app.usecases.bundle_log import list_bundles
from app.usecases.campaigns import pledge_rows
from app.usecases.commune import missing_households, villages_overview
from app.usecases.counts import counts_of
from app.usecases.devices import export_key, list_trusted, own_device, read_key, trust_key
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.exchange_state import pending, standing
from app.usecases.history import record_history
from app.usecases.households import SaveHousehold, remove_household, save_household
from app.usecases.issue_answers import ResolveMany, resolve_many
from app.usecases.issues import APART, ResolveIssue, list_issues, narrowed, resolve_issue
from app.usecases.pledges import Sign, sign
from app.usecases.safety import create_backup, restore_backup
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.usecases.village_entry import stand_in
from tests.fixtures import books, independent_reader
from tests.fixtures.stick import (
    campaign,
    edit_phone,
    hashes_of,
    household_ids,
    open_ends,
    prove,
    state_of,
    swap_keys,
)

DAY = 24 * 60 * 60 * 1000


@pytest.fixture
def ends(tmp_path, clock):
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def second(ends, tmp_path, clock):
    with books.second_laptop(ends.village, tmp_path / "second", clock, 3) as opened:
        swap_keys(ends.stick, (ends.village, opened), (opened, ends.commune))
        yield opened


def counts(context, pile):
    with context.reading() as session:
        return counts_of(session, pile)


def pile_of(ends):
    return ends.village.identity.pile


def agree(ends, *others):
    pile = pile_of(ends)
    held = [hashes_of(each, pile) for each in (ends.village, ends.commune, *others)]
    assert all(each == held[0] for each in held)
    for each in (ends.village, ends.commune, *others):
        with each.reading() as session:
            assert differing_rows(session.connection()) == []


# -- there and back ------------------------------------------------------------------------------------------------


def test_what_the_village_sends_the_commune_holds_and_both_say_so(ends, clock):
    opened = campaign(ends.village)
    sign(ends.village, Sign((pledge_rows(ends.village, opened)[0].id,)))
    waiting = pending(ends.village)
    assert waiting.changes == state_of(ends.village)[0]
    clock.advance(8 * DAY)
    assert (pending(ends.village).days, pending(ends.village).overdue) == (8, True)

    exported = export_bundle(ends.village, ends.stick).result
    assert exported.verified
    assert exported.file.parent == ends.stick
    assert (exported.from_n, exported.last_n, exported.notes) == (0, waiting.changes, waiting.changes)
    assert pending(ends.village).changes == 0
    assert standing(ends.village) is None

    taken = ends.take(exported.file)
    assert (taken.type, taken.village, taken.new, taken.again) == ("changes", "thôn Đông", exported.notes, False)
    assert taken.counts == counts(ends.village, pile_of(ends)) | {"households": 2, "people": 4, "signed": 1}
    assert taken.receipt_problem is None

    heard = ends.hear(taken.receipt)
    assert (heard.type, heard.village, heard.new) == ("update", "thôn Đông", 0)
    assert heard.standing.matches
    assert heard.standing.theirs == heard.standing.ours == taken.counts
    assert heard.standing.sentence == "Số liệu đã khớp với xã."
    assert standing(ends.village) == heard.standing
    assert heard.digest == taken.digest
    agree(ends)


def test_work_done_after_the_bundle_is_told_apart(ends):
    taken = ends.take(ends.send())
    edit_phone(ends.village, household_ids(ends.village)[0], "0987654321")
    heard = ends.hear(taken.receipt)
    assert heard.standing.matches
    assert (heard.standing.unsent, pending(ends.village).changes) == (1, 1)
    assert heard.standing.sentence == "Số liệu đã khớp với xã, trừ 1 thay đổi xã chưa nhận."
    _, heard = ends.round()
    assert (heard.standing.unsent, heard.standing.matches) == (0, True)


def test_the_overview_names_the_households_that_are_missing(ends):
    (waiting,) = villages_overview(ends.commune)
    assert (waiting.name, waiting.last_received, waiting.households) == ("thôn Đông", 0, 0)
    first, *_ = pledge_rows(ends.village, campaign(ends.village))
    sign(ends.village, Sign((first.id,)))
    ends.take(ends.send())
    (row,) = villages_overview(ends.commune)
    assert (row.name, row.label, row.head) == ("Đông", "thôn", "Trần Thị Bình")
    assert (row.households, row.people, row.signed, row.in_scope, row.gaps) == (2, 4, 1, 2, 0)
    assert row.last_received == ends.commune.clock.now_ms()
    (missing,) = missing_households(ends.commune, row.campaign_id)
    assert (missing.code, missing.head, missing.group) == ("02-001", "Lê Thị Cúc", "Tổ 2")


def test_two_villages_lie_side_by_side(ends, tmp_path, clock):
    campaign(ends.village)
    ends.take(ends.send())
    with books.open_context(tmp_path / "other", clock, 7) as other:
        books.found(other)
        swap_keys(ends.stick, (other, ends.commune))
        import_bundle(ends.commune, ImportBundle(export_bundle(other, ends.stick).result.file))
    rows = villages_overview(ends.commune)
    assert [(row.households, row.people, row.in_scope) for row in rows] in (
        [(2, 4, 2), (2, 4, 0)],
        [(2, 4, 0), (2, 4, 2)],
    )
    assert [issue.type for issue in list_issues(ends.commune)] == ["same_number"]


def test_nothing_of_the_village_can_be_read_on_the_stick(ends):
    bundle = ends.send()
    ends.take(bundle)
    known = ("Nguyễn", "Đông", "Trần Thị", "0912345678", books.FIRST_NUMBER)
    for path in ends.stick.iterdir():
        if path.suffix == ".zip":
            assert path.name.isascii()
            assert not any(word.encode() in path.read_bytes() for word in known)
    for folder in (ends.village.folder / "outbox", ends.commune.folder / "inbox", ends.commune.folder / "outbox"):
        assert list(folder.iterdir()) == []


# -- twice, late, in any order -------------------------------------------------------------------------------------


def test_the_same_bundle_a_second_time_changes_nothing(ends):
    bundle = ends.send()
    taken = ends.take(bundle)
    before = state_of(ends.commune)
    again = ends.take(bundle)
    assert (again.new, again.again, again.digest) == (0, True, taken.digest)
    assert state_of(ends.commune) == before
    heard = ends.hear(taken.receipt)
    assert asdict(ends.hear(taken.receipt).standing) == asdict(heard.standing)
    assert asdict(ends.hear(again.receipt).standing) == asdict(heard.standing)


def test_a_dry_run_says_what_will_happen_and_keeps_nothing(ends):
    bundle = ends.send()
    before = state_of(ends.commune)
    seen = inspect_bundle(ends.commune, bundle)
    assert state_of(ends.commune) == before
    with ends.commune.reading() as session:
        assert session.connection().execute(BUNDLE.select()).all() == []
    taken = ends.take(bundle)
    assert asdict(taken) | {"receipt": None} == asdict(seen)


def test_bundles_in_any_order_end_the_same(ends, tmp_path, clock):
    home, _ = household_ids(ends.village)
    bundles = []
    for number in range(4):
        edit_phone(ends.village, home, f"091000000{number}")
        bundles.append(ends.send())
    for number, order in enumerate(itertools.islice(itertools.permutations(bundles), 0, 24, 5)):
        with books.open_context(tmp_path / f"commune{number}", clock, 20 + number) as commune:
            found_like(commune, ends.commune)
            for bundle in order:
                import_bundle(commune, ImportBundle(bundle, answer=False))
            assert hashes_of(commune, pile_of(ends)) == hashes_of(ends.village, pile_of(ends))
            (row,) = villages_overview(commune)
            assert row.gaps == 0


def found_like(commune, known):
    """Make a commune's books with the keys and the peers of another, as if restored from before every bundle."""
    facts = known.local()
    with commune.writing() as connection:
        for name, value in facts.items():
            tables.write_local(connection, name, value)
        with known.reading() as session:
            for row in session.connection().execute(tables.PEER.select()).mappings():
                connection.execute(tables.PEER.insert().values(**row))


def test_a_gap_is_kept_open_until_the_missing_bundle_arrives(ends, monkeypatch):
    monkeypatch.setattr(exchange, "WHOLE_PILE", 0)
    home, _ = household_ids(ends.village)
    first = ends.send()
    early = ends.take(first)
    ends.hear(early.receipt)
    edit_phone(ends.village, home, "0910000001")
    second_part = export_bundle(ends.village, ends.stick).result
    assert second_part.from_n == state_of(ends.village)[0] - 1
    assert second_part.notes == 1

    with ends.commune.writing() as connection:  # the commune lost everything but its keys, and knows it
        tables.write_local(connection, "db_id", "f" * 32)
        connection.execute(tables.NOTE.delete())
        connection.execute(BUNDLE.delete())
    lost = ends.take(second_part.file)
    assert (lost.new, lost.receipt_problem) == (1, None)
    (row,) = villages_overview(ends.commune)
    assert row.gaps == 1
    heard = ends.hear(lost.receipt)
    assert heard.standing is None
    assert standing(ends.village).acked_n == 0
    whole = export_bundle(ends.village, ends.stick).result
    assert whole.from_n == 0
    healed = ends.take(first)
    assert villages_overview(ends.commune)[0].gaps == 0
    assert ends.hear(healed.receipt).standing.matches


def test_no_village_is_let_in_by_its_key_file_before_the_communes_key_was_printed(ends, tmp_path, clock):
    with (
        books.open_context(tmp_path / "mới", clock, 51) as commune,
        books.open_context(tmp_path / "tây", clock, 52) as west,
    ):
        found_commune(commune, FoundCommune(books.COMMUNE))
        found_village(west, FoundVillage(books.COMMUNE, "Tây"))
        path = tmp_path / "tay.sothon-key"
        export_key(west, path)
        assert refused(lambda: trust_key(commune, path)) == "KEY-107"
        assert list_trusted(commune) == ()
        export_key(commune, tmp_path / "xa.sothon-key")
        assert trust_key(west, tmp_path / "xa.sothon-key").role == "commune", "a village prints nothing"
        prove(commune)
        trust_key(commune, path)
        assert [each.name for each in list_trusted(commune)] == ["thôn Tây"]


# -- two laptops of one village ------------------------------------------------------------------------------------


def test_two_laptops_of_a_village_exchange_both_ways(ends, second):
    one, two = household_ids(ends.village)
    edit_phone(ends.village, one, "0911111111")
    edit_phone(second, two, "0922222222")
    there = export_bundle(ends.village, ends.stick).result.file
    assert import_bundle(second, ImportBundle(there)).result.new == 1
    back = export_bundle(second, ends.stick).result.file
    result = import_bundle(ends.village, ImportBundle(back)).result
    assert (result.type, result.new, result.issues, result.receipt) == ("changes", 1, (), None)
    taken, heard = ends.round()
    assert heard.standing.matches
    assert taken.issues == ()
    agree(ends, second)


def test_a_conflict_is_shown_to_everybody_and_dropped_by_nobody(ends, second):
    home, _ = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    edit_phone(second, home, "0922222222")
    ends.take(ends.send())
    taken = ends.take(export_bundle(second, ends.stick).result.file)
    (issue,) = taken.issues
    assert {choice.value for choice in issue.choices} == {"0911111111", "0922222222"}
    heard = ends.hear(taken.receipt)
    assert [each.id for each in heard.issues] == [issue.id]
    assert heard.standing.matches
    heard = import_bundle(second, ImportBundle(taken.receipt)).result
    assert heard.standing.matches
    agree(ends, second)


def test_an_older_answer_arriving_late_says_nothing_new(ends):
    early = ends.take(ends.send())
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    late = ends.take(ends.send())
    newest = ends.hear(late.receipt).standing
    assert ends.hear(early.receipt).standing is None
    assert standing(ends.village) == newest


# -- a note that one side has lost -----------------------------------------------------------------------------------


def lose(context, record):
    """Let a database lose the newest note of a record, without a trace in anything that counts."""
    with context.writing() as connection:
        newest = connection.execute(
            NOTE.select().where(NOTE.c.record == record).order_by(NOTE.c.n.desc()).limit(1)
        ).one()
        connection.execute(NOTE.delete().where(NOTE.c.id == newest.id))
    return newest


def listed_by_hand(context, pile):
    with context.reading() as session:
        rows = session.execute(select(NOTE.c.record, NOTE.c.note_hash).where(NOTE.c.pile == pile)).all()
    return sorted(bytes.fromhex(row.record)[-6:] + bytes.fromhex(row.note_hash)[:6] for row in rows)


def told(rows):
    return [(row.name, row.here, row.there, row.sentence) for row in rows]


@pytest.mark.parametrize("most", [exchange.WHOLE_PILE, 0])
def test_what_the_commune_lost_is_named_at_the_village_and_sent_again(ends, monkeypatch, most):
    monkeypatch.setattr(exchange, "WHOLE_PILE", most)
    home, other = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    ends.take(ends.send())
    edit_phone(ends.village, home, "0922222222")
    edit_phone(ends.village, other, "0933333333")
    ends.take(ends.send())
    lost = [lose(ends.commune, home), lose(ends.commune, home)]
    answer = write_receipt(ends.commune, pile_of(ends), ends.stick).result.file
    edit_phone(ends.village, other, "0944444444")  # since then: no difference
    heard = ends.hear(answer)
    assert (heard.standing.matches, heard.standing.unsent, heard.differing) == (False, 1, 1)
    assert "1 mục khác nhau" in heard.standing.sentence
    assert told(heard.apart) == [("Hộ Nguyễn Văn An, 01-001", 0, 2, "xã chưa có 2 thay đổi")]
    assert apart_from_commune(ends.village) == heard.apart
    assert standing(ends.village) == heard.standing

    mended = export_bundle(ends.village, ends.stick).result
    assert mended.from_n == 0
    taken = ends.take(mended.file)
    assert (taken.new, taken.apart) == (len(lost) + 1, ())
    heard = ends.hear(taken.receipt)
    assert (heard.standing.matches, heard.apart, apart_from_commune(ends.village)) == (True, (), ())
    agree(ends)


def test_what_the_village_lost_is_named_on_both_sides_and_brought_back(ends):
    home, other = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    edit_phone(ends.village, other, "0922222222")
    taken = ends.take(ends.send())
    assert (taken.apart, villages_overview(ends.commune)[0].match) == ((), "matched")
    lost = lose(ends.village, home)
    heard = ends.hear(taken.receipt)
    assert told(heard.apart) == [("Hộ Nguyễn Văn An, 01-001", 1, 0, "xã có 1 thay đổi máy này chưa có")]

    edit_phone(ends.village, other, "0933333333")
    taken = ends.take(ends.send())
    assert told(taken.apart) == [("Hộ Nguyễn Văn An, 01-001", 0, 1, "máy thôn chưa có 1 thay đổi")]
    (row,) = villages_overview(ends.commune)
    assert (row.match, row.lacks, row.short, row.match_words) == ("behind", 1, 0, "Thôn thiếu 1 thay đổi")
    assert apart_of_village(ends.commune, pile_of(ends)) == taken.apart
    heard = ends.hear(taken.receipt)
    assert (heard.new, heard.standing.matches, heard.apart) == (1, True, ())
    assert lost.note_hash in hashes_of(ends.village, pile_of(ends))
    agree(ends)
    ends.round()
    assert villages_overview(ends.commune)[0].match == "matched"


def found_apart(context):
    return [each for each in list_issues(context) if each.type == APART]


def test_what_the_digests_found_needs_a_person_until_they_match_again(ends, clock):
    home, other = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    ends.round()
    assert found_apart(ends.commune) == found_apart(ends.village) == []
    lose(ends.village, home)
    clock.advance(DAY)
    edit_phone(ends.village, other, "0933333333")
    taken = ends.take(ends.send())
    (issue,) = found_apart(ends.commune)
    assert (issue.name, issue.pile, issue.others) == ("Thôn Đông", pile_of(ends), (home,))
    assert issue.sentence == "Hai nơi chưa khớp ở 1 mục"
    assert issue.lines == ("Hộ Nguyễn Văn An, 01-001: máy thôn chưa có 1 thay đổi",)
    assert issue in narrowed(list_issues(ends.commune), "dong", APART, pile_of(ends))
    for way in (ResolveIssue(issue.id, dismiss=True), ResolveIssue(issue.id, value="1")):
        with pytest.raises(AppError, match="ISSUE-002"):
            resolve_issue(ends.commune, way)
    for way in (ResolveMany((issue.id,), dismiss=True), ResolveMany((issue.id,), newest=True)):
        with pytest.raises(AppError, match="ISSUE-002"):
            resolve_many(ends.commune, way)
    ends.hear(taken.receipt)
    ends.take(ends.send())
    assert found_apart(ends.commune) == []


def test_what_the_commune_lost_needs_a_person_at_the_village(ends):
    home, _ = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    ends.take(ends.send())
    lose(ends.commune, home)
    ends.hear(write_receipt(ends.commune, pile_of(ends), ends.stick).result.file)
    (issue,) = found_apart(ends.village)
    assert issue.lines == ("Hộ Nguyễn Văn An, 01-001: xã chưa có 1 thay đổi",)
    assert "Ghi gói mới mang lên xã" in issue.advice
    ends.round()
    assert found_apart(ends.village) == []


def test_work_a_laptop_could_not_know_of_is_no_difference(ends, second, clock):
    home, other = household_ids(ends.village)
    ends.round()
    clock.advance(DAY)
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
    edit_phone(second, other, "0933333333")
    ends.take(export_bundle(second, ends.stick).result.file)
    taken = ends.take(ends.send())
    assert taken.apart
    assert found_apart(ends.commune) == [], "nothing had carried it to the laptop"
    clock.advance(DAY)
    ends.take(ends.send())
    (issue,) = found_apart(ends.commune)
    assert len(issue.lines) == 2, "the answer was written, and not read at the village"
    ends.hear(taken.receipt)
    ends.take(ends.send())
    assert found_apart(ends.commune) == []


def test_a_record_nothing_is_held_of_has_no_name_here(ends):
    home, _ = household_ids(ends.village)
    made = save_household(ends.village, SaveHousehold(head="Ngô Văn Út", texts={"address": "Ngõ 9"}))
    edit_phone(ends.village, home, "0911111111")
    taken = ends.take(ends.send())
    with ends.village.writing() as connection:
        gone = connection.scalars(select(NOTE.c.record).where(NOTE.c.operation == made.operation)).all()[:2]
        for table in (NOTE, HEAD):
            connection.execute(table.delete().where(table.c.record.in_(gone)))
    (row,) = ends.hear(taken.receipt).apart
    assert (row.name, row.record, row.records, row.there) == ("2 mục ở đây chưa có", "", 2, 0)
    assert row_lines([row], 5) == [f"2 mục ở đây chưa có: xã có {row.here} thay đổi máy này chưa có", "và 3 mục khác"]


def test_a_part_of_the_pile_lists_all_that_is_held_so_that_the_commune_sees_its_loss(ends, monkeypatch):
    monkeypatch.setattr(exchange, "WHOLE_PILE", 0)
    home, other = household_ids(ends.village)
    ends.round()
    lose(ends.commune, home)
    edit_phone(ends.village, other, "0933333333")
    part = export_bundle(ends.village, ends.stick).result
    assert part.notes == 1
    _, header, _, _ = independent_reader.read(part.file, own_device(ends.commune).keys.to_text().split()[-1])
    assert independent_reader.held(header) == listed_by_hand(ends.village, pile_of(ends))
    taken = ends.take(part.file)
    assert told(taken.apart) == [("Hộ Nguyễn Văn An, 01-001", 1, 0, "xã chưa có 1 thay đổi của thôn")]
    (row,) = villages_overview(ends.commune)
    assert (row.match, row.short, row.match_words) == ("behind", 1, "Xã thiếu 1 thay đổi")
    heard = ends.hear(taken.receipt)
    assert told(heard.apart) == [("Hộ Nguyễn Văn An, 01-001", 0, 1, "xã chưa có 1 thay đổi")]
    taken, heard = ends.round()
    assert heard.standing.matches
    assert villages_overview(ends.commune)[0].match == "matched"


def test_more_is_lost_than_is_named(ends, clock, monkeypatch):
    monkeypatch.setattr(apart, "MOST_ROWS", 1)
    save_household(ends.village, SaveHousehold(head="Ngô Văn Út"))
    taken = ends.take(ends.send())
    for home in household_ids(ends.village)[:2]:
        lose(ends.village, home)
    heard = ends.hear(taken.receipt)
    assert (len(heard.apart), heard.differing) == (1, 2)
    assert row_lines(heard.apart, heard.differing)[-1] == "và 1 mục khác"
    clock.advance(DAY)
    taken, heard = ends.round()  # the commune cannot name them all, so it sends everything
    assert heard.standing.matches
    agree(ends)


def test_what_the_commune_writes_since_is_named_there_until_the_laptop_has_it(ends):
    home, _ = household_ids(ends.village)
    ends.round()
    edit_phone(stand_in(ends.commune, "Đông"), home, "0955555555")
    (row,) = villages_overview(ends.commune)
    assert (row.match, row.lacks) == ("behind", 1)
    assert told(apart_of_village(ends.commune, row.pile)) == [
        ("Hộ Nguyễn Văn An, 01-001", 0, 1, "máy thôn chưa có 1 thay đổi")
    ]
    assert apart_of_village(ends.commune, "f" * 32) == ()


# -- how far a change has come ---------------------------------------------------------------------------------------


def states(context, record, field="phone"):
    return [(row.after, row.state, row.state_words) for row in record_history(context, record) if row.field == field]


def test_a_change_is_saved_exported_and_agreed(ends):
    home, other = household_ids(ends.village)
    assert states(ends.village, home) == [("0912345678", "saved", "Đã lưu, chưa gửi")]
    bundle = ends.send()
    assert states(ends.village, home) == [("0912345678", "exported", "Đã ghi ra gói")]
    taken = ends.take(bundle)
    assert states(ends.commune, home) == [("0912345678", "agreed", "Hai nơi đã có")]
    ends.hear(taken.receipt)
    edit_phone(ends.village, home, "0911111111")
    assert states(ends.village, home) == [
        ("0911111111", "saved", "Đã lưu, chưa gửi"),
        ("0912345678", "agreed", "Đã khớp với xã"),
    ]
    edit_phone(stand_in(ends.commune, "Đông"), other, "0922222222")
    newest = lambda context: next(row for row in states(context, other) if row[0] == "0922222222")  # noqa: E731
    assert newest(ends.commune) == ("0922222222", "saved", "Đã lưu, chưa trả lời thôn")
    answer = write_receipt(ends.commune, pile_of(ends), ends.stick).result.file
    assert newest(ends.commune) == ("0922222222", "exported", "Đã ghi ra gói trả lời")
    ends.hear(answer)
    assert newest(ends.village) == ("0922222222", "agreed", "Đã khớp với xã")
    ends.take(ends.send())
    assert newest(ends.commune) == ("0922222222", "agreed", "Hai nơi đã có")


def test_what_needs_a_person_at_the_commune_is_told_until_it_is_answered(ends):
    home, _ = household_ids(ends.village)
    ends.round()
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
    edit_phone(ends.village, home, "0911111111")
    taken = ends.take(ends.send())
    assert {row[1] for row in states(ends.commune, home)} == {"needs_answer", "agreed"}
    ends.hear(taken.receipt)
    assert {row[:2] for row in states(ends.village, home)} == {
        ("0911111111", "needs_answer"), ("0922222222", "needs_answer"), ("0912345678", "agreed"),
    }  # fmt: skip
    (issue,) = list_issues(ends.village)
    resolve_issue(ends.village, ResolveIssue(issue.id, value="0933333333"))
    assert sorted(row[1] for row in states(ends.village, home)) == ["agreed", "agreed", "agreed", "saved"]


def test_of_very_many_things_that_need_a_person_the_first_are_told(ends, monkeypatch):
    homes = household_ids(ends.village)
    ends.round()
    for home in homes:
        edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
        edit_phone(ends.village, home, "0911111111")
    taken = ends.take(ends.send())
    assert len(taken.issues) == len(homes) == 2
    monkeypatch.setattr(exchange_receipts, "MOST_OUTCOMES", 1)
    ends.hear(write_receipt(ends.commune, pile_of(ends), ends.stick).result.file)
    assert len(standing(ends.village).asks) == 1
    monkeypatch.undo()
    ends.hear(write_receipt(ends.commune, pile_of(ends), ends.stick).result.file)
    assert len(standing(ends.village).asks) == 2


def test_a_change_the_commune_has_lost_is_received_and_not_agreed(ends):
    home, other = household_ids(ends.village)
    edit_phone(ends.village, home, "0911111111")
    edit_phone(ends.village, other, "0922222222")
    ends.take(ends.send())
    lose(ends.commune, home)
    ends.hear(write_receipt(ends.commune, pile_of(ends), ends.stick).result.file)
    assert {row[1] for row in states(ends.village, home)} == {"received"}
    assert {row[1] for row in states(ends.village, other)} == {"agreed"}


def test_bundles_are_listed_with_what_became_of_them(ends, clock):
    assert list_bundles(ends.village) == ()
    first = export_bundle(ends.village, ends.stick).result
    clock.advance(DAY)
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    second = export_bundle(ends.village, ends.stick).result
    rows = list_bundles(ends.village)
    assert [(row.file, row.direction, row.type, row.place, row.state) for row in rows] == [
        (second.file.name, "out", "changes", "xã", "sent"), (first.file.name, "out", "changes", "xã", "sent"),
    ]  # fmt: skip
    assert [(row.notes, row.from_n, row.last_n, row.bytes, row.sha256, row.when) for row in rows] == [
        (second.notes, 0, second.last_n, second.bytes, second.sha256, "19/11/2026 08:00"),
        (first.notes, 0, first.last_n, first.bytes, first.sha256, "18/11/2026 08:00"),
    ]
    taken = ends.take(first.file)
    (answer, received) = sorted(list_bundles(ends.commune), key=lambda row: row.direction, reverse=True)
    assert (answer.state_words, answer.place, answer.type) == ("Đã ghi", "thôn Đông", "update")
    assert (received.state, received.place, received.bytes) == ("received", "thôn Đông", first.bytes)
    ends.hear(taken.receipt)
    by_file = {row.file: row for row in list_bundles(ends.village)}
    assert by_file[first.file.name].state_words == "Xã đã nhận"
    assert by_file[second.file.name].state_words == "Đã ghi, chưa có trả lời"
    assert by_file[taken.receipt.name].place == "Xã An Quang"
    assert [row.direction for row in list_bundles(ends.village, 2, "out")] == ["out", "out"]
    assert len(list_bundles(ends.village, 1)) == 1


# -- a database that is not what it was ----------------------------------------------------------------------------


def test_a_laptop_restored_from_before_gets_everything_back(tmp_path, clock):
    with open_ends(tmp_path, clock) as ends:
        home, _ = household_ids(ends.village)
        pile = pile_of(ends)
        ends.village.database.close()
        shutil.copytree(tmp_path / "village", tmp_path / "backup")
        with books.open_context(tmp_path / "village", clock, 31) as lost:
            edit_phone(lost, home, "0911111111")
            taken = ends.take(export_bundle(lost, ends.stick).result.file)
            everything = hashes_of(lost, pile)
        with books.open_context(tmp_path / "backup", clock, 32) as restored:
            edit_phone(restored, home, "0922222222")
            heard = import_bundle(restored, ImportBundle(taken.receipt)).result.standing
            assert (heard.rolled_back, heard.matches, heard.acked_n) == (True, False, 0)
            assert "gửi lại toàn bộ" in heard.sentence
            assert restored.identity.db_id != heard.db_id
            again = ends.take(export_bundle(restored, ends.stick).result.file)
            heard = import_bundle(restored, ImportBundle(again.receipt)).result
            assert heard.standing.matches
            assert set(everything) < set(hashes_of(restored, pile)) == set(hashes_of(ends.commune, pile))
            assert [issue.type for issue in heard.issues] == ["conflict"]


def test_nothing_is_known_to_match_after_a_backup_was_put_back(ends):
    old = create_backup(ends.village).file
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    assert ends.hear(ends.take(ends.send()).receipt).standing.matches
    assert standing(ends.village).matches
    restore_backup(ends.village, old)
    assert standing(ends.village) is None
    assert ends.hear(ends.take(ends.send()).receipt).standing.matches
    matching = create_backup(ends.village).file
    edit_phone(ends.village, household_ids(ends.village)[0], "0922222222")
    restore_backup(ends.village, matching)
    now = standing(ends.village)
    assert (now.matches, now.rolled_back, now.acked_n) == (False, True, 0)
    assert "gửi lại toàn bộ" in now.sentence
    assert ends.hear(ends.take(ends.send()).receipt).standing.matches


def test_what_was_written_since_the_answer_is_counted_as_it_is_now(ends):
    assert ends.hear(ends.take(ends.send()).receipt).standing.sentence == "Số liệu đã khớp với xã."
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    now = standing(ends.village)
    assert now.sentence == "Số liệu đã khớp với xã, trừ 1 thay đổi xã chưa nhận."
    assert now.ours["notes"] == now.theirs["notes"] + 1


# -- asked twice ---------------------------------------------------------------------------------------------------


def test_hiding_a_third_of_the_households_is_asked_twice(ends):
    ends.take(ends.send())
    remove_household(ends.village, household_ids(ends.village)[0])
    bundle = ends.send()
    before = state_of(ends.commune)
    seen = inspect_bundle(ends.commune, bundle)
    assert (seen.hides, seen.households_before) == (1, 2)
    with pytest.raises(AppError) as refused:
        ends.take(bundle)
    assert refused.value.code.number == "BUNDLE-104"
    assert "1 trong 2 hộ của thôn Đông" in refused.value.message
    assert state_of(ends.commune) == before
    done = import_bundle(ends.commune, ImportBundle(bundle, allow_mass_delete=True))
    assert done.result.counts["households"] == 1
    assert done.changes.touches(Household.kind_name)


def test_cancelled_before_the_commit_nothing_is_kept(ends):
    bundle = ends.send()
    before = state_of(ends.commune)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        import_bundle(ends.commune, ImportBundle(bundle), progress)
    with pytest.raises(Cancelled):
        export_bundle(ends.village, ends.stick, progress)
    assert state_of(ends.commune) == before


def test_an_answer_that_cannot_be_written_undoes_nothing(ends, tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("a folder nobody can write to, whoever runs the test: Linux has one")
    with ends.send().open("rb") as stream:
        result = ends.take(Path(f"/proc/self/fd/{stream.fileno()}"))
    assert result.new > 0
    assert result.receipt is None
    assert result.receipt_problem.code.number.startswith("STICK-")
    assert import_bundle(ends.commune, ImportBundle(ends.send(), answer=False)).result.receipt is None
    with pytest.raises(AppError) as failed:
        write_receipt(ends.commune, result.pile, tmp_path / "gone")
    assert failed.value.code.number == "STICK-003"


# -- keys ----------------------------------------------------------------------------------------------------------


def refused(work) -> str:
    with pytest.raises(AppError) as failed:
        work()
    assert failed.value.message
    assert failed.value.advice
    assert failed.value.code.exit is Exit.REFUSED
    return failed.value.code.number


def test_keys_of_the_wrong_place_are_refused(ends, tmp_path, clock):
    own, other = tmp_path / "own.sothon-key", tmp_path / "other.sothon-key"
    export_key(ends.village, own)
    assert refused(lambda: trust_key(ends.village, own)) == "KEY-101"
    seen = read_key(ends.commune, own)
    assert (seen.role, seen.name, seen.already, seen.known_as) == ("village", "thôn Đông", True, "")
    assert len(seen.fingerprint.split()) == 6
    with books.open_context(tmp_path / "far", clock, 8) as far:
        found_village(far, FoundVillage("00004", "Tây", commune_name="Xã Khác"))
        export_key(far, other)
        assert refused(lambda: trust_key(ends.commune, other)) == "KEY-102"
        assert refused(lambda: export_bundle(far, ends.stick)) == "BUNDLE-105"
    with books.open_context(tmp_path / "near", clock, 9) as near:
        found_village(near, FoundVillage(books.COMMUNE, "Nam"))
        export_key(near, other)
        assert refused(lambda: trust_key(ends.village, other)) == "KEY-103"
        assert refused(lambda: write_receipt(ends.commune, near.identity.pile, ends.stick)) == "BUNDLE-106"
    assert refused(lambda: export_bundle(ends.commune, ends.stick)) == "SETUP-003"
    assert refused(lambda: write_receipt(ends.village, pile_of(ends), ends.stick)) == "SETUP-003"
    export_key(ends.commune, other)
    assert read_key(ends.village, other).already
    ends.take(ends.send())
    assert read_key(ends.commune, own).known_as == "thôn Đông"


def test_a_commune_trusts_villages_only_and_not_with_its_own_books(ends, tmp_path, clock):
    path = tmp_path / "khoa.sothon-key"
    with books.open_context(tmp_path / "twin", clock, 11) as twin:
        found_commune(twin, FoundCommune(books.COMMUNE))
        export_key(twin, path)
        assert refused(lambda: trust_key(ends.commune, path)) == "KEY-003"
    keys = DeviceKeys.generate(lambda count: b"\5" * count)
    claims = {"role": Role.VILLAGE, "name": "Thôn Giả", "commune": books.COMMUNE, "device_id": "5" * 32}
    write_key_file(path, OwnDevice(keys, keys.public(pile=ends.commune.identity.pile, **claims)))
    assert refused(lambda: trust_key(ends.commune, path)) == "KEY-104"
    assert [each.name for each in list_trusted(ends.commune)] == ["thôn Đông"]


def test_no_keys_before_there_are_books(tmp_path, clock):
    with books.open_context(tmp_path / "empty", clock) as empty:
        with pytest.raises(AppError) as failed:
            own_device(empty)
        assert failed.value.code.number == "DATA-006"
        assert "device_keys" not in empty.local()


def test_what_a_power_cut_left_in_the_outbox_goes_after_a_day(ends, clock):
    outbox = ends.village.folder / "outbox"
    outbox.mkdir()
    for name, age in (("old.zip", 2 * DAY), ("new.zip", DAY // 2)):
        (outbox / name).touch()
        os.utime(outbox / name, ((clock.now_ms() - age) / 1000,) * 2)
    laid_out = outbox / "một gói đang mở ra"
    laid_out.mkdir()
    (laid_out / "gói.zip").touch()
    os.utime(laid_out, ((clock.now_ms() - 2 * DAY) / 1000,) * 2)
    ends.send()
    assert [path.name for path in outbox.iterdir()] == ["new.zip"]


def test_a_device_keeps_its_keys(ends):
    assert own_device(ends.village).public == own_device(ends.village).public
    assert "device_keys" in ends.village.local()
    assert repr(own_device(ends.village).keys) == "DeviceKeys()"


def test_every_message_of_the_exchange_is_numbered():
    wanted = {f"BUNDLE-10{number}" for number in range(1, 7)} | {f"KEY-10{number}" for number in range(1, 5)}
    assert wanted <= set(CATALOGUE)
