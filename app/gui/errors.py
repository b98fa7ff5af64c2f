"""The numbered messages of the window itself."""

from typing import Final

from app.kernel.errors import ErrorCode

NO_PRINTER: Final = ErrorCode(
    "PRINTER-001",
    "Máy tính này chưa nối với máy in nào.",
    "Cắm dây và bật máy in rồi bấm In lại, hoặc bấm Lưu để mang tệp PDF ra máy khác in.",
)
PRINTER_REFUSED: Final = ErrorCode(
    "PRINTER-002",
    "Máy in «{printer}» không nhận lệnh in.",
    "Kiểm tra máy in đã bật, còn giấy và không báo lỗi rồi bấm In lại. Các bản đã in ra vẫn dùng được.",
)
NOT_A_PDF: Final = ErrorCode(
    "PRINTER-003",
    "Không mở được trang in «{file}».",
    "Làm lại việc in từ đầu. Nếu vẫn thấy thông báo này, chép mã lỗi gửi người hỗ trợ.",
)
NOTHING_OPENS: Final = ErrorCode(
    "WINDOW-001",
    "Máy tính này không có chương trình nào mở được «{file}».",
    "Bấm «Mở thư mục» để thấy tệp rồi chép sang máy khác để mở.",
)
