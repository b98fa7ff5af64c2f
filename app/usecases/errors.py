"""Numbered messages of the use cases."""

from app.kernel.errors import ErrorCode, Exit

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
SEVERAL_OF_THE_NAME = ErrorCode(
    "SETUP-004",
    "Tệp của xã có {count} thôn tên «{name}», chưa biết sổ này của thôn nào.",
    "Bấm chọn đúng thôn trong danh sách của tệp, hoặc ghi tên đủ dấu; cùng hẳn một tên thì nhờ xã đổi tên rồi xin tệp mới.",
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
RESIGN_NOBODY = ErrorCode(
    "PLEDGE-008",
    "Không có hộ nào phải ký lại.",
    "Không cần in gì. Danh sách này có hộ khi chủ hộ đổi, hộ tách, lời cam kết sửa, hoặc hộ rút cam kết.",
)
ISSUE_UNKNOWN = ErrorCode(
    "ISSUE-001",
    "Không có việc cần xử lý nào mã «{issue}».",
    "Có thể việc này đã được xử lý. Xem lại danh sách Cần xử lý.",
)
ISSUE_ANSWER = ErrorCode(
    "ISSUE-002",
    "Không xử lý được việc này bằng cách đó.",
    "Cách xử lý: {advice}",
)
COVENANT_EMPTY_FILE = ErrorCode(
    "COVENANT-001",
    "Tệp «{file}» rỗng: dài 0 byte, không có chữ nào.",
    "Chép lại tệp quy ước từ máy đã soạn (có thể USB bị rút sớm), rồi chọn lại.",
)
COVENANT_FILE_DAMAGED = ErrorCode(
    "COVENANT-002",
    "Không mở được «{file}»: tệp Word bị hỏng hoặc không phải tệp .docx.",
    "Mở thử bằng Word. Mở được thì lưu lại thành tệp .docx mới rồi chọn tệp đó; không được thì chép lại từ máy đã soạn.",
)
COVENANT_NOT_TEXT = ErrorCode(
    "COVENANT-003",
    "Không đọc được «{file}» thành chữ: đây là {kind}.",
    "Mở tệp bằng Word, chọn Lưu thành (Save As) kiểu .docx, phông Unicode, không đặt mật khẩu, rồi chọn tệp mới.",
)
COVENANT_FILE_TOO_LARGE = ErrorCode(
    "COVENANT-004",
    "Tệp «{file}» lớn quá {megabytes} MB, không giống một bản quy ước.",
    "Xem lại đã chọn đúng tệp chưa. Nếu trong tệp có nhiều ảnh chụp thì bỏ ảnh đi, lưu lại rồi chọn lại.",
)
COVENANT_NO_TEXT = ErrorCode(
    "COVENANT-005",
    "Tệp «{file}» không có chữ nào (có thể chỉ có ảnh chụp hoặc trang trắng).",
    "Chọn tệp có chữ gõ được; bản chụp thì phải gõ lại.",
)
NO_COVENANT = ErrorCode(
    "COVENANT-006",
    "Sổ chưa có quy ước nào.",
    "Mở trang Quy ước, chọn tệp quy ước của thôn hoặc bắt đầu từ bản mẫu.",
)
COVENANT_WITHOUT_TEXT = ErrorCode(
    "COVENANT-007",
    "Bản quy ước này chưa có điều nào.",
    "Thêm nội dung quy ước trước, rồi làm lại.",
)
DECISION_INCOMPLETE = ErrorCode(
    "COVENANT-008",
    "Chưa ghi được quyết định công nhận: thiếu {missing}.",
    "Xem trên quyết định của xã, điền nốt rồi ghi.",
)
COVENANT_EXISTS = ErrorCode(
    "COVENANT-009",
    "Sổ đã có quy ước «{title}».",
    "Sửa từng điều của bản đang có, hoặc mở tệp mới để thành bản tiếp theo.",
)
COVENANT_POSTED_SHORT = ErrorCode(
    "COVENANT-011",
    "Niêm yết chưa đủ 30 ngày: từ {since} đến {until} mới được {days} ngày.",
    "Luật định ít nhất 30 ngày (NĐ 61/2023, Điều 9). Sửa ngày; nếu có lý do riêng thì ghi vào Ghi chú rồi ghi lại.",
)
COVENANT_VOTE = ErrorCode(
    "COVENANT-012",
    "Số phiếu không khớp: {reason}.",
    "Xem lại biên bản kiểm phiếu rồi sửa số.",
)
COVENANT_STEP_EARLY = ErrorCode(
    "COVENANT-013",
    "Chưa ghi được bước «{step}»: {reason}.",
    "Ghi bước trước đó rồi ghi lại.",
)
COVENANT_STEP_ORDER = ErrorCode(
    "COVENANT-014",
    "Ngày {day} ở trước bước «{step}» ngày {before}.",
    "Xem lại ngày trên giấy rồi ghi lại.",
)
COVENANT_NOT_CARRIED = ErrorCode(
    "COVENANT-016",
    "Chưa ghi được quy ước đã thông qua: lần biểu quyết mới nhất có {agreed} hộ đồng ý, {present} hộ dự, trên {total} hộ.",
    "Phải quá nửa tổng số hộ đồng ý (NĐ 61/2023, Điều 10). Họp hoặc phát phiếu lại, rồi ghi lần biểu quyết đó.",
)
COMMENT_EMPTY = ErrorCode(
    "COVENANT-015",
    "Chưa ghi được ý kiến: thiếu {missing}.",
    "Điền nốt rồi ghi.",
)
COMMENT_NO_ARTICLE = ErrorCode(
    "COVENANT-017",
    "Chưa ghi được ý kiến: bản quy ước thứ {number} không có Điều {article}.",
    "Xem lại số điều trên bản quy ước rồi ghi; ý kiến về cả bản thì để trống ô Điều.",
)
PAPER_FORMAT = ErrorCode(
    "PRINT-001",
    "Không ghi được «{file}»: giấy này chỉ ghi thành {known}.",
    "Đặt tên tệp kết thúc bằng một trong các đuôi đó.",
)
PRINT_NOTHING = ErrorCode(
    "PRINT-002",
    "Không có hộ nào để in trong phạm vi đã chọn.",
    "Nếu các hộ đã ký hết thì bỏ dấu «Bỏ qua, chỉ in cho hộ chưa ký»; không thì chọn tổ khác.",
)
PRINT_TEXT_CHANGED = ErrorCode(
    "PRINT-003",
    "Không in tiếp được: từ lần in ngày {day}, lời cam kết hoặc thông tin của hộ đã sửa nên tờ giấy không còn như cũ.",
    "Chọn In bản cam kết để in lần mới: mỗi bản in lại có mã mới.",
)
PRINT_PAST_END = ErrorCode(
    "PRINT-004",
    "Lần in này chỉ có {sheets} bản, không có bản số {start}.",
    "Xem số in nhỏ ở chân trang của bản in được cuối cùng, rồi ghi số của bản tiếp theo.",
)
COVENANT_TEXT_TOO_LONG = ErrorCode(
    "COVENANT-010",
    "«{file}» dài quá mức một bản quy ước (hơn 5.000 dòng, hoặc có đoạn liền hơn 20.000 chữ).",
    "Xem lại đã chọn đúng tệp chưa; nếu đúng thì xuống dòng từng điều, từng khoản rồi chọn lại.",
)
HANDBOOK_EMPTY = ErrorCode(
    "HANDBOOK-001",
    "Sổ tay chưa có gì để in: {missing}.",
    "Mở trang Quy ước để nhập nội dung, rồi in lại sổ tay.",
)
HANDBOOK_COVENANT_CHANGED = ErrorCode(
    "HANDBOOK-002",
    "Quy ước vừa được sửa trong lúc đang dựng sổ tay nên bản in đã bỏ, chưa ghi tệp nào.",
    "Bấm In sổ tay một lần nữa.",
)
HANDBOOK_NOT_PRINTED = ErrorCode(
    "HANDBOOK-003",
    "Chưa ghi giao được: sổ tay chưa in lần nào.",
    "In sổ tay trước, rồi ghi giao cho từng hộ.",
)
HANDBOOK_RECEIVER = ErrorCode(
    "HANDBOOK-004",
    "Chưa ghi được người nhận: có quan hệ «{relation}» mà thiếu họ tên.",
    "Ghi họ tên người nhận; chủ hộ nhận thì để trống cả hai ô.",
)
HANDBOOK_WORD = ErrorCode(
    "HANDBOOK-005",
    "Tệp Word chỉ ghi một cuốn sổ tay thường để sửa, không ghi quyển nhỏ hay tên từng hộ.",
    "Bỏ dấu «Quyển nhỏ» và «Ghi tên từng hộ» rồi ghi lại, hoặc ghi thành tệp PDF.",
)
HANDBOOK_CODE = ErrorCode(
    "HANDBOOK-006",
    "«{code}» không phải mã của sổ tay (mã có 16 ký tự, bắt đầu bằng chữ H, in ở bìa sau).",
    "Tắt bộ gõ tiếng Việt (Unikey) rồi quét hoặc gõ lại. Sổ in không ghi tên từng hộ thì không có mã.",
)
HANDBOOK_CODE_UNKNOWN = ErrorCode(
    "HANDBOOK-007",
    "Mã {code} đúng là của thôn này nhưng sổ không có cuốn đó.",
    "Có thể cuốn này in từ máy khác chưa gửi dữ liệu, hoặc sổ đã khôi phục từ bản cũ. Đánh dấu hộ trong danh sách.",
)
WORDING_UNKNOWN = ErrorCode(
    "WORDING-001",
    "Chương trình không có mục lời văn «{entry}» của giấy «{form}».",
    "Xem lại tên giấy và tên mục trong danh sách lời văn.",
)
WORDING_FIELD = ErrorCode(
    "WORDING-002",
    "Chưa ghi được lời văn: không có trường «{field}».",
    "Trong mục này {known}.",
)
WORDING_TEXT = ErrorCode(
    "WORDING-003",
    "Chưa ghi được lời văn: {reason}.",
    "Sửa lại rồi ghi; để trống thì trở lại lời văn của chương trình.",
)
EVENT_DAY_MISSING = ErrorCode(
    "EVENT-001",
    "Chưa ghi được biến động: thiếu ngày.",
    "Ghi đủ ngày, tháng, năm (ví dụ 18/11/2026). Không nhớ chắc thì ghi ngày gần đúng nhất và nói thêm ở ghi chú.",
)
EVENT_DAY_AHEAD = ErrorCode(
    "EVENT-002",
    "Ngày {day} ở sau hôm nay.",
    "Sửa lại ngày, hoặc xem lại ngày giờ của máy. Việc chưa xảy ra thì để đến hôm đó mới ghi.",
)
EVENT_NOT_HERE = ErrorCode(
    "EVENT-003",
    "{name} không còn ở thôn: sổ ghi {how}.",
    "Nếu sổ ghi nhầm thì mở Biến động, hoàn tác việc đó trước.",
)
EVENT_TOO_EARLY = ErrorCode(
    "EVENT-004",
    "Sổ đã ghi một thay đổi của {name} từ {since}, sau ngày vừa nhập.",
    "Xem lại ngày. Nếu đúng ngày thì mở Biến động, hoàn tác việc ghi sau, ghi việc này rồi ghi lại việc kia.",
)
EVENT_HEAD_NEEDED = ErrorCode(
    "EVENT-005",
    "Hộ còn {count} người mà chưa có chủ hộ mới.",
    "Chọn một người trong hộ làm chủ hộ.",
)
EVENT_RELATIONS_NEEDED = ErrorCode(
    "EVENT-006",
    "Chưa rõ quan hệ với chủ hộ mới ({head}) của: {names}.",
    "Ghi quan hệ của từng người với chủ hộ mới.",
)
EVENT_NOBODY = ErrorCode(
    "EVENT-007",
    "Chưa chọn người nào.",
    "Đánh dấu những người có biến động rồi ghi.",
)
EVENT_SAME_HOUSEHOLD = ErrorCode(
    "EVENT-008",
    "Hộ đi và hộ đến là một: {code}.",
    "Chọn hộ khác.",
)
EVENT_HOUSEHOLD_GONE = ErrorCode(
    "EVENT-009",
    "Hộ {code} không còn ở thôn: sổ ghi {how}.",
    "Chọn hộ khác, hoặc mở Biến động hoàn tác việc đó trước.",
)
EVENT_NOTHING_OPEN = ErrorCode(
    "EVENT-010",
    "{name} không có đợt tạm vắng hay tạm trú nào đang mở.",
    "Chọn người khác.",
)
EVENT_WHOLE_HOUSEHOLD = ErrorCode(
    "EVENT-011",
    "Đã chọn hết người của hộ {code} nên không còn là tách hộ.",
    "Để lại ít nhất một người, hoặc dùng Thay đổi chủ hộ.",
)
EVENT_UNKNOWN = ErrorCode(
    "EVENT-012",
    "Không có biến động nào mã «{event}».",
    "Xem danh sách Biến động rồi chọn lại.",
)
EVENT_PLACE_MISSING = ErrorCode(
    "EVENT-013",
    "Chưa ghi được biến động: thiếu nơi đến.",
    "Ghi tên xã, tỉnh hoặc nước chuyển đến; chưa rõ thì ghi «chưa rõ».",
)
LIST_CONDITION = ErrorCode(
    "LIST-001",
    "Không hiểu điều kiện «{condition}» của danh sách.",
    "Viết TÊN=GIÁ TRỊ; các điều kiện: {known}.",
)
LIST_COLUMN = ErrorCode(
    "LIST-002",
    "Danh sách này không có cột «{column}».",
    "Các cột có thể chọn: {known}.",
)
LIST_EMPTY = ErrorCode(
    "LIST-003",
    "Không có ai trong danh sách này.",
    "Bỏ bớt điều kiện, chọn tổ khác hoặc ngày khác rồi làm lại. Chưa ghi tệp nào.",
)
LIST_UNNAMED = ErrorCode(
    "LIST-004",
    "Chưa lưu được danh sách: thiếu tên.",
    "Đặt tên dễ nhớ, ví dụ «Hộ đi làm ăn xa Tổ 3».",
)
LIST_PURPOSE = ErrorCode(
    "LIST-005",
    "Chưa ghi được số định danh đầy đủ ra tệp: thiếu mục đích.",
    "Ghi danh sách này để làm gì, cho ai; điều đó được lưu trong sổ. Không cần thì bỏ dấu «Số định danh đầy đủ».",
)
FINDING_UNKNOWN = ErrorCode(
    "QUALITY-001",
    "Không có việc rà soát nào mã «{code}».",
    "Các mã: {known}.",
)
MERGE_ITSELF = ErrorCode(
    "MERGE-001",
    "Không gộp một mục với chính nó.",
    "Chọn hai người khác nhau, hoặc hai hộ khác nhau.",
)
NAME_MISSING = ErrorCode(
    "HAND-001",
    "Chưa có họ tên.",
    "Ghi họ tên người sẽ làm trên máy này, hoặc người nhận bàn giao.",
)
NAME_TOO_LONG = ErrorCode(
    "HAND-002",
    "Họ tên dài {count} chữ, nhiều nhất {longest}.",
    "Chỉ ghi họ tên.",
)
SELF_GROUP_INCOMPLETE = ErrorCode(
    "SELFGROUP-001",
    "Chưa ghi được tổ tự quản: thiếu {missing}.",
    "Điền nốt rồi ghi.",
)
SELF_GROUP_MEMBER = ErrorCode(
    "SELFGROUP-002",
    "{name} đã là thành viên của tổ này.",
    "Muốn đổi nhiệm vụ thì cho thôi rồi thêm lại với nhiệm vụ mới.",
)
SELF_GROUP_PRESENT = ErrorCode(
    "SELFGROUP-003",
    "Số có mặt ({present}) nhiều hơn số thành viên ({members}).",
    "Xem lại hai số rồi ghi.",
)
SELF_GROUP_NO_RULE = ErrorCode(
    "SELFGROUP-004",
    "Tổ tự quản này chưa có quy chế nên chưa in bản để ký được.",
    "Ghi nội dung quy chế trước.",
)
SELF_GROUP_NOBODY = ErrorCode(
    "SELFGROUP-005",
    "Tổ tự quản này chưa có hộ nào để ký quy chế.",
    "Thêm hộ hoặc người trong thôn làm thành viên; cơ sở, doanh nghiệp ký trên giấy riêng.",
)
RENAME_NOTHING = ErrorCode(
    "VILLAGE-001",
    "Tên mới giống hệt tên đang ghi trong sổ.",
    "Sửa tên thôn, cách gọi hoặc xã rồi ghi.",
)
RENAME_EARLIER = ErrorCode(
    "VILLAGE-002",
    "Sổ đã ghi một lần đổi tên từ {day}, sau ngày vừa nhập.",
    "Xem lại ngày. Nếu đúng thì hoàn tác lần đổi tên kia trước, ghi lần này rồi ghi lại lần kia.",
)
RESHAPE_ITSELF = ErrorCode(
    "VILLAGE-003",
    "Thôn đi và thôn nhận là một.",
    "Chọn hai thôn khác nhau.",
)
RESHAPE_NOBODY = ErrorCode(
    "VILLAGE-004",
    "Không có hộ nào của {village} trong phạm vi đã chọn.",
    "Chọn tổ khác; nếu thôn chưa gửi dữ liệu thì nhận gói của thôn trước.",
)
RESHAPE_NOTHING = ErrorCode(
    "VILLAGE-005",
    "Sổ của xã không có {what} «{name}», hoặc có nhiều hơn một.",
    "Xem lại tên ở Tình hình các thôn. Thôn mới thì lập sổ trên máy của thôn ấy, trao khoá rồi gửi xã một gói trước đã.",
)
SENSITIVE_OFF = ErrorCode(
    "PRIVACY-001",
    "«{field}» là mục nhạy cảm, sổ này chưa bật nên không ghi.",
    "Nếu thật cần thì mở Sao lưu, Dữ liệu cá nhân, bật mục này và ghi để làm gì, căn cứ nào.",
)
SENSITIVE_PURPOSE = ErrorCode(
    "PRIVACY-002",
    "Chưa bật được mục nhạy cảm: thiếu {missing}.",
    "Ghi rõ để làm gì và căn cứ (văn bản xã giao, hoặc sự đồng ý của từng người). Không có lý do thì đừng bật.",
)
SENSITIVE_ALREADY = ErrorCode(
    "PRIVACY-003",
    "Mục «{field}» {state}.",
    "Không cần làm gì thêm.",
)
REQUEST_INCOMPLETE = ErrorCode(
    "PRIVACY-004",
    "Chưa ghi được: thiếu {missing}.",
    "Điền nốt rồi ghi.",
)
REQUEST_CLOSED = ErrorCode(
    "PRIVACY-005",
    "Không ghi được nữa: {state}.",
    "Có việc mới thì ghi thành yêu cầu mới.",
)
ERASE_REASON = ErrorCode(
    "ERASE-001",
    "Chưa xoá thông tin cá nhân: thiếu lý do.",
    "Ghi vì sao xoá (ví dụ: người đó yêu cầu, đã chuyển đi). Xoá rồi không lấy lại được.",
)
ERASE_AGAIN = ErrorCode(
    "ERASE-002",
    "Thông tin của người này đã xoá ngày {day}.",
    "Không cần làm gì thêm.",
)
ERASED_PERSON = ErrorCode(
    "ERASE-003",
    "Thông tin của người này đã xoá hẳn ngày {day}, nên không ghi thêm được gì.",
    "Nếu là một người khác, thêm thành viên mới vào hộ.",
)
DEMO_DIFFERS = ErrorCode(
    "DEMO-001",
    "Chạy thử xong nhưng số liệu ở thôn và ở xã không khớp.",
    "Đây là lỗi của chương trình. Gửi thư mục kết quả cho người phát triển.",
    Exit.BUG,
)
NO_CAMPAIGN_YET = ErrorCode(
    "CAMPAIGN-101",
    "{village} chưa gửi lên đợt cam kết nào.",
    "Nhận gói dữ liệu mới của thôn rồi in lại.",
)
NO_VILLAGES = ErrorCode(
    "VILLAGE-101",
    "Không có thôn nào như đã chọn.",
    "Bỏ bớt điều kiện, hoặc nhận gói dữ liệu của các thôn trước.",
)
