"""Exports, imports and answers in which one call to the system fails, or every call from one on; what must hold after each.

Run as a program under the preloaded ``tests/fixtures/failing_io.c``: FOLDER ACTION WHERE STEP. ``WHERE`` is ``once`` (the data
folders and the stick, one call fails) or ``gone`` (the stick alone, from one call on everything fails). Every STEP-th call is
tried. Ends with one line of JSON: calls counted, trials, and how often each number was told.
"""

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.register import Household
from app.sync.container import read_outside
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.exchange_state import pending
from tests.conftest import FakeClock
from tests.fixtures import books
from tests.fixtures.stick import campaign, edit_phone, household_ids, open_ends, state_of

SYSTEM = ctypes.CDLL(None)
CLOCK = FakeClock()
ERRORS = {
    "once": (errno.ENOSPC, errno.EIO, errno.EACCES),
    "gone": (errno.EIO, errno.ENOENT, errno.ENODEV),
    "full": (errno.ENOSPC,),
}
ANSWER = "tra-loi.zip"


class Ends:
    """A village with something to send, its bundle on the stick, a commune before and after taking it in, and its answer."""

    def __init__(self, folder: Path, large: bool):
        self.template, self.work = folder / "template", folder / "work"
        self.template.mkdir()
        with open_ends(self.template, CLOCK) as ends:
            campaign(ends.village)
            if large:
                fill(ends.village)
            self.bundle = ends.send().name
        later = shutil.copytree(self.template, folder / "later")
        with opened(later / "commune") as commune, opened(self.template / "village") as village:
            answer = import_bundle(commune, ImportBundle(later / "usb" / self.bundle)).result.receipt
            self.taken = state_of(commune)
            edit_phone(village, household_ids(village)[0], "0987654321")
            self.pile = village.identity.pile
        shutil.copyfile(answer, self.template / "usb" / ANSWER)
        shutil.copytree(later / "commune", self.template / "answering")
        shutil.copytree(self.template, self.work)

    def trial(self, action, where, k, error):
        """Do the action with its ``k``-th call failing; return the number told, or "done"."""
        shutil.rmtree(self.work)
        shutil.copytree(self.template, self.work)
        watched = self.work if where == "once" else self.work / "usb"
        SYSTEM.io_watch(os.fsencode(watched))
        try:
            return getattr(self, action)(Fault(k, error, where != "once"))
        finally:
            SYSTEM.io_forget()

    def send(self, fault):
        """The village writes a bundle, or the commune an answer: whole under its final name, or not there and not counted."""
        return self._written("village", export_bundle, fault)

    def answer(self, fault):
        """The commune writes its answer."""
        return self._written("answering", lambda context, stick: write_receipt(context, self.pile, stick), fault)

    def take(self, fault):
        """The commune takes a bundle in and answers."""
        return self._taken("commune", self.bundle, fault)

    def hear(self, fault):
        """The village takes the answer in."""
        return self._taken("village", ANSWER, fault)

    def _written(self, name, write, fault):
        stick = self.work / "usb"
        with opened(self.work / name) as context:
            waiting, before = pending(context), names(stick)
            told = fault.during(lambda: write(context, stick))
            new = names(stick) - before
            if told == "done":
                assert len(new) == 1
            else:
                assert pending(context) == waiting
                assert not new or fault.gone or not told.startswith("STICK"), f"{told}: {new}"
            for each in new:
                read_outside(stick / each)
            assert differences(context) == []
            done = write(context, stick).result
            assert done.verified
            assert names(stick) - before - new == {done.file.name}
            assert pending(context).changes == 0
        return told

    def _taken(self, name, bundle, fault):
        stick = self.work / "usb"
        with opened(self.work / name) as context:
            before, files = state_of(context), names(stick)
            told = fault.during(lambda: import_bundle(context, ImportBundle(stick / bundle)))
            after = state_of(context)
            assert (after == before) or name == "commune", "an answer to a village brings no notes here"
            assert after == (self.taken if told == "done" and name == "commune" else before), (told, before, after)
            assert differences(context) == []
            for each in names(stick) - files:
                read_outside(stick / each)
            again = import_bundle(context, ImportBundle(stick / bundle)).result
            assert again.new == 0 or told != "done"
            assert state_of(context) == (self.taken if name == "commune" else before)
            if name == "village":
                assert again.standing.matches
        return told


def fill(context):
    """Let a village have so much to say that its bundle takes several writes of 64 KiB."""
    with context.transaction("household.save") as tx:
        for number in range(400):
            tx.add(Household(code=str(number), note=context.ids.random_bytes(240).hex()))


class Fault:
    """One planned failure: the ``k``-th call, with this errno, once or for ever; none for ``k`` 0."""

    calls = 0

    def __init__(self, k, error, forever):
        self.plan = (k, error, int(forever))
        self.gone = forever and error != errno.ENOSPC
        """Then what was whole already stays on the stick that somebody holds in their hand."""

    def during(self, work):
        """Do the work with the fault armed; return the number told, or "done"."""
        SYSTEM.io_arm(*self.plan)
        try:
            work()
        except AppError as error:
            return error.code.number if error.message and error.advice else "no sentence"
        finally:
            Fault.calls = SYSTEM.io_count()
            SYSTEM.io_arm(0, 0, 0)
        return "done"


@contextlib.contextmanager
def opened(folder):
    with books.open_context(folder, CLOCK, 77) as context:
        yield context


def names(stick):
    """The bundles on the stick under a final name."""
    return {path.name for path in stick.glob("sothon_*.zip")}


def differences(context):
    with context.reading() as session:
        return differing_rows(session.connection())


def main(folder, action, where, step):
    """Try every ``step``-th call of an action with every errno, and print what was told."""
    ends = Ends(Path(folder), large=where != "once")
    assert ends.trial(action, where, 0, 0) == "done"
    calls, told, wrong = Fault.calls, Counter(), []
    for error in ERRORS[where]:
        for k in range(1 + error % int(step), calls + 1, int(step)):
            try:
                told[ends.trial(action, where, k, error)] += 1
            except Exception as problem:  # noqa: BLE001 - each is counted and shown
                wrong.append(f"{action} {where} call {k} of {calls}, {errno.errorcode[error]}: {problem!r}")
    print(json.dumps({"calls": calls, "trials": sum(told.values()), "told": dict(told), "wrong": wrong}))


if __name__ == "__main__":
    main(*sys.argv[1:])
