"""What each operation is called when undo and history speak of it, declared once beside its code."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, select

from app.journal.note import Note
from app.journal.stored import stored_note
from app.journal.tables import NOTE
from app.journal.undo import undone_operation

SENTENCES: Final[Mapping[str, str]] = {
    "setup.village": "Lập sổ thôn",
    "setup.commune": "Lập sổ xã",
    "import.households": "Nhập danh sách hộ từ bảng tính",
    "household.save": "Ghi hộ gia đình",
    "household.remove": "Xoá hộ khỏi danh sách",
    "household.move": "Chuyển hộ sang tổ khác",
    "event.birth": "Ghi sinh",
    "event.death": "Ghi mất",
    "event.move_in": "Ghi chuyển đến",
    "event.move_out": "Ghi chuyển đi",
    "event.split": "Ghi tách hộ",
    "event.join": "Ghi nhập hộ",
    "event.new_head": "Ghi thay đổi chủ hộ",
    "event.marriage": "Ghi kết hôn",
    "event.absence": "Ghi tạm vắng",
    "event.return": "Ghi hết tạm vắng, tạm trú",
    "person.save": "Ghi nhân khẩu",
    "person.merge": "Gộp hai người làm một",
    "household.merge": "Gộp hai hộ làm một",
    "register.mend": "Sửa hàng loạt số bị mất số 0",
    "person.remove": "Xoá người khỏi danh sách",
    "group.save": "Ghi tổ dân cư",
    "office.save": "Ghi người phụ trách thôn",
    "group.remove": "Xoá tổ dân cư",
    "covenant.import": "Nhập văn bản quy ước",
    "covenant.edit": "Sửa văn bản quy ước",
    "covenant.pass": "Ghi quy ước đã được thông qua",
    "covenant.recognise": "Ghi quyết định công nhận quy ước",
    "covenant.step": "Ghi một bước của quy ước",
    "covenant.comment": "Ghi ý kiến về quy ước",
    "covenant.answer": "Ghi tiếp thu, trả lời ý kiến",
    "letterhead.save": "Sửa đầu văn bản",
    "wording.save": "Sửa lời văn trên giấy",
    "handbook.print": "In sổ tay quy ước",
    "handbook.deliver": "Ghi đã giao sổ tay",
    "handbook.receiver": "Ghi người nhận sổ tay",
    "handbook.take_back": "Bỏ ghi đã giao sổ tay",
    "campaign.open": "Mở đợt cam kết",
    "campaign.add": "Thêm hộ vào đợt cam kết",
    "pledge.print": "In bản cam kết",
    "pledge.printed": "Ghi đã in xong bản cam kết",
    "pledge.hand_out": "Ghi đã phát bản cam kết của một lần in",
    "pledge.sign": "Ghi nhận ký cam kết",
    "pledge.sign_group": "Ghi ký cả tổ",
    "pledge.sign_again": "Ghi hộ ký lại cam kết",
    "pledge.withdraw": "Bỏ ghi nhận ký cam kết",
    "pledge.note": "Ghi chú cho cam kết",
    "pledge.walker": "Ghi người đi gặp các hộ",
    "pledge.visit": "Ghi đã đến hộ",
    "pledge.scan": "Nhập bản đã quét",
    "pledge.settle": "Xem trang đã quét",
    "pledge.deliver": "Ghi đã giao bản cam kết",
    "columns.save": "Lưu cách ghép cột",
    "columns.remove": "Xoá cách ghép cột",
    "village.reshape": "Chuyển hộ giữa các thôn",
    "village.rename_commune": "Ghi xã đổi tên",
    "village.enter": "Lập sổ thay thôn",
    "village.rename": "Ghi thôn, xã đổi tên",
    "handover.record": "Bàn giao cho trưởng thôn mới",
    "privacy.erase": "Xoá thông tin cá nhân",
    "privacy.on": "Bật mục nhạy cảm",
    "privacy.off": "Tắt mục nhạy cảm",
    "privacy.request": "Ghi yêu cầu về dữ liệu cá nhân",
    "privacy.answer": "Ghi đã trả lời yêu cầu",
    "privacy.extend": "Ghi gia hạn yêu cầu",
    "privacy.finish": "Ghi đã làm xong yêu cầu",
    "privacy.consent": "Ghi sự đồng ý",
    "privacy.unconsent": "Ghi rút đồng ý",
    "privacy.seen": "Xem số định danh đầy đủ",
    "selfgroup.save": "Ghi tổ tự quản",
    "selfgroup.copy": "Lập tổ tự quản theo mẫu tổ khác",
    "selfgroup.members": "Ghi thành viên tổ tự quản",
    "selfgroup.regulation": "Ghi quy chế tổ tự quản",
    "selfgroup.activity": "Ghi hoạt động tổ tự quản",
    "selfgroup.rate": "Xếp loại tổ tự quản",
    "selfgroup.end": "Ghi tổ tự quản giải thể",
    "list.save": "Lưu danh sách",
    "list.remove": "Xoá danh sách đã lưu",
    "list.disclose": "Ghi số định danh đầy đủ ra tệp",
    "assignment.recall": "Thu lại việc xã giao",
    "commune_campaign.create": "Giao đợt cam kết cho các thôn",
    "covenant_model.create": "Giao quy ước mẫu cho các thôn",
    "indicator.create": "Giao chỉ tiêu cho các thôn",
    "indicator.value": "Ghi số liệu chỉ tiêu",
    "question.ask": "Gửi câu hỏi",
    "question.answer": "Trả lời câu hỏi",
    "proposal.make": "Đề nghị thôn sửa số liệu",
    "proposal.accept": "Đồng ý sửa theo đề nghị của xã",
    "proposal.refuse": "Từ chối đề nghị của xã",
    "task.create": "Giao việc cho các thôn",
    "task.report": "Báo cáo việc xã giao",
    "issue.resolve": "Chọn số liệu đúng",
    "issue.resolve_many": "Lấy số liệu mới nhất cho nhiều mục",
    "person.keep_one": "Giữ một người trong những người trùng số định danh",
    "issue.dismiss": "Đánh dấu đã xem, không phải sửa",
}
"""A test holds this table to the codes that the use cases give to their transactions."""

_UNDONE: Final = ("", "Hoàn tác: ", "Làm lại: ")


def sentence(connection: Connection, code: str) -> str:
    """Return what an operation with this code did, in Vietnamese.

    An undo names what it took back, the undo of an undo what it did again. The code of a newer program is shown as it is.
    """
    undos = 0
    while (target := undone_operation(code)) is not None:
        undos += 1
        first = first_note(connection, target)
        code = first.code if first else ""
    again = 0 if undos == 0 else 2 - undos % 2
    return _UNDONE[again] + SENTENCES.get(code, f"Việc khác ({code})" if code else "việc chưa nhận được")


def first_note(connection: Connection, operation: str) -> Note | None:
    """Return one note of an operation, which says its code and who did it; ``None`` for an operation nobody sent yet."""
    query = select(NOTE.c.line).where(NOTE.c.operation == operation).order_by(NOTE.c.n).limit(1)
    line = connection.execute(query).scalar()
    return stored_note(line) if line else None
