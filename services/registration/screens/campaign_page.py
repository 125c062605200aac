"""The campaign of a year: launched, its marks and calendar, which documents are due, its periods, and late entry."""

from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, sent
from portal.languages import chosen, said
from portal.links import address
from portal.sight import Sight, looking
from portal.sign_in.forms import field_characters_max, go_on, must_be_ours
from portal.tables import Sheet, Table
from portal.words import Words, message
from services.registration.campaign import LaunchCampaign
from services.registration.period import AllowLateEntry, ClosePeriod
from services.registration.permissions import PERMISSIONS
from services.registration.plan import SetTarget
from services.registration.projections.document_duties import duties
from services.registration.projections.late_entries import late_entries
from services.registration.projections.marks import marks_of_unit
from services.registration.projections.occasions import occasions
from services.registration.projections.targets import targets
from services.registration.screens import campaign_tables, wording, year_tables
from services.registration.screens.asked import (
    ISSUING,
    REGISTERING,
    Asked,
    UnitAsked,
    YearAsked,
    asked_of,
    opened_years,
)
from services.registration.screens.campaign_forms import FIELDS, Given, command_of, launch_of
from services.registration.screens.list_page import RecordedAsked
from services.registration.screens.shell import SHELL

PAGES = APIRouter()

Part = Literal["targets", "calendar", "duties", "late"]
TITLES: dict[Part, str] = {
    "targets": message("Chỉ tiêu"),
    "calendar": message("Lịch của năm"),
    "duties": message("Văn bản các cấp phải ban hành"),
    "late": message("Cho phép nhập muộn"),
}
CONFIRMED = ("close", "reopen", "launch")


@PAGES.get("/registration/campaign", response_class=HTMLResponse)
async def campaign_page(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    recorded: RecordedAsked = None,
) -> Response:  # fmt: skip
    return await _page(request, service, seen, unit, year, recorded=recorded)


@PAGES.post("/registration/campaign", response_class=HTMLResponse)
async def lead(
    request: Request, service: Opened, caller: Calling, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    """Takes the forms of the page; what cannot simply be changed back is shown once more first."""
    form = await request.form(max_fields=len(FIELDS) + 5, max_files=0)
    given = {name: str(form.get(name, ""))[:field_characters_max] for name in FIELDS}
    must_be_ours(request, given["form"])
    try:
        async with looking(service, caller.viewer) as seen:
            command = await _command(service, seen, given, unit, year, caller.context.today)
        if given["do"] in CONFIRMED and given["confirmed"] != "yes":
            return _confirmation(request, given, command)
        await caller.ask(command)
    except Refused as refusal:
        async with looking(service, caller.viewer) as now:
            return await _page(request, service, now, unit, year, [(given["do"], refusal)], given)
    shown = given["year"] if given["do"] == "launch" else year
    return go_on(address(request, "/registration/campaign", unit=unit, year=shown, recorded=1))


async def _command(service: Service, seen: Sight, given: Given, unit: str | None, year: int | None, today: Any) -> Any:
    if given["do"] == "launch":
        province = seen.top(next(iter(seen.viewer.tree.tops), None))
        if province is None:
            raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
        return launch_of(given, province, today)
    asked = await asked_of(service, seen, unit, year)
    if asked is None:
        raise Refused("campaign.unknown", vi="Chưa có đợt phát động này", en="There is no such campaign")
    known = (seen.connection, asked.campaign_id)
    return command_of(given, asked, await occasions(*known), await duties(*known), today)


def _confirmation(request: Request, given: Given, command: Any) -> Response:
    words = Words(chosen(request))
    if isinstance(command, LaunchCampaign):
        title, verb = words("Mở đợt phát động năm %(year)s?", year=command.year), words("Mở đợt phát động")
        told = [
            words("Các đơn vị đăng ký đúng hạn đến hết ngày %(day)s.", day=words.day(command.registration_closes)),
            words("Nội dung đã mở thì không sửa; chỉ tiêu, lịch và hạn văn bản còn đặt thêm được."),
        ]
    elif isinstance(command, ClosePeriod):
        period = words(wording.PERIODS[command.period])
        title, verb = words("Khóa %(period)s?", period=period.lower()), words("Khóa kỳ")
        told = [words("Từ lúc này chỉ đơn vị được phép mới nhập muộn được; mọi đơn vị khác bị từ chối.")]
    else:
        period = words(wording.PERIODS[command.period])
        title, verb = words("Mở lại %(period)s?", period=period.lower()), words("Mở lại kỳ")
        told = [words("Mọi đơn vị lại nhập được; lý do được ghi vào nhật ký.")]
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    fields = {name: value for name, value in given.items() if value} | {"confirmed": "yes"}
    return SHELL.page(
        request, "confirm.html", title=title, consequences=told, verb=verb, action=back, fields=fields,
        back=back, irreversible=isinstance(command, LaunchCampaign),
    )  # fmt: skip


@PAGES.get("/registration/campaign.{file_kind}")
async def campaign_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, part: Part = "targets",
    unit: UnitAsked = None, year: YearAsked = None,
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    asked = await asked_of(service, seen, unit, year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    title, name = words(TITLES[part]), asked.unit.name
    lines = about(words, name, asked.campaign.year, (), asked.freshness, asked.recorded_at)
    sheet = Sheet(title, lines, (await _tables(seen, words, asked))[part], words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {name} {asked.campaign.year}")


async def _tables(seen: Sight, words: Words, asked: Asked) -> dict[Part, Table[Any]]:
    known = (seen.connection, asked.campaign_id)
    late = await late_entries(seen.connection, seen.scope.named, asked.campaign_id)
    own = await marks_of_unit(*known, asked.unit.unit_id)
    return {
        "targets": campaign_tables.targets(words, asked, await targets(*known), own),
        "calendar": year_tables.occasions(words, asked, await occasions(*known)),
        "duties": campaign_tables.duties(words, await duties(*known)),
        "late": campaign_tables.late_entries(words, asked, seen, late),
    }


async def _page(
    request: Request, service: Service, seen: Sight, unit: str | None, year: int | None,
    problems: Sequence[tuple[str, Refused]] = (), given: Given | None = None, recorded: int | None = None,
) -> Response:  # fmt: skip
    language = chosen(request)
    words = Words(language)
    opened = await opened_years(seen.connection)
    asked = await asked_of(service, seen, unit, year)
    top = seen.top(next(iter(seen.viewer.tree.tops), None))
    lacking = seen.viewer.lacks(PERMISSIONS[LaunchCampaign], opened[0].province_id if opened else top)
    values: dict[str, Any] = {
        "asked": asked, "codes": wording, "titles": TITLES, "given": given or {}, "recorded": recorded,
        "errors": [(field, said(refusal, language)) for field, refusal in problems],
        "lacking": said(lacking, language), "years": sorted({row.year for row in opened}, reverse=True),
        "next_year": max((row.year for row in opened), default=service.clock.today().year - 1) + 1,
    }  # fmt: skip
    if asked is not None:
        unit_id = asked.unit.unit_id
        values |= {
            "tables": await _tables(seen, words, asked),
            "occasions": await occasions(seen.connection, asked.campaign_id),
            "duties": await duties(seen.connection, asked.campaign_id),
            "plans": asked.unit.unit_kind in ISSUING,
            "registers": asked.unit.unit_kind in REGISTERING,
            "no_target": said(seen.viewer.lacks(PERMISSIONS[SetTarget], unit_id), language),
            "no_late": said(seen.viewer.lacks(PERMISSIONS[AllowLateEntry], unit_id), language),
        }
    return SHELL.page(request, "campaign.html", status=422 if problems else 200, **values)
