"""What the boxes of a model's forms offer to choose from: units, models, papers and codes, as far as they are in sight."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Any

from portal.sight import Sight
from portal.words import Words
from reference.vietnamese import Language, sort_key
from services.models.projections.keepers import standing_in_sight
from services.models.routes import papers_on
from services.models.screens import listing, wording
from services.models.screens.listing import Asked, models_listed

Options = list[tuple[str, str]]
"""(value, what it is called), in the order shown."""
options_max = 1_500
models_offered_max = 500
KEEPING = ("commune", "agency", "enterprise", "school", "district", "province")


class Choices:
    """The lists of one page. `model` is the one the form is about, None where one is proposed."""

    def __init__(
        self, seen: Sight, words: Words, language: Language, today: date, model: Mapping[str, Any] | None
    ) -> None:
        self._seen, self._words, self._language, self._today, self._model = seen, words, language, today, model
        self._tree = seen.viewer.tree

    async def of(self, name: str) -> Options:
        """The options of a list. Raises KeyError for a list there is none of."""
        codes = {
            "blocks": wording.BLOCKS,
            "grades": wording.GRADES,
            "review_kinds": wording.REVIEW_KINDS,
        }
        if name in codes:
            return [(code, self._words(text)) for code, text in codes[name].items()]
        ask: Mapping[str, Callable[[], Awaitable[Options]]] = {
            "papers": self._papers, "keepers": self._keepers, "movers": self._movers, "monitors": self._monitors,
            "origins": self._origins, "successors": self._successors, "kinds": self._kinds, "patrons": self._patrons,
        }  # fmt: skip
        return await ask[name]()

    async def _papers(self) -> Options:
        english = self._language == "en"
        return [(paper.code, paper.text_en if english else paper.text_vi) for paper in papers_on(self._today)]

    async def _keepers(self) -> Options:
        places = self._tree.places
        standing = await standing_in_sight(self._seen.connection, self._seen.scope.named)
        return self._units(unit for unit in standing if unit in places and places[unit].unit_kind in KEEPING)

    async def _movers(self) -> Options:
        """After a split those it was split into come first, and alone."""
        assert self._model is not None
        if self._model["successors"]:
            return self._units(self._model["successors"])
        return [option for option in await self._keepers() if option[0] != self._model["unit_id"]]

    async def _monitors(self) -> Options:
        """The unit itself, what it stands under, and the agencies right below either."""
        assert self._model is not None
        above: list[str] = []
        here: str | None = self._model["unit_id"]
        while here is not None and here not in above:
            above.append(here)
            here = self._tree.parent(here)
        near = {
            unit
            for unit, place in self._tree.places.items()
            if unit in above or (place.parent_id in above and place.unit_kind == "agency")
        }
        return self._units(near)

    async def _origins(self) -> Options:
        return await self._models(Asked(state="launched"))

    async def _successors(self) -> Options:
        assert self._model is not None
        found = await self._models(Asked([self._model["unit_id"]], state="open"))
        return [option for option in found if option[0] != self._model["model_id"]]

    async def _kinds(self) -> Options:
        return [(kind, kind) for kind in (await self._known())["kinds"]]

    async def _patrons(self) -> Options:
        return [(patron, patron) for patron in (await self._known())["patrons"]]

    async def _known(self) -> dict[str, list[str]]:
        return await listing.choices(self._seen.connection, self._seen.scope.named, None)

    async def _models(self, asked: Asked) -> Options:
        rows = await models_listed(
            self._seen.connection, self._seen.scope.named, asked, (), self._today, models_offered_max
        )
        return [
            (row["model_id"], f"{row['model_name']} – {wording.unit_name(self._tree, row['unit_id'])}") for row in rows
        ]

    def _units(self, units: Iterable[str]) -> Options:
        """By the alphabet. What stands above is named to everybody who stands below it."""
        found = [(unit, wording.unit_name(self._tree, unit)) for unit in units]
        return sorted(found, key=lambda option: sort_key(option[1]))[:options_max]
