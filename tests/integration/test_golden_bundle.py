"""A bundle of version 1 with the notes of a real small village, taken in for ever, and read by a reader of FORMAT.md alone.

Its village has a signature, a withdrawn one, a delete taken back, edits of two laptops that met, and one erased value.
"""

import json
from pathlib import Path

import pytest

from app.journal import tables
from app.journal.views import differing_rows
from app.usecases.devices import trust_key
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.setup import FoundCommune, found_commune
from tests.fixtures import books, independent_reader
from tests.fixtures.stick import hashes_of, prove

FIXTURES = Path(__file__).parents[1] / "fixtures" / "bundles" / "v1"
GOLDEN = FIXTURES / "notes.zip"
FACTS = json.loads((FIXTURES / "notes.json").read_text("utf-8"))


@pytest.fixture
def read():
    _, header, lines, _ = independent_reader.read(GOLDEN, FACTS["commune"].split()[-1])
    return header, lines


def test_a_reader_of_the_format_alone_gets_every_hash(read):
    notes, hashes, digest = independent_reader.read_notes(*read)
    assert (len(hashes), digest) == (FACTS["notes"], FACTS["digest"])
    assert sum(note["set"] is None for note in notes) == FACTS["redacted"] == 1
    assert {note["pile"] for note in notes} == {FACTS["village"]}
    assert len({note["device"] for note in notes}) == 2
    assert read[0]["last_chain"] == FACTS["last_chain"]


def test_the_reader_notices_what_is_wrong(read):
    header, lines = read
    for spoiled in (lines[1:], [*lines[:-2], lines[-1], lines[-2]], [lines[0].replace(b"thon", b"lang"), *lines[1:-1]]):
        with pytest.raises(ValueError, match="is not"):
            independent_reader.read_notes(header, spoiled)


def test_the_program_takes_it_in(read, tmp_path, clock):
    with books.open_context(tmp_path / "commune", clock, 99) as commune:
        found_commune(commune, FoundCommune(FACTS["commune_code"]))
        with commune.writing() as connection:
            tables.write_local(connection, "device_keys", FACTS["commune"])
        prove(commune)
        trust_key(commune, FIXTURES / "notes.sothon-key")
        taken = import_bundle(commune, ImportBundle(GOLDEN, answer=False)).result
        assert (taken.village, taken.new, taken.counts) == (FACTS["name"], FACTS["notes"], FACTS["counts"])
        assert taken.digest == FACTS["digest"]
        assert [issue.type for issue in taken.issues] == FACTS["issues"]
        _, hashes, _ = independent_reader.read_notes(*read)
        assert hashes_of(commune, FACTS["village"]) == sorted(hashes)
        with commune.reading() as session:
            assert differing_rows(session.connection()) == []
            assert tables.last_link(session.connection()) == (FACTS["notes"], FACTS["last_chain"])
