"""Bundles of two laptops taken in at the commune in many orders, late and twice: one and the same result."""

import contextlib
import random
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.journal.tables import HEAD, last_link
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.usecases import exchange
from app.usecases.arrivals import open_arrival
from app.usecases.bundle_notes import BundleNotes
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, merge_arrival
from app.usecases.exchange_log import reaches
from app.usecases.piles import digest_of
from tests.fixtures import books
from tests.fixtures.stick import campaign, edit_phone, household_ids, open_ends, swap_keys


class Enough(Exception):
    """Ends a history that is not kept."""


def in_pieces(arrival, chance):
    """Return the bundle as one too large to be at hand whole is read: in pieces, of one note or of a few."""
    return replace(arrival, notes=BundleNotes(arrival.opened.payload, chance.choice([1, 900, 4000])))


def sent_by(context, stick, edits):
    """Edit households and send, once for each edit."""
    for household, phone in edits:
        edit_phone(context, household, phone)
        yield export_bundle(context, stick).result.file


@pytest.fixture(params=["file", "server"])
def arrivals(request, tmp_path, clock, monkeypatch):
    """Yield the commune and the bundles of two laptops: whole piles, single stretches, and each other's notes in them."""
    url = request.getfixturevalue("postgres").books() if request.param == "server" else ""
    with (
        open_ends(tmp_path, clock, url) as ends,
        books.second_laptop(ends.village, tmp_path / "second", clock, 3) as second,
    ):
        swap_keys(ends.stick, (ends.village, second), (second, ends.commune))
        campaign(ends.village)
        one, two = household_ids(ends.village)
        files = [*sent_by(ends.village, ends.stick, [(one, "0911111111"), (two, "0922222222")])]
        files += sent_by(second, ends.stick, [(one, "0933333333")])
        import_bundle(second, ImportBundle(files[0]))
        files += sent_by(second, ends.stick, [(two, "0944444444")])
        answer = import_bundle(ends.commune, ImportBundle(files[1])).result.receipt
        import_bundle(ends.village, ImportBundle(answer))
        monkeypatch.setattr(exchange, "WHOLE_PILE", 0)
        files += sent_by(ends.village, ends.stick, [(one, "0955555555"), (two, "0966666666")])
        with ends.commune.writing() as connection:
            for table in (exchange.NOTE, HEAD, *(kind.__table__ for kind in reversed(KINDS.values()))):
                connection.execute(table.delete())
            connection.exec_driver_sql("DELETE FROM bundle")
        yield ends.commune, [open_arrival(ends.commune, file, Progress()) for file in files]


def outcome(connection, pile):
    """Return everything that must not depend on the order: digest, rows, heads, how far each laptop is held."""
    rows = [sorted(map(repr, connection.execute(kind.__table__.select()))) for kind in KINDS.values()]
    with Session(connection) as session:
        digest = digest_of(session, pile)
    heads = sorted(connection.execute(HEAD.select()).all())
    return (
        digest,
        rows,
        heads,
        [(each.db_id, each.got_n, each.chain, each.waiting) for each in reaches(connection, pile)],
    )


def test_a_bundle_in_pieces_is_told_as_one(arrivals):
    commune, bundles = arrivals
    for bundle in bundles:
        told = []
        for each in (bundle, in_pieces(bundle, random.Random(1))):
            with contextlib.suppress(Enough), commune.writing() as connection:
                told.append(merge_arrival(commune, connection, each, Progress()))
                raise Enough
        whole, pieces = told
        assert whole == pieces
        assert whole[0].new == len(bundle.notes) > 0


@pytest.mark.parametrize("orders", [8, pytest.param(100, marks=pytest.mark.long)])
def test_any_order_ends_the_same(arrivals, orders):
    commune, bundles = arrivals
    pile = bundles[0].span.pile
    chance = random.Random(20261118)
    found = set()
    for _ in range(orders if not commune.database.on_server else max(3, orders // 4)):
        order = bundles + chance.choices(bundles, k=3)
        chance.shuffle(order)
        with contextlib.suppress(Enough), commune.writing() as connection:
            for each in order:
                merge_arrival(commune, connection, in_pieces(each, chance), Progress())
            found.add(repr(outcome(connection, pile)))
            raise Enough
    assert len(found) == 1
    with commune.reading() as session:
        assert last_link(session.connection())[0] == 0
