"""Every way in which anything is shown, how it is asked, and what an answer mentions."""

import re
from typing import Any

import httpx

from deploy.components import COMPONENTS
from deploy.schemas import openapi

YEAR = 2021
NO_UNIT = "u999"
EVERYBODYS = {
    "/api/recognition/recognised",
    "/api/registration/campaigns",
    "/api/registration/campaigns/{campaign_id}/plan",
    "/api/recognition/rule-sets",
    "/api/recognition/rule-sets/{rule_set}",
    "/api/recognition/working-calendars/{calendar}",
    "/api/recognition/delegations",
    "/api/mobilisation/counters",
    "/api/mobilisation/core-force-kinds",
    "/api/mobilisation/periods/{year}",
    "/api/portal/me",
    "/api/models/checklist",
    "/api/models/inventories",
    "/api/notifications/templates/{template}/preview",
    "/api/audit/checkpoint",
    "/api/audit/keys",
    "/api/audit/proofs/consistency",
    "/api/audit/rebuilds",
    "/api/audit/rebuilds/views",
    "/api/audit/rebuilds/{number}",
    "/api/audit/witnesses",
}
"""Published, of no unit, or about the caller alone."""

OF_NOW = (
    "/attachments", "/api/audit/proofs", "/api/audit/checkpoint", "/notifications/outlets", "/api/notifications/parked",
    "/notifications/parked", "/compare",
)  # fmt: skip
"""What is no view of facts: files, the tree over the log, what still waits to be sent. It is shown as it is now; or names its
moments itself."""

LISTS: dict[str, dict[str, Any]] = {
    "/api/registration/campaigns/binh-thuan-2021/late-entries": {},
    "/api/registration/batches": {"limit": 200},
    "/api/mobilisation/batches": {"limit": 200},
    "/api/registration/units": {"q": "Nơi", "limit": 200},
    "/api/recognition/dossiers": {"state": "appraised", "year": YEAR, "limit": 200},
    "/api/recognition/due-moves": {"year": YEAR, "limit": 200},
    "/api/mobilisation/missing/2021/month/1": {"on": "2021-11-08"},
    "/api/mobilisation/reports/2021": {"limit": 20},
    "/api/mobilisation/programmes": {"year": YEAR, "limit": 4},
    "/api/dashboards/facts": {"limit": 200},
    "/api/models/models": {"limit": 200},
    "/api/recognition/documents": {"year": YEAR, "limit": 20},
    "/api/models/inventories/binh-thuan-2021-09/units": {"limit": 200},
    "/api/notifications/parked": {"limit": 20},
    "/api/audit/events": {"type": "models", "limit": 200},
}
"""Lists over units: address → parameters."""

OF_A_UNIT: dict[str, dict[str, Any]] = {
    "/api/registration/units/{unit}": {},
    "/api/registration/batches/b-{unit}": {},
    "/api/mobilisation/batches/b-{unit}": {},
    "/api/registration/units/{unit}/children": {"limit": 200},
    "/api/registration/units/{unit}/past": {},
    "/api/registration/units/{unit}/lineage": {},
    "/api/registration/units/{unit}/documents": {},
    "/api/registration/campaigns/binh-thuan-2021/units/{unit}": {},
    "/api/registration/campaigns/binh-thuan-2021/units/{unit}/counts": {},
    "/api/registration/campaigns/binh-thuan-2021/units/{unit}/documents-owed": {},
    "/api/registration/campaigns/binh-thuan-2021/units/{unit}/history": {"limit": 200},
    "/api/registration/campaigns/binh-thuan-2021/units/{unit}/marks": {},
    "/api/models/units/{unit}": {},
    "/api/models/models/m-{unit}": {},
    "/api/models/reconciliation": {"unit": "{unit}"},
    "/api/models/inventories/binh-thuan-2021-09/units/{unit}": {},
    "/api/recognition/dossiers/binh-thuan-2021/{unit}": {},
    "/api/recognition/whole-dossiers/binh-thuan-2021/{unit}": {},
    "/api/recognition/prerequisites/binh-thuan-2021/{unit}": {},
    "/api/mobilisation/units/{unit}/years/2021": {},
    "/api/mobilisation/units/{unit}/branches/2021": {},
    "/api/mobilisation/units/{unit}/core-forces": {},
    "/api/mobilisation/units/{unit}/core-forces/history": {},
    "/api/mobilisation/programmes/p-{unit}": {},
    "/api/recognition/documents/d-{unit}": {},
    "/api/notifications/units/{unit}": {},
    "/api/notifications/units/{unit}/mailbox": {},
    "/api/notifications/units/{unit}/unread": {},
    "/api/notifications/units/{unit}/preferences": {},
    "/api/notifications/notices/n-{unit}/deliveries": {},
    "/api/dashboards/overview": {"unit": "{unit}", "year": YEAR},
    "/api/dashboards/facts": {"unit": "{unit}", "limit": 200},
    "/api/audit/events/{position}": {},
    "/api/audit/proofs/inclusion": {"position": "{position}"},
    "/api/audit/evidence": {"unit": "{unit}"},
    "/audit/events/{position}": {},
    "/": {"unit": "{unit}", "year": YEAR},
}
"""Questions about one unit; {unit} stands for it, {position} for the fact that it was listed."""


