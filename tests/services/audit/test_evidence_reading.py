"""What a bundle says of how its facts are to be read: older versions, facts no view could handle, and who else signed."""

import json
from pathlib import Path
from typing import Any

import pytest

from chronicle.command import Context, derived_id
from chronicle.host import Host
from chronicle.ledger import offline_verifier
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from services.audit.evidence.bundle import zipped
from services.audit.evidence.papers import upcasts_between
from services.audit.ledger.sealing import seal
from services.audit.ledger.signing import signer
from services.audit.ledger.witnessing import show
from tests.browser.conftest import WITH_PAGES
from tests.contracts.test_golden import YESTERDAY, golden
from tests.reading import all_read
from tests.services.audit.test_evidence import DOSSIER, bundle_of, files_of, leaves_of, province
from tests.services.audit.test_witnessing import WITNESS, asked, witness
from tests.services.dashboards.province import SPRING, stream_of

UNIT = {"unit": "mui-ne-1"}
REPORTED = "registration.households_reported"


def as_stored(called: str, at_version: int, shape: dict[str, Any]) -> Fact:
    """A fact as an older program, or one that was wrong, has stored it."""

    class Stored(Fact, extra="allow"):
        name = called
        version = at_version

    return Stored(**shape)


def counted(**otherwise: Any) -> dict[str, Any]:
    return {**golden(f"{REPORTED}.v1.json"), "unit_id": "mui-ne-1", **otherwise}


async def tell(host: Host, fact: Fact) -> int:
    """Its position; everybody has read it."""
    log = host.services[fact.name.partition(".")[0]].log
    command_id = derived_id(f"more after {await log.head()}")
    context = Context("test", "test", "", SPRING, command_id, command_id)
    [answer] = await log.append([Item(stream_of(fact), None, [fact], SPRING, context)])
    for service in ("portal", "dashboards", *(component.name for component in WITH_PAGES)):
        await all_read(host.services[service])
    assert answer.last_position
    return answer.last_position


async def test_facts_of_an_older_version_come_as_stored_with_what_carries_them_to_today(settings: Settings) -> None:
    rules = golden("recognition.rule_set_put_in_force.v1.json")
    async with province(settings) as (host, client):
        old = await tell(host, as_stored(REPORTED, 1, counted()))
        ruled = await tell(host, as_stored("recognition.rule_set_put_in_force", 1, rules))
        about_unit, about_dossier = [files_of(await bundle_of(client, one)) for one in (UNIT, DOSSIER)]
    for files, position, kind, today in (
        (about_unit, old, REPORTED, 2), (about_dossier, ruled, "recognition.rule_set_put_in_force", 4),
    ):  # fmt: skip
        [leaf] = [leaf for _, leaf in leaves_of(files) if leaf[0] == position]
        assert leaf[3:5] == [kind, 1]
        assert {f"schemas/{kind}.v{version}.json" for version in range(1, today + 1)} <= set(files)
        steps = [step for step in json.loads(files["upcasts.json"]) if position in step["positions"]]
        assert [(step["type"], step["from_version"], step["to_version"]) for step in steps] == [
            (kind, version, version + 1) for version in range(1, today)
        ]
        used = json.loads(files["completeness.json"])["upcasts"]
        assert [one for one in used if one["type"] == kind] == [
            {"type": kind, "from_version": one["from_version"], "to_version": one["to_version"], "facts": 1}
            for one in steps
        ]
    assert json.loads(about_dossier[f"rule_sets/{rules['rule_set']}.{ruled}.json"]) == rules, "as stored"


@pytest.mark.fast
@pytest.mark.parametrize(("kind", "version"), YESTERDAY)
def test_the_code_of_an_upcast_is_whole(kind: str, version: int) -> None:
    """Whoever has nothing but the bundle carries a stored fact to today's shape with it."""
    shape = golden(f"{kind}.v{version}.json")
    expected = CATALOGUE.upcast(kind, version, shape)
    for step in upcasts_between(kind, version, [7]):
        known: dict[str, Any] = {}
        exec(step["code"], known)
        shape = known[step["function"]](shape)
    assert shape == expected


async def test_a_fact_that_views_parked_is_named(settings: Settings, tmp_path: Path) -> None:
    async with province(settings) as (host, client):
        before = files_of(await bundle_of(client, UNIT))
        broken = await tell(host, as_stored(REPORTED, 2, counted(total="nhiều")))
        data = await bundle_of(client, UNIT)
        files = files_of(data)
        without = await client.get(f"/api/dashboards/overview?without={broken}")
        keys = [offline_verifier.key_of(str(signer(host.settings).key))]
    assert (without.status_code, without.json()["code"]) == (422, "supposed.cannot_be"), (
        "nobody knows what it would change"
    )
    assert json.loads(before["completeness.json"])["parked"] == []
    parked = json.loads(files["completeness.json"])["parked"]
    assert {"reader": "dashboards.coverage", "position": broken} in parked
    assert {one["position"] for one in parked} == {broken}
    assert ("about", broken) in [(rule, leaf[0]) for rule, leaf in leaves_of(files)], "the fact itself is there"
    (tmp_path / "bundle.zip").write_bytes(data)
    assert "facts are what was sealed" in offline_verifier.bundle(tmp_path / "bundle.zip", keys)


async def test_who_cosigned_stands_beside_the_manifest_and_the_verifier_can_insist_on_it(
    settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "bundle.zip"
    async with province(settings) as (host, client):
        audit = host.services["audit"]
        size = await seal(audit)
        question = {**UNIT, "as_of": size}
        before = files_of(await bundle_of(client, question))
        with witness(host, tmp_path / "w") as port:
            await show(audit, asked(host, port))
            while await audit.pool.fetchval("SELECT max(size) FROM audit.cosignature") != size:
                await audit.pool.execute("UPDATE audit.witness SET asked_at = asked_at - interval '1 hour'")
                await show(audit, asked(host, port))
        data = await bundle_of(client, question)
        house, other = [offline_verifier.key_of(str(one)) for one in (signer(host.settings).key, WITNESS.key)]
    files = files_of(data)
    assert set(files) - set(before) == {"signatures/witnesses.txt"}
    assert {name: files[name] for name in before} == before, "the manifest and all it names stay to the byte"
    [line] = files["signatures/witnesses.txt"].decode().splitlines()
    assert line.startswith(f"— {WITNESS.key.name} ")
    target.write_bytes(data)
    assert "facts are what was sealed" in offline_verifier.bundle(target, [house, other])
    for harmed in (before, {**files, "signatures/witnesses.txt": f"{line[:-8]}AAAAAAA=\n".encode()}):
        target.write_bytes(zipped(harmed))
        with pytest.raises(offline_verifier.Wrong):
            offline_verifier.bundle(target, [house, other])
    target.write_bytes(zipped(before))
    assert "facts are what was sealed" in offline_verifier.bundle(target, [house]), (
        "without --witness the house is enough"
    )
