"""``check``: the file, the rows, the register."""

from dataclasses import asdict

from app.cli.command import Answer, Call
from app.cli.parser import Parser
from app.kernel.errors import Exit
from app.usecases.clock_doubt import ADVICE, doubted_clock
from app.usecases.safety import Health, check

DAMAGED = "damaged"
SOUND = "ok"


def add_to(parser: Parser) -> None:
    """Declare the options of ``check``."""
    parser.add_argument("--rebuild", action="store_true", help="dựng lại mọi bảng từ sổ thay đổi rồi mới kiểm tra")
    parser.set_defaults(run=_check)


def _check(call: Call) -> Answer:
    health = check(call.context, mend=call.options.rebuild, progress=call.progress)
    doubt = doubted_clock(call.context)
    facts = {
        "database": SOUND if health.database else DAMAGED,
        "views_match": health.views_match,
        "quality": [asdict(each) for each in health.quality],
        "score": health.score,
        "clock": doubt or SOUND,
    }
    return Answer(facts, (*_lines(health), *((doubt, ADVICE) if doubt else ())), _exit(health))


def _exit(health: Health) -> Exit:
    """Return how it went; what is missing in the register is for a person's next evening and no fault of the books."""
    if not health.database:
        return Exit.DATA_FOLDER
    return Exit.DONE if health.views_match else Exit.NEEDS_PERSON


def _lines(health: Health) -> tuple[str, ...]:
    if not health.database:
        return ("Tệp sổ bị hỏng. Giữ nguyên thư mục dữ liệu và khôi phục bản sao lưu gần nhất.",)
    views = "khớp" if health.views_match else f"{health.differing} mục không khớp, chạy lại với --rebuild"
    return (
        "Tệp sổ nguyên vẹn.",
        f"Bảng so với sổ thay đổi: {views}.",
        *(f"{each.count} mục: {each.fix} ({each.code})" for each in health.quality),
        f"Điểm chất lượng sổ: {health.score} / 100",
    )
