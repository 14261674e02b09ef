# The tools that turn a WebAssembly library into a page. Sourced by scripts/setup.

# The command-line half of wasm-bindgen must be exactly as old as the library half. What is left out of it is TLS, for its
# tests in remote browsers.
locked_version() {
    awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

is_version() { [ "$("$1" --version 2>/dev/null | cut -d ' ' -f 2)" = "$2" ]; }

# build_tool CRATE VERSION ROOT OPTIONS…: without optimisation and link-time optimisation: it runs for seconds, and
# building it fast is what counts. Without --locked: its lock file may name versions that a registry mirror does not
# have yet.
build_tool() {
    local crate=$1 version=$2 root=$3 log=$TOOLS/$1-$2.log
    shift 3
    say "setup: building $crate $version (about 2 minutes, once)"
    mkdir -p "$TOOLS"
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
        CARGO_PROFILE_RELEASE_DEBUG=0 \
        rust_of "$RUST_TOOLCHAIN" cargo install "$crate" --version "=$version" "$@" \
        --root "$root" --target-dir "$TOOLS/build" >"$log" 2>&1 ||
        fail "$crate $version could not be built; cargo's words are in $log"
}

fetch_wasm_bindgen() {
    have cargo-binstall || return 1
    say "setup: fetching wasm-bindgen $1 (cargo-binstall)"
    limited 120 cargo binstall --no-confirm --disable-strategies compile --root "$2" \
        "wasm-bindgen-cli@$1" >/dev/null 2>&1
}

choose_wasm_bindgen() {
    local version root
    version=$(locked_version wasm-bindgen)
    root=$TOOLS/wasm-bindgen-$version
    WASM_BINDGEN=$root/bin/wasm-bindgen
    if is_version "$WASM_BINDGEN" "$version"; then return; fi
    if is_version wasm-bindgen "$version"; then
        WASM_BINDGEN=$(command -v wasm-bindgen)
        return
    fi
    fetch_wasm_bindgen "$version" "$root" || build_tool wasm-bindgen-cli "$version" "$root" --no-default-features --bin wasm-bindgen
}

# The half of the crate wasm_split_helpers that takes the library apart. It tells no version: its folder does.
WASM_SPLIT_VERSION=0.2.4

choose_wasm_split() {
    local root=$TOOLS/wasm-split-$WASM_SPLIT_VERSION
    WASM_SPLIT=$root/bin/wasm-split-cli
    if [ -x "$WASM_SPLIT" ]; then return; fi
    build_tool wasm_split_cli_support "$WASM_SPLIT_VERSION" "$root" --features build-binary
}

# Older ones write the export of the second of two tables as that of the first: a page made with Debian's 108 stops at
# its first step. 119 is the oldest that is known to be sound.
WASM_OPT_OLDEST=119
NPM_BINARYEN=132.0.0

wasm_opt_version() { "$1" --version 2>/dev/null | grep -o '[0-9][0-9]*' | head -n 1; }

is_sound_wasm_opt() {
    local version
    version=$(wasm_opt_version "$1") || return 1
    [ -n "$version" ] && [ "$version" -ge "$WASM_OPT_OLDEST" ]
}

fetch_wasm_opt() {
    have npm || return 1
    say "setup: fetching binaryen $NPM_BINARYEN (npm)"
    limited 180 npm install --silent --no-save --prefix "$1" "binaryen@$NPM_BINARYEN" >/dev/null 2>&1
}

# It only makes the page smaller; without it the page works all the same.
choose_wasm_opt() {
    local root=$TOOLS/binaryen-$NPM_BINARYEN
    WASM_OPT=$root/node_modules/.bin/wasm-opt
    if is_sound_wasm_opt "$WASM_OPT"; then return; fi
    if is_sound_wasm_opt wasm-opt; then
        WASM_OPT=$(command -v wasm-opt)
        return
    fi
    if fetch_wasm_opt "$root" && is_sound_wasm_opt "$WASM_OPT"; then return; fi
    WASM_OPT=
    say "setup: no wasm-opt of version $WASM_OPT_OLDEST or later (binaryen, also from npm): the page will be larger"
}

choose_brotli() {
    have brotli || apt_install brotli || true
    have brotli || say "setup: no brotli: the page will be compressed with gzip only"
}
