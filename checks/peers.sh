#!/usr/bin/env bash
# The peers: their tests, and from outside that they are on the class path with -Ppeers and only then, and not built again each time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/unroll-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
  cat "$work/out" >&2
  printf 'peers: %s\n' "$*" >&2
  exit 1
}

./mvnw -q -B -Ppeers -Dgates=off -pl bench-peers -am verify -Dtest='dev.unroll.peers.**' -Drnn.test.require="${RNN_TEST_REQUIRE:-}"

start() { ./rnn "$@" -XshowSettings:properties backends >"$work/out" 2>&1 </dev/null || fail "./rnn $* failed"; }

start -Ppeers
grep -q 'bench-peers/target/lib' "$work/out" || fail "./rnn -Ppeers has no peers on its class path"
start
! grep -q bench-peers "$work/out" || fail "./rnn has the peers on its class path without -Ppeers"
start -Ppeers
! grep -q '^building' "$work/out" || fail "./rnn -Ppeers builds again after ./rnn, though nothing changed"
sed -n 's/^\(Tests run: .*\), Time.* in \(.*\)$/\2: \1/p' bench-peers/target/surefire-reports/*.txt
