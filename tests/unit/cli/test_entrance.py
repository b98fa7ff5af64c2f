"""The entrance: what a command line means, how failures are said, how light it stays."""

import importlib
import json
import subprocess
import sys
from argparse import ArgumentTypeError

import pytest

from app.cli import main as entrance
from app.cli import self_test
from app.cli.command import Answer
from app.cli.errors import BUG
from app.cli.main import NOUNS, main
from app.cli.output import say, table
from app.cli.parser import Parser, count, in_vietnamese, pair, unique
from app.kernel.errors import AppError, Cancelled, Exit

ENGLISH = ("usage", "error", "required", "argument", "choose", "options", "positional", "show this", "invalid")


@pytest.fixture
def failing(monkeypatch):
    """Return a function that makes the command ``check`` fail with an exception."""

    def install(failure):
        def run(call):
            raise failure

        module = importlib.import_module("app.cli.check")
        monkeypatch.setattr(module, "add_to", lambda parser: parser.set_defaults(run=run))

    return install


def error_of(capsys):
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert set(answer["error"]) == {"code", "message", "advice", "facts"}
    return answer["error"]


def test_the_entrance_is_light():
    code = "import sys, app.cli.main; print([m for m in ('sqlalchemy', 'sqlcipher3', 'PySide6', 'reportlab', 'docx')"
    code += " if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_every_noun_has_help_in_vietnamese(noun, capsys):
    assert main([noun, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Cách dùng: so-thon {noun}")
    assert not [word for word in ENGLISH if word in shown.lower()]


def worded():
    made = Parser(prog="so-thon")
    verbs = made.verbs()
    verb = verbs.add_parser("enter")
    verb.add_argument("indicator", metavar="CHỈ TIÊU")
    verb.add_worded("value", metavar="SỐ", type=count)
    verb.add_argument("--words", default="")
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("Rác", "12"), ("Rác", "--value", "12"), ("Rác", "--value=12"), ("--value", "12", "Rác"),
        ("--words", "x", "Rác", "12"), ("Rác", "--words", "x", "12"), ("--words", "x", "--value", "12", "Rác"),
    ],
)  # fmt: skip
def test_a_value_stands_by_itself_or_behind_an_option_named_like_its_field(words):
    read = worded().parse_args(["enter", *words])
    assert (read.indicator, read.value) == ("Rác", 12)


@pytest.mark.parametrize(
    "words", [("Rác",), ("Rác", "12", "--value", "12"), ("Rác", "--value"), ("Rác", "--value", "x")]
)
def test_a_value_given_twice_or_not_at_all_is_refused(words):
    with pytest.raises(AppError) as refused:
        worded().parse_args(["enter", *words])
    assert refused.value.code.number == "CLI-001"


def test_help_names_every_noun(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {noun} " in shown for noun in NOUNS)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["bay"],
        ["households"],
        ["households", "fly"],
        ["households", "set", "01-001"],
        ["households", "set", "01-001", "phone"],
        ["households", "set", "01-001", "=1"],
        ["households", "list", "--limit", "nhiều"],
        ["households", "list", "--limit"],
        ["households", "list", "--colour", "đỏ"],
        ["households", "list", "--lim", "3"],
        ["init", "--role", "tỉnh", "--commune", "11647"],
        ["init", "--role", "village", "--commune", "11647"],
        ["groups", "set", "Tổ 1"],
        ["issues", "resolve", "x"],
        ["issues", "resolve", "x", "--pick", "y", "--dismiss"],
        ["undo", "x", "y"],
    ],
)
def test_a_wrong_command_is_exit_2_and_said_in_vietnamese(argv, capsys, tmp_path):
    assert main(["--data-dir", str(tmp_path / "none"), *argv]) == Exit.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert "(CLI-001)" in said.err
    assert not [word for word in ENGLISH if word in said.err.replace("--help", "").lower()]
    assert main(["--json", "--data-dir", str(tmp_path / "none"), *argv]) == Exit.USAGE
    assert error_of(capsys)["code"] == "CLI-001"
    assert not (tmp_path / "none").exists()


def test_an_expected_failure_has_the_exit_code_of_its_number(failing, capsys):
    from app.usecases.errors import FIELD_UNKNOWN

    failing(AppError(FIELD_UNKNOWN, label="Hộ", field="màu", known="phone"))
    assert main(["check"]) == Exit.REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Hộ không có mục «màu». (FORM-001)\nCác mục có thể sửa: phone.\n"
    assert main(["check", "--json"]) == Exit.REFUSED
    error = error_of(capsys)
    assert (error["code"], error["facts"]) == ("FORM-001", {"label": "Hộ", "field": "màu", "known": "phone"})


