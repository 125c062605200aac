"""What was done in the last days: facts that are somebody's work, from the history of the units in sight, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts import mobilisation, models, recognition, registration
from portal.sight import Sight
from portal.words import message

DONE: Mapping[str, str] = {
    registration.UnitRegistered.name: message("Đăng ký"),
    registration.HouseholdsReported.name: message("Báo số hộ"),
    registration.HouseholdsCorrected.name: message("Sửa số hộ"),
    registration.DocumentIssued.name: message("Ghi nhận văn bản"),
    mobilisation.ActivityReported.name: message("Báo cáo hoạt động"),
    mobilisation.ProgrammeReviewed.name: message("Ghi sơ kết, tổng kết chương trình"),
    models.ModelConfirmed.name: message("Xác nhận mô hình"),
    models.InventoryCompleted.name: message("Hoàn thành rà soát mô hình"),
    models.MonitorAssigned.name: message("Giao theo dõi mô hình"),
    models.PaperFiled.name: message("Ghi văn bản vào hồ sơ mô hình"),
    models.ModelMoved.name: message("Chuyển mô hình"),
    recognition.DossierSubmitted.name: message("Nộp hồ sơ"),
    recognition.DossierReturned.name: message("Trả lại hồ sơ"),
    recognition.DossierAccepted.name: message("Tiếp nhận hồ sơ"),
    recognition.DossierAppraised.name: message("Thẩm định hồ sơ"),
    recognition.DossierProposed.name: message("Trình hồ sơ"),
    recognition.DossierDecided.name: message("Quyết định hồ sơ"),
}
"""By wire name: what was done."""

days_back = 7
facts_looked_at_max = 50_000
done_max = 1_000


@dataclass(frozen=True, slots=True)
class Done:
    """So many facts of one kind about one unit, recorded on one day in one office's name."""

    done_on: date
    type: str
    unit_id: str
    office: str
    count: int


_DONE = """
SELECT (recorded_at AT TIME ZONE $1)::date AS done_on, type, unit_id, office, count(*) AS count
FROM dashboards.history
WHERE position > $2 AND position <= $7 AND type IN (SELECT unnest($3::text[]))
    AND ($4::text IS NULL OR unit_id IN (SELECT unnest(string_to_array($4, ' '))))
    AND (recorded_at AT TIME ZONE $1)::date > $5::date
GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, max(position) DESC LIMIT $6
"""


async def done_lately(seen: Sight, within: str | None, position: int, today: date, time_zone: str) -> list[Done]:
    """Of the newest facts, at most `facts_looked_at_max` of all, those of the last `days_back` days.

    `within`: units as one text (work_question.named).
    """
    rows = await seen.connection.fetch(
        _DONE, time_zone, max(0, position - facts_looked_at_max), list(DONE), within,
        date.fromordinal(today.toordinal() - days_back), done_max, seen.newest_known,
    )  # fmt: skip
    return [Done(**row) for row in rows]
