"""Files come in for units their uploader enters for, and go out to who sees one of those units; everything else is refused."""

from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.attachments.register import attached
from portal.component import COMPONENT as PORTAL
from portal.projections.places import PlaceRow
from services.registration.component import COMPONENT as REGISTRATION
from tests import signed_in

TREE = {"p": None, "d": "p", "c1": "d", "c2": "d", "a1": "c1"}
KINDS = {"p": "province", "d": "district", "a1": "residential_area"}
PDF = b"%PDF-1.7\nk\xe1\xba\xbf ho\xe1\xba\xa1ch\n"
HASH = sha256(PDF).hexdigest()
DOCUMENT = {
    "issuer_id": "c1", "number": "12/KH-UBND", "dated": "2021-03-01", "document_kind": "plan", "subject": "Kế hoạch",
    "signer_title": "Chủ tịch", "campaign_id": "binh-thuan-2021",
}  # fmt: skip
PAST_THE_DOOR = "campaign.unknown"
"""What the decision says to a document of a year that nobody has launched here: it was asked."""


@pytest.fixture
async def host(open_host: Any, settings: Settings) -> Host:
    settings.attachment_bytes_max = 300_000
    opened: Host = await open_host(PORTAL, REGISTRATION, readers_run=False)
    table = opened.services["portal"].views["places"].table
    async with opened.services["portal"].pool.acquire() as connection:
        await table.recreate(connection)
        rows = [PlaceRow(unit, parent, KINDS.get(unit, "commune")) for unit, parent in TREE.items()]
        await table.copy(connection, {(row.unit_id,): list(astuple(row)) for row in rows})
    return opened


@pytest.fixture
async def client(host: Host) -> Any:
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="https://antoan") as opened:
        yield opened


async def uploaded(
    client: httpx.AsyncClient, headers: dict[str, str], unit: str, content: bytes = PDF, name: str = "../Kế hoạch.pdf"
) -> httpx.Response:
    return await client.post(
        "/api/portal/attachments", data={"unit_id": unit}, files={"file": (name, content)}, headers=headers
    )


async def audited(settings: Settings) -> list[str]:
    owner = await asyncpg.connect(settings.owner_url)
    rows = await owner.fetch("SELECT kind, about FROM portal.audit WHERE kind LIKE 'attachment%' ORDER BY audit_id")
    await owner.close()
    return [f"{row['kind']} {row['about']}" for row in rows]


