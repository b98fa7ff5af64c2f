"""Numbered messages of the command line itself."""

from app.kernel.errors import ErrorCode, Exit

USAGE = ErrorCode(
    "CLI-001",
    "Lệnh chưa đúng: {reason}.",
    "Gõ «{command} --help» để xem cách dùng.",
    Exit.USAGE,
)
BUG = ErrorCode(
    "CLI-002",
    "Chương trình gặp lỗi của chính nó. Việc đang làm đã được bỏ, sổ không bị thay đổi.",
    "Chép báo cáo lỗi (không có dữ liệu cá nhân) gửi cho người hỗ trợ.",
    Exit.BUG,
)
CANCELLED = ErrorCode(
    "CLI-003",
    "Đã dừng theo yêu cầu. Sổ không bị thay đổi.",
    "Chạy lại lệnh khi cần.",
    Exit.CANCELLED,
)
"""Exit 130, as a shell reports a program stopped by Ctrl-C."""
WINDOW_FAILED = ErrorCode(
    "CLI-004",
    "Tự kiểm tra: không vẽ được cửa sổ (mã {code}).",
    "Bản cài này chưa dùng được. Cài lại chương trình, hoặc gửi báo cáo cho người hỗ trợ.",
    Exit.BUG,
)
PART_FAILED = ErrorCode(
    "CLI-010",
    "Tự kiểm tra: phần «{part}» không chạy được ({reason}).",
    "Bản cài này chưa dùng được. Cài lại chương trình, hoặc gửi báo cáo cho người hỗ trợ.",
    Exit.BUG,
)
