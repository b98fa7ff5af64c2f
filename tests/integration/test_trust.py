"""Who may send: the commune file, the first bundle's request, the list of devices, a commune that changes or loses its key."""

import json
import random
import shutil

import pytest
from sqlalchemy import select

from app.journal import tables
from app.journal.note import write_note
from app.journal.tables import HELD, NOTE, PEER
from app.kernel.errors import AppError
from app.records.places import Village
from app.sync.commune_file import commune_file
from app.sync.device_list import Entry, State, sign_list
from app.sync.keys import DeviceKeys, Role, fingerprint
from app.sync.printed_key import printed_lines
from app.sync.recovery import unwrap
from app.usecases import templates
from app.usecases.beginnings import BeginFromFile, begin_from_file, joined
from app.usecases.bundle_log import list_bundles
from app.usecases.commune_files import read_file, write_file
from app.usecases.commune_key import (
    RestoreCommune,
    asked_groups,
    change_key,
    copy_is_proven,
    print_code_notice,
    print_key_copy,
    prove_copy,
    restore_commune,
    short_code,
)
from app.usecases.context import VILLAGE
from app.usecases.covenant_models import HandModel, begin_with_model, hand_model, list_models
from app.usecases.device_lists import own_state
from app.usecases.devices import export_key, own_device, trust_key
from app.usecases.enrolment import (
    AcceptDevice,
    RevokeDevice,
    accept_device,
    discard_held,
    inspect_held,
    let_in_by_file,
    list_devices,
    refuse_device,
    release_held,
    revoke_device,
)
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.exchange_state import pending
from app.usecases.groups import SaveGroup, save_group
from app.usecases.handed_down import recall
from app.usecases.issues import list_issues
from app.usecases.machine import notice_machine
from app.usecases.recovery import FILE
from app.usecases.safety import check
from app.usecases.setup import FoundCommune, FoundVillage, found_commune
from tests.fixtures import books
from tests.fixtures.stick import edit_phone, hashes_of, household_ids, prove, state_of
from tests.unit.documents.papers import codes


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def commune(tmp_path, clock):
    with books.open_context(tmp_path / "commune", clock, 2) as opened:
        found_commune(opened, FoundCommune(books.COMMUNE))
        yield opened


@pytest.fixture
def village(tmp_path, clock, commune, stick):
    """A village that began from the commune's file, with people in its books."""
    with books.open_context(tmp_path / "village", clock, 1) as opened:
        books.found(opened)
        trust_key(opened, write_file(commune, stick).file)
        yield opened


def refused(work):
    with pytest.raises(AppError) as caught:
        work()
    assert caught.value.message
    assert caught.value.advice
    return caught.value.code.number


def digits_of(context):
    return fingerprint(own_device(context).public, 2)


def send(context, stick):
    return export_bundle(context, stick).result.file


def take(context, path):
    return import_bundle(context, ImportBundle(path)).result


def only(commune, state=State.WAITING):
    (found,) = [each for each in list_devices(commune) if each.state is state]
    return found


def let_in(commune, village, stick):
    """Send the first bundle, let the laptop in, bring the answer back."""
    take(commune, send(village, stick))
    if not copy_is_proven(commune):
        prove(commune)
    accepted = accept_device(commune, AcceptDevice(only(commune).device, digits_of(village))).result
    hear(commune, village, stick)
    return accepted


def hear(commune, village, stick):
    return take(village, write_receipt(commune, village.identity.pile, stick).result.file)


def state_here(context):
    return own_state(context.local())


def peers_of(context):
    with context.reading() as session:
        return {row.key_id: row.state for row in session.connection().execute(select(PEER))}


def held(context):
    with context.reading() as session:
        return list(session.connection().execute(select(HELD.c.sha256)).scalars())


# -- the first bundle ----------------------------------------------------------------------------------------------


