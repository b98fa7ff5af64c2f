import hashlib
import os
import zlib

import pyrage
import pytest

from app.kernel import canonical
from app.kernel.errors import AppError
from app.sync import container, payload, zipform
from app.sync.container import open_bundle, open_own, read_outside, seal
from app.sync.keys import Role
from app.sync.manifest import BundleType
from app.sync.payload import Blob, Contents
from tests.fixtures.invented import COMMUNE, ELSEWHERE, VILLAGE, contents, device, known, note_lines, sealed

OTHER_LAPTOP = device(4)


@pytest.fixture
def bundle(tmp_path):
    return sealed(tmp_path / "goi.zip").path


def refusal(path, own=COMMUNE, trusted=None):
    with pytest.raises(AppError) as caught:
        open_bundle(path, own=own, trusted=known(VILLAGE) if trusted is None else trusted)
    assert path.name in caught.value.message
    assert caught.value.advice
    assert caught.value.code.exit == 3
    return caught.value.code.number


def forged(path, *, inside=None, signer=VILLAGE, **changes):
    """Write a bundle whose every layer is mended around one change: what only a careful reader refuses."""
    outside = read_outside(path)
    content = canonical.decode(outside.manifest.encode())
    encrypted = outside.encrypted
    if inside is not None:
        encrypted = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(COMMUNE.public.recipient)])
        content["payload"] = {"size": len(encrypted), "sha256": hashlib.sha256(encrypted).hexdigest()}
    content.update(changes)
    encoded = canonical.encode(content)
    signature = signer.keys.sign(container.SIGNED_AS + encoded)
    path.write_bytes(b"".join(zipform.assemble([zipform.MIMETYPE, encoded, signature, encrypted])))
    return path


def with_plain(path, plain, signer=VILLAGE):
    """A well-signed bundle around any plain text."""
    measured = {"size": len(plain), "sha256": hashlib.sha256(plain).hexdigest()}
    return forged(path, inside=zlib.compress(plain, wbits=31), signer=signer, plain=measured)


def test_what_is_sealed_is_opened(tmp_path):
    lines = note_lines(200)
    picture = os.urandom(300_000)
    blob = Blob(hashlib.sha256(picture).hexdigest(), len(picture), lambda: picture)
    what = Contents({"db_id": "ab" * 16, "village": "Thôn Đông"}, 200, iter(lines), [blob])
    written = sealed(tmp_path / "goi.zip", what, to=(COMMUNE, OTHER_LAPTOP))
    for own in (COMMUNE, OTHER_LAPTOP):
        opened = open_bundle(written.path, own=own, trusted=known(VILLAGE))
        assert list(opened.payload.notes()) == lines
        assert list(opened.payload.notes()) == lines
        assert list(opened.payload.blobs()) == [(blob.sha256, picture)]
        assert opened.payload.header["village"] == "Thôn Đông"
        assert opened.payload.header["commune"] == "09999"
        assert opened.sender == VILLAGE.public
        assert (opened.sha256, opened.size, opened.manifest) == (written.sha256, written.size, written.manifest)
    assert hashlib.sha256(written.path.read_bytes()).hexdigest() == written.sha256
    assert "picture" not in repr(opened)


def test_an_update_without_notes_carries_receipts(tmp_path):
    what = Contents({"receipts": [{"device": "x"}]})
    path = sealed(tmp_path / "tra-loi.zip", what, sender=COMMUNE, to=(VILLAGE,), kind=BundleType.UPDATE).path
    opened = open_bundle(path, own=VILLAGE, trusted=known(COMMUNE))
    assert opened.manifest.type is BundleType.UPDATE
    assert opened.payload.header["receipts"] == [{"device": "x"}]
    assert list(opened.payload.notes()) == []


def test_a_finder_of_the_stick_reads_no_name_and_no_number(tmp_path):
    what = contents(50, village="Thôn Đông")
    data = sealed(tmp_path / "goi.zip", what).path.read_bytes()
    for secret in ("Thôn Đông", "Nguyễn", "09999", VILLAGE.public.device_id, VILLAGE.public.pile):
        assert secret.encode() not in data
    for line in what.notes:
        assert canonical.decode(line)["id"].encode() not in data


def test_each_wrong_bundle_has_its_own_message(bundle, tmp_path):
    data = bundle.read_bytes()
    stranger = device(9)
    cases = {"BUNDLE-012": refusal(bundle, trusted={}), "BUNDLE-009": refusal(bundle, own=VILLAGE)}
    cases["BUNDLE-010"] = refusal(bundle, own=ELSEWHERE, trusted={})
    cases["BUNDLE-011"] = refusal(bundle, own=OTHER_LAPTOP)
    bundle.write_bytes(data[:-30])
    cases["BUNDLE-004"] = refusal(bundle)
    bundle.write_bytes(data.replace(b'"type":"changes"', b'"type":"changeS"'))
    cases["BUNDLE-005"] = refusal(bundle)
    bundle.write_bytes(b"".join(zipform.assemble([*zipform.dissect(data, "")[:3], b"x"])))
    cases["BUNDLE-013"] = refusal(bundle)
    bundle.write_bytes(data)
    cases["BUNDLE-012b"] = refusal(forged(bundle, signer=stranger, sender=stranger.public.key_id))
    assert all(key.startswith(number) for key, number in cases.items()), cases


