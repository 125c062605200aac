"""What the codes of rule sets are called, and how a value of one is said in a cell or a sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.recognition import Criterion, KindRules, OutOfScope, RequiredDocument
from portal.share import Standing
from portal.words import Words, message
from services.recognition.clock import WITHIN
from services.recognition.screens import wording
from services.recognition.screens.rule_rehearsal import SUM, Reason

KINDS = wording.KINDS
STEPS = WITHIN

CRITERION_KINDS: Mapping[str, str] = {
    "met": message("Đạt hoặc không đạt"),
    "none_of": message("Không để xảy ra"),
    "fraction_at_least": message("Tỷ lệ tối thiểu"),
    "points": message("Chấm điểm"),
    "deduction": message("Trừ điểm"),
}
EVIDENCE: Mapping[str, str] = {
    "judged": message("Hội đồng đánh giá"),
    "registered": message("Đã đăng ký trong hệ thống"),
    "documents_issued": message("Văn bản đã ghi nhận"),
    "households_registered": message("Số hộ đăng ký"),
    "models_effective": message("Mô hình hoạt động hiệu quả"),
    "areas_recognised": message("Khu dân cư được công nhận"),
    "units_registered": message("Đơn vị thuộc xã đã đăng ký"),
    "units_recognised": message("Đơn vị thuộc xã được công nhận"),
}
DECIDES: Mapping[str, str] = {
    "commune": message("Chủ tịch UBND cấp xã"),
    "district": message("Chủ tịch UBND cấp huyện"),
    "province": message("Chủ tịch UBND tỉnh"),
    "managing_level": message("Chủ tịch UBND cấp quản lý đơn vị"),
}
APPRAISES: Mapping[str, str] = {
    "commune": message("Thường trực Ban Chỉ đạo cấp xã"),
    "district": message("Thường trực Ban Chỉ đạo cấp huyện"),
    "province": message("Thường trực Ban Chỉ đạo tỉnh"),
    "managing_level": message("Thường trực Ban Chỉ đạo cấp quản lý đơn vị"),
}
BOUNDARY: Mapping[str, str] = {
    "later": message("thuộc kỳ sau"),
    "earlier": message("thuộc kỳ trước"),
}
STANDINGS: Mapping[str, str] = {
    "in_force": message("Đang áp dụng"),
    "draft": message("Bản thảo"),
    "replaced": message("Đã được thay thế"),
    "superseded": message("Bản thảo đã sửa tiếp"),
    "discarded": message("Bản thảo đã hủy"),
}
SIGNS: Mapping[str, Standing] = {
    "in_force": "done", "draft": "behind", "replaced": "out_of_scope", "superseded": "out_of_scope", "discarded": "out_of_scope",
}  # fmt: skip
CHANGES: Mapping[str, str] = {
    "added": message("Thêm"),
    "removed": message("Bỏ"),
    "changed": message("Sửa"),
}
PARTS: Mapping[str, str] = {
    "rule_set": message("Chung"),
    "kind": message("Loại đơn vị"),
    "rules": message("Kỳ xét, thời hạn, thẩm quyền"),
    "criterion": message("Tiêu chí"),
    "document": message("Thành phần hồ sơ"),
    "ground": message("Căn cứ"),
    "out_of_scope": message("Không thuộc diện"),
}
GROUNDS: Mapping[str, str] = {
    "window": message("Kỳ xét"),
    "deadline": message("Thời hạn quyết định"),
    "authority": message("Thẩm quyền"),
    "order": message("Thứ tự quyết định"),
    "pass_mark": message("Điểm đạt"),
    "check_completeness": message("Kiểm tra thành phần hồ sơ"),
    "correct": message("Bổ sung hồ sơ"),
    "appraise": message("Thẩm định"),
    "propose": message("Trình"),
    "decide": message("Quyết định"),
}
LABELS: Mapping[str, str] = {
    "circular": message("Thông tư"),
    "amended_by": message("Được sửa đổi bởi"),
    "overlay": message("Hướng dẫn của tỉnh"),
    "title_vi": message("Tên bằng tiếng Việt"),
    "title_en": message("Tên bằng tiếng Anh"),
    "year": message("Năm"),
    "in_force_on": message("Áp dụng từ ngày"),
    "in_force_confirmed": message("Ngày áp dụng đã xác nhận"),
    "window_from": message("Kỳ xét từ ngày"),
    "window_to": message("Kỳ xét đến ngày"),
    "boundary_day": message("Ngày thuộc cả hai kỳ"),
    "decide_before": message("Quyết định trước ngày"),
    "before_excludes_the_day": message("Chính ngày đó đã là muộn"),
    "appraised_by": message("Cơ quan thẩm định"),
    "decided_by": message("Người quyết định"),
    "decided_after": message("Quyết định sau"),
    "pass_mark": message("Điểm đạt"),
    "complete_within_days": message("Kiểm tra thành phần, ngày làm việc"),
    "correct_within_days": message("Bổ sung, ngày làm việc"),
    "appraise_within_days": message("Thẩm định, ngày làm việc"),
    "propose_within_days": message("Trình, ngày làm việc"),
    "decide_within_days": message("Quyết định, ngày làm việc"),
    "unit_kind": message("Loại đơn vị"),
    "like": message("Chép từ loại"),
    "code": message("Mã"),
    "kind": message("Cách xét"),
    "evidence": message("Nguồn minh chứng"),
    "at_least": message("Tỷ lệ phải đạt"),
    "points_max": message("Điểm tối đa"),
    "stands_by": message("Minh chứng phải có chậm nhất ngày"),
    "text_vi": message("Nội dung bằng tiếng Việt"),
    "text_en": message("Nội dung bằng tiếng Anh"),
    "source": message("Căn cứ"),
    "confirmed": message("Đã xác nhận"),
    "about": message("Về"),
    "category": message("Nhóm"),
    "reason_vi": message("Lý do bằng tiếng Việt"),
    "reason_en": message("Lý do bằng tiếng Anh"),
}
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "unit_kind": KINDS,
    "like": KINDS,
    "kind": CRITERION_KINDS,
    "evidence": EVIDENCE,
    "decided_by": DECIDES,
    "appraised_by": APPRAISES,
    "boundary_day": BOUNDARY,
    "decided_after": KINDS,
    "about": GROUNDS,
}
"""What the codes of a field are called."""
VERDICTS: Mapping[str, str] = {
    "met": message("Đạt"),
    "not_met": message("Chưa đạt"),
    "cannot_be_said": message("Không kết luận được"),
}
VERDICT_SIGNS: Mapping[str, Standing] = {"met": "done", "not_met": "overdue", "cannot_be_said": "not_started"}
WHY: Mapping[str, str] = {
    "not_answered": message("%(criterion)s: khi đó chưa xét"),
    "answered_otherwise": message("%(criterion)s: khi đó xét theo cách khác"),
    "another_day": message("%(criterion)s: khi đó xét theo thời hạn khác"),
    "rests_on_open": message("%(criterion)s: tùy đơn vị bên dưới chưa kết luận được"),
    "not_met": message("%(criterion)s: không đạt"),
    "not_met_by_facts": message("%(criterion)s: không đạt theo dữ kiện"),
    "too_few_under_these_rules": message("%(criterion)s: không đạt vì kết quả đơn vị bên dưới theo bản này"),
    "below_pass_mark": message("%(criterion)s: không đến điểm đạt"),
    "not_asked": message("%(criterion)s: không còn xét"),
    "met_now": message("%(criterion)s: nay đạt"),
}

WHY_ALONE: Mapping[str, str] = {
    "not_answered": message("khi đó chưa xét"),
    "answered_otherwise": message("khi đó xét theo cách khác"),
    "another_day": message("khi đó xét theo thời hạn khác"),
    "rests_on_open": message("tùy đơn vị bên dưới chưa kết luận được"),
    "too_few_under_these_rules": message("vì kết quả đơn vị bên dưới theo bản này"),
}
"""The same where the criterion stands beside it already."""


def kind(words: Words, code: str) -> str:
    return wording.named(words, KINDS, code)


def said(words: Words, field: str, value: Any) -> str:
    """A value in words; "" where there is none."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return words("Có") if value else words("Không")
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, tuple):
        return "; ".join(said(words, field, one) for one in value)
    if isinstance(value, Criterion | RequiredDocument | OutOfScope):
        return text_of(words, value)
    if isinstance(value, KindRules):
        return words.several("%(shown)s tiêu chí", len(value.criteria))
    if field == "stands_by":
        return month_day(str(value))
    called = CHOSEN.get(field, {}).get(str(value))
    return words(called) if called else str(getattr(value, "source", value) or "")