def test_a_village_is_let_in_by_its_first_bundle_alone(commune, village, stick):
    before = state_of(commune)
    bundle = send(village, stick)
    seen = inspect_bundle(commune, bundle)
    assert (seen.held, seen.new, held(commune)) == (State.WAITING, 0, [])
    taken = take(commune, bundle)
    assert (taken.held, taken.village, taken.new, taken.receipt) == (State.WAITING, "thôn Đông", 0, None)
    assert state_of(commune) == before
    take(commune, bundle)
    waiting = only(commune)
    assert len(waiting.held) == len(held(commune)) == 1
    assert (waiting.village, waiting.known_as, waiting.person, waiting.others) == ("thôn Đông", "", "Trần Thị Bình", 0)
    assert waiting.digits.startswith(digits_of(village))
    seen = inspect_held(commune, waiting.held[0].sha256)
    assert (seen.notes, seen.held, seen.counts["households"]) == (taken.notes, State.WAITING, 2), (
        "what merging would do"
    )
    assert seen.new == seen.notes
    assert release_held(commune, waiting.held[0].sha256).result.held is State.WAITING, "digits are compared first"
    assert (only(commune, State.WAITING).held, household_ids(commune)) == (waiting.held, [])

    right = digits_of(village)
    assert refused(lambda: accept_device(commune, AcceptDevice(waiting.device, right))) == "KEY-107"
    prove(commune)
    assert refused(lambda: accept_device(commune, AcceptDevice(waiting.device, "0000 0000"))) == "KEY-106"
    assert refused(lambda: accept_device(commune, AcceptDevice(waiting.device, ""))) == "KEY-106"
    assert refused(lambda: accept_device(commune, AcceptDevice("abcd", right))) == "KEY-105"
    assert refused(lambda: accept_device(commune, AcceptDevice(waiting.device, right, waiting.device))) == "KEY-114"
    assert state_of(commune) == before
    assert state_here(village) is None

    done = accept_device(commune, AcceptDevice(waiting.short, right.replace(" ", ""))).result
    assert (done.problems, [each.new for each in done.imported]) == ((), [taken.notes])
    assert (done.device.state, done.device.known_as, held(commune)) == (State.ACTIVE, "thôn Đông", [])
    pile = village.identity.pile
    assert hashes_of(commune, pile) == hashes_of(village, pile)
    assert refused(lambda: accept_device(commune, AcceptDevice(waiting.device, right))) == "KEY-111"
    answer = hear(commune, village, stick)
    assert answer.standing is not None
    assert answer.standing.matches
    assert state_here(village) is State.ACTIVE
    assert take(commune, send(village, stick)).held is None


def test_six_groups_read_by_telephone_do_as_well_as_two(commune, village, stick):
    take(commune, send(village, stick))
    prove(commune)
    whole = only(commune).digits
    assert refused(lambda: accept_device(commune, AcceptDevice(only(commune).device, whole[:14]))) == "KEY-106"
    assert accept_device(commune, AcceptDevice(only(commune).device, whole)).result.device.state is State.ACTIVE


def test_several_bundles_that_waited_are_merged_in_order(commune, village, stick):
    for number in range(3):
        edit_phone(village, household_ids(village)[0], f"091234567{number}")
        take(commune, send(village, stick))
    prove(commune)
    waiting = list_bundles(commune)
    assert [(row.state, row.notes, row.place) for row in waiting] == [("held", None, "thôn Đông")] * 3
    assert list_bundles(commune, direction="out") == ()
    done = accept_device(commune, AcceptDevice(only(commune).device, digits_of(village))).result
    assert len(done.imported) == 3
    assert [row.state for row in list_bundles(commune)] == ["received"] * 3
    pile = village.identity.pile
    assert hashes_of(commune, pile) == hashes_of(village, pile)


def test_one_turned_away_may_ask_again(commune, village, stick):
    take(commune, send(village, stick))
    refuse_device(commune, only(commune).device)
    assert (list_devices(commune), held(commune)) == ((), [])
    take(commune, send(village, stick))
    assert only(commune).held
    prove(commune)
    accept_device(commune, AcceptDevice(only(commune).device, digits_of(village)))
    assert refused(lambda: refuse_device(commune, only(commune, State.ACTIVE).device)) == "KEY-111"


def test_only_a_commune_decides(village):
    for work in (
        lambda: accept_device(village, AcceptDevice("abcd", "")), lambda: refuse_device(village, "abcd"),
        lambda: revoke_device(village, RevokeDevice("abcd")), lambda: release_held(village, "0" * 64),
        lambda: discard_held(village, "0" * 64), lambda: short_code(village), lambda: change_key(village),
        lambda: write_file(village, village.folder),
    ):  # fmt: skip
        assert refused(work) == "SETUP-003"


def test_a_held_bundle_that_is_not_there_is_named(commune):
    assert refused(lambda: inspect_held(commune, "0" * 64)) == "KEY-110"
    assert refused(lambda: release_held(commune, "0" * 64)) == "KEY-110"
    assert refused(lambda: discard_held(commune, "0" * 64)) == "KEY-110"


# -- the file of the commune ---------------------------------------------------------------------------------------


