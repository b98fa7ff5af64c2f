"""Mutated bundles, by blind bytes and by someone who knows every layer (reliability.md figure 8).

Every mutation must be refused by a number, quickly, without writing anything; none may be accepted. The ordinary run
takes a few hundred, ``python3 -m tests long`` takes 20,000. A failing seed is printed and belongs in ``KEPT_SEEDS``.
"""

import hashlib
import random
import struct
import sys
import time
import zlib
from collections import Counter
from pathlib import Path

import pyrage
import pytest

from app.kernel import canonical
from app.kernel.errors import CATALOGUE, AppError
from app.sync import container, payload, zipform
from app.sync.container import open_bundle, read_outside
from tests.bench.harness import peak_memory_mb
from tests.fixtures.invented import COMMUNE, VILLAGE, contents, device, known, sealed
from tests.fixtures.odd_zips import zip_of

ROGUE = device(666)
KEPT_SEEDS = (1, 2, 3)
TRUSTED = known(VILLAGE)
RECIPIENT = pyrage.x25519.Recipient.from_str(COMMUNE.public.recipient)


class Sample:
    """One good bundle taken apart into its layers, so that a mutation can bend one and mend the others."""

    def __init__(self, path):
        sealed(path, contents(20))
        self.whole = path.read_bytes()
        outside = read_outside(path)
        self.manifest = canonical.decode(outside.manifest.encode())
        self.encrypted = outside.encrypted
        self.packed = pyrage.decrypt(outside.encrypted, [COMMUNE.keys.identity()])
        self.plain = zlib.decompress(self.packed, wbits=31)
        sealed(path, contents(20, seed=8))
        self.other_encrypted = read_outside(path).encrypted
        self.entries = zipform.dissect(self.whole, "")

    def zipped(self, *, manifest=None, signature=None, encrypted=None, signer=VILLAGE):
        """The bundle with other layers, the zip mended; the manifest is signed anew unless a signature is given."""
        encoded = self.entries[1] if manifest is None else manifest
        if signature is None:
            signature = signer.keys.sign(container.SIGNED_AS + encoded)
        entries = [zipform.MIMETYPE, encoded, signature, self.encrypted if encrypted is None else encrypted]
        return b"".join(zipform.assemble(entries))

    def resealed(self, *, plain=None, packed=None, signer=VILLAGE, **changes):
        """The bundle around another inside, every hash and the signature right."""
        if packed is None:
            packed = zlib.compress(plain, wbits=31)
            changes.setdefault("plain", measured(plain))
        encrypted = pyrage.encrypt(packed, [RECIPIENT])
        manifest = {**self.manifest, "payload": measured(encrypted), **changes}
        return self.zipped(manifest=canonical.encode(manifest), encrypted=encrypted, signer=signer)


def measured(data):
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def bent(draw, data):
    """``data`` with one to four random edits, never the same bytes."""
    changed = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(changed) + 1)
        match draw.randrange(5):
            case 0:
                changed[place : place + 1] = draw.randbytes(1)
            case 1:
                changed[place:place] = draw.randbytes(draw.randint(1, 40))
            case 2:
                del changed[place : place + draw.randint(1, 60)]
            case 3:
                source = draw.randrange(len(changed) + 1)
                changed[place:place] = changed[source : source + draw.randint(1, 60)]
            case _:
                changed[place : place + 8] = draw.choice((b"\0" * 8, b"\xff" * 8, struct.pack("<Q", 2**31)))
    return bytes(changed) if changed != data else bytes(changed) + b"\0"


def random_bytes(draw, sample):
    return bent(draw, sample.whole)


def cut(draw, sample):
    return sample.whole[: draw.randrange(len(sample.whole))]


def noise(draw, sample):
    return draw.choice((b"", b"PK\x03\x04", sample.whole[:50])) + draw.randbytes(draw.randrange(3000))


def manifest_bent_zip_mended(draw, sample):
    return sample.zipped(manifest=bent(draw, sample.entries[1]), signature=sample.entries[2])


def signature_bent(draw, sample):
    return sample.zipped(signature=draw.choice((bent(draw, sample.entries[2]), bytes(64), b"")))


def payload_bent_zip_mended(draw, sample):
    return sample.zipped(encrypted=bent(draw, sample.encrypted))


def payload_swapped(draw, sample):
    return sample.zipped(encrypted=sample.other_encrypted, signature=sample.entries[2])


