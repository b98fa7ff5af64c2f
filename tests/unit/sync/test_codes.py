"""No refusal without a use, a test that meets it, and a place in FORMAT.md; no number there that does not exist."""

import re
from pathlib import Path

import pytest

from app.journal import errors as of_notes
from app.kernel.errors import CATALOGUE, ErrorCode
from app.sync import errors as of_bundles
from app.usecases import exchange_errors as of_exchange
from tests.conftest import PROJECT

NUMBER = re.compile(r"\b(?:BUNDLE|KEY|NOTE|STICK)-[0-9]{3}\b")
CODES = {
    name: code
    for module in (of_bundles, of_exchange, of_notes)
    for name, code in vars(module).items()
    if isinstance(code, ErrorCode) and NUMBER.match(code.number)
}
FORMAT = (PROJECT / "app" / "sync" / "FORMAT.md").read_text(encoding="utf-8")


def text_of(folder: str, without: str) -> str:
    files = (path for path in (PROJECT / folder).rglob("*.py") if not re.search(without, path.name))
    return "\n".join(Path(path).read_text(encoding="utf-8") for path in files)


@pytest.fixture(scope="module")
def program():
    return text_of("app", r"errors\.py$")


@pytest.fixture(scope="module")
def tests():
    return text_of("tests", r"^test_codes\.py$")


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_is_raised_somewhere_and_met_by_a_test(name, program, tests):
    assert re.search(rf"\b{name}\b", program)
    assert CODES[name].number in tests


def test_the_order_of_checks_names_every_refusal_of_the_reader():
    told = set(NUMBER.findall(FORMAT))
    readers = {code.number for code in vars(of_bundles).values() if isinstance(code, ErrorCode)}
    assert told >= {number for number in readers if not number.startswith("STICK-")} | {"NOTE-001", "NOTE-002"}
    assert told <= CATALOGUE.keys()
