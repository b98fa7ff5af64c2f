"""The command line as scripts use it: JSON keys and exit codes of the design text "cli", exactly."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.application import open_app
from app.cli.main import main
from app.journal.tables import NOTE
from app.kernel.errors import Exit
from app.kernel.progress import Progress
from app.sync.printed_key import groups_of, printed_lines
from app.usecases.devices import own_device
from tests.fixtures.papers import pdf_text

LIST = """Họ và tên,Quan hệ với chủ hộ,Ngày sinh,Giới tính,Số CCCD,Địa chỉ,Tổ
Nguyễn Văn An,Chủ hộ,05/03/1972,Nam,031072001234,Ngõ Chùa số 1,Tổ 1
Trần Thị Bưởi,Vợ,1975,Nữ,,Ngõ Chùa số 1,Tổ 1
Lê Thị Cúc,Chủ hộ,1980,Nữ,,Ngõ Chùa số 2,Tổ 1
Phạm Văn Dũng,Chủ hộ,1966,Nam,,Xóm Bãi số 7,Tổ 2
"""
PARTS = (
    "database", "migrations", "print", "bundle", "scan", "spreadsheet", "word", "fonts", "help", "sample", "window",
)  # fmt: skip
"""What the program proves of itself."""
ITEMS = "1. Không trộm cắp, không đánh bạc.\n2. Không gây mất trật tự.\n"


@pytest.fixture
def files(tmp_path):
    """A folder with spaces and Vietnamese letters in its name, as on people's machines."""
    folder = tmp_path / "Tài liệu của tôi"
    folder.mkdir()
    (folder / "danh sách.csv").write_text(LIST, encoding="utf-8")
    (folder / "nội dung.txt").write_text(ITEMS, encoding="utf-8")
    return folder


@pytest.fixture
def books(tmp_path):
    return tmp_path / "sổ"


