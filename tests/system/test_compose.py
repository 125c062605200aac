"""What the compose file, the Dockerfile and the Caddyfile promise, read without starting anything."""

import ast
import importlib.util
import re
import shutil
import stat
import subprocess
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from chronicle.host import RELAY
from chronicle.secrets import role_of
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from portal.component import COMPONENT as PORTAL
from portal.protection.body_limit import larger_bodies
from tests.system.deployment import (
    DEPLOY,
    JOBS,
    REPOSITORY,
    compose,
    defaulted,
    dockerfile,
    environment_of,
    gateway_rest,
    gateway_routes,
    modules_run,
    ours,
    services,
)

pytestmark = [pytest.mark.system, pytest.mark.fast]

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
GIVEN = ("oidc_client_secret", "attachments_key")
"""Secrets that the provider and the S3 server give."""
OWN_SECRETS = {component.name: role_of(component.name) for component in COMPONENTS}
SERVED = [component for component in COMPONENTS if component is not RELAY]


def service_of(component: Any) -> str:
    """The compose service a component runs in: the chronicle's own is the relay."""
    return "relay" if component is RELAY else str(component.name)


def secrets_of(service: str) -> set[str]:
    return set(services()[service].get("secrets", []))


def test_every_service_but_the_job_starts_again_by_itself() -> None:
    assert {name: service["restart"] for name, service in services().items()} == {
        name: "no" if name in JOBS else "unless-stopped" for name in services()
    }


def test_every_service_but_the_job_has_its_health_checked() -> None:
    for name, service in services().items():
        check = service["healthcheck"]
        assert check == {"disable": True} if name in JOBS else check["test"][0] in ("CMD", "CMD-SHELL"), name
        if name not in JOBS:
            assert {"interval", "timeout", "retries"} <= set(check), name


def test_postgresql_is_asked_over_tcp_because_the_server_that_makes_the_data_answers_on_its_socket() -> None:
    assert "--host" in services()["postgres"]["healthcheck"]["test"]


def test_the_servers_are_the_versions_promised_and_come_from_no_registry_of_ours() -> None:
    images = {name: service["image"] for name, service in services().items()}
    assert (images["postgres"], images["redis"]) == ("postgres:18", "redis:8")
    assert {images[name] for name in ours()} == {f"antoan:{PROJECT['project']['version']}"}
    for name, image in images.items():
        assert re.fullmatch(r"[a-z]+:[0-9.]+", image), f"{name}: {image} names a host, or no version"


def test_only_the_gateway_can_be_reached_from_outside() -> None:
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert published == {"gateway": ["80:80", "443:443"]}
    assert compose()["networks"]["inside"]["internal"] is True
    reach_out = {name for name, service in services().items() if service["networks"] != ["inside"]}
    assert reach_out == {"gateway", "notifications", "portal"}, "mail and questions to the OpenID provider go out"


def test_the_services_believe_the_gateway_and_nobody_else_who_asks() -> None:
    gateway = defaulted(services()["gateway"]["networks"]["inside"]["ipv4_address"])
    [pool] = compose()["networks"]["inside"]["ipam"]["config"]
    subnet, others = (ip_network(defaulted(pool[part])) for part in ("subnet", "ip_range"))
    assert ip_address(gateway) in subnet and ip_address(gateway) not in others, "nobody else may be given it"
    for component in SERVED:
        given = environment_of(component.name)
        settings = Settings(trusted_proxies=given["ANTOAN_TRUSTED_PROXIES"], public_hosts=given["ANTOAN_PUBLIC_HOSTS"])
        assert [str(network) for network in settings.trusted_proxies] == [f"{gateway}/32"]
        assert settings.public_hosts == (defaulted(services()["gateway"]["environment"]["ANTOAN_SITE"]),)


def test_our_containers_have_no_more_rights_than_they_need() -> None:
    for name, service in ours().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
    assert ("USER", "antoan") in dockerfile()


def test_secrets_are_files_and_only_files() -> None:
    for name, secret in compose()["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    for name in services():
        for variable, value in environment_of(name).items():
            assert not re.search(r"//[^/]*:[^/]*@", value), f"{name}: a password stands in {variable}"
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), f"{name}: {variable}"
        for word in services()[name].get("command", []):
            assert "--requirepass" not in word, f"{name}: the list of processes would show the password"


def test_every_service_gets_its_own_secret_and_nobody_elses() -> None:
    for component in SERVED:
        given = {"attachments_key"} | ({"oidc_client_secret"} if component is PORTAL else set())
        given |= {"ledger_key"} if component.name == "audit" else set()  # and nobody else signs
        assert secrets_of(component.name) - given == {
            "broker_password", "token_key", OWN_SECRETS[component.name],
        }  # fmt: skip
    assert "oidc_client_secret" in secrets_of("portal")
    assert secrets_of("relay") == {"broker_password", OWN_SECRETS["calendar"]}
    assert secrets_of("postgres") == {"database_owner"}
    assert secrets_of("redis") == {"broker_password"}
    assert secrets_of("gateway") == set()


def test_only_the_database_and_the_job_know_its_owner() -> None:
    assert secrets_of("migrations") == {"database_owner", "token_key", "attachments_key", *OWN_SECRETS.values()}
    assert {name for name in services() if "database_owner" in secrets_of(name)} == {"postgres", "migrations"}


def test_every_component_runs_in_one_process() -> None:
    running = [name for name in ours() if name not in JOBS]
    assert sorted(running) == sorted(service_of(component) for component in COMPONENTS)
    for name in running:
        assert "deploy" not in services()[name], f"{name} says how many of it run"
    modules = dict(modules_run())
    for component in SERVED:
        assert modules[component.name] == ("portal" if component is PORTAL else f"services.{component.name}")
    assert services()["relay"]["command"][2:] == ["deploy", "relay"]
    assert services()["migrations"]["command"][2:] == ["deploy", "migrate"]