def text_of(words: Words, part: Criterion | RequiredDocument | OutOfScope) -> str:
    """What a part says, in the reader's language."""
    if isinstance(part, OutOfScope):
        return part.reason_en if words.language == "en" else part.reason_vi
    return part.text_en if words.language == "en" else part.text_vi


def threshold(words: Words, criterion: Criterion) -> str:
    """What a criterion asks beyond being met: its share, how many points there are, and by which day."""
    asked = []
    if criterion.at_least:
        asked.append(words("từ %(share)s trở lên", share=criterion.at_least))
    if criterion.points_max and criterion.kind == "deduction":
        asked.append(words("trừ tối đa %(points)s", points=decimal(words, criterion.points_max)))
    elif criterion.points_max:
        asked.append(words("tối đa %(points)s", points=decimal(words, criterion.points_max)))
    if criterion.stands_by:
        asked.append(words("chậm nhất ngày %(day)s", day=month_day(criterion.stands_by)))
    return ", ".join(asked)


def month_day(stands_by: str) -> str:
    """03-31 is written 31/3."""
    month, _, day = stands_by.partition("-")
    return f"{int(day)}/{int(month)}"


def decimal(words: Words, points: str) -> str:
    """2.5 is written 2,5 in Vietnamese."""
    return points if words.language == "en" else points.replace(".", ",")


def reasons(words: Words, rules: KindRules | None, found: tuple[Reason, ...]) -> str:
    """By what a rehearsed dossier fares so, a criterion each."""
    texts = {c.code: text_of(words, c) for c in rules.criteria} if rules else {}
    texts[SUM] = words("Tổng điểm")
    return "; ".join(
        words(WHY[reason.why], criterion=texts.get(reason.criterion, reason.criterion)) for reason in found
    )
