"""Only what its content shows to be a file we take is taken, under a name that can do no harm."""

import unicodedata
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest
import xlsxwriter
from fastapi import FastAPI, Request
from fastapi.datastructures import UploadFile
from fastapi.params import File
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import UploadFile as StarletteFile

from portal import problems
from portal.problems import Rejected
from portal.protection import uploads
from portal.protection.body_limit import BodyLimit
from portal.protection.uploads import ENDINGS, MEDIA_TYPES, accepted, kind_of, recognised, safe_name

pytestmark = pytest.mark.fast

PDF, PNG, JPEG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."
file_bytes_max = 20_000
kinds = st.sampled_from(sorted(MEDIA_TYPES))


def archive(*names: str, **parts: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as opened:
        for name, content in {**dict.fromkeys(names, "x"), **parts}.items():
            opened.writestr(name, content)
    return made.getvalue()


def open_text(*names: str, mimetype: str = MEDIA_TYPES["odt"], manifest: str = "<manifest/>") -> bytes:
    return archive("content.xml", *names, mimetype=mimetype, **{"META-INF/manifest.xml": manifest})


def workbook() -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as opened:
        opened.add_worksheet().write(0, 0, "Thôn 1")
    return made.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
TEXT = open_text()


def test_a_file_is_what_its_content_says() -> None:
    found = {kind_of(content) for content in (PDF, PNG, JPEG, workbook(), DOCX, open_text())}
    assert found == set(MEDIA_TYPES)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"<html><script>",
        b" %PDF-1.7",
        b"PK\x03\x04 and nothing more",
        archive("a.txt"),
        archive("xl/workbook.xml"),
        archive("[Content_Types].xml", "xl/workbook.xml", "word/document.xml"),
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        archive("content.xml", mimetype=MEDIA_TYPES["odt"]),
        open_text(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        open_text(mimetype="x" * (uploads.part_bytes_max + 1)),
        open_text("Basic/Standard/Module1.xml"),
        open_text("Scripts/python/macro.py"),
        open_text(manifest="<manifest:encryption-data/>"),
        archive("[Content_Types].xml", "xl/workbook.xml", *(f"{n}" for n in range(uploads.archive_parts_max))),
        DOCX.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
    ],
)
def test_anything_else_is_none_of_ours(content: bytes) -> None:
    assert kind_of(content) is None


@given(st.binary(max_size=200), st.integers(0, 600))
def test_no_bytes_break_the_looking(noise: bytes, at: int) -> None:
    kind_of(noise)
    for whole in (DOCX, TEXT):
        kind_of(whole[:at] + noise + whole[at:])


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "archive_bytes_max", 1)
    assert kind_of(DOCX) is None


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Kế hoạch 2021.pdf", "Kế hoạch 2021.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\plan.PDF", "plan.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("..", "tep.pdf"),
        ("", "tep.pdf"),
        (".pdf", "tep.pdf"),
    ],
)
def test_a_name_keeps_what_people_read_and_loses_what_harms(given_name: str, name: str) -> None:
    assert safe_name(given_name, "pdf") == name


@given(st.text(max_size=400), kinds)
def test_whatever_the_name_it_is_short_printable_and_stays_where_it_is_put(given_name: str, kind: Any) -> None:
    name = safe_name(given_name, kind)
    assert name.isprintable() and not set(name) & set('/\\<>:"|?*') and not name.startswith(".")
    assert len(name) <= uploads.name_characters_max + 5 and len(name.encode()) <= 255
    assert name.endswith(ENDINGS[kind]) and unicodedata.is_normalized("NFC", name)


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (b"MZ", 415), (PNG, 415), (PDF + b"x" * 20_000, 413)])
def test_a_refusal_has_words(content: bytes, status: int) -> None:
    with pytest.raises(Rejected) as refused:
        accepted("a.pdf", content, ("pdf",), 20_000)
    assert refused.value.status_code == status and refused.value.vi and refused.value.en


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(BodyLimit, bytes_max=60_000)

    @app.post("/files")
    async def files(files: Annotated[list[UploadFile], File()]) -> list[str]:
        return [recognised(file.filename or "", file.file, ("pdf", "xlsx"), file_bytes_max)[0] for file in files]

    @app.post("/form")
    async def form(request: Request) -> list[str]:
        async with request.form(max_files=1, max_fields=5) as given:
            files = [file for file in given.getlist("files") if isinstance(file, StarletteFile)]
            return [recognised(file.filename or "", file.file, ("pdf",), file_bytes_max)[0] for file in files]

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://antoan") as opened:
        yield opened


async def test_good_files_come_in(client: httpx.AsyncClient) -> None:
    given = [("files", ("../Sổ.xlsx", workbook())), ("files", ("a.pdf", PDF))]
    assert (await client.post("/files", files=given)).json() == ["Sổ.xlsx", "a.pdf"]
    assert (await client.post("/form", files=given[1:])).json() == ["a.pdf"]


@pytest.mark.parametrize(
    ("count", "content", "status", "code"),
    [
        (1, PDF + b"x" * 30_000, 413, "upload.too_large"),
        (1, b"MZ", 415, "upload.not_of_a_kind_taken"),
        (1, PDF + b"x" * 70_000, 413, "body.too_large"),
    ],
)
async def test_bad_files_are_problems(
    client: httpx.AsyncClient, count: int, content: bytes, status: int, code: str
) -> None:
    answer = await client.post("/files", files=[("files", ("a.pdf", content))] * count)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


START = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'


@pytest.mark.parametrize("path", ["/files", "/form"])
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", START + PDF + b"\r\n--b--\r\n"),
        ("multipart/form-data; boundary=", START),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b"),
        ("multipart/form-data; boundary=b", START + PDF),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nx\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\n\xff\xfe: \x00\r\n\r\n--b--"),
        ("multipart/form-data; boundary=b", START * 50),
        ("multipart/form-data; boundary=" + "b" * 5_000, START),
        ("multipart/form-data; boundary=b; charset=nonsense", START + PDF + b"\r\n--b--\r\n"),
    ],
)
async def test_a_form_that_is_not_well_formed_is_never_a_fault_of_ours(
    client: httpx.AsyncClient, path: str, media_type: str, body: bytes
) -> None:
    answer = await client.post(path, content=body, headers={"Content-Type": media_type})
    assert answer.status_code in (200, 400, 413, 415, 422), answer.text
    assert answer.status_code != 200 or answer.json() in ([], ["a.pdf"])
