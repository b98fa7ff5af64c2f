"""Numbered messages of the use cases."""

from app.kernel.errors import ErrorCode

SETUP_INCOMPLETE = ErrorCode(
    "SETUP-001",
    "Chưa đủ để lập sổ: thiếu {missing}.",
    "Điền nốt rồi bấm Lập sổ.",
)
COMMUNE_CODE = ErrorCode(
    "SETUP-002",
    "«{code}» không phải mã xã: mã xã gồm 5 chữ số.",
    "Xem mã trên danh mục đơn vị hành chính (ví dụ 11647 là xã An Quang), hoặc hỏi xã.",
)
WRONG_ROLE = ErrorCode(
    "SETUP-003",
    "Việc này không làm được ở sổ của {role}.",
    "Mở đúng sổ (thôn hoặc xã) rồi làm lại.",
)
FIELD_UNKNOWN = ErrorCode(
    "FORM-001",
    "{label} không có mục «{field}».",
    "Các mục có thể sửa: {known}.",
)
FIELD_INVALID = ErrorCode(
    "FORM-002",
    "{label}: «{value}» không dùng được cho mục «{field}». {reason}",
    "Sửa lại rồi ghi.",
)
NOT_FOUND_BY_NAME = ErrorCode(
    "FORM-003",
    "Không tìm thấy {label} «{name}».",
    "Xem lại danh sách rồi gõ đúng tên hoặc mã.",
)
AMBIGUOUS_NAME = ErrorCode(
    "FORM-004",
    "Có {count} {label} cùng là «{name}».",
    "Dùng mã thay cho tên.",
)
PERSON_INCOMPLETE = ErrorCode(
    "FORM-005",
    "Chưa ghi được người này: thiếu {missing}.",
    "Điền nốt rồi ghi.",
)
GROUP_IN_USE = ErrorCode(
    "GROUP-001",
    "{name} còn {count} hộ nên chưa xoá được.",
    "Chuyển các hộ sang tổ khác trước, rồi xoá tổ.",
)
IMPORT_NOTHING = ErrorCode(
    "IMPORT-105",
    "Không nhận được dòng nào của «{file}».",
    "Xem lý do từng dòng ở phần xem trước, sửa tệp rồi nhập lại. Sổ chưa thay đổi gì.",
)
