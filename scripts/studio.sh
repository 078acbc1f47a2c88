#!/usr/bin/env bash
# Opens the studio on this machine; the first time it also installs and builds it.
set -euo pipefail
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/environment.sh

case "${1:-}" in
  -h | --help)
    echo "usage: scripts/studio.sh [FILE ...]    opens the window, and brings files into it"
    exit 0 ;;
esac

node_is_good() {
  local version
  version=$(node --version 2>/dev/null) && command -v npm >/dev/null || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ]
}

make_environment .venv-studio requirements-studio.lock
node_is_good || make_environment .venv-studio requirements-web.lock # fonts and icons are npm packages
.venv-studio/bin/python -m studio.build
studio=$PWD/.venv-studio/bin/acetate-studio
cd "$called_from"
exec "$studio" window "$@"
