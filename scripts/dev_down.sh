#!/usr/bin/env bash
# Stops what dev_up.sh started on a data folder, and waits until all of it is down.
set -euo pipefail

usage="usage: scripts/dev_down.sh [--data DIR]"
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=$PWD/data
while [ $# -gt 0 ]; do
  case "$1" in
    --data)
      [ $# -ge 2 ] || { echo "dev_down.sh: --data needs a value; $usage" >&2; exit 2; }
      case "$2" in /*) data=$2 ;; *) data=$called_from/$2 ;; esac
      shift ;;
    -h | --help) echo "$usage"; exit 0 ;;
    *) echo "dev_down.sh: unknown option $1; $usage" >&2; exit 2 ;;
  esac
  shift
done

if [ ! -x .venv/bin/acetate ]; then
  echo "Nothing runs: Acetate was never started here."
  exit 0
fi
exec .venv/bin/acetate down --data "$data"
