"""Numbered messages about what the commune hands down, and about questions and proposals."""

from typing import Final

from app.kernel.errors import ErrorCode

_SEE_LIST: Final = "Mở danh sách, chọn lại; nếu xã vừa giao thì nhận gói trả lời của xã trước."

ASSIGN_INCOMPLETE = ErrorCode(
    "ASSIGN-001",
    "Chưa giao được: thiếu {missing}.",
    "Ghi nốt rồi giao.",
)
ASSIGN_UNKNOWN = ErrorCode(
    "ASSIGN-002",
    "Không có {label} «{name}» đang giao cho sổ này.",
    _SEE_LIST,
)
ASSIGN_PROOF = ErrorCode(
    "ASSIGN-003",
    "Chưa ghi được là đã xong: việc «{name}» cần nộp {missing}.",
    "Ghi thêm phần ấy, hoặc ghi là đang làm.",
)
ASSIGN_RECALLED = ErrorCode(
    "ASSIGN-004",
    "Xã đã thu lại «{name}» ngày {day}.",
    "Không phải làm gì thêm. Nếu còn cần thì xã giao lại thành việc mới.",
)
ASSIGN_OPENED = ErrorCode(
    "ASSIGN-005",
    "Thôn đã mở đợt «{name}» của xã rồi.",
    "Mở trang Cam kết để làm tiếp đợt ấy.",
)
PERIOD_WRONG = ErrorCode(
    "ASSIGN-006",
    "«{period}» không phải kỳ của chỉ tiêu «{name}» (tính theo {kind}).",
    "Ghi theo mẫu: năm 2026, quý 2026-Q4, tháng 2026-11; không ghi kỳ chưa tới.",
)
MODEL_TOO_LONG = ErrorCode(
    "ASSIGN-007",
    "«{file}» dài quá một bản mẫu (hơn {longest} chữ).",
    "Xem lại đã chọn đúng tệp chưa; bỏ bớt phụ lục rồi chọn lại.",
)
QUESTION_INCOMPLETE = ErrorCode(
    "QUESTION-001",
    "Chưa ghi được: thiếu {missing}.",
    "Ghi nốt rồi gửi.",
)
QUESTION_UNKNOWN = ErrorCode(
    "QUESTION-002",
    "Không có {label} «{name}» trong sổ này.",
    "Mở danh sách, chọn lại.",
)
QUESTION_OWN = ErrorCode(
    "QUESTION-003",
    "Câu này do chính bên mình hỏi nên chờ {other} trả lời.",
    "Muốn hỏi thêm thì ghi thành câu hỏi mới.",
)
PROPOSAL_CLOSED = ErrorCode(
    "PROPOSAL-001",
    "Đề nghị này {state} rồi.",
    "Không cần làm gì thêm.",
)
PROPOSAL_SAME = ErrorCode(
    "PROPOSAL-002",
    "Mục «{field}» đang ghi đúng như vậy.",
    "Không cần đề nghị sửa.",
)
PROPOSAL_CHANGED = ErrorCode(
    "PROPOSAL-003",
    "Mục «{field}» vừa được sửa sau khi xem đề nghị này.",
    "Xem lại số liệu đang ghi rồi hãy quyết định.",
)
ENTRY_KNOWN = ErrorCode(
    "ENTRY-001",
    "Sổ của xã đã có thôn tên «{name}».",
    "Chọn thôn ấy trong danh sách để nhập tiếp, hoặc ghi tên khác.",
)
ENTRY_HAS_LAPTOP = ErrorCode(
    "ENTRY-002",
    "Thôn «{name}» đã có máy tính của thôn, xã biết máy ấy rồi.",
    "Không lập sổ thay: mở mục Máy tính của các thôn để chấp nhận máy, nhận gói của thôn rồi làm tiếp trong sổ ấy.",
)
