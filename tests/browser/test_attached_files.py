"""An officer uploads a file through the page and gets it back as it was; without scripts, as everything."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chronicle.settings import Settings
from portal.sign_in import accounts

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\n" + b"x" * 300_000
"""Larger than any form without a file may be."""


async def test_a_file_is_uploaded_listed_and_given_back(
    address: str, open_browser: Callable[..., Any], settings: Settings, tmp_path: Path
) -> None:
    page = await (await open_browser(java_script_enabled=False, accept_downloads=True)).new_page()
    await page.goto(f"{address}/attachments?unit=mui-ne")
    assert await page.get_by_role("button", name="Tải tệp lên").is_disabled(), "who only looks is told who may"
    assert "cán bộ cấp xã" in (await page.locator("#lacking").inner_text()).lower()
    owner = await asyncpg.connect(settings.owner_url)
    looker: UUID = (await accounts.by_name(owner, "looker")).account_id  # type: ignore[union-attr]
    await accounts.give(owner, looker, "provincial_officer", None, date(2000, 1, 1))
    await owner.close()
    await page.reload()
    wrong, right = tmp_path / "kế hoạch.exe", tmp_path / "kế hoạch.pdf"
    wrong.write_bytes(b"MZ")
    right.write_bytes(PDF)
    for file in (wrong, right):
        await page.get_by_label("Tệp", exact=True).set_input_files(file)
        await page.get_by_role("button", name="Tải tệp lên").click()
        if file is wrong:
            assert "Chỉ nhận tệp" in await page.get_by_role("alert").inner_text()
    async with page.expect_download() as begun:
        await page.get_by_role("link", name="kế hoạch.pdf").click()
    download = await begun.value
    assert download.suggested_filename == "kế hoạch.pdf"
    assert Path(await download.path()).read_bytes() == PDF
