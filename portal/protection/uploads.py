"""Files that come with a form: so many, so large, of a type that their content shows, under a name that can do no harm."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal
from zipfile import BadZipFile, ZipFile

from starlette.datastructures import UploadFile

from chronicle.settings import Settings
from portal.problems import Rejected

Kind = Literal["pdf", "xlsx", "docx", "png", "jpeg"]

MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
ENDINGS: dict[Kind, tuple[str, ...]] = {
    "pdf": (".pdf",), "xlsx": (".xlsx",), "docx": (".docx",), "png": (".png",), "jpeg": (".jpg", ".jpeg"),
}  # fmt: skip
SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
PARTS: tuple[tuple[str, Kind], ...] = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"))
"""A workbook and a document are archives (ECMA-376); which of the two, the part with their content tells."""

archive_parts_max = 2_000
archive_bytes_max = 50 * 2**20
"""Of all parts unpacked, as the archive itself states them: the reader of a part must hold it to that."""
name_characters_max = 100
name_bytes_max = 200
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that are devices on Windows, whatever their ending."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was accepted. `name` is safe to store and to say in a header once it is encoded there."""

    name: str
    kind: Kind
    content: bytes

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def kind_of(content: bytes) -> Kind | None:
    """What a file is by its content; None for what is not one of ours, or is an archive that means harm."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        return None
    names = [part.filename for part in parts]
    encrypted = any(part.flag_bits & 0x1 for part in parts)
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    large = len(parts) > archive_parts_max or sum(part.file_size for part in parts) > archive_bytes_max
    if encrypted or macros or large or len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        return None
    found = [kind for name, kind in PARTS if name in names]
    return found[0] if len(found) == 1 else None


def safe_name(given: str, kind: Kind) -> str:
    """The last part of a name in NFC, without control, invisible and reserved characters, with the ending of its kind."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(" " if c.isspace() else "_" if c in '<>:"|?*' else c for c in last if _shown(c))
    ending = next((end for end in ENDINGS[kind] if kept.lower().endswith(end)), ENDINGS[kind][0])
    stem = " ".join(kept[: -len(ending)].split() if kept.lower().endswith(ending) else kept.split()).strip(". ")
    if stem.partition(".")[0].strip().lower() in RESERVED:
        stem = f"_{stem}"
    stem = stem[: name_characters_max - len(ending)]
    stem = stem.encode()[: name_bytes_max - len(ending)].decode(errors="ignore").strip(". ")
    return unicodedata.normalize("NFC", stem or "tep") + ending


def _shown(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] != "C"


def accepted(given_name: str, content: bytes, kinds: Collection[Kind], bytes_max: int) -> Upload:
    """One file. Raises Rejected: 413 when it is too large, 415 when it is not of one of the kinds, 422 when it is empty."""
    if len(content) > bytes_max:
        raise Rejected(
            413, "upload.too_large",
            vi=f"Mỗi tệp không quá {bytes_max} byte", en=f"A file may have at most {bytes_max} bytes",
        )  # fmt: skip
    if not content:
        raise Rejected(422, "upload.empty", vi="Tệp không có nội dung", en="The file is empty")
    kind = kind_of(content)
    if kind is None or kind not in kinds:
        named = ", ".join(sorted(kinds))
        raise Rejected(
            415, "upload.not_of_a_kind_taken",
            vi=f"Chỉ nhận tệp {named}, xét theo nội dung chứ không theo tên; không nhận tệp có macro hoặc mật khẩu",
            en=f"Only {named} are taken, by their content and not their name; none with macros or a password",
        )  # fmt: skip
    return Upload(safe_name(given_name, kind), kind, content)


async def received(files: Sequence[Any], kinds: Collection[Kind], settings: Settings) -> list[Upload]:
    """The files of a form, each read no further than its limit. Raises Rejected."""
    if len(files) > settings.upload_files_max:
        raise Rejected(
            413, "upload.too_many",
            vi=f"Mỗi lần không quá {settings.upload_files_max} tệp",
            en=f"At most {settings.upload_files_max} files at a time",
        )  # fmt: skip
    found = []
    for file in files:
        if not isinstance(file, UploadFile):
            raise Rejected(422, "upload.not_a_file", vi="Hãy chọn một tệp", en="Choose a file")
        content = await file.read(settings.upload_file_bytes_max + 1)
        found.append(accepted(file.filename or "", content, kinds, settings.upload_file_bytes_max))
    return found