def test_the_commune_file_names_commune_code_and_villages(commune, village, stick):
    let_in(commune, village, stick)
    made = write_file(commune, stick)
    assert made.file.name == f"sothon_xa_{books.COMMUNE}.json"
    found, code = read_file(made.file)
    assert (code, made.code, made.villages) == (short_code(commune), short_code(commune), 1)
    assert [(each.pile, each.label, each.name) for each in found.villages] == [(village.identity.pile, "thôn", "Đông")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("sothon-commune", "sothon-other"), "KEY-006"),
        (lambda text: text[:-20], "KEY-007"),
        (lambda text: text.replace('"role":"commune"', '"role":"village"'), "KEY-007"),
        (lambda text: re_signed(text, version=2), "KEY-008"),
        (lambda text: re_signed(text, villages=[{"pile": "x", "label": "thôn", "name": "Đông"}]), "KEY-009"),
    ],
)
def test_a_commune_file_of_no_use_is_refused_by_number(commune, village, stick, change, code):
    path = write_file(commune, stick).file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert refused(lambda: read_file(path)) == code
    before = peers_of(village)
    assert refused(lambda: trust_key(village, path)).startswith("KEY-")
    assert peers_of(village) == before


@pytest.fixture
def model(commune, tmp_path):
    """A covenant model the commune has handed down, and one it took back."""
    text = tmp_path / "mẫu.txt"
    text.write_text("QUY ƯỚC\nĐiều 1. Đoàn kết\nGiúp nhau lúc khó khăn.\n", encoding="utf-8")
    recall(commune, hand_model(commune, HandModel("Mẫu cũ", text)).result)
    return hand_model(commune, HandModel("Quy ước mẫu năm 2027", text)).result


def test_the_file_brings_the_models_on_offer_before_the_first_exchange(commune, stick, tmp_path, clock, model):
    made = write_file(commune, stick)
    assert (made.models, made.file.stat().st_size < 8_000) == (1, True)
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin_from_file(laptop, BeginFromFile(made.file, FoundVillage("", "Tây")))
        assert [(each.id, each.name, each.articles) for each in list_models(laptop)] == [
            (model, "Quy ước mẫu năm 2027", 1)
        ]
        assert pending(laptop).changes == 1, "what the commune wrote is not the village's to send"
        before = state_of(laptop)
        trust_key(laptop, made.file)
        assert state_of(laptop) == before, "the same file again changes nothing"
        begin_with_model(laptop, model)
        take(commune, send(laptop, stick))
        prove(commune)
        accept_device(commune, AcceptDevice(only(commune).device, digits_of(laptop)))
        recall(commune, model)
        answer = hear(commune, laptop, stick)
        assert answer.standing.matches
        assert list_models(laptop) == ()
        assert hashes_of(laptop, commune.identity.pile) == hashes_of(commune, commune.identity.pile)


def test_a_village_that_has_books_already_gets_them_with_the_key(commune, stick, tmp_path, clock, model):
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        books.found(laptop)
        trust_key(laptop, write_file(commune, stick).file)
        assert [each.id for each in list_models(laptop)] == [model]


def test_models_that_do_not_fit_wait_for_the_first_update(commune, stick, tmp_path, model, monkeypatch):
    monkeypatch.setattr(templates, "MOST_BYTES", 1_200)
    text = tmp_path / "dài.txt"
    text.write_text("QUY ƯỚC\nĐiều 1. Đoàn kết\n" + "Giúp nhau. " * 200, encoding="utf-8")
    hand_model(commune, HandModel("Dài", text))
    made = write_file(commune, stick)
    assert made.models == 1
    assert {json.loads(line)["record"] for line in read_file(made.file)[0].notes} == {model}


def a_note(commune, **changes):
    identity = commune.identity
    said = {"kind": "covenant_model", "pile": identity.pile, "values": {"name": "Mẫu"}} | changes
    return write_note(
        id="1" * 32, operation="2" * 32, code="covenant_model.create", record="3" * 32, device=identity.device,
        actor="Cán bộ xã", at=1, schema=1, prev={}, salt="4" * 32, **said,
    ).to_line()  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"kind": "household"}, {"pile": "9" * 32}, {"values": {"name": 5}}, {"kind": "unknown_kind"}, None],
)
def test_a_file_with_notes_of_another_kind_is_damaged_and_nothing_is_begun(commune, stick, tmp_path, clock, changes):
    path = stick / "sothon_xa.json"
    line = b"{}" if changes is None else a_note(commune, **changes)
    path.write_bytes(commune_file(own_device(commune), [], [line]))
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin = BeginFromFile(path, FoundVillage("", "Tây"))
        assert refused(lambda: begin_from_file(laptop, begin)) == "KEY-007"
        assert laptop.identity.role == ""
        books.found(laptop)
        assert refused(lambda: trust_key(laptop, path)) == "KEY-007"
        assert peers_of(laptop) == {}


