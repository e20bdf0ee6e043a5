# Make .venv with the first Python that is new enough, unless a working one is there.
set -eu
enough='import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))'

if .venv/bin/python -c "$enough" 2>/dev/null && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    exit 0
fi
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c "$enough" >/dev/null 2>&1; then
        echo "Making .venv with $("$candidate" --version) …"
        exec "$candidate" -m venv --clear .venv
    fi
done
found=$(python3 --version 2>/dev/null || echo "no Python")
echo "Community needs Python 3.11 or newer with venv (on Debian: python3-venv), but found $found. Install it, or say where it is: make PYTHON=/path/to/python3" >&2
exit 1