def test_a_bug_is_exit_1_with_a_report_that_names_nobody(failing, capsys):
    failing(ValueError("Nguyễn Văn An 031072001234"))
    assert main(["check", "--json"]) == Exit.BUG
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["code"] == "CLI-002"
    assert "builtins.ValueError" in error["facts"]["report"]
    assert "ValueError" in said.err
    assert "Nguyễn" not in said.err + said.out
    assert "031072001234" not in said.err + said.out
    assert main(["check"]) == Exit.BUG
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("failure", [Cancelled(), KeyboardInterrupt()])
def test_cancelling_is_exit_130(failing, capsys, failure):
    failing(failure)
    assert main(["check", "--json"]) == Exit.CANCELLED
    assert error_of(capsys)["code"] == "CLI-003"


@pytest.mark.parametrize(
    "argv", [["--data-dir", "x", "check"], ["--data-dir=x", "check"], ["--json", "check"], ["check"]]
)
def test_the_noun_is_found_behind_options(argv):
    assert entrance._noun(argv) == "check"


def test_common_options_stand_before_or_after(failing, capsys, tmp_path):
    for argv in (["--json", "history"], ["history", "--json"]):
        assert main([*argv, "--data-dir", str(tmp_path)]) == Exit.DATA_FOLDER
        assert error_of(capsys)["code"] == "DATA-006"


def test_json_is_one_object_on_one_line_in_plain_letters(capsys, tmp_path):
    say(Answer({"name": "Đặng Thị Bưởi", "path": tmp_path}, ("chữ",)), as_json=True)
    out = capsys.readouterr().out
    assert out == f'{{"ok": true, "name": "Đặng Thị Bưởi", "path": "{tmp_path}"}}\n'


def test_a_reader_that_leaves_is_no_failure(tmp_path):
    code = (
        "import os, sys; from app.cli.command import Answer; from app.cli.output import say;"
        " r, w = os.pipe(); os.close(r); os.dup2(w, 1); say(Answer({}, ('a',) * 10), as_json=False)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_table_sets_numbers_to_the_right():
    assert table(("Tổ", "Số hộ"), [("Tổ 1", 7), ("Tổ 10", 60)]) == ("Tổ     Số hộ", "Tổ 1       7", "Tổ 10     60")
    assert table(("Tổ", "Số hộ"), []) == ("Tổ  Số hộ",)


def test_pairs():
    assert pair("phone=0912=3") == ("phone", "0912=3")
    assert pair(" phone =") == ("phone", "")
    with pytest.raises(ArgumentTypeError):
        pair("phone")
    assert unique([("a", "1"), ("b", "2")]) == {"a": "1", "b": "2"}
    with pytest.raises(AppError, match="CLI-001"):
        unique([("a", "1"), ("a", "2")])


def test_counts():
    assert count("12") == 12
    with pytest.raises(ArgumentTypeError):
        count("-1")


def test_what_is_not_known_stays_as_it_is():
    assert in_vietnamese("«x» phải là số") == "«x» phải là số"


# -- the self-test ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "name", "failure", "reason"),
    [
        ("modules", "_import_all", ModuleNotFoundError("zxingcpp"), "ModuleNotFoundError"),
        ("resources", "_resources", AppError(BUG, report=""), "CLI-002"),
    ],
)
def test_the_self_test_names_the_part_that_is_missing(monkeypatch, capsys, part, name, failure, reason):
    def broken():
        raise failure

    monkeypatch.setattr(self_test, name, broken)
    assert main(["self-test", "--json"]) == Exit.BUG
    error = error_of(capsys)
    assert error["code"] == "CLI-010"
    assert (error["facts"]["part"], error["facts"]["reason"]) == (part, reason)


def test_a_migration_left_behind_is_met_by_the_self_test(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(self_test, "bundled_path", lambda relative: tmp_path)
    assert main(["self-test", "--json"]) == Exit.BUG
    assert error_of(capsys)["facts"]["part"] == "migrations"


def test_the_executable_without_a_console_says_nothing_and_does_not_fail(tmp_path):
    program = (
        "import sys; from app.cli.main import main; sys.stdout = sys.stderr = None;"
        f"sys.exit(main(['--data-dir', {str(tmp_path / 'x')!r}, 'history']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (Exit.DATA_FOLDER, "", "")
