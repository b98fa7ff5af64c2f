"""``key``: this device's key file out, another's in; at the commune its printed copy, its proof, its change."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.kernel.errors import Exit
from app.usecases.devices import export_key, read_key


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    given = verbs.add_parser("export", help="ghi tệp khoá của máy này để đưa cho bên kia")
    given.add_argument("--to", metavar="TỆP", type=folder, required=True, help="tệp để ghi")
    given.set_defaults(run=_export)
    seen = verbs.add_parser("show", help="xem tệp khoá của ai và dãy số để so với bên kia; chưa tin gì")
    seen.add_argument("file", metavar="TỆP", type=folder)
    seen.set_defaults(run=_show)
    taken = verbs.add_parser("trust", help="tin tệp khoá của bên kia, hoặc tệp của xã (so dãy số trước, bằng key show)")
    taken.add_argument("file", metavar="TỆP", type=folder)
    taken.set_defaults(run=_trust)
    printed = verbs.add_parser("print", help="ở xã: in bản cất giữ khoá của xã")
    printed.add_argument("--out", metavar="TỆP", type=folder, required=True, help="tệp PDF để ghi")
    printed.add_argument("--notice", action="store_true", help="in giấy báo mã kiểm tra tệp của xã thay vì khoá")
    printed.set_defaults(run=_print)
    proven = verbs.add_parser("proof", help="ở xã: gõ lại hai nhóm số của bản in; không ghi số thì xem hỏi nhóm nào")
    proven.add_argument("groups", metavar="NHÓM", nargs="*", help="hai nhóm bốn số")
    proven.set_defaults(run=_proof)
    typed = verbs.add_parser("take", help="ở xã, sổ trên máy chủ: gõ khoá của xã vào máy này từ bản in")
    typed.add_argument("file", metavar="TỆP", type=folder, help="tệp chữ có 12 dòng gõ từ bản in")
    typed.set_defaults(run=_take)
    changed = verbs.add_parser("change", help="ở xã: đổi khoá của xã; các thôn biết từ gói trả lời sau")
    changed.add_argument("--stolen", action="store_true", help="khoá cũ đã lộ: từ nay không ai được tin nó")
    changed.set_defaults(run=_change)


def _export(call: Call) -> Answer:
    fingerprint = export_key(call.context, call.options.to)
    facts = {"fingerprint": fingerprint, "file": str(call.options.to)}
    return Answer(facts, (f"Đã ghi tệp khoá: {call.options.to}", f"Dãy số để so với bên kia: {fingerprint}"))


def _show(call: Call) -> Answer:
    read = read_key(call.context, call.options.file)
    known = (f"Sổ này đã tin khoá này của {read.name}.",) if read.already else (f"Tệp này của {read.name}.",)
    return Answer(asdict(read), (*known, f"Dãy số để so với bên kia: {read.fingerprint}"))


def _trust(call: Call) -> Answer:
    from app.usecases.enrolment import let_in_by_file

    made = let_in_by_file(call.context, call.options.file).result
    trusted = made.trusted
    lines = [f"Đã tin khoá của {trusted.name}.", f"So dãy số này với bên kia: {trusted.fingerprint}"]
    if made.imported:
        new = sum(each.new for each in made.imported)
        lines.append(f"Đã nhận {len(made.imported)} gói giữ lại của máy này: {new} thay đổi mới.")
    lines += [each.message for each in made.problems]
    return Answer(asdict(trusted), tuple(lines), Exit.NEEDS_PERSON if made.problems else Exit.DONE)


def _print(call: Call) -> Answer:
    from app.usecases.commune_key import print_code_notice, print_key_copy

    path = call.options.out
    pages = (print_code_notice if call.options.notice else print_key_copy)(call.context, path)
    advice = "Đóng dấu, gửi cùng USB." if call.options.notice else "In ra, xoá tệp này, cất bản in trong tủ có khoá."
    return Answer({"pages": pages, "file": str(path)}, (f"Đã ghi: {path}", advice))


def _proof(call: Call) -> Answer:
    from app.usecases.commune_key import asked_groups, copy_is_proven, prove_copy

    if call.options.groups:
        prove_copy(call.context, tuple(call.options.groups))
    asked, proven = asked_groups(call.context), copy_is_proven(call.context)
    facts = {"asked": [asdict(each) for each in asked], "proven": proven}
    if proven:
        return Answer(facts, ("Bản in khoá của xã đã được kiểm tra.",))
    return Answer(facts, tuple(f"Gõ nhóm thứ {each.group} của dòng {each.line} trên bản in." for each in asked))


def _take(call: Call) -> Answer:
    from app.cli.setup import lines_of
    from app.usecases.commune_key import take_over_key

    fingerprint = take_over_key(call.context, lines_of(call.options.file))
    return Answer(
        {"fingerprint": fingerprint}, ("Máy này đã có khoá của xã. Xoá tệp vừa gõ.", f"Dãy số: {fingerprint}")
    )


def _change(call: Call) -> Answer:
    from app.usecases.commune_key import change_key

    fingerprint = change_key(call.context, stolen=call.options.stolen)
    lines = ["Đã đổi khoá của xã. In bản cất giữ mới và ghi lại tệp của xã ra USB.", f"Dãy số mới: {fingerprint}"]
    return Answer({"fingerprint": fingerprint}, tuple(lines))
