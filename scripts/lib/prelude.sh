# What every script shares: where things are, how to speak, how to ask for root. Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/afterimage

# On CI the checkout is new each time; what cargo has built is not thrown away with it.
if [ -z "${CARGO_TARGET_DIR:-}" ]; then
    if [ "${CI:-}" = true ]; then CARGO_TARGET_DIR=$CACHE/target; else CARGO_TARGET_DIR=$ROOT/target; fi
fi
export CARGO_TARGET_DIR

# Build tools live outside the checkout: every checkout of the same version finds them again.
TOOLS=$CACHE/tools

# What setup found out about this machine, as `export NAME=value` lines.
SETUP_ENV=$ROOT/target/setup.env

WASM_TARGET=wasm32-unknown-unknown

say() { printf '%s\n' "$*" >&2; }

# One paragraph that says what to do, and out.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND…: without coreutils' timeout (macOS) there is no limit, but the command still runs.
limited() {
    local seconds=$1
    shift
    if have timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

# version_at_least HAVE WANT
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

can_be_root() { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

is_debian() { have apt-get && have dpkg; }

# apt_install PACKAGE…: fails without having asked anything.
apt_install() {
    is_debian && can_be_root || return 1
    say "setup: installing $* (apt)"
    local log=$ROOT/target/apt.log
    mkdir -p "$ROOT/target"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 && return
    as_root apt-get update >>"$log" 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 && return
    say "setup: apt could not install $*; its words are in target/apt.log"
    return 1
}

sha256() { if have sha256sum; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
