"""What a notice of each kind looks like, with values made up: nobody is told anything."""

import base64
from datetime import date

from reference.vietnamese import Language
from services.notifications.channels.digests import GATHERED, TO_DO
from services.notifications.channels.enclosures import Enclosure, enclosed
from services.notifications.channels.wording import Wording, wording
from services.notifications.notice import ASKED_FOR, DIGEST

EXAMPLE = {
    "year": "2021", "unit": "u1", "holder": "u2", "unit_kind": "commune", "step": "appraise", "document": "plan",
    "result": "upheld", "days_left": "7", "shortfalls": "2", "round": "1", "notices": "5", "due": "3", "overdue": "1",
    "decision_number": "112/QĐ-UBND", "correction_number": "130/QĐ-UBND", "document_number": "04/TB-UBND",
    "day_on": "2021-11-08", "submitted_on": "2021-11-01", "returned_on": "2021-11-02", "accepted_on": "2021-11-03",
    "decided_on": "2021-11-08", "corrected_on": "2021-11-12", "withdrawn_on": "2022-01-14", "opened_on": "2022-01-14",
    "closed_on": "2022-01-20", "published_on": "2021-11-08", "size": "26037",
    "root": "7bad6be6c9f6b0a3d43a4d9c8c0e2a5f1b3d5e7f90a1b2c3d4e5f60718293a4b",
}  # fmt: skip
"""Everything any notice tells of, for a preview."""
NAMES = {"u1": "Xã Tân Hà", "u2": "Huyện Đức Linh"}
DUE_ON = date(2021, 11, 9)
STEPS = (("step_overdue", date(2021, 11, 5)), ("step_due_soon", DUE_ON), ("step_due_soon", date(2021, 11, 10)))
NOTICES = ("dossier_submitted", "dossier_submitted", "review_to_do", "document_missing", "decisions_due")
"""What the daily digest of the preview brings: as many as its first line says."""


def previewed(template: str) -> tuple[Wording, Wording]:
    """In Vietnamese and in English. Raises NoWording."""
    vietnamese, english = wording(template, EXAMPLE, DUE_ON, NAMES)
    if template != DIGEST:
        return vietnamese, english
    lines = [
        TO_DO,
        *(_line(step, due_on) for step, due_on in STEPS),
        GATHERED,
        *(_line(name, DUE_ON) for name in NOTICES),
    ]
    return (
        Wording(vietnamese.subject, "\n".join((vietnamese.text, *(line for line, _ in lines)))),
        Wording(english.subject, "\n".join((english.text, *(line for _, line in lines)))),
    )


def enclosed_in(template: str) -> Enclosure | None:
    """What would go with it, as it would look."""
    if template not in ASKED_FOR:
        return None
    root = base64.b64encode(bytes.fromhex(EXAMPLE["root"])).decode()
    note = f"antoan\n{EXAMPLE['size']}\n{root}\n\n\N{EM DASH} antoan AAAAAA…\n"
    return enclosed(int(EXAMPLE["size"]), note)


def preview(template: str, language: Language) -> Wording:
    """In one language. Raises NoWording."""
    return previewed(template)[1 if language == "en" else 0]


def _line(template: str, due_on: date) -> tuple[str, str]:
    vietnamese, english = wording(template, EXAMPLE, due_on, NAMES)
    return f"- {vietnamese.subject}", f"- {english.subject}"
