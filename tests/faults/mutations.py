"""Bundles as an attacker who knows every layer would bend them: one layer bent, all layers above it mended.

A mutation draws from a seed and returns a :class:`Mutant`: the bytes, and by which numbers it may be refused. One that an
enrolled laptop may lawfully send is ``legal``: then it is taken in, or refused by one of those numbers, and the books must be
sound either way. What is inside the payload is bent by :mod:`tests.faults.mutations_inside`.
"""

import functools
import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyrage

from app.journal.note import read_note
from app.journal.tables import CHAIN_START, next_chain
from app.kernel import canonical
from app.kernel.errors import AppError
from app.sync import container, payload, zipform
from app.sync.keys import OwnDevice
from tests.fixtures.odd_zips import zip_of

COMMON_JUNK = (None, [], {}, -1, 0, "", True, "0" * 64, [1] * 500, {"size": 1, "sha256": "0" * 64}, 2**53 - 1)


@dataclass(frozen=True)
class Mutant:
    """A bent bundle; ``numbers`` may refuse it, ``legal`` says that it may be taken in too.

    ``check`` is held against what was merged: it gets what the import said it did.
    """

    data: bytes
    numbers: frozenset[str]
    legal: bool = False
    check: Callable[[Any], bool] | None = field(default=None, repr=False)


def refused(data, *numbers):
    """Return a mutant that must be refused by one of ``numbers``."""
    return Mutant(data, frozenset(f"BUNDLE-{number}" if number.isdecimal() else number for number in numbers))


def legal(data, *numbers, check=None):
    """Return a mutant that may be taken in, or refused by one of ``numbers``."""
    return Mutant(data, refused(b"", *numbers).numbers, True, check)


class Layers:
    """One good bundle taken apart, so that a mutation can bend one layer and mend the others.

    ``sender`` signed it and ``reader`` opens it; ``neighbour`` is known to the reader too, ``rogue`` is not.
    """

    def __init__(self, data: bytes, sender: OwnDevice, reader: OwnDevice, neighbour: OwnDevice, rogue: OwnDevice):
        self.sender, self.reader, self.neighbour, self.rogue = sender, reader, neighbour, rogue
        self.whole = data
        self.entries = zipform.dissect(data, "")
        self.manifest = canonical.decode(self.entries[1])
        self.encrypted = self.entries[3]
        self.packed = pyrage.decrypt(self.encrypted, [reader.keys.identity()])
        self.plain = zlib.decompress(self.packed, wbits=31)
        head, *lines = self.plain.split(b"\n")[:-1]
        self.header = canonical.decode(head)
        self.lines = lines
        self.wires = [canonical.decode(line) for line in lines]
        assert self.header["note_count"] == len(lines), "a base without attachments"

    def zipped(self, *, manifest=None, signature=None, encrypted=None, signer=None):
        """The bundle with other layers, the zip mended; the manifest is signed anew unless a signature is given."""
        encoded = self.entries[1] if manifest is None else manifest
        if signature is None:
            signature = (signer or self.sender).keys.sign(container.SIGNED_AS + encoded)
        entries = [zipform.MIMETYPE, encoded, signature, self.encrypted if encrypted is None else encrypted]
        return b"".join(zipform.assemble(entries))

    def signed(self, signer=None, **changes):
        """The bundle with another manifest, signed."""
        return self.zipped(manifest=canonical.encode({**self.manifest, **changes}), signer=signer)

    def encrypted_anew(self, encrypted, signer=None, **changes):
        """The bundle around another age file, its hash and the signature right."""
        manifest = canonical.encode({**self.manifest, "payload": measured(encrypted), **changes})
        return self.zipped(manifest=manifest, encrypted=encrypted, signer=signer)

    def resealed(self, plain=None, *, packed=None, signer=None, to=None, **changes):
        """The bundle around another inside, every hash and the signature right."""
        if packed is None:
            packed = zlib.compress(plain, wbits=31)
            changes.setdefault("plain", measured(plain))
        recipient = pyrage.x25519.Recipient.from_str((to or self.reader).public.recipient)
        return self.encrypted_anew(pyrage.encrypt(packed, [recipient]), signer, **changes)

    def inside(self, lines=None, tail=b"", **header):
        """The plain text of other note lines with a header that counts them and walks their chain truly."""
        lines = self.lines if lines is None else lines
        chain = CHAIN_START if not self.header["from_n"] else self.header["from_chain"]
        for line in lines:
            try:
                chain = next_chain(chain, read_note(line).note_hash())
            except AppError:
                chain = "1" * 64
        last = self.header["from_n"] + len(lines)
        if self.header["type"] != "changes":
            last, chain = self.header["last_n"], self.header["last_chain"]
        true = {"note_count": len(lines), "last_n": last, "last_chain": chain if last else ""}
        head = canonical.encode({**self.header, **true, **header})
        return b"\n".join([head, *lines]) + b"\n" + tail

    def under_another_name(self, sender: OwnDevice, lines=None, **header):
        """The same inside as an honest program of ``sender`` would seal it."""
        own = sender.public
        names = {"sender": own.key_id, "device": own.device_id, "commune": own.commune}
        return self.resealed(self.inside(lines, **{**names, **header}), signer=sender, sender=own.key_id)


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


