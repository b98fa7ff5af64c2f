"""A bundle that may not be taken in: its own message, exit code 3, and books in which nothing has moved."""

import shutil
import zipfile
from pathlib import Path

import pytest

from app.journal.note import Note, read_note, write_note
from app.journal.tables import BUNDLE, CHAIN_START, LOCAL, NOTE, next_chain
from app.kernel import canonical
from app.kernel.errors import AppError, Exit
from app.sync.container import seal
from app.sync.key_file import write_key_file
from app.sync.keys import DeviceKeys, OwnDevice, Role
from app.sync.manifest import BundleType
from app.sync.payload import Contents
from app.usecases.devices import export_key, own_device, trust_key
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.exchange_log import Span
from app.usecases.piles import digest_of
from app.usecases.setup import FoundVillage, found_village
from tests.conftest import FakeClock
from tests.fixtures import books
from tests.fixtures.stick import edit_phone, household_ids, open_ends, state_of, swap_keys


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    with open_ends(tmp_path_factory.mktemp("ends"), FakeClock()) as opened:
        opened.take(opened.send())
        edit_phone(opened.village, household_ids(opened.village)[0], "0987654321")
        yield opened


@pytest.fixture(scope="module")
def bundle(ends):
    return ends.send()


def snapshot(context):
    """Return what must not move: notes, chain, digest, log of bundles and local facts."""
    with context.reading() as session:
        connection = session.connection()
        logged = connection.execute(BUNDLE.select().order_by(BUNDLE.c.sha256)).all()
        facts = connection.execute(LOCAL.select().order_by(LOCAL.c.name)).all()
        return state_of(context), digest_of(session, context.identity.pile), logged, facts


def refused(context, path):
    """Hold that neither a dry run nor an import does anything, and return the number of the message."""
    before = snapshot(context)
    numbers = set()
    for attempt in (lambda: inspect_bundle(context, path), lambda: import_bundle(context, ImportBundle(path))):
        with pytest.raises(AppError) as failed:
            attempt()
        assert failed.value.code.exit is Exit.REFUSED
        assert failed.value.advice
        assert failed.value.facts.get("file", path.name) == path.name
        numbers.add(failed.value.code.number)
        assert not list((context.folder / "inbox").glob("*"))
    assert snapshot(context) == before
    (number,) = numbers
    return number