def re_signed(text, **changes):
    """The file with other contents and a right check, but the signature of what stood there before."""
    import hashlib

    from app.kernel import canonical

    content = {**json.loads(text), **changes}
    del content["check"]
    check = hashlib.sha256(canonical.encode(content)).hexdigest()[:8]
    return canonical.encode({**content, "check": check}).decode() + "\n"


def test_a_laptop_that_begins_from_the_file_is_of_the_same_village(commune, village, stick, tmp_path, clock):
    let_in(commune, village, stick)
    path = write_file(commune, stick).file
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin_from_file(laptop, BeginFromFile(path, FoundVillage("", "đông", head="Ai Đó")))
        pile = village.identity.pile
        assert laptop.identity.pile == pile
        assert only_after(commune, laptop, stick).others == 1
        prove(commune)
        waiting = only(commune)
        old = only(commune, State.ACTIVE)
        accept_device(commune, AcceptDevice(waiting.device, digits_of(laptop), replaces=old.device))
        answer = hear(commune, laptop, stick)
        assert answer.new > 0
        assert set(hashes_of(village, pile)) <= set(hashes_of(laptop, pile))
        assert household_ids(laptop) == household_ids(village)
        assert laptop.identity.title == village.identity.title != "thôn đông"
        assert not list_issues(laptop)
        assert not list_issues(commune)
        assert state_here(laptop) is State.ACTIVE
        assert only(commune, State.REVOKED).device == old.device
        assert take(commune, send(village, stick)).held is State.REVOKED


def only_after(commune, laptop, stick):
    take(commune, send(laptop, stick))
    return only(commune)


def test_a_file_of_another_commune_is_refused_before_anything_begins(commune, stick, tmp_path, clock):
    path = write_file(commune, stick).file
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin = BeginFromFile(path, FoundVillage("11648", "Đông"))
        assert refused(lambda: begin_from_file(laptop, begin)) == "KEY-102"
        assert laptop.identity.role == ""
        begin_from_file(laptop, BeginFromFile(path, FoundVillage(books.COMMUNE, "Tây")))
        assert laptop.identity.role == VILLAGE


def test_a_laptop_never_gets_the_pile_of_a_village_called_almost_so(commune, stick, tmp_path, clock):
    """Đông and Đồng are two villages; so are two of one name, and then only picking tells which."""
    east, rice, first, other = piles = [f"{number:032x}" for number in range(4)]
    for pile, label, name in zip(piles, ("thôn", "thôn", "thôn", "khu"), ("Đông", "Đồng", "1", "1"), strict=True):
        with commune.transaction("village.enter", pile=pile) as tx:
            tx.add(Village(id=pile, name=name, label=label))
    file = write_file(commune, stick).file

    def pile_for(name, label="thôn", pile=""):
        return joined(file, FoundVillage("", name, label, pile=pile)).pile

    assert [pile_for(name) for name in ("đông", "ĐỒNG", "Đổng")] == [east, rice, ""]
    assert refused(lambda: pile_for("Dong")) == "SETUP-004"
    assert (pile_for("1"), pile_for("1", "khu"), pile_for("Dong", pile=rice)) == (first, other, rice)
    assert refused(lambda: pile_for("1", "ấp")) == "SETUP-004"


def test_a_second_laptop_begins_from_the_first_ones_key_file(village, stick, tmp_path, clock):
    path = stick / "dong.sothon-key"
    export_key(village, path)
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin_from_file(laptop, BeginFromFile(path, FoundVillage("", "dong", "làng")))
        assert (laptop.identity.title, check(laptop).views_match) == ("làng dong", True)
        export_key(laptop, stick / "moi.sothon-key")
        trust_key(village, stick / "moi.sothon-key")
        take(laptop, send(village, stick))
        pile = village.identity.pile
        assert laptop.identity.title == village.identity.title
        assert not list_issues(laptop)
        assert household_ids(laptop) == household_ids(village)
        assert set(hashes_of(village, pile)) <= set(hashes_of(laptop, pile))


# -- revoking ------------------------------------------------------------------------------------------------------