# -- the file and the zip ------------------------------------------------------------------------------------------

LAYOUT = ("002", "003", "004", "005")


def random_bytes(draw, base):
    return refused(bent(draw, base.whole), *LAYOUT)


def cut(draw, base):
    return refused(base.whole[: draw.randrange(len(base.whole))], "004")


def noise(draw, base):
    data = draw.choice((b"", b"PK\x03\x04", base.whole[:50])) + draw.randbytes(draw.randrange(3000))
    return refused(data, *LAYOUT)


def zip_junk(draw, base):
    junk = draw.choice((b"\0", b"PK\x05\x06" + bytes(18), draw.randbytes(20), base.whole))
    return refused(draw.choice((base.whole + junk, junk + base.whole)), *LAYOUT)


def zip_entries(draw, base):
    """Entries twice, missing, in another order, or one more; every checksum and offset right."""
    names, entries = list(zipform.ENTRY_NAMES), list(base.entries)
    chosen = list(range(4))
    match draw.randrange(4):
        case 0:
            chosen.insert(draw.randrange(5), draw.randrange(4))
        case 1:
            chosen.remove(draw.randrange(4))
        case 2:
            while chosen == sorted(chosen):
                draw.shuffle(chosen)
        case _:
            names.append(draw.choice((b"../../../tmp/x", b"/etc/cron.d/x", b"C:\\x.exe", b"payload.age")))
            entries.append(b"x" * draw.randrange(40))
            chosen.insert(draw.randrange(5), 4)
    return refused(zip_of([(names[one], entries[one]) for one in chosen]), *LAYOUT)


def zip_tricks(draw, base):
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
            {"sizes": draw.choice((0xFFFFFFFF, 0x7FFFFFFF, 0, 1))},
            {"offset": draw.choice((1, 0xFFFFFFFF))},
            {"count": draw.choice((0, 3, 5, 0xFFFF))},
            {"rename": draw.choice((b"../../x", b"/etc/pw1", b"MIMETYPE", b"mimetyp\0"))},
        )
    )
    entries = list(zip(zipform.ENTRY_NAMES, base.entries, strict=True))
    return refused(zip_of(entries, only=draw.randrange(4), **trick), *LAYOUT)


# -- manifest and signature ----------------------------------------------------------------------------------------


def manifest_bent_zip_mended(draw, base):
    return refused(base.zipped(manifest=bent(draw, base.entries[1]), signature=base.entries[2]), "006", "007")


def signature_bent(draw, base):
    other = draw.choice((bent(draw, base.entries[2]), bytes(64), b"", base.rogue.keys.sign(base.entries[1])))
    return refused(base.zipped(signature=other), "006")


def signed_for_another_purpose(draw, base):
    """The right key over the right bytes, with another word before them."""
    before = draw.choice((b"", b"sothon-key-v1\0", b"sothon-bundle-v2\0", container.SIGNED_AS * 2))
    return refused(base.zipped(signature=base.sender.keys.sign(before + base.entries[1])), "006")


def rogue_key(draw, base):
    """Sealed whole by a key nobody has accepted, under its own name or the true sender's."""
    if draw.random() < 0.5:
        return refused(base.under_another_name(base.rogue), "012")
    return refused(base.resealed(base.plain, signer=base.rogue), "006")


def rogue_for_others(draw, base):
    """Of an unknown sender and for machines that are not this one; of a known sender for another machine."""
    recipients = [base.rogue.public.key_id]
    if draw.random() < 0.5:
        return refused(base.signed(base.rogue, sender=base.rogue.public.key_id, recipients=recipients), "010")
    return refused(base.signed(recipients=recipients), "011")


def manifest_field_of_another_type(draw, base):
    key = draw.choice(sorted(set(base.manifest) - {"version"}))
    value = draw.choice([value for value in COMMON_JUNK if value != base.manifest[key] or type(value) is bool])
    data = base.signed(**{key: value})
    numbers = {
        "sender": ("006", "007"),
        "min_reader": ("007", "008"),
        "plain": ("007", "015"),
        "payload": ("007", "013"),
    }
    return refused(data, *numbers.get(key, ("007",)))


