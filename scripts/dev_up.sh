#!/usr/bin/env bash
# Starts the whole of Acetate on this machine; the first time it also installs and builds it.
set -euo pipefail

usage="usage: scripts/dev_up.sh [--detach] [--port 8080] [--host 127.0.0.1] [--data DIR] [--no-demo]"
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/environment.sh

port=8080 data=$PWD/data
options=() demo=--demo
while [ $# -gt 0 ]; do
  case "$1" in
    --detach) options+=(--detach) ;;
    --no-demo) demo=--no-demo ;;
    --port | --host | --data | --public-url)
      [ $# -ge 2 ] || { echo "dev_up.sh: $1 needs a value; $usage" >&2; exit 2; }
      case "$1" in
        --port) port=$2 ;;
        --data) case "$2" in /*) data=$2 ;; *) data=$called_from/$2 ;; esac ;;
        *) options+=("$1" "$2") ;;
      esac
      shift ;;
    -h | --help) echo "$usage"; exit 0 ;;
    *) echo "dev_up.sh: unknown option $1; $usage" >&2; exit 2 ;;
  esac
  shift
done

node_is_good() {
  local version
  version=$(node --version 2>/dev/null) && command -v npm >/dev/null || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ]
}

make_environment .venv requirements.lock
node_is_good || make_environment .venv requirements-web.lock
.venv/bin/python -m public_web.build
exec .venv/bin/acetate up --port "$port" --data "$data" "$demo" ${options[@]+"${options[@]}"}
