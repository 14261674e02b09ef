# Finds, or makes, a Rust that builds both the server and the page. Sourced by scripts/setup.
#
# Three ways lead to a standard library for WebAssembly: it is there already; rustup fetches it; or, where rustup's
# server cannot be reached, Debian's packages bring the compiler with std's sources, and std is built here, once.
# Every way ends in the same proof: a WebAssembly library that uses std is compiled and linked.

MINIMUM_RUST=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)

# rust_of TOOLCHAIN COMMAND…: an empty TOOLCHAIN means what PATH offers. rust-toolchain.toml is not asked, because
# with some versions of rustup that alone goes to the network.
rust_of() {
    local toolchain=$1
    shift
    if [ -n "$toolchain" ]; then RUSTUP_TOOLCHAIN=$toolchain RUSTUP_AUTO_INSTALL=0 "$@"; else "$@"; fi
}

new_enough() {
    local version
    version=$(rust_of "$1" rustc --version 2>/dev/null | cut -d ' ' -f 2) || return 1
    [ -n "$version" ] && version_at_least "$version" "$MINIMUM_RUST"
}

# links_wasm TOOLCHAIN LINKER: compiles and links a library that needs std, optimised as a whole as the page is; this
# also notices a std of another rustc, and one without the bitcode that this takes.
links_wasm() {
    local folder options=()
    folder=$(mktemp -d)
    if [ -n "$2" ]; then options=(-C "linker=$2"); fi
    local result=0
    echo 'pub fn probe() -> String { "probe".to_owned() } #[unsafe(no_mangle)] extern "C" fn f() -> usize { probe().len() }' |
        rust_of "$1" rustc --edition 2024 --crate-type cdylib --crate-name probe --target "$WASM_TARGET" -C lto \
            ${options[@]+"${options[@]}"} --out-dir "$folder" - >/dev/null 2>&1 || result=1
    rm -rf "$folder"
    return $result
}

