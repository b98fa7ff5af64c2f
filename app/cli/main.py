"""The entrance of the command line: finds the command, runs it, says how it went and returns the exit code."""

import importlib
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Final

from app.cli.command import Answer, Call
from app.cli.errors import BUG, CANCELLED
from app.cli.output import say, say_error, use_utf8
from app.cli.parser import Parser
from app.cli.progress import watched
from app.kernel.bug_report import bug_report
from app.kernel.collecting import search_from_now_on
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress

NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "init": ("setup", "lập sổ mới cho thôn hoặc xã"),
    "households": ("households", "hộ gia đình: nhập, xem, sửa"),
    "people": ("people", "nhân khẩu: xem, sửa"),
    "events": ("events", "biến động: sinh, mất, đến, đi, tách hộ, nhập hộ, thay đổi chủ hộ"),
    "register": ("register", "ai ở thôn vào một ngày"),
    "lists": ("lists", "danh sách để in, để xuất: soạn sẵn, tự đặt điều kiện, đã lưu"),
    "groups": ("groups", "tổ dân cư: xem, ghi tổ trưởng, tổ phó"),
    "village": ("village", "tên thôn, xã; ghi khi đổi tên"),
    "self-groups": ("self_groups", "tổ tự quản: lập, thành viên, quy chế, sinh hoạt, xếp loại, báo cáo"),
    "who": ("who", "ai đang làm trên máy này"),
    "handover": ("handover", "bàn giao cho trưởng thôn mới: kê, in biên bản, ghi"),
    "offices": ("offices", "người phụ trách thôn: trưởng thôn, Trưởng Ban Công tác Mặt trận"),
    "covenant": ("covenant", "quy ước: nhập, xem, ghi thông qua và công nhận"),
    "campaign": ("campaign", "đợt cam kết: mở, xem"),
    "pledges": ("pledges", "cam kết của từng hộ: in, ghi ký, theo dõi"),
    "letterhead": ("letterhead", "đầu văn bản và người ký trên giấy"),
    "wording": ("wording", "lời văn trên giấy: xem, xem thử, sửa theo ý thôn"),
    "handbook": ("handbook", "sổ tay quy ước: in"),
    "key": ("key", "tệp khoá để trao đổi dữ liệu với xã"),
    "commune-file": ("commune_file", "tệp của xã, phát cùng chương trình trên USB"),
    "devices": ("devices", "ở sổ của xã: máy tính của các thôn, chấp nhận, ngừng"),
    "bundle": ("bundle", "gói dữ liệu: gửi xã, nhận về"),
    "villages": ("villages", "ở sổ của xã: tình hình các thôn; gộp, tách, đổi tên"),
    "tasks": ("tasks", "việc xã giao: giao, xem, báo cáo kết quả, in tình hình"),
    "questions": ("questions", "câu hỏi giữa thôn và xã: xem, hỏi, trả lời"),
    "proposals": ("proposals", "xã đề nghị sửa số liệu: xem, đề nghị, đồng ý, từ chối"),
    "handed": ("handed", "đợt cam kết, quy ước mẫu, chỉ tiêu xã giao cho thôn"),
    "report": ("report", "ở sổ của xã: điền mẫu Excel của xã bằng số liệu các thôn"),
    "undo": ("undo", "hoàn tác một việc đã làm trên máy này"),
    "history": ("history", "xem lại những việc đã làm"),
    "issues": ("issues", "việc cần xử lý"),
    "backup": ("backup", "sao lưu và khôi phục"),
    "quality": ("quality", "chất lượng sổ: từng chỗ thiếu, chỗ lạ, sửa hàng loạt, in danh sách đi rà soát"),
    "duplicates": ("duplicates", "người, hộ có lẽ được ghi hai lần: xem, gộp"),
    "privacy": ("privacy", "dữ liệu cá nhân: yêu cầu, đồng ý, mục nhạy cảm, xoá, ai đã xem số đầy đủ"),
    "check": ("check", "kiểm tra sổ"),
    "demo": ("demo", "làm thử trọn việc trên thôn mẫu, không cần sổ"),
    "install": ("install", "chép chương trình từ USB vào máy này, không cần quyền quản trị"),
    "self-test": ("self_test", "chương trình tự kiểm tra trên máy này"),
}
"""Each noun with its module, loaded only when asked for, and its line of help."""


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code (:class:`app.kernel.errors.Exit`)."""
    search_from_now_on()
    use_utf8()
    as_json = "--json" in argv
    progress = Progress()
    try:
        with watched(progress):
            answer = _run(_parsed(argv), progress)
    except SystemExit as left:
        return int(left.code or 0)  # --help
    except AppError as error:
        say_error(error, as_json=as_json)
        return int(error.code.exit)
    except (Cancelled, KeyboardInterrupt):
        say_error(AppError(CANCELLED), as_json=as_json)
        return int(CANCELLED.exit)
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug: the person gets a report, not a stack of calls
        report = bug_report(error)
        print(report, file=sys.stderr)
        say_error(AppError(BUG, report=report), as_json=as_json)
        return int(BUG.exit)
    say(answer, as_json=as_json)
    return int(answer.exit)


def _run(options: Namespace, progress: Progress) -> Answer:
    call = Call(options, progress)
    try:
        answer: Answer = options.run(call)
        return answer
    finally:
        call.close()


def _parsed(argv: Sequence[str]) -> Namespace:
    parser = Parser(prog="so-thon", description="Sổ Thôn: sổ sách của trưởng thôn trên một máy tính không cần mạng.")
    nouns = parser.add_subparsers(title="Việc", metavar="VIỆC", required=True, dest="noun", parser_class=Parser)
    asked = _noun(argv)
    for name, (module, words) in NOUNS.items():
        noun = nouns.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
        if name == asked:
            importlib.import_module(f"app.cli.{module}").add_to(noun)
    return parser.parse_args(argv)


def _noun(argv: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one that stands before the command."""
    words = iter(argv)
    for word in words:
        if word in ("--data-dir", "--database", "--village"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None
