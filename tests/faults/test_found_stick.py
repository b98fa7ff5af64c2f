"""A found stick, a stolen closed data folder and a log searched for a hundred people (reliability.md figure 16).

What is searched is what the whole demo leaves, and what is left when the program is killed in the middle of an export, an
import and a save: bytes of names, id numbers, telephones and addresses in every spelling that old programs know. The key of
the database lies in the data folder for now; what it opens is the business of another test.
"""

import logging
import os
import signal
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select

from app.application import open_app
from app.kernel.bug_report import bug_report
from app.kernel.progress import Progress
from app.records.register import Household, Person
from app.usecases import arrivals, outbox
from app.usecases.demo import run_demo
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.households import SaveHousehold, save_household
from app.usecases.safety import create_backup
from app.vietnamese.legacy import TCVN3, VNI_LETTERS
from app.vietnamese.text import fold
from tests.faults.figures import record

PEOPLE = 100
TO_TCVN3 = {letter: byte for byte, letter in TCVN3.items() if ord(byte) < 256}
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed programs are forks")


def spellings(text):
    """Return every sequence of bytes by which some program would write ``text``."""
    forms = {text, text.upper(), text.lower(), fold(text), unicodedata.normalize("NFD", text)}
    found = {form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
    old = text.upper() if text.isupper() else text
    tcvn3 = "".join(TO_TCVN3.get(letter, letter) for letter in old)
    vni = "".join(VNI_LETTERS.get(letter, letter) for letter in old.lower())
    found |= {form.encode("latin-1", "replace") for form in (tcvn3, vni)}
    return {each for each in found if len(each) >= 8}


def killed_during(work):
    """Do something in a fork of this process that is killed, or kills itself, in the middle of it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was to be killed on the way"


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


class Places:
    """The data folders, the stick and the log of two ends after the demo, closed, with what killed programs left."""

    def __init__(self, folder: Path):
        self.village, self.commune, self.out = folder / "thon", folder / "xa", folder / "out"
        village, commune = open_app(self.village), open_app(self.commune)
        self.files = run_demo(village.context, commune.context, self.out, Progress()).files
        self.stick = self.out / "usb"
        self.secrets = self._secrets(village.context)
        create_backup(village.context)
        self.log = folder / "so-thon.log"
        self._log_a_bug(village.context)
        village.close()
        commune.close()
        killed_during(self._export)
        killed_during(self._import)
        killed_during(self._save)

    def _secrets(self, context):
        with context.reading() as session:
            people = session.scalars(select(Person).where(Person.full_name.is_not(None)).order_by(Person.id)).all()
            homes = session.scalars(select(Household.address).where(Household.address.is_not(None)).distinct()).all()
            found = [part for each in people[:PEOPLE] for part in (each.full_name, each.id_number, each.phone) if part]
        return sorted({*found, *homes})

    def _log_a_bug(self, context):
        """Let a bug choke on a name, as one would, and write the report where the window writes it."""
        handler = logging.FileHandler(self.log, encoding="utf-8")
        log = logging.getLogger("found-stick")
        log.addHandler(handler)
        for secret in self.secrets[:10]:
            try:
                raise ValueError(f"{secret} in {context.folder}")
            except ValueError as error:
                log.error("%s", bug_report(error))
        log.removeHandler(handler)
        handler.close()

    def _export(self):
        outbox.deliver = die
        export_bundle(open_app(self.village).context, self.stick)

    def _import(self):
        arrivals.open_bundle = die
        import_bundle(open_app(self.commune).context, ImportBundle(self.files["bundle"]))

    def _save(self):
        context = open_app(self.village).context
        for number in range(20):
            save_household(context, SaveHousehold(texts={"address": self.secrets[number]}, head=self.secrets[number]))
        with context.writing() as connection:
            connection.exec_driver_sql("UPDATE person SET note = full_name")
            die()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return Places(tmp_path_factory.mktemp("found"))


def found_in(places, *roots):
    """Return (file, secret) for every secret that some file under the roots holds in some spelling."""
    wanted = [(secret, each) for secret in places.secrets for each in spellings(secret)]
    files = [
        path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*"))) if path.is_file()
    ]
    assert files
    return [
        (path.name, secret) for path in files for data in [path.read_bytes()] for secret, each in wanted if each in data
    ]


def test_a_hundred_people_are_nowhere_to_be_read(places):
    assert len(places.secrets) >= 2 * PEOPLE
    left = {path.name for path in places.village.rglob("*")} | {path.name for path in places.commune.rglob("*")}
    assert "sothon.db-wal" in left, "what a killed program leaves"
    assert list((places.village / "outbox").glob("*.zip"))
    assert list((places.commune / "inbox").glob("*.zip"))
    for roots in ([places.stick], [places.village], [places.commune], [places.log]):
        assert found_in(places, *roots) == []


@pytest.mark.long
def test_what_was_searched_is_written_down(places):
    roots = [places.stick, places.village, places.commune, places.log]
    assert found_in(places, *roots) == []
    files = sum(path.is_file() for root in roots for path in (root, *root.rglob("*")))
    what = f"{len(places.secrets)} names, numbers and addresses of {PEOPLE} people"
    record(
        "A found stick, a stolen folder, a log",
        (
            f"{files} files searched for {what}: 0 hits.",
            "Files: the stick, both closed data folders with what three kills left, a backup, a log of ten bugs.",
            "Spellings: UTF-8, UTF-16, TCVN3, VNI, NFD, capitals, without marks.",
        ),
    )


def test_the_search_finds_what_is_there(places, tmp_path):
    """The papers on the desk and the list hold the names; every spelling of one that lies about is found."""
    secret = next(each for each in places.secrets if not each.isascii())
    for number, each in enumerate(sorted(spellings(secret))):
        (tmp_path / f"{number}").write_bytes(b"\0\xff" + each + b"\0")
        assert found_in(places, tmp_path / f"{number}")
