"""What each kind of work is called, what its button says, and where it is done: one entry a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.tables import Address
from portal.words import Words, message
from services.dashboards.screens import wording
from services.dashboards.screens.work import Owed, WorkKind


@dataclass(frozen=True, slots=True)
class Work:
    """How one kind of work is told."""

    title: str
    verb: str
    said: Callable[[Words, Owed], str]
    to: Callable[[Owed], Address]


DOCUMENTS: Mapping[str, str] = {
    "resolution": message("Chưa ban hành nghị quyết chuyên đề"),
    "plan": message("Chưa ban hành kế hoạch"),
    "guidance": message("Chưa ban hành hướng dẫn"),
}


def _registration(words: Words, one: Owed) -> str:
    if one.about == "areas":
        return words.several("Còn %(shown)s khu dân cư chưa đăng ký", one.count)
    if one.about == "institutions":
        return words.several("Còn %(shown)s cơ quan, doanh nghiệp, nhà trường chưa đăng ký", one.count)
    return words("Chưa đăng ký")


def _households(words: Words, one: Owed) -> str:
    if one.about == "own":
        return words("Chưa báo số hộ")
    return words.several("Còn %(shown)s khu dân cư chưa báo số hộ", one.count)


def _inventory(words: Words, one: Owed) -> str:
    if one.count:
        return words(
            "Còn %(left)s/%(all)s mô hình chưa xác nhận trong đợt rà soát “%(name)s”",
            left=words.number(one.count), all=words.number(one.of), name=one.name,
        )  # fmt: skip
    return words("Đã xác nhận đủ trong đợt rà soát “%(name)s”, chưa báo hoàn thành", name=one.name)


def _report(words: Words, one: Owed) -> str:
    period, _, number = one.about.rpartition("-")
    return words("Chưa báo cáo hoạt động kỳ %(period)s", period=wording.period(words, period, int(number)))


def _list(which: str) -> Callable[[Owed], Address]:
    """The units an entry counts; of one that stands for itself, its year."""

    def address(one: Owed) -> Address:
        about = {"unit": one.unit_id, "year": one.year}
        if one.about == "own":
            return Address("/registration/year", about)
        kind = {"kind": "residential_area"} if one.about == "areas" else {}
        return Address("/registration", {**about, "which": which, **kind})

    return address


ENDINGS: Mapping[str, str] = {
    "recognised": message("được công nhận"),
    "refused": message("không công nhận"),
    "withdrawn": message("đã thu hồi công nhận"),
    "lapsed": message("hết hiệu lực, đơn vị đã kết thúc"),
}
"""How a dossier ended."""


def dossier_at(dossier_id: str, step: str = "") -> Address:
    """The page of a dossier, or the form of a step of it."""
    if step:
        return Address(f"/recognition/dossiers/do/{step}", {"dossier": dossier_id})
    return Address(f"/recognition/dossiers/{dossier_id}")


def _dossier(verb: str, said: str, step: str) -> Work:
    """A step of a dossier, taken on a page of its own."""
    return Work(
        message("Hồ sơ công nhận"), verb, lambda words, one: words(said, year=one.year),
        lambda one: dossier_at(one.about, step),
    )  # fmt: skip


def _task(name: str) -> Callable[[Owed], Address]:
    return lambda one: Address(f"/models/do/{name}", {"model": one.about})


WORK: Mapping[WorkKind, Work] = {
    "document": Work(
        message("Văn bản"), message("Ghi nhận văn bản"), lambda words, one: words(DOCUMENTS[one.about]),
        lambda one: Address("/registration/documents", {"unit": one.unit_id, "year": one.year}),
    ),
    "registration": Work(message("Đăng ký"), message("Ghi đăng ký"), _registration, _list("missing")),
    "households": Work(
        message("Số hộ"), message("Báo số hộ"), _households, _list("no_households"),
    ),
    "households_lowered": Work(
        message("Số hộ"), message("Kiểm tra số hộ"),
        lambda words, one: words.several("%(shown)s khu dân cư báo số hộ thấp hơn lần trước", one.count),
        _list("flagged"),
    ),
    "report": Work(
        message("Báo cáo hoạt động"), message("Báo cáo"), _report,
        lambda one: Address("/mobilisation/report", {"unit": one.unit_id, "year": one.year, "period": one.about}),
    ),
    "inventory": Work(
        message("Rà soát mô hình"), message("Xác nhận mô hình"), _inventory,
        lambda one: Address(f"/models/inventories/{one.about}/units/{one.unit_id}"),
    ),
    "monitor": Work(
        message("Đơn vị theo dõi mô hình"), message("Giao theo dõi"),
        lambda words, one: words("Mô hình “%(name)s” chưa có đơn vị theo dõi, hướng dẫn", name=one.name),
        _task("monitor"),
    ),
    "papers": Work(
        message("Hồ sơ mô hình"), message("Ghi văn bản"),
        lambda words, one: words.several("Hồ sơ mô hình “%(name)s” thiếu %(shown)s văn bản", one.count, name=one.name),
        _task("file"),
    ),
    "placement": Work(
        message("Mô hình sau chia tách"), message("Chuyển mô hình"),
        lambda words, one: words("Mô hình “%(name)s” chờ chọn đơn vị quản lý sau khi chia tách", name=one.name),
        _task("move"),
    ),
    "programme": Work(
        message("Chương trình phối hợp"), message("Ghi sơ kết, tổng kết"),
        lambda words, one: words("Chương trình %(number)s chưa sơ kết, tổng kết năm %(year)s",
                                 number=one.name, year=one.year),
        lambda one: Address(f"/mobilisation/programmes/{one.about}", {"year": one.year}),
    ),
    "dossier_compile": _dossier(
        message("Lập hồ sơ"), message("Hồ sơ năm %(year)s chưa nộp"), "",
    ),
    "dossier_correct": _dossier(
        message("Bổ sung, nộp lại"), message("Hồ sơ năm %(year)s bị trả lại để bổ sung"), "",
    ),
    "dossier_check": _dossier(
        message("Kiểm tra hồ sơ"), message("Hồ sơ năm %(year)s chờ kiểm tra thành phần"), "",
    ),
    "dossier_appraise": _dossier(
        message("Thẩm định"), message("Hồ sơ năm %(year)s chờ thẩm định"), "appraise",
    ),
    "dossier_propose": _dossier(
        message("Trình"), message("Hồ sơ năm %(year)s đã thẩm định, chờ trình"), "propose",
    ),
    "dossier_decide": _dossier(
        message("Ra quyết định"), message("Hồ sơ năm %(year)s chờ quyết định"), "decide",
    ),
    "dossier_review": _dossier(
        message("Xem xét lại"), message("Quyết định công nhận năm %(year)s phải xem xét lại"), "close-review",
    ),
}  # fmt: skip
"""A new kind of work is a question in work_owed.py and an entry here."""
