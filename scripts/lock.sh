#!/usr/bin/env bash
# Makes the hashed lock files anew from pyproject.toml; they hold no index address.
set -euo pipefail
cd "$(dirname "$0")/.."
uv="${UV:-uv}"
options=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet)
"$uv" pip compile pyproject.toml --all-extras "${options[@]}" --output-file requirements-test.lock "$@"
"$uv" pip compile pyproject.toml --extra server --extra s3 "${options[@]}" --constraints requirements-test.lock --output-file requirements.lock "$@"
"$uv" pip compile pyproject.toml --extra studio --extra fonts "${options[@]}" --constraints requirements-test.lock --output-file requirements-studio.lock "$@"
"$uv" pip compile pyproject.toml --extra web "${options[@]}" --constraints requirements-test.lock --output-file requirements-web.lock "$@"
