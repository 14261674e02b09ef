# A Python with what a check needs, outside the checkout. Sourced by the checks' scripts, after prelude.sh.

# Without Python the check is left out, visibly; on CI that is an error.
# leave_out CHECK WHY
leave_out() {
    if [ "${CI:-}" = true ]; then fail "on CI the $1 check must run: $2"; fi
    say "$1: left out: $2"
    exit 0
}

# prepare_python CHECK VENV REQUIREMENTS: nothing is done when the same requirements are installed already.
prepare_python() {
    local check=$1 venv=$2 requirements=$3
    have python3 || apt_install python3 python3-venv || leave_out "$check" "there is no python3"
    if [ -x "$venv/bin/python" ] && cmp -s "$requirements" "$venv/installed"; then return; fi
    say "setup: installing $(tr '\n' ' ' <"$requirements")"
    rm -rf "$venv"
    python3 -m venv "$venv" 2>/dev/null || { apt_install python3-venv && python3 -m venv "$venv"; } ||
        leave_out "$check" "python3 cannot make a virtual environment (Debian: apt-get install python3-venv)"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" ||
        leave_out "$check" "pip cannot install $requirements"
    cp "$requirements" "$venv/installed"
}
