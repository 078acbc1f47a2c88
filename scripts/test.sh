#!/usr/bin/env bash
# Sets up what the tests need and runs all of them; `--all` fails where anything had to be left out.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/environment.sh

all=no
for argument in "$@"; do
  case "$argument" in
    --all) all=yes ;;
    -h | --help) echo "usage: scripts/test.sh [--all]"; exit 0 ;;
    *) echo "test.sh: unknown option $argument (there is only --all)" >&2; exit 2 ;;
  esac
done

PATH="$PATH:/usr/sbin" # where Debian keeps nginx, out of an ordinary user's sight
left_out=()
for need in "chromium:browser tests:chromium" "nginx:tests of the nginx configuration:nginx-light"; do
  IFS=: read -r program what package <<<"$need"
  command -v "$program" >/dev/null || left_out+=("$what need $program (apt-get install $package)")
done
if [ "$all" = yes ] && [ "${#left_out[@]}" -gt 0 ]; then
  printf 'missing: %s\n' "${left_out[@]}" >&2
  exit 1
fi

make_environment .venv requirements-test.lock
python=.venv/bin/python
install_songs .venv
"$python" -m public_web.build

echo "== ruff"; .venv/bin/ruff check .; .venv/bin/ruff format --check --quiet .
echo "== mypy"; .venv/bin/mypy
echo "== import-linter"; .venv/bin/lint-imports --no-cache | tail -n 3
echo "== typescript"; "$python" -m public_web.build --check
echo "== pytest"
left_to_itself="not browser"
command -v nginx >/dev/null || left_to_itself="$left_to_itself and not nginx"
"$python" -m pytest -n "${TEST_PROCESSES:-2}" --dist worksteal -m "$left_to_itself"
if command -v chromium >/dev/null; then
  echo "== pytest, in a browser" # apart: Playwright keeps the loop of its process to itself
  "$python" -m pytest -m browser
fi
if [ "$all" = yes ]; then
  echo "== end to end"; ./scripts/e2e.sh
fi
if [ "${#left_out[@]}" -gt 0 ]; then
  echo "Left out on this machine:"
  printf '  %s\n' "${left_out[@]}"
fi
