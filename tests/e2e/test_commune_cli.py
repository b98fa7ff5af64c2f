"""The command line between a commune and a village: handed down, answered, asked, decided, entered in a village's place."""

import contextlib
import json

import pytest

from app.application import open_app
from app.cli.main import main
from app.kernel.errors import Exit
from app.sync.printed_key import printed_lines
from app.usecases.devices import own_device
from tests.fixtures.papers import pdf_text

LIST = "Họ và tên,Quan hệ,Chủ hộ,Tổ\nPhạm Văn Mừng,Chủ hộ,Phạm Văn Mừng,Tổ 1\nNgô Văn Út,Chủ hộ,Ngô Văn Út,Tổ 1\n"


class Ends:
    """A village and a commune, each in its folder, and a stick."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def run(self, at, *argv, code=Exit.DONE):
        got = main(["--data-dir", str(self.folder / at), *map(str, argv), "--json"])
        said = self.capsys.readouterr()
        assert got == code, said
        return json.loads(said.out)

    def commune(self, *argv, code=Exit.DONE):
        return self.run("xã", *argv, code=code)

    def village(self, *argv, code=Exit.DONE):
        return self.run("thôn", *argv, code=code)


@pytest.fixture
def ends(tmp_path, capsys):
    made = Ends(tmp_path, capsys)
    made.commune("init", "--role", "commune", "--commune", "11647")
    return made


def test_a_village_is_entered_handed_to_answers_and_is_asked(ends, tmp_path):
    ends.commune("villages", "enter", "Tây", "--head", "Lê Văn Tư")
    (tmp_path / "tây.csv").write_text(LIST, encoding="utf-8")
    west = ("--village", "Tây")
    assert ends.commune(*west, "households", "import", tmp_path / "tây.csv")["households"]["new"] == 2
    assert ends.commune("villages", "list")["items"][0]["households"] == 2

    ends.commune("tasks", "create", "Rà soát hộ nghèo", "--due", "02/01/2026", "--proof", "count", "--for", "Tây")
    (task,) = ends.commune(*west, "tasks", "list")["items"]
    assert task["state"] == "late"
    refused = ends.commune(*west, "tasks", "report", "ra soat ho ngheo", code=Exit.REFUSED)
    assert refused["error"]["code"] == "ASSIGN-003"
    ends.commune(*west, "tasks", "report", "Rà soát hộ nghèo", "--number", "12")
    (over,) = ends.commune("tasks", "list")["items"]
    assert (over["done"], over["late"]) == (1, 0)
    ends.commune("tasks", "status", "--out", tmp_path / "t.xlsx")
    assert (tmp_path / "t.xlsx").exists()
    assert ends.commune("tasks", "status", "Rà soát hộ nghèo")["items"][0]["states"][0]["number"] == 12

    ends.commune("handed", "campaign", "--name", "An toàn giao thông", "--year", "2026")
    assert ends.commune(*west, "handed", "open", "An toàn giao thông")["households"] == 2
    assert ends.commune("handed", "campaigns")["items"][0]["shares"][0]["households"] == 2
    ends.commune("handed", "indicator", "Hộ phân loại rác", "--unit", "hộ", "--period", "month", "--target", "2")
    ends.commune(*west, "handed", "enter", "Hộ phân loại rác", "1")
    assert ends.commune("handed", "indicators")["items"][0]["total"] == 1
    (tmp_path / "mẫu.txt").write_text("QUY ƯỚC\nĐiều 1. Đoàn kết\nGiúp nhau.\n", encoding="utf-8")
    model = ends.commune("handed", "model", tmp_path / "mẫu.txt", "--name", "Mẫu")["model"]
    assert ends.commune(*west, "handed", "use-model", "Mẫu")["nodes"] == 1
    ends.commune("handed", "recall", model)
    assert ends.commune("handed", "models")["items"] == []

    asked = ends.commune("questions", "ask", "Gõ nhầm?", "--of", "Tây", "--person", "Ngô Văn Út")["question"]
    ends.commune(*west, "questions", "answer", asked, "Gõ nhầm.")
    assert ends.commune("questions", "list")["items"][0]["answer"] == "Gõ nhầm."
    one, two = (
        ends.commune("proposals", "make", f"phone={phone}", "--of", "Tây", "--person", "Ngô Văn Út")["proposal"]
        for phone in ("0912345678", "0987654321")
    )
    ends.commune(*west, "proposals", "accept", one)
    ends.commune(*west, "proposals", "refuse", two, "--reason", "số cũ")
    states = [each["state"][:8] for each in ends.commune("proposals", "list")["items"]]
    assert sorted(states) == ["thôn từ ", "thôn đồn"]
    ends.commune("tasks", "recall", "Rà soát hộ nghèo")
    assert ends.commune("tasks", "list")["items"] == []

    ends.commune("villages", "enter", "--name", "Nam")
    ends.commune("tasks", "create", "--name", "Thống kê giếng", "--due", "02/01/2027", "--villages", "Tây")
    assert [each["name"] for each in ends.commune(*west, "tasks", "list")["items"]] == ["Thống kê giếng"]
    ends.commune("handed", "indicator", "--name", "Giếng", "--unit", "cái")
    ends.commune(*west, "handed", "enter", "Giếng", "--value", "3")
    again = ends.commune("questions", "ask", "--text", "Giếng nào?", "--of", "Tây")["question"]
    ends.commune(*west, "questions", "answer", again, "--answer", "Giếng đình.")
    answers = {each["text"]: each["answer"] for each in ends.commune("questions", "list")["items"]}
    assert answers["Giếng nào?"] == "Giếng đình."
    code = ends.commune(*west, "households", "list")["items"][0]["code"]
    moved = ends.commune("villages", "move", "Tây", "--household", code, "--into", "Nam")
    assert (moved["households"], moved["people"]) == (1, 1)
    assert {each["name"]: each["households"] for each in ends.commune("villages", "list")["items"]} == {
        "Tây": 1,
        "Nam": 1,
    }
    ends.commune("undo", moved["operation"])
    assert {each["name"]: each["households"] for each in ends.commune("villages", "list")["items"]} == {
        "Tây": 2,
        "Nam": 0,
    }


def test_standing_in_is_the_communes_alone(ends):
    ends.village("init", "--role", "village", "--commune", "11647", "--name", "Đông")
    refused = ends.village("--village", "Đông", "households", "list", code=Exit.REFUSED)
    assert refused["error"]["code"] == "SETUP-003"
    unknown = ends.commune("--village", "Bắc", "households", "list", code=Exit.REFUSED)
    assert unknown["error"]["code"] == "VILLAGE-005"


def test_a_key_is_looked_at_before_it_is_trusted_and_a_paper_is_written_out(ends, tmp_path):
    from PIL import Image

    key, copy = tmp_path / "thôn.sothon-key", tmp_path / "khoa.txt"
    ends.village("init", "--role", "village", "--commune", "11647", "--name", "Đông")
    exported = ends.village("key", "export", "--to", key)
    shown = ends.commune("key", "show", key)
    assert (shown["fingerprint"], shown["already"]) == (exported["fingerprint"], False)
    assert ends.commune("key", "trust", key, code=Exit.REFUSED)["error"]["code"] == "KEY-107"
    copy.write_text("\n".join(printed(tmp_path)), encoding="utf-8")
    assert ends.commune("key", "take", copy)["fingerprint"]
    assert ends.commune("key", "trust", key)["fingerprint"] == shown["fingerprint"]
    assert ends.commune("key", "show", key)["already"]

    ends.commune("villages", "enter", "Tây", "--head", "Lê Văn Tư")
    ends.commune("tasks", "create", "Nộp biên bản", "--due", "02/01/2026", "--proof", "paper")
    Image.new("RGB", (300, 400), "white").save(tmp_path / "bb.png")
    west = ("--village", "Tây")
    ends.commune(*west, "tasks", "report", "Nộp biên bản", "--paper", tmp_path / "bb.png")
    written = ends.commune("tasks", "picture", "Nộp biên bản", "--for", "Tây", "--out", tmp_path / "ảnh.jpg")
    assert written["bytes"] == (tmp_path / "ảnh.jpg").stat().st_size
    with Image.open(tmp_path / "ảnh.jpg") as picture:
        assert picture.size == (300, 400)
    nothing = ends.commune(
        "tasks", "picture", "Nộp biên bản", "--for", "Đông", "--out", tmp_path / "x", code=Exit.REFUSED
    )
    assert nothing["error"]["code"] in ("ASSIGN-002", "BLOB-001")
    assert not (tmp_path / "x").exists()


def begun(ends, at, stick):
    """Begin books of Đông from the commune's file."""
    (file,) = stick.glob("sothon_xa_*.json")
    return ends.run(at, "init", "--role", "village", "--from", file, "--name", "Đông")


