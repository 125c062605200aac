"""What is appended, cut and laid out as the database's function takes it."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid5

from chronicle.log import Item, batch_events_max


def parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """In order, each no larger than a batch and with no stream twice: one statement sees no row that it writes itself."""
    part: list[Item] = []
    events, streams = 0, set[str]()
    for item in items:
        if part and (item.stream in streams or events + len(item.facts) > batch_events_max):
            yield part
            part, events, streams = [], 0, set()
        part.append(item)
        events += len(item.facts)
        streams.add(item.stream)
    if part:
        yield part


def first_of_each(numbers: list[int], items: Sequence[Item]) -> list[int]:
    """Those that may go together: the second on a stream, or with a command id, has to wait for what the first does."""
    taken: set[object] = set()
    chosen = []
    for number in numbers:
        keys = (items[number].stream, items[number].context.command_id)
        if taken.isdisjoint(keys):
            chosen.append(number)
            taken.update(keys)
    return chosen


def arrays(items: Sequence[Item]) -> list[list[Any]]:
    """The batch column by column, as the function takes it; event ids are derived, so a repeat is the same event."""
    contexts = [item.context for item in items]
    events = [(item, ordinal, fact) for item in items for ordinal, fact in enumerate(item.facts)]
    return [
        [item.stream for item in items],
        [item.expected_version for item in items],
        [len(item.facts) for item in items],
        [context.command_id for context in contexts],
        [context.correlation_id for context in contexts],
        [context.actor for context in contexts],
        [context.role for context in contexts],
        [context.office for context in contexts],
        [context.on_behalf_of for context in contexts],
        [context.causation for context in contexts],
        [context.rule_set for context in contexts],
        [fact.name for _, _, fact in events],
        [fact.version for _, _, fact in events],
        [uuid5(item.context.command_id, str(ordinal)) for item, ordinal, _ in events],
        [fact.model_dump_json() for _, _, fact in events],
        [item.occurred_on for item, _, _ in events],
    ]
