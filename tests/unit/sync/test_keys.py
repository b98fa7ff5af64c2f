import hashlib
import json

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.kernel import canonical
from app.kernel.errors import AppError
from app.sync import bech32
from app.sync.key_file import read_key_file, write_key_file
from app.sync.keys import (
    DeviceKeys,
    OwnDevice,
    Role,
    fingerprint,
    public_from,
    signature_holds,
)
from tests.fixtures.invented import COMMUNE, VILLAGE, device


def refusal(path, **options):
    with pytest.raises(AppError) as caught:
        read_key_file(path, **options)
    assert caught.value.message
    assert caught.value.advice
    return caught.value.code.number


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "khoa-thon-dong.sothon-key"
    write_key_file(path, VILLAGE)
    return path


def rewritten(path, sign_with=None, **changes):
    """The key file with other contents and a right check; signed anew when keys are given."""
    content = json.loads(path.read_bytes())
    del content["check"]
    content.update(changes)
    if sign_with:
        del content["signature"]
        content["signature"] = sign_with.sign(b"sothon-key-v1\0" + canonical.encode(content)).hex()
    check = hashlib.sha256(canonical.encode(content)).hexdigest()[:8]
    path.write_bytes(canonical.encode({**content, "check": check}) + b"\n")
    return path


def test_bech32_writes_the_vectors_of_bip_173_and_of_age():
    assert bech32.encode("a", b"") == "a12uel5l"
    every_letter = int("".join(f"{value:05b}" for value in range(32)), 2).to_bytes(20, "big")
    assert bech32.encode("abcdef", every_letter) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
    for start in range(20):
        seed = bytes(range(start, start + 32))
        identity = pyrage.x25519.Identity.from_str(bech32.encode("age-secret-key-", seed).upper())
        public = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        assert str(identity.to_public()) == bech32.encode("age", public)


def test_keys_come_from_the_random_source_alone_and_survive_the_database():
    assert device(5) == device(5) != device(6)
    keys = VILLAGE.keys
    assert DeviceKeys.from_text(keys.to_text()) == keys
    for text in ("", "a b c", keys.to_text()[:40], keys.to_text().replace("-1 ", "-2 ")):
        with pytest.raises(ValueError):  # noqa: PT011
            DeviceKeys.from_text(text)


def test_private_keys_never_show_in_logs():
    shown = f"{VILLAGE!r} {VILLAGE.keys!s}"
    assert VILLAGE.keys.signing_seed.hex() not in shown
    assert VILLAGE.keys.age_identity not in shown
    assert repr(VILLAGE.keys.signing_seed) not in shown


def test_a_signature_holds_only_for_its_message_and_key():
    signature = VILLAGE.keys.sign(b"x")
    assert signature_holds(VILLAGE.public.signing, signature, b"x")
    assert not signature_holds(VILLAGE.public.signing, signature, b"y")
    assert not signature_holds(COMMUNE.public.signing, signature, b"x")
    assert not signature_holds("00", signature, b"x")
    assert not signature_holds(VILLAGE.public.signing, signature[:-1], b"x")


def test_the_key_file_gives_back_the_public_keys_and_no_private_one(key_file):
    assert read_key_file(key_file) == VILLAGE.public
    assert read_key_file(key_file, Role.VILLAGE).key_id == VILLAGE.public.signing
    data = key_file.read_text("utf-8")
    assert VILLAGE.keys.signing_seed.hex() not in data
    assert "SECRET" not in data


def test_line_ends_added_by_a_mail_program_do_no_harm(key_file):
    key_file.write_bytes(key_file.read_bytes().rstrip() + b"\r\n\r\n")
    assert read_key_file(key_file) == VILLAGE.public


def test_the_fingerprint_is_six_groups_of_four_digits_and_covers_everything():
    groups = fingerprint(VILLAGE.public).split(" ")
    assert [len(group) for group in groups] == [4] * 6
    assert "".join(groups).isdigit()
    assert fingerprint(VILLAGE.public, groups=2) == " ".join(groups[:2])
    for changes in ({"name": "Thôn Đoài"}, {"commune": "1"}, {"recipient": COMMUNE.public.recipient}):
        values = {key: getattr(VILLAGE.public, key) for key in VILLAGE.public.__slots__}
        assert fingerprint(type(VILLAGE.public)(**{**values, **changes})) != " ".join(groups)


def test_every_changed_byte_of_a_key_file_is_refused(key_file):
    data = key_file.read_bytes().rstrip()
    for place in range(len(data)):
        key_file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert refusal(key_file) in ("KEY-001", "KEY-002")
    for length in range(0, len(data), 7):
        key_file.write_bytes(data[:length])
        assert refusal(key_file) in ("KEY-001", "KEY-002")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", "Danh sách".encode(), b'{"a":1}', b'["sothon-key"]', b"\0" * 20_000]
)
def test_other_files_are_not_key_files(tmp_path, data):
    path = tmp_path / "tep"
    path.write_bytes(data)
    assert refusal(path) == "KEY-001"


def test_a_missing_file_says_so(tmp_path):
    assert refusal(tmp_path / "khong-co") == "FILE-003"


def test_another_role_than_wanted_is_refused(key_file):
    assert refusal(key_file, role=Role.COMMUNE) == "KEY-003"


def test_a_newer_key_file_asks_for_a_newer_program(key_file):
    assert refusal(rewritten(key_file, version=2)) == "KEY-004"
    assert refusal(rewritten(key_file, version="2")) == "KEY-002"


def test_a_key_file_must_be_signed_by_the_key_in_it(key_file):
    assert refusal(rewritten(key_file, name="Thôn Đoài")) == "KEY-005"
    assert refusal(rewritten(key_file, signature=7)) == "KEY-005"
    assert refusal(rewritten(key_file, signature="zz")) == "KEY-005"
    assert refusal(rewritten(key_file, sign_with=COMMUNE.keys)) == "KEY-005"
    assert read_key_file(rewritten(key_file, sign_with=VILLAGE.keys)).name == "Thôn Đoài"


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "tỉnh"},
        {"name": ""},
        {"name": "a" * 201},
        {"name": "hai\ndòng"},
        {"commune": 9999},
        {"device_id": "1"},
        {"signing": "00"},
        {"recipient": "age1zzz"},
        {"recipient": VILLAGE.public.recipient.upper()},
    ],
)
def test_values_that_cannot_be_keys_or_places_are_damage(key_file, changes):
    assert refusal(rewritten(key_file, sign_with=VILLAGE.keys, **changes)) == "KEY-002"


def test_public_keys_need_every_part():
    assert public_from({}) is None


def test_an_own_device_is_its_keys_and_its_place():
    assert OwnDevice(VILLAGE.keys, VILLAGE.public) == VILLAGE
    assert Role.COMMUNE.label != Role.VILLAGE.label