def sent(ends, at, stick, code=Exit.DONE, *more):
    """Send a laptop's books and take the bundle in at the commune; return what both said."""
    made = ends.run(at, "bundle", "export", "--to", stick)
    return made, ends.commune("bundle", "import", made["file"], *more, code=code)


def held(ends):
    """Return the bundles that wait."""
    rows = ends.commune("devices", "list", code=Exit.NEEDS_PERSON)["items"]
    return [each["sha256"] for row in rows for each in row["held"]]


def test_who_may_send_is_decided_by_command(ends, tmp_path):
    """Asked to be let in, looked into, turned away, let in, stopped, its bundles taken in or thrown away, replaced."""
    stick = tmp_path / "usb"
    stick.mkdir()
    file = ends.commune("commune-file", "write", "--to", stick)
    assert ends.commune("commune-file", "show", file["file"])["code"] == file["code"]
    begun(ends, "thôn", stick)
    (tmp_path / "ds.csv").write_text(LIST, encoding="utf-8")
    ends.village("households", "import", tmp_path / "ds.csv")
    made, taken = sent(ends, "thôn", stick, Exit.NEEDS_PERSON)
    assert (taken["held"], taken["new"]) == ("waiting", 0)
    (waiting,) = held(ends)
    seen = ends.commune("devices", "inspect", waiting, code=Exit.NEEDS_PERSON)
    assert (seen["held"], seen["new"], seen["counts"]["households"]) == ("waiting", made["notes"], 2)
    assert ends.commune("devices", "release", waiting, code=Exit.NEEDS_PERSON)["held"] == "waiting"
    (row,) = ends.commune("devices", "list", code=Exit.NEEDS_PERSON)["items"]
    ends.commune("devices", "refuse", row["device"])
    assert ends.commune("devices", "list")["items"] == []

    made, _ = sent(ends, "thôn", stick, Exit.NEEDS_PERSON)
    (tmp_path / "khoa.txt").write_text("\n".join(printed(tmp_path)), encoding="utf-8")
    asked = ends.commune("key", "proof")["asked"]
    lines = [line.split() for line in printed(tmp_path)]
    ends.commune("key", "proof", *(lines[each["line"] - 1][each["group"] - 1] for each in asked))
    accepted = ends.commune("devices", "accept", row["device"], "--digits", made["digits"])
    assert accepted["imported"][0]["new"] == made["notes"]

    ends.commune("devices", "revoke", row["device"], "--reason", "mất trộm")
    ends.village("groups", "add", "Tổ 2")
    sent(ends, "thôn", stick, Exit.NEEDS_PERSON)
    (waiting,) = held(ends)
    released = ends.commune("devices", "release", waiting)
    assert (released["new"], ends.commune("devices", "list")["items"][0]["state"]) == (1, "revoked")
    ends.village("groups", "add", "Tổ 3")
    sent(ends, "thôn", stick, Exit.NEEDS_PERSON)
    (waiting,) = held(ends)
    ends.commune("devices", "discard", waiting)
    assert ends.commune("devices", "discard", waiting, code=Exit.REFUSED)["error"]["code"] == "KEY-110"

    ends.commune("commune-file", "write", "--to", stick)
    begun(ends, "máy mới", stick)
    made, _ = sent(ends, "máy mới", stick, Exit.NEEDS_PERSON)
    new = next(each for each in ends.commune("devices", "list", code=Exit.NEEDS_PERSON)["items"] if each["held"])
    itself = ("devices", "accept", new["device"], "--digits", made["digits"], "--replaces", new["device"])
    assert ends.commune(*itself, code=Exit.REFUSED)["error"]["code"] == "KEY-114"
    ends.commune("devices", "accept", new["device"], "--digits", made["digits"], "--replaces", row["device"])
    assert {each["device"]: each["state"] for each in ends.commune("devices", "list")["items"]} == {
        row["device"]: "revoked", new["device"]: "active"
    }  # fmt: skip
    answer = ends.commune("villages", "answer", "Đông", "--to", stick)
    ends.run("máy mới", "bundle", "import", answer["file"])
    assert len(ends.run("máy mới", "households", "list")["items"]) == 2, "the new laptop holds the register"


