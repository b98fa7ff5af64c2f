"""What a modified program could seal: header line, note lines, attachments and receipts bent, everything outside right.

A note that is well formed, in scope and from an enrolled laptop is lawful whatever it says: such mutants are ``legal``. See
:mod:`tests.faults.mutations` for what a mutation is.
"""

import hashlib
import json

from sqlalchemy import Integer

from app.kernel import canonical
from app.records.base import KINDS, Flag, Flat
from app.records.privacy import Erasure, Purpose
from tests.faults.mutations import COMMON_JUNK, bent, legal, refused

TOP = 2**53 - 1
TEXTS = (
    "", " ", "../../../etc/passwd", "C:\\Windows\\x.exe", "/dev/zero", "file:///etc/hostname", "=HYPERLINK(\"http://x\")",
    "+1", "@SUM(A1)", "<img src='/etc/hostname'/>", "Nguyễn <An", "</para>", "&#0;", "%s%n", "{file}", "{0.__class__}",
    "'; DROP TABLE note; --", "\u202e\u2066nA nễyugN", "\u200b\u200d\ufeff", "\x01\x1b[2J\x7f", "\U0001f468\u200d\U0001f469",
    "a\tb\nc\r\n", "٣١", "Ⅷ", "ß" * 100, "\u0300" * 60, "x" * 500, "2026-02-30", "9999-12-31", "0000-00-00", "-1", "1e999",
)  # fmt: skip
NUMBERS = (0, 1, -1, 9999, 10_000, 2**31, -(2**31), 2**32, TOP, -TOP)
FIELD_JUNK = ({"deep": 1}, [[1]], [{}], {})


def sealed_notes(draw, base, *lines):
    """The bundle with these lines among its own, the header and its chain mended."""
    all_lines = list(base.lines)
    for line in lines:
        all_lines.insert(draw.randrange(len(all_lines) + 1), line)
    return base.resealed(base.inside(all_lines))


def fresh(draw, wire, **changes):
    """The wire of a new note like ``wire``."""
    return {**wire, "id": draw.randbytes(16).hex(), "salt": draw.randbytes(16).hex(), **changes}


def new_id(draw):
    return draw.randbytes(16).hex()


def home(base):
    """The notes of the base that are about the village's own pile."""
    return [wire for wire in base.wires if wire["pile"] == base.header["pile"]]


# -- the header line -----------------------------------------------------------------------------------------------


def label_of_another(draw, base):
    labels = {
        "sender": (base.rogue.public.key_id, base.neighbour.public.key_id, None, []),
        "recipients": ([], None, [base.rogue.public.key_id], base.reader.public.key_id),
        "type": ("recovery", "update" if base.header["type"] == "changes" else "changes", None),
        "commune": ("08888", "", None, 11647),
        "device": (base.neighbour.public.device_id, base.reader.public.device_id, None),
    }
    key = draw.choice(sorted(labels))
    return refused(base.resealed(base.inside(**{key: draw.choice(labels[key])})), "018")


def header_that_lies(draw, base):
    """Counts, chains, piles and lives of databases, each of the wrong form or untrue."""
    own, count = base.header["pile"], len(base.lines)
    form = ("017",)
    changes = base.header["type"] == "changes"
    lies = [
        ({"format": draw.choice(("sothon-bundle", None, 1))}, form),
        ({"note_count": draw.choice((count + 1, -1, True, None, str(count), 10**15, [count]))}, form),
        ({"blobs": draw.choice((None, {}, [1], [{"sha256": "0" * 64}], [{"sha256": "0" * 64, "size": -1}]))}, form),
        ({"blobs": [{"sha256": "0" * 64, "size": draw.choice((0, 1, TOP))}]}, form),
        ({"pile": draw.choice((None, 1, "", own.upper() + "x", "../" + own[3:], [own]))}, form),
        ({"pile": draw.choice((base.rogue.public.pile, new_id(draw)))}, ("102",)),
        ({"db_id": draw.choice((None, "nhà", "0" * 31, 5))}, form),
        ({"from_n": draw.choice((-1, 1, True, None, "0", TOP))}, form),
        ({"from_chain": draw.choice(("1" * 64, "x", None, 0))}, form),
        ({"last_n": draw.choice((-1, 0, True, None, str(count)))}, form),
        ({"last_chain": draw.choice(("", "x", None, 5))}, form),
        ({"receipts": draw.choice(({}, [1], [{}], [None], [[]], "x"))}, form),
        ({"holds": draw.choice((None, 1, [], "x", "AAAA", "A" * 32, "A" * 15 + "\n"))}, form),
    ]
    if changes:
        lies += [
            ({"last_chain": "1" * 64}, form),
            ({"from_n": 1, "from_chain": "1" * 64}, form),
            ({"last_n": max(0, count - 1)}, form),
        ]
    header, numbers = draw.choice(lies)
    return refused(base.resealed(base.inside(**header)), *numbers)


