"""Why a channel did not take a notice, as a clerk understands it, found in what the other side or the network said."""

import re
from dataclasses import dataclass

from reference.vietnamese import Language


@dataclass(frozen=True, slots=True)
class Reason:
    """What an error that looks like this means; `$code` is what the pattern found first."""

    pattern: re.Pattern[str]
    vi: str
    en: str


def _reason(pattern: str, vi: str, en: str) -> Reason:
    return Reason(re.compile(pattern, re.IGNORECASE), vi, en)


REASONS = (
    _reason(
        r"no address for this channel",
        "Cơ quan không còn địa chỉ cho kênh này",
        "The office has no address for this channel any more",
    ),
    _reason(r"no mail server is named", "Hệ thống chưa được cài đặt máy chủ thư", "No mail server is set up here"),
    _reason(
        r"inside our own network is not called",
        "Địa chỉ dẫn vào mạng nội bộ nên không được gọi",
        "The address leads inside our own network and is not called",
    ),
    _reason(r"daily digest was given up", "Bản tin hằng ngày không gửi được", "The daily digest could not be sent"),
    _reason(r"every attempt was cut short", "Lần gửi nào cũng bị ngắt giữa chừng", "Every attempt was cut short"),
    _reason(r"^NoWording", "Phiên bản này không có lời cho thông báo", "This version has no words for the notice"),
    _reason(r"led on more than", "Địa chỉ chuyển tiếp quá nhiều lần", "The address leads on too many times"),
    _reason(
        r"gateway of the kind|has not named this host|gateway is not in its form|cannot be called|no header",
        "Địa chỉ không dùng được; hãy ghi lại địa chỉ",
        "The address cannot be used; set it again",
    ),
    _reason(
        r"^answered (401|403)\b",
        "Phần mềm nhận từ chối vì không có quyền (mã $code)",
        "The receiving program refused it for want of permission (code $code)",
    ),
    _reason(
        r"^answered (404|410)\b",
        "Địa chỉ nhận không còn (mã $code)",
        "There is nothing at the address any more (code $code)",
    ),
    _reason(
        r"^answered (408|425|429)\b",
        "Phần mềm nhận đang bận, xin gửi lại sau (mã $code)",
        "The receiving program is busy and asks to be told later (code $code)",
    ),
    _reason(r"^answered (5\d\d)\b", "Phần mềm nhận đang lỗi (mã $code)", "The receiving program fails (code $code)"),
    _reason(
        r"^answered (\d+)", "Phần mềm nhận không nhận (mã $code)", "The receiving program did not take it (code $code)"
    ),
    _reason(r"^(552|452)\b", "Hộp thư đầy (mã $code)", "The mailbox is full (code $code)"),
    _reason(
        r"^(550|551|553)\b",
        "Máy chủ thư không nhận thư cho hộp thư này (mã $code)",
        "The mail server takes no mail for this mailbox (code $code)",
    ),
    _reason(
        r"^(4\d\d)\b",
        "Máy chủ thư chưa nhận, xin gửi lại sau (mã $code)",
        "The mail server asks for later (code $code)",
    ),
    _reason(r"^(5\d\d)\b", "Máy chủ thư từ chối thư (mã $code)", "The mail server refused the mail (code $code)"),
    _reason(
        r"certificate|\bSSL", "Không tin được chứng chỉ của bên nhận", "The receiver's certificate cannot be trusted"
    ),
    _reason(
        r"cannot be resolved|name or service not known|nodename nor servname",
        "Không tìm thấy máy chủ của bên nhận",
        "The receiver's server cannot be found",
    ),
    _reason(r"no answer within (\d+)", "Bên nhận không trả lời trong $code giây", "No answer within $code seconds"),
    _reason(r"timeout|timed out", "Bên nhận trả lời quá chậm", "The receiver answered too slowly"),
    _reason(
        r"disconnected|RemoteProtocolError|ReadError|reset by peer|unexpected EOF",
        "Bên nhận ngắt kết nối giữa chừng",
        "The receiver broke the connection off",
    ),
    _reason(
        r"connect|refused|unreachable|no route",
        "Không kết nối được với bên nhận",
        "The receiver cannot be reached",
    ),
)
"""The first that fits counts. Errors are kept as they were said: another version may know more of them."""

UNKNOWN = Reason(re.compile(""), "Bên nhận không nhận", "It was not taken")


def reason_of(error: str) -> Reason:
    return next((reason for reason in REASONS if reason.pattern.search(error)), UNKNOWN)


def reason_words(error: str, language: Language) -> str:
    """The reason in plain words; of one nobody foresaw, with what was said."""
    reason = reason_of(error)
    plain = reason.en if language == "en" else reason.vi
    if reason is UNKNOWN:
        return f"{plain}: {error}" if error else plain
    found = reason.pattern.search(error)
    return plain.replace("$code", found[1] if found is not None and found.re.groups else "")