def test_a_commune_changes_its_key_and_begins_again_from_the_printed_copy(ends, tmp_path):
    stick, notice = tmp_path / "usb", tmp_path / "báo.pdf"
    stick.mkdir()
    ends.commune("commune-file", "write", "--to", stick)
    begun(ends, "thôn", stick)
    (tmp_path / "ds.csv").write_text(LIST, encoding="utf-8")
    ends.village("households", "import", tmp_path / "ds.csv")
    made, _ = sent(ends, "thôn", stick, Exit.NEEDS_PERSON)
    lines = [line.split() for line in printed(tmp_path)]
    asked = ends.commune("key", "proof")["asked"]
    ends.commune("key", "proof", *(lines[each["line"] - 1][each["group"] - 1] for each in asked))
    (row,) = ends.commune("devices", "list", code=Exit.NEEDS_PERSON)["items"]
    ends.commune("devices", "accept", row["device"], "--digits", made["digits"])

    before = ends.commune("commune-file", "write", "--to", stick)["code"]
    for stolen in ((), ("--stolen",)):
        ends.commune("key", "change", *stolen)
        answer = ends.commune("villages", "answer", "Đông", "--to", stick)
        ends.village("bundle", "import", answer["file"])
        ends.village("groups", "add", f"Tổ {len(stolen) + 5}")
        assert sent(ends, "thôn", stick)[1]["new"] == 1
    now = ends.commune("commune-file", "write", "--to", stick)["code"]
    assert now != before
    ends.commune("key", "print", "--notice", "--out", notice)
    assert now in pdf_text(notice)

    for home in ends.village("households", "list")["items"]:
        ends.village("households", "remove", home["code"])
    made, refused = sent(ends, "thôn", stick, Exit.REFUSED)
    assert refused["error"]["code"] == "BUNDLE-104"
    assert ends.commune("bundle", "import", made["file"], "--allow-mass-delete")["hides"] == 2

    (tmp_path / "khoa.txt").write_text("\n".join(printed(tmp_path)), encoding="utf-8")
    ends.run("xã mới", "init", "--role", "commune", "--commune", "11647", "--key-copy", tmp_path / "khoa.txt")
    again = ends.run("xã mới", "commune-file", "write", "--to", tmp_path / "usb")
    assert again["code"] == now, "villages go on with the key they know"
    made = ends.village("bundle", "export", "--to", stick)
    code = Exit.NEEDS_PERSON
    assert ends.run("xã mới", "bundle", "import", made["file"], code=code)["held"] == "waiting", (
        "it opens what they seal"
    )


def printed(folder):
    """Return the lines of the commune's printed key."""
    with contextlib.closing(open_app(folder / "xã")) as opened:
        return printed_lines(own_device(opened.context))
