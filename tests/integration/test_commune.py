"""Tình hình các thôn: who sent what until when, whether both ends hold the same, who is missing, all on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.journal.tables import BUNDLE
from app.kernel import canonical
from app.kernel.errors import AppError
from app.usecases.apart import apart_of_village
from app.usecases.campaigns import pledge_rows
from app.usecases.commune import (
    BEHIND,
    GAP,
    LATE,
    MATCHED,
    NEVER,
    UNKNOWN,
    UNSIGNED,
    VillageRow,
    is_late,
    missing_households,
    narrowed,
    villages_overview,
)
from app.usecases.commune_report import WriteVillages, write_villages
from app.usecases.context import Context
from app.usecases.machine import notice_machine
from app.usecases.pledges import Sign, sign
from app.usecases.safety import create_backup, restore_backup
from tests.fixtures import books
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import Ends, campaign, edit_phone, household_ids, open_ends, swap_keys

DAY_MS = 86_400_000


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def west(ends: Ends, tmp_path: Path, clock) -> Iterator[Context]:
    """A second village, trusted but not heard from."""
    with books.open_context(tmp_path / "west", clock, 9) as opened:
        books.found(opened, "Tây")
        swap_keys(ends.stick, (opened, ends.commune))
        yield opened


def row_of(commune: Context, name: str = "Đông") -> VillageRow:
    return next(row for row in villages_overview(commune) if row.title.endswith(name))


def test_both_ends_match_until_one_of_them_writes(ends: Ends, clock) -> None:
    assert row_of(ends.commune).match == NEVER
    clock.advance(1000)
    taken = ends.take(ends.send())
    row = row_of(ends.commune)
    assert (row.match, row.lacks, row.bundles) == (MATCHED, 0, 1)
    assert row.answered >= row.last_received > 0
    edit_phone(ends.commune, household_ids_of(ends.commune)[0], "0911111111")
    row = row_of(ends.commune)
    assert (row.match, row.lacks, row.match_words) == (BEHIND, 1, "Thôn thiếu 1 thay đổi")
    clock.advance(1000)
    ends.take(ends.send())
    assert row_of(ends.commune).lacks == 1, "what the laptop sent does not hold what was written here"
    clock.advance(1000)
    ends.hear(ends.take(ends.send()).receipt)
    clock.advance(1000)
    ends.take(ends.send())
    row = row_of(ends.commune)
    assert (row.match, row.bundles) == (MATCHED, 4)
    assert taken.counts["households"] == row.households == 2


def test_a_log_of_an_older_program_is_counted_from_the_notes(ends: Ends, clock) -> None:
    ends.take(ends.send())
    edit_phone(ends.commune, household_ids_of(ends.commune)[0], "0911111111")
    with ends.commune.writing() as connection:
        for row in connection.execute(BUNDLE.select()).all():
            facts = {name: value for name, value in canonical.trusted(row.facts).items() if name != "n"}
            connection.execute(
                BUNDLE.update().where(BUNDLE.c.sha256 == row.sha256).values(facts=canonical.encode(facts).decode())
            )
    assert row_of(ends.commune).lacks == 1


def test_after_the_communes_own_restore_nothing_is_known_until_something_was_compared(
    ends: Ends, west: Context, clock
) -> None:
    ends.round()
    backup = create_backup(ends.commune).file
    assert row_of(ends.commune).match == MATCHED
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    clock.advance(DAY_MS)
    ends.take(ends.send())
    restore_backup(ends.commune, backup)
    row = row_of(ends.commune)
    assert (row.match, row.match_words, row.lacks, row.short) == (UNKNOWN, "Chưa biết", 0, 0)
    assert row_of(ends.commune, "Tây").match == NEVER
    assert [each.pile for each in narrowed(ends.commune, villages_overview(ends.commune), state=UNKNOWN)] == [row.pile]
    clock.advance(DAY_MS)
    ends.take(ends.send())
    assert row_of(ends.commune).match == MATCHED, "the bundle from the beginning brought back what was lost"


def test_books_that_moved_to_another_machine_are_not_known_to_match(ends: Ends, clock) -> None:
    ends.round()
    notice_machine(ends.commune, "a" * 64, "máy cũ")
    assert row_of(ends.commune).match == MATCHED
    assert notice_machine(ends.commune, "b" * 64, "máy mới")
    assert row_of(ends.commune).match == UNKNOWN
    clock.advance(DAY_MS)
    ends.round()
    assert row_of(ends.commune).match == MATCHED


def test_a_bundle_of_pictures_alone_compares_nothing(ends: Ends, clock) -> None:
    ends.round()
    restore_backup(ends.commune, create_backup(ends.commune).file)
    with ends.commune.writing() as connection:
        last = connection.execute(BUNDLE.select().where(BUNDLE.c.direction == "in")).one()
        facts = {
            name: each for name, each in canonical.trusted(last.facts).items() if name not in ("apart", "compared_in")
        }
        connection.execute(
            BUNDLE.insert().values(
                {**last._mapping, "sha256": "9" * 64, "at": last.at + DAY_MS, "from_n": last.last_n, "notes": 0,
                 "facts": canonical.encode({**facts, "from_chain": last.last_chain}).decode()}
            )
        )  # fmt: skip
    assert row_of(ends.commune).match == UNKNOWN


def test_a_gap_is_told_apart_from_what_does_not_match(ends: Ends, monkeypatch) -> None:
    from app.journal import tables
    from app.usecases import exchange

    monkeypatch.setattr(exchange, "WHOLE_PILE", 0)
    first = ends.send()
    ends.hear(ends.take(first).receipt)
    edit_phone(ends.village, household_ids(ends.village)[0], "0910000001")
    second = ends.send()
    ends.take(second)
    assert row_of(ends.commune).match == MATCHED, "stretches that join hold together what the laptop holds"
    with ends.commune.writing() as connection:  # the commune lost everything but its keys, and knows it
        tables.write_local(connection, "db_id", "f" * 32)
        connection.execute(tables.NOTE.delete())
        connection.execute(BUNDLE.delete())
    ends.take(second)
    row = row_of(ends.commune)
    assert (row.match, row.gaps, row.match_words) == (GAP, 1, "Thiếu gói giữa (1)")
    assert len(apart_of_village(ends.commune, row.pile)) > 5, "what the laptop lists and the gap hides"
    ends.take(first)
    assert row_of(ends.commune).match == MATCHED
    assert apart_of_village(ends.commune, row.pile) == ()


def household_ids_of(commune: Context) -> list[str]:
    from sqlalchemy import select

    from app.records.register import Household

    with commune.reading() as session:
        return list(session.scalars(select(Household.id).order_by(Household.code)))


def test_late_unsigned_and_named_villages(ends: Ends, west: Context, clock) -> None:
    opened = campaign(ends.village)
    sign(ends.village, Sign((pledge_rows(ends.village, opened)[0].id,)))
    ends.take(ends.send())
    rows = villages_overview(ends.commune)
    assert [row.title for row in rows] == ["Thôn Tây", "Thôn Đông"], "never heard from first"
    names = lambda text="", state="": [row.title for row in narrowed(ends.commune, rows, text, state)]  # noqa: E731
    assert names(state=NEVER) == names(state=LATE) == ["Thôn Tây"]
    assert names(state=UNSIGNED) == names(state=MATCHED) == names("dong") == ["Thôn Đông"]
    assert names("dong", NEVER) == []
    clock.advance(7 * DAY_MS)
    assert not is_late(ends.commune, rows[1])
    clock.advance(DAY_MS)
    assert is_late(ends.commune, rows[1])
    assert [each.head for each in missing_households(ends.commune, rows[1].campaign_id)] == ["Lê Thị Cúc"]
    assert missing_households(ends.commune, "") == ()


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_the_list_on_paper_counts_bundles_and_names_its_day(
    ends: Ends, west: Context, tmp_path: Path, suffix: str
) -> None:
    campaign(ends.village)
    ends.take(ends.send())
    path = tmp_path / f"tình hình.{suffix}"
    made = write_villages(ends.commune, WriteVillages(path, names=suffix != "xlsx"))
    assert (made.villages, made.file) == (2, path)
    assert made.named == (0 if suffix == "xlsx" else 2)
    if suffix == "pdf":
        text = " ".join(pdf_text(path).split())
        for words in ("TÌNH HÌNH CÁC THÔN", "Đã gửi: 1 / 2 thôn, 1 gói nhận được, tính đến ngày 18/11/2026", "Lê Thị Cúc",
                      "Thôn Đông, 2 hộ chưa ký"):  # fmt: skip
            assert words in text
    if suffix == "xlsx":
        cells = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]
        line = next(row for row in cells if row[1] == "Thôn Đông")
        assert line[3:6] == [2, 4, "0 / 2"]


def test_what_cannot_be_written(ends: Ends, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="VILLAGE-101"):
        write_villages(ends.commune, WriteVillages(tmp_path / "a.pdf", "không có"))
    with pytest.raises(AppError, match="SETUP-003"):
        write_villages(ends.village, WriteVillages(tmp_path / "a.pdf"))
    with pytest.raises(AppError, match="PRINT-001"):
        write_villages(ends.commune, WriteVillages(tmp_path / "a.txt"))