def test_what_was_sealed_for_the_sender_too_is_opened_by_it_and_nothing_else_is(bundle, tmp_path):
    what = contents(2)
    both = seal(
        tmp_path / "own.zip", BundleType.UPDATE, what, sender=COMMUNE, recipients=[VILLAGE.public, COMMUNE.public]
    ).path
    opened = open_own(both, COMMUNE)
    assert opened is not None
    assert (opened.sender, list(opened.payload.notes())) == (COMMUNE.public, list(what.notes))
    assert open_own(both, VILLAGE) is None, "somebody else's"
    assert open_own(bundle, VILLAGE) is None, "not sealed for whom wrote it"
    with pytest.raises(AppError, match="BUNDLE-018"):
        open_own(with_plain(both, header(), COMMUNE), COMMUNE)


def test_a_manifest_changed_after_signing_is_seen_though_the_zip_is_mended(bundle):
    _, encoded, signature, encrypted = zipform.dissect(bundle.read_bytes(), "")
    changed = encoded.replace(b'"changes"', b'"update"')
    bundle.write_bytes(b"".join(zipform.assemble([zipform.MIMETYPE, changed, signature, encrypted])))
    assert refusal(bundle) == "BUNDLE-006"


def test_a_sender_of_another_commune_is_refused_even_when_known(bundle):
    assert refusal(bundle, own=ELSEWHERE) == "BUNDLE-010"


def test_a_newer_bundle_is_refused_before_its_manifest_is_understood(bundle):
    assert refusal(forged(bundle, min_reader=2, type="something-new")) == "BUNDLE-008"


def test_a_newer_program_may_add_to_the_manifest(bundle):
    path = forged(bundle, version=7, added={"later": [1]})
    assert open_bundle(path, own=COMMUNE, trusted=known(VILLAGE)).payload.note_count == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "another"},
        {"sender": "short"},
        {"min_reader": 0},
        {"min_reader": True},
        {"type": "other"},
        {"type": []},
        {"recipients": []},
        {"recipients": "all"},
        {"recipients": ["x"]},
        {"recipients": [COMMUNE.public.key_id] * 2},
        {"payload": 1},
        {"payload": {"sha256": "0" * 64, "size": -1}},
        {"plain": {"sha256": "0" * 64, "size": True}},
        {"plain": {"sha256": "x", "size": 1}},
        {"added": "x" * 70_000},
    ],
)
def test_a_signed_manifest_must_still_be_one(bundle, changes):
    assert refusal(forged(bundle, **changes)) == "BUNDLE-007"


def test_a_manifest_must_be_canonical(bundle):
    _, encoded, _, encrypted = zipform.dissect(bundle.read_bytes(), "")
    for spelled in (b" " + encoded, b"[]", b"", b"\xff"):
        signature = VILLAGE.keys.sign(container.SIGNED_AS + spelled)
        bundle.write_bytes(b"".join(zipform.assemble([zipform.MIMETYPE, spelled, signature, encrypted])))
        assert refusal(bundle) == "BUNDLE-007"


def test_a_payload_locked_with_another_key_cannot_be_opened(bundle):
    sealed_for_other = sealed(bundle.with_name("khac.zip"), to=(OTHER_LAPTOP,)).path
    assert refusal(forged(sealed_for_other, recipients=[COMMUNE.public.key_id])) == "BUNDLE-014"


def test_a_payload_that_inflates_past_its_declaration_is_stopped(bundle):
    bomb = zlib.compress(bytes(50_000_000), 9, 31)
    assert refusal(forged(bundle, inside=bomb)) == "BUNDLE-015"


def test_a_payload_declared_beyond_every_limit_is_not_even_decrypted(bundle):
    assert refusal(forged(bundle, plain={"sha256": "0" * 64, "size": payload.MAX_PLAIN + 1})) == "BUNDLE-001"


def test_a_payload_that_is_not_what_was_declared_is_refused(bundle):
    plain = read_outside(bundle).manifest.plain
    other = zlib.compress(b"x" * plain.size, wbits=31)
    assert refusal(forged(bundle, inside=other)) == "BUNDLE-016"
    assert refusal(forged(bundle, inside=other[:-4])) == "BUNDLE-017"
    assert refusal(forged(bundle, inside=b"not gzip")) == "BUNDLE-017"
    assert refusal(forged(bundle, inside=b"")) == "BUNDLE-017"


