#!/usr/bin/env bash
# Builds bench/.venv-peers from the lock; the folder ignores itself, so git never sees it.
set -euo pipefail
peers="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv="$peers/../.venv-peers"
"${PYTHON:-python3}" -m venv "$venv"
echo '*' > "$venv/.gitignore"
# --no-deps: the lock is complete, and replaces one dependency (see overrides.in).
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$peers/requirements.lock"
