"""Vietnamese for what Qt says by itself: buttons, menus of text fields, file dialogs. Qt ships no Vietnamese."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

WORDS: Final = {
    # Buttons, of QPlatformTheme and QDialogButtonBox
    "OK": "Đồng ý",
    "Save": "Lưu",
    "Save All": "Lưu tất cả",
    "Open": "Mở",
    "Yes": "Có",
    "Yes to All": "Có cho tất cả",
    "No": "Không",
    "No to All": "Không cho tất cả",
    "Abort": "Dừng",
    "Retry": "Thử lại",
    "Ignore": "Bỏ qua",
    "Close": "Đóng",
    "Cancel": "Huỷ",
    "Discard": "Không lưu",
    "Help": "Trợ giúp",
    "Apply": "Áp dụng",
    "Reset": "Đặt lại",
    "Restore Defaults": "Như ban đầu",
    # Menus of text fields, of QLineEdit and QWidgetTextControl
    "Undo": "Hoàn tác",
    "Redo": "Làm lại",
    "Cut": "Cắt",
    "Copy": "Chép",
    "Copy Link Location": "Chép địa chỉ liên kết",
    "Paste": "Dán",
    "Delete": "Xoá",
    "Select All": "Chọn tất cả",
    # Qt's own file dialogs, for systems that have none
    "Look in:": "Trong thư mục:",
    "File name:": "Tên tệp:",
    "Files of type:": "Loại tệp:",
    "Directory:": "Thư mục:",
    "Directories": "Thư mục",
    "All Files (*)": "Mọi tệp (*)",
    "Choose": "Chọn",
    "Find Directory": "Tìm thư mục",
    "Open file": "Mở tệp",
    "Save As": "Lưu thành",
    "Back": "Trở lại",
    "Forward": "Tiếp",
    "Go back": "Trở lại",
    "Go forward": "Đi tiếp",
    "Parent Directory": "Thư mục trên",
    "Go to the parent directory": "Lên thư mục trên",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "New Folder": "Thư mục mới",
    "List View": "Xem danh sách",
    "Detail View": "Xem chi tiết",
    "Change to list view mode": "Xem danh sách",
    "Change to detail view mode": "Xem chi tiết",
    "Rename": "Đổi tên",
    "Show hidden files": "Hiện tệp ẩn",
    "Computer": "Máy tính",
    "Name": "Tên",
    "Size": "Cỡ",
    "Kind": "Loại",
    "Type": "Loại",
    "Date Modified": "Ngày sửa",
    "File": "Tệp",
    "Folder": "Thư mục",
    "Drive": "Ổ đĩa",
    "%1 already exists.\nDo you want to replace it?": "Đã có %1.\nThay bằng tệp mới?",
    "%1\nFile not found.\nPlease verify the correct file name was given.": "%1\nKhông thấy tệp. Kiểm tra lại tên.",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nKhông thấy thư mục. Kiểm tra lại tên."
    ),
    # Boxes and lists
    "Show Details...": "Xem thêm…",
    "Hide Details...": "Thu gọn",
    "Scroll here": "Cuộn tới đây",
    "Page up": "Trang trước",
    "Page down": "Trang sau",
    "Top": "Đầu",
    "Bottom": "Cuối",
    "Scroll up": "Cuộn lên",
    "Scroll down": "Cuộn xuống",
}
"""By the English text without the mark of the access key, since Qt marks it here and there differently."""


class VietnameseTranslator(QTranslator):
    """Answers Qt's own texts; the texts of this program are Vietnamese from the start."""

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1, /) -> str | None:
        """Return the Vietnamese words, None to leave ``source`` as it is."""
        return WORDS.get(source.replace("&", "").rstrip())

    def isEmpty(self) -> bool:
        """Tell Qt that there is something here."""
        return False


def install_translator(application: QObject) -> VietnameseTranslator:
    """Make Qt speak Vietnamese for as long as ``application`` lives."""
    translator = VietnameseTranslator(application)
    QCoreApplication.installTranslator(translator)
    return translator