@pytest.fixture
def run(books, capsys):
    """Return a function that runs a command with --json and returns exit code and object."""

    def call(*argv, at=books):
        code = main(["--data-dir", str(at), *map(str, argv), "--json"])
        said = capsys.readouterr()
        lines = said.out.splitlines()
        assert len(lines) == 1, said
        answer = json.loads(lines[0])
        assert answer.pop("ok") is ("error" not in answer)
        return code, answer

    return call


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """A village with its list, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("founded")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    at = ["--data-dir", str(folder / "books")]
    assert main([*at, "init", "--role", "village", "--commune", "11647", "--name", "Đông", "--head", "Vũ Thị Em"]) == 0
    assert main([*at, "households", "import", str(folder / "list.csv")]) == 0
    return folder / "books"


@pytest.fixture
def village(founded, books, run):
    shutil.copytree(founded, books)
    return run


def done(answer, code=Exit.DONE):
    assert answer[0] == code, answer
    return answer[1]


def refused(answer, number, code=Exit.REFUSED):
    assert answer[0] == code, answer
    assert set(answer[1]) == {"error"}
    error = answer[1]["error"]
    assert set(error) == {"code", "message", "advice", "facts"}
    assert error["code"] == number
    return error


# -- beginning -----------------------------------------------------------------------------------------------------


def test_init_of_a_village(run):
    answer = done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông", "--label", "làng"))
    assert set(answer) == {"village_id", "device_id", "db_id"}
    assert all(len(each) == 32 for each in answer.values())
    refused(run("init", "--role", "village", "--commune", "11647", "--name", "Tây"), "DATA-009")


def test_init_of_a_commune(run):
    answer = done(run("init", "--role", "commune", "--commune", "11647"))
    assert set(answer) == {"commune", "device_id", "db_id"}
    assert answer["commune"] == "11647"


def test_init_refuses_what_is_no_commune(run):
    refused(run("init", "--role", "village", "--commune", "xã", "--name", "Đông"), "SETUP-002")
    refused(run("init", "--role", "village", "--commune", "11647", "--name", " "), "SETUP-001")


@pytest.mark.parametrize(
    "argv",
    [
        ("households", "list"),
        ("households", "import", "x.xlsx"),
        ("households", "set", "01-001", "phone=1"),
        ("people", "list"),
        ("groups", "list"),
        ("covenant", "show"),
        ("campaign", "list"),
        ("pledges", "status"),
        ("key", "export", "--to", "x"),
        ("bundle", "import", "x"),
        ("villages", "list"),
        ("undo",),
        ("history",),
        ("issues", "list"),
        ("backup", "create"),
        ("check",),
    ],
)
def test_before_set_up_there_are_no_books(run, books, argv):
    refused(run(*argv), "DATA-006", Exit.DATA_FOLDER)
    assert not books.exists()


def test_a_folder_that_was_opened_but_never_set_up(run):
    refused(run("init", "--role", "village", "--commune", "1", "--name", "Đông"), "SETUP-002")
    refused(run("check"), "DATA-006", Exit.DATA_FOLDER)


def test_books_that_are_open_elsewhere(village, books):
    from app.application import open_app

    app = open_app(books)
    try:
        refused(village("households", "list"), "DATA-001", Exit.DATA_FOLDER)
    finally:
        app.close()


# -- register ------------------------------------------------------------------------------------------------------


def test_import_counts_and_repeats_harmlessly(run, files):
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông"))
    answer = done(run("households", "import", files / "danh sách.csv", "--dry-run"))
    assert set(answer) == {"rows", "households", "people", "problems", "operation", "encodings"}
    assert answer["operation"] is None
    assert done(run("households", "list"))["total"] == 0
    answer = done(run("households", "import", files / "danh sách.csv", "--report", files / "kết quả.xlsx"))
    assert answer["rows"] == 4
    assert answer["households"] == {"new": 3, "updated": 0, "same": 0, "refused": 0}
    assert answer["people"] == {"new": 4, "updated": 0, "same": 0, "refused": 0}
    assert answer["problems"] == []
    assert (files / "kết quả.xlsx").read_bytes()[:2] == b"PK"
    again = done(run("households", "import", files / "danh sách.csv"))
    assert again["people"] == {"new": 0, "updated": 0, "same": 4, "refused": 0}
    assert again["operation"] is None
    undone = done(run("undo"))
    assert undone["undone"]["operation"] == answer["operation"]
    assert done(run("people", "list"))["total"] == 0


@pytest.mark.parametrize(("option", "code", "kept"), [((), 4, "31072001234"), (("--fill-zeros",), 0, "031072001234"),
                                                      (("--yes",), 0, "031072001234")])  # fmt: skip
def test_lost_zeros(run, files, books, option, code, kept):
    (files / "danh sách.csv").write_text(LIST.replace("031072001234", "31072001234"), encoding="utf-8")
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông"))
    answer = done(run("households", "import", files / "danh sách.csv", *option), code)
    assert [set(each) for each in answer["problems"]] == [{"sheet", "row", "column", "code", "message"}] * (code == 4)
    person = next(each for each in done(run("people", "list"))["items"] if each["name"] == "Nguyễn Văn An")
    history = done(run("history", "--record", person["id"]))["items"]
    number = next(each for each in history if each["field"] == "id_number")
    assert number["after"] == kept[-4:].rjust(len(kept), "*")


def test_columns_can_be_matched_by_hand(run, files):
    (files / "danh sách.csv").write_text(LIST.replace("Địa chỉ", "Chỗ nằm"), encoding="utf-8")
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông"))
    done(run("households", "import", files / "danh sách.csv", "--map", "Chỗ nằm=address"))
    assert done(run("households", "list"))["items"][0]["address"] == "Ngõ Chùa số 1"


def test_what_is_no_list_is_refused(village, files):
    (files / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    error = refused(village("households", "import", files / "ảnh.xlsx"), "IMPORT-001")
    assert error["facts"]["file"] == "ảnh.xlsx"
    refused(village("households", "import", files / "không có.xlsx"), "FILE-003")


def test_lists(village):
    answer = done(village("households", "list"))
    assert set(answer) == {"total", "items"}
    assert answer["total"] == 3
    first = answer["items"][0]
    assert set(first) == {"id", "code", "head", "address", "group", "people"}
    assert (first["code"], first["head"], first["group"], first["people"]) == ("01-001", "Nguyễn Văn An", "Tổ 1", 2)
    assert done(village("households", "list", "--group", "2"))["total"] == 1
    assert [each["head"] for each in done(village("households", "list", "--query", "buoi"))["items"]] == [
        "Nguyễn Văn An"
    ]
    limited = done(village("households", "list", "--limit", "1"))
    assert (limited["total"], len(limited["items"])) == (3, 1)
    refused(village("households", "list", "--group", "Tổ 9"), "FORM-003")

    people = done(village("people", "list", "--group", "Tổ 1"))
    assert people["total"] == 3
    assert [set(each) for each in people["items"]] == [{"id", "name", "birth", "sex", "relation", "household"}] * 3
    assert people["items"][0]["name"] == "Nguyễn Văn An"

    groups = done(village("groups", "list"))["items"]
    assert [set(each) for each in groups] == [{"id", "name", "leader", "deputy", "households"}] * 2
    assert [(each["name"], each["households"]) for each in groups] == [("Tổ 1", 2), ("Tổ 2", 1)]


def test_a_household_is_corrected(village):
    answer = done(village("households", "set", "01-001", "phone=+84 912 345 678", "địa chỉ=Ngõ Đình", "Tổ=Tổ 2"))
    assert set(answer) == {"record", "operation"}
    row = next(each for each in done(village("households", "list"))["items"] if each["id"] == answer["record"])
    assert (row["address"], row["group"]) == ("Ngõ Đình", "Tổ 2")
    assert done(village("households", "set", "01-001", "phone=0912345678"))["operation"] is None
    assert done(village("undo", answer["operation"]))["undone"]["records"] == 1
    refused(village("households", "set", "99-999", "phone=1"), "FORM-003")
    refused(village("households", "set", "01-001", "màu=đỏ"), "FORM-001")
    refused(village("households", "set", "01-001", "thứ tự đi=đầu"), "FORM-002")
    refused(village("households", "set", "01-001", "group=Tổ 7"), "FORM-003")
    refused(village("households", "set", "01-001", "phone=1", "phone=2"), "CLI-001", Exit.USAGE)


def test_a_person_is_corrected(village):
    person = done(village("people", "list", "--query", "Bưởi"))["items"][0]["id"]
    answer = done(village("people", "set", person, "ngày sinh=5/3/72", "sex=nữ"))
    assert answer["record"] == person
    assert done(village("people", "list", "--query", "Bưởi"))["items"][0]["birth"] == "05/03/1972"
    refused(village("people", "set", "f" * 32, "sex=nữ"), "RECORD-001")
    refused(village("people", "set", person, "full_name="), "FORM-005")
    refused(village("people", "set", person, "sex=khác"), "FORM-002")


def test_leaders_by_id_or_name(village):
    person = done(village("people", "list", "--query", "Cúc"))["items"][0]["id"]
    answer = done(village("groups", "set", "tổ 1", "--leader", person, "--deputy", "Hoàng Văn Người Lạ"))
    assert set(answer) == {"record", "operation"}
    first = done(village("groups", "list"))["items"][0]
    assert (first["leader"], first["deputy"]) == ("Lê Thị Cúc", "Hoàng Văn Người Lạ")
    refused(village("groups", "set", "Tổ 9", "--leader", "Ai Đó"), "FORM-003")


def test_households_and_people_come_and_go(village, files):
    done(village("households", "template", "--out", files / "mẫu.xlsx"))
    added = done(village("households", "add", "--head", "Hoàng Văn Giang", "tổ=Tổ 2", "address=Xóm Bãi số 9"))
    assert added["code"] == "02-002"
    person = done(village("people", "add", "02-002", "full_name=Hoàng Thị Hà", "relation=Con"))["record"]
    assert done(village("people", "list"))["total"] == 6
    assert done(village("households", "move", "02-001", "02-002", "--to", "Tổ 1"))["moved"] == 2
    assert done(village("households", "list", "--group", "Tổ 1"))["total"] == 4
    done(village("groups", "remove", "Tổ 2"))
    done(village("groups", "add", "Tổ 3"))
    assert [each["name"] for each in done(village("groups", "list"))["items"]] == ["Tổ 1", "Tổ 3"]
    refused(village("groups", "remove", "Tổ 1"), "GROUP-001")
    done(village("people", "remove", person))
    done(village("households", "remove", "02-002"))
    assert done(village("people", "list"))["total"] == 4


# -- undo, history, issues -----------------------------------------------------------------------------------------


def test_undo_says_which_and_what_was_kept(village):
    saved = done(village("households", "set", "01-001", "phone=0912345678", "note=gần chùa"))
    done(village("households", "set", "01-001", "phone=0987654321"))
    answer = done(village("undo", saved["operation"]))
    assert set(answer) == {"undone", "kept", "operation"}
    assert answer["undone"] == {
        "operation": saved["operation"],
        "code": "household.save",
        "sentence": "Ghi hộ gia đình",
        "records": 1,
    }
    assert [each["field"] for each in answer["kept"]] == ["Điện thoại"]
    refused(village("undo", "f" * 32), "UNDO-002")


def test_history(village):
    items = done(village("history"))["items"]
    assert [each["sentence"] for each in items] == ["Nhập danh sách hộ từ bảng tính", "Lập sổ thôn"]
    assert items[0]["records"] == 9
    assert len(done(village("history", "--limit", "1"))["items"]) == 1
    household = done(village("households", "list"))["items"][0]["id"]
    changes = done(village("history", "--record", household, "--limit", "0"))["items"]
    assert {"field", "label", "before", "after", "sentence", "when", "actor", "operation"} <= set(changes[0])


def test_issues_are_listed_and_settled(village):
    assert done(village("issues", "list")) == {"items": []}
    person = done(village("people", "list", "--query", "Cúc"))["items"][0]["id"]
    done(village("people", "set", person, "id_number=031072001234"))
    (issue,) = done(village("issues", "list"))["items"]
    assert issue["type"] == "same_number"
    refused(village("issues", "resolve", issue["id"], "--value", "1"), "ISSUE-002")
    assert done(village("issues", "resolve", issue["id"], "--dismiss"))["items"] == []
    refused(village("issues", "resolve", issue["id"], "--dismiss"), "ISSUE-001")


# -- covenant, campaign, pledges -----------------------------------------------------------------------------------


def test_covenant_from_the_model(village):
    assert done(village("covenant", "start"))["nodes"] > 20
    refused(village("covenant", "start"), "COVENANT-009")


def test_covenant(village, files):
    refused(village("covenant", "show"), "COVENANT-006")
    (files / "quy ước.txt").write_text("Điều 1. Nếp sống\n1. Giữ vệ sinh.\nĐiều 2. An ninh\n", encoding="utf-8")
    answer = done(village("covenant", "import", files / "quy ước.txt"))
    assert {"version", "nodes", "warnings", "text_hash"} <= set(answer)
    assert (answer["nodes"], answer["warnings"]) == (3, [])
    shown = done(village("covenant", "show"))
    assert [shown[key] for key in ("version", "nodes", "text_hash")] == [
        answer[key] for key in ("version", "nodes", "text_hash")
    ]
    assert [each["level"] for each in shown["items"]] == ["điều", "khoản", "điều"]
    assert done(village("covenant", "import", files / "quy ước.txt"))["operation"] is None
    assert done(village("covenant", "pass"))["version"] == answer["version"]
    done(village("covenant", "recognise", "--number", "25/QĐ-UBND", "--day", "12/10/2023"))
    assert done(village("covenant", "show"))["decision"]["number"] == "25/QĐ-UBND"
    (files / "rỗng.txt").write_bytes(b"")
    refused(village("covenant", "import", files / "rỗng.txt"), "COVENANT-001")


@pytest.fixture
def campaign(village, files):
    answer = done(village("campaign", "create", "--name", "An ninh trật tự", "--year", "2023", "--items",
                          files / "nội dung.txt", "--meeting", "20/02/2023"))  # fmt: skip
    assert {"campaign", "items"} <= set(answer)
    assert answer["items"] == ["Không trộm cắp, không đánh bạc.", "Không gây mất trật tự."]
    return answer["campaign"]


def test_campaigns(village, campaign):
    other = done(village("campaign", "create", "--name", "Đèn đường", "--year", "2022", "--group", "Tổ 2"))
    assert (other["households"], len(other["items"])) == (1, 5)
    answer = done(village("campaign", "list"))
    assert answer["campaign"] == campaign
    assert [each["name"] for each in answer["items"]] == ["An ninh trật tự", "Đèn đường"]
    refused(village("campaign", "create", "--name", "Quy ước", "--year", "2023", "--covenant"), "CAMPAIGN-004")


def test_a_household_that_came_later_is_asked_too(village, campaign):
    assert done(village("campaign", "add"))["added"] == 0
    refused(village("campaign", "add", "--household", "09-009"), "FORM-003")
    assert done(village("campaign", "add", "--household", "01-001", "--campaign", campaign))["added"] == 0


def test_signing(village, campaign):
    answer = done(village("pledges", "sign", "--group", "Tổ 1", "--except", "01-002", "--campaign", campaign))
    assert {"signed", "state"} <= set(answer)
    assert (answer["signed"], answer["state"]) == (1, "open")
    signed = ("pledges", "sign", "--household", "01-002", "--signer", "Lê Văn Bé", "--relation", "Con")
    assert done(village(*signed, "--date", "21/02/2023"))["state"] == "signed"
    again = done(village("pledges", "sign", "--group", "Tổ 1"))
    assert (again["signed"], again["already"], again["state"]) == (0, 2, "signed")
    status = done(village("pledges", "status", "--campaign", campaign))
    assert {"households", "printed", "delivered", "signed", "unreached", "groups"} <= set(status)
    assert (status["households"], status["signed"], status["unreached"]) == (3, 2, 1)
    assert status["groups"] == [
        {"name": "Tổ 1", "households": 2, "signed": 2},
        {"name": "Tổ 2", "households": 1, "signed": 0},
    ]
    refused(village("pledges", "sign", "--household", "99-999"), "PLEDGE-007")
    refused(village("pledges", "sign", "--group", "Tổ 1", "--except", "02-001"), "PLEDGE-007")
    refused(village("pledges", "sign", "--household", "02-001", "--signer", "Ai"), "PLEDGE-006")
    refused(village("pledges", "sign", "--household", "02-001", "--date", "1/1/2099"), "PLEDGE-005")
    refused(village("pledges", "sign", "--household", "02-001", "--date", "hôm qua"), "CLI-001", Exit.USAGE)
    refused(village("pledges", "sign", "--household", "02-001", "--except", "01-001"), "CLI-001", Exit.USAGE)
    refused(village("pledges", "sign", "--group", "Tổ 2", "--signer", "Ai"), "CLI-001", Exit.USAGE)
    refused(village("pledges", "sign", "--sheet", "1234"), "PLEDGE-002")
    refused(village("pledges", "status", "--campaign", "f" * 32), "FORM-003")


def test_what_else_happens_to_a_pledge(village, campaign):
    assert done(village("pledges", "withdraw", "--household", "01-001"))["withdrawn"] == 0
    done(village("pledges", "sign", "--household", "01-001"))
    assert done(village("pledges", "withdraw", "--household", "01-001", "--reason", "chuyển đi"))["withdrawn"] == 1
    assert done(village("pledges", "deliver", "--household", "01-002"))["delivered"] == 1
    done(village("pledges", "note", "--household", "02-001", "vắng, hẹn tối thứ bảy"))
    status = done(village("pledges", "status"))
    assert (status["signed"], status["delivered"], status["unreached"]) == (0, 1, 2)


def test_the_covenant_by_article(village):
    done(village("covenant", "start"))
    edited = done(village("covenant", "edit", "--article", "2", "text=Mỗi hộ nộp 50.000 đồng."))
    assert not edited["is_new"]
    assert any("bắt nộp một số tiền" in each["message"] for each in edited["warnings"])
    items = {each["id"]: each for each in done(village("covenant", "show"))["items"]}
    assert items[edited["record"]]["text"] == "Mỗi hộ nộp 50.000 đồng."
    added = done(village("covenant", "add", "khoản", "--article", "2", "--text", "Khoản vận động là tự nguyện."))
    assert done(village("covenant", "remove", "--clause", added["record"]))["record"] == ""
    done(village("covenant", "pass"))
    again = done(village("covenant", "edit", "--article", "2", "heading=Tên mới"))
    assert (again["is_new"], again["number"]) == (True, 2), "what was passed stays as it is"
    refused(village("covenant", "edit", "--article", "99", "text=x"), "FORM-003")
    refused(village("covenant", "edit", "--article", "2", "chữ=x"), "CLI-001", Exit.USAGE)
    refused(village("covenant", "add", "câu"), "CLI-001", Exit.USAGE)


def test_letterhead(village):
    shown = done(village("letterhead", "show", "pledge"))
    assert {"paper", "parent", "issuer", "place", "signer_office", "signer_name"} <= set(shown)
    saved = done(village("letterhead", "set", "pledge", "issuer=BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG"))
    assert saved["issuer"] == "BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG"
    assert done(village("letterhead", "show", "pledge"))["issuer"] == saved["issuer"]
    refused(village("letterhead", "set", "thư", "issuer=x"), "CLI-001", Exit.USAGE)
    assert done(village("letterhead", "by", "pledge", "party"))["issuer"].startswith("CHI BỘ THÔN")
    assert done(village("letterhead", "show", "pledge"))["signer_office"] == "Bí thư chi bộ"


def test_wording(village, files):
    items = done(village("wording", "show", "invitation"))["items"]
    assert {"entry", "text", "fields", "own"} <= set(items[0])
    mine = ("invitation", "to", "Kính mời bác {chủ hộ}")
    assert done(village("wording", "preview", *mine))["sample"].startswith("Kính mời bác Nguyễn")
    page = files / "xem thử.pdf"
    assert done(village("wording", "preview", *mine, "--out", page))["file"] == str(page)
    assert "Kính mời bác Nguyễn" in pdf_text(page)
    refused(village("wording", "preview", *mine, "--out", files / "xem thử.txt"), "PRINT-001")
    saved = done(village("wording", "set", *mine))
    assert (saved["own"], saved["text"]) == (True, mine[2])
    refused(village("wording", "set", "invitation", "to", "Kính mời {dòng họ}"), "WORDING-002")
    assert done(village("wording", "set", "invitation", "to", ""))["own"] is False


def test_papers(village, campaign, files):
    answer = done(village("pledges", "print", "--campaign", campaign, "--out", files / "bản cam kết.pdf"))
    assert {"sheets", "pages", "skipped", "file"} <= set(answer)
    assert (answer["sheets"], answer["skipped"]) == (3, [])
    assert (files / "bản cam kết.pdf").read_bytes().startswith(b"%PDF")
    assert done(village("pledges", "status"))["printed"] == 3
    edited = done(village("pledges", "print", "--campaign", campaign, "--out", files / "bản cam kết.docx"))
    assert (edited["sheets"], edited["pages"], edited["operation"]) == (3, 0, None)
    for suffix in ("pdf", "docx", "xlsx"):
        listed = done(village("pledges", "list", "--out", files / f"danh sách.{suffix}", "--group", "Tổ 1"))
        assert set(listed) == {"households", "pages", "file"}
        assert (listed["households"], Path(listed["file"]).exists()) == (2, True)
    done(village("pledges", "sign", "--group", "Tổ 1"))
    assert done(village("pledges", "list", "--visit", "--out", files / "cần gặp.pdf"))["households"] == 1
    unsigned = done(village("pledges", "print", "--unsigned", "--scanning", "--out", files / "còn lại.pdf"))
    assert unsigned["sheets"] == 1
    refused(village("pledges", "list", "--out", files / "danh sách.txt"), "PRINT-001")
    refused(village("undo", answer["operation"]), "UNDO-001")


def test_going_on_after_a_jam_and_handing_out(village, campaign, files):
    refused(village("pledges", "resume", "--out", files / "a.pdf"), "FORM-003")
    made = done(village("pledges", "print", "--out", files / "a.pdf"))
    again = done(village("pledges", "resume", "--start", "2", "--out", files / "b.pdf"))
    assert (again["sheets"], again["batch"], again["skipped"]) == (2, made["batch"], [])
    both = done(village("pledges", "print", "--copies", "2", "--paper", "halves", "--out", files / "e.pdf"))
    assert (both["sheets"], both["pages"], both["reprints"]) == (3, 5, 3)
    refused(village("pledges", "print", "--copies", "3", "--out", files / "e.pdf"), "CLI-001", Exit.USAGE)
    refused(village("pledges", "resume", "--start", "9", "--out", files / "c.pdf"), "PRINT-004")
    done(village("pledges", "printed"))
    assert done(village("pledges", "hand-out", "--batch", made["batch"], "--date", "1/11/2025"))["delivered"] == 3
    both, batch = done(village("pledges", "batches"))["items"]
    assert (both["copies"], both["paper"], both["state"]) == (2, "halves", "printed")
    assert (batch["state"], batch["handed_out"], batch["sheets"], batch["reprints"]) == (
        "handed_out",
        "2025-11-01",
        3,
        0,
    )
    assert done(village("pledges", "print", "--group", "Tổ 1", "--out", files / "d.pdf"))["reprints"] == 2


def test_signed_sheets_come_back_from_paper(village, campaign, files):
    printed = files / "để quét.pdf"
    done(village("pledges", "print", "--scanning", "--out", printed))
    answer = done(village("pledges", "scan", printed), Exit.NEEDS_PERSON)
    assert {"pages", "matched", "already", "older_version", "unreadable", "not_ours", "items"} <= set(answer)
    assert (answer["pages"], answer["matched"], answer["not_ours"], answer["waiting"]) == (5, 3, 2, 3), (
        "lists lie before"
    )
    first = next(item for item in answer["items"] if item["result"] == "matched")
    assert {"file", "page", "result", "sheet", "answers", "signed"} <= set(first)
    assert (first["signed"], first["answers"]) == ("no", ["no", "no"]), "nobody has touched them yet"
    waiting = done(village("pledges", "scanned", "--waiting"))["items"]
    assert [row["household_code"] for row in waiting] == ["01-001", "01-002", "02-001"]
    settled = done(village("pledges", "settle", waiting[0]["id"], "signed", "--date", "2/11/2025"))
    assert (settled["result"], settled["signed"]) == ("matched", True)
    (sheet,) = done(village("pledges", "sheets", "--household", "01-001"))["sheets"]
    assert (sheet["signed"], sheet["differs"], len(sheet["scans"])) == (True, [], 1)
    again = done(village("pledges", "scan", printed))
    assert (again["already"], again["waiting"]) == (3, 0)
    refused(village("pledges", "settle", waiting[1]["id"], "signed", "--code", "123"), "PLEDGE-002")
    refused(village("pledges", "settle", "0" * 32, "signed"), "RECORD-001")


def test_who_walks_a_group(village, campaign, files):
    done(village("pledges", "walker", "--group", "Tổ 1", "--who", "bà Hoa"))
    done(village("pledges", "list", "--visit", "--group", "Tổ 1", "--out", files / "gặp.pdf"))
    assert "bà Hoa" in pdf_text(files / "gặp.pdf")
    refused(village("pledges", "walker", "--group", "Tổ 9", "--who", "bà Hoa"), "FORM-003")


def test_labels_for_the_shelf(village, campaign, files):
    done(village("pledges", "sign", "--group", "Tổ 1"))
    made = done(village("pledges", "labels", "--out", files / "nhãn.pdf"))
    assert (made["binders"], made["sheets"], Path(made["file"]).exists()) == (2, 2, True)
    refused(village("pledges", "labels", "--out", files / "nhãn.xlsx"), "PRINT-001")


def test_who_has_to_sign_again(village, campaign, files):
    done(village("pledges", "sign", "--group", "Tổ 1"))
    assert done(village("pledges", "resign"))["items"] == []
    refused(village("pledges", "resign", "--out", files / "ký lại.pdf"), "PLEDGE-008")
    done(village("pledges", "withdraw", "--household", "01-001", "--reason", "hộ xin rút"))
    answer = done(village("pledges", "resign", "--out", files / "ký lại.xlsx"))
    assert (answer["households"], [each["code"] for each in answer["items"]]) == (0, ["01-001"])
    assert answer["items"][0]["reasons"] == ["withdrawn"]
    assert Path(answer["file"]).exists()


def test_a_household_signs_again_under_its_new_head(village, campaign):
    done(village("pledges", "sign", "--group", "Tổ 1", "--date", "2026-11-10"))
    wife = done(village("people", "list", "--query", "Bưởi"))["items"][0]["id"]
    done(village("events", "new-head", "01-001", "--day", "2026-11-15", "--head", wife))

    def listed():
        return [(each["code"], each["reasons"]) for each in done(village("pledges", "resign"))["items"]]

    assert listed() == [("01-001", ["new_head"])]
    one = done(village("pledges", "sign", "--household", "01-001", "--again", "--date", "2026-11-18"))
    assert (one["signed"], one["state"], listed()) == (1, "signed", [])
    done(village("undo", one["operation"]))
    assert listed() == [("01-001", ["new_head"])]
    nobody = done(
        village("pledges", "sign", "--group", "Tổ 1", "--again", "--except", "01-001", "--date", "2026-11-18")
    )
    assert (nobody["signed"], listed()) == (0, [("01-001", ["new_head"])])
    group = done(village("pledges", "sign", "--group", "Tổ 1", "--again", "--date", "2026-11-18"))
    assert (group["signed"], group["state"], listed()) == (1, "signed", [])
    told = done(village("history", "--limit", "1"))["items"][0]
    assert told["code"] == "pledge.sign_again"


def test_a_household_without_a_head_gets_no_sheet(village, campaign, files):
    person = done(village("people", "list", "--query", "Cúc"))["items"][0]["id"]
    done(village("people", "set", person, "relation=Con"))
    answer = done(village("pledges", "print", "--out", files / "a.pdf"), Exit.NEEDS_PERSON)
    assert [(each["code"], each["reason"]) for each in answer["skipped"]] == [("01-002", "chưa ghi chủ hộ")]


def test_a_sheet_is_signed_by_its_code(village, campaign, files, books):
    from sqlalchemy import select

    from app.application import open_app
    from app.records.pledges import SheetPrint

    done(village("pledges", "print", "--group", "Tổ 2", "--out", files / "a.pdf"))
    app = open_app(books)
    with app.context.reading() as session:
        code = session.scalars(select(SheetPrint.code)).one()
    app.close()
    answer = done(village("pledges", "sign", "--sheet", code))
    assert (answer["signed"], answer["state"]) == (1, "signed")
    wrong = code[:5] + ("2" if code[5] != "2" else "3") + code[6:]
    error = refused(village("pledges", "sign", "--sheet", wrong), "PLEDGE-001")
    assert error["facts"]["position"] == 6
    other = done(village("campaign", "create", "--name", "Khác", "--year", "2020"))["campaign"]
    refused(village("pledges", "sign", "--sheet", code, "--campaign", other), "PLEDGE-007")


def test_handbook(village, files):
    refused(village("handbook", "print", "--out", files / "sổ tay.pdf"), "HANDBOOK-001")
    (files / "quy ước.txt").write_text("Điều 1. Nếp sống\nGiữ vệ sinh.\n", encoding="utf-8")
    done(village("covenant", "import", files / "quy ước.txt"))
    answer = done(village("handbook", "print", "--out", files / "sổ tay.pdf"))
    fewer = ("--without", "comments", "--without", "leaders", "--title", "Sổ tay thôn", "--out", files / "ít hơn.pdf")
    assert done(village("handbook", "print", *fewer))["pages"] < answer["pages"]
    more = done(village("handbook", "print", "--comment-pages", "6", "--out", files / "nhiều hơn.pdf"))
    assert more["pages"] == answer["pages"] + 4
    refused(village("handbook", "print", "--comment-pages", "0", "--out", files / "a.pdf"), "CLI-001", Exit.USAGE)
    refused(village("handbook", "print", "--without", "bìa", "--out", files / "a.pdf"), "CLI-001", Exit.USAGE)
    assert {"pages", "copies", "file"} <= set(answer)
    assert answer["copies"] == 3
    assert done(village("handbook", "print", "--out", files / "sổ tay.docx"))["pages"] == 0
    assert done(village("handbook", "deliver", "--group", "Tổ 1", "--giver", "bà Hoa"))["delivered"] >= 1
    board = done(village("handbook", "delivered"))
    assert board["delivered"] + board["missing"] == len(board["rows"])
    took = ("--receiver", "Bùi Thị Dậu", "--relation", "vợ")
    assert done(village("handbook", "receiver", "--household", "01-001", *took))["receiver"] == "Bùi Thị Dậu (vợ)"
    listed = done(village("handbook", "list", "--out", files / "ký nhận.pdf", "--group", "Tổ 1", "--giver", "bà Hoa"))
    assert (listed["households"], listed["pages"]) == (2, 1)
    refused(village("handbook", "list", "--out", files / "ký nhận.pdf", "--group", "Tổ 1", "--missing"), "PRINT-002")
    done(village("handbook", "print", "--personal", "--out", files / "tên hộ.pdf"))
    code = re.search(r"H\w{3} \w{4} \w{4} \w{4}", pdf_text(files / "tên hộ.pdf"))
    assert code
    assert done(village("handbook", "deliver", "--code", code[0]))["delivered"] == 1
    assert done(village("handbook", "delivered"))["delivered"] == 1
    assert done(village("handbook", "print", "--booklet", "--copies", "9", "--out", files / "gập.pdf"))["copies"] == 9


def test_demo(run, tmp_path):
    answer = done(run("demo", tmp_path / "làm thử"))
    assert set(answer) == {"files", "households", "people", "signed"}
    assert set(answer["files"]) == {"list", "signing_list", "sheets", "handbook", "bundle", "receipt"}
    assert all(Path(each).is_file() for each in answer["files"].values())
    assert 0 < answer["signed"] < answer["households"] < answer["people"]


def test_the_program_tests_itself(run):
    answer = done(run("self-test"))
    counts = {"version", "frozen", "modules", "households", "window_seconds"}
    assert set(answer) == {*PARTS, *counts}
    assert all(answer[part] is True for part in PARTS)
    assert answer["frozen"] is False


# -- exchange ------------------------------------------------------------------------------------------------------


def test_a_bundle_to_the_commune_and_its_answer_back(village, campaign, tmp_path):
    commune, stick = tmp_path / "xã", tmp_path / "USB"
    stick.mkdir()
    refused(village("bundle", "export", "--to", stick), "BUNDLE-105")
    begin_commune(village, commune)
    for exported, trusted in trade_keys(village, commune, stick):
        assert exported["fingerprint"] == trusted["fingerprint"]
    sent = done(village("bundle", "export", "--to", stick))
    assert set(sent) == {
        "file",
        "notes",
        "from_n",
        "last_n",
        "bytes",
        "sha256",
        "verified",
        "pictures",
        "more",
        "digits",
    }
    assert sent["verified"] is True

    for command in (("inspect", sent["file"]), ("import", sent["file"], "--dry-run")):
        seen = done(village("bundle", *command, at=commune))
        assert {"type", "village", "notes", "new", "issues", "pending_newer", "digest", "receipt"} <= set(seen)
        assert (seen["new"], seen["receipt"]) == (sent["notes"], None)
    taken = done(village("bundle", "import", sent["file"], at=commune))
    assert taken["village"] == "thôn Đông"
    assert Path(taken["receipt"]).is_file()
    (row,) = done(village("villages", "list", at=commune))["items"]
    assert (row["households"], row["people"], row["signed"], row["in_scope"]) == (3, 4, 0, 3)
    again = done(village("bundle", "import", sent["file"], at=commune))
    assert (again["new"], again["again"], again["digest"]) == (0, True, taken["digest"])
    answer = done(village("bundle", "import", taken["receipt"]))
    assert (answer["type"], answer["standing"]["db_id"]) != ("changes", None)

    broken = stick / "hỏng.zip"
    broken.write_bytes(Path(sent["file"]).read_bytes()[:-10])
    error = village("bundle", "import", broken, at=commune)
    assert error[0] == Exit.REFUSED
    assert error[1]["error"]["code"].startswith("BUNDLE-")

    empty = tmp_path / "trống"
    empty.mkdir()
    refused(village("bundle", "import", empty, at=commune), "BUNDLE-121")
    sent = done(village("bundle", "export", "--to", stick))
    looked = done(village("bundle", "import", stick, "--dry-run", at=commune))
    assert [item["state"] for item in looked["items"]].count("waits") == 1
    assert looked["new"] == 0
    both = done(village("bundle", "import", sent["file"], broken, at=commune), Exit.NEEDS_PERSON)
    assert {"type", "village", "notes", "new", "issues", "pending_newer", "digest", "receipt", "items"} <= set(both)
    states = {item["file"]: (item["state"], item["error"] and item["error"]["code"]) for item in both["items"]}
    assert states == {sent["file"]: ("taken", None), str(broken): ("refused", error[1]["error"]["code"])}
    assert both["summary"].startswith("2 gói: 1 nhận, 1 không nhận được: BUNDLE-")
    assert Path(both["receipts"][0]["file"]).parent == stick
    assert village("bundle", "import", broken, broken, at=commune)[0] == Exit.REFUSED


def test_a_village_begun_from_a_file_is_told_the_digits_to_compare(run, tmp_path, capsys):
    stick, commune, laptop = tmp_path / "USB", tmp_path / "xã", tmp_path / "máy hai"
    stick.mkdir()
    begin_commune(run, commune)
    error = refused(run("commune-file", "write", "--to", stick / "Không có", at=commune), "STICK-003")
    assert "thư mục «Không có»" in error["message"]
    file = done(run("commune-file", "write", "--to", stick, at=commune))
    begun = done(run("init", "--role", "village", "--name", "Đông", "--from", file["file"]))
    assert re.fullmatch(r"\d{4} \d{4}", begun["short_code"])
    assert begun["short_code"] == file["code"] == begun["fingerprint"][:9]
    key = done(run("key", "export", "--to", stick / "máy.sothon-key"))
    begun = done(run("init", "--role", "village", "--name", "Đông", "--from", key["file"], at=laptop))
    assert (begun["short_code"], begun["fingerprint"]) == (None, key["fingerprint"])
    words = ["init", "--role", "village", "--name", "Đông", "--from", file["file"]]
    assert main(["--data-dir", str(tmp_path / "ba"), *words]) == Exit.DONE
    assert f"Mã kiểm tra tệp của xã: {file['code']}\n" in capsys.readouterr().out
    assert main(["--data-dir", str(tmp_path / "bốn"), *words[:-1], key["file"]]) == Exit.DONE
    assert f"Dãy số của tệp khoá: {key['fingerprint']}\n" in capsys.readouterr().out


def test_what_differs_is_named_by_the_command_line(village, campaign, tmp_path):
    commune, stick = tmp_path / "xã", tmp_path / "USB"
    stick.mkdir()
    begin_commune(village, commune)
    trade_keys(village, commune, stick)
    before = done(village("bundle", "status"), Exit.DONE)
    assert (before["standing"], before["matches"], before["apart"]) == (None, False, [])
    assert before["pending"]["changes"] > 0
    code = done(village("households", "list"))["items"][0]["code"]
    done(village("households", "set", code, "phone=0911111111"))
    done(village("bundle", "import", done(village("bundle", "export", "--to", stick))["file"], at=commune))
    assert [row["match"] for row in done(village("bundle", "status", at=commune))["items"]] == ["matched"]
    with contextlib.closing(open_app(commune)) as app, app.context.writing() as connection:
        newest = connection.execute(select(NOTE.c.id).order_by(NOTE.c.n.desc()).limit(1)).scalar_one()
        connection.execute(NOTE.delete().where(NOTE.c.id == newest))
    answer = done(village("villages", "answer", "Đông", "--to", stick, at=commune))
    heard = done(village("bundle", "import", answer["file"]))
    (row,) = heard["apart"]
    assert (heard["standing"]["matches"], heard["differing"]) == (False, 1)
    assert row["name"].startswith("Hộ ")
    assert row["name"].endswith(f", {code}")
    assert (row["here"], row["there"], row["sentence"]) == (0, 1, "xã chưa có 1 thay đổi")
    status = done(village("bundle", "status"), Exit.NEEDS_PERSON)
    assert (status["matches"], status["apart"]) == (False, heard["apart"])
    made = done(village("bundle", "export", "--to", stick))
    taken = done(village("bundle", "import", made["file"], at=commune))
    assert done(village("bundle", "import", taken["receipt"]))["apart"] == []
    newest = done(village("bundle", "list", "--direction", "out", "--limit", "1"))["items"][0]
    assert newest == newest | {
        "file": Path(made["file"]).name, "notes": made["notes"], "from_n": 0, "last_n": made["last_n"],
        "bytes": made["bytes"], "state": "acknowledged",
    }  # fmt: skip
    assert {each["direction"] for each in done(village("bundle", "list", at=commune))["items"]} == {"in", "out"}
    record = done(village("households", "list"))["items"][0]["id"]
    assert {each["state"] for each in done(village("history", "--record", record))["items"]} == {"agreed"}
    status = done(village("bundle", "status"))
    back = status["came_back"]
    assert status["matches"] is True
    assert (back["agreed"], back["rows"]) == (back["sent"], [])
    done(village("questions", "ask", "Thôn có mấy tổ?", "--of", "Đông", at=commune))
    answer = done(village("villages", "answer", "Đông", "--to", stick, at=commune))
    done(village("bundle", "import", answer["file"]))
    status = done(village("bundle", "status"), Exit.NEEDS_PERSON)
    assert [(row["what"], row["place"]) for row in status["came_back"]["rows"]] == [("question", "questions")]


def begin_commune(run, commune):
    """Begin a commune's books, print its key, and type two groups of the print back."""
    done(run("init", "--role", "commune", "--commune", "11647", at=commune))
    asked = done(run("key", "proof", at=commune))
    assert asked["proven"] is False
    with contextlib.closing(open_app(commune)) as app:
        lines = printed_lines(own_device(app.context))
    groups = [groups_of(lines[each["line"] - 1])[each["group"] - 1] for each in asked["asked"]]
    assert done(run("key", "proof", *groups, at=commune))["proven"] is True


