"""Numbered messages of exchanging data: whose key, whose bundle, and what it may do.

What is wrong with a file itself has its messages in :mod:`app.sync.errors`.
"""

from typing import Final

from app.kernel.errors import ErrorCode

_NOTHING_CHANGED: Final = "Sổ này chưa thay đổi gì."

WRONG_TYPE = ErrorCode(
    "BUNDLE-101",
    "Gói «{file}» của {sender} không phải loại gói mà sổ của {role} nhận.",
    "Ở xã: nhận gói dữ liệu các thôn ghi ra. Ở thôn: nhận gói xã ghi trả lời, hoặc gói của máy khác cùng thôn.",
)
OTHER_VILLAGE = ErrorCode(
    "BUNDLE-102",
    "Gói «{file}» là dữ liệu của {sender}, không phải của sổ này.",
    f"Trả gói về đúng nơi; dữ liệu của thôn khác chỉ nhận ở xã. {_NOTHING_CHANGED}",
)
OUT_OF_SCOPE = ErrorCode(
    "BUNDLE-103",
    "Gói «{file}» của {sender} có {count} thay đổi về nơi khác, nơi gửi không được ghi thay.",
    f"Không nhận gói này và báo cho cán bộ xã. {_NOTHING_CHANGED}",
)
HIDES_TOO_MUCH = ErrorCode(
    "BUNDLE-104",
    "Nhận gói «{file}» sẽ làm {count} trong {total} hộ của {village} không còn trong danh sách hoặc mất thông tin.",
    "Hỏi lại nơi gửi. Nếu đúng là họ xoá như vậy thì nhận lại và đồng ý một lần nữa.",
)
NO_COMMUNE_KEY = ErrorCode(
    "BUNDLE-105",
    "Chưa gửi được: sổ này chưa có tệp khoá của xã nên không biết khoá gói cho ai.",
    "Mở tệp của xã (tên bắt đầu bằng «sothon_xa_», trên USB xã phát), so dãy số với giấy báo của xã rồi ghi lại gói ra USB.",
)
NO_VILLAGE_KEY = ErrorCode(
    "BUNDLE-106",
    "Chưa ghi được trả lời: chưa máy nào của thôn này được chấp nhận.",
    "Nhận gói của thôn, chấp nhận máy ở «Máy tính của các thôn», rồi ghi trả lời.",
)
REVOKED_SENDER = ErrorCode(
    "BUNDLE-107",
    "Gói «{file}» do một máy của {sender} ghi ra, máy này xã đã ngừng (mất, hỏng hoặc đã thay).",
    f"Không nhận gói này. Nếu máy vẫn đang dùng, hỏi cán bộ xã. {_NOTHING_CHANGED}",
)
NO_BUNDLES = ErrorCode(
    "BUNDLE-121",
    "Không thấy gói dữ liệu nào trong «{folder}».",
    "Chọn đúng USB hoặc thư mục có tệp sothon_….zip do thôn ghi ra; gói nằm sâu hơn một thư mục con thì chọn thư mục ấy.",
)
NONE_FOR_US = ErrorCode(
    "BUNDLE-122",
    "Các gói trong «{folder}» đều không gửi cho sổ này.",
    "Ở thôn: USB mới có gói của máy này; nộp xã rồi nhận gói xã trả lời. Ở xã: chọn USB khác, hoặc hỏi thôn đã ghi gói nào.",
)

OWN_KEY = ErrorCode(
    "KEY-101",
    "Tệp khoá «{file}» là của chính máy này.",
    "Mang tệp này đến nơi kia; ở đây hãy chọn tệp khoá do nơi kia ghi ra.",
)
KEY_OTHER_COMMUNE = ErrorCode(
    "KEY-102",
    "Tệp khoá «{file}» là của {name} thuộc xã mã {found}, còn sổ này thuộc xã mã {own}.",
    "Kiểm tra lại mã xã đã khai khi lập sổ ở hai bên, hoặc xin đúng tệp khoá.",
)
KEY_OTHER_VILLAGE = ErrorCode(
    "KEY-103",
    "Tệp khoá «{file}» là của {name}, không phải của xã hay của máy khác cùng sổ thôn này.",
    "Ở thôn chỉ cần tệp khoá của xã.",
)
KEY_CLAIMS_OURS = ErrorCode(
    "KEY-104",
    "Tệp khoá «{file}» nhận là ghi sổ của chính xã này.",
    "Không chấp nhận tệp này; xin tệp khoá trực tiếp từ người giữ máy của thôn.",
)
NO_SUCH_DEVICE = ErrorCode(
    "KEY-105",
    "Không có máy nào như vậy: «{device}».",
    "Xem mã máy ở «Máy tính của các thôn» hoặc lệnh «devices list» rồi làm lại.",
)
DIGITS_DIFFER = ErrorCode(
    "KEY-106",
    "Dãy số đọc từ máy của {village} không khớp với gói đã nhận.",
    "Nhờ họ đọc lại dãy số ở trang Dữ liệu gửi xã. Vẫn khác thì không chấp nhận: gói có thể do máy khác ghi ra.",
)
COPY_FIRST = ErrorCode(
    "KEY-107",
    "Chưa có bản in khoá của xã đã được kiểm tra.",
    "In khoá của xã, cất vào tủ, gõ lại hai nhóm số trên bản in; sau đó mới chấp nhận máy của các thôn.",
)
COPY_DIFFERS = ErrorCode(
    "KEY-108",
    "Hai nhóm số vừa gõ không khớp với khoá của xã.",
    "Xem đúng dòng, đúng nhóm trên bản in mới nhất rồi gõ lại.",
)
LINE_WRONG = ErrorCode(
    "KEY-109",
    "Dòng {line} của bản in khoá gõ chưa đúng.",
    "So từng nhóm bốn số và hai số cuối dòng với bản in rồi gõ lại dòng đó.",
)
NOTHING_HELD = ErrorCode(
    "KEY-110",
    "Không có gói nào đang giữ lại như vậy: «{bundle}».",
    "Gói có thể đã được nhận hoặc bỏ. Xem lại danh sách gói đang giữ.",
)
KEY_NOT_HERE = ErrorCode(
    "KEY-112",
    "Máy này chưa có khoá của xã nên chưa gửi, nhận được gói của các thôn.",
    "Lấy bản in khoá của xã trong tủ, mở Máy tính của các thôn, bấm «Gõ khoá từ bản in» và gõ 12 dòng.",
)
KEY_OF_ANOTHER = ErrorCode(
    "KEY-113",
    "Bản in này không phải khoá xã đang dùng ở sổ này.",
    "Tìm bản in mới nhất của chính xã mình. Khoá đã đổi thì bản in cũ không dùng được nữa.",
)
REPLACES_ITSELF = ErrorCode(
    "KEY-114",
    "Máy «{device}» không thay cho chính nó được.",
    "Ghi mã của máy cũ (mất, hỏng) ở chỗ máy bị thay, hoặc bỏ trống.",
)
STILL_IN_USE = ErrorCode(
    "KEY-111",
    "Máy «{device}» của {village} chưa bị ngừng nên không có gì phải chấp nhận lại.",
    "Chỉ chấp nhận máy đang chờ hoặc máy đã ngừng.",
)
