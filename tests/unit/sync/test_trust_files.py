"""The commune file, the list of devices, a key that follows another, the printed copy, and a key sealed for the commune."""

import hashlib
import json
from dataclasses import asdict, replace

import pytest

from app.kernel import canonical
from app.kernel.errors import AppError
from app.sync import bech32
from app.sync.commune_file import ListedVillage, commune_file, is_commune_file, read_commune_file
from app.sync.container import REQUEST, open_bundle, seal
from app.sync.device_list import Entry, State, read_list, sign_list
from app.sync.keys import DeviceKeys, OwnDevice, Succession, heirs
from app.sync.manifest import BundleType
from app.sync.names import COMMUNE_FILE_NAME, COMMUNE_FILES
from app.sync.payload import Contents
from app.sync.printed_key import BadLineError, groups_of, printed_lines, read_lines
from app.sync.recovery import unwrap, wrap
from app.sync.signed import holds, signed
from tests.fixtures.invented import COMMUNE, VILLAGE, device

NEXT = device(77).keys
LISTED = ListedVillage("ab" * 16, "thôn", "Đông")
SUCCESSION = Succession.made(COMMUNE.keys, NEXT)
CHANGED = OwnDevice(
    NEXT,
    replace(COMMUNE.public, signing=NEXT.key_id, recipient=str(NEXT.identity().to_public())),
    (COMMUNE.keys,),
    (SUCCESSION,),
)
"""The commune after it changed its key."""


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "sothon_xa_11647.json"
    made.write_bytes(commune_file(CHANGED, [LISTED]))
    return made


def refusal(work):
    with pytest.raises(AppError) as caught:
        work()
    return caught.value.code.number


def rewritten(path, sign_with=None, **changes):
    """The file with other contents and a right check; signed anew when keys are given."""
    content = {**json.loads(path.read_bytes()), **changes}
    del content["check"]
    if sign_with:
        del content["signature"]
        content["signature"] = sign_with.sign(b"sothon-commune-v1\0" + canonical.encode(content)).hex()
    check = hashlib.sha256(canonical.encode(content)).hexdigest()[:8]
    path.write_bytes(canonical.encode({**content, "check": check}) + b"\n")
    return path


# -- the commune file ----------------------------------------------------------------------------------------------


def test_a_commune_file_says_who_the_commune_is_and_which_villages_it_knows(path):
    found = read_commune_file(path)
    assert (found.keys, found.villages, found.succession) == (CHANGED.public, (LISTED,), (SUCCESSION,))
    assert found.notes == ()
    assert is_commune_file(path)
    path.write_text("{}")
    assert not is_commune_file(path)


def test_a_commune_file_carries_lines_byte_for_byte(path):
    lines = (b'{"a":"\xc4\x90","b":[1,null,true]}', b"{}")
    path.write_bytes(commune_file(CHANGED, [], lines))
    assert read_commune_file(path).notes == lines


@pytest.mark.parametrize(
    "changes",
    [
        {"commune": 3},
        {"commune": asdict(VILLAGE.public)},
        {"villages": 3},
        {"villages": [{}] * 2001},
        {"villages": [3]},
        {"villages": [{"pile": "x", "label": "thôn", "name": "Đông"}]},
        {"villages": [{"pile": "ab" * 16, "label": 3, "name": "Đông"}]},
        {"villages": [{"pile": "ab" * 16, "label": "thôn", "name": "Đ\u0007"}]},
        {"succession": [{}]},
        {"notes": 3},
        {"notes": ["{}"]},
        {"succession": [{**asdict(SUCCESSION), "recipient": "age1"}]},
    ],
)
def test_a_commune_file_that_is_signed_but_says_nonsense_is_damaged(path, changes):
    assert refusal(lambda: read_commune_file(rewritten(path, NEXT, **changes))) == "KEY-007"


def test_a_commune_file_signed_by_another_is_forged(path):
    assert refusal(lambda: read_commune_file(rewritten(path, VILLAGE.keys))) == "KEY-009"
    assert refusal(lambda: read_commune_file(rewritten(path, NEXT, version=2))) == "KEY-008"
    path.write_text("x")
    assert refusal(lambda: read_commune_file(path)) == "KEY-006"


# -- a key that follows another ------------------------------------------------------------------------------------


