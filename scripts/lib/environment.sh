# Finds a Python, and keeps a virtual environment at a lock; sourced by the scripts beside it.
# Every failure is one line on stderr and exit code 1. Works with bash 3.2 and newer.

OLDEST_PYTHON=11 # of Python 3
NEWEST_PYTHON=13
NEEDED_MB=1500 # environment and download cache, rounded up

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Names of Pythons worth a try, best first.
python_candidates() {
  printf '%s\n' python3.13 python3.12 python3.11 python3
  ls -d "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[123].*/bin/python 2>/dev/null || true
}

# Prints the first Python of a fitting version that can make virtual environments.
find_python() {
  local candidate minor lacking="" unfit=""
  while IFS= read -r candidate; do
    minor=$("$candidate" -c 'import sys; print(sys.version_info[1] * (sys.version_info[0] == 3))' \
      2>/dev/null) || continue
    if [ "$minor" -lt "$OLDEST_PYTHON" ] || [ "$minor" -gt "$NEWEST_PYTHON" ]; then
      unfit="3.$minor"
    elif ! "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
      lacking="3.$minor"
    else
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done < <(python_candidates)
  if [ -n "$lacking" ]; then
    fail "Python $lacking lacks its venv module: apt-get install python$lacking-venv"
  fi
  fail "no Python 3.$OLDEST_PYTHON to 3.$NEWEST_PYTHON found${unfit:+ (only $unfit)}: install one," \
    "for example apt-get install python3 python3-venv"
}

# environment_mark VENV LOCK: one line that changes with the lock, the project and the Python.
environment_mark() {
  "$1/bin/python" -I -S - "$2" 2>/dev/null <<'PYTHON'
import hashlib, pathlib, sys
digest = hashlib.sha256(sys.version.encode())
for name in (sys.argv[1], "pyproject.toml"):
    digest.update(pathlib.Path(name).read_bytes())
print(sys.argv[1], pathlib.Path.cwd(), digest.hexdigest())
PYTHON
}

free_mb() {
  df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'
}

# explain_pip LOG: the one line of pip's output that a person can act on.
explain_pip() {
  if grep -qi 'no space left' "$1"; then
    fail "the disk is full: make room and run this again"
  fi
  if grep -qiE 'connection|resolution|timed out|SSLError|ProxyError|Retrying' "$1"; then
    fail "the packages could not be downloaded: check the network connection (or PIP_INDEX_URL)"
  fi
  fail "the packages could not be installed: $({ grep -i error "$1" || cat "$1"; } | tail -n 1)"
}

# pip_install VENV ARGUMENT...
pip_install() {
  local venv=$1 log
  shift
  log=$(mktemp)
  if ! "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
    --retries 2 "$@" >"$log" 2>&1; then
    explain_pip "$log"
  fi
  rm -f "$log"
}

# make_environment VENV LOCK: bring VENV to LOCK; nothing to do takes 50 ms.
make_environment() {
  local venv=$1 lock=$2 stamp="$1/.acetate" mark python free
  mark=$(environment_mark "$venv" "$lock") || mark=""
  if [ -n "$mark" ] && grep -qxF -- "$mark" "$stamp" 2>/dev/null; then
    return
  fi
  if [ ! -w . ] || { [ -e "$venv" ] && [ ! -w "$venv" ]; }; then
    fail "the folder $PWD is not yours to write: run this as its owner, or in a clone of your own"
  fi
  free=$(free_mb .)
  if [ -n "$free" ] && [ "$free" -lt "$NEEDED_MB" ]; then
    fail "only $free MB are free in $PWD, the environment needs $NEEDED_MB: make room"
  fi
  # Without pip it is one whose making was interrupted.
  if [ -z "$mark" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    echo "Making a virtual environment with $("$python" --version) ..."
    "$python" -m venv --clear "$venv" >/dev/null 2>&1 ||
      fail "no virtual environment could be made in $PWD/$venv: is the folder yours to write?"
    mark=$(environment_mark "$venv" "$lock") || fail "the new environment $venv does not start"
  fi
  echo "Installing the packages of $lock (this may take some minutes the first time) ..."
  pip_install "$venv" --require-hashes -r "$lock"
  pip_install "$venv" --no-deps -e .
  echo "$mark" >>"$stamp"
}

# install_songs VENV: real music for the tests; apart from the lock, and without what comes along.
install_songs() {
  local lock=requirements-songs.lock mark
  mark="songs $(cksum <"$lock")"
  if ! grep -qxF -- "$mark" "$1/.acetate"; then
    echo "Installing the test music ..."
    pip_install "$1" --no-deps --require-hashes -r "$lock"
    echo "$mark" >>"$1/.acetate"
  fi
}
