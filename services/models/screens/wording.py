"""What codes of models are called: states, grades, blocks, findings, steps of a life; and what a unit is called."""

from collections.abc import Mapping

from portal.authority.tree import Tree
from portal.words import Words, message

STATES: Mapping[str, str] = {
    "proposed": message("Đã khảo sát, đề xuất"),
    "planned": message("Có kế hoạch"),
    "decided": message("Có quyết định, chưa ra mắt"),
    "launched": message("Đang hoạt động"),
    "closed": message("Đã kết thúc"),
}
STATES_ASKED: Mapping[str, str] = {
    "open": message("Chưa kết thúc"),
    "preparing": message("Chưa ra mắt (mọi bước)"),
    **STATES,
}
GRADES: Mapping[str, str] = {
    "good": message("Tốt"),
    "fair": message("Khá"),
    "average": message("Trung bình"),
    "weak": message("Yếu"),
    "not_working": message("Không hoạt động"),
}
BLOCKS: Mapping[str, str] = {
    "residential": message("Khu dân cư"),
    "agency_enterprise": message("Cơ quan, doanh nghiệp"),
    "school": message("Nhà trường"),
}
REVIEW_KINDS: Mapping[str, str] = {"interim": message("Sơ kết"), "final": message("Tổng kết")}
INVENTORY_FINDINGS: Mapping[str, str] = {
    "found": message("Còn hoạt động"),
    "missing": message("Không thấy trên thực địa"),
    "new": message("Mới lập trong đợt"),
    "closed": message("Đã kết thúc"),
}
WHY: Mapping[str, str] = {
    "same_name": message("trùng tên"),
    "same_words": message("cùng loại, cùng nơi, tên không thêm gì"),
    "alike": message("tên gần giống, khác loại"),
    "alike_same_kind": message("cùng loại, tên gần giống"),
}
MEASURES: Mapping[str, str] = {
    "models": message("Mô hình"),
    "kinds": message("Loại"),
    "points": message("Điểm"),
    "teams": message("Tổ"),
}
WAYS: Mapping[str, str] = {
    "before": message("Đầu kỳ"),
    "opened": message("Ra mắt mới"),
    "replicated": message("Nhân rộng"),
    "moved_in": message("Chuyển đến"),
    "moved_out": message("Chuyển đi"),
    "closed": message("Kết thúc"),
    "standing": message("Cuối kỳ"),
}
FACTS: Mapping[str, str] = {
    "models.model_proposed": message("Đề xuất sau khảo sát"),
    "models.model_planned": message("Lập kế hoạch"),
    "models.model_decided": message("Ra quyết định"),
    "models.model_launched": message("Ra mắt"),
    "models.monitor_assigned": message("Giao đơn vị theo dõi, hướng dẫn"),
    "models.model_reviewed": message("Sơ kết, tổng kết"),
    "models.model_replicated": message("Nhân rộng"),
    "models.paper_filed": message("Ghi văn bản vào hồ sơ"),
    "models.paper_taken_back": message("Rút văn bản khỏi hồ sơ"),
    "models.model_consolidated": message("Củng cố hồ sơ"),
    "models.model_renamed": message("Đổi tên"),
    "models.model_moved": message("Chuyển đơn vị quản lý"),
    "models.placement_asked": message("Chờ chọn đơn vị quản lý"),
    "models.model_closed": message("Kết thúc"),
}


def unit_name(tree: Tree, unit_id: str | None) -> str:
    """What people call a unit; its id where the register does not know it (yet)."""
    place = tree.places.get(unit_id or "")
    return (unit_id or "") if place is None else f"{place.title} {place.unit_name}"


def named(words: Words, table: Mapping[str, str], code: str | None) -> str:
    """What a code is called, nothing for none."""
    return words(table[code]) if code else ""
