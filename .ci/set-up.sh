# What ./run and ./test share: each function installs one kind of thing, only when it is missing or its lock changed.
# Sourced by POSIX sh under `set -eu`, in the folder of the project.

missing=''

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

has_command() { command -v "$1" >/dev/null 2>&1; }

# A Debian package, known by its name: libraries, fonts, data.
want_package() {
    has_command dpkg-query || return 0
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] || missing="$missing $1"
}

# A program, known by its command, so that one from elsewhere is as good as Debian's.
want_command() {
    has_command "$1" || missing="$missing $2"
}

want_python() {
    has_command python3 || fail 'Inspector needs python3, version 3.11 or later.'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Inspector needs Python 3.11 or later; python3 here is $(python3 -V)."
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
}

# The libraries with which WeasyPrint draws PDFs, and the time zones.
want_app() {
    want_python
    want_package libpango-1.0-0
    want_package libpangoft2-1.0-0
    want_package libharfbuzz-subset0
    want_package tzdata
}

install_packages() {
    if [ -z "$missing" ]; then return 0; fi
    has_command apt-get || fail "Please install these with the tools of this system, then run this again:$missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=''
    elif has_command sudo; then
        as_root='sudo'
    else
        fail "Please have an administrator install these, then run this again: apt-get install$missing"
    fi
    say "Installing from Debian:$missing"
    log=$(mktemp)
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600"
    # shellcheck disable=SC2086  # words on purpose
    if $apt update </dev/null >"$log" 2>&1 && $apt install -y --no-install-recommends $missing </dev/null >>"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 30 "$log" >&2
        fail "That did not work. Please install these, then run this again: apt-get install$missing"
    fi
    missing=''
}

# Two set-ups at once wait for one another; where flock is missing they are as careful as their user.
alone() {
    if has_command flock; then
        (
            flock 9
            "$@" 9>&-
        ) 9>.set-up.lock
    else
        "$@"
    fi
}

# $1: a lock file with hashes. Leaves .venv with those versions and the command .venv/bin/inspector.
install_python() {
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        say 'Making the virtual environment .venv'
        python3 -m venv --clear .venv
    fi
    stamp=".venv/.set-up-$1"
    key="$(cat "$1" .ci/set-up.sh | cksum) $(.venv/bin/python -V) $PWD"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then return 0; fi
    say "Installing the Python packages of $1"
    install_with_uv "$1" || install_with_pip "$1" || fail "The packages of $1 could not be installed; see above."
    printf '%s\n' "$PWD" >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/inspector.pth"
    printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m inspector "$@"\n' "$PWD" >.venv/bin/inspector
    chmod +x .venv/bin/inspector
    printf '%s\n' "$key" >"$stamp"
}

install_with_uv() {
    has_command uv && uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"
}

install_with_pip() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1"
}

# The linters for JavaScript and what its tests need; the app itself needs no Node.
install_node() {
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
             process.exit(major > 18 || (major === 18 && minor >= 19) ? 0 : 1)' ||
        fail "The tests need Node 18.19 or later; node here is $(node --version)."
    key="$(cat package.json package-lock.json | cksum) $(node --version)"
    if [ "$(cat node_modules/.set-up 2>/dev/null)" = "$key" ]; then return 0; fi
    say 'Installing the Node packages of package-lock.json'
    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error </dev/null >/dev/null ||
        fail 'The packages of package-lock.json could not be installed; see above.'
    printf '%s\n' "$key" >node_modules/.set-up
}
