"""What verifying found: everything as it was sealed, or what is not, from the first position on, and in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chronicle.ledger.note import Key, NoteWrong, signatures
from portal.words import Words, message

What = Literal[
    "changed", "missing", "shorter", "root", "unsealed_tree", "signature", "cosignature", "outside", "outside_longer",
    "archive_missing", "archive_changed", "archive_other",
]  # fmt: skip

findings_max = 100
"""After so many of a kind it is plain that something is wrong."""
said_alike_max = 3

WORDS: dict[What, str] = {
    "changed": message("Sự kiện %(position)s không còn như lúc niêm phong."),
    "missing": message("Mất sự kiện %(position)s; sau nó còn sự kiện %(until)s."),
    "shorter": message("Nhật ký kết thúc ở sự kiện %(position)s, nhưng đã niêm phong đến sự kiện %(until)s."),
    "root": message("Gốc tính lại trên %(position)s sự kiện đầu khác với điểm kiểm tra đã ký."),
    "unsealed_tree": message("Cây băm đã lưu thiếu hoặc ngắn hơn điểm kiểm tra, từ sự kiện %(position)s."),
    "signature": message("Chữ ký của điểm kiểm tra ở %(position)s sự kiện không đúng với khóa đã biết."),
    "cosignature": message("Chữ ký của nhân chứng dưới điểm kiểm tra ở %(position)s sự kiện không khớp với điểm ấy."),
    "outside": message(
        "Điểm kiểm tra giữ ở nơi khác, trên %(position)s sự kiện, không khớp: nhật ký đã bị viết lại sau sự kiện %(until)s."
    ),
    "outside_longer": message(
        "Điểm kiểm tra giữ ở nơi khác gồm %(position)s sự kiện; nhật ký nay chỉ có %(until)s: phần cuối đã bị cắt."
    ),
    "archive_missing": message(
        "Sự kiện %(position)s–%(until)s đã lưu trữ, nhưng không có tệp %(file)s trong thư mục lưu trữ."
    ),
    "archive_changed": message(
        "Sự kiện %(position)s–%(until)s đã lưu trữ, nhưng tệp %(file)s đã bị thay đổi hoặc hỏng."
    ),
    "archive_other": message(
        "Sự kiện %(position)s–%(until)s đã lưu trữ, nhưng tệp %(file)s không phải tệp đã lưu khi đó."
    ),
}
_NAMED: tuple[What, ...] = ("changed", "missing", "archive_missing", "archive_changed", "archive_other")


HOLDS = message(
    "Nguyên vẹn: %(facts)s sự kiện băm lại đúng như đã niêm phong; %(signed)s điểm kiểm tra đã ký và %(outside)s điểm giữ ở nơi "
    "khác đều khớp."
)


MORE = message("… và ít nhất %(more)s điều như vậy nữa.")
COSIGNED = message("Nhân chứng đã ký dưới %(cosigned)s điểm trong số đó.")


@dataclass(frozen=True, slots=True)
class Finding:
    """`position` is the first fact concerned, or how many facts a checkpoint is over; `until` as the words say."""

    what: What
    position: int
    until: int = 0
    file: str = ""
    """Of the archive, where it is about one."""

    def said(self, words: Words) -> str:
        ends = {"position": words.number(self.position), "until": words.number(self.until)}
        return words(WORDS[self.what], file=self.file, **ends)


@dataclass(slots=True)
class Verdict:
    """`facts` were hashed again; `checkpoints` signed ones held, and `outside` that somebody else had kept."""

    facts: int = 0
    root_sha256: str = ""
    checkpoints: int = 0
    outside: int = 0
    cosigned: int = 0
    """How many of both a witness signed as well, whose key was given."""
    sealed: int = 0
    """Up to here the log was sealed; what is younger was hashed and could not be held against anything."""
    findings: list[Finding] = field(default_factory=list)

    def found(self, what: What, position: int, until: int = 0, file: str = "") -> None:
        """Once, where the same is met again right away: a page of a file after another page of it."""
        finding = Finding(what, position, until, file)
        alike = sum(one.what == what for one in self.findings)
        if alike < findings_max and finding not in self.findings[-1:]:
            self.findings.append(finding)

    def hold_cosigned(self, notes: Iterable[tuple[int, str]], witnesses: Sequence[Key]) -> None:
        """Counts the notes that one of these signed as well; below which one of them signed something else is found."""
        for size, note in notes:
            try:
                self.cosigned += bool(signatures(note, witnesses)[1])
            except NoteWrong:
                self.found("cosignature", size)

    @property
    def holds(self) -> bool:
        return not self.findings

    def said(self, words: Words) -> list[str]:
        """A sentence where everything holds, else one for each finding, the gravest kinds first."""
        counts = {"facts": self.facts, "signed": self.checkpoints, "outside": self.outside}
        if self.holds:
            said = [words(HOLDS, **{name: words.number(value) for name, value in counts.items()})]
            return [*said, words(COSIGNED, cosigned=words.number(self.cosigned))] if self.cosigned else said
        return [said for kind in WORDS for said in self._said_of(words, kind)]

    def _said_of(self, words: Words, what: What) -> list[str]:
        """The first few of a kind: after one changed fact no later root is what it was, and a hundred lines say no more."""
        same = [found for found in self.findings if found.what == what]
        said = [found.said(words) for found in same[:said_alike_max]]
        more = len(same) - len(said)
        return [*said, words(MORE, more=words.number(more))] if more else said

    @property
    def first_bad(self) -> int | None:
        """The first position that is not as it was, where one can be named."""
        named = [found.position for found in self.findings if found.what in _NAMED]
        return min(named, default=None)