def header_of_another_stretch(draw, base):
    """Another life of the database, a stretch with notes left out, a greater schema, keys unknown here: all lawful."""
    count = base.header["from_n"] + len(base.lines)
    gap = {"last_n": count + draw.choice((1, 10**6, TOP - count)), "last_chain": draw.randbytes(32).hex()}
    allowed = (
        {"db_id": new_id(draw)},
        gap,
        {**gap, "db_id": new_id(draw)},
        {"schema": draw.choice((0, 99, TOP, "x", None))},
        {"later": draw.choice(("x" * 10_000, [{"a": [None]}], TOP))},
        {"from_n": 5, "from_chain": "1" * 64, **gap},
    )
    return legal(base.resealed(base.inside(**draw.choice(allowed))), "017")


def header_of_another_spelling(draw, base):
    head, rest = base.inside().split(b"\n", 1)
    text = head.decode()
    spelled = draw.choice(
        (
            b" " + head, head + b"\r", head.replace(b'":', b'": '), head[:-1] + b',"type":"changes"}', b"[" * 9, b"{}", b"null",
            b"\xef\xbb\xbf" + head, head[:-1], b'{"format":"sothon-payload","x":' + b'{"x":' * 9 + b"1" + b"}" * 10,
            text.replace('"note_count":', '"note_count":0').encode(), text.encode("utf-16"), b"\xff" + head,
            text.replace('"from_n":', '"from_n":1.').encode(), head[:-1] + b',"z":' + b"9" * 20 + b"}",
            head[:-1] + b',"z":"\\ud800"}', head[:-1] + ',"z":"Nguye\u0302\u0303n"}'.encode(), head[:-1] + b',"z":NaN}',
        )
    )  # fmt: skip
    return refused(base.resealed(spelled + b"\n" + rest), "017")


def type_of_another_role(draw, base):
    """A village that answers like a commune, a commune that sends changes, and recovery nobody asked for."""
    kind = draw.choice(("recovery", "update" if base.header["type"] == "changes" else "changes"))
    return refused(base.resealed(base.inside(type=kind), type=kind), "101")


def neighbour_about_us(draw, base):
    """Another enrolled machine of the commune, which may not write about this village."""
    if draw.random() < 0.5:
        return refused(base.under_another_name(base.neighbour), "101", "102")
    own = base.neighbour.public.pile
    return refused(base.under_another_name(base.neighbour, pile=own), "101", "102", "103")


def inside_cut_all_mended(draw, base):
    return refused(base.resealed(base.plain[: draw.randrange(len(base.plain))]), "017")


def inside_with_more_all_mended(draw, base):
    return refused(base.resealed(base.plain + draw.randbytes(draw.randint(1, 50))), "017")


def inside_bent_all_mended(draw, base):
    """Random edits of the plain text: what still is a lawful bundle afterwards may be taken in."""
    return legal(base.resealed(bent(draw, base.plain)), *["017", "018", "101", "102", "103", "NOTE-001", "NOTE-002"])


# -- notes that are none -------------------------------------------------------------------------------------------