NAMING: dict[str, dict[str, Any]] = {
    "/notifications/preferences": {"unit": "{unit}"},
    "/notifications/outlets": {"unit": "{unit}"},
    "/notifications/outlets.csv": {},
    "/notifications/parked": {"unit": "{unit}"},
    "/notifications/parked.csv": {},
    "/registration": {"unit": "{unit}", "year": YEAR, "limit": 200},
    "/registration/list.csv": {"unit": "{unit}", "year": YEAR},
    "/registration/year": {"unit": "{unit}", "year": YEAR},
    "/registration/year.csv": {"unit": "{unit}", "year": YEAR, "part": "history"},
    "/registration/documents": {"unit": "{unit}", "year": YEAR, "which": "all"},
    "/registration/documents.csv": {"unit": "{unit}", "year": YEAR, "which": "all"},
    "/registration/campaign": {"unit": "{unit}", "year": YEAR},
    "/registration/campaign.csv": {"unit": "{unit}", "year": YEAR, "part": "late"},
    "/units": {"unit": "{unit}", "year": YEAR, "limit": 200},
    "/units.csv": {"unit": "{unit}", "year": YEAR, "kind": "residential_area", "which": "registered"},
    "/facts": {"unit": "{unit}", "year": YEAR, "limit": 200},
    "/facts.csv": {"unit": "{unit}", "of": "households"},
    "/compare": {"unit": "{unit}", "year": YEAR, "since": "1"},
    "/compare.csv": {"unit": "{unit}", "year": YEAR, "since": "1"},
    "/overview.csv": {"unit": "{unit}", "year": YEAR, "part": "places"},
    "/attachments": {"unit": "{unit}"},
    "/attachments/list.csv": {"unit": "{unit}"},
    "/models/model/m-{unit}": {"unit": "{unit}"},
    "/models/inventories/binh-thuan-2021-09/units/{unit}": {"unit": "{unit}"},
    "/models/dossier.csv": {"model": "m-{unit}", "part": "life"},
    "/models/inventories/binh-thuan-2021-09/models.csv": {"unit": "{unit}"},
    "/models": {"unit": "{unit}", "limit": 200},
    "/models/list.csv": {"unit": "{unit}"},
    "/models/reconciliation": {"unit": "{unit}"},
    "/models/inventories/binh-thuan-2021-09": {},
    "/models/inventories/binh-thuan-2021-09/parts.csv": {},
    "/mobilisation": {"unit": "{unit}", "year": YEAR},
    "/mobilisation/activity.csv": {"unit": "{unit}", "year": YEAR, "period": "festival-1"},
    "/mobilisation/forces": {"unit": "{unit}", "year": YEAR},
    "/mobilisation/forces-history.csv": {"unit": "{unit}"},
    "/mobilisation/own-periods.csv": {"unit": "{unit}", "year": YEAR},
    "/mobilisation/programmes.csv": {"unit": "{unit}", "year": YEAR},
    "/mobilisation/programmes/p-{unit}/reviews.csv": {},
    "/registration/batches.csv": {},
    "/registration/batches/b-{unit}": {},
    "/registration/batches/b-{unit}/changes.csv": {},
    "/mobilisation/batches.csv": {},
    "/mobilisation/batches/b-{unit}/changes.csv": {},
    "/recognition/documents": {"year": YEAR},
    "/recognition/documents/list.csv": {"year": YEAR},
    "/work": {"unit": "{unit}", "tab": "all", "limit": 200},
    "/work.csv": {"unit": "{unit}", "tab": "all"},
    "/api/dashboards/work": {"unit": "{unit}", "limit": 1_000},
    "/recognition/rules/tt23-2012-binh-thuan-2021/rehearse": {"year": YEAR, "which": "all"},
    "/recognition/rules/tt23-2012-binh-thuan-2021/rehearse/unit": {"year": YEAR, "unit": "{unit}"},
    "/recognition/rules/tt23-2012-binh-thuan-2021/rehearse.csv": {"year": YEAR, "which": "all"},
    "/recognition/dossiers": {"unit": "{unit}", "year": YEAR, "limit": 200},
    "/recognition/dossiers/list.csv": {"unit": "{unit}", "year": YEAR},
    "/recognition/dossiers/binh-thuan-2021/{unit}": {},
    "/recognition/dossiers/do/self-assess": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/do/return": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/do/appraise": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/do/decide": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/do/submit": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/parts/criteria.csv": {"dossier": "binh-thuan-2021/{unit}"},
    "/recognition/dossiers/do/decide-many": {"unit": "{unit}"},
    "/audit/events": {"unit": "{unit}"},
    "/audit/events.csv": {"unit": "{unit}"},
    "/search": {"q": "Nơi", "year": YEAR, "limit": 200},
    "/registration/units": {"q": "Nơi", "limit": 200},
    "/registration/units.csv": {"q": "Nơi"},
    "/registration/units/{unit}": {},
    "/registration/units/{unit}/below.csv": {},
}
"""Pages and exports that name units, and beside each what it stands under: of both only what is in sight."""


