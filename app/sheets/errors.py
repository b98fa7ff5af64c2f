"""Numbered messages of this room: what can be wrong with a spreadsheet somebody chose, and what to do about it.

Messages about single rows of a readable list belong to the use case that reads it.
"""

from typing import Final

from app.kernel.errors import ErrorCode


class RefusedError(Exception):
    """A file cannot be read, found where its name is not known; the reader turns it into an AppError.

    ``reason`` is for programmers, in English, and holds nothing of the file; ``facts`` fill the message.
    """

    def __init__(self, code: ErrorCode, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.code = code
        self.facts = facts


NOT_A_SPREADSHEET: Final = ErrorCode(
    "IMPORT-001",
    "Không đọc được «{file}»: đây không phải là bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hay tệp .csv.",
    "Mở tệp bằng chương trình đã tạo ra nó, chọn «Lưu thành» kiểu Excel (.xlsx) rồi nhập lại tệp mới.",
)
PASSWORD_PROTECTED: Final = ErrorCode(
    "IMPORT-002",
    "Không đọc được «{file}»: tệp có đặt mật khẩu.",
    "Mở tệp bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại rồi nhập lần nữa.",
)
EMPTY: Final = ErrorCode(
    "IMPORT-003",
    "Tệp «{file}» trống, không có dòng nào để đọc.",
    "Kiểm tra xem đã chọn đúng tệp và đã lưu danh sách trong tệp chưa.",
)
TOO_MANY_ROWS: Final = ErrorCode(
    "IMPORT-004",
    "Tệp «{file}» có dữ liệu ở dòng {rows}; chương trình chỉ đọc danh sách dưới {limit} dòng.",
    "Xoá những dòng thừa ở cuối trang tính, hoặc chép riêng danh sách sang một tệp mới rồi nhập tệp đó.",
)
FILE_TOO_LARGE: Final = ErrorCode(
    "IMPORT-005",
    "Tệp «{file}» quá lớn: quá {limit} MB.",
    "Chép riêng danh sách (không có ảnh) sang một tệp mới rồi nhập tệp đó.",
)
UNPACKS_TOO_LARGE: Final = ErrorCode(
    "IMPORT-006",
    "Không mở «{file}»: nội dung nén bên trong phình ra quá mức, tệp có thể bị hỏng hoặc có chủ ý phá hoại.",
    "Đừng dùng tệp này. Hãy xin lại tệp gốc từ người đã gửi.",
)
TOO_MUCH_IN_IT: Final = ErrorCode(
    "IMPORT-007",
    "Tệp «{file}» có quá nhiều ô hoặc quá nhiều trang tính để là một danh sách của thôn.",
    "Chép riêng danh sách sang một tệp mới, xoá các cột và trang tính không dùng rồi nhập tệp đó.",
)
WEB_PAGE: Final = ErrorCode(
    "IMPORT-008",
    "Tệp «{file}» mang tên bảng tính nhưng bên trong là một trang web (HTML hoặc XML).",
    "Mở tệp bằng Excel, chọn «Lưu thành» kiểu «Excel Workbook (.xlsx)» rồi nhập tệp mới.",
)
DAMAGED: Final = ErrorCode(
    "IMPORT-009",
    "Tệp «{file}» bị hỏng hoặc bị thiếu một phần nên không đọc được.",
    "Chép lại tệp từ nơi gốc (USB có thể đã rút quá sớm). Nếu Excel vẫn mở được, hãy lưu thành tệp mới rồi nhập lại.",
)
NO_SUCH_SHEET: Final = ErrorCode(
    "IMPORT-010",
    "Trong «{file}» không có trang tính tên «{sheet}». Các trang tính có trong tệp: {sheets}.",
    "Kiểm tra lại tên trang tính ở dưới cùng cửa sổ Excel.",
)
NOT_TEXT: Final = ErrorCode(
    "IMPORT-011",
    "Không đọc được «{file}»: tệp mang tên .csv hoặc .txt nhưng bên trong không phải là chữ.",
    "Mở danh sách bằng Excel, chọn «Lưu thành» kiểu «CSV UTF-8» hoặc Excel (.xlsx) rồi nhập lại.",
)
HEADER_NOT_FOUND: Final = ErrorCode(
    "IMPORT-012",
    "Không tìm thấy dòng tiêu đề trong «{file}». Chương trình cần một dòng có các cột: {wanted}.",
    "Viết tên các cột ấy ở dòng ngay trên danh sách, hoặc chép danh sách vào mẫu nhập của chương trình.",
)
COLUMNS_MISSING: Final = ErrorCode(
    "IMPORT-013",
    "Danh sách trong «{file}» (trang «{sheet}», tiêu đề ở dòng {row}) thiếu cột: {missing}.",
    "Thêm cột còn thiếu, hoặc chỉ cho chương trình biết cột nào trong tệp là cột ấy. Cột chưa dùng đến: {unmatched}.",
)
UNKNOWN_FIELD: Final = ErrorCode(
    "IMPORT-014",
    "Không có mục nào tên «{field}» để gán cho cột «{header}».",
    "Các mục có thể gán: {fields}.",
)
NO_SUCH_HEADER: Final = ErrorCode(
    "IMPORT-015",
    "Không có cột tiêu đề «{header}» trong «{file}».",
    "Viết tên cột đúng như ở dòng tiêu đề. Các cột có trong tệp: {headers}.",
)
UNKNOWN_TABLE_KIND: Final = ErrorCode(
    "EXPORT-001",
    "Không ghi được bảng ra «{file}»: chỉ ghi được tệp .xlsx hoặc .csv.",
    "Đặt tên tệp kết thúc bằng .xlsx hoặc .csv rồi làm lại.",
)
LAYOUT_FIELDS: Final = ErrorCode(
    "LAYOUT-001",
    "Mẫu «{file}» có trường mà chương trình không biết: {fields}.",
    "Sửa lại tên trường trong mẫu. Các trường dùng được: {known}.",
)
LAYOUT_NOTHING: Final = ErrorCode(
    "LAYOUT-002",
    "Trong mẫu «{file}» không có chỗ nào để điền: không có trường trong hai ngoặc nhọn, cũng không có dòng tiêu đề nhận ra được.",
    "Ghi trường vào ô, ví dụ {{{{thôn.tên}}}} và {{{{thôn.hộ}}}} trên một dòng; hoặc dùng tiêu đề như Thôn, Số hộ, Số khẩu.",
)
LAYOUT_KIND: Final = ErrorCode(
    "LAYOUT-003",
    "«{file}» không phải bảng tính .xlsx.",
    "Mở mẫu bằng Excel, chọn «Lưu thành» kiểu «Excel Workbook (.xlsx)», rồi chọn tệp mới; tệp kết quả cũng ghi dạng .xlsx.",
)
LAYOUT_NO_ROOM: Final = ErrorCode(
    "LAYOUT-004",
    "Chưa điền được dòng nào vào mẫu «{file}»: ngay dưới dòng tiêu đề không có dòng trống, cũng không có tên thôn.",
    "Mở mẫu bằng Excel, chèn một dòng trống ngay dưới tiêu đề (hoặc ghi sẵn tên thôn ở cột Thôn) rồi điền lại.",
)
