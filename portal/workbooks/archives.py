"""A workbook as the archive it is: whether it may be opened at all, and an archive of ours with only what its first sheet needs."""

import posixpath
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from portal.protection.uploads import archive_parts_max, kind_of
from portal.workbooks.limits import sheet_bytes_max, workbook_part_bytes_max, workbook_unpacked_bytes_max
from portal.workbooks.problems import Unreadable

OLE = b"\xd0\xcf\x11\xe0"
"""Begins a workbook of before 2007, and any that has a password."""
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships id"
NEEDED = ("/sharedStrings", "/styles")
ALWAYS = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")


@dataclass(frozen=True, slots=True)
class Package:
    """One sheet and the parts it needs, unpacked within the limits."""

    sheet: str
    """The name of the sheet, as on its tab."""
    sheet_xml: bytes
    shared_xml: bytes
    mark: str
    content: bytes
    """An archive of these parts alone, written here: its reader meets no size that is not true and no part not looked at."""


def opened(content: bytes, passed_over: str, mark: str) -> Package:
    """The first sheet that is not named `passed_over`, and what the defined name `mark` says. Raises Unreadable."""
    _must_be_a_workbook(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _package(_Parts(archive), passed_over, mark)
    except (BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError, LookupError, expat.ExpatError):
        raise _damaged() from None


def _must_be_a_workbook(content: bytes) -> None:
    if kind_of(content) == "xlsx":
        return
    if content.startswith(OLE):
        raise Unreadable(
            "workbook.encrypted_or_old",
            "Tệp có mật khẩu hoặc ở dạng Excel cũ (.xls): hãy bỏ mật khẩu và lưu thành .xlsx",
            "The file has a password or is of the old kind (.xls): take the password off and save it as .xlsx",
        )
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        raise _damaged() from None
    if any(_active(part.filename) for part in parts):
        raise _with_macros()
    if len(parts) > archive_parts_max or sum(part.file_size for part in parts) > workbook_unpacked_bytes_max:
        raise too_large_unpacked()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(
            "workbook.encrypted", "Tệp có mật khẩu: hãy bỏ mật khẩu", "The file has a password: take the password off"
        )
    raise _damaged()


def _active(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or "macrosheets/" in name.lower()


def _with_macros() -> Unreadable:
    return Unreadable(
        "workbook.macros",
        "Tệp có macro, không được nhận: hãy lưu thành .xlsx không có macro",
        "The file has macros and is not taken: save it as .xlsx without macros",
    )


def too_large_unpacked() -> Unreadable:
    """The refusal of what is small only as long as it is packed."""
    megabytes = workbook_unpacked_bytes_max // 2**20
    return Unreadable(
        "workbook.too_large_unpacked",
        f"Tệp giải nén ra quá {megabytes} MB: hãy chép dữ liệu sang mẫu mới tải về",
        f"The file unpacks to more than {megabytes} MB: copy the data into a fresh template",
    )


def _damaged() -> Unreadable:
    return Unreadable(
        "workbook.not_one",
        "Không đọc được tệp như một sổ Excel: hãy dùng mẫu tải về từ đây, lưu dạng .xlsx",
        "The file cannot be read as an Excel workbook: use the template from here, saved as .xlsx",
    )


class _Parts:
    """Reads parts by name, never more than an archive says and never more than the limit in all."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename.lower(): info for info in archive.infolist()}
        self._left = workbook_unpacked_bytes_max
        if any(_active(name) for name in self._infos):
            raise _with_macros()

    def info(self, name: str) -> ZipInfo | None:
        return self._infos.get(name.lower())

    def read(self, name: str, bytes_max: int = workbook_unpacked_bytes_max) -> bytes:
        info = self._infos[name.lower()]
        # the two kinds of a package (ECMA-376-2); the readers of the others take no limit
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _damaged()
        if info.file_size > min(self._left, bytes_max):
            raise too_large_unpacked()
        with self._archive.open(info) as part:
            found = part.read(info.file_size + 1)
        self._left -= len(found)
        return found


def _package(parts: _Parts, passed_over: str, mark: str) -> Package:
    kept = {name: parts.read(name, workbook_part_bytes_max) for name in ALWAYS if parts.info(name) is not None}
    if b"macroEnabled" in kept["[content_types].xml"]:
        raise _with_macros()
    sheets, marks = _workbook(kept["xl/workbook.xml"], mark)
    targets = _relations(kept["xl/_rels/workbook.xml.rels"])
    pages = [(name, targets[id][1]) for name, id in sheets if targets.get(id, ("", ""))[0].endswith("/worksheet")]
    if not pages:
        raise _damaged()
    sheet, target = next((page for page in pages if page[0] != passed_over), pages[0])
    needed = [path for kind, path in targets.values() if kind.endswith(NEEDED) and parts.info(path) is not None]
    for path in (target, *needed):
        bytes_max = sheet_bytes_max if path == target else workbook_unpacked_bytes_max
        kept.setdefault(path.lower(), parts.read(path, bytes_max))
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for lowered, part in kept.items():
            info = parts.info(lowered)
            assert info is not None
            archive.writestr(info.filename, part)
    shared = next((path for kind, path in targets.values() if kind.endswith("/sharedStrings") and path in needed), "")
    return Package(sheet, kept[target.lower()], kept.get(shared.lower(), b""), marks, written.getvalue())


def parser() -> expat.XMLParserType:
    """A parser of a part: names carry their namespace; a part with a document type is refused, as no entity is ours."""
    made = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise _damaged()

    made.StartDoctypeDeclHandler = refuse
    return made


def _workbook(part: bytes, mark: str) -> tuple[list[tuple[str, str]], str]:
    """The sheets as (name, id of relation) and the text that the defined name holds."""
    sheets: list[tuple[str, str]] = []
    marked: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        inside[0] = local == "definedName" and attributes.get("name") == mark
        if local == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get(TRANSITIONAL) or attributes.get(STRICT, "")))

    def end(_: str) -> None:
        inside[0] = False

    def text(data: str) -> None:
        if inside[0]:
            marked.append(data)

    reading = parser()
    reading.StartElementHandler, reading.EndElementHandler, reading.CharacterDataHandler = start, end, text
    reading.Parse(part, True)
    return sheets, "".join(marked).strip('" ')


def _relations(part: bytes) -> dict[str, tuple[str, str]]:
    """Kind and path of every part that the workbook names, by the id of the relation."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), path)

    reading = parser()
    reading.StartElementHandler = start
    reading.Parse(part, True)
    return found