def test_a_commune_trusts_no_key_file_before_its_own_key_was_printed(village, run, tmp_path):
    commune = tmp_path / "xã"
    done(run("init", "--role", "commune", "--commune", "11647", at=commune))
    done(village("key", "export", "--to", tmp_path / "a.key"))
    refused(run("key", "trust", tmp_path / "a.key", at=commune), "KEY-107")
    assert done(run("villages", "list", at=commune))["items"] == []


def trade_keys(run, commune, stick):
    """Let a village and its commune trust each other by key files; return what each export and its trust said."""
    return [
        (done(run("key", "export", "--to", stick / name, **giver)), done(run("key", "trust", stick / name, **taker)))
        for giver, taker, name in (({"at": commune}, {}, "xa.key"), ({}, {"at": commune}, "thon.key"))
    ]


def test_a_whole_stick_says_what_to_do_next(village, books, tmp_path, capsys):
    commune, stick = tmp_path / "xã", tmp_path / "USB"
    stick.mkdir()

    def words(*argv, at, code=Exit.DONE):
        assert main(["--data-dir", str(at), *map(str, argv)]) == code
        return capsys.readouterr().out

    done(village("init", "--role", "commune", "--commune", "11647", at=commune))
    done(village("key", "trust", done(village("commune-file", "write", "--to", stick, at=commune))["file"]))
    digits = done(village("bundle", "export", "--to", stick))["digits"]
    refused(village("bundle", "import", stick), "BUNDLE-122")
    said = words("bundle", "import", stick, at=commune, code=Exit.NEEDS_PERSON)
    assert "giữ lại, chờ chấp nhận máy" in said
    assert "«devices accept»" in said

    printed = tmp_path / "khoá.pdf"
    done(village("key", "print", "--out", printed, at=commune))
    lines = re.findall(r"\b(?:\d{4} ){4}\d{4}\b", pdf_text(printed))
    asked = done(village("key", "proof", at=commune))["asked"]
    done(village("key", "proof", *(lines[each["line"] - 1].split()[each["group"] - 1] for each in asked), at=commune))
    (row,) = done(village("devices", "list", at=commune), Exit.NEEDS_PERSON)["items"]
    assert "«villages answer»" in words("devices", "accept", row["device"], "--digits", digits, at=commune)
    done(village("villages", "answer", "Đông", "--to", stick, at=commune))
    assert "Số liệu đã khớp với xã." in words("bundle", "import", stick, at=books)

    done(village("devices", "revoke", row["device"], at=commune))
    done(village("bundle", "export", "--to", stick))
    said = words("bundle", "import", stick, at=commune, code=Exit.NEEDS_PERSON)
    assert "giữ lại, máy đã ngừng" in said
    assert "chờ chấp nhận" not in said
    assert "«devices release»" in said
    backup = done(village("backup", "create", at=commune))["file"]
    assert "Nhận lại gói của các thôn" in words("backup", "restore", backup, "--yes", at=commune)