def manifest_field_lacking(draw, base):
    key = draw.choice(sorted(set(base.manifest) - {"version"}))
    content = {name: value for name, value in base.manifest.items() if name != key}
    return refused(base.zipped(manifest=canonical.encode(content)), "007")


def manifest_that_lies(draw, base):
    """Every field of the right form, signed by the true key, and untrue."""
    own, plain, packed = base.reader.public.key_id, base.manifest["plain"], base.manifest["payload"]
    many = sorted({own, *(f"{number:064x}" for number in range(draw.choice((500, 600))))})
    lies = (
        ({"min_reader": draw.choice((2, 99, 2**40))}, "008"),
        ({"min_reader": draw.choice((0, -1, True, "1", None))}, "007"),
        ({"type": "recovery"}, "018"),
        ({"type": draw.choice(("Changes", "", "changes ", "delete"))}, "007"),
        ({"format": draw.choice(("sothon-key", "sothon-payload", "SOTHON-BUNDLE"))}, "007"),
        ({"recipients": [own, own]}, "007"),
        ({"recipients": ["f" * 64, own] if own < "f" * 64 else [own, "0" * 64]}, "007"),
        ({"recipients": many}, "007"),
        ({"recipients": sorted([own, "0" * 64])}, "018"),
        ({"recipients": [own.upper()]}, "007"),
        ({"payload": {**packed, "size": packed["size"] + draw.choice((1, -1, 2**40))}}, "013"),
        ({"payload": {**packed, "sha256": "0" * 64}}, "013"),
        ({"plain": {**plain, "size": plain["size"] + draw.choice((1, 100_000_000))}}, "016"),
        ({"plain": {**plain, "size": draw.randrange(plain["size"])}}, "015"),
        ({"plain": {**plain, "sha256": "0" * 64}}, "016"),
        ({"plain": {**plain, "size": payload.MAX_PLAIN + 1 + draw.choice((0, 2**40))}}, "001"),
        ({"plain": {**plain, "size": True}}, "007"),
        ({"more": "x" * 70_000}, "007"),
    )
    changes, number = draw.choice(lies)
    return refused(base.signed(**changes), number)


def manifest_of_a_newer_program(draw, base):
    """A higher version and keys unknown here are no reason to refuse (FORMAT.md "The manifest")."""
    return legal(base.signed(version=draw.choice((2, 99)), later={"x": [1, None, "«»"]}))


def manifest_another_spelling(draw, base):
    good = base.entries[1]
    spelled = draw.choice(
        (
            b" " + good, good + b"\n", good.replace(b":", b": "), good[:-1] + b',"type":"changes"}', b"{" * 5000, b"[" * 9,
            b"\xef\xbb\xbf" + good, good.replace(b'"size":', b'"size":0'), b"", b"null", b'"\\ud800"', b"\xff\xfe",
            good.replace(b'"min_reader":1', b'"min_reader":1.0'), good.replace(b'"min_reader":1', b'"min_reader":1e0'),
            b'{"size":' + b"9" * 5000 + b"}", good.decode().encode("utf-16"),
        )
    )  # fmt: skip
    return refused(base.zipped(manifest=spelled), "007")


# -- age -----------------------------------------------------------------------------------------------------------


def payload_bent_zip_mended(draw, base):
    return refused(base.zipped(encrypted=bent(draw, base.encrypted)), "013")


def payload_bent_all_hashes_mended(draw, base):
    return refused(base.encrypted_anew(bent(draw, base.encrypted)), "014")


def payload_of_another_bundle(draw, base):
    """The age file of another sender's bundle to the same reader, under the true sender's manifest."""
    other = base.inside(sender=base.neighbour.public.key_id, device=base.neighbour.public.device_id)
    packed = zlib.compress(other, wbits=31)
    encrypted = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(base.reader.public.recipient)])
    match draw.randrange(3):
        case 0:
            return refused(base.zipped(encrypted=encrypted, signature=base.entries[2]), "013")
        case 1:
            return refused(base.encrypted_anew(encrypted), "015", "016")
        case _:
            return refused(base.encrypted_anew(encrypted, plain=measured(other)), "018")


