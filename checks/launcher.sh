#!/usr/bin/env bash
# The launcher from outside: what it says without a usable Java, what it hands through, and several at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/unroll-launcher.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'launcher: %s\n' "$*" >&2
  exit 1
}

# expect STATUS PATTERN COMMAND…: the exit status, and a pattern that output or errors contain.
expect() {
  local status=$1 pattern=$2 got=0
  shift 2
  "$@" >"$work/out" 2>&1 </dev/null || got=$?
  [ "$got" -eq "$status" ] && grep -q -e "$pattern" "$work/out" && return
  cat "$work/out" >&2
  fail "'$*' ended with $got, expected $status and '$pattern' in what it says"
}

# Java that cannot be used
mkdir -p "$work/old/bin" "$work/empty"
printf '#!/bin/sh\necho "openjdk version \\"11.0.2\\" 2019-01-15" >&2\n' >"$work/old/bin/java"
chmod +x "$work/old/bin/java"
expect 1 'is Java 11.0.2. A JDK 17 or newer is needed' env JAVA_HOME="$work/old" ./rnn --help
expect 1 'there is no bin/java in it' env JAVA_HOME="$work/empty" ./rnn --help
for tool in bash env readlink sed grep dirname; do ln -s "$(command -v $tool)" "$work/empty/$tool"; done
expect 1 'no Java on the PATH' env -u JAVA_HOME PATH="$work/empty" ./rnn --help

# Several at once on a tree that is not built: one builds, all work.
starts=8
rm -f rnn-cli/target/launcher.stamp
pids=()
for i in $(seq $starts); do
  ./rnn backends >"$work/start.$i" 2>&1 </dev/null &
  pids+=($!)
done
for pid in "${pids[@]}"; do
  wait "$pid" || { cat "$work"/start.* >&2 && fail "one of $starts launchers started at once failed"; }
done
if command -v flock >/dev/null; then
  builds=$(cat "$work"/start.* | grep -c '^building Unroll')
  [ "$builds" -eq 1 ] || fail "$starts launchers started at once built $builds times"
fi

# Profiles: one that does not exist, and nothing of the peers where they are not asked for.
expect 1 'there is no profile "nothing". The one there is: -Ppeers' ./rnn -Pnothing backends
expect 0 'java.class.path' ./rnn -XshowSettings:properties backends
! grep -q bench-peers "$work/out" || fail "the peers are on the class path without -Ppeers"

# From another directory and through a link; options before the word reach the JVM, exit codes come back.
ln -s "$home/rnn" "$work/linked"
cd "$work"
expect 0 'reference' ./linked backends
expect 0 'no-such-backend' "$home/rnn" -Drnn.backend=no-such-backend -Xmx256m -J-Xshare:auto backends
expect 2 '[Uu]nknown option' "$home/rnn" backends --no-such-option
echo "launcher: $starts at once, options, exit codes and messages are as promised"
