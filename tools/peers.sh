#!/bin/sh
# Fetches and builds the peers of the interop tests and of `heyan bench carriers` into .peers/, and
# prints that folder. A peer that cannot be had leaves a sentence in .peers/NAME/why-not instead.
set -u

here=$(cd "$(dirname "$0")" && pwd)
peers=$here/../.peers
mkdir -p "$peers"
peers=$(cd "$peers" && pwd)

has() { command -v "$1" >/dev/null 2>&1; }

# Do something for at most so many seconds; what it says goes to the peer's log.
within() {
    seconds=$1
    shift
    if has timeout; then
        timeout --kill-after=10 "$seconds" "$@" >>"$folder/log" 2>&1
    else
        "$@" >>"$folder/log" 2>&1
    fi
}

# Make the peer $1 of what tools/peers/$1 holds, with the functions needs_$2 and make_$2, if it is
# not there or something has changed.
peer() {
    source=$here/peers/$1
    folder=$peers/$1
    wanted=$(cat "$0" $(find "$source" -type f -not -name Cargo.lock -not -path '*/node_modules/*' 2>/dev/null | sort) | cksum)
    if [ "$(cat "$folder/ready" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    rm -rf "$folder"
    mkdir -p "$folder"
    if ! missing=$("needs_$2"); then
        echo "$missing" >"$folder/why-not"
    elif "make_$2"; then
        echo "$wanted" >"$folder/ready"
    else
        echo "it could not be fetched and built: $folder/log says why" >"$folder/why-not"
        echo "The peer $1 could not be fetched and built: see $folder/log" >&2
    fi
}

needs() {
    for tool in "$@"; do
        has "$tool" || { echo "there is no $tool on this machine"; return 1; }
    done
}

needs_smsgate() { needs java javac mvn; }
make_smsgate() {
    within 120 mvn -q -B -f "$source/pom.xml" dependency:copy-dependencies \
        -DoutputDirectory="$folder/lib" -DincludeScope=runtime &&
        within 60 javac -nowarn --release 17 -encoding UTF-8 -cp "$folder/lib/*" \
            -d "$folder/classes" "$source"/src/heyan/peers/*.java
}

needs_smpp_js() { needs node npm; }
make_smpp_js() {
    cp "$source"/package.json "$source"/package-lock.json "$source"/peer.js "$folder" &&
        within 60 npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
}

needs_cmppprotocol() { needs cargo; }
make_cmppprotocol() {
    CARGO_TARGET_DIR=$folder/target within 240 cargo build --release --quiet \
        --manifest-path "$source/Cargo.toml"
}

needs_tshark() {
    has tshark && return
    [ "$(id -u)" = 0 ] && has apt-get && return
    echo "there is no tshark on this machine, and this user cannot install one"
    return 1
}
make_tshark() {
    has tshark && return
    export DEBIAN_FRONTEND=noninteractive
    within 120 apt-get install -qq -y --no-install-recommends tshark && return
    within 60 apt-get update -qq && within 120 apt-get install -qq -y --no-install-recommends tshark
}

peer smsgate smsgate &
peer smpp-js smpp_js &
peer cmppprotocol cmppprotocol &
peer tshark tshark &
wait
echo "$peers"