def test_every_command_names_a_module_that_is_there() -> None:
    checks = {tuple(service["healthcheck"]["test"][3:]) for name, service in ours().items() if name not in JOBS}
    assert checks == {("deploy.healthcheck",)}
    for module in {module for _, module in modules_run()} | {"deploy.healthcheck"}:
        main = module if module == "deploy.healthcheck" else f"{module}.__main__"
        assert importlib.util.find_spec(main) is not None, main


def test_nobody_starts_before_the_schema_is_there() -> None:
    assert services()["migrations"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for component in COMPONENTS:
        assert services()[service_of(component)]["depends_on"] == {
            "migrations": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }


def test_every_variable_is_one_that_is_read() -> None:
    known = {f"ANTOAN_{name.upper()}" for name in Settings.model_fields}
    for name in ours():
        assert set(environment_of(name)) <= known, name
        assert environment_of(name)["ANTOAN_SECRETS_DIRECTORY"] == "/run/secrets"


def test_the_image_holds_every_package_that_is_imported() -> None:
    copied = {rest for instruction, rest in dockerfile() if instruction == "COPY" and not rest.startswith("--from")}
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied == {"requirements.lock .", *(f"{package} {package}" for package in packages)}
    folders = {path.parent.name for path in REPOSITORY.glob("*/__init__.py")} - {"bench", "tests"}
    assert folders == set(packages)
    for package in packages:
        for path in (REPOSITORY / package).rglob("*.py"):
            for name in imported_at_top(path) & {"tests", "bench"}:
                pytest.fail(f"{path} imports {name}, which is not in the image")


def imported_at_top(path: Path) -> set[str]:
    """The first words of what a module imports from anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_build_sees_what_it_copies_and_never_the_secrets() -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    sources = {rest.split()[0] for instruction, rest in dockerfile() if instruction == "COPY" and "--from" not in rest}
    assert (lines[0], let_in) == ("*", sources)
    assert lines.index("deploy/secrets") > lines.index("!deploy"), "the later line decides"


def test_the_image_runs_a_python_the_project_allows_and_knows_its_health() -> None:
    bases = [rest.split()[0] for instruction, rest in dockerfile() if instruction == "FROM"]
    assert len(set(bases)) == 1
    [(major, minor)] = {re.fullmatch(r"python:(\d+)\.(\d+)-slim", base).groups() for base in bases}  # type: ignore[union-attr]
    assert (int(major), int(minor)) >= (3, 11)
    assert any(
        'CMD ["python", "-m", "deploy.healthcheck"]' in rest for name, rest in dockerfile() if name == "HEALTHCHECK"
    )


def test_the_gateway_routes_exactly_the_paths_of_the_components() -> None:
    port = environment_of("dashboards")["ANTOAN_PORT"]
    routes, rest = gateway_routes(), gateway_rest()
    [everything_else] = [component for component in SERVED if "/" in component.paths]
    assert rest == f"{everything_else.name}:{port}"
    for component in SERVED:
        if component is not everything_else:
            paths, upstream = routes.pop(component.name)
            assert paths == {form for path in component.paths for form in (path, f"{path}/*")}
            assert upstream == f"{component.name}:{port}"
    assert routes == {}


def test_the_gateway_shows_nobody_health_and_takes_a_little_more_than_the_services_do() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert "respond /health/* 404" in text
    [files] = re.findall(r"max_size \{\$ANTOAN_FILES_SIZE_MAX:(\d+)MiB\}", text)
    [forms] = re.findall(r"max_size (\d+)MiB", text)
    assert int(forms) * 2**20 > Settings.model_fields["body_bytes_max"].default
    assert environment_of("gateway")["ANTOAN_FILES_SIZE_MAX"] == f"{files}MiB"
    bodies = [limit for component in SERVED for limit in larger_bodies(component.uploads, Settings()).values()]
    assert int(files) * 2**20 > max(bodies)


def test_the_gateway_lets_more_pass_to_exactly_the_paths_that_take_files() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    wanted = {form for component in SERVED for path in component.uploads for form in (path, f"{path}/*")}
    for written in ("@files path", "@forms not path"):
        [paths] = re.findall(rf"^\t{written} (.+)$", text, re.MULTILINE)
        assert set(paths.split()) == wanted
    for component in SERVED:
        for path in component.uploads:
            assert path.startswith(tuple(component.paths)), f"{component.name} does not answer {path}"
            limit = component.uploads[path]
            assert isinstance(limit, int) or limit in Settings.model_fields


def test_make_secrets_writes_what_compose_mounts_and_never_writes_it_again(tmp_path: Path) -> None:
    script = shutil.copy(DEPLOY / "make-secrets", tmp_path)
    for _ in range(2):
        subprocess.run(["sh", script], check=True, umask=0o022)
    folder = tmp_path / "secrets"
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(first) == set(compose()["secrets"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700, "only its owner comes in"
    for name in GIVEN:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o644
        assert first.pop(name) == "", "others give it"
        (folder / name).write_text("given by others")
    made = [path for path in folder.iterdir() if path.name not in GIVEN]
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == 0o444, "every container reads what it is given"
    assert len(set(first.values())) == len(first)
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in first.values())
    (folder / "token_key").unlink()
    subprocess.run(["sh", script], check=True)
    second = {path.name: path.read_text() for path in folder.iterdir()}
    assert second.pop("token_key") != first.pop("token_key")
    assert {second.pop(name) for name in GIVEN} == {"given by others"}
    assert second == first
