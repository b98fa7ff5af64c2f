"""Pictures of signed sheets on the stick: by hash, until the other side says that it holds them, and never who was erased."""

from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.kernel.files import DISK_FULL
from app.records.pledges import ScanPage
from app.storage.blobs import Blobs
from app.usecases import attachments
from app.usecases.attachments import named_in, pictures_waiting
from app.usecases.campaigns import pledge_rows
from app.usecases.erasing import ErasePerson, erase_person
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.pictures import picture_of
from app.usecases.scans import ScanFiles, scan_files
from tests.fixtures import books
from tests.fixtures.signed import filled, print_for_scanning, scanned
from tests.fixtures.stick import Ends, campaign, hashes_of, open_ends, swap_keys

AN, CUC = "01-001", "02-001"


@pytest.fixture
def ends(tmp_path, clock):
    """A village that scanned two signed sheets, and its commune."""
    with open_ends(tmp_path, clock) as opened:
        season = campaign(opened.village)
        codes = print_for_scanning(opened.village, season, tmp_path)
        pages = [filled(opened.village, tmp_path / "to.pdf", n, codes[code]) for n, code in enumerate((AN, CUC))]
        scan_files(opened.village, ScanFiles((scanned(tmp_path, "tập.pdf", *pages),)))
        assert {row.state for row in pledge_rows(opened.village, season)} == {"signed"}
        yield opened


def named(context, pile):
    with context.reading() as session:
        return named_in(session, pile)


def held(context):
    return context.blobs.names()


def send(ends):
    return export_bundle(ends.village, ends.stick).result


def take(context, path: Path):
    return import_bundle(context, ImportBundle(path)).result


def test_pictures_travel_once_and_are_the_same_at_the_commune(ends: Ends):
    pile = ends.village.identity.pile
    names = held(ends.village)
    assert len(names) == pictures_waiting(ends.village) == 2
    made = send(ends)
    assert (made.pictures, made.more) == (2, ())
    taken = take(ends.commune, made.file)
    assert (taken.pictures, taken.pictures_problem) == (2, None)
    assert held(ends.commune) == names == named(ends.commune, pile)
    for name in names:
        assert picture_of(ends.commune, name) == picture_of(ends.village, name)
        sealed = (ends.commune.blobs.folder / name).read_bytes()
        assert sealed != (ends.village.blobs.folder / name).read_bytes()
        assert picture_of(ends.village, name) not in sealed
    assert pictures_waiting(ends.village) == 2
    ends.hear(taken.receipt)
    assert pictures_waiting(ends.village) == 0
    again = send(ends)
    assert again.pictures == 0
    assert take(ends.commune, again.file).pictures == 0
    assert again.bytes < made.bytes / 3
    assert take(ends.commune, made.file).pictures == 0


def test_what_the_commune_lacks_comes_again(ends: Ends):
    taken = take(ends.commune, send(ends).file)
    ends.hear(taken.receipt)
    (lost, *_) = sorted(held(ends.commune))
    ends.commune.blobs.remove([lost])
    ends.hear(take(ends.commune, send(ends).file).receipt)
    assert pictures_waiting(ends.village) == 1
    made = send(ends)
    assert made.pictures == 1
    ends.hear(take(ends.commune, made.file).receipt)
    assert held(ends.commune) == held(ends.village)
    assert pictures_waiting(ends.village) == 0


def test_many_pictures_fill_several_bundles_that_may_come_in_any_order(ends: Ends, monkeypatch):
    monkeypatch.setattr(attachments, "SHARE", 10)
    made = send(ends)
    assert (made.pictures, len(made.more)) == (2, 1)
    early = take(ends.commune, made.more[0])
    assert (early.new, early.pictures) == (0, 0)
    first = take(ends.commune, made.file)
    assert first.pictures == 1
    assert take(ends.commune, made.more[0]).pictures == 1
    assert held(ends.commune) == held(ends.village)
    ends.hear(write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result.file)
    assert pictures_waiting(ends.village) == 0


def test_a_laptop_that_lacks_them_gets_them_back_from_the_commune(ends: Ends, tmp_path, clock):
    with books.second_laptop(ends.village, tmp_path / "second", clock, 3) as laptop:
        swap_keys(ends.stick, (laptop, ends.commune))
        names = held(ends.village)
        assert take(ends.commune, send(ends).file).pictures == 2
        assert held(laptop) == set()
        answer = take(ends.commune, export_bundle(laptop, ends.stick).result.file).receipt
        assert take(laptop, answer).pictures == 2
        assert held(laptop) == names
        assert picture_of(laptop, min(names)) == picture_of(ends.village, min(names))
        assert not take(ends.commune, export_bundle(laptop, ends.stick).result.file).pictures


