"""Officers before the pages of models: they send the forms they were shown, with what they fill in."""

import re
from dataclasses import dataclass
from datetime import date

import httpx

UNITS = {
    "p": ("province", None, "Tỉnh Bình Thuận"), "d": ("district", "p", "Huyện Tuy Phong"),
    "c1": ("commune", "d", "Xã Phong Phú"), "c2": ("commune", "d", "Thị trấn Liên Hương"),
}  # fmt: skip
TODAY = date.today()
SPRING = date(TODAY.year, 1, 1)
HIDDEN = re.compile(r'name="(form|ask)" value="([^"]*)"')


@dataclass
class Officer:
    """Sends the forms it was shown, with what it fills in."""

    client: httpx.AsyncClient

    async def open(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, page: str, to: str = "", **given: str) -> httpx.Response:
        fields = dict(HIDDEN.findall(await self.open(page)))
        return await self.client.post(to or page, data={**fields, **given})

    async def does(self, task: str, model_id: str = "", **given: str) -> httpx.Response:
        """Fills in a form of a model, and confirms where it is asked once more."""
        page = f"/models/do/{task}" + (f"?model={model_id}" if model_id else "")
        answer = await self.send(page, **given)
        if answer.status_code == 200 and 'name="confirmed"' in answer.text:
            again = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
            answer = await self.client.post(page, data=dict(again))
        return answer


async def proposed(officer: Officer, name: str, kind: str = "Tiếng kẻng an ninh", **more: str) -> str:
    """The id of a model that was proposed by form."""
    answer = await officer.does(
        "propose", unit_id="c1", model_name=name, model_kind=kind, block="residential", occurred_on=str(SPRING), **more
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0].rpartition("/")[2]


async def launched(officer: Officer, name: str, **more: str) -> str:
    model_id = await proposed(officer, name, **more)
    assert (
        await officer.does("decide", model_id, decision_number="12/QĐ-UBND", occurred_on=str(SPRING))
    ).status_code == 303
    given = {"regulation_number": "01/QC", "points": "3", "teams": "2", "occurred_on": str(SPRING)}
    assert (await officer.does("launch", model_id, **given)).status_code == 303
    return model_id
