# To be sourced with $peers and $cache set: makes the Python environment in $cache, on first use from
# PyPI, and sets $python.

case "$cache/" in
"$(dirname "$peers")/"*) echo "$cache: lies in the source tree, expected outside" >&2; exit 64 ;;
esac

# One environment for each content of requirements.txt; the mark says that it is complete.
environment=$cache/environment-$(sha256sum "$peers/requirements.txt" | cut -c 1-12)
if [ ! -e "$environment/complete" ]; then
  python3 -m venv --clear "$environment" ||
    { echo "python3 -m venv failed; on Debian: apt install python3-venv" >&2; exit 1; }
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$peers/requirements.txt"
  touch "$environment/complete"
fi

export PYTHONDONTWRITEBYTECODE=1
python=$environment/bin/python
