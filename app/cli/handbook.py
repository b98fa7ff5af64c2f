"""``handbook``: print the covenant handbook."""

from app.cli.command import Answer, Call, operation_of
from app.cli.parser import Parser, count, folder
from app.usecases.handbooks import PrintHandbook, print_handbook


def add_to(parser: Parser) -> None:
    """Declare the verbs."""
    printed = parser.verbs().add_parser("print", help="in sổ tay quy ước, khổ A5")
    printed.add_argument("--out", metavar="TỆP.pdf", type=folder, required=True, help="tệp để ghi")
    printed.add_argument("--booklet", action="store_true", help="xếp hai trang A5 trên một tờ A4 để gập đóng quyển")
    printed.add_argument("--personal", action="store_true", help="mỗi hộ một cuốn trong tệp, bìa ghi tên chủ hộ")
    printed.add_argument("--large", action="store_true", help="chữ to, cho người già")
    printed.add_argument("--copies", metavar="SỐ", type=count, default=0, help="số cuốn (mặc định: mỗi hộ một cuốn)")
    printed.set_defaults(run=_print)


def _print(call: Call) -> Answer:
    options = call.options
    command = PrintHandbook(
        options.out, booklet=options.booklet, copies=options.copies, personal=options.personal, large=options.large
    )
    done = print_handbook(call.context, command, call.progress)
    made = done.result
    facts = {"pages": made.pages, "copies": made.copies, "file": str(made.file), "edition": made.edition,
             "operation": operation_of(done)}  # fmt: skip
    return Answer(facts, (f"Đã ghi sổ tay {made.pages} trang, {made.copies} cuốn: {made.file}",))