def test_the_commune_over_all_its_villages(village, campaign, tmp_path, run):
    commune, stick, out = tmp_path / "xã", tmp_path / "USB", tmp_path / "ra"
    for folder in (stick, out):
        folder.mkdir()
    begin_commune(run, commune)
    done(run("key", "export", "--to", stick / "a.key"))
    done(run("key", "trust", stick / "a.key", at=commune))
    done(run("key", "export", "--to", stick / "xa.key", at=commune))
    done(run("key", "trust", stick / "xa.key"))
    (before,) = done(run("villages", "list", at=commune))["items"]
    assert (before["match"], before["bundles"], before["late"]) == ("never", 0, True)
    done(run("bundle", "export", "--to", stick))
    done(run("bundle", "import", stick, at=commune))
    (row,) = done(run("villages", "list", "--state", "matched", "--names", "--out", out / "thôn.xlsx", at=commune))[
        "items"
    ]
    assert (row["match"], row["bundles"], len(row["missing"])) == ("matched", 1, 3)
    assert (out / "thôn.xlsx").is_file()
    assert done(run("villages", "list", "--query", "không có", at=commune))["items"] == []

    printed = done(run("villages", "print", "signing", "--out", out, "--villages", "Đông", at=commune))
    assert Path(printed["items"][0]["file"]).is_file()
    assert done(run("villages", "print", "handbook", "--out", out, at=commune), Exit.NEEDS_PERSON)["files"] == 0

    done(run("report", "sample", "--out", out / "mẫu.xlsx", at=commune))
    filled = done(run("report", "fill", out / "mẫu.xlsx", "--out", out / "điền.xlsx", at=commune))
    assert set(filled) == {
        "file", "villages", "rows", "fields", "unknown_headers", "unknown_names", "without_drawings"
    }  # fmt: skip
    assert (filled["villages"], filled["rows"]) == (1, 1)
    assert "thôn.hộ" in {item["name"] for item in done(run("report", "fields", at=commune))["items"]}
    refused(run("report", "fill", out / "mẫu.xlsx", "--out", out / "a.xls", at=commune), "LAYOUT-003")

    code = done(run("households", "list", "--limit", "1"))["items"][0]["code"]
    done(run("households", "set", code, "phone=0911111111"))
    done(run("households", "set", code, "phone=0922222222", at=commune))
    done(run("bundle", "export", "--to", stick))
    done(run("bundle", "import", stick, at=commune), Exit.NEEDS_PERSON)
    listed = ("--type", "conflict", "--of", "Đông", "--field", "Điện thoại")
    (issue,) = done(run("issues", "list", *listed, at=commune))["items"]
    assert {each["value"] for each in issue["choices"]} == {"0911111111", "0922222222"}
    assert issue["village"] == "thôn Đông"
    assert run("issues", "resolve", "--newest", at=commune)[0] == Exit.USAGE
    settled = done(run("issues", "resolve", "--newest", *listed, at=commune))
    assert (settled["settled"], settled["items"]) == (1, [])
    refused(run("issues", "resolve", issue["id"], "--keep", "x", at=commune), "ISSUE-001")