# A distribution's rustc may come without the linker that rustup's has; these understand WebAssembly as well.
linker_candidates() {
    echo ""
    local linker
    for linker in rust-lld wasm-ld "$HOME"/.rustup/toolchains/stable-*/lib/rustlib/*/bin/rust-lld; do
        if have "$linker"; then echo "$linker"; fi
    done
    return 0
}

# Sets RUST_TOOLCHAIN and WASM_LINKER if this toolchain can build everything.
try_toolchain() {
    local linker
    new_enough "$1" || return 1
    while IFS= read -r linker; do
        if links_wasm "$1" "$linker"; then
            RUST_TOOLCHAIN=$1 WASM_LINKER=$linker
            return 0
        fi
    done < <(linker_candidates)
    return 1
}

# The toolchains worth a look: the one that was asked for and no other, or all that are known to work; first the one that
# an earlier setup made here, so that what it has built stays of use.
toolchain_candidates() {
    if [ -n "${RUSTUP_TOOLCHAIN:-}" ]; then
        echo "$RUSTUP_TOOLCHAIN"
    elif have rustup; then
        printf '%s\n' debian-web stable
    else
        echo ""
    fi
}

# The probe has a limit, so that a machine without network is not kept waiting.
rustup_server_answers() {
    local url=${RUSTUP_DIST_SERVER:-https://static.rust-lang.org}/dist/channel-rust-stable.toml.sha256
    if have curl; then
        curl -fsS --max-time 10 -o /dev/null "$url" 2>/dev/null
    elif have wget; then
        wget -q -T 10 -t 1 -O /dev/null "$url" 2>/dev/null
    else
        return 0
    fi
}

fetch_with_rustup() {
    local toolchain=${RUSTUP_TOOLCHAIN:-stable}
    # Not for toolchains of another origin that rustup only links to.
    case $toolchain in stable* | beta* | nightly* | [0-9]*) ;; *) return 1 ;; esac
    have rustup && rustup_server_answers || return 1
    if ! new_enough "$toolchain"; then
        say "setup: rustup installs Rust's $toolchain toolchain"
        limited 900 rustup toolchain install "$toolchain" --profile minimal -c clippy -c rustfmt || return 1
    fi
    say "setup: rustup adds $WASM_TARGET to $toolchain"
    limited 600 rustup target add --toolchain "$toolchain" "$WASM_TARGET" >&2 || return 1
    try_toolchain "$toolchain"
}

install_from_debian() {
    is_debian && apt-cache show rustc-web >/dev/null 2>&1 || return 1
    local packages=(rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web)
    if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
        apt_install "${packages[@]}" gcc libc6-dev || return 1
    fi
    local toolchain=""
    if have rustup; then
        toolchain=debian-web
        rustup toolchain list | grep '^debian-web' >/dev/null || rustup toolchain link debian-web /usr
    fi
    new_enough "$toolchain" || return 1
    try_toolchain "$toolchain" && return
    install_debian_linker
    try_toolchain "$toolchain" && return
    build_wasm_std "$toolchain" || return 1
    try_toolchain "$toolchain"
}

# Debian's rust-lld is a link to a linker in a package of its own, of exactly the version that rustc was built with.
install_debian_linker() {
    local package
    package=$(readlink /usr/bin/rust-lld || true)
    if [ -n "$package" ] && ! have rust-lld && [ -z "$(linker_candidates)" ]; then
        apt_install "$(basename "$package")" || true
    fi
}

# Builds std for WebAssembly from the compiler's own sources and puts it where rustup would have put it. The stable
# compiler is told to accept `-Z` for this one crate; nothing of the project is built that way.
build_wasm_std() {
    local toolchain=$1 folder libraries log
    folder=$CARGO_TARGET_DIR/wasm-std
    log=$folder/build.log
    say "setup: building Rust's standard library for $WASM_TARGET (about a minute)"
    rm -rf "$folder"
    mkdir -p "$folder/src"
    : >"$folder/src/lib.rs"
    printf '[package]\nname = "only_std"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$folder/Cargo.toml"
    if ! (cd "$folder" && CARGO_TARGET_DIR=$folder/target RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" rust_of "$toolchain" \
        cargo build -Zbuild-std=std,panic_abort --target "$WASM_TARGET" --release >"$log" 2>&1); then
        say "setup: that failed; the compiler's words are in $log"
        return 1
    fi
    libraries=$(rust_of "$toolchain" rustc --print target-libdir --target "$WASM_TARGET")
    rm -f "$folder/target/$WASM_TARGET/release/deps/"libonly_std*
    install_libraries "$folder/target/$WASM_TARGET/release/deps" "$libraries" || return 1
    rm -rf "$folder"
}

# Replaces the whole folder: two builds of std side by side would be ambiguous.
install_libraries() {
    can_be_root || fail "std for $WASM_TARGET belongs into $2, which needs root: run this once as root (or with sudo)"
    as_root rm -rf "$2.new"
    as_root mkdir -p "$2.new"
    as_root cp "$1"/lib*.rlib "$2.new/"
    as_root rm -rf "$2"
    as_root mv "$2.new" "$2"
}

explain_missing_rust() {
    fail "no Rust here can build for $WASM_TARGET (Rust $MINIMUM_RUST or newer is needed).
  With network: install rustup from https://rustup.rs, then run
      rustup toolchain install stable && rustup target add $WASM_TARGET
  Fedora:  dnf install rust cargo clippy rustfmt rust-std-static-$WASM_TARGET lld
  Arch:    pacman -S rust rust-wasm lld
  Debian 12 as root: apt-get install rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web
  Then run the same command again."
}

find_rust() {
    local candidate
    while IFS= read -r candidate; do
        if try_toolchain "$candidate"; then return; fi
    done < <(toolchain_candidates)
    fetch_with_rustup || install_from_debian || explain_missing_rust
}

# Cargo knows a compiler by its version and does not see that its standard library was replaced: what was built with
# another one has to go.
drop_what_another_std_built() {
    local libraries now note=$CARGO_TARGET_DIR/wasm-std.note
    libraries=$(rust_of "$RUST_TOOLCHAIN" rustc --print target-libdir --target "$WASM_TARGET")
    now=$(rust_of "$RUST_TOOLCHAIN" rustc --version && ls -l "$libraries"/libcore-*.rlib)
    if [ "$(cat "$note" 2>/dev/null)" = "$now" ]; then return; fi
    rm -rf "${CARGO_TARGET_DIR:?}/$WASM_TARGET"
    mkdir -p "$CARGO_TARGET_DIR"
    printf '%s\n' "$now" >"$note"
}

choose_rust() {
    find_rust
    drop_what_another_std_built
}
