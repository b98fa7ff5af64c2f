"""Notes of version 1, kept for ever, mean the same to the program and to a reader that knows the design text alone."""

import ast
import json
import sys
from pathlib import Path

import pytest

from app.journal.merge import find_heads, issue_id, view
from app.journal.note import read_note
from app.journal.tables import CHAIN_START, next_chain
from app.kernel.ids import computed_id
from tests.fixtures import independent_notes

VECTORS = Path(independent_notes.__file__).parent / "notes" / "v1.json"


@pytest.fixture(scope="module")
def vectors():
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def test_the_independent_reader_agrees(vectors):
    assert independent_notes.problems(vectors) == []


@pytest.mark.parametrize("spoil", ["digest", "note_hash", "chain"])
def test_the_independent_reader_notices_a_wrong_hash(vectors, spoil):
    notes = [dict(each) for each in vectors["notes"]]
    notes[3][spoil] = "0" * 64
    assert independent_notes.problems({**vectors, "notes": notes}) == [f"note 3: {spoil}"]


def test_the_independent_reader_is_independent():
    tree = ast.parse(Path(independent_notes.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert imported <= set(sys.stdlib_module_names)


def test_every_note_is_read_and_written_byte_for_byte(vectors):
    chain = CHAIN_START
    for each in vectors["notes"]:
        note = read_note(each["line"].encode())
        chain = next_chain(chain, note.note_hash())
        assert note.to_line().decode() == each["line"]
        assert (note.digest, note.note_hash(), chain) == (each["digest"], each["note_hash"], each["chain"])


def test_every_view_is_as_kept(vectors):
    notes = [read_note(each["line"].encode()) for each in vectors["notes"]]
    for record, expected in vectors["views"].items():
        heads = find_heads([note for note in notes if note.record == record])
        seen = view(heads)
        assert {
            "heads": {name: sorted(note.id for note in tops) for name, tops in heads.items()},
            "shown": dict(seen.values),
            "conflicts": [conflict.field for conflict in seen.conflicts],
            "deleted": seen.deleted,
            "delete_contested": seen.delete_contested,
        } == expected


def test_computed_ids_are_as_kept(vectors):
    for each in vectors["ids"]:
        assert computed_id(*each["parts"]) == each["id"]
        assert (each["id"][12], each["id"][16] in "89ab") == ("8", True)
    for each in vectors["issues"]:
        assert issue_id(*each["parts"]) == each["id"]