# -- safety --------------------------------------------------------------------------------------------------------


def test_backups(village, books, tmp_path):
    made = done(village("backup", "create"))
    assert set(made) == {"file", "sha256", "verified", "db_id"}
    assert made["verified"] is True
    assert done(village("backup", "verify", made["file"])) == made
    (row,) = done(village("backup", "list"))["items"]
    assert row["file"] == made["file"]
    done(village("households", "set", "01-001", "address=Ngõ Đình"))
    restored = done(village("backup", "restore", made["file"], "--yes"))
    assert restored["db_id"] != made["db_id"]
    assert Path(restored["aside"]).is_file()
    assert done(village("households", "list"))["items"][0]["address"] == "Ngõ Chùa số 1"
    Path(made["file"]).write_bytes(b"x")
    refused(village("backup", "verify", made["file"]), "BACKUP-002")
    refused(village("backup", "restore", tmp_path / "không có.db", "--yes"), "FILE-003")


def test_restore_asks_first(village, monkeypatch):
    import io

    made = done(village("backup", "create"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("k\n"))
    refused(village("backup", "restore", made["file"]), "CLI-003", Exit.CANCELLED)
    monkeypatch.setattr(sys, "stdin", io.StringIO("có\n"))
    assert done(village("backup", "restore", made["file"]))["db_id"] != made["db_id"]


def test_check(village, books):
    answer = done(village("check"))
    assert set(answer) == {"database", "views_match", "quality", "score", "clock"}
    assert (answer["database"], answer["views_match"]) == ("ok", True)
    assert [set(each) for each in answer["quality"]] == [{"code", "count", "fix"}]
    assert answer["quality"][0]["code"] == "group_no_leader"
    assert done(village("check", "--rebuild"))["views_match"] is True


def test_check_of_rows_that_do_not_match(village, books):
    from sqlalchemy import update

    from app.application import open_app
    from app.records.register import Household

    app = open_app(books)
    with app.context.writing() as connection:
        connection.execute(update(Household).values(address="chỗ khác"))
    app.close()
    assert done(village("check"), Exit.NEEDS_PERSON)["views_match"] is False
    assert done(village("check", "--rebuild"))["views_match"] is True


def test_a_damaged_file(village, books):
    data = bytearray((books / "sothon.db").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (books / "sothon.db").write_bytes(data)
    answer = done(village("check"), Exit.DATA_FOLDER)
    assert answer["database"] == "damaged"


# -- text for people, and real processes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("households", "list"), "3 hộ"),
        (("people", "list"), "4 người"),
        (("groups", "list"), "Tổ 2"),
        (("history",), "Lập sổ thôn"),
        (("undo",), "Đã hoàn tác «Nhập danh sách hộ từ bảng tính»"),
        (("issues", "list"), "0 việc cần xử lý"),
        (("campaign", "list"), "Tên đợt"),
        (("backup", "create"), "Đã sao lưu và kiểm tra"),
        (("backup", "list"), "Byte"),
        (("check",), "Điểm chất lượng sổ"),
    ],
)
def test_words_for_people(village, books, capsys, argv, expected):
    assert main(["--data-dir", str(books), *argv]) == 0
    said = capsys.readouterr()
    assert expected in said.out
    assert said.err == ""


