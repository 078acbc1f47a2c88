#!/usr/bin/env bash
# Walks the main road on a stack of its own: upload, process, listen, comment, count. Ends in E2E OK.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import playwright' 2>/dev/null; then
  echo "e2e.sh: run ./scripts/test.sh once; it sets up what this needs" >&2
  exit 1
fi
command -v chromium >/dev/null || { echo "e2e.sh: chromium is missing (apt-get install chromium)" >&2; exit 1; }
exec .venv/bin/python -m tests.e2e.road
