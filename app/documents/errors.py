"""What can go wrong between facts and pages, in words a village head understands."""

from app.kernel.errors import ErrorCode

MISSING_GLYPH = ErrorCode(
    "DOCUMENT-001",
    "Không in được vì {where} có ký hiệu «{character}» (U+{code_point}) mà phông chữ in không có.",
    "Sửa lại chỗ đó, bỏ ký hiệu lạ (thường là biểu tượng chép từ Zalo hoặc Word), rồi in lại.",
)
BAD_WORDING = ErrorCode(
    "DOCUMENT-002",
    "Mẫu lời văn «{file}» bị hỏng ở mục «{key}»: {reason}.",
    "Cài lại chương trình để lấy lại mẫu gốc; nếu vừa tự sửa mẫu thì trả lại như cũ.",
)
NOTHING_TO_PRINT = ErrorCode(
    "DOCUMENT-003",
    "Chưa có gì để in: {what}.",
    "Kiểm tra lại phạm vi đã chọn (tổ nào, hộ nào) rồi in lại.",
)
SHEET_TOO_LONG = ErrorCode(
    "DOCUMENT-005",
    "Không in được vì nội dung cam kết dài quá {most} trang mỗi bản.",
    "Rút ngắn các nội dung cam kết rồi in lại.",
)
BAD_SHEET_CODE = ErrorCode(
    "DOCUMENT-004",
    "Mã bản «{sheet_code}» không đúng dạng 16 ký tự nên không vẽ được mã vuông.",
    "In lại bản này từ trang Cam kết để chương trình cấp mã mới.",
)
