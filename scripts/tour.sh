#!/usr/bin/env bash
# Walks through the studio by clicks and keys and photographs it, up to a public page that plays.
set -euo pipefail
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/environment.sh

usage="usage: scripts/tour.sh [--quick] [FOLDER]    pictures go into FOLDER (default: data/tour)"
folder=$PWD/data/tour quick=()
for argument in "$@"; do
  case "$argument" in
    --quick) quick=(--quick) ;;
    -h | --help) echo "$usage"; exit 0 ;;
    -*) echo "tour.sh: unknown option $argument; $usage" >&2; exit 2 ;;
    /*) folder=$argument ;;
    *) folder=$called_from/$argument ;;
  esac
done

for need in xvfb-run:xvfb chromium:chromium; do
  command -v "${need%%:*}" >/dev/null || fail "the tour needs ${need%%:*} (apt-get install ${need##*:})"
done
make_environment .venv requirements-test.lock
install_songs .venv
.venv/bin/python -m public_web.build
.venv/bin/python -m studio.build
export QT_QPA_PLATFORM=xcb
exec xvfb-run --auto-servernum --server-args="-screen 0 1920x1200x24" \
  .venv/bin/python -m tests.tour "$folder" ${quick[@]+"${quick[@]}"}