def test_who_believes_a_communes_key_believes_the_one_that_follows():
    known = {COMMUNE.public.key_id: COMMUNE.public}
    assert heirs(known, [SUCCESSION])[NEXT.key_id] == CHANGED.public
    third = device(78).keys
    chain = [SUCCESSION, Succession.made(NEXT, third)]
    assert heirs(known, chain)[third.key_id].signing == third.key_id
    assert third.key_id not in heirs(known, chain[1:])
    assert heirs({}, chain) == {}
    assert CHANGED.key_ids == {COMMUNE.public.key_id, NEXT.key_id}


def test_a_revoked_key_follows_nothing_and_nothing_follows_it():
    known = {COMMUNE.public.key_id: COMMUNE.public}
    third = device(78).keys
    chain = [SUCCESSION, Succession.made(NEXT, third)]
    assert heirs(known, chain, {NEXT.key_id}) == known
    assert NEXT.key_id in heirs(known, chain, {third.key_id})


def test_a_villages_key_has_no_heir_and_an_heir_must_be_a_key():
    known = {VILLAGE.public.key_id: VILLAGE.public, COMMUNE.public.key_id: COMMUNE.public}
    assert heirs(known, [Succession.made(VILLAGE.keys, NEXT)]) == known
    assert heirs(known, [replace(SUCCESSION, recipient="age1")]) == known


@pytest.mark.parametrize(
    "value",
    [
        3,
        {},
        {**asdict(SUCCESSION), "old": 3},
        {**asdict(SUCCESSION), "old": "x"},
        {**asdict(SUCCESSION), "signature": "xyz"},
        {**asdict(SUCCESSION), "signing": VILLAGE.public.signing},
    ],
)
def test_a_statement_of_succession_that_is_none(value):
    with pytest.raises(ValueError, match="succession"):
        Succession.from_json(value)


def test_an_update_of_the_new_key_opens_for_who_knows_the_old_one(tmp_path):
    bundle = tmp_path / "a.zip"
    seal(bundle, BundleType.UPDATE, Contents({}), sender=CHANGED, recipients=[VILLAGE.public])
    opened = open_bundle(bundle, own=VILLAGE, trusted={COMMUNE.public.key_id: COMMUNE.public})
    assert (opened.sender, opened.known, opened.manifest.succession) == (CHANGED.public, True, (SUCCESSION,))
    assert refusal(lambda: open_bundle(bundle, own=VILLAGE, trusted={})) == "BUNDLE-012"
    assert refusal(lambda: open_bundle(bundle, own=CHANGED, trusted={})) == "BUNDLE-009"


def test_what_was_sealed_for_the_old_key_still_opens(tmp_path):
    bundle = tmp_path / "a.zip"
    seal(bundle, BundleType.CHANGES, Contents({}), sender=VILLAGE, recipients=[COMMUNE.public])
    assert open_bundle(bundle, own=CHANGED, trusted={VILLAGE.public.key_id: VILLAGE.public}).sender == VILLAGE.public


@pytest.mark.parametrize("statements", [3, [{}], [asdict(SUCCESSION)] * 51])
def test_a_manifest_with_a_succession_that_is_none_is_refused(tmp_path, statements, monkeypatch):
    from app.sync import manifest

    bundle = tmp_path / "a.zip"
    encode = manifest.Manifest.encode

    def bent(self):
        return canonical.encode({**json.loads(encode(self)), "succession": statements})

    monkeypatch.setattr(manifest.Manifest, "encode", bent)
    assert refusal(
        lambda: seal(bundle, BundleType.UPDATE, Contents({}), sender=CHANGED, recipients=[VILLAGE.public])
    ) == ("BUNDLE-007")


# -- a laptop that asks to be let in -------------------------------------------------------------------------------


def asking(tmp_path, request):
    bundle = tmp_path / "a.zip"
    bundle.unlink(missing_ok=True)
    facts = {} if request is None else {REQUEST: request}
    seal(bundle, BundleType.CHANGES, Contents(facts), sender=VILLAGE, recipients=[COMMUNE.public])
    return open_bundle(bundle, own=COMMUNE, trusted={})


def test_a_commune_opens_the_bundle_of_a_stranger_that_says_who_it_is(tmp_path):
    opened = asking(tmp_path, asdict(VILLAGE.public))
    assert (opened.sender, opened.known) == (VILLAGE.public, False)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (None, "BUNDLE-012"),
        (3, "BUNDLE-012"),
        ({}, "BUNDLE-012"),
        (asdict(device(5).public), "BUNDLE-012"),
        (asdict(replace(VILLAGE.public, role=COMMUNE.public.role)), "BUNDLE-012"),
        (asdict(replace(VILLAGE.public, commune="99999")), "BUNDLE-010"),
        (asdict(replace(VILLAGE.public, device_id="0" * 32)), "BUNDLE-018"),
    ],
)
def test_a_stranger_whose_request_is_no_good_stays_one(tmp_path, request_, code):
    assert refusal(lambda: asking(tmp_path, request_)) == code


