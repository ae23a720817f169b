#!/usr/bin/env bash
# Installs what building `track` needs and this machine lacks, with apt-get, and the packages that are
# given. Where nothing is missing it prints nothing and takes a few hundredths of a second, so every
# `make` target can afford it.
set -euo pipefail

say() { echo "setup: $*" >&2; }

if ! command -v dpkg-query >/dev/null; then
  say "not a Debian system: install Swift 6, FFmpeg 5 or 7 and oneDNN 2 or 3, with their headers"
  exit 0
fi
system=$(. /etc/os-release && echo "$ID ${VERSION_ID:-}")
missing=()

needed=(git binutils libc6-dev libavformat-dev libavcodec-dev libswscale-dev libavutil-dev libdnnl-dev "$@")
installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${needed[@]}" 2>/dev/null || true)
for package in "${needed[@]}"; do
  case $'\n'$installed$'\n' in
    *$'\n'"installed $package"$'\n'*) ;;
    *) missing+=("$package") ;;
  esac
done

# The linker takes the C++ library of the newest GCC it finds a folder of; no C++ compiler is needed.
gcc_folder=$(printf '%s\n' /usr/lib/gcc/"$(uname -m)"-linux-gnu/*/ | sort --version-sort | tail --lines 1)
if [ ! -d "$gcc_folder" ]; then
  case $system in
    "debian 12") missing+=(libstdc++-12-dev) ;;
    "debian 13") missing+=(libstdc++-14-dev) ;;
    *) missing+=(g++) ;;
  esac
elif [ ! -e "$gcc_folder/libstdc++.so" ]; then
  missing+=("libstdc++-$(basename "$gcc_folder")-dev")
fi

no_toolchain() {
  say "no swift on PATH, and this system has no package of Swift 6: get it from" \
    "https://www.swift.org/install/linux and put its usr/bin on PATH"
  exit 1
}

# A toolchain unpacked from swift.org leaves the libraries that it runs on to the system.
swift=$(command -v swift || true)
if [ -n "$swift" ]; then
  tools=$(dirname "$(readlink --canonicalize "$swift")")
  for library in $(ldd "$tools/swift-package" 2>/dev/null | awk '/not found/ { print $1 }'); do
    case $library in
      libcurl.so.4) missing+=(libcurl4) ;;
      libncurses.so.6) missing+=(libncurses6) ;;
      libsqlite3.so.0) missing+=(libsqlite3-0) ;;
      libxml2.so.2) missing+=(libxml2) ;;
      *) say "the toolchain at $tools needs $library, which is not installed" ;;
    esac
  done
elif [ "$system" = "debian 12" ]; then
  no_toolchain  # before anything is installed: the packages alone would not build it
else
  missing+=(swiftlang)
fi

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id --user)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "run this as root: apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  as_root=(sudo "${as_root[@]}")
fi
say "installing ${missing[*]}"
"${as_root[@]}" apt-get update --quiet </dev/null
if [ -z "$swift" ]; then
  offered=$(apt-cache policy swiftlang | awk '/Candidate:/ { print $2 }')
  dpkg --compare-versions "${offered:-0}" ge 6 || no_toolchain
fi
"${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "${missing[@]}" </dev/null
