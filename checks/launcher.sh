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

# What the JVM is given so that OpenCL leaves it its signals, shown by a Java that prints its environment.
if [[ $OSTYPE == linux* ]]; then
  given() { env "$@" JAVA_HOME="$work/java" ./rnn; }
  mkdir -p "$work/java/bin" "$work/java/lib"
  printf '#!/bin/sh\nenv\n' >"$work/java/bin/java"
  chmod +x "$work/java/bin/java"
  echo 'JAVA_VERSION="17.0.1"' >"$work/java/release"
  touch "$work/java/lib/libjsig.so"
  expect 0 '^LD_PRELOAD=[^:]*/java/lib/libjsig.so$' given -u LD_PRELOAD
  expect 0 '^LD_PRELOAD=[^:]*/java/lib/libjsig.so:/own.so$' given LD_PRELOAD=/own.so
  expect 0 '^LD_PRELOAD=/own/libjsig.so$' given LD_PRELOAD=/own/libjsig.so
  expect 0 '^POCL_SIGFPE_HANDLER=0$' given -u POCL_SIGFPE_HANDLER
  expect 0 '^POCL_SIGFPE_HANDLER=1$' given POCL_SIGFPE_HANDLER=1
  expect 0 '^OCL_ICD_VENDORS=/own$' given OCL_ICD_VENDORS=/own
  expect 0 '^LD_LIBRARY_PATH=/own\(:.*/\.build/opencl/pocl/lib\)\?$' given LD_LIBRARY_PATH=/own

  # And in a real one: the launcher becomes the JVM, so this is its process.
  ./rnn validate --backend reference >"$work/out" 2>&1 </dev/null &
  pid=$!
  until jvm=$(grep -o -m 1 '/.*/libjvm\.so' "/proc/$pid/maps" 2>/dev/null); do
    kill -0 "$pid" 2>/dev/null || { cat "$work/out" >&2 && fail "no JVM was seen"; }
    sleep 0.05
  done
  jsig=${jvm%/server/libjvm.so}/libjsig.so
  preloaded=true
  [ ! -e "$jsig" ] || grep -q '/libjsig\.so' "/proc/$pid/maps" || preloaded=false
  kill "$pid"
  wait "$pid" || true
  $preloaded || fail "the JVM runs without $jsig"
fi

# Where there is an OpenCL runtime, it is seen without being asked for.
[ ! -e .build/opencl/pocl/ready ] || expect 0 '^opencl  *available  *[^ -]' ./rnn backends

# From another directory and through a link; options before the word reach the JVM, exit codes come back.
ln -s "$home/rnn" "$work/linked"
cd "$work"
expect 0 'reference' ./linked backends
expect 0 'no-such-backend' "$home/rnn" -Drnn.backend=no-such-backend -Xmx256m -J-Xshare:auto backends
expect 2 '[Uu]nknown option' "$home/rnn" backends --no-such-option
echo "launcher: $starts at once, options, exit codes and messages are as promised"