@pytest.mark.parametrize("behind", [b"\0", b"junk", zlib.compress(b"", wbits=31), zlib.compress(b"more", wbits=31)])
@pytest.mark.parametrize("size", [50, payload.CHUNK, 3 * payload.CHUNK])
def test_nothing_may_stand_behind_the_one_gzip_of_a_payload(size, behind):
    inside = os.urandom(size)
    packed = zlib.compress(inside, wbits=31)
    assert payload.measure(packed, size).size == size
    for wrong in (packed + behind, packed[:-1], packed[: size // 2]):
        with pytest.raises(payload.BadPayloadError):
            payload.measure(wrong, size + 10)


def header(**changes):
    labels = {
        "type": "changes",
        "sender": VILLAGE.public.key_id,
        "recipients": [COMMUNE.public.key_id],
        "commune": "09999",
        "device": VILLAGE.public.device_id,
    }
    return canonical.encode({"format": "sothon-payload", "note_count": 0, "blobs": [], **labels, **changes}) + b"\n"


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\n",
        b"no header\n",
        b"[]\n",
        header(format="other"),
        header()[:-1],
        header(note_count=-1),
        header(note_count="1"),
        header(note_count=1),
        header(note_count=1) + b"no line feed",
        header(note_count=1) + b"\n",
        header(note_count=2) + b"{}\n",
        header(note_count=1) + b"x" * (payload.MAX_NOTE + 1) + b"\n",
        header() + b"junk",
        header(blobs={}),
        header(blobs=[1]),
        header(blobs=[{"sha256": "0" * 64}]),
        header(blobs=[{"sha256": "0" * 64, "size": 3}]) + b"abc",
        header(blobs=[{"sha256": hashlib.sha256(b"abc").hexdigest(), "size": 4}]) + b"abcd",
        header(blobs=[{"sha256": hashlib.sha256(b"abc").hexdigest(), "size": 4}]) + b"abc"[:2],
        header(big="x" * payload.MAX_HEADER),
    ],
)
def test_a_signed_payload_must_still_be_well_formed(bundle, plain):
    assert refusal(with_plain(bundle, plain)) == "BUNDLE-017"


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": COMMUNE.public.key_id},
        {"recipients": []},
        {"type": "update"},
        {"commune": "08888"},
        {"device": "0" * 32},
        {"sender": None},
    ],
)
def test_nobody_can_put_their_name_on_the_payload_of_another(bundle, changes):
    assert refusal(with_plain(bundle, header(**changes))) == "BUNDLE-018"


def test_the_helper_that_forges_makes_good_bundles_when_nothing_is_wrong(bundle):
    opened = open_bundle(with_plain(bundle, header()), own=COMMUNE, trusted=known(VILLAGE))
    assert list(opened.payload.notes()) == []


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "to.zip"
    with path.open("wb") as stream:
        stream.truncate(container.MAX_BUNDLE + 1)
    assert refusal(path) == "BUNDLE-001"


def test_a_missing_bundle_says_so(tmp_path):
    assert refusal(tmp_path / "khong-co.zip") == "FILE-003"


def test_a_header_its_reader_would_refuse_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(payload, "MAX_HEADER", 1000)
    sealed(tmp_path / "a.zip", Contents({"x": "y" * 100}))
    with pytest.raises(AppError) as caught:
        sealed(tmp_path / "b.zip", Contents({"x": "y" * 1000}))
    assert caught.value.code.number == "BUNDLE-001"
    assert not (tmp_path / "b.zip").exists()


def test_too_much_for_one_bundle_is_refused_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(payload, "MAX_PLAIN", 1000)
    with pytest.raises(AppError) as caught:
        sealed(tmp_path / "goi.zip", contents(10))
    assert caught.value.code.number == "BUNDLE-001"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "what",
    [
        Contents({"sender": "x"}),
        Contents({"format": "x"}),
        Contents({}, 1),
        Contents({}, 0, [b"{}"]),
        Contents({}, 1, [b"a\nb"]),
        Contents({}, 1, [b""]),
        Contents({}, 0, (), [Blob("0" * 64, 3, lambda: b"abc")]),
        Contents({}, 0, (), [Blob(hashlib.sha256(b"abc").hexdigest(), 2, lambda: b"abc")]),
    ],
)
def test_mistakes_of_the_caller_are_bugs_and_leave_no_file(tmp_path, what):
    with pytest.raises(ValueError):  # noqa: PT011
        sealed(tmp_path / "goi.zip", what)
    assert list(tmp_path.iterdir()) == []


def test_a_recipient_named_twice_is_one_recipient(tmp_path):
    path = tmp_path / "goi.zip"
    written = seal(path, BundleType.CHANGES, contents(), sender=VILLAGE, recipients=[COMMUNE.public, COMMUNE.public])
    assert written.manifest.recipients == (COMMUNE.public.key_id,)
    assert COMMUNE.public.role is Role.COMMUNE
