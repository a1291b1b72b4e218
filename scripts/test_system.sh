#!/bin/sh
# test_system.sh VENV: install what the tests use beside Python packages: Chromium, OpenBLAS, ffmpeg and a C++ compiler.
# As root on Debian with apt-get. Elsewhere Playwright downloads Chromium, and the tests of the others are skipped.
set -u
venv=$1

has() { command -v "$1" >/dev/null 2>&1; }

has_browser() { has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome; }

missing() {
  has chromium-headless-shell || echo chromium-headless-shell
  ldconfig -p 2>/dev/null | grep -q 'libopenblas\.so\.0' || echo libopenblas0-pthread
  has ffmpeg || echo ffmpeg # writes AAC
  has g++ || echo g++
}

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1; }

if has apt-get && [ "$(id -u)" = 0 ] && [ -n "$(missing)" ]; then
  echo "studio: installing what the tests use:" $(missing)
  apt-get update -qq >/dev/null 2>&1
  for package in $(missing); do
    install "$package" || echo "studio: $package could not be installed; going on without it." >&2
  done
  has_browser || install chromium
fi
has_browser && exit 0
echo "studio: downloading Chromium for the tests ..."
"$venv/bin/python" -m playwright install chromium && exit 0
echo "studio: the tests need Chromium. Install it (Debian: sudo apt-get install chromium), then try again." >&2
exit 1
