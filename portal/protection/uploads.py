"""Files that come with a form: so large, of a kind that their content shows, under a name that can do no harm."""

import os
import unicodedata
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from portal.formats import filters
from portal.languages import LANGUAGES
from portal.problems import Rejected

Kind = Literal["pdf", "xlsx", "docx", "odt", "png", "jpeg"]

MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
ENDINGS: dict[Kind, tuple[str, ...]] = {
    "pdf": (".pdf",), "xlsx": (".xlsx",), "docx": (".docx",), "odt": (".odt",), "png": (".png",), "jpeg": (".jpg", ".jpeg"),
}  # fmt: skip
SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
PARTS: tuple[tuple[str, Kind], ...] = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"))
"""A workbook and a document are archives (ECMA-376); which of the two, the part with their content tells."""

ODT_MANIFEST = "META-INF/manifest.xml"
ODT_MACROS = ("basic/", "scripts/")
ODT_ENCRYPTED = b"encryption-data"
"""A text of OpenDocument (ISO/IEC 26300-3): its type in a part of its own, its passwords told in the manifest."""

archive_parts_max = 2_000
part_bytes_max = 2**20
"""Of the parts that are read to know what an archive is."""
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
    return kind_of_file(BytesIO(content))


def kind_of_file(file: IO[bytes]) -> Kind | None:
    """The same of a file that is read where it lies."""
    file.seek(0)
    beginning = file.read(16)
    for signature, kind in SIGNATURES:
        if beginning.startswith(signature):
            return kind
    if not beginning.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(file) as archive:
            return _kind_of_archive(archive)
    except (BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError, EOFError, zlib.error):
        return None


def _kind_of_archive(archive: ZipFile) -> Kind | None:
    parts = {part.filename: part for part in archive.infolist()}
    listed = archive.infolist()
    encrypted = any(part.flag_bits & 0x1 for part in listed)
    macros = any(name.lower().endswith("vbaproject.bin") or name.lower().startswith(ODT_MACROS) for name in parts)
    large = len(listed) > archive_parts_max or sum(part.file_size for part in listed) > archive_bytes_max
    if encrypted or macros or large or len(parts) != len(listed):
        return None
    if "mimetype" in parts:
        return "odt" if _is_open_text(archive, parts) else None
    found = [kind for name, kind in PARTS if name in parts]
    return found[0] if "[Content_Types].xml" in parts and len(found) == 1 else None


def _is_open_text(archive: ZipFile, parts: dict[str, ZipInfo]) -> bool:
    if not {"content.xml", ODT_MANIFEST} <= parts.keys():
        return False
    if any(parts[name].file_size > part_bytes_max for name in ("mimetype", ODT_MANIFEST)):
        return False
    told = archive.read("mimetype").decode("ascii", "replace")
    return told == MEDIA_TYPES["odt"] and ODT_ENCRYPTED not in archive.read(ODT_MANIFEST)


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
    """A file that is held whole. Raises Rejected: 413 when it is too large, 415 when it is of no kind taken, 422 when empty."""
    name, kind, _ = recognised(given_name, BytesIO(content), kinds, bytes_max)
    return Upload(name, kind, content)


def recognised(given_name: str, file: IO[bytes], kinds: Collection[Kind], bytes_max: int) -> tuple[str, Kind, int]:
    """(safe name, kind, bytes) of a file that is read where it lies. Raises Rejected as `accepted` does."""
    size = file.seek(0, os.SEEK_END)
    if size > bytes_max:
        vi, en = (filters(language)["size"](bytes_max) for language in LANGUAGES)
        raise Rejected(413, "upload.too_large", vi=f"Mỗi tệp không quá {vi}", en=f"A file may have at most {en}")
    if not size:
        raise Rejected(422, "upload.empty", vi="Tệp không có nội dung", en="The file is empty")
    kind = kind_of_file(file)
    if kind is None or kind not in kinds:
        named = ", ".join(sorted(kinds)).upper()
        raise Rejected(
            415, "upload.not_of_a_kind_taken",
            vi=f"Chỉ nhận tệp {named}, xét theo nội dung chứ không theo tên; không nhận tệp có macro hoặc mật khẩu",
            en=f"Only {named} are taken, by their content and not their name; none with macros or a password",
        )  # fmt: skip
    return safe_name(given_name, kind), kind, size
