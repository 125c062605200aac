"""A page made still: what somebody saw, to be kept as a file beside its stylesheet, without scripts, forms or who was signed in."""

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

DROPPED = frozenset({"script", "noscript", "template", "button", "select"})
"""With everything in them: they do nothing where no server answers."""
UNWRAPPED = frozenset({"form"})
LEFT_OUT = frozenset({"who", "languages", "moments", "files", "skip"})
"""Classes of parts that speak to who is signed in, or lead to what a file cannot: as the shell and the tables name them."""
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
STYLESHEET, ICON = "antoan.css", "icon.svg"


def still(page: str) -> str:
    """The page with the stylesheet and the picture as files beside it; a link that leads off it becomes its words."""
    reading = _Still()
    reading.feed(page)
    reading.close()
    return "".join(reading.out)


class _Still(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._depth = 0
        """How deep inside of what is left out."""
        self._links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._depth or tag in DROPPED or LEFT_OUT & {*(given.get("class") or "").split()}:
            self._depth += tag not in VOID
            return
        if tag == "a":
            self._links.append((given.get("href") or "").startswith("#"))
            if not self._links[-1]:
                return
        if tag in UNWRAPPED or self._passed_over(tag, given):
            return
        self.out.append(f"<{tag}{''.join(self._attribute(tag, *one) for one in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= tag not in VOID
        elif tag not in UNWRAPPED and tag not in VOID and (tag != "a" or (self._links and self._links.pop())):
            self.out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<path/>` of a drawing."""
        if not self._depth:
            self.out.append(f"<{tag}{''.join(self._attribute(tag, *one) for one in attrs)}/>")

    def handle_data(self, data: str) -> None:
        self._said(data)

    def handle_entityref(self, name: str) -> None:
        self._said(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._said(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._said(f"<!{decl}>")

    def _said(self, text: str) -> None:
        if not self._depth:
            self.out.append(text)

    def _passed_over(self, tag: str, given: Mapping[str, str | None]) -> bool:
        """Alternatives in other languages, settings of scripts, and fields that would only be sent along."""
        if tag == "link":
            return given.get("rel") not in ("stylesheet", "icon")
        if tag == "meta":
            return given.get("name") == "htmx-config"
        return tag == "input" and given.get("type") in ("hidden", "checkbox")

    def _attribute(self, tag: str, name: str, value: str | None) -> str:
        if name.startswith(("hx-", "on", "data-")):
            return ""
        if value is None:
            return f" {name}"
        if tag == "link" and name == "href":
            value = STYLESHEET if "antoan.css" in value else ICON
        elif tag == "img" and name == "src":
            value = ICON if "icon.svg" in value else value
        return f' {name}="{escape(value)}"'
