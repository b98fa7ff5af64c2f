"""Why a scanned page needs a person, or is not ours: said beside its picture, each with its number."""

from typing import Final

from app.kernel.errors import ErrorCode
from app.scanning.errors import DAMAGED, NO_PAGES, NO_PICTURE, PASSWORD, TOO_LARGE
from app.usecases.errors import CODE_MISREAD, CODE_UNKNOWN

NO_CODE = ErrorCode(
    "SCAN-006",
    "Không đọc được mã trên trang này.",
    "Gõ mã in dưới ô vuông, hoặc chọn «Không phải bản cam kết».",
)
BLANK_PAGE = ErrorCode("SCAN-007", "Trang trắng.", "Không phải làm gì: đây là mặt sau để trống.")
OTHER_CODE = ErrorCode(
    "SCAN-008",
    "Trang có mã, nhưng không phải mã của bản cam kết.",
    "Để riêng tờ này. Sổ không thay đổi gì.",
)
NOTHING_OURS = ErrorCode(
    "SCAN-009",
    "Không thấy mã hay khung của bản cam kết trên trang này.",
    "Nếu vẫn là bản cam kết, gõ mã in dưới ô vuông.",
)
NO_SIGNATURE = ErrorCode(
    "SCAN-010",
    "Không thấy chữ ký của hộ.",
    "Nhìn ảnh: đã ký thì chọn «Đúng, đã ký», chưa ký thì chọn «Chưa ký».",
)
DOUBTFUL = ErrorCode(
    "SCAN-011",
    "Máy chưa chắc: {what}.",
    "Nhìn ảnh rồi chọn «Đúng, đã ký» hoặc «Chưa ký».",
)
TEXT_CHANGED = ErrorCode(
    "SCAN-012",
    "Hộ ký trên bản in ngày {printed}, sau đó nội dung đã sửa: {what}.",
    "Vẫn tính là đã ký thì chọn «Đúng, đã ký»; cần ký lại thì chọn «Chưa ký» và in bản mới.",
)
DIFFERS = ErrorCode(
    "SCAN-013",
    "Hộ này đã ghi là đã ký, nhưng trang vừa quét {what}.",
    "So hai lần; cả hai đều được giữ. Chọn «Đúng, đã ký» nếu chữ ký là đúng.",
)
SAME_PICTURE = ErrorCode("SCAN-014", "Ảnh này đã nhập trước đó.", "Không phải làm gì: không ghi thêm lần nữa.")
NO_SHEET_CHOSEN = ErrorCode(
    "SCAN-015",
    "Trang này chưa biết là của hộ nào.",
    "Gõ mã in dưới ô vuông rồi ghi, hoặc chọn «Không phải bản cam kết».",
)
WITHDRAWN = ErrorCode(
    "SCAN-016",
    "Hộ này đã rút cam kết ngày {day}.",
    "Chọn «Đúng, đã ký» chỉ khi hộ đã ký lại; không thì chọn «Chưa ký».",
)

IN_SHORT: Final = {
    each.number: words
    for each, words in (
        (NO_CODE, "không đọc được mã"),
        (NO_SIGNATURE, "không thấy chữ ký"),
        (DOUBTFUL, "chưa rõ"),
        (TEXT_CHANGED, "nội dung cũ"),
        (DIFFERS, "khác lần trước"),
        (WITHDRAWN, "đã rút cam kết"),
        (CODE_MISREAD, "mã sai một chữ"),
        (CODE_UNKNOWN, "sổ không có mã này"),
        (NO_PICTURE, "tệp không mở được"),
        (PASSWORD, "tệp có mật khẩu"),
        (DAMAGED, "ảnh hỏng"),
        (TOO_LARGE, "ảnh quá lớn"),
        (NO_PAGES, "tệp trống"),
    )
}
"""Why a page waits, in the few words a column has room for, by the number of its message."""