def note_of_another_form(draw, base):
    """One key of one note lacking, added, of the wrong type, too long, unsorted, doubled or not an id."""
    wire = fresh(draw, draw.choice(base.wires))
    one, first = new_id(draw), wire["fields"][0]
    ids = (None, "", 5, one.upper() + "A", one[:31], "g" * 32, "../../../../../../../../../../..", [one])
    wrong = dict.fromkeys(("id", "operation", "record", "pile", "device"), ids)
    wrong |= {name: (None, 5, [name], "x" * 201) for name in ("actor", "code", "kind")}
    wrong |= {name: (None, -1, True, "1", [1]) for name in ("at", "schema")}
    wrong["fields"] = (
        None,
        {},
        [],
        "phone",
        ["b", "a"],
        [first, first],
        [""],
        ["x" * 81],
        [1],
        [*wire["fields"], "zz"],
    )
    wrong["set"] = (None, [], {}, "x", {**wire["set"], "zz": 1}, *({**wire["set"], first: each} for each in FIELD_JUNK))
    wrong["salt"] = (None, "", "g" * 32, "0" * 31, 5)
    wrong["prev"] = (None, [], {"zz": [one]}, {first: []}, {first: one}, {first: ["x"]}, {first: ["f" * 32, "0" * 32]},
                     {first: [one, one]}, {first: {one: 1}})  # fmt: skip
    wrong["saw"] = (None, {}, one, ["f" * 32, "0" * 32], [one, one], [1], [None])
    key = draw.choice([*sorted(wrong), "lacking", "more", "both", "digest"])
    if key == "lacking":
        del wire[draw.choice(sorted(wire))]
    elif key == "more":
        wire[draw.choice(("path", "n", "bundle", "chain", "_x"))] = "x"
    elif key == "both":
        wire["digest"] = "0" * 64
    elif key == "digest":
        wire = {name: value for name, value in wire.items() if name not in ("set", "salt")}
        wire["digest"] = draw.choice((None, "", "0" * 63, "G" * 64, 5))
    else:
        wire[key] = draw.choice(wrong[key])
    return refused(sealed_notes(draw, base, canonical.encode(wire)), "NOTE-001")


def note_of_another_spelling(draw, base):
    """The right note spelled another way, or JSON that is not canonical, not sound, or no object."""
    wire = fresh(draw, draw.choice(base.wires))
    line = canonical.encode(wire)
    text = line.decode()
    first = wire["fields"][0]

    def with_value(raw):
        return canonical.encode({**wire, "set": {**wire["set"], first: "@@"}}).replace(b'"@@"', raw)

    raws = (
        b"1.0", b"1e3", b"-0", b"01", b"NaN", b"Infinity", b"-Infinity", b"9007199254740992", b"9" * 400, b"9" * 5000,
        b'"\\ud800"', b'"\\u0041"', b'"\\/"', b"'a'", b"[" * 40 + b"]" * 40, b'{"a":' * 9 + b"1" + b"}" * 9, b"tRue", b"",
        '"Nguye\u0302\u0303n"'.encode(), b'"\xff"', b'"\x01"', b'"\t"', b'"', b"[1,]", b"undefined", "\u212b".join('""').encode(),
    )  # fmt: skip
    spelled = draw.choice(
        (
            *(with_value(raw) for raw in raws), b" " + line, line + b"\r", line + b" ", b"\xef\xbb\xbf" + line,
            text[:-1].encode() + b',"at":1}', line.replace(b'":', b'": ', 1), text.encode("utf-16"), line[:-1], line + b"}",
            json.dumps(dict(reversed(wire.items())), ensure_ascii=False, separators=(",", ":")).encode(), b"null", b"[]", b"1",
            b'"x"', b"[" + line + b"]", b"{}", b"[" * 100_000, b'{"a":' * 20_000, line.replace(b"\n", b"") + b"\0",
        )
    )  # fmt: skip
    return refused(sealed_notes(draw, base, spelled.replace(b"\n", b"")), "NOTE-001", "017")


def value_no_form_could_write(draw, base):
    """A field known here with a value of another type, too long, or a reference that is no id."""
    model = draw.choice(sorted(KINDS.values(), key=lambda kind: kind.kind_name))
    name = draw.choice(sorted(model.fields))
    info, column = model.fields[name], model.__table__.columns[name].type
    if isinstance(column, Flat):
        wrong = ("x", 5, True, ["x" * (info.longest + 1)])
    elif info.refers_to:
        wrong = ("", "../../x", "x" * 32, 5, True, [], "A" * 32)
    elif isinstance(column, Flag):
        wrong = (0, 1, 2, "true", [])
    elif isinstance(column, Integer):
        wrong = ("1", True, [], "")
    else:
        wrong = (5, True, [], ["x"], "x" * (info.longest + 1))
    return refused(sealed_notes(draw, base, note_about(draw, base, model, {name: draw.choice(wrong)})), "NOTE-001")