def changed(path, target, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    target.write_bytes(data)
    return target


# -- the file ------------------------------------------------------------------------------------------------------


def test_one_changed_byte(ends, bundle, tmp_path):
    size = bundle.stat().st_size
    found = {refused(ends.commune, changed(bundle, tmp_path / "x.zip", size * part // 10)) for part in range(10)}
    cut = "BUNDLE-004"  # a changed length makes the file look cut
    assert found <= {"BUNDLE-002", cut, "BUNDLE-005", "BUNDLE-006", "BUNDLE-007", "BUNDLE-012", "BUNDLE-013"}


def test_a_truncated_file(ends, bundle, tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(bundle.read_bytes()[:-100])
    assert refused(ends.commune, cut) == "BUNDLE-004"


def test_an_ordinary_zip(ends, tmp_path):
    with zipfile.ZipFile(tmp_path / "danh sách.zip", "w") as archive:
        archive.writestr("danh sách.txt", "Nguyễn Văn An")
    assert refused(ends.commune, tmp_path / "danh sách.zip") == "BUNDLE-003"


def test_no_file_and_no_bundle(ends, tmp_path):
    assert refused(ends.commune, tmp_path / "không có.zip") == "FILE-003"
    (tmp_path / "ảnh.jpg").write_bytes(b"\xff\xd8" * 99)
    assert refused(ends.commune, tmp_path / "ảnh.jpg") == "BUNDLE-002"


def test_our_own_bundle(ends, bundle):
    assert refused(ends.village, bundle) == "BUNDLE-009"


def test_a_file_that_never_ends(ends):
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no file without end on this system")
    assert refused(ends.commune, endless) == "BUNDLE-001"


# -- the sender ----------------------------------------------------------------------------------------------------


def test_an_unknown_sender_and_another_commune(ends, tmp_path):
    clock = FakeClock()
    with books.open_context(tmp_path / "nam", clock, 41) as unknown:
        found_village(unknown, FoundVillage(books.COMMUNE, "Nam"))
        export_key(ends.commune, tmp_path / "xa.sothon-key")
        trust_key(unknown, tmp_path / "xa.sothon-key")
        path = sealed(tmp_path, own_device(unknown), to=ends.commune)
        assert refused(ends.commune, path) == "BUNDLE-012"
        elsewhere = sealed(tmp_path, own_device(unknown), to=unknown)
        assert refused(ends.commune, elsewhere) == "BUNDLE-010"
    with books.open_context(tmp_path / "tây", clock, 42) as neighbour:
        found_village(neighbour, FoundVillage(books.COMMUNE, "Tây"))
        swap_keys(tmp_path, (neighbour, ends.commune))
        meant_for_another = sealed(tmp_path, own_device(neighbour), to=neighbour)
        assert refused(ends.commune, meant_for_another) == "BUNDLE-011"


# -- what it may hold ----------------------------------------------------------------------------------------------


def sealed(folder, sender, *, to, kind=BundleType.CHANGES, lines=(), facts=None, name="goi.zip"):
    """Seal whatever a modified program might; the container holds, the contents may not."""
    path = folder / name
    span = Span(sender.public.pile, "a" * 32, 0, "", len(lines), CHAIN_START if lines else "")
    contents = Contents({**span.facts(), "schema": 1, **(facts or {})}, len(lines), lines)
    seal(path, kind, contents, sender=sender, recipients=[own_device(to).public])
    return path


def invented(pile, **changes) -> Note:
    wire = {
        "id": "1" * 32, "operation": "2" * 32, "code": "household.save", "record": "3" * 32, "kind": "household",
        "pile": pile, "device": "4" * 32, "actor": "An", "at": 1, "schema": 1, "values": {"phone": "0912345678"},
        "prev": {}, "salt": "5" * 32,
    }  # fmt: skip
    return write_note(**{**wire, **changes})


@pytest.fixture
def village(ends):
    return own_device(ends.village)


def chained(*notes):
    """Return lines and the header facts that state their chain truly."""
    chain = CHAIN_START
    for note in notes:
        chain = next_chain(chain, note.note_hash())
    return {"lines": [note.to_line() for note in notes], "facts": {"last_chain": chain, "last_n": len(notes)}}


def test_a_well_formed_note_of_its_own_pile_is_taken(ends, village, tmp_path):
    path = sealed(tmp_path, village, to=ends.commune, **chained(invented(village.public.pile)))
    assert inspect_bundle(ends.commune, path).new == 1


def test_a_stretch_that_leaves_out_other_piles_is_taken(ends, village, tmp_path):
    true = chained(invented(village.public.pile))
    facts = {**true["facts"], "last_n": 3, "last_chain": "1" * 64}
    assert (
        inspect_bundle(ends.commune, sealed(tmp_path, village, to=ends.commune, lines=true["lines"], facts=facts)).new
        == 1
    )


def test_notes_about_another_village(ends, village, tmp_path):
    notes = [invented(village.public.pile), invented("9" * 32, id="8" * 32, record="7" * 32)]
    path = sealed(tmp_path, village, to=ends.commune, **chained(*notes))
    assert refused(ends.commune, path) == "BUNDLE-103"
    path = sealed(tmp_path, village, to=ends.commune, facts={"pile": "9" * 32})
    assert refused(ends.commune, path) == "BUNDLE-102"


def test_a_village_may_not_speak_as_the_commune(ends, village, tmp_path):
    for kind in (BundleType.UPDATE, BundleType.RECOVERY):
        assert refused(ends.commune, sealed(tmp_path, village, to=ends.commune, kind=kind)) == "BUNDLE-101"


def test_the_commune_may_write_about_those_it_answers_only(ends, tmp_path):
    commune = own_device(ends.commune)
    pile = ends.village.identity.pile
    kind = {"kind": BundleType.UPDATE, "to": ends.village}
    strange = [invented("9" * 32).to_line()]
    assert refused(ends.village, sealed(tmp_path, commune, **kind)) == "BUNDLE-102"
    facts = {"pile": pile, "receipts": []}
    assert refused(ends.village, sealed(tmp_path, commune, lines=strange, facts=facts, **kind)) == "BUNDLE-103"
    as_changes = {"kind": BundleType.CHANGES, "to": ends.village}
    assert refused(ends.village, sealed(tmp_path, commune, facts=facts, **as_changes)) == "BUNDLE-101"
    for receipts in ({}, [1], [{"device": "x"}]):
        path = sealed(tmp_path, commune, facts={**facts, "receipts": receipts}, **kind)
        assert refused(ends.village, path) == "BUNDLE-017"
    own_notes = [invented(pile).to_line(), invented(commune.public.pile, id="8" * 32, record="7" * 32).to_line()]
    assert inspect_bundle(ends.village, sealed(tmp_path, commune, lines=own_notes, facts=facts, **kind)).new == 2


def test_another_laptop_of_the_village_may_send_its_own_village_only(ends, tmp_path):
    other = DeviceKeys.generate(lambda count: b"\7" * count)
    public = {"role": Role.VILLAGE, "name": "Máy hai", "commune": books.COMMUNE, "device_id": "d" * 32}
    ours = OwnDevice(other, other.public(pile=ends.village.identity.pile, **public))
    write_key_file(tmp_path / "hai.sothon-key", ours)
    trust_key(ends.village, tmp_path / "hai.sothon-key")
    assert refused(ends.village, sealed(tmp_path, ours, to=ends.village, facts={"pile": "9" * 32})) == "BUNDLE-102"


@pytest.mark.parametrize(
    "facts",
    [
        {"last_chain": "1" * 64},
        {"last_n": 0, "last_chain": ""},
        {"from_n": 3},
        {"from_n": 3, "from_chain": "1" * 64},
        {"from_n": -1},
        {"last_n": True},
        {"last_chain": "x"},
        {"db_id": "nhà"},
        {"pile": None},
        {"last_chain": ""},
    ],
    ids=str,
)
def test_a_header_that_does_not_hold(ends, village, tmp_path, facts):
    true = chained(invented(village.public.pile))
    path = sealed(tmp_path, village, to=ends.commune, lines=true["lines"], facts={**true["facts"], **facts})
    assert refused(ends.commune, path) == "BUNDLE-017"


def spoiled(note, **changes):
    return canonical.encode({**canonical.decode(note.to_line()), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"at": -1},
        {"prev": {"address": ["1" * 32]}},
        {"set": {"phone": {"deep": 1}}},
        {"set": {"phone": 912345678}},
        {"set": {"phone": "0" * 501}},
        {"extra": 1},
        {"record": "not an id"},
    ],
    ids=str,
)
def test_a_note_that_is_none(ends, village, tmp_path, changes):
    line = spoiled(invented(village.public.pile), **changes)
    facts = {"last_n": 2, "last_chain": "1" * 64}
    assert refused(ends.commune, sealed(tmp_path, village, to=ends.commune, lines=[line], facts=facts)) == "NOTE-001"


def test_a_second_content_under_a_known_id(ends, village, tmp_path):
    with ends.commune.reading() as session:
        query = NOTE.select().where(NOTE.c.kind == "household").order_by(NOTE.c.n).limit(1)
        known = read_note(session.connection().execute(query).one().line.encode())
    other = invented(village.public.pile, id=known.id, record=known.record, values={"phone": "0900000000"})
    path = sealed(tmp_path, village, to=ends.commune, **chained(other))
    assert refused(ends.commune, path) == "NOTE-002"


def test_what_a_newer_program_wrote_is_kept_and_counted(ends, village, tmp_path):
    newer = invented(village.public.pile, kind="drone", schema=99, values={"height": 3})
    path = sealed(tmp_path, village, to=ends.commune, **chained(newer))
    seen = inspect_bundle(ends.commune, path)
    assert (seen.new, seen.pending_newer) == (1, 1)


def test_no_room_in_the_inbox(ends, bundle, tmp_path):
    shutil.rmtree(ends.commune.folder / "inbox", ignore_errors=True)
    (ends.commune.folder / "inbox").write_bytes(b"a file where the folder should be")
    before = snapshot(ends.commune)
    with pytest.raises(AppError) as failed:
        import_bundle(ends.commune, ImportBundle(bundle))
    assert failed.value.code.number == "FILE-002"
    (ends.commune.folder / "inbox").unlink()
    assert snapshot(ends.commune) == before
