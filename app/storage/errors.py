"""Numbered messages of the data folder."""

from app.kernel.errors import ErrorCode, Exit

FOLDER_LOCKED = ErrorCode(
    "DATA-001",
    "Sổ này đang mở trong một cửa sổ Sổ Thôn khác.",
    "Chuyển sang cửa sổ đó, hoặc đóng nó rồi mở lại.",
    Exit.DATA_FOLDER,
)
FOLDER_READ_ONLY = ErrorCode(
    "DATA-002",
    "Không ghi được vào thư mục dữ liệu «{folder}»: nơi này chỉ cho đọc.",
    "Chọn thư mục khác hoặc nhờ người quản lý máy cho phép ghi.",
    Exit.DATA_FOLDER,
)
FOLDER_FULL = ErrorCode(
    "DATA-003",
    "Ổ đĩa chứa sổ đã đầy nên không ghi được. Chưa có gì bị mất.",
    "Xoá bớt tệp không cần trên ổ đĩa rồi làm lại.",
    Exit.DATA_FOLDER,
)
FOLDER_TOO_NEW = ErrorCode(
    "DATA-004",
    "Sổ này do bản Sổ Thôn mới hơn tạo ra (mẫu {found}, chương trình này biết đến {known}).",
    "Cài bản Sổ Thôn mới nhất rồi mở lại. Không có gì bị thay đổi.",
    Exit.DATA_FOLDER,
)
FOLDER_DAMAGED = ErrorCode(
    "DATA-005",
    "Tệp sổ không mở được: tệp bị hỏng hoặc khoá không khớp.",
    "Không xoá gì cả. Giữ nguyên thư mục dữ liệu và lấy lại từ bản sao lưu gần nhất.",
    Exit.DATA_FOLDER,
)
NOT_SET_UP = ErrorCode(
    "DATA-006",
    "Thư mục dữ liệu này chưa có sổ nào.",
    "Mở chương trình và làm theo màn hình đầu tiên, hoặc chạy lệnh init.",
    Exit.DATA_FOLDER,
)
BUSY = ErrorCode(
    "DATA-007",
    "Sổ đang bận ghi một việc khác.",
    "Chờ việc đó xong rồi làm lại. Những gì vừa gõ vẫn còn.",
    Exit.DATA_FOLDER,
)
ON_REMOVABLE = ErrorCode(
    "DATA-008",
    "Không mở sổ trên «{folder}»: sổ không được đặt trên USB, ổ mạng hoặc thư mục đồng bộ.",
    "Đặt sổ trên ổ cứng của máy. USB chỉ dùng để mang tệp dữ liệu và bản sao lưu.",
    Exit.DATA_FOLDER,
)
ALREADY_SET_UP = ErrorCode(
    "DATA-009",
    "Thư mục dữ liệu này đã có sổ của «{name}».",
    "Chọn thư mục khác nếu muốn lập sổ mới.",
)
URL_WRONG = ErrorCode(
    "DATA-010",
    "Địa chỉ cơ sở dữ liệu sau --database không đúng dạng.",
    "Ghi theo mẫu: postgresql+psycopg://người_dùng@máy_chủ/tên_cơ_sở_dữ_liệu",
    Exit.USAGE,
)
SERVER_UNREACHABLE = ErrorCode(
    "DATA-011",
    "Không kết nối được máy chủ dữ liệu «{host}» (cơ sở dữ liệu «{database}»).",
    "Kiểm tra máy chủ đang chạy và mạng nội bộ còn thông, rồi làm lại. Những gì vừa gõ vẫn còn.",
    Exit.DATA_FOLDER,
)
SERVER_REFUSES = ErrorCode(
    "DATA-012",
    "Máy chủ dữ liệu «{host}» không nhận: sai tên người dùng, sai mật khẩu, hoặc không có cơ sở dữ liệu «{database}».",
    "Hỏi người quản lý máy chủ tên người dùng, mật khẩu và tên cơ sở dữ liệu rồi mở lại.",
    Exit.DATA_FOLDER,
)
SERVER_FORBIDS = ErrorCode(
    "DATA-013",
    "Máy chủ dữ liệu «{host}» không cho người dùng này ghi vào cơ sở dữ liệu «{database}».",
    "Nhờ người quản lý máy chủ cấp quyền ghi và quyền tạo bảng trong cơ sở dữ liệu này.",
    Exit.DATA_FOLDER,
)
SERVER_UNFIT = ErrorCode(
    "DATA-014",
    "Cơ sở dữ liệu «{database}» trên «{host}» dùng bảng mã {encoding}, không giữ được chữ Việt.",
    "Nhờ người quản lý máy chủ tạo cơ sở dữ liệu mới với bảng mã UTF8.",
    Exit.DATA_FOLDER,
)
OTHERS_AT_WORK = ErrorCode(
    "DATA-015",
    "Sổ trên «{host}» cần dựng lại bảng cho bản chương trình này, nhưng có máy khác đang mở sổ.",
    "Đóng Sổ Thôn trên các máy khác, cài cùng một bản cho mọi máy, rồi mở lại.",
    Exit.DATA_FOLDER,
)
SERVER_FULL = ErrorCode(
    "DATA-016",
    "Ổ đĩa của máy chủ dữ liệu «{host}» đã đầy nên không ghi được. Chưa có gì bị mất.",
    "Báo người quản lý máy chủ thêm chỗ trống rồi làm lại.",
    Exit.DATA_FOLDER,
)
FOLDER_HAS_BOOKS = ErrorCode(
    "DATA-017",
    "Thư mục dữ liệu «{folder}» đã có sổ riêng trên máy này, không dùng chung với sổ trên máy chủ được.",
    "Chọn thư mục dữ liệu khác bằng --data-dir.",
    Exit.DATA_FOLDER,
)
BOOKS_ON_SERVER = ErrorCode(
    "DATA-018",
    "Sổ của thư mục «{folder}» nằm trên máy chủ dữ liệu.",
    "Mở bằng --database với địa chỉ của máy chủ đó, hoặc chọn thư mục dữ liệu khác.",
    Exit.DATA_FOLDER,
)
DRIVER_MISSING = ErrorCode(
    "DATA-019",
    "Bản cài này không có phần nối với máy chủ PostgreSQL (thư viện psycopg).",
    "Cài bản Sổ Thôn dành cho xã, hoặc mở sổ trên máy này không dùng --database.",
    Exit.DATA_FOLDER,
)
BACKUP_BY_SERVER = ErrorCode(
    "BACKUP-003",
    "Sổ này nằm trên máy chủ PostgreSQL: chương trình không tự sao lưu và khôi phục ở đó.",
    "Người quản lý máy chủ sao lưu bằng pg_dump và khôi phục bằng pg_restore.",
)
BACKUP_NOT_VERIFIED = ErrorCode(
    "BACKUP-001",
    "Bản sao lưu vừa ghi không đọc lại được đúng như đã ghi.",
    "Đừng dùng bản này. Thử lại với nơi lưu khác.",
)
BACKUP_DAMAGED = ErrorCode(
    "BACKUP-002",
    "Bản sao lưu «{file}» bị hỏng hoặc không phải của sổ này.",
    "Chọn bản sao lưu khác. Sổ hiện tại không bị thay đổi.",
)
PICTURE_MISSING = ErrorCode(
    "BLOB-001",
    "Ảnh của trang này không có trên máy.",
    "Ảnh nằm ở máy đã quét nó; mở sổ trên máy đó, hoặc quét lại trang giấy.",
)
PICTURE_DAMAGED = ErrorCode(
    "BLOB-002",
    "Ảnh của trang này đã hỏng trên đĩa.",
    "Quét lại trang giấy. Số liệu đã ghi vẫn còn nguyên.",
)
