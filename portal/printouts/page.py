"""Đối chiếu bản in: somebody types the three lines of a sheet, or follows its address, and is told what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from portal.access import Opened, Viewer, signed_in
from portal.links import address
from portal.printouts import question
from portal.printouts.checking import Checked, Printout, Verdict, checked
from portal.printouts.told import PATH
from portal.share import Standing
from portal.shell import Shell
from portal.words import message

PAGES = APIRouter()
SHELL = Shell()
code_characters_max = 100

SIGNS: dict[Verdict, Standing] = {"same": "done", "changed": "behind", "altered": "overdue"}
"""Of every other answer it is not known, and its sign says so."""
TITLES: dict[Verdict, str] = {
    "same": message("Giống"),
    "changed": message("Đúng khi in, nay đã đổi"),
    "altered": message("Khác điều đã ghi"),
    "mistyped": message("Mã không khớp với truy vấn và vị trí"),
    "no_sheet": message("Không có bảng nào ở truy vấn này"),
    "no_facts": message("Bảng này không có mã đối chiếu"),
    "later": message("Nhật ký chưa có sự kiện này"),
    "not_yet": message("Chưa trả lời được"),
    "out_of_sight": message("Không kết luận được"),
    "sign_in": message("Cần đăng nhập"),
    "other_form": message("Bảng đã đổi mẫu, không kết luận được"),
    "not_there": message("Không kết luận được"),
    "unanswered": message("Chưa trả lời được"),
}
MEANINGS: dict[Verdict, str] = {
    "same": message("Đến sự kiện đã in, truy vấn này cho đúng bảng đó, và đến nay vẫn vậy."),
    "changed": message(
        "Bản in đúng với những gì đã biết đến sự kiện đã in. Sau đó có sự kiện mới hoặc ngày đã khác, nay bảng cho kết quả khác."
    ),
    "altered": message(
        "Đến sự kiện đã in, truy vấn này cho một bảng khác. Bản in đã bị sửa, hoặc ba dòng này không phải của nó."
    ),
    "mistyped": message(
        "Hãy so từng ký tự với bản in, cả ba dòng. Nếu gõ đúng mà vẫn thấy câu này thì một trong ba dòng đã bị sửa."
    ),
    "no_sheet": message("Hãy chép đúng dòng “Truy vấn” của bản in, bắt đầu bằng dấu gạch chéo và có “.csv”."),
    "no_facts": message(
        "Bảng này cho thấy hiện tại (tài khoản, tệp, việc đang chờ), không chỉ sự kiện đã ghi, nên không đối chiếu lại được."
    ),
    "later": message(
        "Vị trí trên bản in nằm sau sự kiện cuối cùng của nhật ký: bản in không do hệ thống này lập, hoặc gõ sai."
    ),
    "not_yet": message("Quá khứ đang được dựng lại; hãy hỏi lại sau ít phút."),
    "out_of_sight": message(
        "Bạn không thấy hết những gì người in đã thấy, nên không thể nói bản in đúng hay sai. Hãy nhờ người có phạm vi rộng hơn."
    ),
    "sign_in": message("Bảng này chỉ dành cho người đã đăng nhập; hãy đăng nhập rồi đối chiếu lại."),
    "other_form": message(
        "Bản in do một phiên bản chương trình khác lập, với các cột khác; mã của hai mẫu không so được với nhau."
    ),
    "not_there": message(
        "Đến sự kiện đã in không có bảng nào như vậy trong phạm vi của bạn: khi đó chưa có, hoặc bạn không được thấy."
    ),
    "unanswered": message("Phần mềm giữ bảng này đang không trả lời; hãy hỏi lại sau giây lát."),
}

Typed = Annotated[str, Query(max_length=question.question_characters_max)]


@PAGES.get(PATH, response_class=HTMLResponse)
async def check(
    request: Request, service: Opened, viewer: Annotated[Viewer | None, Depends(signed_in)], query: Typed = "",
    position: Annotated[str, Query(max_length=25)] = "",
    code: Annotated[str, Query(max_length=code_characters_max)] = "",
) -> HTMLResponse:  # fmt: skip
    """For everybody: the sheet is asked for in the name of whoever asks, and public ones are public."""
    given = Printout(query, position, code)
    found = await checked(request, service, given) if query or position or code else None
    values: dict[str, Any] = {"given": given, "found": found, "links": _links(request, found)}
    return SHELL.page(request, "printouts.html", titles=TITLES, meanings=MEANINGS, signs=SIGNS, **values)


def _links(request: Request, found: Checked | None) -> dict[str, str]:
    """Where the table then, the table now, and what lies between them can be looked at."""
    told = question.read(found.question) if found and found.verdict in ("same", "changed", "altered") else None
    if found is None or told is None:
        return {}
    path, asked = told
    links = {
        "then": address(request, f"{path}.csv", **asked, as_of=found.position),
        "now": address(request, f"{path}.csv", **question.of_now(asked), as_of=None),
    }
    if path == "/overview" and found.verdict == "changed":
        shown = {name: asked.get(name) for name in ("unit", "year")}
        links["compare"] = address(request, "/compare", **shown, since=found.position)
    return links
