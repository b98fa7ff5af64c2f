"""Every refusal of a bundle, a key file or a stick, once; nothing has changed when one of these is shown.

The order of the BUNDLE codes follows the order of the checks in :mod:`app.sync.container`.
"""

from typing import Final

from app.kernel.errors import ErrorCode

_NOTHING_CHANGED: Final = "Máy này chưa thay đổi gì."
_SEND_AGAIN: Final = f"Đề nghị nơi gửi ghi lại gói ra USB rồi mở lại. {_NOTHING_CHANGED}"

TOO_LARGE = ErrorCode(
    "BUNDLE-001",
    "Gói «{file}» lớn hơn mức cho phép ({limit_mb} MB).",
    "Đề nghị nơi gửi chia thành nhiều gói nhỏ hơn, mỗi gói ít ảnh hơn.",
)
NOT_A_BUNDLE = ErrorCode(
    "BUNDLE-002",
    "«{file}» không phải gói dữ liệu Sổ Thôn.",
    "Chọn tệp có tên bắt đầu bằng «sothon_» và đuôi «.zip» trên USB.",
)
ORDINARY_ZIP = ErrorCode(
    "BUNDLE-003",
    "«{file}» là tệp nén zip thường, không phải gói dữ liệu Sổ Thôn.",
    "Chọn đúng tệp «sothon_….zip» do chương trình ghi ra; không tự nén hay giải nén lại tệp này.",
)
TRUNCATED = ErrorCode(
    "BUNDLE-004",
    "Gói «{file}» bị cụt: thiếu phần cuối, có thể do rút USB khi đang ghi.",
    _SEND_AGAIN,
)
CHANGED = ErrorCode(
    "BUNDLE-005",
    "Gói «{file}» đã bị thay đổi so với lúc ghi ra (tệp hỏng hoặc bị sửa).",
    _SEND_AGAIN,
)
BAD_SIGNATURE = ErrorCode(
    "BUNDLE-006",
    "Chữ ký số của gói «{file}» không đúng: phần mô tả gói đã bị sửa sau khi ký.",
    f"Không dùng gói này. {_SEND_AGAIN}",
)
BAD_MANIFEST = ErrorCode(
    "BUNDLE-007",
    "Phần mô tả của gói «{file}» không đúng mẫu nên không đọc được.",
    f"Đề nghị nơi gửi cập nhật chương trình rồi ghi lại gói. {_NOTHING_CHANGED}",
)
TOO_NEW = ErrorCode(
    "BUNDLE-008",
    "Gói «{file}» do bản chương trình mới hơn ghi ra, bản trên máy này chưa hiểu được.",
    "Cập nhật Sổ Thôn trên máy này rồi mở lại gói. Gói vẫn dùng được, hãy giữ lại.",
)
OWN_BUNDLE = ErrorCode(
    "BUNDLE-009",
    "Gói «{file}» do chính máy này ghi ra để gửi đi nên không cần nhận lại.",
    "Mang gói này đến nơi nhận; khi về hãy chọn gói do nơi nhận ghi cho máy này.",
)
OTHER_COMMUNE = ErrorCode(
    "BUNDLE-010",
    "Gói «{file}» là của nơi khác: không ghi cho máy này và nơi gửi không thuộc xã của máy này.",
    "Kiểm tra xem có cầm nhầm USB của xã khác, thôn khác không; trả gói về đúng nơi. Nếu xã vừa dựng lại sổ từ bản in khoá: đưa "
    "thôn tệp mới của xã, thôn mở tệp ấy rồi ghi gói lại.",
)
NOT_FOR_THIS_MACHINE = ErrorCode(
    "BUNDLE-011",
    "Gói «{file}» của {sender} được khoá cho máy khác, máy này không mở được.",
    "Xem có cầm nhầm USB của thôn khác, máy khác không. Đúng USB thì hỏi xã: máy này được chấp nhận chưa, rồi xin ghi gói mới.",
)
UNKNOWN_SENDER = ErrorCode(
    "BUNDLE-012",
    "Chưa biết máy nào gửi gói «{file}»: khoá của nơi gửi chưa được chấp nhận trên máy này.",
    "Gói của xã: mở tệp của xã ở trang Dữ liệu gửi xã, rồi nhận lại gói. Gói của máy khác trong thôn: nhận gói xã trả lời trước, "
    "trong đó có tên các máy của thôn. Ở xã: nhờ thôn ghi gói mới, rồi chấp nhận máy ấy ở trang Máy của các thôn.",
)
HASH_MISMATCH = ErrorCode(
    "BUNDLE-013",
    "Nội dung khoá trong gói «{file}» không khớp với phần mô tả đã ký (đã bị tráo hoặc hỏng).",
    f"Không dùng gói này. {_SEND_AGAIN}",
)
CANNOT_DECRYPT = ErrorCode(
    "BUNDLE-014",
    "Không mở khoá được gói «{file}» bằng khoá của máy này.",
    f"Xin nơi gửi ghi gói mới. Gói mới cũng không mở được thì gọi cán bộ xã, đọc số của lời báo này. {_NOTHING_CHANGED}",
)
INFLATES = ErrorCode(
    "BUNDLE-015",
    "Nội dung gói «{file}» phình ra quá mức đã khai nên bị dừng lại.",
    "Không dùng gói này và báo cho cán bộ xã: gói do chương trình ghi ra không bao giờ như vậy.",
)
PLAIN_MISMATCH = ErrorCode(
    "BUNDLE-016",
    "Nội dung bên trong gói «{file}» không khớp với phần mô tả đã ký.",
    _SEND_AGAIN,
)
BAD_PAYLOAD = ErrorCode(
    "BUNDLE-017",
    "Nội dung bên trong gói «{file}» không đúng mẫu: {reason}.",
    f"Đề nghị nơi gửi cập nhật chương trình rồi ghi lại gói. {_NOTHING_CHANGED}",
)
WRONG_LABEL = ErrorCode(
    "BUNDLE-018",
    "Người gửi, người nhận ghi bên trong gói «{file}» khác với bên ngoài.",
    "Không dùng gói này và báo cho cán bộ xã: có thể nội dung của gói khác đã được ghép vào.",
)