def payload_bent_all_hashes_mended(draw, sample):
    encrypted = bent(draw, sample.encrypted)
    manifest = canonical.encode({**sample.manifest, "payload": measured(encrypted)})
    return sample.zipped(manifest=manifest, encrypted=encrypted)


def rogue_key(draw, sample):
    named = draw.choice(({"sender": ROGUE.public.key_id}, {}))
    return sample.resealed(plain=sample.plain, signer=ROGUE, **named)


def manifest_signed_but_wrong(draw, sample):
    key = draw.choice([key for key in sample.manifest if key != "version"])
    strange = (None, [], {}, -1, 0, "", True, "0" * 64, [1] * 500, {"size": 1, "sha256": "0" * 64}, 2**53 - 1)
    value = draw.choice([value for value in strange if value != sample.manifest[key] or value is True])
    return sample.zipped(manifest=canonical.encode({**sample.manifest, key: value}))


def manifest_signed_but_another_spelling(draw, sample):
    good = sample.entries[1]
    spelled = (b" " + good, good + b"\n", good.replace(b":", b": "), good[:-1] + b',"type":"changes"}', b"{" * 5000)
    return sample.zipped(
        manifest=draw.choice((*spelled, b"\xef\xbb\xbf" + good, good.replace(b'"size":', b'"size":0'), b""))
    )


def inside_bent_all_mended(draw, sample):
    """A bent header, but not one that merely says something else: that would be an honest bundle."""
    head, rest = sample.plain.split(b"\n", 1)
    while True:
        other = bent(draw, head)
        try:
            canonical.decode(other)
        except canonical.NotCanonical:
            return sample.resealed(plain=other + b"\n" + rest)


def inside_cut_all_mended(draw, sample):
    return sample.resealed(plain=sample.plain[: draw.randrange(len(sample.plain))])


def inside_with_more_all_mended(draw, sample):
    return sample.resealed(plain=sample.plain + draw.randbytes(draw.randint(1, 50)))


def packed_bent_all_mended(draw, sample):
    """A flipped bit in the gzip that does not happen to spell the same text."""
    while True:
        place = draw.randrange(12, len(sample.packed))
        flipped = bytes([sample.packed[place] ^ 1 << draw.randrange(8)])
        packed = sample.packed[:place] + flipped + sample.packed[place + 1 :]
        try:
            same = zlib.decompress(packed, wbits=31) == sample.plain
        except zlib.error:
            same = False
        if not same:
            return sample.resealed(packed=packed)


def bomb(draw, sample):
    size = draw.choice((1_000_000, 30_000_000))
    honest = draw.choice((sample.manifest["plain"], measured(b""), {"sha256": "0" * 64, "size": size - 1}))
    return sample.resealed(packed=zlib.compress(bytes(size), 9, 31), plain=honest)


def bomb_behind_a_good_inside(draw, sample):
    return sample.resealed(packed=sample.packed + zlib.compress(bytes(5_000_000), 9, 31))


def boast(draw, sample):
    huge = {"sha256": "0" * 64, "size": draw.choice((payload.MAX_PLAIN + 1, 2**40))}
    named = draw.choice(({"plain": huge}, {"payload": huge}, {"min_reader": draw.choice((2, 2**40))}))
    return sample.zipped(manifest=canonical.encode({**sample.manifest, **named}))


def label_of_another(draw, sample):
    head, rest = sample.plain.split(b"\n", 1)
    header = canonical.decode(head)
    key = draw.choice(("sender", "recipients", "type", "commune", "device"))
    header[key] = draw.choice((ROGUE.public.key_id, [], None, [ROGUE.public.key_id], "08888"))
    return sample.resealed(plain=canonical.encode(header) + b"\n" + rest)


def zip_junk(draw, sample):
    junk = draw.choice((b"\0", b"PK\x05\x06" + bytes(18), draw.randbytes(20), sample.whole))
    return draw.choice((sample.whole + junk, junk + sample.whole))


def zip_entries(draw, sample):
    """Entries twice, missing, in another order, or one more."""
    names, entries = list(zipform.ENTRY_NAMES), list(sample.entries)
    chosen = list(range(4))
    match draw.randrange(3):
        case 0:
            chosen.insert(draw.randrange(5), draw.randrange(4))
        case 1:
            chosen.remove(draw.randrange(4))
        case _:
            while chosen == sorted(chosen):
                draw.shuffle(chosen)
    return zip_of([(names[one], entries[one]) for one in chosen])