def test_a_revoked_laptop_waits_for_a_person(commune, village, stick):
    let_in(commune, village, stick)
    edit_phone(village, household_ids(village)[0], "0999999999")
    first, second = send(village, stick), send(village, stick)
    revoked = revoke_device(commune, RevokeDevice(only(commune, State.ACTIVE).short, "mất trộm"))
    assert (revoked.state, revoked.reason) == (State.REVOKED, "mất trộm")
    before = state_of(commune)
    for bundle in (first, second):
        assert take(commune, bundle).held is State.REVOKED
    assert state_of(commune) == before
    here = only(commune, State.REVOKED).held
    assert len(here) == 2
    discard_held(commune, here[0].sha256)
    done = release_held(commune, here[1].sha256).result
    assert done.new == 1
    assert held(commune) == []
    pile = village.identity.pile
    assert hashes_of(commune, pile) == hashes_of(village, pile)
    assert refused(lambda: write_receipt(commune, pile, stick)) == "BUNDLE-106"


def test_a_revoked_laptop_may_be_let_in_again(commune, village, stick):
    let_in(commune, village, stick)
    revoke_device(commune, RevokeDevice(only(commune, State.ACTIVE).device, "tưởng mất"))
    take(commune, send(village, stick))
    done = accept_device(commune, AcceptDevice(only(commune, State.REVOKED).device, digits_of(village))).result
    assert (done.device.state, done.device.reason, held(commune)) == (State.ACTIVE, "", [])


def test_the_other_laptop_learns_of_it_and_no_longer_believes(commune, village, stick, tmp_path, clock):
    let_in(commune, village, stick)
    with books.open_context(tmp_path / "new", clock, 7) as laptop:
        begin_from_file(laptop, BeginFromFile(write_file(commune, stick).file, FoundVillage("", "Đông")))
        let_in(commune, laptop, stick)
        hear(commune, village, stick)
        ours, theirs = own_device(laptop).public.key_id, own_device(village).public.key_id
        assert peers_of(village)[ours] == peers_of(laptop)[theirs] == State.ACTIVE
        edit_phone(village, household_ids(village)[0], "0977777777")
        assert take(laptop, send(village, stick)).new == 1

        revoke_device(commune, RevokeDevice(own_device(village).public.device_id))
        late = send(village, stick)
        hear(commune, laptop, stick)
        assert peers_of(laptop)[theirs] == State.REVOKED
        assert refused(lambda: take(laptop, late)) == "BUNDLE-107"
        edit_phone(laptop, household_ids(laptop)[0], "0988888888")
        assert refused(lambda: take(village, send(laptop, stick))) == "BUNDLE-011"


def test_an_older_list_changes_nothing(commune, village, stick):
    let_in(commune, village, stick)
    older = write_receipt(commune, village.identity.pile, stick).result.file
    revoke_device(commune, RevokeDevice(only(commune, State.ACTIVE).device))
    accept_device(commune, AcceptDevice(only(commune, State.REVOKED).device, digits_of(village)))
    hear(commune, village, stick)
    serial = village.local()["device_serial"]
    take(village, older)
    assert village.local()["device_serial"] == serial
    assert state_here(village) is State.ACTIVE


def test_a_commune_restored_from_an_old_backup_learns_its_newer_list_back(commune, village, stick, tmp_path, clock):
    let_in(commune, village, stick)
    commune.database.close()
    shutil.copytree(commune.folder, tmp_path / "old")
    with books.open_context(tmp_path / "commune", clock, 5) as newer:
        begin = BeginFromFile(write_file(newer, stick).file, FoundVillage("", "Tây"))
        with books.open_context(tmp_path / "west", clock, 8) as west:
            begin_from_file(west, begin)
            let_in(newer, west, stick)
            hear(newer, village, stick)
            with books.open_context(tmp_path / "old", clock, 6) as older:
                assert len(list_devices(older)) == 1
                take(older, send(village, stick))
                assert sorted(each.village for each in list_devices(older)) == ["thôn Tây", "thôn Đông"]
                assert older.local()["device_serial"] == newer.local()["device_serial"]
                assert take(older, send(west, stick)).held is None


def test_what_a_restored_commune_decides_is_heeded_although_it_counted_from_an_older_number(
    commune, village, stick, tmp_path, clock
):
    let_in(commune, village, stick)
    commune.database.close()
    shutil.copytree(commune.folder, tmp_path / "old")
    with books.open_context(tmp_path / "commune", clock, 5) as newer:
        begin = BeginFromFile(write_file(newer, stick).file, FoundVillage("", "Tây"))
        with (
            books.open_context(tmp_path / "west", clock, 8) as west,
            books.open_context(tmp_path / "laptop", clock, 9) as laptop,
        ):
            begin_from_file(west, begin)
            let_in(newer, west, stick)
            hear(newer, village, stick)
            export_key(village, stick / "dong.sothon-key")
            begin_from_file(laptop, BeginFromFile(stick / "dong.sothon-key", FoundVillage("", "Đông")))
            trust_key(laptop, write_file(newer, stick).file)
            with books.open_context(tmp_path / "old", clock, 6) as older:
                take(older, send(laptop, stick))
                accept_device(older, AcceptDevice(only(older).device, digits_of(laptop)))
                assert older.local()["device_serial"] == newer.local()["device_serial"] == "2"
                assert "thôn Tây" not in {each.village for each in list_devices(older)}
                take(older, send(village, stick))
                assert "thôn Tây" in {each.village for each in list_devices(older)}
                hear(older, village, stick)
                assert peers_of(village)[own_device(laptop).public.key_id] == State.ACTIVE
                assert village.local()["device_serial"] == older.local()["device_serial"] == "3"
                take(older, send(village, stick))
                assert older.local()["device_serial"] == "3"


