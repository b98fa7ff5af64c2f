"""``bundle``: the file that carries a village's changes to the commune and the answer back."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.output import table
from app.cli.parser import Parser, count, folder
from app.kernel.errors import AppError, Exit
from app.sync.device_list import State
from app.usecases.apart import apart_from_commune, apart_of_village, row_lines
from app.usecases.bundle_log import list_bundles
from app.usecases.came_back import HOUSEHOLDS, ISSUES, QUESTIONS, BackRow, came_back, row_sentence
from app.usecases.commune import BEHIND, villages_overview
from app.usecases.context import COMMUNE
from app.usecases.device_lists import digits_to_read
from app.usecases.exchange import export_bundle
from app.usecases.exchange_errors import NONE_FOR_US
from app.usecases.exchange_import import ImportBundle, Imported, import_bundle, inspect_bundle
from app.usecases.exchange_state import IN, OUT, newer_words, pending, standing, waiting_for_newer
from app.usecases.receiving import ASKS, HELD, REFUSED, TAKEN, Received, Seen, TakeIn, bundles_in, look_into, take_in

_HELD = {
    State.WAITING: "Máy này chưa được chấp nhận. Gói được giữ lại; so dãy số rồi dùng «devices accept».",
    State.REVOKED: "Máy này đã bị ngừng. Gói được giữ lại; «devices inspect» để xem, «devices release» hoặc «devices discard».",
}
"""Why a bundle waits, and what to do."""
DIRECTIONS = {OUT: "ghi ra", IN: "nhận vào"}
_THERE = {ISSUES: "issues list", QUESTIONS: "questions list", HOUSEHOLDS: "history --record {record}"}
"""Where to go on from what came back."""
MOST_SAID = 12
"""Records that differ named in one answer for people; programs get all that are known."""


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    sent = verbs.add_parser("export", help="ghi dữ liệu gửi xã vào USB và đọc lại để kiểm tra")
    sent.add_argument("--to", metavar="DIR", type=folder, required=True, help="thư mục trên USB")
    sent.set_defaults(run=_export)
    seen = verbs.add_parser("inspect", help="xem gói dữ liệu có gì, không nhận")
    seen.add_argument("file", metavar="TỆP", type=folder)
    seen.set_defaults(run=lambda call: told(inspect_bundle(call.context, call.options.file, call.progress)))
    taken = verbs.add_parser("import", help="nhận gói dữ liệu; nhiều gói hoặc cả thư mục thì nhận một lượt")
    taken.add_argument("files", metavar="TỆP", type=folder, nargs="+", help="gói, hoặc USB, thư mục có nhiều gói")
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ thay đổi gì, không nhận")
    taken.add_argument("--allow-mass-delete", action="store_true", help="đồng ý nhận cả khi nhiều hộ bị xoá")
    taken.set_defaults(run=_import)
    listed = verbs.add_parser("list", help="xem các gói đã ghi và đã nhận, gói nào xã đã nhận")
    listed.add_argument(
        "--direction", choices=tuple(DIRECTIONS), default="", help="chỉ gói ghi ra, hoặc chỉ gói nhận vào"
    )
    listed.add_argument("--limit", metavar="SỐ", type=count, default=50, help="nhiều nhất bao nhiêu dòng (0: tất cả)")
    listed.set_defaults(run=_list)
    verbs.add_parser("status", help="xem còn gì chưa gửi, hai nơi đã khớp chưa, xã trả lời những gì").set_defaults(
        run=_status
    )


def _list(call: Call) -> Answer:
    options = call.options
    rows = list_bundles(call.context, options.limit, options.direction)
    lines = table(
        ("Lúc", "Chiều", "Nơi", "Tệp", "Thay đổi", "Từ", "Đến", "Cỡ", "Đến đâu"),
        [(row.when, DIRECTIONS[row.direction], row.place, row.file, _number(row.notes), _number(row.from_n), _number(row.last_n),
          _number(row.bytes), row.state_words) for row in rows],
    )  # fmt: skip
    return Answer({"items": [asdict(row) for row in rows]}, lines if rows else ("Chưa có gói nào.",))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _status(call: Call) -> Answer:
    """Answer how the exchange stands: at a village with its commune, at the commune with each village."""
    context = call.context
    if context.identity.role == COMMUNE:
        return _status_of_villages(call)
    waiting, now, rows = pending(context), standing(context), apart_from_commune(context)
    lines = [f"{waiting.changes} thay đổi chưa gửi xã." if waiting.changes else "Mọi việc đã ghi ra gói gửi xã."]
    lines.append(now.sentence if now else "Xã chưa trả lời lần nào.")
    lines += [f"  {line}" for line in row_lines(rows, now.differing if now else 0)]
    back = came_back(context)
    if back is not None:
        lines.append(back.sentence)
        lines += [f"  {row.name}: {row_sentence(row)}{_there(row)}" for row in back.rows]
    newer = waiting_for_newer(context)
    if newer:
        lines.append(newer_words(newer))
    facts = {
        "pending": asdict(waiting), "pending_newer": newer,
        "standing": asdict(now) if now else None, "matches": bool(now and now.matches),
        "apart": [asdict(row) for row in rows], "came_back": asdict(back) if back else None,
    }  # fmt: skip
    person = (now and not now.matches) or (back and back.waits)
    return Answer(facts, tuple(lines), Exit.NEEDS_PERSON if person else Exit.DONE)


def _there(row: BackRow) -> str:
    return f" (so-thon {_THERE[row.place].format(record=row.record)})" if row.place else ""


def _status_of_villages(call: Call) -> Answer:
    items, lines = [], []
    for row in villages_overview(call.context):
        rows = apart_of_village(call.context, row.pile) if row.match == BEHIND else ()
        items.append({"village": row.title, "pile": row.pile, "match": row.match, "lacks": row.lacks, "short": row.short,
                      "apart": [asdict(each) for each in rows]})  # fmt: skip
        lines += [f"{row.title}: {row.match_words}", *(f"  {line}" for line in row_lines(rows, most=MOST_SAID))]
    newer = waiting_for_newer(call.context)
    if newer:
        lines.append(newer_words(newer))
    return Answer({"items": items, "pending_newer": newer}, tuple(lines) or ("Chưa có dữ liệu của thôn nào.",))


def _export(call: Call) -> Answer:
    made = export_bundle(call.context, call.options.to, call.progress).result
    pictures = f" và {made.pictures} ảnh" if made.pictures else ""
    lines = [f"Đã ghi và kiểm tra {made.notes} thay đổi{pictures}: {made.file}"]
    lines += [f"Gói ảnh đi kèm: {path}" for path in made.more]
    lines.append("Rút USB an toàn.")
    if (digits := digits_to_read(call.context)) is not None:
        lines.append(f"Xã chưa chấp nhận máy này. Khi nộp gói, đọc cho cán bộ xã: {digits}")
    facts = {**asdict(made), "file": str(made.file), "more": [str(path) for path in made.more], "digits": digits}
    return Answer(facts, tuple(lines))


def _import(call: Call) -> Answer:
    options = call.options
    if len(options.files) > 1 or options.files[0].is_dir():
        return _import_several(call)
    file = options.files[0]
    if options.dry_run:
        return told(inspect_bundle(call.context, file, call.progress))
    return told(import_bundle(call.context, ImportBundle(file, options.allow_mass_delete), call.progress).result)


def _import_several(call: Call) -> Answer:
    """Look into all, take in those that wait, answer each village once; the refusal of one stops no other."""
    options, context = call.options, call.context
    files = bundles_in(options.files)
    found = look_into(context, files, call.progress, all_of_them=not any(each.is_dir() for each in options.files))
    if not found:
        raise AppError(NONE_FOR_US, folder=", ".join(each.name or str(each) for each in options.files))
    if options.dry_run:
        return _summed(Received(tuple(found), ()))
    sure = frozenset(each.file for each in found if each.state == ASKS) if options.allow_mass_delete else frozenset()
    return _summed(take_in(context, TakeIn(found, sure), call.progress))


def _summed(received: Received) -> Answer:
    """Return the keys of one bundle summed over all, and each with its own in ``items``."""
    items = [{"file": str(each.file), "state": each.state, **_facts_of(each)} for each in received.items]
    seen = [each.seen for each in received.items if each.seen]
    answers = [
        {"village": each.village, "file": str(each.file) if each.file else None, "gaps": each.gaps,
         "problem": each.problem.message if each.problem else None}
        for each in received.answers
    ]  # fmt: skip
    kinds = {each.type for each in seen}
    facts = {
        "type": kinds.pop() if len(kinds) == 1 else None, "village": None, "notes": sum(each.notes for each in seen),
        "new": received.new, "issues": [asdict(issue) for each in received.of(TAKEN) if each.seen for issue in each.seen.issues],
        "pending_newer": sum(each.pending_newer for each in seen), "digest": None, "receipt": None,
        "summary": received.sentence, "regained": received.regained, "receipts": answers, "items": items,
    }  # fmt: skip
    lines = [f"{received.sentence}. {received.new} thay đổi mới, {received.issues_sentence}."]
    lines += [f"{each.file.name}: {each.error.message} {each.error.advice}" for each in received.items if each.error]
    for each in received.items:
        if each.state == ASKS and each.error is None and each.seen:
            lines.append(f"{each.file.name}: bớt {each.seen.hides} trong {each.seen.households_before} hộ, chưa nhận.")
    for answer in received.answers:
        lines.append(
            f"{answer.village}: đã ghi trả lời {answer.file}" if answer.file else f"{answer.village}: chưa trả lời"
        )
        if answer.gaps:
            lines.append(f"{answer.village}: còn thiếu gói giữa, {answer.gaps} gói chờ gói trước đó.")
    held = [f"{each.file.name}: {_HELD[each.seen.held]}" for each in received.of(HELD) if each.seen and each.seen.held]
    lines += held
    standings = [each.seen.standing for each in received.of(TAKEN) if each.seen and each.seen.standing]
    lines += [standings[-1].sentence] if standings else []
    refused = received.of(REFUSED, ASKS)
    if refused and len(refused) == len(received.items):
        return Answer(facts, tuple(lines), Exit.REFUSED)
    person = refused or held or received.issues or any(each.problem or each.gaps for each in received.answers)
    return Answer(facts, tuple(lines), Exit.NEEDS_PERSON if person else Exit.DONE)


def _facts_of(each: Seen) -> dict[str, object]:
    error = each.error
    told = {"code": error.code.number, "message": error.message, "advice": error.advice} if error else None
    return {**(_facts(each.seen) if each.seen else {}), "error": told}


def _facts(imported: Imported) -> dict[str, object]:
    problem = imported.receipt_problem
    return {
        "type": imported.type, "village": imported.village, "notes": imported.notes, "new": imported.new,
        "issues": [asdict(issue) for issue in imported.issues], "pending_newer": imported.pending_newer,
        "digest": imported.digest, "receipt": str(imported.receipt) if imported.receipt else None,
        "receipt_problem": problem.message if problem else None, "sender": imported.sender, "pile": imported.pile,
        "counts": dict(imported.counts), "hides": imported.hides, "again": imported.again,
        "standing": asdict(imported.standing) if imported.standing else None,
        "held": imported.held.value if imported.held else None, "pictures": imported.pictures,
        "differing": imported.differing, "apart": [asdict(each) for each in imported.apart],
    }  # fmt: skip


def would_do(imported: Imported) -> tuple[str, ...]:
    """Say what merging a bundle that waits would do, if it was looked at for that."""
    if not imported.new:
        return ()
    return (
        f"Nếu nhận: {imported.new} thay đổi mới, {imported.hides} hộ ra khỏi danh sách, {len(imported.issues)} mục cần xử lý.",
    )


def told(imported: Imported) -> Answer:
    """Say what a bundle did, or would do."""
    facts, problem = _facts(imported), imported.receipt_problem
    if imported.held:
        words = f"{imported.village}: {imported.notes} thay đổi, chưa nhận."
        return Answer(facts, (words, *would_do(imported), _HELD[imported.held]), Exit.NEEDS_PERSON)
    lines = [f"{imported.village}: {imported.notes} thay đổi, {imported.new} mới."]
    if imported.pictures:
        lines.append(f"{imported.pictures} ảnh bản đã ký.")
    if imported.pictures_problem:
        lines.append(f"Ảnh chưa giữ được, lần sau gửi lại: {imported.pictures_problem.message}")
    if imported.again:
        lines.append("Gói này đã nhận trước đây.")
    if imported.pending_newer:
        lines.append(f"{imported.pending_newer} thay đổi chờ bản Sổ Thôn mới hơn.")
    if imported.standing:
        lines.append(imported.standing.sentence)
    lines += [f"  {line}" for line in row_lines(imported.apart, imported.differing, MOST_SAID)]
    lines += [f"Cần xử lý: {issue.name}: {issue.sentence}." for issue in imported.issues]
    if imported.receipt:
        lines.append(f"Đã ghi giấy biên nhận: {imported.receipt}")
    if problem:
        lines += [problem.message, problem.advice]
    return Answer(facts, tuple(lines), Exit.NEEDS_PERSON if imported.issues or problem else Exit.DONE)
