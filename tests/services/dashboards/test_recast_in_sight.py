"""After a reform an officer of today sees, behind both walls, what went into their unit, and its past; and nobody else's."""

from collections.abc import Callable
from typing import Any

import httpx

from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import COMPONENTS, everything, play, tell
from tests.services.dashboards.reform import reform


async def test_an_officer_of_today_sees_what_went_into_their_commune_and_no_more(
    open_host: Callable[..., Any], settings: Settings
) -> None:
    host: Host = await open_host(*COMPONENTS, PORTAL, clock=await play(settings))
    await tell(host, everything())
    await reform(host)
    await all_read(host.services[PORTAL.name])
    officer = await signed_in.account(settings, [("commune_officer", "new-lien-huong")])
    headers = await signed_in.headers_of(settings, officer)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:
        today = await client.get("/?year=2021&map=today")
        assert "Xã Liên Hương mới" in today.text and "Số liệu chỉ gồm những đơn vị nay thuộc phạm vi" in today.text
        [row] = Page(today.text).table("predecessors").rows
        assert row[0].startswith("Thị trấn Liên Hương")
        assert len(Page(today.text).table("areas").rows) == 4
        then = await client.get("/?year=2021&unit=lien-huong")
        assert then.status_code == 200 and len(Page(then.text).table("areas").rows) == 3
        divided = await client.get("/?year=2021&unit=phong-phu")
        assert divided.status_code == 200 and len(Page(divided.text).table("areas").rows) == 1, (
            "two stand elsewhere now"
        )
        for unit in ("mui-ne", "new-phan-thiet", "tuy-phong", "lam-dong", "phong-phu-2"):
            assert (await client.get(f"/?year=2021&unit={unit}")).status_code == 404, unit
        told = (await client.get("/api/dashboards/overview?year=2021&map=today")).json()
        assert {row["unit_id"] for row in told["path"]} == {"new-lien-huong"}
