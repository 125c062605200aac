"""Which part of a long list is shown, and which parts stand before and after it."""

from dataclasses import dataclass

page_rows = 50
page_rows_max = 200


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `page` (from 1) of a list of `total` rows, `limit` a page."""

    page: int
    limit: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.limit))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 where none is."""
        return min(self.offset + 1, self.total) if self.offset < self.total else 0

    @property
    def last(self) -> int:
        return min(self.offset + self.limit, self.total) if self.first else 0

    @property
    def before(self) -> int | None:
        """The page to go back to; from beyond the end, the last one there is."""
        return min(self.page - 1, self.pages) if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None
