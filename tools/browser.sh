#!/bin/sh
# Prints the path of a Chromium for the browser tests, installing Debian's where it may, or "none".
set -eu

find_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name"; then
            return
        fi
    done
    return 1
}

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    export DEBIAN_FRONTEND=noninteractive
    echo "Installing $*" >&2
    apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    apt-get update -qq >&2 && apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

# A name that is not wanted alone: without its font every Chinese page is a row of boxes.
has_chinese_font() {
    command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn)" ]
}

if find_browser >/dev/null; then
    has_chinese_font || install fontconfig fonts-noto-cjk || true
else
    install chromium fontconfig fonts-noto-cjk || true
fi
if ! find_browser; then
    echo "There is no Chromium here and this user cannot install one: the browser tests are left out." >&2
    echo none
fi
