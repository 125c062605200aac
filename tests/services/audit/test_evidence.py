"""A bundle of evidence of a small province: the same bytes again, checked by a bare Python, and no part of it can be changed."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.archive.archive import Archive
from chronicle.archive.moving import partitions
from chronicle.host import Host
from chronicle.ledger import offline_verifier
from chronicle.ledger.note import Signer, sign
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from services.audit.evidence.bundle import zipped
from services.audit.evidence.question import drawn
from services.audit.ledger.sealing import seal
from services.audit.ledger.signing import signer
from tests import signed_in
from tests.browser.conftest import served, told_small_province
from tests.chronicle.archiving import cut_in_two, move

DOSSIER = {"dossier": "binh-thuan-2021/mui-ne"}
QUESTIONS: tuple[dict[str, Any], ...] = (
    DOSSIER, {"unit": "mui-ne"}, {"district": "phan-thiet"}, {"sample": 5, "seed": "lá phiếu"},
)  # fmt: skip


@asynccontextmanager
async def province(settings: Settings) -> AsyncIterator[tuple[Host, httpx.AsyncClient]]:
    async with told_small_province(settings) as host:
        await seal(host.services["audit"])
        async with signed_in.program(host, await signed_in.headers(settings)) as client:
            yield host, client


async def bundle_of(client: httpx.AsyncClient, question: dict[str, Any]) -> bytes:
    answer = await client.get("/api/audit/evidence", params=question)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


def leaves_of(files: dict[str, bytes]) -> list[tuple[str, list[Any]]]:
    """(rule, envelope) of each fact."""
    told = [json.loads(line) for line in files["facts.jsonl"].decode().split("\n")[:-1]]
    return [(one["belongs"], json.loads(one["leaf"].partition("\n")[0])) for one in told]


async def test_each_question_is_answered_checked_alone_and_again_to_the_byte(
    settings: Settings, tmp_path: Path
) -> None:
    async with province(settings) as (host, client):
        made = [await bundle_of(client, question) for question in QUESTIONS]
        position = await host.services["audit"].log.head()
        for question, first in zip(QUESTIONS, made, strict=True):
            assert await bundle_of(client, {**question, "as_of": position}) == first, question
        key = str(signer(host.settings).key)
    for number, data in enumerate(made):
        (tmp_path / f"{number}.zip").write_bytes(data)
        files = files_of(data)
        assert {"facts.jsonl", "completeness.json", "README.txt", "verifier.py", "checkpoint.txt"} < set(files)
        assert any(name.endswith(".vi.html") for name in files) and "pages/antoan.css" in files
        for _, (_, _, _, name, version, *_) in leaves_of(files):
            assert f"schemas/{name}.v{version}.json" in files
    shutil.copy(str(offline_verifier.__file__), tmp_path / "verifier.py")
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-I", "-S", "verifier.py", "--key", key, *(f"{number}.zip" for number in range(len(made)))],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.count(": OK: ") == len(made), done.stdout
    assert "Not told by this" in done.stdout, "what it cannot say, it says that it cannot"


async def test_what_was_archived_makes_the_same_bundle(settings: Settings) -> None:
    async with province(settings) as (host, client):
        audit = host.services["audit"]
        before = [await bundle_of(client, question) for question in QUESTIONS]
        owner = await asyncpg.connect(settings.owner_url)
        try:
            await cut_in_two(owner)
            first, *_ = await partitions(owner)
            await move(owner, settings.archive, first)
            assert await owner.fetchval("SELECT min(position) FROM chronicle.event") > 1
        finally:
            await owner.close()
        assert isinstance(audit.log, PostgresLog) and Archive(settings.archive).folder
        assert [await bundle_of(client, question) for question in QUESTIONS] == before


async def test_pages_of_services_that_run_elsewhere_are_asked_over_http(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with province(settings) as (host, client):
        audit = host.services["audit"]
        within = await bundle_of(client, DOSSIER)
        async with served(host) as address:
            monkeypatch.setattr(audit, "neighbours", None)
            monkeypatch.setattr(audit, "settings", audit.settings.model_copy(update={"pages_url": address}))
            assert await bundle_of(client, DOSSIER) == within
        nobody = {"pages_url": "http://127.0.0.1:9/{service}"}
        monkeypatch.setattr(audit, "settings", audit.settings.model_copy(update=nobody))
        answer = await client.get("/api/audit/evidence", params=DOSSIER)
        assert (answer.status_code, answer.json()["code"]) == (503, "evidence.page_away"), "and no bundle without pages"


async def test_a_dossier_comes_with_its_papers_rules_and_causes(settings: Settings) -> None:
    async with province(settings) as (host, client):
        files = files_of(await bundle_of(client, DOSSIER))
        count = await host.services["audit"].log.head()
    told = leaves_of(files)
    positions = [envelope[0] for _, envelope in told]
    assert positions == sorted(positions)
    of_dossier = [envelope for rule, envelope in told if rule == "dossier"]
    stream = [envelope[2] for envelope in of_dossier if envelope[1] == "recognition.dossier:binh-thuan-2021/mui-ne"]
    assert stream == list(range(1, len(stream) + 1)), "all of its stream"
    causes = {envelope[13] for _, envelope in told} - {None}
    assert causes <= set(positions), "every cause is there as well"
    assert any(name.startswith("rule_sets/tt23-2012-binh-thuan-2021.") for name in files)
    complete = json.loads(files["completeness.json"])
    assert complete["positions"] == {"first": 1, "last": count, "without_gaps": True}
    assert complete["facts_in_bundle"] == len(told) and complete["parked"] == [] and complete["out_of_sight"] == {}
    page = files["pages/dossier.vi.html"].decode()
    assert "antoan.css" in page and "Mũi Né" in page
    for gone in ("<script", "<form", 'href="/', "Đăng xuất", "Chương trình"):
        assert gone not in page, gone


async def test_a_bundle_holds_what_is_in_sight_and_counts_what_is_not(settings: Settings) -> None:
    async with province(settings) as (host, everything):
        account = await signed_in.account(settings, [("commune_officer", "mui-ne")])
        async with signed_in.program(host, await signed_in.headers_of(settings, account)) as officer:
            own = files_of(await bundle_of(officer, {"unit": "mui-ne"}))
            for question in (
                {"unit": "phan-thiet"},
                {"dossier": "binh-thuan-2021/phu-thuy"},
                {"district": "binh-thuan"},
            ):
                answer = await officer.get("/api/audit/evidence", params=question)
                assert answer.status_code in (404, 409), question
            sample = files_of(await bundle_of(officer, {"sample": 30, "seed": "1"}))
            size = json.loads(sample["MANIFEST.json"])["position"]
            for bad in ({}, {"unit": "mui-ne", "sample": 3, "seed": "1"}, {"sample": 3}):
                assert (await officer.get("/api/audit/evidence", params=bad)).status_code == 409, bad
        whole = files_of(await bundle_of(everything, {"unit": "mui-ne", "as_of": size}))
    assert {envelope[0] for _, envelope in leaves_of(own)} <= {envelope[0] for _, envelope in leaves_of(whole)}
    away = json.loads(sample["completeness.json"])["drawn_out_of_sight"]
    shown = [envelope[0] for rule, envelope in leaves_of(sample) if rule == "drawn"]
    assert away and shown and sorted([*away, *shown]) == sorted(drawn("1", 30, size))


async def test_pages_lead_whoever_sees_them_to_the_form_filled_in(settings: Settings) -> None:
    pages = {
        "/registration/units/mui-ne": {"unit": "mui-ne", "district": "mui-ne"},
        "/registration/units/mui-ne-1": {"unit": "mui-ne-1"},
        "/?unit=mui-ne": {"unit": "mui-ne", "district": "mui-ne"},
        "/?unit=mui-ne-1": {"unit": "mui-ne-1"},
        f"/recognition/dossiers/{DOSSIER['dossier']}": DOSSIER,
    }
    async with province(settings) as (host, everything):
        account = await signed_in.account(settings, [("commune_officer", "mui-ne")])
        async with signed_in.program(host, await signed_in.headers_of(settings, account)) as officer:
            for page, filled in pages.items():
                [address] = re.findall(r'href="(/audit/evidence[^"]*)"', (await officer.get(page)).text)
                form = (await officer.get(unescape(address))).text
                boxes = dict(re.findall(r'<input id="(\w+)" name="\w+" value="([^"]+)"', form))
                assert boxes == filled, page
                for name, value in filled.items():
                    await bundle_of(officer, {name: value})
            assert (await officer.get("/registration/units/phan-thiet")).status_code == 404, "nor can it be asked for"
        english = await everything.get("/?unit=mui-ne&language=en&as_of=90")
        assert "/audit/evidence?language=en&amp;as_of=90&amp;unit=mui-ne" in english.text
        supposed = await everything.get("/?unit=mui-ne&without=20")
        assert supposed.status_code == 200 and "/audit/evidence" not in supposed.text, "of what was not there is none"


Tampered = Callable[[dict[str, bytes]], None]


def edited(name: str, old: bytes, new: bytes) -> Tampered:
    def edit(files: dict[str, bytes]) -> None:
        assert old in files[name], name
        files[name] = files[name].replace(old, new, 1)

    return edit


def manifest_made_anew(files: dict[str, bytes]) -> None:
    """By somebody who has no key: every file is named as it is now."""
    manifest = json.loads(files["MANIFEST.json"])
    manifest["files"] = {
        name: sha256(data).hexdigest() for name, data in files.items() if name not in offline_verifier.BESIDE
    }
    files["MANIFEST.json"] = json.dumps(manifest).encode()


def fact_left_out(files: dict[str, bytes]) -> None:
    files["facts.jsonl"] = files["facts.jsonl"].partition(b"\n")[2]


def proof_swapped(files: dict[str, bytes]) -> None:
    one, two, *rest = files["proofs/inclusion.txt"].decode().splitlines()
    (a, b, first), (c, d, second) = one.split(" "), two.split(" ")
    files["proofs/inclusion.txt"] = "\n".join([f"{a} {b} {second}", f"{c} {d} {first}", *rest, ""]).encode()


def signed_by_a_stranger(files: dict[str, bytes]) -> None:
    edited("pages/dossier.vi.html", b"Ph", b"Th")(files)
    manifest_made_anew(files)
    digest = sha256(files["MANIFEST.json"]).hexdigest()
    files["signatures/manifest.txt"] = sign(f"antoan evidence\n{digest}\n", [Signer("antoan", bytes(32))]).encode()


def page_put_in(files: dict[str, bytes]) -> None:
    files["pages/other.vi.html"] = b"<p>"


def signature_taken_away(files: dict[str, bytes]) -> None:
    del files["signatures/manifest.txt"]


CHANGES: dict[str, Tampered] = {
    "fact": edited("facts.jsonl", b'unit_id', b'unit_ix'),
    "fact left out": fact_left_out,
    "page": edited("pages/dossier.vi.html", b"Ph", b"Th"),
    "page put in": page_put_in,
    "schema": edited("schemas/recognition.dossier_opened.v1.json", b"{", b"{ "),
    "proof": proof_swapped,
    "checkpoint": edited("checkpoint.txt", b"antoan\n", b"antoen\n"),
    "completeness": edited("completeness.json", b'"parked": []', b'"parked": 0 '),
    "signature": signature_taken_away,
    "stranger": signed_by_a_stranger,
}  # fmt: skip


async def test_every_change_is_found_also_where_the_manifest_was_made_anew(settings: Settings, tmp_path: Path) -> None:
    async with province(settings) as (host, client):
        good = files_of(await bundle_of(client, DOSSIER))
        keys = [offline_verifier.key_of(str(signer(host.settings).key))]
        house = signer(host.settings)
    target = tmp_path / "bundle.zip"
    target.write_bytes(zipped(good))
    assert "facts are what was sealed" in offline_verifier.bundle(target, keys)
    for name, change in CHANGES.items():
        for anew in (False, True):
            files = dict(good)
            change(files)
            if anew:
                manifest_made_anew(files)
            target.write_bytes(zipped(files))
            with pytest.raises(offline_verifier.Wrong):
                offline_verifier.bundle(target, keys)
                pytest.fail(f"{name}, manifest made anew: {anew}")
    # what only the log can tell: whoever has the key leaves a fact out
    files = dict(good)
    fact_left_out(files)
    manifest_made_anew(files)
    digest = sha256(files["MANIFEST.json"]).hexdigest()
    files["signatures/manifest.txt"] = sign(f"antoan evidence\n{digest}\n", [house]).encode()
    target.write_bytes(zipped(files))
    assert "Not told by this: that no fact of the question is left out" in offline_verifier.bundle(target, keys)


def test_whoever_knows_the_seed_draws_the_same() -> None:
    for size in (1, 7, 1_000, 10_000_000):
        ours = drawn("hạt giống", 50, size)
        assert set(ours) == offline_verifier.drawn("hạt giống", 50, size)
        assert len(ours) == min(50, size) and all(1 <= one <= size for one in ours)
    assert drawn("a", 50, 10_000) != drawn("b", 50, 10_000)
