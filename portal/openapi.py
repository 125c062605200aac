"""The OpenAPI document, completed in one place: what any route may answer besides its own, and how a caller says who it is."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from portal.problems import MEDIA_TYPE, title_of

ANY_ROUTE = (400, 401, 403, 404, 422, 429, 503)
CHANGING = (409, 413)
"""Only what has a body can be too large, and only what changes something can be refused for how things stand."""
CHANGING_METHODS = {"post", "put", "patch", "delete"}
METHODS = {"get", "head", "options", *CHANGING_METHODS}

BEARER = "bearer"
FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")
"""What FastAPI believes a 422 to be; ours is a problem document."""

TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Problem details (RFC 9457) in both languages; `code` is stable, the words are not.",
    "type": "object",
    "required": ["type", "title", "title_vi", "status", "code", "detail", "detail_vi"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "title_vi": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": TEXT,
        "detail": TEXT,
        "detail_vi": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "what", "kind"],
                "properties": {"where": TEXT, "what": TEXT, "kind": TEXT},
            },
        },
    },
}

TAG = {"description": "SHA-256 of the answer; send it back as If-None-Match", "schema": TEXT}
NEXT_PAGE = {"description": 'the next page: <address>; rel="next"; absent on the last one', "schema": TEXT}
WAIT = {
    "Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 1}},
    "RateLimit": {"description": "what is left of the quota, and when there is more", "schema": TEXT},
    "RateLimit-Policy": {"description": "the quota and its window in seconds", "schema": TEXT},
}


def complete(app: FastAPI) -> None:
    """Makes `app.openapi()` the completed document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = completed(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the problems, headers and security of every operation; it is changed in place."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in FRAMEWORKS_OWN:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    for method, operation in _operations(document):
        _add_problems(method, operation)
        if method == "get":
            _add_reading(operation)
        if _asks_for_a_token(operation):
            operation["security"] = [{BEARER: []}]
            components.setdefault("securitySchemes", {})[BEARER] = {"type": "http", "scheme": "bearer"}
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document.get("paths", {}).values():
        yield from ((method, operation) for method, operation in path.items() if method in METHODS)


def _add_problems(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    refused = tuple(int(status) for status in responses if status == "409")
    for status in (*ANY_ROUTE, *(CHANGING if method in CHANGING_METHODS else refused)):
        found = responses.setdefault(str(status), {"description": title_of(status)})
        found["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses["429"]["headers"] = WAIT
    operation["responses"] = dict(sorted(responses.items()))


def _add_reading(operation: dict[str, Any]) -> None:
    headers = operation["responses"]["200"].setdefault("headers", {})
    headers["ETag"] = TAG
    if any(parameter["name"] == "after" for parameter in operation.get("parameters", ())):
        headers["Link"] = NEXT_PAGE
    operation["responses"]["304"] = {"description": "Not modified since the ETag in If-None-Match"}


def _asks_for_a_token(operation: dict[str, Any]) -> bool:
    """OpenAPI tells a reader to ignore a header parameter called Authorization: it is a security scheme instead."""
    given = operation.get("parameters", [])
    kept = [p for p in given if not (p["in"] == "header" and p["name"].lower() == "authorization")]
    if len(kept) == len(given):
        return False
    operation["parameters"] = kept
    return True
