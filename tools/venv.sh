#!/bin/sh
# Makes the virtual environment in $1 and installs what requirements/dev.lock names, and heyan.
set -eu

venv=$1

works() { "$@" >/dev/null 2>&1; }

recent() { works "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13; do
        if recent "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "heyan needs Python 3.11 or newer: install python3.11, or name one: make PYTHON=/path/to/python3" >&2
    exit 1
}

install_venv() {
    [ "$(id -u)" = 0 ] && works command -v apt-get || return 1
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -qq -y python3-venv >/dev/null 2>&1 && return
    apt-get update -qq >/dev/null && apt-get install -qq -y python3-venv >/dev/null
}

# Debian keeps what venv needs to bring pip along in a package of its own; a pip from outside will do.
make_venv() {
    rm -rf "$venv"
    works "$python" -m venv "$venv" && return
    rm -rf "$venv"
    if install_venv && works "$python" -m venv "$venv"; then
        return
    fi
    rm -rf "$venv"
    if works "$python" -m pip --python "$python" --version && "$python" -m venv --without-pip "$venv"; then
        return
    fi
    rm -rf "$venv"
    echo "This Python can make no virtual environment: install python3-venv (or python3-pip) and try again." >&2
    exit 1
}

pip() {
    if works "$venv/bin/python" -m pip --version; then
        "$venv/bin/python" -m pip "$@"
    else
        "$python" -m pip --python "$venv/bin/python" "$@"
    fi
}

python=$(find_python)
recent "$venv/bin/python" || make_venv
echo "Installing what requirements/dev.lock names into $venv"
pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements/dev.lock
pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