def zip_tricks(draw, sample):
    """The same four entries, with one field of one header as a zip may have it and a bundle may not."""
    trick = draw.choice(
        (
            {"local_extra": b"\x01\x00\x00\x00"},
            {"central_extra": b"\x01\x00\x10\x00" + bytes(16)},
            {"comment": b"x"},
            {"archive_comment": b"x" * draw.randint(1, 30)},
            {"attributes": 0o120777 << 16},
            {"attributes": 0x10},
            {"flags": draw.choice((1, 8, 0x800))},
            {"method": draw.choice((8, 14, 99))},
            {"date": 0x5CB5},
            {"time": 1},
            {"made_by": 0x031E},
            {"needed": 45},
            {"disk": 1},
            {"sizes": 0xFFFFFFFF},
            {"offset": draw.choice((1, 0xFFFFFFFF))},
            {"count": draw.choice((0, 3, 5, 0xFFFF))},
            {"rename": draw.choice((b"../../x", b"/etc/pw1", b"MIMETYPE", b"mimetyp\0"))},
        )
    )
    return zip_of(list(zip(zipform.ENTRY_NAMES, sample.entries, strict=True)), only=draw.randrange(4), **trick)


MUTATIONS = (
    random_bytes,
    cut,
    noise,
    manifest_bent_zip_mended,
    signature_bent,
    payload_bent_zip_mended,
    payload_swapped,
    payload_bent_all_hashes_mended,
    rogue_key,
    manifest_signed_but_wrong,
    manifest_signed_but_another_spelling,
    inside_bent_all_mended,
    inside_cut_all_mended,
    inside_with_more_all_mended,
    packed_bent_all_mended,
    bomb,
    bomb_behind_a_good_inside,
    boast,
    label_of_another,
    zip_junk,
    zip_entries,
    zip_tricks,
)


def refusal(path, seed):
    try:
        opened = open_bundle(path, own=COMMUNE, trusted=TRUSTED)
    except AppError as error:
        return error.code.number if error.message and error.advice else None
    return pytest.fail(f"seed {seed} was accepted: {opened}")


def attack(folder, seeds):
    """Try one mutation per seed; return how often each number refused, by mutation."""
    sample = Sample(folder / "mau.zip")
    path = folder / "goi.zip"
    (folder / "mau.zip").unlink()
    refused = Counter()
    for seed in seeds:
        draw = random.Random(seed)
        mutation = MUTATIONS[seed % len(MUTATIONS)]
        path.write_bytes(mutation(draw, sample))
        started = time.perf_counter()
        refused[mutation.__name__, refusal(path, seed)] += 1
        assert time.perf_counter() - started < 2, seed
        assert [entry.name for entry in folder.iterdir()] == ["goi.zip"], seed
    return refused


def test_a_few_hundred_mutated_bundles_are_all_refused(tmp_path):
    refused = attack(tmp_path, [*KEPT_SEEDS, *range(1000, 1000 + 22 * 18)])
    assert {name for name, _ in refused} == {mutation.__name__ for mutation in MUTATIONS}
    assert len({number for _, number in refused}) >= 12, refused


def test_every_refusal_of_a_bundle_has_its_own_sentence():
    codes = [code for number, code in CATALOGUE.items() if number.startswith(("BUNDLE-", "KEY-", "STICK-"))]
    assert len({code.message for code in codes}) == len(codes) >= 30
    assert {code.exit for code in codes} == {3}


def attack_many(folder):
    """The full run, in a process of its own so that its memory can be read."""
    assert sum(attack(Path(folder), range(20_000)).values()) == 20_000


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_twenty_thousand_mutated_bundles_are_all_refused_in_little_memory(tmp_path):
    assert peak_memory_mb(__name__, "attack_many", str(tmp_path)) < 256


def test_the_tricks_are_bent_from_a_zip_that_is_a_bundle(tmp_path):
    sample = Sample(tmp_path / "mau.zip")
    assert zip_of(list(zip(zipform.ENTRY_NAMES, sample.entries, strict=True))) == sample.whole
    (tmp_path / "goi.zip").write_bytes(sample.resealed(plain=sample.plain))
    assert open_bundle(tmp_path / "goi.zip", own=COMMUNE, trusted=TRUSTED).payload.note_count == 20
