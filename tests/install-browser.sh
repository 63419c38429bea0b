#!/bin/sh
# Page tests need Chromium. In CI, or where we are root on Debian, install it; at a user's
# machine say so and go on (the tests then skip loudly).
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && [ -n "${CI:-}" ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "Chromium is not installed: the page tests will be skipped (Debian: apt-get install chromium)." >&2