NOT_A_KEY_FILE = ErrorCode(
    "KEY-001",
    "«{file}» không phải tệp khoá Sổ Thôn.",
    "Chọn tệp do máy kia ghi ra bằng việc «Ghi tệp khoá».",
)
KEY_FILE_DAMAGED = ErrorCode(
    "KEY-002",
    "Tệp khoá «{file}» bị hỏng hoặc đã bị sửa.",
    "Chép lại tệp khoá từ máy kia; không mở và lưu tệp này bằng chương trình khác.",
)
WRONG_ROLE = ErrorCode(
    "KEY-003",
    "Tệp khoá «{file}» là của {found}, ở đây cần tệp khoá của {wanted}.",
    "Chọn đúng tệp khoá rồi làm lại.",
)
KEY_FILE_TOO_NEW = ErrorCode(
    "KEY-004",
    "Tệp khoá «{file}» do bản chương trình mới hơn ghi ra.",
    "Cập nhật Sổ Thôn trên máy này rồi mở lại tệp khoá.",
)
KEY_FILE_FORGED = ErrorCode(
    "KEY-005",
    "Chữ ký trong tệp khoá «{file}» không phải của chính máy ghi trong tệp.",
    "Không chấp nhận tệp này; xin tệp khoá trực tiếp từ người giữ máy kia.",
)

NOT_A_COMMUNE_FILE = ErrorCode(
    "KEY-006",
    "«{file}» không phải tệp của xã.",
    "Chọn tệp có tên bắt đầu bằng «sothon_xa_» do xã chép vào USB.",
)
COMMUNE_FILE_DAMAGED = ErrorCode(
    "KEY-007",
    "Tệp của xã «{file}» bị hỏng hoặc đã bị sửa.",
    "Xin xã chép lại tệp này vào USB; không mở và lưu tệp bằng chương trình khác.",
)
COMMUNE_FILE_TOO_NEW = ErrorCode(
    "KEY-008",
    "Tệp của xã «{file}» do bản chương trình mới hơn ghi ra.",
    "Cập nhật Sổ Thôn trên máy này (bản mới nằm cùng USB của xã) rồi mở lại tệp.",
)
COMMUNE_FILE_FORGED = ErrorCode(
    "KEY-009",
    "Chữ ký trong tệp «{file}» không phải của xã ghi trong tệp.",
    "Không dùng tệp này; xin tệp trực tiếp từ cán bộ xã.",
)

STICK_NO_ROOM = ErrorCode(
    "STICK-001",
    "USB hoặc thư mục «{folder}» không đủ chỗ: cần trống {needed_mb} MB, còn {free_mb} MB.",
    "Xoá bớt tệp trên USB hoặc dùng USB khác rồi làm lại.",
)
STICK_FILE_TOO_BIG = ErrorCode(
    "STICK-002",
    "Tệp {size_mb} MB quá lớn: USB thường (FAT32) chỉ chứa được tệp dưới 4096 MB.",
    "Chia dữ liệu thành nhiều lần gửi, mỗi lần ít ảnh hơn.",
)
STICK_GONE = ErrorCode(
    "STICK-003",
    "USB bị rút ra hoặc thư mục «{folder}» mất đi khi đang ghi.",
    "Cắm lại USB và ghi lại. Dữ liệu trên máy còn nguyên, chưa gói nào được tính là đã gửi.",
)
STICK_MISMATCH = ErrorCode(
    "STICK-004",
    "Đọc lại «{file}» từ USB thấy khác với lúc ghi: USB có thể đã hỏng.",
    "Dùng USB khác và ghi lại. Tệp ghi hỏng đã được xoá.",
)
STICK_NAME_TAKEN = ErrorCode(
    "STICK-005",
    "Ở nơi nhận đã có tệp tên «{file}», chương trình không ghi đè.",
    "Làm lại một lần nữa: gói mới sẽ có tên khác.",
)
STICK_FULL = ErrorCode(
    "STICK-006",
    "USB hoặc thư mục «{folder}» bị đầy giữa chừng.",
    "Xoá bớt tệp trên USB hoặc dùng USB khác rồi ghi lại. Tệp ghi dở đã được xoá.",
)
STICK_READ_ONLY = ErrorCode(
    "STICK-007",
    "Không ghi được vào «{folder}»: USB bị khoá chống ghi hoặc nơi này không cho ghi.",
    "Gạt khoá chống ghi trên USB, hoặc chọn USB hay thư mục khác.",
)
