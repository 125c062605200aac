"""What the facts answer, in words a committee goes by: how many of how many, how many are missing, where each fact is seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.share import Standing
from portal.tables import Address
from portal.words import Words, message
from services.recognition.projections.evidence import EvidenceRow
from services.recognition.projections.evidence_models import ModelEvidenceRow
from services.recognition.projections.unit_standings import UnitThen
from services.recognition.screens import wording
from services.recognition.screens.answered import OF_ITSELF, Answer
from services.recognition.screens.shell import LIST, path_of

positions_told_max = 5

UNITS: Mapping[str, str] = {
    "recognised": message("Được công nhận"),
    "undecided": message("Chưa quyết định"),
    "refused": message("Không công nhận"),
    "withdrawn": message("Đã thu hồi"),
    "registered": message("Đã đăng ký"),
    "missing": message("Chưa đăng ký"),
}
REGISTRATIONS: Mapping[str, str] = {
    "registered": message("Đăng ký ngày %(day)s"),
    "withdrawn": message("Đã rút đăng ký ngày %(day)s"),
}
COUNTS: Mapping[str, str] = {
    "areas_recognised": message("%(reached)s/%(total)s khu dân cư được công nhận; cần %(needed)s"),
    "units_recognised": message("%(reached)s/%(total)s đơn vị được công nhận; cần %(needed)s"),
    "units_registered": message("%(reached)s/%(total)s đơn vị đã đăng ký; cần %(needed)s"),
}
WORST_FIRST = ("undecided", "missing", "refused", "withdrawn", "recognised", "registered")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known, and where it is seen."""

    text: str
    to: Address | None = None


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """How the facts answer one criterion; `groups` are units by what is said of them, each leading to its dossier."""

    standing: Standing
    verdict: str
    lines: Sequence[Line] = ()
    groups: Sequence[tuple[str, Sequence[Line]]] = field(default_factory=tuple)
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the answers of one dossier."""

    words: Words
    campaign_id: str
    unit_id: str
    year: int

    def told(self, answer: Answer) -> EvidenceTold:
        words = self.words
        standing: Standing = "out_of_scope" if answer.met is None else "done" if answer.met else "overdue"
        verdict = {
            None: words("hội đồng xem xét"),
            True: words("đạt theo dữ liệu"),
            False: words("chưa đạt theo dữ liệu"),
        }
        groups = [(words(UNITS[word]), self._units(answer.units[word])) for word in WORST_FIRST if word in answer.units]
        if answer.excluded:
            groups.append((words("Ngoài diện, không tính"), [self._excluded(unit) for unit in answer.excluded]))
        return EvidenceTold(
            standing,
            verdict[answer.met],
            [*self.lines(answer), *self._late(answer)],
            groups,
            self._facts(answer.positions),
        )

    def _excluded(self, unit: UnitThen) -> Line:
        return Line(self.words("%(unit)s: %(reason)s", unit=unit.called, reason=unit.out_of_scope_reason))

    def _late(self, answer: Answer) -> list[Line]:
        """By which day it had to stand, and what came after it."""
        words = self.words
        if answer.by is None:
            return []
        asked = Line(words("Phải có chậm nhất ngày %(day)s", day=words.day(answer.by)))
        if answer.source not in OF_ITSELF:
            return (
                [asked, Line(words.several("%(shown)s đơn vị sau ngày đó", len(answer.late)))]
                if answer.late
                else [asked]
            )
        return [asked, *(Line(words("Sau ngày đó: %(what)s", what=self._after(row))) for row in answer.late)]

    def _after(self, row: EvidenceRow) -> str:
        words, day = self.words, self.words.day(row.since) if row.since else ""
        match row.matter:
            case "households":
                reached, total = words.number(row.numerator), words.number(row.denominator)
                return words(
                    "%(reached)s/%(total)s hộ đăng ký, tính đến %(day)s", reached=reached, total=total, day=day
                )
            case "document":
                return f"{words(wording.ISSUED[row.said])} {row.number}, {day}"
        return words(REGISTRATIONS[row.said], day=day)

    def lines(self, answer: Answer) -> list[Line]:
        """What is known, a thing a line; of units below how many of how many."""
        match answer.source:
            case "registered":
                return self._registered(answer.rows)
            case "documents_issued":
                return self._documents(answer)
            case "households_registered":
                return self._households(answer)
            case "models_effective":
                return self._models(answer.models)
        return self._counted(answer)

    def _registered(self, rows: Sequence[EvidenceRow]) -> list[Line]:
        here, words = Address("/registration/year", {"unit": self.unit_id, "year": self.year}), self.words
        for row in rows:
            assert row.since is not None
            return [Line(words(REGISTRATIONS[row.said], day=words.day(row.since)), here)]
        return [Line(words("Chưa đăng ký"), here)]

    def _documents(self, answer: Answer) -> list[Line]:
        words = self.words
        if answer.met is None:
            return [Line(words("Hệ thống không ghi văn bản của loại đơn vị này."))]
        here = Address("/registration/documents", {"unit": self.unit_id, "year": self.year, "which": "all"})
        found = [
            Line(
                f"{words(wording.ISSUED[row.said])} {row.number}" + (f", {words.day(row.since)}" if row.since else ""),
                here,
            )
            for row in answer.rows
        ]
        issued = {row.said for row in answer.rows}
        absent = {"resolution": words("Chưa ghi nhận nghị quyết"), "plan": words("Chưa ghi nhận kế hoạch")}
        return found + [Line(said, here) for kind, said in absent.items() if kind not in issued]

    def _households(self, answer: Answer) -> list[Line]:
        words, here = self.words, Address("/registration/year", {"unit": self.unit_id, "year": self.year})
        if not answer.rows:
            return [Line(words("Chưa có số liệu hộ gia đình"), here)]
        [row] = answer.rows
        assert row.since is not None
        counts = words(
            "%(reached)s/%(total)s hộ đăng ký, tính đến %(day)s",
            reached=words.number(row.numerator), total=words.number(row.denominator), day=words.day(row.since),
        )  # fmt: skip
        missing = [Line(words.several("còn thiếu %(shown)s hộ", answer.missing))] if answer.missing else []
        return [Line(counts, here), *missing]

    def _models(self, models: Sequence[ModelEvidenceRow]) -> list[Line]:
        words = self.words
        if not models:
            return [Line(words("Đơn vị không quản lý mô hình nào đang hoạt động"))]
        effective = sum(model.is_effective for model in models)
        head = Line(words("Mô hình hoạt động hiệu quả: %(n)s", n=words.number(effective)))
        return [head, *(Line(self._model(model), Address(f"/models/model/{model.model_id}")) for model in models)]

    def _model(self, model: ModelEvidenceRow) -> str:
        grade = self.words(wording.GRADES[model.grade]) if model.grade else self.words("chưa xếp loại")
        return f"{model.model_name} ({grade})"

    def _counted(self, answer: Answer) -> list[Line]:
        words = self.words
        kind = "residential_area" if answer.source == "areas_recognised" else None
        here = Address(LIST, {"unit": self.unit_id, "year": self.year, "kind": kind})
        reached, total = words.number(answer.numerator or 0), words.number(answer.denominator or 0)
        counts = Line(
            words(COUNTS[answer.source], reached=reached, total=total, needed=words.number(answer.needed or 0)), here
        )
        return [counts, *self.still(answer)]

    def still(self, answer: Answer) -> list[Line]:
        """How many are missing, in units: nothing where the share is reached."""
        if not answer.missing:
            return []
        if answer.source == "areas_recognised":
            return [Line(self.words.several("còn thiếu %(shown)s khu dân cư", answer.missing))]
        return [Line(self.words.several("còn thiếu %(shown)s đơn vị", answer.missing))]

    def _units(self, units: Iterable[UnitThen]) -> list[Line]:
        return [Line(unit.called, Address(path_of(f"{self.campaign_id}/{unit.unit_id}"))) for unit in units]

    def _facts(self, positions: Sequence[int]) -> str:
        if not positions:
            return ""
        first = ", ".join(self.words.number(position) for position in positions[:positions_told_max])
        left = len(positions) - positions_told_max
        if left > 0:
            return self.words("sự kiện %(first)s và %(left)s sự kiện nữa", first=first, left=self.words.number(left))
        return self.words("sự kiện %(first)s", first=first)