def note_out_of_scope(draw, base):
    """About another village's pile, the commune's, or one that nobody has."""
    allowed = {base.header["pile"], base.sender.public.pile if base.header["type"] != "changes" else ""}
    piles = {base.neighbour.public.pile, base.reader.public.pile, base.rogue.public.pile, new_id(draw)} - allowed
    wire = fresh(draw, draw.choice(base.wires), pile=draw.choice(sorted(piles)), record=new_id(draw))
    return refused(sealed_notes(draw, base, canonical.encode(wire)), "103")


def second_content_for_one_id(draw, base):
    """A note the reader holds, or one of this bundle, with one thing changed."""
    wire = dict(draw.choice(base.wires))
    field = wire["fields"][0]
    change = draw.choice(
        (
            {"at": wire["at"] + 1}, {"actor": wire["actor"] + "x"}, {"code": "x"}, {"device": new_id(draw)},
            {"salt": new_id(draw)}, {"saw": [new_id(draw)]}, {"prev": {field: [new_id(draw)]}}, {"operation": new_id(draw)},
            {"set": {**wire["set"], field: None if wire["set"][field] is not None else False}}, {"schema": 0},
        )
    )  # fmt: skip
    changed = canonical.encode({**wire, **change})
    numbers = ("NOTE-002", "NOTE-001") if "set" in change else ("NOTE-002",)
    if draw.random() < 0.5:
        return refused(sealed_notes(draw, base, changed), *numbers)
    lines = [changed if each["id"] == wire["id"] else line for each, line in zip(base.wires, base.lines, strict=True)]
    return refused(base.resealed(base.inside(lines)), *numbers)


def one_record_of_two_kinds(draw, base):
    """A record the reader holds, called something else; two notes that disagree about a new one."""
    wire = draw.choice(home(base))
    if draw.random() < 0.5:
        kind = draw.choice([each for each in (*sorted(KINDS), "drone") if each != wire["kind"]])
        changed = canonical.encode(
            {**wire, "id": new_id(draw), "kind": kind, "set": {"zz": 1}, "fields": ["zz"], "prev": {}}
        )
        return refused(sealed_notes(draw, base, changed), "NOTE-001")
    record = new_id(draw)
    pair = [plain_note(draw, base, record=record, kind=kind) for kind in ("drone", "balloon")]
    return refused(sealed_notes(draw, base, *pair), "NOTE-001")


# -- notes that are lawful -----------------------------------------------------------------------------------------


def plain_note(draw, base, **changes):
    like = draw.choice(home(base))
    values = changes.pop("set", {"zz": draw.choice(TEXTS)})
    wire = fresh(draw, like, set=values, fields=sorted(values), prev={}, saw=[], operation=new_id(draw))
    return canonical.encode({**wire, **changes})


def note_about(draw, base, model, values, **changes):
    """A note of this kind about a record held here or a new one, under a computed id where the kind has one."""
    held = [wire["record"] for wire in home(base) if wire["kind"] == model.kind_name]
    record = draw.choice([*held, new_id(draw), new_id(draw)])
    if model.natural_key and draw.random() < 0.5:
        record = model.id_for(
            base.header["pile"], *(str(values.get(name) or new_id(draw)) for name in model.natural_key)
        )
    return plain_note(draw, base, kind=model.kind_name, record=record, set=values, **changes)


def strange_value(draw, base, model, name):
    """A value that the declaration of the field allows and nobody would type."""
    info, column = model.fields[name], model.__table__.columns[name].type
    text = draw.choice(TEXTS)[: info.longest]
    if isinstance(column, Flat):
        scalars = (None, True, False, text, *NUMBERS, new_id(draw), "2026-11-18")
        return [each[: info.longest] if isinstance(each, str) else each
                for each in draw.choices(scalars, k=draw.choice((0, 1, 2, 3, 4, 5, 12)))]  # fmt: skip
    if info.refers_to:
        return draw.choice([None, new_id(draw), *(wire["record"] for wire in home(base)[:20])])
    if isinstance(column, Flag):
        return draw.choice((True, False, None))
    return draw.choice(NUMBERS) if isinstance(column, Integer) else text


def strange_values(draw, base):
    """One to six fields of one kind, of the right type and beyond all sense, on a record held here or a new one."""
    model = draw.choice(sorted(KINDS.values(), key=lambda kind: kind.kind_name))
    names = draw.sample(sorted(model.fields), min(len(model.fields), draw.randint(1, 6)))
    values = {name: strange_value(draw, base, model, name) for name in names}
    return legal(sealed_notes(draw, base, note_about(draw, base, model, values)))


