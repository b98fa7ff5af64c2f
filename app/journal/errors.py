"""Numbered messages of the journal."""

from app.kernel.errors import ErrorCode

NOTE_INVALID = ErrorCode(
    "NOTE-001",
    "Dữ liệu nhận được có một thay đổi không đúng mẫu ({reason}).",
    "Không có gì được nhận. Nhờ bên gửi ghi lại tệp bằng bản Sổ Thôn mới nhất.",
)
NOTE_CHANGED = ErrorCode(
    "NOTE-002",
    "Dữ liệu nhận được có một thay đổi trùng mã nhưng khác nội dung với thay đổi đã có.",
    "Không có gì được nhận. Báo cho xã: một trong hai bên đã bị sửa ngoài chương trình.",
)
RECORD_UNKNOWN = ErrorCode(
    "RECORD-001",
    "Không tìm thấy {label} «{record}».",
    "Có thể mục này vừa được xoá. Tải lại danh sách rồi chọn lại.",
)
CHANGED_MEANWHILE = ErrorCode(
    "RECORD-002",
    "{label} này vừa được sửa ở nơi khác trong lúc đang mở: {fields}.",
    "Xem lại số liệu mới rồi ghi lại. Những gì vừa gõ vẫn còn trên màn hình.",
)
IN_CONFLICT = ErrorCode(
    "RECORD-003",
    "{label} đang có số liệu khác nhau ở: {fields}.",
    "Mở mục Cần xử lý, chọn số liệu đúng rồi làm lại.",
)
VALUE_REFUSED = ErrorCode(
    "RECORD-004",
    "{label}: mục «{field}» không ghi được vì quá dài hoặc sai kiểu.",
    "Viết ngắn lại (nhiều nhất {longest} chữ cho mỗi phần) rồi ghi.",
)
VALUE_UNWRITABLE = ErrorCode(
    "RECORD-005",
    "{label}: mục «{field}» có ký tự không ghi được (dấu đứng một mình ở đầu dòng, hoặc ký tự lạ chép từ nơi khác).",
    "Xoá chỗ có ký tự lạ, gõ lại chỗ đó rồi ghi.",
)
NOTHING_TO_UNDO = ErrorCode(
    "UNDO-001",
    "Không có việc nào để hoàn tác.",
    "Chỉ hoàn tác được việc đã làm trên máy này.",
)
OPERATION_UNKNOWN = ErrorCode(
    "UNDO-002",
    "Không tìm thấy việc có mã «{operation}».",
    "Xem lại lịch sử rồi chọn đúng việc cần hoàn tác.",
)
