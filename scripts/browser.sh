#!/bin/sh
# browser.sh VENV: see to it that there is a Chromium for the tests.
# Debian's where we may install packages, else Playwright's own.
set -u
venv=$1

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "studio: installing chromium for the page's tests ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
    >/dev/null 2>&1 && exit 0
fi
echo "studio: installing Playwright's chromium for the page's tests ..."
"$venv/bin/python" -m playwright install chromium && exit 0
echo "studio: no Chromium for the page's tests. Install one (Debian: sudo apt-get install chromium), then again." >&2
exit 1