def test_a_laptop_let_in_by_its_key_file_is_known_to_the_others_and_what_waited_is_merged(
    commune, village, stick, tmp_path, clock
):
    let_in(commune, village, stick)
    with books.open_context(tmp_path / "laptop", clock, 9) as laptop:
        export_key(village, stick / "dong.sothon-key")
        begin_from_file(laptop, BeginFromFile(stick / "dong.sothon-key", FoundVillage("", "Đông")))
        trust_key(laptop, write_file(commune, stick).file)
        save_group(laptop, SaveGroup(name="Tổ 9"))
        assert take(commune, send(laptop, stick)).held is State.WAITING
        export_key(laptop, stick / "hai.sothon-key")
        made = let_in_by_file(commune, stick / "hai.sothon-key").result
        assert [each.new for each in made.imported] == [2], "the village it set up, and the group"
        assert not made.problems
        assert not any(each.held for each in list_devices(commune))
        hear(commune, village, stick)
        key_id = own_device(laptop).public.key_id
        assert peers_of(village)[key_id] == State.ACTIVE
        assert take(village, send(laptop, stick)).new == 0
        serial = commune.local()["device_serial"]
        let_in_by_file(commune, stick / "hai.sothon-key")
        assert commune.local()["device_serial"] == serial


# -- the commune's own key -----------------------------------------------------------------------------------------


def test_a_printed_copy_brings_the_commune_back(commune, village, stick, tmp_path, clock):
    let_in(commune, village, stick)
    late = send(village, stick)
    lines = printed_lines(own_device(commune))
    with books.open_context(tmp_path / "burnt", clock, 9) as again:
        restore_commune(again, RestoreCommune(books.COMMUNE, tuple(line.replace(" ", "-") for line in lines)))
        assert own_device(again).public == own_device(commune).public
        assert copy_is_proven(again)
        assert take(again, late).held is State.WAITING
        accept_device(again, AcceptDevice(only(again).device, digits_of(village)))
        pile = village.identity.pile
        assert hashes_of(again, pile) == hashes_of(village, pile)
        answer = take(village, write_receipt(again, pile, stick).result.file)
        assert answer.standing is not None
        assert answer.standing.matches


def test_a_mistyped_line_is_named(tmp_path, clock, commune):
    lines = list(printed_lines(own_device(commune)))
    chance = random.Random(3)
    with books.open_context(tmp_path / "new", clock, 9) as again:
        for _ in range(60):
            line, place = chance.randrange(12), chance.randrange(24)
            digits = lines[line].replace(" ", "")
            place = place % len(digits)
            wrong = digits[:place] + str((int(digits[place]) + chance.randint(1, 9)) % 10) + digits[place + 1 :]
            typed = [*lines[:line], wrong, *lines[line + 1 :]]
            with pytest.raises(AppError) as caught:
                restore_commune(again, RestoreCommune(books.COMMUNE, tuple(typed)))
            assert (caught.value.code.number, caught.value.facts["line"]) == ("KEY-109", line + 1)
        for typed in (lines[:11], [*lines, lines[0]], [lines[1], lines[0], *lines[2:]], []):
            assert (
                refused(lambda typed=typed: restore_commune(again, RestoreCommune(books.COMMUNE, tuple(typed))))
                == "KEY-109"
            )
        assert again.identity.role == ""


def test_the_copy_must_be_proven_with_the_groups_asked_for(commune):
    assert not copy_is_proven(commune)
    first, second = asked_groups(commune)
    assert first.line != second.line
    assert refused(lambda: prove_copy(commune, ("0000", "0000"))) == "KEY-108"
    assert refused(lambda: prove_copy(commune, ())) == "KEY-108"
    prove(commune)
    assert copy_is_proven(commune)


