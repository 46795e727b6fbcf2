#!/bin/sh
# Builds .venv from the pinned requirements and sees to the few system packages the product stands on.
# Says nothing when everything is in place. `--tests` adds what the tests need (Chromium, fonts).
# PYTHON=python3.12 chooses an interpreter.
set -eu
cd "$(dirname "$0")/.."
wanted_for_tests=${1:-}

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        command -v "$name" >/dev/null 2>&1 || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo '没有 python3')
    fail "需要 Python 3.11 或更新的版本（找到的是：$found）：请先安装（Debian 12：apt-get install python3），或用 PYTHON=路径 make run 指定。"
}

has_browser() {
    for name in ${CHROMIUM:-chromium-headless-shell chromium}; do
        command -v "$name" >/dev/null 2>&1 && return
    done
    return 1
}

has_chinese_font() {  # fc-list does not come with the browser
    fc-list ':lang=zh-cn' 2>/dev/null | grep -q . || ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1
}

missing_packages() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || printf ' python3-venv'
    "$python" - <<'PY' || printf ' libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'
import ctypes, ctypes.util, sys
names = [("pango-1.0", "libpango-1.0.so.0"), ("pangoft2-1.0", "libpangoft2-1.0.so.0")]
for short, full in names:
    try:
        ctypes.CDLL(full if sys.platform.startswith("linux") else ctypes.util.find_library(short) or full)
    except OSError:
        sys.exit(1)
PY
    [ "$wanted_for_tests" = --tests ] || return 0
    has_browser || printf ' chromium-headless-shell'
    has_chinese_font || printf ' fonts-noto-cjk'
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "缺少系统组件（Debian 的包名：$1）：请用本系统的软件包工具安装后再试（macOS：brew install pango）。"
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        fail "缺少系统包$1：请运行 sudo apt-get update && sudo apt-get install -y$1，然后再试。"
    fi
    echo "安装系统包：$1"
    mkdir -p var/log
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5"
    # shellcheck disable=SC2086
    if ! { $apt update && $apt install -y --no-install-recommends $1; } >var/log/apt.log 2>&1; then
        fail "系统包$1 没有装上：原因见 var/log/apt.log 末尾；可手工运行 apt-get install -y$1 后再试。"
    fi
}

build_environment() {
    if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        rm -rf .venv
        "$python" -m venv .venv || fail "未能建立 .venv：请确认已安装 python3-venv，且磁盘有空间。"
    fi
    if [ "$wanted_for_tests" = --tests ]; then list=requirements-dev.txt; else list=requirements.txt; fi
    stamp=$(cat requirements.txt "$list" constraints.txt | cksum)
    [ "$(cat ".venv/.installed-$list" 2>/dev/null)" != "$stamp" ] || return 0
    echo "安装 Python 依赖（第一次约需一分钟）…"
    mkdir -p var/log
    : >var/log/pip.log
    tries=0
    until .venv/bin/python -m pip install --disable-pip-version-check --no-input --retries 10 --timeout 60 \
        -r "$list" -c constraints.txt >>var/log/pip.log 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" = 3 ]; then
            sed -n '/^ERROR/p' var/log/pip.log | tail -n 1 >&2
            fail "Python 依赖没有装全（见 var/log/pip.log）：请检查网络或 pip 的镜像设置，然后再运行一次。"
        fi
        sleep 3
    done
    printf '%s\n' "$stamp" >".venv/.installed-$list"
}

python=$(find_python)
missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"
build_environment