def age_of_another_kind(draw, base):
    """For another key, with a passphrase, its stanza gone, cut, empty, or in the armoured form."""
    stranger = pyrage.x25519.Recipient.from_str(base.rogue.public.recipient)
    head, _, rest = base.encrypted.partition(b"\n---")
    lines = head.split(b"\n")
    kinds = (
        lambda: pyrage.encrypt(base.packed, [stranger]),
        lambda: b"\n".join(lines[:1]) + b"\n---" + rest,
        lambda: b"\n".join([*lines, *lines[1:3]]) + b"\n---" + rest,
        lambda: base.encrypted[: draw.randrange(len(base.encrypted))],
        lambda: base.encrypted + draw.randbytes(draw.randint(1, 30)),
        lambda: base.encrypted.replace(b"age-encryption.org/v1", b"age-encryption.org/v2", 1),
        lambda: b"",
        lambda: base.packed,
        lambda: pyrage.encrypt(base.packed, [stranger], armored=True),
    )
    return refused(base.encrypted_anew(draw.choice(kinds)()), "014")


# -- gzip ----------------------------------------------------------------------------------------------------------


def packed_bent_all_mended(draw, base):
    """A flipped bit in the gzip that does not happen to spell the same text."""
    while True:
        place = draw.randrange(12, len(base.packed))
        flipped = bytes([base.packed[place] ^ 1 << draw.randrange(8)])
        packed = base.packed[:place] + flipped + base.packed[place + 1 :]
        try:
            same = zlib.decompress(packed, wbits=31) == base.plain
        except zlib.error:
            same = False
        if not same:
            return refused(base.resealed(packed=packed), "015", "016", "017")


def gzip_that_is_more_or_less(draw, base):
    """Cut, with a wrong checksum, something behind it, a second member, or not gzip at all."""
    whole, raw = base.packed, zlib.compressobj(wbits=-15)
    more = zlib.compress(b"{}\n", wbits=31)
    kinds = (
        lambda: (whole[: draw.randrange(1, len(whole))], base.plain),
        lambda: (whole[:-8] + bytes(4) + whole[-4:], base.plain),
        lambda: (whole[:-4] + bytes(4), base.plain),
        lambda: (whole + draw.choice((b"\0", b"\0" * 4000, draw.randbytes(30), b"\x1f\x8b")), base.plain),
        lambda: (whole + more, base.plain + b"{}\n"),
        lambda: (whole + zlib.compress(b"", wbits=31), base.plain),
        lambda: (raw.compress(base.plain) + raw.flush(), base.plain),
        lambda: (zlib.compress(base.plain), base.plain),
        lambda: (base.plain, base.plain),
        lambda: (b"", base.plain),
    )
    packed, plain = draw.choice(kinds)()
    return refused(base.resealed(packed=packed, plain=measured(plain)), "015", "017")


@functools.cache
def squeezed(size):
    """``size`` zeros as gzip makes them, made once: packing costs more than all the checks."""
    return zlib.compress(bytes(size), 9, 31)


def bomb(draw, base):
    size = draw.choice((1_000_000, 30_000_000))
    honest = draw.choice((base.manifest["plain"], measured(b""), {"sha256": "0" * 64, "size": size - 1}))
    return refused(base.resealed(packed=squeezed(size), plain=honest), "015", "016")


def bomb_behind_a_good_inside(draw, base):
    return refused(base.resealed(packed=base.packed + squeezed(5_000_000)), "015", "017")


def bomb_of_notes(draw, base):
    """Truly declared and well packed: tens of megabytes of one line, of empty lines, or of a header."""
    size = draw.choice((2_000_000, 2_000_000, 2_000_000, 20_000_000))
    kinds = (
        lambda: base.inside([b"x" * size]),
        lambda: base.inside([b"1"] * 1000)[:-2001] + b"\n" * size,
        lambda: base.inside([], more="x" * (payload.MAX_HEADER + 1)),
        lambda: base.inside([b"[" * size]),
        lambda: base.inside([b'"' + b"\\" * (payload.MAX_NOTE - 10)]),
        lambda: base.inside([], tail=bytes(size)),
    )
    return refused(base.resealed(draw.choice(kinds)()), "017", "NOTE-001")


OUTSIDE = (
    random_bytes,
    cut,
    noise,
    zip_junk,
    zip_entries,
    zip_tricks,
    manifest_bent_zip_mended,
    signature_bent,
    signed_for_another_purpose,
    rogue_key,
    rogue_for_others,
    manifest_field_of_another_type,
    manifest_field_lacking,
    manifest_that_lies,
    manifest_of_a_newer_program,
    manifest_another_spelling,
    payload_bent_zip_mended,
    payload_bent_all_hashes_mended,
    payload_of_another_bundle,
    age_of_another_kind,
    packed_bent_all_mended,
    gzip_that_is_more_or_less,
    bomb,
    bomb_behind_a_good_inside,
    bomb_of_notes,
)
