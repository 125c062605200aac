"""The words for everything that may go wrong with an OpenID provider; they name no token, code, secret or address."""

from chronicle.refusal import Refused

_AGAIN_VI, _AGAIN_EN = "hãy đăng nhập lại từ đầu", "sign in again from the start"
_TELL_VI, _TELL_EN = "hãy báo quản trị viên", "tell the operator"

WORDS: dict[str, tuple[str, str]] = {
    "provider_unreachable": (
        "Chưa liên hệ được với hệ thống định danh, hãy thử lại sau ít phút",
        "The identity provider does not answer properly, try again in a few minutes",
    ),
    "provider_wrong": (
        f"Cấu hình của hệ thống định danh không đúng như đã đăng ký; {_TELL_VI}",
        f"The identity provider describes itself otherwise than it was set up here; {_TELL_EN}",
    ),
    "answer_stale": (
        f"Lần đăng nhập này không bắt đầu từ trình duyệt này hoặc đã quá hạn; {_AGAIN_VI}",
        f"This sign-in was not begun in this browser, or too long ago; {_AGAIN_EN}",
    ),
    "answer_issuer": (
        f"Câu trả lời đến từ một hệ thống định danh khác; {_AGAIN_VI}",
        f"The answer came from another identity provider; {_AGAIN_EN}",
    ),
    "answer_incomplete": (
        f"Câu trả lời của hệ thống định danh không đầy đủ; {_AGAIN_VI}",
        f"The identity provider's answer is incomplete; {_AGAIN_EN}",
    ),
    "declined": (
        "Hệ thống định danh không cho đăng nhập, hoặc bạn đã hủy",
        "The identity provider did not let you sign in, or you cancelled",
    ),
    "code_refused": (
        f"Hệ thống định danh không chấp nhận lần đăng nhập này; {_AGAIN_VI}",
        f"The identity provider does not accept this sign-in; {_AGAIN_EN}",
    ),
    "token_unreadable": (
        f"Thẻ định danh nhận được không đọc được; {_TELL_VI}",
        f"The ID token cannot be read; {_TELL_EN}",
    ),
    "token_algorithm": (
        f"Thẻ định danh không được ký bằng cách được phép; {_TELL_VI}",
        f"The ID token is not signed in a way that is allowed; {_TELL_EN}",
    ),
    "token_key": (
        f"Thẻ định danh được ký bằng khóa không rõ; hãy thử lại sau ít phút, nếu vẫn thế {_TELL_VI}",
        f"The ID token is signed with a key nobody published; try again in a few minutes, then {_TELL_EN}",
    ),
    "token_signature": (
        f"Chữ ký của thẻ định danh không đúng; {_TELL_VI}",
        f"The ID token's signature is wrong; {_TELL_EN}",
    ),
    "token_issuer": (
        f"Thẻ định danh do một hệ thống khác cấp; {_TELL_VI}",
        f"The ID token was issued by somebody else; {_TELL_EN}",
    ),
    "token_audience": (
        f"Thẻ định danh được cấp cho một phần mềm khác; {_TELL_VI}",
        f"The ID token was issued for another program; {_TELL_EN}",
    ),
    "token_time": (
        f"Thẻ định danh đã hết hạn, hoặc giờ của hai máy lệch nhau; {_AGAIN_VI}, nếu vẫn thế {_TELL_VI}",
        f"The ID token is out of its time, or the two clocks differ; {_AGAIN_EN}, then {_TELL_EN}",
    ),
    "token_nonce": (
        f"Thẻ định danh thuộc về một lần đăng nhập khác; {_AGAIN_VI}",
        f"The ID token belongs to another sign-in; {_AGAIN_EN}",
    ),
    "token_subject": (
        f"Thẻ định danh không nói rõ là của ai; {_TELL_VI}",
        f"The ID token does not say whose it is; {_TELL_EN}",
    ),
}


def refusal(name: str) -> Refused:
    """The refusal with the code `sign_in.<name>`. Raise it `from None`: what caused it may hold a token."""
    vi, en = WORDS[name]
    return Refused(f"sign_in.{name}", vi=vi, en=en)
