"""What compose keeps, where, and who may write it."""

import pytest

from chronicle.host import RELAY
from deploy.components import COMPONENTS
from tests.system.deployment import JOBS, SERVERS, compose, dockerfile, environment_of, ours, services

pytestmark = [pytest.mark.system, pytest.mark.fast]


def test_what_is_kept_is_kept_in_volumes() -> None:
    volumes = {name: services()[name]["volumes"][-1].split(":") for name in SERVERS}
    servers = {volume for volume, _ in volumes.values()}
    assert set(compose()["volumes"]) == {"attachments", "checkpoints", "archive", *servers}
    assert services()["postgres"]["environment"]["PGDATA"].startswith(volumes["postgres"][1] + "/")
    assert "appendonly yes" in services()["redis"]["command"][-1]


def test_who_takes_files_and_the_job_that_removes_them_have_one_store() -> None:
    stores = {name: service.get("volumes", ["none:"])[0].split(":")[0] for name, service in ours().items()}
    with_files = {name for name, store in stores.items() if store == "attachments"}
    assert {name for name, store in stores.items() if store == "checkpoints"} == {"audit"}, "nobody else hands out"
    takers = {component.name for component in COMPONENTS if component is not RELAY and component.uploads}
    assert takers | set(JOBS) <= with_files
    assert with_files == {name for name, service in ours().items() if "attachments_key" in service["secrets"]}
    [place] = {services()[name]["volumes"][0] for name in with_files}
    _, folder = place.split(":")
    assert {environment_of(name)["ANTOAN_ATTACHMENTS_URL"] for name in with_files} == {f"file://{folder}"}
    [made] = [rest for instruction, rest in dockerfile() if instruction == "RUN" and folder in rest]
    assert "install -d -o antoan" in made and environment_of("audit")["ANTOAN_CHECKPOINTS_DIRECTORY"] in made, (
        "a new volume is owned as the folder of the image is"
    )


def test_everybody_reads_the_archive_and_the_job_alone_writes_it() -> None:
    folder = environment_of("migrations")["ANTOAN_ARCHIVE_DIRECTORY"]
    for name, service in ours().items():
        assert service["volumes"][-1] == f"archive:{folder}" + ("" if name in JOBS else ":ro"), name
        assert environment_of(name)["ANTOAN_ARCHIVE_DIRECTORY"] == folder
    assert any(instruction == "RUN" and folder in rest for instruction, rest in dockerfile()), "owned by our user"
