"""Every notice has its words in both languages, and shows days, kinds and numbers as its reader expects."""

from datetime import date
from typing import get_args

import pytest

from services.notifications.channels.previews import EXAMPLE, NOTICES, STEPS, preview
from services.notifications.channels.wording import FOLDER, NoWording, wording
from services.notifications.notice import Template

pytestmark = pytest.mark.fast

ABOUT = {
    "year": "2021", "days_left": "7", "unit_kind": "residential_area", "returned_on": "2021-03-05", "shortfalls": "2",
    "decided_on": "2021-11-10", "decision_number": "12/QĐ-UBND",
}  # fmt: skip


@pytest.mark.parametrize("template", get_args(Template))
def test_every_template_is_complete_in_both_languages(template: str) -> None:
    for language in ("vi", "en"):
        words = preview(template, language)  # type: ignore[arg-type]
        assert words.subject and words.text and "\n" not in words.subject
        assert "$" not in words.subject + words.text and "—" not in words.subject + words.text


def test_a_preview_says_everything_in_its_language() -> None:
    assert preview("step_overdue_below", "vi").subject == (
        "Huyện Đức Linh để quá hạn 09/11/2021: thẩm định, Xã Tân Hà năm 2021"
    )
    assert preview("document_missing", "en").subject == "No plan for 2021 yet, due by 9 November 2021"
    with pytest.raises(NoWording):
        preview("unheard_of", "vi")


def test_the_digest_of_the_preview_brings_as_much_as_it_says() -> None:
    text = preview("daily_digest", "vi").text
    assert text.count("\n- ") == len(STEPS) + len(NOTICES)
    assert (EXAMPLE["due"], EXAMPLE["notices"]) == (str(len(STEPS)), str(len(NOTICES)))
    assert text.count("Quá hạn từ") == int(EXAMPLE["overdue"])


def test_every_example_is_used_by_some_notice() -> None:
    """What the previews tell of is what notices tell of."""
    written = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir())
    assert [key for key in EXAMPLE if f"${key}" not in written] == []


def test_a_unit_is_called_by_its_name_and_one_that_is_not_known_by_its_id() -> None:
    known, _ = wording("dossier_submitted", {"unit": "c1"}, None, {"c1": "Xã Tân Hà"})
    assert known.subject.startswith("Hồ sơ năm — của Xã Tân Hà")
    strange, _ = wording("dossier_submitted", {"unit": "c1"}, None)
    assert "của c1 đã nộp" in strange.subject


def test_there_are_no_words_without_a_template() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(get_args(Template))


def test_days_and_kinds_are_written_as_readers_expect() -> None:
    vietnamese, english = wording("decisions_due", ABOUT, date(2021, 11, 9))
    assert vietnamese.subject == "Sắp hết hạn quyết định công nhận năm 2021 (khu dân cư): 09/11/2021"
    assert english.subject == "Decisions for 2021 (residential areas) are due by 9 November 2021"


def test_what_is_not_known_is_shown_as_a_dash() -> None:
    vietnamese, _ = wording("dossier_recognised", {"year": "2021", "decided_on": "soon"}, None)
    assert "Quyết định số —, ngày soon." in vietnamese.text


def test_a_value_with_a_dollar_is_not_filled_again() -> None:
    vietnamese, _ = wording("dossier_returned", {"year": "$shortfalls", "shortfalls": "2"}, None)
    assert vietnamese.subject == "Hồ sơ năm $shortfalls được trả lại để bổ sung"


@pytest.mark.parametrize("template", ["unheard_of", "../mailbox", "notices/dossier_returned", "."])
def test_no_other_file_is_taken_for_words(template: str) -> None:
    with pytest.raises(NoWording):
        wording(template, {}, None)
