"""The kinds of core forces at the grassroots, as dated data: what each is called, when there is one, into what it merged."""

from datetime import date
from pathlib import Path

from pydantic import Field

from reference.refusal import refusal
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "forces"


class ForceKind(Value):
    """One kind; both named days included, null where no end is known. `merged_into` names the kind that took its place."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    text_vi: str
    text_en: str
    first: date
    last: date | None
    merged_into: str | None = None
    legal_basis: str | None = None
    confirmed: bool

    def stands_on(self, day: date) -> bool:
        """Whether there is such a force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class ForceKinds(Value):
    """The kinds as written, in the order in which tables show them."""

    kinds: tuple[ForceKind, ...] = Field(min_length=1, max_length=50)

    def on(self, day: date) -> tuple[ForceKind, ...]:
        """The kinds there are on a day."""
        return tuple(kind for kind in self.kinds if kind.stands_on(day))

    def named(self, code: str) -> ForceKind | None:
        """The kind of that code, on whatever day."""
        return next((kind for kind in self.kinds if kind.code == code), None)


def forces_file(name: str = "vn") -> Path:
    """Returns where a list of this folder is kept."""
    return FOLDER / f"{name}.yaml"


def load_forces(path: Path) -> ForceKinds:
    """Returns a list of kinds. Raises DataRefused where a code stands twice, ends early, or merges into what is not there."""
    written = read_yaml(path, ForceKinds)
    seen: set[str] = set()
    for kind in written.kinds:
        if kind.code in seen:
            raise refusal(path.name, None, kind.code, "given twice: keep one", "bị lặp: hãy giữ một")
        if kind.last is not None and kind.last < kind.first:
            raise refusal(path.name, None, kind.code, "ends before it begins", "kết thúc trước khi bắt đầu")
        if kind.merged_into is not None:
            _must_go_on(path.name, kind, written.named(kind.merged_into))
        seen.add(kind.code)
    return written


def _must_go_on(file: str, kind: ForceKind, successor: ForceKind | None) -> None:
    """What a kind merged into begins the day after the kind's last one, or stood already."""
    if successor is None:
        raise refusal(file, None, kind.code, "merges into a kind that is not listed", "nhập vào loại không có")
    if kind.last is None or successor.first <= kind.last:
        english = "merges into a kind that does not begin after its last day"
        raise refusal(file, None, kind.code, english, "loại nhận không bắt đầu sau ngày cuối")