def strange_header_of_a_note(draw, base):
    """Who, when, what and after what: all of the right form, none of it true."""
    one = new_id(draw)
    field = draw.choice(("zz", "phone", "_deleted", "full_name"))
    held = [wire["id"] for wire in base.wires]
    about = {name: value for name, value in draw.choice(home(base)).items() if name in ("record", "kind")}
    change = draw.choice(
        (
            {"at": draw.choice((0, 1, 253_402_300_800_000, TOP))},
            {"actor": draw.choice(TEXTS)[:200]},
            {"code": draw.choice(TEXTS)[:80]},
            {"device": draw.choice((base.reader.public.device_id, one))},
            {"schema": draw.choice((0, 2, TOP))},
            {"kind": draw.choice(("", "drone", "note", "head", "local", "sqlite_master", *TEXTS))[:80]},
            {"prev": {field: sorted(draw.sample(held, min(3, len(held))))}, "set": {field: None}},
            {"prev": {field: [one]}, "set": {field: True}},
            {"saw": sorted({one, *held}), "set": {"_deleted": True}, **about},
            {"saw": [one], "set": {"_deleted": draw.choice(("x", 1, None, [True]))}, **about},
            {"prev": {}, "set": {f"f{number}": number for number in range(300)}},
            {"set": {"id": one, "pile": one, "status": "live", "n": 1, "heads": "{}"}},
            {"set": {"_deleted": True, "__class__": "x", "../x": "y"}, **about},
        )
    )  # fmt: skip
    change.setdefault("record", one)
    return legal(sealed_notes(draw, base, plain_note(draw, base, **change)), "NOTE-001")


def note_again(draw, base):
    """The same note twice in one bundle, in another order, and as its redacted twin: nothing new."""
    line, wire = draw.choice([pair for pair in zip(base.lines, base.wires, strict=True) if "set" in pair[1]])
    twin = {name: value for name, value in wire.items() if name not in ("set", "salt")}
    salted = bytes.fromhex(wire["salt"]) + canonical.encode(wire["set"])
    twin["digest"] = hashlib.sha256(salted).hexdigest()
    if draw.random() < 0.3:
        shuffled = draw.sample(base.lines, len(base.lines))
        return legal(base.resealed(base.inside(shuffled)), check=nothing_new)
    return legal(sealed_notes(draw, base, draw.choice((line, canonical.encode(twin)))), check=nothing_new)


def nothing_new(imported):
    return imported.new == 0


def redacted_note_of_nothing(draw, base):
    """A note that says its values were erased, with any digest: kept as a head without a value."""
    wire = fresh(draw, draw.choice(home(base)), prev={})
    bare = {name: value for name, value in wire.items() if name not in ("set", "salt")}
    line = canonical.encode({**bare, "digest": draw.randbytes(32).hex()})
    return legal(sealed_notes(draw, base, line), check=lambda imported: imported.new == 1)


def forged_erasure(draw, base):
    """An erasure under an id that is not the computed one, or about another pile's person, erases nobody."""
    people = sorted({wire["record"] for wire in home(base) if wire["kind"] == "person"})
    person = draw.choice(people)
    record = draw.choice(
        (new_id(draw), Erasure.id_for(new_id(draw), person), Purpose.id_for(base.header["pile"], person))
    )
    values = {"person_id": person, "day": "2026-11-18", "copies": draw.choice(([], None, [new_id(draw)]))}
    line = plain_note(draw, base, kind="erasure", record=record, set=values)
    return legal(sealed_notes(draw, base, line), check=lambda imported: imported.erased == 0)


def true_erasure(draw, base):
    """What erasing lawfully does: the person's data goes, the books stay sound."""
    people = sorted({wire["record"] for wire in home(base) if wire["kind"] == "person"})
    person = draw.choice(people)
    record = Erasure.id_for(base.header["pile"], person)
    copies = draw.sample([wire["id"] for wire in base.wires], 2)
    values = {"person_id": person, "day": "2026-11-18", "copies": draw.choice(([], copies))}
    line = plain_note(draw, base, kind="erasure", record=record, set=values)
    return legal(sealed_notes(draw, base, line), check=lambda imported: imported.erased >= 1)


