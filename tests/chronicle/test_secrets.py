"""A secret is made once, whole and for its owner alone, however many processes want it first."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from chronicle.secrets import SecretMissing, secret

pytestmark = pytest.mark.fast


def test_a_secret_nobody_gave_is_made_only_where_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing):
        secret(tmp_path / "secrets", "key")
    made = secret(tmp_path / "secrets", "key", make=True)
    assert (secret(tmp_path / "secrets", "key"), len(made) >= 43) == (made, True)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "key").stat().st_mode) == 0o600


def test_a_secret_that_was_given_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" given \n")
    assert secret(tmp_path, "key", make=True) == "given"


def test_many_that_make_it_at_once_all_have_the_same_and_leave_nothing_else(tmp_path: Path) -> None:
    together = 16
    for number in range(20):
        folder, barrier = tmp_path / str(number), Barrier(together)

        def make(folder: Path = folder, barrier: Barrier = barrier) -> str:
            barrier.wait()
            return secret(folder, "key", make=True)

        with ThreadPoolExecutor(together) as threads:
            found = {made.result() for made in [threads.submit(make) for _ in range(together)]}
        assert len(found) == 1 and found != {""}
        assert [path.name for path in folder.iterdir()] == ["key"]
