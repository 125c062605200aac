"""Where the files of one service are handed in: which forms there are, for whose units, on which occasions."""

from chronicle.refusal import Refused
from portal.access import Caller
from portal.batches.applying import Filled
from portal.batches.entry import Asked, Entries, Entry, Occasion
from portal.languages import chosen
from portal.sight import Sight
from portal.words import Words


class Desk:
    """Where the files of one service are handed in: `path` is the beginning of its pages, `here` its entry in the head."""

    def __init__(self, service: str, entries: Entries) -> None:
        self.service, self.entries = service, entries
        self.path = f"/{service}/entries"

    def entry(self, form: str) -> Entry:
        """Raises Refused (`form.unknown`)."""
        if form not in self.entries:
            raise Refused("form.unknown", vi="Không có mẫu nhập này", en="There is no such form")
        return self.entries[form]

    async def asked(
        self, seen: Sight, caller: Caller, entry: Entry, unit: str, occasion: str | None
    ) -> tuple[Asked, list[Occasion]]:
        """For whose units and on which of the occasions on offer; the newest where none is named. Raises Refused."""
        seen.must_see(unit)
        today = caller.context.today
        offered = list(await entry.occasions(seen, today, Words(chosen(caller.request))))
        named = occasion or (offered[0].code if offered else "")
        if named not in {found.code for found in offered}:
            raise Refused("occasion.unknown", vi="Chưa có đợt nào để nhập", en="There is nothing yet to enter for")
        return Asked(unit, named, today), offered

    async def filled(
        self, seen: Sight, caller: Caller, form: str, file: str, unit: str, occasion: str
    ) -> tuple[Filled, Occasion]:
        """A file that was uploaded, and its occasion. Raises Refused."""
        entry = self.entry(form)
        asked, offered = await self.asked(seen, caller, entry, unit, occasion)
        return Filled(entry, asked, file), next(one for one in offered if one.code == asked.occasion)