# -- the list of devices -------------------------------------------------------------------------------------------

ENTRIES = (Entry(COMMUNE.public, State.ACTIVE), Entry(VILLAGE.public, State.REVOKED))


def test_a_list_of_devices_is_read_as_it_was_signed():
    document = json.loads(json.dumps(sign_list(COMMUNE, 3, ENTRIES)))
    found = read_list(document)
    assert found is not None
    assert (found.serial, found.signer, found.entries) == (3, COMMUNE.public.key_id, ENTRIES)
    assert read_list({**document, "serial": 4}) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "x"},
        {"version": 2},
        {"serial": 0},
        {"serial": 1 << 31},
        {"serial": "1"},
        {"signer": 3},
        {"signer": "x"},
        {"devices": 3},
        {"devices": [{}] * 5001},
        {"devices": [3]},
        {"devices": [{**asdict(VILLAGE.public), "state": "waiting"}]},
        {"devices": [{**asdict(VILLAGE.public), "signing": "x", "state": "active"}]},
    ],
)
def test_a_list_of_devices_that_is_none_is_left_alone(changes):
    document = {**sign_list(COMMUNE, 3, ENTRIES), **changes}
    del document["signature"]
    assert read_list(signed(document, COMMUNE.keys, b"sothon-devices-v1\0")) is None
    assert read_list(3) is None


def test_a_document_without_a_signature_or_with_a_bent_one_does_not_hold():
    document = signed({"a": 1}, COMMUNE.keys, b"x\0")
    assert holds(document, COMMUNE.public.signing, b"x\0")
    assert not holds(document, COMMUNE.public.signing, b"y\0")
    for bent in ({"a": 1}, {**document, "signature": 3}, {**document, "signature": "xyz"}, {**document, "a": 2}):
        assert not holds(bent, COMMUNE.public.signing, b"x\0")


# -- the printed copy, the sealed key ------------------------------------------------------------------------------


def test_a_printed_key_is_read_back_whole():
    own = OwnDevice(COMMUNE.keys, replace(COMMUNE.public, device_id="01" * 16, pile="ab" * 16))
    lines = printed_lines(own)
    assert len(lines) == 12
    assert {len(groups_of(line)) for line in lines} == {5}
    found = read_lines(lines)
    assert (found.device, found.pile, found.keys) == ("01" * 16, "ab" * 16, COMMUNE.keys)
    assert COMMUNE.keys.signing_seed.hex() not in repr(found)
    assert DeviceKeys.from_text(found.keys.to_text()) == COMMUNE.keys
    assert bech32.decode(bech32.encode("x", b"\x00\x01\xff")) == b"\x00\x01\xff"


def test_a_line_that_holds_too_much_or_too_little_is_named():
    lines = list(printed_lines(OwnDevice(COMMUNE.keys, replace(COMMUNE.public, device_id="01" * 16, pile="ab" * 16))))
    beyond = "99999999999999999999"
    check = 98 - int(f"3{beyond}00") % 97
    for number, line in ((3, f"{beyond}{check:02d}"), (1, ""), (2, "12"), (5, lines[4][:-1] + "x")):
        typed = [*lines[: number - 1], line, *lines[number:]]
        with pytest.raises(BadLineError) as caught:
            read_lines(typed)
        assert caught.value.line == number
    for typed, number in ((lines[:5], 6), ([*lines, lines[0]], 12)):
        with pytest.raises(BadLineError) as caught:
            read_lines(typed)
        assert caught.value.line == number


def test_a_secret_sealed_for_the_commune_opens_there_alone():
    sealed = wrap(b"secret", [COMMUNE.public])
    assert unwrap(sealed, COMMUNE, "a") == unwrap(sealed, CHANGED, "a") == b"secret"
    assert refusal(lambda: unwrap(sealed, VILLAGE, "a")) == "BUNDLE-014"


def test_the_communes_file_is_found_by_the_name_it_is_given(tmp_path):
    (tmp_path / COMMUNE_FILE_NAME.format(code="11647")).touch()
    assert [each.name for each in tmp_path.glob(COMMUNE_FILES)] == ["sothon_xa_11647.json"]