def test_ctrl_c_in_the_middle_changes_nothing(village, files, monkeypatch):
    """The signal comes when the plan is made and nothing is committed; the next step of the work stops."""
    stage = Progress.stage

    def interrupted(progress, name, total=0):
        stage(progress, name, total)
        if name == "So với sổ":
            os.kill(os.getpid(), signal.SIGINT)

    (files / "danh sách.csv").write_text(LIST.replace("Ngõ Chùa", "Ngõ Đình"), encoding="utf-8")
    monkeypatch.setattr(Progress, "stage", interrupted)
    refused(village("households", "import", files / "danh sách.csv"), "CLI-003", Exit.CANCELLED)
    monkeypatch.undo()
    assert len(done(village("history"))["items"]) == 2
    assert done(village("check"))["views_match"] is True


def start(*argv, **options):
    code = "import sys; from app.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-X", "utf8=0", "-c", code, *map(str, argv)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def test_a_real_process(founded, tmp_path):
    shutil.copytree(founded, tmp_path / "books")
    done = start("households", "list", "--json", "--data-dir", tmp_path / "books", env={"LC_ALL": "C", "LANG": "C"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["items"][0]["head"] == "Nguyễn Văn An"
    failed = start("households", "list", "--data-dir", tmp_path / "none")
    assert (failed.returncode, failed.stdout) == (5, b"")
    assert "DATA-006" in failed.stderr.decode("utf-8")
    assert start("households").returncode == 2


def test_a_list_loads_neither_paper_nor_sheets_nor_window(founded, tmp_path):
    shutil.copytree(founded, tmp_path / "books")
    code = (
        "import sys; from app.cli.main import main; main(sys.argv[1:]);"
        " print([m for m in ('PySide6', 'reportlab', 'docx', 'xlsxwriter', 'python_calamine', 'alembic', 'pyrage')"
        " if m in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "--data-dir", str(tmp_path / "books"), "households", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_offices_of_the_village(run):
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông", "--head", "Lê A"))
    assert done(run("offices", "set", "trưởng ban công tác mặt trận", "Phạm B"))["changed"] == 1
    held = {each["office"]: each["name"] for each in done(run("offices", "list"))["items"]}
    assert (held["Trưởng thôn"], held["Trưởng Ban Công tác Mặt trận"]) == ("Lê A", "Phạm B")
    again = done(run("offices", "set", "Trưởng thôn", "Lê A"))
    assert (again["changed"], again["operation"]) == (0, None)
    refused(run("offices", "set", "Chủ tịch", "Lê A"), "FORM-003")


# -- what happens to people ----------------------------------------------------------------------------------------


def members(village, code, day=None):
    answer = done(village("register", *(["--on", day] if day else [])))
    homes = {home["code"]: {each["name"]: each["relation"] for each in home["members"]} for home in answer["items"]}
    return homes.get(code)


def test_events_of_a_household(village):
    codes = {item["head"]: item["code"] for item in done(village("households", "list"))["items"]}
    home = codes["Nguyễn Văn An"]
    born = done(village("events", "birth", home, "full_name=Nguyễn Bé", "relation=Con", "--day", "18/11/2025"))
    assert set(born) == {"event", "household", "ended_offices", "operation"}
    refused(village("events", "death", "Nguyễn Văn An", "--day", "20/11/2025"), "EVENT-005")
    done(village("events", "death", "031072001234", "--head", "Trần Thị Bưởi", "--day", "20/11/2025"))
    assert members(village, home, "19/11/2025") == {
        "Nguyễn Văn An": "Chủ hộ",
        "Trần Thị Bưởi": "Vợ",
        "Nguyễn Bé": "Con",
    }
    assert members(village, home) == {"Trần Thị Bưởi": "Chủ hộ", "Nguyễn Bé": "Con"}
    listed = done(village("events", "list", "--household", home))
    assert listed["counts"] == {"birth": 1, "death": 1}
    assert set(listed["items"][0]) == {"id", "what", "day", "household", "people", "place", "note", "operation"}
    assert done(village("events", "list", "--what", "birth", "--from", "19/11/2025"))["items"] == []
    undone = done(village("events", "undo", listed["items"][0]["id"]))
    assert undone["undone"]["sentence"] == "Ghi mất"
    assert members(village, home)["Nguyễn Văn An"] == "Chủ hộ"


def test_every_event_has_its_command(village):
    codes = {item["head"]: item["code"] for item in done(village("households", "list"))["items"]}
    an, cuc, dung = (codes[head] for head in ("Nguyễn Văn An", "Lê Thị Cúc", "Phạm Văn Dũng"))
    for argv in (
        ("move-in", "full_name=Đỗ Văn Giang", "sex=Nam", "relation=Em ruột", "--household", an, "--place", "Hà Nội"),
        ("move-in", "full_name=Hồ Thị Hoa", "--group", "Tổ 2", "--address", "Xóm Bãi số 9", "--day", "1/11/2026"),
        ("move-in", "full_name=Khách Trọ", "relation=Ở thuê", "--household", an, "--temporary", "--until", "1/3/2027"),
        ("marriage", "Đỗ Văn Giang", "--spouse", "Mai Thị Kim", "--spouse-joins", "--as", "Khác", "--field", "sex=Nữ"),
        ("absence", "Đỗ Văn Giang", "--place", "Bình Dương"),
        ("return", "Đỗ Văn Giang"),
        (
            "new-head",
            an,
            "--head",
            "Trần Thị Bưởi",
            "--relation",
            "Đỗ Văn Giang=Khác",
            "--relation",
            "Mai Thị Kim=Khác",
        ),
        ("split", "Đỗ Văn Giang", "Mai Thị Kim", "--head", "Đỗ Văn Giang", "--relation", "Mai Thị Kim=Vợ"),
        ("join", cuc, "--into", dung, "--relation", "Lê Thị Cúc=Khác"),
        ("move-out", "Lê Thị Cúc", "--place", "Hải Phòng"),
    ):
        done(village("events", *argv))
    counts = done(village("events", "list"))["counts"]
    assert counts == dict.fromkeys(
        ("move_out", "join", "split", "new_head", "return", "absence", "marriage", "lodging"), 1
    ) | {"move_in": 2}  # fmt: skip
    answer = done(village("register"))
    assert (answer["households"], answer["people"], answer["temporary"], answer["away"]) == (4, 7, 1, 0)
    refused(village("events", "death", "Không Ai"), "FORM-003")


def test_households_move_on_a_day(village):
    code = done(village("households", "list"))["items"][0]["code"]
    assert done(village("households", "move", code, "--to", "Tổ 2", "--day", "10/11/2025"))["moved"] == 1
    groups = {home["code"]: home["group"] for home in done(village("register", "--on", "9/11/2025"))["items"]}
    assert groups[code] == "Tổ 1"
    assert done(village("register", "--group", "Tổ 2"))["households"] == 2


def test_what_the_books_said_at_a_moment(village, books):
    now = done(village("history", "--at", "31/12/2199"))
    assert (now["households"], now["people"]) == (3, 4)
    assert set(now["items"][0]) == {"id", "code", "head", "address", "people"}
    assert done(village("history", "--at", "1/1/2001 7:30"))["households"] == 0
    record = now["items"][0]["id"]
    said = done(village("history", "--at", "31/12/2199", "--record", record))["items"]
    assert {"label": "Mã hộ", "value": now["items"][0]["code"]} in said
    assert village("history", "--at", "hôm qua")[0] == Exit.USAGE
    assert village("history", "--at", "1/1/2026 trưa")[0] == Exit.USAGE


# -- lists ---------------------------------------------------------------------------------------------------------


def test_lists_are_shown_kept_and_written(village, files):
    listed = done(village("lists", "list"))["items"]
    assert set(listed[0]) == {"name", "of", "saved", "basis"}
    shown = done(village("lists", "show", "Cử tri", "--columns", "name,birth", "--order", "age", "--limit", "1"))
    assert shown["total"] == 4
    assert shown["columns"] == ["Họ và tên", "Ngày sinh"]
    assert shown["items"] == [["Phạm Văn Dũng", "1966"]]
    kept = ("--of", "household", "--where", "text=ngo chua", "--columns", "head", "--mark", "sign", "--as", "Ngõ Chùa")
    assert done(village("lists", "save", *kept))["name"] == "Ngõ Chùa"
    written = done(village("lists", "print", "ngo chua", "--by-group", "--out", files / "ngõ chùa.pdf"))
    assert (written["rows"], written["pages"], written["operation"]) == (2, 1, None)
    assert done(village("lists", "remove", "Ngõ Chùa"))["name"] == "Ngõ Chùa"
    refused(village("lists", "show", "Ngõ Chùa"), "FORM-003")
    refused(village("lists", "show", "Cử tri", "--of", "household"), "LIST-002")


def test_full_id_numbers_are_written_for_a_purpose(village, files):
    asked = ("lists", "print", "--of", "person", "--columns", "name,id_number", "--out", files / "a.csv")
    refused(village(*asked, "--whole-ids"), "LIST-005")
    answer = done(village(*asked, "--whole-ids", "--purpose", "xã đối chiếu"))
    assert "031072001234" in (files / "a.csv").read_text(encoding="utf-8-sig")
    assert answer["operation"]
    assert done(village("history", "--limit", "1"))["items"][0]["sentence"] == "Ghi số định danh đầy đủ ra tệp"


def test_classes_of_a_household(village):
    code = done(village("households", "list"))["items"][0]["code"]
    done(village("households", "set", code, "diện=Hộ nghèo|Hộ kinh doanh"))
    assert done(village("lists", "show", "Hộ nghèo, hộ cận nghèo"))["items"][0][-1] == "Hộ kinh doanh, Hộ nghèo"
    done(village("households", "set", code, "classes="))
    assert done(village("lists", "show", "Hộ nghèo, hộ cận nghèo"))["total"] == 0


# -- quality -------------------------------------------------------------------------------------------------------


def test_quality_is_listed_shown_mended_and_printed(village, files):
    person = done(village("people", "list", "--query", "nguyen van an"))["items"][0]["id"]
    done(village("people", "set", person, "id_number=31072001234"))
    listed = done(village("quality", "list"))
    assert set(listed) == {"score", "items"}
    assert set(listed["items"][0]) == {"code", "number", "count", "words", "fix"}
    shown = done(village("quality", "show", "id_lost_zero"))
    assert shown["total"] == 1
    assert set(shown["items"][0]) == {"id", "name", "household", "group", "detail"}
    assert done(village("quality", "print", "id_lost_zero", "--out", files / "đi.pdf"))["rows"] == 1
    assert done(village("quality", "fix", "id_lost_zero"))["changed"] == 1
    refused(village("quality", "print", "id_lost_zero", "--out", files / "đi.pdf"), "LIST-003")
    refused(village("quality", "show", "không"), "QUALITY-001")


def test_duplicates_are_listed_merged_and_told_apart(village):
    home = done(village("households", "list", "--query", "nguyen van an"))["items"][0]["code"]
    for name in ("Lý Văn Hai", "Lý Văn Hai", "Lý Văn Ba", "Lý Văn Ba"):
        done(village("people", "add", home, f"full_name={name}", "relation=Khác"))
    listed = done(village("duplicates", "list"))
    assert listed["total"] == 2
    assert set(listed["items"][0]) == {"first", "second", "score", "name", "reasons"}
    first, second = listed["items"]
    done(village("duplicates", "merge", first["first"], first["second"], "--take", "note"))
    done(village("duplicates", "apart", second["first"], second["second"]))
    assert done(village("duplicates", "list"))["total"] == 0
    assert done(village("people", "list", "--query", "ly van"))["total"] == 3
    twin = done(village("households", "add", "--head", "Nguyễn Văn An", "address=Ngõ Chùa số 1"))["code"]
    assert done(village("duplicates", "list", "--of", "household"))["total"] == 1
    done(village("duplicates", "merge", home, twin, "--of", "household"))
    assert done(village("households", "list"))["total"] == 3


def test_columns_are_matched_by_letter_and_kept_by_name(run, files):
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Đông"))
    (files / "lạ.csv").write_text("Nguyễn Văn An,Chủ hộ,1972\nTrần Thị Bưởi,Vợ,1975\n", encoding="utf-8")
    (files / "sau.csv").write_text("Lê Văn Ba,Chủ hộ,1980\n", encoding="utf-8")
    maps = ("--map", "@A=full_name", "--map", "@B=relation", "--map", "@C=birth", "--header-row", "0")
    first = done(run("households", "import", files / "lạ.csv", *maps, "--save-match", "Không tiêu đề"))
    assert first["people"]["new"] == 2
    second = done(run("households", "import", files / "sau.csv", "--match", "khong tieu de"))
    assert second["people"]["new"] == 1
    refused(run("households", "import", files / "sau.csv", "--match", "gì đó"), "FORM-003")


# -- hands ---------------------------------------------------------------------------------------------------------


def test_who_works_and_who_takes_over(village, files):
    assert done(village("who"))["now"] == "Vũ Thị Em"
    assert done(village("who", "Mai Văn Giúp")) == {"now": "Mai Văn Giúp", "known": ["Vũ Thị Em"]}
    shown = done(village("handover", "show"))
    assert set(shown) == {"giver", "items", "before"}
    assert shown["giver"] == "Vũ Thị Em"
    made = done(village("handover", "print", "--to", "Lê Thị Cúc", "--out", files / "biên bản.pdf"))
    assert made["pages"] == 1
    recorded = done(village("handover", "record", "--to", "Lê Thị Cúc", "--day", "10/11/2025"))
    assert recorded["to"] == "Lê Thị Cúc"
    assert done(village("who"))["now"] == "Lê Thị Cúc"
    assert done(village("offices", "list"))["items"][0] == {"office": "Trưởng thôn", "name": "Lê Thị Cúc"}
    asked = ("lists", "print", "--of", "person", "--columns", "name,id_number", "--out", files / "a.csv")
    done(village(*asked, "--whole-ids", "--purpose", "xã đối chiếu"))
    (row,) = done(village("privacy", "log"))["items"]
    assert set(row) == {"id", "when", "actor", "way", "about", "people", "purpose"}


# -- visits --------------------------------------------------------------------------------------------------------


def test_visits_and_who_was_not_reached(village, campaign):
    code = done(village("pledges", "unreached"))["items"][0]["code"]
    done(village("pledges", "visit", "not_met", "--household", code, "--who", "Vũ Thị Em"))
    done(village("pledges", "visit", "appointment", "--household", code, "--date", "1/11/2025"))
    first = done(village("pledges", "unreached"))["items"][0]
    assert (first["code"], first["tries"]) == (code, 2)
    assert first["visits"][0] == "01/11 hẹn lại"


# -- the life of a covenant ----------------------------------------------------------------------------------------


def test_a_covenant_from_posting_to_recognition(village, files):
    done(village("covenant", "start"))
    assert done(village("covenant", "steps"))["next"]["what"] == "post"
    done(village("covenant", "step", "post", "--day", "1/9/2025", "--place", "Nhà văn hóa"))
    refused(
        village("covenant", "step", "meeting", "--day", "10/9/2025", "--present", "3", "--agreed", "3"), "COVENANT-011"
    )
    voted = ("--total", "495", "--present", "400", "--agreed", "300", "--chair", "Vũ Thị Em")
    made = done(village("covenant", "step", "meeting", "--day", "5/10/2025", *voted))
    assert made["state"] == "đã thông qua"
    for paper in ("notice", "ballots", "attendance", "count", "minutes", "request"):
        assert done(village("covenant", "print", paper, "--out", files / f"{paper}.pdf"))["pages"] >= 1
    assert done(village("covenant", "print", "minutes", "--out", files / "biên bản.docx"))["pages"] == 0
    invited = ("covenant", "invite", "--about", "cuộc họp thôn", "--day", "5/12/2026", "--out", files / "giấy mời.pdf")
    assert done(village(*invited))["invitations"] == 3
    done(village("covenant", "step", "dossier", "--day", "8/10/2025"))
    done(village("covenant", "recognise", "--number", "25/QĐ-UBND", "--day", "15/10/2025"))
    life = done(village("covenant", "steps"))
    assert [step["what"] for step in life["steps"]] == ["post", "meeting", "dossier", "recognise"]
    assert (life["state"], life["next"]["what"]) == ("có hiệu lực", "publish")
    code = done(village("households", "list"))["items"][0]["code"]
    said = ("covenant", "comment", "Thêm giờ đổ rác", "--article", "2", "--household", code, "--occasion", "Ngày hội")
    comment = done(village(*said))["record"]
    done(village("covenant", "answer", comment, "Đã đưa vào"))
    (row,) = done(village("covenant", "comments"))["items"]
    assert (row["article"], row["answer"]) == ("2", "Đã đưa vào")
    refused(village("covenant", "comment", "Bỏ đi", "--article", "99"), "COVENANT-017")
    assert done(village("covenant", "diff"))["items"] == []


# -- villages re-arranged ------------------------------------------------------------------------------------------


def test_villages_are_merged_split_renamed_and_answered(village, campaign, tmp_path, run):
    commune, other, stick = tmp_path / "xã", tmp_path / "thôn khác", tmp_path / "USB"
    stick.mkdir()
    begin_commune(run, commune)
    done(run("init", "--role", "village", "--commune", "11647", "--name", "Tây", at=other))
    done(run("households", "add", "--head", "Ngô Văn Út", "address=Xóm Trại", at=other))
    here = next(iter(done(run("households", "list", at=other))["items"]))
    assert here["head"] == "Ngô Văn Út"
    for number, giver in enumerate((None, other)):
        at = {"at": giver} if giver else {}
        done(run("key", "export", "--to", stick / f"{number}.key", **at))
        done(run("key", "trust", stick / f"{number}.key", at=commune))
        done(run("key", "export", "--to", stick / "xa.key", at=commune))
        done(run("key", "trust", stick / "xa.key", **at))
        done(run("bundle", "import", done(run("bundle", "export", "--to", stick, **at))["file"], at=commune))
    refused(run("villages", "merge", "Nam", "--into", "Đông", at=commune), "VILLAGE-005")
    refused(run("villages", "merge", "Tây", "--into", "Đông"), "VILLAGE-005")
    made = done(
        run("villages", "merge", "thôn Tây", "--into", "Đông", "--name", "Đông Tây", "--day", "1/11/2025", at=commune)
    )
    assert set(made) == {"source", "into", "groups", "households", "people", "pledges", "operation"}
    assert (made["households"], made["into"]) == (1, "thôn Đông Tây")
    (row,) = done(run("villages", "list", at=commune))["items"]
    assert (row["name"], row["households"]) == ("Đông Tây", 4)
    answer = done(run("villages", "answer", "Đông Tây", "--out", stick, at=commune))["file"]
    done(run("bundle", "import", answer))
    assert "Ngô Văn Út" in {item["head"] for item in done(run("households", "list"))["items"]}
    done(run("undo", made["operation"], at=commune))
    assert len(done(run("villages", "list", at=commune))["items"]) == 2
    split = done(run("villages", "split", "Đông", "--groups", "1", "--into", "Tây", at=commune))
    assert split["groups"] == 1
    assert done(run("villages", "rename", "Tây", "--name", "Tây Hà", at=commune))["title"] == "thôn Tây Hà"
    renamed = done(run("villages", "rename-commune", "--commune-name", "Xã An Hòa", "--decision", "9/NQ", at=commune))
    assert renamed["villages"] == 2


def test_one_handbook_over_the_villages_of_a_commune(village, tmp_path, run):
    commune, stick = tmp_path / "xã", tmp_path / "USB"
    stick.mkdir()
    begin_commune(run, commune)
    done(run("key", "export", "--to", stick / "a.key"))
    done(run("key", "trust", stick / "a.key", at=commune))
    done(run("key", "export", "--to", stick / "xa.key", at=commune))
    done(run("key", "trust", stick / "xa.key"))
    printed = ("handbook", "print", "--villages", "all", "--out", stick / "sổ tay.pdf")
    refused(run(*printed, at=commune), "HANDBOOK-001")
    refused(village(*printed), "SETUP-003")
    done(village("covenant", "start"))
    done(village("covenant", "recognise", "--number", "25/QĐ-UBND", "--day", "15/10/2025"))
    done(run("bundle", "import", done(run("bundle", "export", "--to", stick))["file"], at=commune))
    made = done(run(*printed, "--booklet", at=commune))
    assert set(made) == {"pages", "copies", "villages", "left_out", "file", "operation"}
    assert (made["villages"], made["left_out"]) == (["Thôn Đông"], [])
    assert made["pages"] == done(run(*printed[:3], "Đông, thôn đông", *printed[4:], at=commune))["pages"]
    refused(run(*printed[:3], "Nam", *printed[4:], at=commune), "VILLAGE-005")
    assert run(*printed, "--personal", at=commune)[0] == Exit.USAGE


# -- personal data -------------------------------------------------------------------------------------------------


def test_requests_consents_sensitive_fields_and_erasure(village):
    person = done(village("people", "list", "--query", "Lê Thị Cúc"))["items"][0]["id"]
    asked = done(village("privacy", "request", "xoá", "--person", "Lê Thị Cúc", "--day", "17/11/2025"))["record"]
    listed = done(village("privacy", "requests"))
    assert set(listed) == {"items", "late"}
    assert (listed["items"][0]["step"], listed["late"]) == ("trả lời", 1)
    done(village("privacy", "answer", asked, "Sẽ làm", "--day", "18/11/2025"))
    done(village("privacy", "extend", asked))
    agreed = done(village("privacy", "consent", person, "--purpose", "chúc thọ", "--way", "ký trên giấy"))["record"]
    done(village("privacy", "withdraw", agreed))
    (consent,) = done(village("privacy", "consents"))["items"]
    assert consent["withdrawn"]
    other = next(row for row in done(village("privacy", "requests"))["items"] if row["what"] == "rút đồng ý")
    done(village("privacy", "finish", other["id"], "Đã gạch tên"))
    refused(village("people", "set", person, "religion=Không"), "PRIVACY-001")
    done(village("privacy", "on", "Tôn giáo", "--purpose", "xã thống kê", "--basis", "KH 5/KH-UBND"))
    done(village("people", "set", person, "religion=Không"))
    held = {row["name"]: (row["on"], row["held"]) for row in done(village("privacy", "fields"))["items"]}
    assert held["religion"] == (True, 1)
    assert done(village("privacy", "off", "religion", "--erase", "--yes"))["people"] == 1
    done(village("backup", "create"))
    told = done(village("privacy", "erase", person, "--reason", "người đó yêu cầu", "--request", asked, "--yes"))
    assert told["erased"] is True
    assert done(village("people", "list", "--query", "Lê Thị Cúc"))["items"] == []
    assert done(village("privacy", "requests"))["items"][0]["done"]
    assert set(done(village("privacy", "thin-backups"))) == {"removed"}


# -- self-managed groups -------------------------------------------------------------------------------------------


def test_a_self_managed_group_from_founding_to_report(village, files):
    made = done(village("self-groups", "add", "Tổ tự quản Ngõ Chùa", "founded=10/02/2026", "--field", "Môi trường"))
    assert made["operation"]
    codes = {item["head"]: item["code"] for item in done(village("households", "list"))["items"]}
    done(village("self-groups", "join", "to tu quan ngo chua", "--household", codes["Lê Thị Cúc"]))
    done(village("self-groups", "join", made["record"], "--person", "Nguyễn Văn An", "--role", "Tổ trưởng"))
    member = done(village("self-groups", "join", made["record"], "--business", "Cửa hàng Hoa"))["record"]
    done(village("self-groups", "leave", member))
    (files / "quy chế.txt").write_text("Điều 1. Tự nguyện.\n", encoding="utf-8")
    assert done(village("self-groups", "regulation", made["record"], files / "quy chế.txt"))["version"] == 1
    ruled = ("self-groups", "regulation", made["record"], files / "quy chế.txt", "--plan", files / "quy chế.txt")
    done(village(*ruled))
    printed = done(village("self-groups", "print", made["record"], "--out", files / "quy chế.pdf"))
    assert (printed["pages"], printed["members"], printed["model"]) == (2, 2, False)
    assert done(village("self-groups", "sign", made["record"]))["households"] == 2
    done(village("self-groups", "activity", made["record"], "--present", "2", "--day", "1/3/2026"))
    done(village("self-groups", "rate", made["record"], "Tốt", "--reason", "họp đều", "--year", "2026"))
    (row,) = done(village("self-groups", "list"))["items"]
    assert (row["leader"], row["members"], row["rating"]["rating"]) == ("Nguyễn Văn An", 2, "Tốt")
    shown = done(village("self-groups", "show", made["record"]))
    assert shown["regulation"] == "Điều 1. Tự nguyện."
    copy = done(village("self-groups", "copy", made["record"], "Tổ tự quản Xóm Bãi"))["record"]
    done(village("self-groups", "set", copy, "note=mới", "--field", "Ánh sáng"))
    assert done(village("self-groups", "report", "--out", files / "báo cáo.pdf"))["groups"] == 2
    done(village("self-groups", "end", copy))
    assert len(done(village("self-groups", "list"))["items"]) == 1


def test_the_village_is_called_otherwise(village):
    assert done(village("village", "show"))["changes"] == []
    renamed = done(village("village", "rename", "--name", "Đông Hải", "--label", "khu phố", "--decision", "758/QĐ"))
    assert renamed["title"] == "khu phố Đông Hải"
    shown = done(village("village", "show"))
    assert set(shown) == {"name", "label", "commune", "commune_code", "changes"}
    assert shown["changes"][0]["before"] == "thôn Đông, Xã An Quang"
    refused(village("village", "rename", "--name", "Đông Hải"), "VILLAGE-001")