def test_the_papers_hold_the_digits_and_the_code(commune, tmp_path):
    import pypdf

    copy, notice = tmp_path / "khoa.pdf", tmp_path / "ma.pdf"
    assert (print_key_copy(commune, copy), print_code_notice(commune, notice)) == (1, 1)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(copy).pages)
    for line in printed_lines(own_device(commune)):
        assert "".join(line.split(" ")[:-1]) in "".join(text.split())
    ((code, _),) = codes(copy.read_bytes())
    assert code == "".join("".join(line.split()) for line in printed_lines(own_device(commune))), (
        "for a reader that types"
    )
    assert short_code(commune) in "".join(page.extract_text() for page in pypdf.PdfReader(notice).pages)
    assert refused(lambda: print_key_copy(commune, tmp_path / "khoa.docx")) == "PRINT-001"


def test_a_changed_key_reaches_the_villages_by_the_next_update(commune, village, stick):
    let_in(commune, village, stick)
    early = send(village, stick)
    old = own_device(commune).public.key_id
    digits = change_key(commune)
    new = own_device(commune).public
    assert digits == fingerprint(new)
    assert not copy_is_proven(commune)
    assert take(commune, early).held is None
    answer = hear(commune, village, stick)
    assert answer.standing is not None
    assert answer.standing.matches
    assert (peers_of(village)[old], peers_of(village)[new.key_id]) == (State.OLD, State.ACTIVE)
    sent = send(village, stick)
    taken = inspect_bundle(commune, sent)
    assert taken.held is None
    assert unwrap((village.folder / FILE).read_bytes(), own_device(commune), FILE).decode() == village.database.key
    change_key(commune)
    hear(commune, village, stick)
    assert sorted(peers_of(village).values()) == [State.ACTIVE, State.OLD, State.OLD]


def test_a_stolen_key_is_believed_by_nobody_who_heard_of_it(commune, village, stick, tmp_path, clock):
    let_in(commune, village, stick)
    commune.database.close()
    shutil.copytree(commune.folder, tmp_path / "thief")
    with books.open_context(tmp_path / "commune", clock, 5) as honest:
        change_key(honest, stolen=True)
        hear(honest, village, stick)
        with books.open_context(tmp_path / "thief", clock, 6) as thief:
            forged = write_receipt(thief, village.identity.pile, stick).result.file
            assert refused(lambda: take(village, forged)) == "BUNDLE-107"
            change_key(thief)
            forged = write_receipt(thief, village.identity.pile, stick).result.file
            assert refused(lambda: take(village, forged)).startswith("BUNDLE-")


def test_a_stolen_key_stays_stolen_however_many_updates_come(commune, village, stick, tmp_path, clock):
    """Every update repeats how each key followed another, also the stolen one."""
    let_in(commune, village, stick)
    change_key(commune)
    hear(commune, village, stick)
    commune.database.close()
    shutil.copytree(commune.folder, tmp_path / "thief")
    with (
        books.open_context(tmp_path / "commune", clock, 5) as honest,
        books.open_context(tmp_path / "thief", clock, 6) as thief,
    ):
        stolen = own_device(thief).public.key_id
        change_key(honest, stolen=True)
        for _ in range(3):
            hear(honest, village, stick)
            assert peers_of(village)[stolen] == State.REVOKED
        forged = write_receipt(thief, village.identity.pile, stick).result.file
        assert refused(lambda: take(village, forged)) == "BUNDLE-107"
        change_key(thief)
        forged = write_receipt(thief, village.identity.pile, stick).result.file
        assert refused(lambda: take(village, forged)).startswith("BUNDLE-")
        assert list(peers_of(village).values()).count(State.ACTIVE) == 1


def test_a_list_signed_with_a_stolen_key_teaches_the_commune_nothing(
    commune, village, stick, tmp_path, clock, monkeypatch
):
    from app.usecases import outbox

    let_in(commune, village, stick)
    commune.database.close()
    shutil.copytree(commune.folder, tmp_path / "thief")
    with (
        books.open_context(tmp_path / "commune", clock, 5) as honest,
        books.open_context(tmp_path / "thief", clock, 6) as thief,
    ):
        own = own_device(thief)
        accomplice = DeviceKeys.generate(random.Random(4).randbytes).public(
            device_id="9" * 32,
            role=Role.VILLAGE,
            name="thôn Đông",
            commune=own.public.commune,
            pile=village.identity.pile,
        )
        forged = {"devices": sign_list(own, 2**31 - 1, [Entry(accomplice, State.ACTIVE)])}
        change_key(honest, stolen=True)
        true = outbox.trust_facts
        monkeypatch.setattr(outbox, "trust_facts", lambda context, sender: {**true(context, sender), **forged})
        take(honest, send(village, stick))
        assert accomplice.key_id not in peers_of(honest)
        assert honest.local()["device_serial"] == "2"