# -- attachments and receipts --------------------------------------------------------------------------------------


def attachments_that_lie(draw, base):
    """Hash, size, order, number, what follows them, and a name where there is none."""
    data = [draw.randbytes(draw.randint(1, 5000)) for _ in range(2)]
    table = [{"sha256": hashlib.sha256(each).hexdigest(), "size": len(each)} for each in data]
    first, second = table
    cases = (
        ([{**first, "sha256": "0" * 64}, second], data),
        ([{**first, "size": first["size"] + 1}, second], data),
        ([{**first, "size": draw.choice((0, TOP))}, second], data),
        ([first, second], data[::-1]),
        ([first, second], data[:1]),
        ([first], data),
        ([first, first, second], data),
        ([first, {**second, "size": -1}], data),
        ([{**first, "sha256": "../../../../etc/cron.d/x"}, second], data),
        ([{"sha256": first["sha256"].upper(), "size": first["size"]}], data[:1]),
        ([{"size": 1}], data),
        ([[first["sha256"], first["size"]]], data[:1]),
        ({first["sha256"]: first["size"]}, data[:1]),
        (draw.choice(COMMON_JUNK[4:8]), data),
    )
    blobs, pieces = draw.choice(cases)
    return refused(base.resealed(base.inside(tail=b"".join(pieces), blobs=blobs)), "017")


def receipt_that_is_none(draw, base):
    """One key of a receipt of another type or form (in changes, where none belongs, it must still be one)."""
    good = some_receipt(draw, base)
    ids = (None, 5, "", "x" * 32, [])
    wrong = {"device": ids, "db_id": ids, "got_n": (None, -1, True, "1", 1.5), "chain": (None, "x", 5, "0" * 63),
             "bundle": (None, "", 5, "0" * 63), "pile": (None, "", 5, "x" * 65), "digest": (None, "", 5, "g" * 64),
             "counts": (None, [], 5, {"notes": -1}, {"notes": "1"}), "outcomes": (None, {}, [1], [[]])}  # fmt: skip
    key = draw.choice(sorted(wrong))
    value = draw.choice([each for each in wrong[key] if not isinstance(each, float)])
    receipts = [{**good, key: value}] if draw.random() < 0.8 else [{k: v for k, v in good.items() if k != key}]
    return refused(base.resealed(base.inside(receipts=[*receipts, good])), "017")


def receipt_that_lies(draw, base):
    """A receipt of the right form that claims what it likes: taken for what it is, the word of its signer."""
    good = some_receipt(draw, base)
    lie = draw.choice(
        (
            {"got_n": draw.choice((0, 1, 10**6, TOP))}, {"chain": draw.choice(("", "1" * 64))}, {"digest": "0" * 64},
            {"db_id": new_id(draw)}, {"device": new_id(draw)}, {"pile": draw.choice(TEXTS)[:64] or "x"},
            {"counts": {text[:50]: TOP for text in TEXTS}}, {"outcomes": [{"record": text} for text in TEXTS] + [{}]},
            {"later": 1},
        )
    )  # fmt: skip
    many = draw.choice((1, 2, 500))
    return legal(base.resealed(base.inside(receipts=[{**good, **lie}] * many)))


def some_receipt(draw, base):
    listed = base.header.get("receipts") or [
        {
            "device": new_id(draw), "db_id": new_id(draw), "got_n": 1, "chain": "0" * 64, "bundle": "0" * 64,
            "pile": base.header["pile"], "digest": "0" * 64, "counts": {"notes": 1}, "outcomes": [],
        }
    ]  # fmt: skip
    return dict(draw.choice(listed))


INSIDE = (
    label_of_another,
    header_that_lies,
    header_of_another_stretch,
    header_of_another_spelling,
    type_of_another_role,
    neighbour_about_us,
    inside_cut_all_mended,
    inside_with_more_all_mended,
    inside_bent_all_mended,
    note_of_another_form,
    note_of_another_spelling,
    value_no_form_could_write,
    note_out_of_scope,
    second_content_for_one_id,
    one_record_of_two_kinds,
    strange_values,
    strange_header_of_a_note,
    note_again,
    redacted_note_of_nothing,
    forged_erasure,
    true_erasure,
    attachments_that_lie,
    receipt_that_is_none,
    receipt_that_lies,
)
