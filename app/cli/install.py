"""``install``: copy the program from the stick into this machine."""

from app.cli.command import Answer, Call
from app.cli.parser import Parser, folder
from app.usecases.program_copy import InstallProgram, install_program, usual_folder


def add_to(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--to", metavar="DIR", type=folder, help="thư mục để chép vào (mặc định: nơi để chương trình của bạn)"
    )
    parser.set_defaults(run=_install)


def _install(call: Call) -> Answer:
    made = install_program(InstallProgram(call.options.to or usual_folder()), call.progress)
    facts = {
        "folder": str(made.folder),
        "executable": str(made.executable),
        "entry": str(made.entry) if made.entry else None,
        "files": made.files,
        "bytes": made.size,
        "replaced": made.replaced,
    }
    where = "có trong danh mục chương trình" if made.entry else "chưa thêm được vào danh mục chương trình"
    lines = (
        f"Đã {'thay bản cũ' if made.replaced else 'chép chương trình'} và đọc lại để kiểm tra: {made.folder}",
        f"Mở bằng {made.executable}; {where}.",
    )
    return Answer(facts, lines)
