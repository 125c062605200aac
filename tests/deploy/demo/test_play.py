"""The demonstration on real servers, with a small province made up for the tests."""

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pypdfium2
import pytest
from rich.console import Console

from chronicle.host import RELAY, begin_day
from chronicle.settings import Settings
from deploy.demo.command import play_demo
from deploy.operations import Unknown
from deploy.rebuilds import rebuild_views
from deploy.reforms import reform_units
from portal.attachments.store import store_of

SMALL = Path(__file__).parent / "small" / "campaign.yaml"


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=160)


async def facts(settings: Settings) -> list[Any]:
    """All but the receipts of rebuilds, which each of them adds."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        return await connection.fetch(
            "SELECT type, data, occurred_on, recorded_at FROM chronicle.event "
            "WHERE type <> 'audit.views_rebuilt' ORDER BY position"
        )
    finally:
        await connection.close()


async def test_a_whole_year_of_another_province_plays_once_and_equals_its_rebuild(
    settings: Settings, console: Console
) -> None:
    await play_demo(settings, SMALL, console, serve=False)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert "Bắc Thử" in printed
    assert "Nam Thử" in printed
    history = await facts(settings)
    kinds = {row["type"] for row in history}
    assert {"calendar.day_began", "registration.unit_registered", "recognition.dossier_decided", "models.model_launched",
            "mobilisation.activity_reported", "notifications.notice_raised"} <= kinds  # fmt: skip
    assert history[-1]["recorded_at"].year in (2021, 2022), "the log is played on its own clock"
    every_unit_recognised_has_its_papers(history)
    a_few_papers_open(history, settings)
    assert await rebuild_views(settings, console, chosen=None, page=100, as_json=False) == 0

    await play_demo(settings, SMALL, console, serve=False)
    assert await facts(settings) == history, "a second run finds the year and adds nothing"
    assert "found a demonstration played up to" in console.file.getvalue()

    asked = (settings, console, SMALL.parent, date(2022, 1, 5), None)
    assert await reform_units(*asked, sure=False) == 0
    assert "communes 3 → 2" in console.file.getvalue()
    assert await facts(settings) == history, "what is only worked out leaves no trace"
    with pytest.raises(Unknown, match="2022-01-05"):
        await reform_units(settings, console, SMALL.parent, date(2022, 1, 6), None, sure=True)
    await play_demo(settings, SMALL, console, serve=False, reform=True)
    reformed = await facts(settings)
    kinds = Counter(row["type"] for row in reformed[len(history) :])
    assert kinds["registration.unit_succeeded"] == kinds["registration.unit_ended"] == 2
    assert await rebuild_views(settings, console, chosen=None, page=7_000, as_json=False) == 0
    await play_demo(settings, SMALL, console, serve=False, reform=True)
    assert await reform_units(*asked, sure=True) == 0
    assert await facts(settings) == reformed, "a reform is carried out once, whoever asks"


def said(history: list[Any], kind: str) -> list[dict[str, Any]]:
    return [json.loads(row["data"]) for row in history if row["type"] == kind]


def every_unit_recognised_has_its_papers(history: list[Any]) -> None:
    """A decision with the number of its office's register, without gaps, and a certificate."""
    papers, decided = said(history, "recognition.document_numbered"), said(history, "recognition.dossier_decided")
    recognised = [one for one in decided if one["outcome"] == "recognised"]
    assert recognised
    decisions = {
        (paper["issuer_id"], paper["number"], concern["dossier_id"])
        for paper in papers if paper["kind"] == "decision" for concern in paper["concerns"]
    }  # fmt: skip
    assert decisions == {(one["decided_by"], one["decision_number"], one["dossier_id"]) for one in recognised}
    certificates = [concern["dossier_id"] for p in papers if p["kind"] == "certificate" for concern in p["concerns"]]
    assert sorted(certificates) == sorted(one["dossier_id"] for one in recognised)
    for series in {(paper["issuer_id"], paper["series"]) for paper in papers}:
        serials = [paper["serial"] for paper in papers if (paper["issuer_id"], paper["series"]) == series]
        assert serials == list(range(1, len(serials) + 1)), series


def a_few_papers_open(history: list[Any], settings: Settings) -> None:
    """Plans and papers of dossiers, printed without a code: they are of no register."""
    named = [*said(history, "registration.document_issued"), *said(history, "recognition.dossier_document_filed")]
    hashes = {one["file_sha256"] for one in named if one["file_sha256"]}
    assert len(hashes) >= 3
    for content in map(store_of(settings).opened, hashes):
        with content:
            page = pypdfium2.PdfDocument(content.read())[0].get_textpage().get_text_range()
        assert "Độc lập - Tự do - Hạnh phúc" in page and "trình diễn" in page and "Xác minh" not in page


async def test_a_log_of_another_kind_is_left_alone(settings: Settings, console: Console, open_host: Any) -> None:
    host = await open_host(RELAY, readers_run=False)
    await begin_day(host.services[RELAY.name], host.clock)
    before = await facts(settings)
    with pytest.raises(Unknown, match="--data"):
        await play_demo(settings, SMALL, console, serve=False)
    assert await facts(settings) == before
