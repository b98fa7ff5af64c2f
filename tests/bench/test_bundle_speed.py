"""A bundle costs little more than the compression and the encryption it cannot do without."""

import hashlib
import os
import sys
import zlib
from pathlib import Path

import pyrage
import pytest

from app.sync.container import open_bundle
from app.sync.payload import Blob, Contents
from app.sync.stick import deliver
from tests.bench.harness import figure, peak_memory_mb, seconds, seconds_beside
from tests.fixtures.invented import COMMUNE, VILLAGE, contents, known, sealed

pytestmark = pytest.mark.bench

LINES = 20_000


class FixedClock:
    def now_ms(self):
        return 1_790_000_000_000


def test_sealing_and_opening_beside_bare_compression_and_age(tmp_path):
    what = contents(LINES)
    plain = b"".join(line + b"\n" for line in what.notes)
    recipient = pyrage.x25519.Recipient.from_str(COMMUNE.public.recipient)
    bare_file = tmp_path / "bare"

    def ours():
        path = sealed(tmp_path / "goi.zip", what).path
        opened = open_bundle(path, own=COMMUNE, trusted=known(VILLAGE))
        assert sum(1 for _ in opened.payload.notes()) == LINES

    def bare():
        bare_file.write_bytes(pyrage.encrypt(zlib.compress(plain, 6), [recipient]))
        packed = pyrage.decrypt(bare_file.read_bytes(), [COMMUNE.keys.identity()])
        assert len(zlib.decompress(packed)) == len(plain)

    took, limit = seconds_beside(ours, bare, runs=5)
    figure(
        "bundle of 20,000 notes sealed, verified, opened, read", took, limit, 2.0, "deflate and age of the same bytes"
    )


def test_sealing_and_writing_to_the_stick(tmp_path):
    what = contents(LINES)
    names = iter(f"sothon_AB12_20260921_{number:06x}.zip" for number in range(100))

    def ours():
        written = sealed(tmp_path / "goi.zip", what)
        assert deliver(written.path, tmp_path, next(names), clock=FixedClock()).sha256 == written.sha256

    figure("bundle of 20,000 notes written to a folder and read back", seconds(ours), 1.5, 1.0, "the budget, 1.5 s")


def open_a_large_bundle(folder):
    path = Path(folder) / "goi.zip"
    opened = open_bundle(path, own=COMMUNE, trusted=known(VILLAGE))
    assert sum(len(data) for _, data in opened.payload.blobs()) == 60 * 1024 * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_memory_of_opening_the_largest_bundle(tmp_path):
    picture = os.urandom(1024 * 1024)
    blob = Blob(hashlib.sha256(picture).hexdigest(), len(picture), lambda: picture)
    size = sealed(tmp_path / "goi.zip", Contents({}, blobs=[blob] * 60)).size
    assert size > 60 * 1024 * 1024
    peak = peak_memory_mb(__name__, "open_a_large_bundle", str(tmp_path))
    figure("memory of opening a bundle of 63 MB", peak, 256, 1.0, "the budget, 256 MB", unit="MB")
