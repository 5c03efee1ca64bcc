#!/usr/bin/env bash
# ./rnn bundle: writes a bundle, packs it, and unpacks it in an empty folder; there it must run without Java, Maven or a clone.
#
#   checks/bundle.sh          needs what ./rnn builds; under a minute
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/unroll-bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
most=40

fail() {
  printf 'bundle: %s\n' "$*" >&2
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

# What it refuses, before anything is written.
mkdir -p "$work/full/of" "$work/made"
expect 2 'which folder?' ./rnn bundle
expect 2 'there is no option --fast' ./rnn bundle --fast "$work/made"
expect 0 'Usage: rnn bundle' ./rnn bundle --help
expect 1 'is not empty' ./rnn bundle "$work/full"
expect 1 'a bundle is without the peers' ./rnn -Ppeers bundle "$work/made"

# Failed or cut off in the middle it leaves nothing, neither under its name nor beside it: here with a JDK whose jlink begins to write, and
# then says what is wrong, or is interrupted together with what started it.
mkdir -p "$work/jdk/bin" "$work/cut"
printf '#!/bin/sh\n' >"$work/jdk/bin/java"
echo 'JAVA_VERSION="17.0.1"' >"$work/jdk/release"
cat >"$work/jdk/bin/jlink" <<'SH'
#!/usr/bin/env bash
mkdir -p "${!#}/lib"
[ "${CUT_OFF:-}" != yes ] || kill -TERM "$PPID"
echo "Error: no space left" >&2
exit 1
SH
chmod +x "$work"/jdk/bin/*
expect 1 'jlink of .*/jdk failed: Error: no space left' env JAVA_HOME="$work/jdk" ./rnn bundle "$work/cut/unroll"
expect 130 'interrupted' env CUT_OFF=yes JAVA_HOME="$work/jdk" ./rnn bundle "$work/cut/unroll"
[ -z "$(ls -A "$work/cut")" ] || fail "cut off, it left $(ls -A "$work/cut")"

expect 0 'pack it:' ./rnn bundle "$work/made"
said=$(head -n 1 "$work/out")

# Packed no better than quickly: what xz -9e makes of it is smaller.
command -v xz >/dev/null || fail "there is no xz to pack it with"
mkdir "$work/there"
tar -C "$work" -cf - made | xz -1 -T0 >"$work/made.tar.xz"
size=$(($(wc -c <"$work/made.tar.xz") >> 20))
[ "$size" -lt "$most" ] || fail "packed it is $size MiB, and may be $most"
tar -C "$work/there" -xf "$work/made.tar.xz"
rm -rf "$work/made"

# A path with nothing of Java in it, an environment that says nothing, and a folder that is not the bundle's.
mkdir "$work/bin" "$work/empty"
for tool in bash env readlink sed grep; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
cd "$work/empty"
inside() { env -i PATH="$work/bin" HOME="$work/empty" "$work/there/made/rnn" "$@"; }
expect 0 '^cpu  *available.*Vector API' inside -XshowSettings:properties backends
grep -q 'java.home = .*/there/made/runtime$' "$work/out" || fail "another Java was taken"
! grep -q "$home" "$work/out" || fail "the bundle knows where it was written"
expect 0 '^ok in .* quick' inside validate --quick --backend cpu --up-to 9 --golden "$work/there/made/golden"
expect 0 'perplexity' inside train --backend cpu --epochs 1 --seed 1
expect 0 '[a-z]' inside generate --backend cpu --length 5
expect 0 'NetworkBenchmark.train' "$work/there/made/runtime/bin/java" -jar "$work/there/made/benchmarks.jar" -l
expect 1 'this is a bundle already' inside bundle "$work/again"
expect 1 'there are no peers in a bundle' inside -Ppeers bench
[ ! -e "$work/again" ] || fail "a bundle wrote another one"
for script in "$work"/there/made/gpu/*.sh; do [ ! -e "$script" ] || bash -n "$script"; done

echo "$said" | sed "s,^[^:]*,bundle,"
echo "bundle: packed with xz -1 it is $size MiB; backends, validate, train and generate run without Java, from an empty folder"