def asked(address: str, parameters: dict[str, Any], unit: str) -> tuple[str, dict[str, Any]]:
    stands_for = {"unit": unit, "position": position_of(unit)}
    filled = {
        name: value.format(**stands_for) if isinstance(value, str) else value for name, value in parameters.items()
    }
    return address.format(**stands_for), filled


def position_of(unit: str) -> int:
    """Where it was listed: units come first in the log, each by one fact, the top first; what there is not, far behind its end."""
    number = re.fullmatch(r"u(\d{3})", unit)
    return 1 if number is None else int(number[1]) + 2 if unit != NO_UNIT else 10**9


def of_one_unit(address: str, question: dict[str, Any]) -> bool:
    """Whether it is asked about a unit."""
    return re.search("{unit}|{position}", f"{address} {question}") is not None


def documented(parameter: str | None = None) -> set[str]:
    """Every GET that an OpenAPI document tells of; or those that take a parameter."""
    return {
        path
        for component in COMPONENTS
        if component.web is not None
        for path, methods in openapi(component)["paths"].items()
        if "get" in methods
        and (parameter is None or parameter in {each["name"] for each in methods["get"].get("parameters", ())})
    }


def covered() -> set[str]:
    """Documented GETs that are asked here, as a pattern matches them."""
    addresses = [address.format(unit="u000", position=1) for address in (*LISTS, *OF_A_UNIT, *NAMING)]
    found = set()
    for path in documented():
        pattern = re.sub(r"\{[a-z_]+(:path)?\}", lambda m: ".+" if "dossier" in m[0] else "[^/]+", path)
        if any(re.fullmatch(pattern, address) for address in addresses):
            found.add(path)
    return found


def mentioned(answer: httpx.Response) -> set[str]:
    """The units an answer names, anywhere: in an id, a name, a link or a word of its own making.

    Not what a hash is like by chance, and not what a sheet says of whoever took it: within which units they look.
    """
    told = re.sub(r"within(=|%3D)([\w-]|,|%2C)*", "", answer.text)
    return set(re.findall(r"(?:\b|%[0-9A-F]{2})(u\d{3})\b", told))


def rows_of(answer: httpx.Response) -> list[Any]:
    found: list[Any] = answer.json()
    return found


def unit_of(row: dict[str, Any]) -> str:
    return str(row.get("unit_id") or row.get("issuer_id"))


def told_of(answer: httpx.Response) -> Any:
    """What an answer tells, without what names the units above the one asked for."""
    if answer.headers["content-type"] == "application/zip":
        return answer.content
    if answer.headers["content-type"].startswith("text/html"):
        return re.sub(r'<nav class="crumbs".*?</nav>', "", answer.text, flags=re.DOTALL).split()
    found = answer.json()
    return {key: value for key, value in found.items() if key != "path"} if isinstance(found, dict) else found
