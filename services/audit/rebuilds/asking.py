"""What audit may do about a rebuild: ask for one, and decide what becomes of it. Each is a function of the database."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from chronicle.rebuild.operation import Operation, operation
from chronicle.refusal import Refused

Decision = Literal["switch", "discard", "cancel"]
Views = Mapping[str, tuple[str, ...]]
"""Service → its views."""


async def views_there(connection: Any) -> Views:
    """Every view that may be rebuilt, by service."""
    found: dict[str, tuple[str, ...]] = {}
    for service, view in await connection.fetch("SELECT service, view_name FROM audit.rebuildable_views()"):
        found[service] = (*found.get(service, ()), view)
    return found


async def ask(
    connection: Any, service: str, views: Sequence[str], *, switch_when_same: bool, account: str, role: str,
    apart: bool = False,
) -> int:  # fmt: skip
    """The number of the rebuild; `apart`: whoever asks carries it out, and not the service.

    Raises Refused for what there is not, and while another of the service is under way.
    """
    there = await views_there(connection)
    if service not in there:
        raise Refused("service.unknown", vi="Không có dịch vụ đó", en="There is no such service")
    if unknown := sorted(set(views) - set(there[service])):
        raise Refused(
            "view.unknown",
            vi=f"Không có bảng dẫn xuất: {', '.join(unknown)}",
            en=f"There is no view {', '.join(unknown)}",
        )
    number = await connection.fetchval(
        "SELECT audit.ask_rebuild($1, $2, $3, $4, $5, $6)", service, sorted(set(views)), switch_when_same, account, role, apart,
    )  # fmt: skip
    if number is None:
        raise Refused(
            "rebuild.under_way",
            vi="Dịch vụ đó đang có một lần dựng lại chưa xong; hãy đợi, quyết định hoặc hủy lần đó trước",
            en="A rebuild of that service is under way; wait for it, decide it or cancel it first",
        )
    return int(number)


async def decide(
    connection: Any, rebuild_id: int, decision: Decision, account: str, role: str, *, apart: bool = False
) -> None:
    """Raises Refused where it is too late or too early for that; or for who is not the program that alone can switch to it."""
    if decision == "switch" and not apart and (await known(connection, rebuild_id)).apart:
        raise Refused(
            "rebuild.apart",
            vi="Bản này do một chương trình khác dựng bên cạnh; chỉ thay được bằng chính chương trình đó: "
            "antoan rebuild --here --resume --decide switch",
            en="Another program rebuilt this beside the one that serves; only that program can switch to it: "
            "antoan rebuild --here --resume --decide switch",
        )
    if await connection.fetchval("SELECT audit.decide_rebuild($1, $2, $3, $4)", rebuild_id, decision, account, role):
        return
    await known(connection, rebuild_id)
    raise Refused(
        "rebuild.not_now",
        vi="Chỉ hủy được khi đang dựng; chỉ thay thế hoặc bỏ được khi đã so sánh xong và chưa kết thúc",
        en="Cancel it while it is folding; switch to it or discard it once it was compared and has not ended",
    )


async def known(connection: Any, rebuild_id: int) -> Operation:
    """Raises Refused."""
    found = await operation(connection, rebuild_id)
    if found is None:
        raise Refused("rebuild.unknown", vi="Không có lần dựng lại đó", en="There is no such rebuild")
    return found
