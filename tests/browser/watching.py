"""What a test watches a page for: complaints of the browser, and every page there is to look at."""

from playwright.async_api import Page

OVERVIEWS = ("/", "/?unit=tuy-phong", "/?unit=mui-ne", "/?unit=mui-ne-3")
LISTS = (
    "/units?which=required&kind=residential_area&limit=5&page=2", "/units?unit=mui-ne&which=out_of_scope",
    "/units?kind=enterprise", "/units?kind=residential_area&q=xyz", "/units?unit=phan-thiet&kind=commune&which=missing",
)  # fmt: skip
SEARCHES = ("/search", "/search?q=phu+thuy", "/search?q=khu&limit=5", "/search?q=xyz")
PROBLEMS = ("/?unit=nowhere", "/?year=2030", "/nowhere")
OWN = ("/account", "/accounts")
FILES = ("/attachments", "/attachments?unit=mui-ne")
MOBILISATION = (
    "/mobilisation?year=2021", "/mobilisation?unit=mui-ne", "/mobilisation/reports?period=quarter-3&unit=phan-thiet",
    "/mobilisation/report?unit=mui-ne&period=quarter-3", "/mobilisation/festival", "/mobilisation/forces",
    "/mobilisation/forces/count?unit=mui-ne", "/mobilisation/programmes", "/mobilisation/programmes/p1",
    "/mobilisation/new-programme?unit=phan-thiet",
)  # fmt: skip
REGISTER = (
    "/registration/units?q=phu", "/registration/units?q=xyz", "/registration/units/mui-ne",
    "/registration/units/mui-ne/change/succeed",
)  # fmt: skip
MODELS = (
    "/models", "/models?unit=mui-ne&state=open", "/models?finding=any", "/models?q=xyz", "/models/model/m1", "/models/do/propose",
    "/models/do/close?model=m1", "/models/inventories", "/models/inventories/i1", "/models/inventories/i1/units/mui-ne",
    "/models/reconciliation", "/models/duplicates",
)  # fmt: skip
REGISTRATION = (
    "/registration", "/registration?unit=mui-ne&which=registered", "/registration?which=flagged&q=xyz",
    "/registration/year?unit=mui-ne", "/registration/year?unit=mui-ne-3", "/registration/year?unit=phan-thiet",
    "/registration/documents?which=all", "/registration/documents?unit=mui-ne", "/registration/campaign",
    "/registration/campaign?unit=mui-ne-3",
)  # fmt: skip
RULES = (
    "/recognition/rules", "/recognition/rules/tt23-2012-binh-thuan-2021", "/recognition/rules/tt23-2012-binh-thuan-2021/draft",
    "/recognition/rules/tt23-2012-binh-thuan-2021/draft/rules?kind=commune",
    "/recognition/rules/tt23-2012-binh-thuan-2021/draft/kind",
    "/recognition/rules/tt23-2012-binh-thuan-2021/draft/kind?kind=school",
    "/recognition/rules/tt23-2012-binh-thuan-2021/draft/criterion?kind=commune&code=areas_recognised",
    "/recognition/rules/tt23-2012-binh-thuan-2021/put-in-force", "/recognition/rules/tt23-2012-binh-thuan-2021/compare",
    "/recognition/rules/tt23-2012-binh-thuan-2021/rehearse?which=all",
    "/recognition/rules/tt23-2012-binh-thuan-2021/rehearse/unit?unit=mui-ne-1",
)  # fmt: skip
DOSSIER, YEAR = "binh-thuan-2021/mui-ne-1", "binh-thuan-2021"
DOSSIERS = (
    "/recognition/dossiers", "/recognition/dossiers?unit=mui-ne&state=submitted", "/recognition/dossiers/do/decide-many",
    *(f"/recognition/dossiers/{YEAR}/{unit}" for unit in ("mui-ne-1", "phu-thuy-3", "tien-loi-1", "tien-loi-2")),
    *(f"/recognition/dossiers/do/{step}?dossier={YEAR}/tien-loi-2" for step in ("file", "self-assess", "submit")),
    *(f"/recognition/dossiers/do/{step}?dossier={YEAR}/phu-thuy-3" for step in ("return", "accept")),
    *(f"/recognition/dossiers/do/{step}?dossier={YEAR}/tien-loi-1" for step in ("appraise", "propose", "decide")),
    f"/recognition/dossiers/do/withdraw?dossier={DOSSIER}", "/recognition/calendar", "/recognition/delegations",
)  # fmt: skip
"""A dossier that is decided, one handed in, one accepted, one returned; each step where it is due."""
PAPERS = (
    "/recognition/documents", f"/recognition/documents?dossier={DOSSIER}", "/recognised?year=2021", "/recognised?q=xyz",
    "/verify", "/verify/0000-0000", "/printouts", "/printouts?query=/units.csv&position=1&code=0000",
)  # fmt: skip
WORK = (
    "/work", "/work?tab=waiting&limit=20", "/work?tab=waiting&claim=nobody", "/work?tab=done", "/work?tab=finished",
)  # fmt: skip
NOTICES = (
    "/notifications", "/notifications/preferences?unit=mui-ne", "/notifications/parked", "/notifications/parked?which=again",
    "/notifications/parked?channel=webhook", "/notifications/outlets", "/notifications/outlets?channel=mail",
    "/notifications/outlets?unit=mui-ne", "/notifications/preview", "/notifications/preview?kind=daily_digest",
)  # fmt: skip
OF_AN_OFFICE = (
    "/notifications", "/notifications?which=all&unit=mui-ne", "/notifications?kind=review_opened", "/notifications/parked",
    "/notifications/outlets?unit=mui-ne", "/notifications/preferences", "/recognition/load", "/account",
)  # fmt: skip
"""What only somebody who acts for an office sees, or may do something on."""
AUDIT = (
    "/audit", "/audit/events", "/audit/events?type=recognition&limit=20", "/audit/events?type=models.placement_asked",
    "/audit/events/1", "/audit/events/9", "/audit/evidence", "/audit/rebuilds", "/audit/rebuilds/1",
    "/audit/rebuilds/2", "/audit/rebuilds/3",
)  # fmt: skip
THEN = (
    "/?as_of=2021-11-08", "/?as_of=3", "/?as_of=1999-12-31", "/units?kind=residential_area&as_of=2021-11-08",
    f"/recognition/dossiers/{YEAR}/phu-thuy-3?as_of=2021-11-08", "/models/model/m1?as_of=2021-11-08",
    "/work?as_of=2021-11-08", "/recognised?as_of=2021-11-08", "/account?as_of=2021-11-08", "/facts?unit=mui-ne&of=households",
    "/facts?of=register&as_of=20", "/compare?since=5", "/compare?since=2021-11-08&unit=phan-thiet",
)  # fmt: skip
"""As of a day, an event, a day before the first one; and a page that always shows the present."""
SUPPOSED = (
    "/?unit=phan-thiet&without=40-60", "/?held_on=2021-11-08", "/overview.difference?unit=phan-thiet&without=40-60",
    "/overview.difference?unit=phan-thiet&as_of=60", "/audit/events?without=9&limit=20",
)  # fmt: skip
REBUILT = (
    "/?rebuilt=3", "/units?kind=residential_area&rebuilt=3&limit=20", "/overview.difference?rebuilt=3",
    "/registration/units/mui-ne-3?rebuilt=2",
)  # fmt: skip
"""The last is of a service that the rebuild is not of."""
PAGES = (
    *THEN,
    *SUPPOSED,
    *REBUILT,
    *AUDIT,
    *WORK,
    *NOTICES,
    *RULES,
    *DOSSIERS,
    *PAPERS,
    *REGISTRATION,
    *MOBILISATION,
    *OWN,
    *FILES,
    *REGISTER,
    *OVERVIEWS,
    *LISTS,
    *SEARCHES,
    *PROBLEMS,
    *MODELS,
)
LANGUAGES = ("vi", "en")


def in_language(path: str, language: str) -> str:
    return path if language == "vi" else f"{path}{'&' if '?' in path else '?'}language={language}"


def complaints_of(page: Page) -> list[str]:
    """Everything the browser has to say against the page, from now on; a 404 that was asked for is not one."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: (
            found.append(message.text)
            if message.type in {"error", "warning"} and "status of 404" not in message.text
            else None
        ),
    )
    return found
