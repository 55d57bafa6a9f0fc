#!/bin/sh
# What the tests need from the system, with "bench" what the figures need: installed where it is missing and the user
# may, else named.
set -eu

missing=""
need() { # need PACKAGE PROBE…: the package is missing if no probe answers
    package=$1
    shift
    for probe in "$@"; do
        if command -v "$probe" >/dev/null 2>&1 || [ -e "$probe" ]; then return 0; fi
    done
    missing="$missing $package"
}

need poppler-utils pdftoppm
need postgresql initdb /usr/lib/postgresql/*/bin/initdb
if [ "${1:-}" = bench ]; then
    need libpangoft2-1.0-0 /usr/lib/*/libpangoft2-1.0.so.0
    need libharfbuzz-subset0 /usr/lib/*/libharfbuzz-subset.so.0
else
    need chromium chromium /usr/bin/chromium /usr/bin/chromium-browser
    need qpdf qpdf
    need nodejs node nodejs
    command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh family 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
fi

[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "还需要 / also needed:$missing" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    sudo=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    echo "还需要下列软件包，请用管理员身份安装 / these packages are needed, ask an administrator:" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi
echo "正在安装 / installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "没有装上 / could not be installed:$missing" >&2
    exit 1
fi
rm -f "$log"
