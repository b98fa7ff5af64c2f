"""A bundle and key files of version 1, made once with the devices of tests/fixtures/invented.py, opened for ever."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.sync.container import open_bundle
from app.sync.key_file import read_key_file
from app.sync.keys import DeviceKeys, OwnDevice, fingerprint
from app.sync.receipts import Receipt
from tests.fixtures import independent_reader

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bundles" / "v1"
FORMAT = Path(__file__).parents[3] / "app" / "sync" / "FORMAT.md"
KEYS = json.loads((FIXTURES / "keys.json").read_text("utf-8"))
PLAIN = (FIXTURES / "golden.plain").read_bytes()
GOLDEN = FIXTURES / "golden.zip"


def test_the_program_opens_the_bundle_of_version_1():
    village = read_key_file(FIXTURES / "village.sothon-key")
    commune = read_key_file(FIXTURES / "commune.sothon-key")
    own = OwnDevice(DeviceKeys.from_text(KEYS["commune"]), commune)
    opened = open_bundle(GOLDEN, own=own, trusted={village.key_id: village})
    head, rest = PLAIN.split(b"\n", 1)
    assert opened.payload.header == json.loads(head)
    lines = list(opened.payload.notes())
    blobs = [data for _, data in opened.payload.blobs()]
    assert b"".join([*(line + b"\n" for line in lines), *blobs]) == rest
    assert len(lines) == opened.payload.note_count == 12
    assert opened.sha256 == KEYS["bundle_sha256"]
    assert fingerprint(village) == KEYS["fingerprint"]
    assert Receipt.from_json(opened.payload.header["receipts"][0]).counts["households"] == 495


def test_a_reader_written_from_the_format_alone_agrees():
    secret = KEYS["commune"].split()[-1]
    manifest, header, notes, blobs = independent_reader.read(GOLDEN, secret)
    head, rest = PLAIN.split(b"\n", 1)
    assert header == json.loads(head)
    assert b"".join([*(line + b"\n" for line in notes), *blobs]) == rest
    assert manifest["plain"] == {"sha256": hashlib.sha256(PLAIN).hexdigest(), "size": len(PLAIN)}
    content, digits = independent_reader.read_key(FIXTURES / "village.sothon-key")
    assert digits == KEYS["fingerprint"]
    assert content["signing"] == manifest["sender"]
    with pytest.raises(ValueError, match="is not"):
        independent_reader.same(1, 2)


def test_unzip_finds_nothing_wrong():
    if not shutil.which("unzip"):
        pytest.skip("unzip is not installed")
    done = subprocess.run(["unzip", "-t", str(GOLDEN)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "No errors detected" in done.stdout


def test_the_commands_of_the_format_open_it(tmp_path):
    missing = [tool for tool in ("sh", "unzip", "openssl", "age", "gunzip", "basenc") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    (tmp_path / "key.txt").write_text(KEYS["commune"].split()[-1] + "\n")
    script = re.search(r"```sh\n(.*?)```", FORMAT.read_text("utf-8"), re.DOTALL).group(1)
    env = {**os.environ, "BUNDLE": str(GOLDEN), "KEY": str(tmp_path / "key.txt")}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode()
    assert "Signature Verified Successfully" in said
    manifest = json.loads(said.splitlines()[0])
    for part in ("payload", "plain"):
        assert manifest[part]["sha256"] in said.split("Successfully")[1]
    assert (tmp_path / "bundle" / "plain").read_bytes() == PLAIN
