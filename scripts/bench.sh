#!/usr/bin/env bash
# Prints measurements as JSON lines: ratios against a named peer in the same run. Names narrow it down.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || { echo "bench.sh: run ./scripts/test.sh once; it sets up what this needs" >&2; exit 1; }
if [ $# -eq 0 ]; then
  set -- $(cd tests/bench && ls *.py | sed 's/\.py$//' | grep -v __init__)
fi
for name in "$@"; do
  .venv/bin/python -m "tests.bench.$name"
done
