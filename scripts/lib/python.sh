# Pythons with what the checks from outside need, beside the other tools. Sourced after prelude.sh.

# Those checks, each with the folder under end2end that has its requirements.txt.
PYTHON_CHECKS="exactly_once api exports"

python_of() { printf '%s\n' "$TOOLS/python-$1/bin/python"; }

have_python() {
    have python3 && return
    apt_install python3 python3-venv && have python3
}

make_venv() {
    rm -rf "$1"
    python3 -m venv "$1" >/dev/null 2>&1 && return
    apt_install python3-venv && rm -rf "$1" && python3 -m venv "$1"
}

# prepare_python CHECK: nothing is done when just these requirements are installed already. Where it is not possible,
# says why and fails.
prepare_python() {
    local check=$1 venv=$TOOLS/python-$1 requirements=end2end/$1/requirements.txt
    if [ -x "$venv/bin/python" ] && cmp -s "$requirements" "$venv/installed"; then return; fi
    have_python || { say "setup: there is no python3"; return 1; }
    say "setup: installing $(tr '\n' ' ' <"$requirements")for the check $check"
    make_venv "$venv" || { say "setup: python3 cannot make a virtual environment (Debian: apt-get install python3-venv)"; return 1; }
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" ||
        { say "setup: pip cannot install $requirements"; return 1; }
    cp "$requirements" "$venv/installed"
}

# A check that cannot run says so itself, when it is run; on CI nothing may be missing.
prepare_python_checks() {
    local check
    for check in $PYTHON_CHECKS; do
        prepare_python "$check" || [ "${CI:-}" != true ] || fail "on CI the check $check must run"
    done
}