# -- what is kept for later, and what came before ------------------------------------------------------------------


def test_the_database_key_lies_sealed_for_the_commune_beside_the_books(commune, village):
    sealed = (village.folder / FILE).read_bytes()
    assert village.database.key.encode() not in sealed
    assert unwrap(sealed, own_device(commune), FILE).decode() == village.database.key
    assert refused(lambda: unwrap(sealed, own_device(village), FILE)) == "BUNDLE-014"
    assert not (commune.folder / FILE).exists()


def test_a_key_that_was_trusted_before_devices_had_a_state_is_in_use(tmp_path, clock, commune, stick):
    """Books of the version before this one are opened, and their trusted key goes on being trusted."""
    from alembic import command
    from alembic.config import Config

    from app.kernel.resources import bundled_path
    from app.storage.schema import JOURNAL_VERSION, prepare
    from app.storage.sqlite import SqliteStore

    path = tmp_path / "old.db"
    store = SqliteStore(path, "0" * 64)
    engine = store.engine
    config = Config()
    config.set_main_option("script_location", str(bundled_path("db/migrations")))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version = 1")
        connection.exec_driver_sql("INSERT INTO peer VALUES ('k', 'village', x'7b7d', 5)")
    prepare(store)
    with engine.connect() as connection:
        row = connection.execute(select(PEER)).one()
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == JOURNAL_VERSION
        assert connection.execute(select(NOTE)).all() == connection.execute(select(HELD)).all() == []
    engine.dispose()
    assert (row.key_id, row.at, row.state, row.facts) == ("k", 5, State.ACTIVE, "{}")


def test_a_damaged_request_or_list_costs_nothing_but_itself(commune, village, stick, monkeypatch):
    """A list nobody can read is left alone; a request that lies about its key is a stranger's."""
    from app.usecases import outbox

    let_in(commune, village, stick)
    true = outbox.trust_facts
    newer = {**true(commune, own_device(commune))["devices"], "serial": 99}
    for listed in (3, {"format": "sothon-devices", "version": 9}, newer):
        lie = {"devices": listed}
        monkeypatch.setattr(outbox, "trust_facts", lambda context, own, lie=lie: {**true(context, own), **lie})
        assert take(commune, send(village, stick)).held is None
        assert commune.local()["device_serial"] != "99"
    revoke_device(commune, RevokeDevice(only(commune, State.ACTIVE).device))
    with commune.writing() as connection:
        connection.execute(PEER.delete())
    for lie in (
        {"enrol": None},
        {"enrol": {}},
        {"enrol": {**true(village, own_device(village))["enrol"], "signing": "0" * 64}},
    ):
        monkeypatch.setattr(outbox, "trust_facts", lambda context, own, lie=lie: {**true(context, own), **lie})
        bundle = send(village, stick)
        assert refused(lambda bundle=bundle: take(commune, bundle)) == "BUNDLE-012"
    assert list_devices(commune) == ()


def test_a_laptop_that_claims_the_communes_own_pile_is_refused(commune, stick, tmp_path, clock):
    with books.open_context(tmp_path / "liar", clock, 11) as liar:
        books.found(liar)
        trust_key(liar, write_file(commune, stick).file)
        with liar.writing() as connection:
            tables.write_local(connection, "pile", commune.identity.pile)
        assert refused(lambda: take(commune, send(liar, stick))) == "BUNDLE-102"
        assert list_devices(commune) == ()


def test_a_folder_copied_to_another_machine_is_another_laptop(commune, village, stick):
    assert not notice_machine(village, "a" * 64, "nhà văn hoá")
    let_in(commune, village, stick)
    before = village.identity, own_device(village).public
    assert not notice_machine(village, "a" * 64, "nhà văn hoá")
    assert not notice_machine(village, "", "nhà văn hoá")
    assert (village.identity, own_device(village).public) == before
    assert notice_machine(village, "b" * 64, "máy chép")
    after = village.identity, own_device(village).public
    assert after[0].device != before[0].device
    assert after[0].db_id != before[0].db_id
    assert after[1].key_id != before[1].key_id
    assert state_here(village) is None
    assert take(commune, send(village, stick)).held is State.WAITING
    assert (only(commune).machine, only(commune).others) == ("máy chép", 1)


def test_a_commune_on_another_machine_keeps_its_key(commune):
    notice_machine(commune, "a" * 64, "xã")
    before, key = commune.identity, own_device(commune).public
    assert notice_machine(commune, "b" * 64, "xã")
    assert commune.identity.db_id != before.db_id
    assert own_device(commune).public == key
