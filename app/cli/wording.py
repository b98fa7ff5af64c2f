"""``wording``: the sentences of the papers, and a village's own in their place."""

from dataclasses import asdict

from app.cli.command import Answer, Call, operation_of
from app.cli.output import table
from app.cli.parser import Parser, folder
from app.kernel.files import write_whole
from app.usecases.own_wording import FORMS, SaveWording, preview_wording, save_wording, wording_rows


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    verbs = parser.verbs()
    forms = ", ".join(f"{form} ({title})" for form, title in FORMS.items())
    shown = verbs.add_parser("show", help="xem các mục lời văn của một giấy")
    shown.add_argument("form", metavar="GIẤY", help=forms)
    shown.set_defaults(run=_show)
    for verb, run, words in (
        ("preview", _preview, "xem thử một câu, với ví dụ trong các trường"),
        ("set", _set, "sửa một câu; để trống để trở lại lời văn của chương trình"),
    ):
        made = verbs.add_parser(verb, help=words)
        made.add_argument("form", metavar="GIẤY", help=forms)
        made.add_argument("entry", metavar="MỤC")
        made.add_argument("text", metavar="CÂU")
        made.set_defaults(run=run)
        if verb == "preview":
            made.add_argument("--out", metavar="TỆP.pdf", type=folder, help="ghi cả trang giấy, tên và số là ví dụ")


def _show(call: Call) -> Answer:
    rows = wording_rows(call.context, call.options.form)
    lines = table(("Mục", "Của thôn", "Lời văn"), [(row.entry, "x" if row.own else "", row.text) for row in rows])
    return Answer({"items": [asdict(row) for row in rows]}, tuple(lines))


def _preview(call: Call) -> Answer:
    o = call.options
    sample = preview_wording(o.form, o.entry, o.text)
    if o.out is None:
        return Answer({"sample": sample}, (sample,))
    from app.usecases.paper_lists import require_suffix
    from app.usecases.sample_papers import preview_paper

    require_suffix(o.out, (".pdf",))
    write_whole(o.out, preview_paper(call.context, SaveWording(o.form, o.entry, o.text)))
    return Answer({"sample": sample, "file": str(o.out)}, (sample, f"Đã ghi trang giấy: {o.out}"))


def _set(call: Call) -> Answer:
    o = call.options
    done = save_wording(call.context, SaveWording(o.form, o.entry, o.text))
    facts = {**asdict(done.result), "operation": operation_of(done)}
    return Answer(facts, (f"Giấy in sau sẽ ghi: {done.result.sample}",))
