"""A whole folder of bundles taken in at once: villages side by side, what is refused, what is asked about, gaps that close."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.journal import tables
from app.journal.tables import BUNDLE
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.usecases import exchange
from app.usecases.commune import villages_overview
from app.usecases.context import Context
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_state import standing
from app.usecases.households import remove_household
from app.usecases.receiving import AGAIN, ASKS, REFUSED, TAKEN, WAITS, Received, TakeIn, bundles_in, look_into, take_in
from tests.fixtures import books
from tests.fixtures.stick import Ends, edit_phone, household_ids, open_ends, swap_keys

NAMES = ("Tây", "Nam")


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def others(ends: Ends, tmp_path: Path, clock) -> Iterator[list[Context]]:
    """Two more villages the commune trusts."""
    with (
        books.open_context(tmp_path / "west", clock, 8) as west,
        books.open_context(tmp_path / "south", clock, 9) as south,
    ):
        for village, name in zip((west, south), NAMES, strict=True):
            books.found(village, name)
            swap_keys(ends.stick, (village, ends.commune))
        yield [west, south]


def looked(commune: Context, *places: Path, every: bool = False):
    return look_into(commune, bundles_in(places), Progress(), all_of_them=every)


def send(village: Context, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return export_bundle(village, folder).result.file


def test_a_folder_of_many_villages_ends_in_one_summary(ends: Ends, others: list[Context]) -> None:
    before = ends.send()
    ends.take(before)
    west, south = (send(village, ends.stick / name) for village, name in zip(others, NAMES, strict=True))
    broken = ends.stick / "sothon_hong_20261118_000000.zip"
    broken.write_bytes(south.read_bytes()[:-10])
    (ends.stick / "Nam" / "sâu hơn").mkdir()
    south.with_name("ảnh.zip").write_bytes(b"no bundle")
    found = looked(ends.commune, ends.stick)
    assert {each.file: each.state for each in found} == {before: AGAIN, west: WAITS, south: WAITS, broken: REFUSED}
    got = take_in(ends.commune, TakeIn(found))
    number = next(each.error.code.number for each in got.items if each.error)
    assert got.sentence == f"4 gói: 2 nhận, 1 đã nhận trước đó, 1 không nhận được: {number} (1)"
    assert got.new == sum(each.seen.new for each in found if each.state == WAITS)
    assert {each.village: each.file.parent for each in got.answers} == {
        "thôn Tây": ends.stick / "Tây", "thôn Nam": ends.stick / "Nam"
    }  # fmt: skip
    assert {row.name for row in villages_overview(ends.commune)} == {"Đông", *NAMES}
    for village, answer in zip(others, sorted(got.answers, key=lambda each: each.village, reverse=True), strict=True):
        import_bundle(village, ImportBundle(answer.file))
        assert standing(village).matches
    assert [each.state for each in looked(ends.commune, west, south)] == [AGAIN, AGAIN]


def test_the_villages_whose_bundles_need_a_person_are_named(ends: Ends, others: list[Context]) -> None:
    """All three hold an invented person with the same number."""
    ends.take(ends.send())
    for village, name in zip(others, NAMES, strict=True):
        send(village, ends.stick / name)
    got = take_in(ends.commune, TakeIn(looked(ends.commune, ends.stick)))
    assert got.villages_with_issues == (("thôn Nam", 1), ("thôn Tây", 1))
    assert got.issues_sentence == "2 việc cần xử lý: thôn Nam (1), thôn Tây (1)"
    first = got.of(TAKEN)[0]
    assert first.seen is not None
    five = [
        replace(first, seen=replace(first.seen, village=f"thôn {at}", issues=(issue,)))
        for at in range(1, 6)
        for issue in next(each.seen.issues for each in got.of(TAKEN) if each.seen and each.seen.issues)[:1]
    ]
    many = Received(tuple(five), ()).issues_sentence
    assert many == "5 việc cần xử lý: thôn 1 (1), thôn 2 (1), thôn 3 (1) và 2 thôn khác"
    assert take_in(ends.commune, TakeIn(got.items)).issues == 2


def test_a_village_that_brought_several_gets_one_answer(ends: Ends) -> None:
    ends.send()
    edit_phone(ends.village, household_ids(ends.village)[0], "0912345670")
    last = ends.send()
    found = looked(ends.commune, ends.stick)
    assert found[-1].file == last, "the older stretch first"
    got = take_in(ends.commune, TakeIn(found))
    assert [each.state for each in got.items] == [TAKEN, TAKEN]
    assert len(got.answers) == 1
    assert ends.hear(got.answers[0].file).standing.matches


def test_the_older_stretch_goes_first_so_that_a_gap_closes(ends: Ends, monkeypatch) -> None:
    monkeypatch.setattr(exchange, "WHOLE_PILE", 0)
    first = ends.send()
    ends.hear(ends.take(first).receipt)
    edit_phone(ends.village, household_ids(ends.village)[0], "0910000001")
    second = ends.send()
    with ends.commune.writing() as connection:  # the commune lost everything but its keys, and knows it
        tables.write_local(connection, "db_id", "f" * 32)
        connection.execute(tables.NOTE.delete())
        connection.execute(BUNDLE.delete())
    alone = take_in(ends.commune, TakeIn(looked(ends.commune, second)))
    assert [each.gaps for each in alone.answers] == [1]
    both = take_in(ends.commune, TakeIn(looked(ends.commune, second, first)))
    assert [each.state for each in both.items] == [TAKEN, AGAIN]
    assert [each.gaps for each in both.answers] == [0]


def test_one_that_takes_many_households_away_waits_alone(ends: Ends, others: list[Context]) -> None:
    ends.take(ends.send())
    for household in household_ids(ends.village):
        remove_household(ends.village, household)
    heavy, light = ends.send(), send(others[0], ends.stick)
    found = [each for each in looked(ends.commune, ends.stick) if each.state != AGAIN]
    got = take_in(ends.commune, TakeIn(found))
    assert {each.file: each.state for each in got.items} == {heavy: ASKS, light: TAKEN}
    assert got.sentence == "2 gói: 1 nhận, 1 chờ đồng ý riêng"
    again = take_in(ends.commune, TakeIn(got.items, frozenset([heavy])))
    assert {each.state for each in again.items} == {TAKEN}
    assert [each.village for each in again.answers] == ["thôn Đông"]


def test_a_bundle_that_becomes_too_much_while_others_are_taken_in_is_not_taken(ends: Ends) -> None:
    ends.send()
    for household in household_ids(ends.village):
        remove_household(ends.village, household)
    heavy = ends.send()
    found = looked(ends.commune, ends.stick)
    assert [each.state for each in found] == [WAITS, WAITS], "an empty commune loses nothing by either"
    got = take_in(ends.commune, TakeIn(found))
    assert [(each.state, each.file == heavy) for each in got.items] == [(TAKEN, False), (ASKS, True)]


class StopsAfterOne(Progress):
    """Stands in for a person who presses "Dừng lại" after the first bundle."""

    def advance(self, steps: int = 1) -> None:
        self.cancel()
        super().advance(steps)


def test_stopping_keeps_and_answers_what_was_taken_in(ends: Ends, others: list[Context]) -> None:
    send(others[0], ends.stick)
    send(others[1], ends.stick)
    found = looked(ends.commune, ends.stick)
    got = take_in(ends.commune, TakeIn(found), StopsAfterOne())
    assert sorted(each.state for each in got.items) == [TAKEN, WAITS]
    assert len(got.answers) == 1
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        take_in(ends.commune, TakeIn(found), stopped)


def test_a_folder_without_bundles_and_one_at_a_village(ends: Ends, tmp_path: Path) -> None:
    empty = tmp_path / "trống"
    empty.mkdir()
    with pytest.raises(AppError, match="BUNDLE-121"):
        bundles_in([empty])
    taken, _ = ends.round()
    found = looked(ends.village, ends.stick)
    assert [each.file for each in found] == [taken.receipt], "its own bundle is not for it"
    got = take_in(ends.village, TakeIn(found))
    assert (got.items[0].state, got.answers) == (AGAIN, ())


def test_a_stick_that_cannot_be_listed_is_told_and_undoes_nothing(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged folder, or the stick pulled out after the last bundle was read."""
    found = looked(ends.commune, ends.send())
    glob = Path.glob

    def gone(self: Path, pattern: str):
        if self == ends.stick:
            raise OSError(errno.EIO, "no medium")
        return glob(self, pattern)

    monkeypatch.setattr(Path, "glob", gone)
    with pytest.raises(AppError, match="FILE-004"):
        bundles_in([ends.stick])
    got = take_in(ends.commune, TakeIn(found))
    assert [each.state for each in got.items] == [TAKEN]
    assert [each.file is not None for each in got.answers] == [True]
