"""Programs two versions apart exchange bundles: what the older does not know comes back byte for byte (figure 11).

The newer is this program with more declared, a process of its own (``tests/fixtures/newer_program.py``). It sends to the
commune and to a second laptop of its village, both of this version, which work on the same households and send back.
"""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.journal.tables import NOTE
from app.journal.views import differing_rows
from app.usecases.beginnings import BeginFromFile, begin_from_file
from app.usecases.commune_files import write_file
from app.usecases.devices import trust_key
from app.usecases.enrolment import AcceptDevice, accept_device, list_devices
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.exchange_state import waiting_for_newer
from app.usecases.setup import FoundCommune, FoundVillage, found_commune
from tests.fixtures import books
from tests.fixtures.newer_program import NewerProgram
from tests.fixtures.stick import edit_phone
from tests.integration.test_trust import digits_of, prove


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    return NewerProgram(tmp_path_factory.mktemp("newer"))


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def commune(tmp_path, clock):
    with books.open_context(tmp_path / "commune", clock, 2) as opened:
        found_commune(opened, FoundCommune(books.COMMUNE))
        prove(opened)
        yield opened


def take(context, path):
    return import_bundle(context, ImportBundle(Path(path), answer=False)).result


def let_in(commune, digits):
    (waiting,) = [each for each in list_devices(commune) if each.state == "waiting"]
    return accept_device(commune, AcceptDevice(waiting.device, digits)).result


def answer(commune, pile, stick):
    return write_receipt(commune, pile, stick).result.file


def lines_of_newer(context, pile):
    """Return the notes of a pile that use what this version does not know, byte for byte."""
    with context.reading() as session:
        lines = session.scalars(select(NOTE.c.line).where(NOTE.c.pile == pile))
        return sorted(line for line in lines if json.loads(line)["schema"] == 3)


def only_newer(lines):
    return sorted(line for line in lines if json.loads(line)["schema"] == 3)


def test_what_the_older_do_not_know_comes_back_byte_for_byte(newer, commune, stick, tmp_path, clock):
    village = tmp_path / "village"
    begin, tiles = ("found", write_file(commune, stick).file), ("write", "Ngói", "Giếng Chùa")
    *_, digits, bundle, shown = newer.run(village, begin, tiles, ("digits",), ("send", stick), ("shown",))
    written = shown["lines"]

    # the commune is two versions older: it keeps what it does not know, says how much, and shows the rest
    held = take(commune, bundle)
    assert held.held
    let_in(commune, digits)
    pile = held.pile
    assert lines_of_newer(commune, pile) == only_newer(written)
    with commune.reading() as session:
        assert differing_rows(session.connection()) == []

    # a second laptop of the village, as old as the commune, works on the same household
    with books.open_context(tmp_path / "second", clock, 7) as second:
        begin_from_file(second, BeginFromFile(write_file(commune, stick).file, FoundVillage("", "Đông")))
        take(commune, export_bundle(second, stick).result.file)
        let_in(commune, digits_of(second))
        told = take(second, answer(commune, pile, stick))
        assert told.pending_newer == waiting_for_newer(second) == 3
        assert lines_of_newer(second, pile) == only_newer(written)
        home = books.household_id(second, "01-001")
        edit_phone(second, home, "0987654321")
        take(commune, export_bundle(second, stick).result.file)
        assert lines_of_newer(commune, pile) == only_newer(written)

        # back to the newer one: the phone is new, roof and well are as they were written, and the numbers agree
        back, iron = ("take", answer(commune, pile, stick)), ("write", "Tôn", "Giếng Đình")
        heard, shown, _, bundle, after = newer.run(village, back, ("shown",), iron, ("send", stick), ("shown",))
        assert heard["new"]
        assert heard["matches"]
        assert shown["differing"] == []
        assert [row[1] for row in shown["households"]] == ["Ngói", "Ngói"]
        assert ["01-001", "Ngói", "0987654321", "mái Ngói"] in shown["households"]
        assert shown["wells"] == [["Giếng Chùa", 2]]
        assert only_newer(shown["lines"]) == only_newer(written)

        # the newer one writes over what the older one wrote, and nobody is asked about it
        again = take(commune, bundle)
        assert again.pending_newer == 3
        assert again.issues == ()
        take(second, answer(commune, pile, stick))
        assert lines_of_newer(second, pile) == only_newer(after["lines"])

    # the older laptop gets the newer program: its books show what until then they only kept
    (upgraded,) = newer.run(tmp_path / "second", ("shown",))
    assert [row[1] for row in upgraded["households"]] == ["Tôn", "Tôn"]
    assert sorted(name for name, _ in upgraded["wells"]) == ["Giếng Chùa", "Giếng Đình"]
    assert upgraded["differing"] == []


def test_a_commune_that_got_the_newer_program_first_loses_nothing_of_its_older_villages(
    newer, commune, stick, tmp_path, clock
):
    """The likely order: the commune is updated, and its villages when somebody comes by."""
    with books.open_context(tmp_path / "village", clock, 1) as village:
        books.found(village)
        trust_key(village, write_file(commune, stick).file)
        take(commune, export_bundle(village, stick).result.file)
        let_in(commune, digits_of(village))
        take(village, answer(commune, village.identity.pile, stick))
        commune.database.close()

        pile, folder = village.identity.pile, tmp_path / "commune"
        _, told, shown = newer.run(folder, ("write", "Ngói", "Giếng Chùa", pile), ("answer", pile, stick), ("shown",))
        heard = take(village, told)
        assert heard.pending_newer == waiting_for_newer(village) == 3
        assert heard.standing.matches
        assert lines_of_newer(village, pile) == only_newer(shown["lines"])

        edit_phone(village, books.household_id(village, "01-001"), "0987654321")
        sent = export_bundle(village, stick).result.file
        taken, shown, told = newer.run(folder, ("take", sent), ("shown",), ("answer", pile, stick))
        assert (taken["new"], shown["differing"]) == (1, [])
        assert ["01-001", "Ngói", "0987654321", "mái Ngói"] in shown["households"]
        assert take(village, told).standing.matches
        with village.reading() as session:
            assert differing_rows(session.connection()) == []