async def test_a_file_comes_in_is_named_in_a_fact_and_goes_out_as_it_came(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    officer = await signed_in.headers(settings, ("commune_officer", "c1"))
    refused = await client.post(
        "/api/registration/issue-document", json={**DOCUMENT, "file_sha256": HASH}, headers=officer
    )
    assert (refused.status_code, refused.json()["code"]) == (404, "attachment.unknown")
    answer = await uploaded(client, officer, "c1")
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "sha256": HASH, "unit_id": "c1", "bytes": len(PDF), "media_type": "application/pdf", "label": "Kế hoạch.pdf",
    }  # fmt: skip
    recorded = await client.post(
        "/api/registration/issue-document", json={**DOCUMENT, "file_sha256": HASH}, headers=officer
    )
    assert recorded.json()["code"] == PAST_THE_DOOR
    given = await client.get(f"/attachments/{HASH}", headers=officer)
    assert (given.status_code, given.content) == (200, PDF)
    assert given.headers["content-disposition"].startswith('attachment; filename="ke-hoach.pdf"; filename*=UTF-8')
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-length"] == str(len(PDF))
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"
    again = await client.get(f"/attachments/{HASH}", headers={**officer, "If-None-Match": given.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert await audited(settings) == [f"attachment_uploaded {HASH} c1", f"attachment_downloaded {HASH} c1"]


@pytest.mark.parametrize(
    ("role", "place", "unit", "status"),
    [
        ("commune_officer", "c1", "c1", 201), ("commune_officer", "c1", "a1", 201), ("district_officer", "d", "c2", 201),
        ("residential_area_head", "a1", "a1", 201), ("commune_chair", "c1", "c1", 201), ("provincial_officer", None, "p", 201),
        ("auditor", "c1", "c1", 403), ("operator", None, "c1", 403),
        ("commune_officer", "c1", "c2", 404), ("commune_officer", "c1", "d", 404), ("residential_area_head", "a1", "c1", 404),
        ("provincial_officer", None, "nowhere", 404), ("provincial_officer", None, "", 404), ("auditor", None, "a\x00", 404),
    ],
)  # fmt: skip
async def test_who_may_upload_for_which_unit(
    client: httpx.AsyncClient, settings: Settings, role: str, place: str | None, unit: str, status: int
) -> None:
    answer = await uploaded(client, await signed_in.headers(settings, (role, place)), unit)
    assert answer.status_code == status, answer.text


async def test_a_file_is_shown_only_to_who_sees_a_unit_it_was_uploaded_for(
    client: httpx.AsyncClient, settings: Settings, host: Host
) -> None:
    """Knowing the hash is not enough, for looking as for naming it; an upload of the same content is."""
    one, other, above = [
        await signed_in.headers(settings, held)
        for held in (("commune_officer", "c1"), ("commune_officer", "c2"), ("auditor", "d"))
    ]
    await uploaded(client, one, "c1")
    for headers, status in ((one, 200), (above, 200), (other, 404), ({}, 303)):
        assert (await client.get(f"/attachments/{HASH}", headers=headers)).status_code == status
    theirs = {**DOCUMENT, "issuer_id": "c2", "file_sha256": HASH}
    refused = await client.post("/api/registration/issue-document", json=theirs, headers=other)
    assert refused.json()["code"] == "attachment.unknown"
    assert (await uploaded(client, other, "c2", name="của tôi.pdf")).status_code == 201
    shown = await client.get(f"/attachments/{HASH}", headers=other)
    assert (shown.status_code, "c%E1%BB%A7a%20t%C3%B4i" in shown.headers["content-disposition"]) == (200, True)
    recorded = await client.post("/api/registration/issue-document", json=theirs, headers=other)
    assert recorded.json()["code"] == PAST_THE_DOOR
    pool = host.services["registration"].pool
    assert {found.unit_id for found in (await attached(pool, [HASH], ["c1"])).values()} == {"c1"}
    assert await attached(pool, [HASH], []) == {}


async def test_the_rows_of_other_units_are_not_there_for_who_looks(
    client: httpx.AsyncClient, settings: Settings, host: Host
) -> None:
    """The second wall: even a program that forgot to ask for whom finds no file."""
    await uploaded(client, await signed_in.headers(settings, ("provincial_officer", None)), "c1")
    service = host.services["portal"]
    for held, found in ((("auditor", "c1"), 1), (("auditor", "c2"), 0), (("auditor", "p"), 1)):
        account = await signed_in.account(settings, [held])
        async with service.viewer_pool.acquire() as connection, connection.transaction():
            assert await connection.fetchval("SELECT count(*) FROM portal.attachment") == 0
            await connection.execute("SELECT portal.look_as($1, $2)", account, service.clock.today())
            assert await connection.fetchval("SELECT count(*) FROM portal.attachment") == found
    for statement in ("DELETE FROM portal.attachment", "SELECT * FROM portal.attachment"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await host.services["registration"].pool.execute(statement)


async def test_a_byte_flipped_on_disk_is_refused_until_the_file_is_uploaded_again(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    officer = await signed_in.headers(settings)
    await uploaded(client, officer, "c1")
    lies_at = settings.data_directory / "attachments" / HASH[:2] / HASH
    changed = bytearray(lies_at.read_bytes())
    changed[-1] ^= 1
    lies_at.write_bytes(changed)
    refused = await client.get(f"/attachments/{HASH}", headers=officer)
    assert (refused.status_code, "báo quản trị" in refused.text, PDF in refused.content) == (500, True, False)
    lies_at.unlink()
    assert (await client.get(f"/attachments/{HASH}", headers=officer)).status_code == 500
    assert (await uploaded(client, officer, "c1")).status_code == 201
    assert (await client.get(f"/attachments/{HASH}", headers=officer)).content == PDF


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "upload.empty"), (b"MZ", 415, "upload.not_of_a_kind_taken"),
        (PDF + b"x" * 300_000, 413, "upload.too_large"), (PDF + b"x" * 400_000, 413, "body.too_large"),
    ],
)  # fmt: skip
async def test_what_is_no_file_of_ours_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient, settings: Settings, content: bytes, status: int, code: str
) -> None:
    officer = await signed_in.headers(settings)
    answer = await uploaded(client, officer, "c1", content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    nothing = await client.post("/api/portal/attachments", data={"unit_id": "c1"}, headers=officer)
    assert (nothing.status_code, nothing.json()["code"]) == (422, "upload.not_a_file")
    assert [path for path in Path(settings.data_directory).rglob("*") if path.is_file()] == []
    assert await audited(settings) == []


async def test_the_page_takes_only_its_own_form_and_says_what_is_too_large(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    officer = await signed_in.headers(settings)
    for content, status in ((PDF, 403), (PDF + b"x" * 400_000, 413)):
        answer = await client.post(
            "/attachments",
            data={"unit_id": "c1", "form": "guessed"},
            files={"file": ("a.pdf", content)},
            headers=officer,
        )
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert await audited(settings) == []


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets", "%2e%2e", HASH + ".pdf", HASH.upper(), HASH[:-1], "list"])
async def test_no_other_name_leads_to_a_file(client: httpx.AsyncClient, settings: Settings, name: str) -> None:
    answer = await client.get(f"/attachments/{name}", headers=await signed_in.headers(settings))
    assert answer.status_code in (404, 422), answer.text
