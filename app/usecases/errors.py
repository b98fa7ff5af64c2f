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
CAMPAIGN_INCOMPLETE = ErrorCode(
    "CAMPAIGN-001",
    "Chưa mở được đợt cam kết: thiếu {missing}.",
    "Điền nốt rồi mở lại.",
)
CAMPAIGN_EMPTY = ErrorCode(
    "CAMPAIGN-002",
    "Chưa mở được đợt cam kết: không có hộ nào trong phạm vi đã chọn.",
    "Nhập danh sách hộ trước, hoặc chọn tổ khác.",
)
ITEMS_UNREADABLE = ErrorCode(
    "CAMPAIGN-003",
    "Tệp nội dung cam kết «{file}» trống hoặc không phải văn bản.",
    "Ghi mỗi nội dung một dòng vào tệp .txt (mã hoá UTF-8) rồi chọn lại.",
)
COVENANT_MISSING = ErrorCode(
    "CAMPAIGN-004",
    "Thôn chưa có quy ước trong sổ nên không gắn đợt cam kết với quy ước được.",
    "Nhập quy ước ở trang Quy ước trước, hoặc mở đợt cam kết không gắn quy ước.",
)
CODE_MISREAD = ErrorCode(
    "PLEDGE-001",
    "Mã này sai một ký tự: ký tự thứ {position} có lẽ là «{suggestion}».",
    "So lại với mã in dưới ô vuông trên tờ giấy rồi gõ lại.",
)
CODE_UNREADABLE = ErrorCode(
    "PLEDGE-002",
    "«{code}» không phải mã của bản cam kết (mã có 16 ký tự, in dưới ô vuông).",
    "Tắt bộ gõ tiếng Việt (Unikey) rồi quét hoặc gõ lại.",
)
CODE_OTHER_VILLAGE = ErrorCode(
    "PLEDGE-003",
    "Mã {code} là của thôn khác.",
    "Chuyển tờ này cho thôn đó. Sổ không thay đổi gì.",
)
CODE_UNKNOWN = ErrorCode(
    "PLEDGE-004",
    "Mã {code} đúng là của thôn này nhưng sổ không có bản in đó.",
    "Có thể tờ này in từ máy khác chưa gửi dữ liệu, hoặc sổ đã khôi phục từ bản cũ. Ghi ký bằng danh sách.",
)
DAY_AHEAD = ErrorCode(
    "PLEDGE-005",
    "Ngày ký {day} ở sau hôm nay.",
    "Sửa lại ngày ký, hoặc xem lại ngày giờ của máy.",
)
SIGNER_INCOMPLETE = ErrorCode(
    "PLEDGE-006",
    "Người ký thay phải có cả họ tên và quan hệ với chủ hộ.",
    "Điền nốt rồi ghi.",
)
NOT_IN_CAMPAIGN = ErrorCode(
    "PLEDGE-007",
    "Hộ {code} không có trong đợt cam kết này.",
    "Xem lại mã hộ, hoặc chọn đúng đợt.",
)
