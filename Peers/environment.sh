# To be sourced with $peers and $cache set; the cache is outside of the source tree.
#
# use REQUIREMENTS [OPTION OF PIP …] sets $python to that of an environment with these packages, which
# is made on first use, from PyPI. There is one environment for each content of the file; the mark says
# that it is complete.
use() {
  requirements=$peers/$1
  shift
  environment=$cache/environment-$(sha256sum "$requirements" | cut -c 1-12)
  if [ ! -e "$environment/complete" ]; then
    python3 -m venv --clear "$environment" ||
      { echo "python3 -m venv failed; on Debian: apt install python3-venv" >&2; exit 1; }
    "$environment/bin/pip" install --quiet --disable-pip-version-check "$@" -r "$requirements"
    touch "$environment/complete"
  fi
  python=$environment/bin/python
}

case "$cache/" in
"$(dirname "$peers")/"*) echo "$cache: lies in the source tree, expected outside" >&2; exit 64 ;;
esac
export PYTHONDONTWRITEBYTECODE=1
