"""Rows written many at once lie in the file as SQLAlchemy's own statement would have laid them there."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text

from app.journal.many import among, insert_rows
from app.journal.stubs import kinds_with_gone, stubbed_kinds
from app.records.base import DELETED, LIVE, MISSING, gone
from app.records.register import Household, Person
from app.vietnamese.dates import ImpreciseDate

PERSON = Person.__table__
PLAIN = {"id": "a" * 32, "pile": "b" * 32, "status": LIVE}
NAMES = st.one_of(st.none(), st.sampled_from(("An", "Đỗ Ánh", unicodedata.normalize("NFD", "Đỗ Ánh"), "\u0301", "")))


def stored(village, write):
    """Return how rows lie in the file after ``write``; nothing is kept."""
    with village.database.engine.connect() as connection:
        write(connection)
        rows = connection.exec_driver_sql("SELECT * FROM person ORDER BY id").fetchall()
        connection.rollback()
    return rows


def same_both_ways(village, rows):
    many = stored(village, lambda connection: insert_rows(connection, PERSON, rows))
    assert many == stored(village, lambda connection: connection.execute(insert(PERSON), rows))
    return many


@pytest.mark.parametrize("name", ["An", "Đỗ Ánh Nguyệt", unicodedata.normalize("NFD", "Đỗ Ánh Nguyệt"), None, ""])
def test_values_are_stored_by_their_column(village, name):
    values = {
        "full_name": name, "birth": ImpreciseDate("1972", 1972), "since": date(2026, 11, 18), "position": 3, "sort_key": b"\x01",
    }  # fmt: skip
    rows = [{**PLAIN, **values}, {**PLAIN, **dict.fromkeys(values), "id": "c" * 32}]
    assert len(same_both_ways(village, rows)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # every example is rolled back
@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_text_is_always_composed(village, names):
    rows = [{**PLAIN, "id": f"{number:032x}", "full_name": name} for number, name in enumerate(names)]
    for row in same_both_ways(village, rows):
        assert all(unicodedata.is_normalized("NFC", value) for value in row if isinstance(value, str))


def test_no_rows_are_no_statement(village):
    assert stored(village, lambda connection: insert_rows(connection, PERSON, [])) == []


def test_what_is_gone_is_found_by_an_index_of_just_that(village):
    queries = [
        select(Household.id).where(gone(Household.status), Household.status == MISSING),
        delete(PERSON).where(gone(PERSON.c.status), PERSON.c.status == MISSING),
        select(PERSON.c.id).where(gone(PERSON.c.status)),
    ]
    with village.reading() as session:
        for query in queries:
            written = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {written}")).all()
            assert "_gone" in plan[0].detail


def test_kinds_of_which_something_is_gone(village):
    with village.writing() as connection:
        assert stubbed_kinds(connection) == kinds_with_gone(connection) == set()
        connection.execute(insert(PERSON), {**PLAIN, "status": DELETED})
        assert (stubbed_kinds(connection), kinds_with_gone(connection)) == (set(), {"person"})
        connection.execute(insert(Household), {**PLAIN, "status": MISSING})
        assert (stubbed_kinds(connection), kinds_with_gone(connection)) == ({"household"}, {"household", "person"})


def test_one_of_many_is_looked_up_in_an_index(village):
    ids = [f"{number:032x}" for number in range(2000)]
    rows = [{**PLAIN, "id": each} for each in ids]
    with village.writing() as connection:
        insert_rows(connection, PERSON, rows)
        for wanted in ([], ids[:1], ids, [*ids[5:9], "f" * 32, 'x"\\ộ', ""]):
            query = select(PERSON.c.id).where(among(PERSON.c.id, wanted)).order_by(PERSON.c.id)
            assert connection.execute(query).scalars().all() == [each for each in ids if each in wanted]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.compile(connection)}", ("[]",)).all()
        assert plan[0].detail.startswith("SEARCH person USING")
        connection.execute(delete(PERSON).where(among(PERSON.c.id, ids[:1999])))
        assert connection.execute(select(PERSON.c.id)).scalars().all() == ids[1999:]
