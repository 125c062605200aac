"""Where the head of every page leads: one list for all services, in the order it is shown."""

from dataclasses import dataclass

from portal.words import message


@dataclass(frozen=True, slots=True)
class Entry:
    """`here` is what a template sets to say that its page belongs to this entry."""

    here: str
    path: str
    title: str


NAVIGATION = (
    Entry("overview", "/", message("Tổng quan")),
    Entry("work", "/work", message("Việc của tôi")),
    Entry("registration", "/registration", message("Đăng ký")),
    Entry("dossiers", "/recognition/dossiers", message("Hồ sơ")),
    Entry("models", "/models", message("Mô hình")),
    Entry("mobilisation", "/mobilisation", message("Hoạt động")),
    Entry("recognised", "/recognised", message("Sổ công nhận")),
    Entry("audit", "/audit", message("Kiểm tra")),
    Entry("units", "/registration/units", message("Danh bạ đơn vị")),
)