def test_two_laptops_of_a_village_bring_each_other_pictures(ends: Ends, tmp_path, clock):
    with books.second_laptop(ends.village, tmp_path / "second", clock, 3) as laptop:
        swap_keys(ends.stick, (laptop, ends.commune), (ends.village, laptop))
        assert take(laptop, send(ends).file).pictures == 2
        assert held(laptop) == held(ends.village)


def test_nobody_who_was_erased_comes_back_in_a_picture(ends: Ends):
    early = send(ends).file
    people = books.household_people(ends.village, books.household_id(ends.village, AN))
    for person in people:
        erase_person(ends.village, ErasePerson(person, "theo yêu cầu"))
    late = send(ends)
    assert late.pictures == 1
    assert take(ends.commune, late.file).pictures == 1
    assert take(ends.commune, early).pictures == 0
    assert held(ends.commune) == held(ends.village)
    assert len(held(ends.commune)) == 1


def test_a_full_disk_costs_the_picture_not_the_notes(ends: Ends, monkeypatch):
    made = send(ends)
    put = Blobs.put

    def full(self, data):
        if self.folder == ends.commune.blobs.folder:
            raise AppError(DISK_FULL, file="x")
        return put(self, data)

    monkeypatch.setattr(Blobs, "put", full)
    taken = take(ends.commune, made.file)
    assert (taken.pictures, taken.pictures_problem.code.number) == (0, "FILE-001")
    pile = ends.village.identity.pile
    assert hashes_of(ends.commune, pile) == hashes_of(ends.village, pile)
    ends.hear(taken.receipt)
    assert pictures_waiting(ends.village) == 2
    monkeypatch.undo()
    assert take(ends.commune, send(ends).file).pictures == 2


def test_a_picture_that_is_not_here_is_asked_for_not_invented(ends: Ends):
    names = held(ends.village)
    ends.village.blobs.remove(names)
    assert pictures_waiting(ends.village) == 0
    made = send(ends)
    assert made.pictures == 0
    taken = take(ends.commune, made.file)
    assert taken.pictures == 0
    ends.hear(taken.receipt)
    assert held(ends.commune) == set()


def test_a_list_of_what_is_lacking_that_is_none_is_refused(ends: Ends, monkeypatch):
    from app.usecases import outbox

    monkeypatch.setattr(outbox, "lacking", lambda *_: ["x"])
    bundle = send(ends).file
    with pytest.raises(AppError) as caught:
        take(ends.commune, bundle)
    assert caught.value.code.number == "BUNDLE-017"
    assert caught.value.facts["reason"].endswith("«lacks»")


def test_a_record_may_name_nonsense(ends: Ends):
    with ends.village.transaction("scan.settle") as tx:
        tx.add(ScanPage(picture="../../etc/passwd"))
    assert send(ends).pictures == 2


def test_what_is_no_picture_is_not_kept_whoever_sends_it(ends: Ends):
    """A laptop that was let in may be a thief's: what it calls a scan could be a drawing that names files of the commune."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'
    name = ends.village.blobs.put(drawing)
    with ends.village.transaction("scan.settle") as tx:
        tx.add(ScanPage(picture=name))
    made = send(ends)
    assert made.pictures == 3
    assert take(ends.commune, made.file).pictures == 2
    assert name in named(ends.commune, ends.village.identity.pile) - held(ends.commune)


def test_a_picture_that_cannot_be_opened_any_more_stops_nothing_and_comes_back(ends: Ends):
    good, bad = sorted(held(ends.village))
    take(ends.commune, send(ends).file)
    path = ends.village.blobs.folder / bad
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    again = send(ends)
    assert again.pictures == 1
    assert held(ends.village) == {good}
    assert take(ends.commune, again.file).pictures == 0
    answer = write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result
    assert take(ends.village, answer.file).pictures == 1
    assert held(ends.village) == {good, bad}
    ends.village.blobs.remove({bad})
    assert [each.name for each in ends.village.blobs.folder.iterdir()] == [good]
