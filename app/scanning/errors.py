"""What can be wrong with scanned files, each with its number."""

from app.kernel.errors import ErrorCode

NO_PICTURE = ErrorCode(
    "SCAN-001",
    "«{file}» không phải ảnh (JPG, PNG, TIFF) hay tệp PDF mở được.",
    "Quét hoặc chụp lại thành JPG hay PDF rồi đưa vào. Tệp gốc vẫn còn nguyên.",
)
PASSWORD = ErrorCode(
    "SCAN-002",
    "Tệp PDF «{file}» có mật khẩu nên không xem được.",
    "Mở tệp bằng mật khẩu, in hoặc lưu lại thành PDF không mật khẩu rồi đưa vào.",
)
DAMAGED = ErrorCode(
    "SCAN-003",
    "«{file}», trang {page}: ảnh hỏng, không xem được.",
    "Quét lại trang này. Các trang khác không bị ảnh hưởng.",
)
TOO_LARGE = ErrorCode(
    "SCAN-004",
    "«{file}» là ảnh quá lớn ({megapixels} triệu điểm), máy không đủ bộ nhớ để mở.",
    "Chụp lại hoặc quét lại ở 300 dpi; một trang A4 khi đó chỉ có 9 triệu điểm.",
)
NO_PAGES = ErrorCode(
    "SCAN-005",
    "«{file}» không có trang nào.",
    "Kiểm tra lại tệp đã quét rồi đưa vào lại.",
)
