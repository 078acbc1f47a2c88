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
qt_packages="libegl1 libgl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1"
has_qt=yes
if ! "$python" -c 'import PySide6.QtWidgets' 2>/dev/null; then
  has_qt=no
  left_out+=("tests of the studio's windows need the libraries of Qt (apt-get install $qt_packages)")
  [ "$all" = no ] || fail "missing: ${left_out[0]}"
fi
install_songs .venv
"$python" -m public_web.build
"$python" -m studio.build

echo "== ruff"; .venv/bin/ruff check .; .venv/bin/ruff format --check --quiet .
echo "== mypy"; .venv/bin/mypy
echo "== import-linter"; .venv/bin/lint-imports --no-cache | tail -n 3
echo "== typescript"; "$python" -m public_web.build --check
echo "== pytest"
left_to_itself="not browser and not qt"
command -v nginx >/dev/null || left_to_itself="$left_to_itself and not nginx"
"$python" -m pytest -n "${TEST_PROCESSES:-2}" --dist worksteal -m "$left_to_itself" \
  --durations=25 --durations-min=5
windows="" # apart: a crash in Qt must not hide the others; while the browser mostly waits
if [ "$has_qt" = yes ]; then
  told=$(mktemp)
  QT_QPA_PLATFORM=offscreen "$python" -m pytest -m qt tests/studio >"$told" 2>&1 &
  windows=$!
  trap 'kill "$windows" 2>/dev/null || true; rm -f "$told"' EXIT
fi
if command -v chromium >/dev/null; then
  echo "== pytest, in a browser" # apart: Playwright keeps the loop of its process to itself
  "$python" -m pytest -m browser
fi
if [ -n "$windows" ]; then
  echo "== pytest, with windows"
  wait "$windows" || { cat "$told"; exit 1; }
  cat "$told"
  windows=""
fi
if [ "$all" = yes ]; then
  echo "== end to end"; ./scripts/e2e.sh
fi
if [ "${#left_out[@]}" -gt 0 ]; then
  echo "Left out on this machine:"
  printf '  %s\n' "${left_out[@]}"
fi
