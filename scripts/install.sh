#!/bin/sh
# install.sh PYTHON VENV EXTRAS: create VENV and install the studio and its pinned dependencies into it.
# Every failure ends with one sentence that says what to do.
set -u
python=$1 venv=$2 extras=$3
log=$venv.install.log

fail() { echo "studio: $*" >&2; exit 1; }

# mlx has wheels for macOS 14 and newer on Apple silicon only; pip would say that it finds no version.
if [ "$(uname -s)" = Darwin ]; then
  if [ "$(uname -m)" != arm64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" != 1 ]; then
    fail "this Mac has an Intel processor, but the studio's model library, MLX, needs Apple silicon (M1 or newer). Use such a Mac, or Linux."
  fi
  macos=$(sw_vers -productVersion)
  [ "${macos%%.*}" -ge 14 ] ||
    fail "this is macOS $macos, but the studio's model library, MLX, needs macOS 14 or newer. Update macOS in System Settings, then try again."
fi

command -v "$python" >/dev/null 2>&1 ||
  fail "$python was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "$("$python" -V 2>&1) is too old. Install Python 3.11 or newer, or name one: make PYTHON=python3.12"
if [ "$(uname -s)" = Darwin ] && [ "$("$python" -c 'import platform; print(platform.machine())')" != arm64 ]; then
  fail "$python is built for Intel processors. Install Python for Apple silicon, or name one: make PYTHON=/opt/homebrew/bin/python3"
fi

if [ ! -x "$venv/bin/python" ]; then
  "$python" -m venv "$venv" >"$log" 2>&1 || {
    rm -rf "$venv"
    fail "$python cannot create a virtual environment. On Debian: sudo apt-get install python3-venv; then try again."
  }
fi

echo "studio: installing what is missing (a minute or two the first time) ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$extras]" \
  >"$log" 2>&1 && {
    rm -f "$log"
    echo "studio: compiling the sound analysis (up to a minute, the first time only) ..."
    "$venv/bin/python" -m studio.audio.warm_up >/dev/null 2>&1 ||
      echo "studio: the sound analysis could not be compiled now; the studio does it when it starts."
    exit 0
  }

if grep -qiE 'No space left' "$log"; then
  fail "the disk is full. Free about 2 GB, then run the same command again. (pip's output: $log)"
elif grep -qiE "(gcc|cc|clang|g\+\+|c\+\+)['\"]?:? .*(not found|No such file|failed)|unable to execute|xcrun: error" "$log"; then
  fail "a package needs a C compiler. On Debian: sudo apt-get install build-essential; on macOS:" \
    "xcode-select --install; then try again. (pip's output: $log)"
elif grep -qiE 'connection (error|refused|broken|aborted|reset)|timed out|Temporary failure in name|Name or service|Network is unreachable|SSLError' "$log"; then
  fail "the package index cannot be reached. Check the network or the proxy, then run the same command again." \
    "(pip's output: $log)"
fi
tail -n 5 "$log" >&2
fail "the packages could not be installed. The end of pip's output is above, all of it is in $log"
