#!/usr/bin/env bash
# The jar with the benchmarks, as users of JMH start it: it lists them, runs one on each backend that is in it, and takes
# JMH's own options.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jar=bench/target/benchmarks.jar
work=$(mktemp -d "${TMPDIR:-/tmp}/unroll-benchmarks.XXXXXX")
trap 'rm -rf "$work"' EXIT
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java

fail() {
  cat "$work/out" >&2
  printf 'benchmarks: %s\n' "$*" >&2
  exit 1
}

[ -f "$jar" ] || { echo "benchmarks: $jar is not there; ./mvnw package makes it" >&2 && exit 1; }
"$java" -jar $jar -l >"$work/out" 2>&1 || fail "'java -jar $jar -l' failed"
for benchmark in NetworkBenchmark.infer NetworkBenchmark.train NetworkBenchmark.step KernelBenchmark.call PeakBenchmark.fma ReadBenchmark.sum; do
  grep -q "$benchmark" "$work/out" || fail "$benchmark is not listed"
done

# Two backends from one jar: their entries for ServiceLoader were put together, none has replaced another.
"$java" -Djmh.ignoreLock=true -jar $jar NetworkBenchmark.infer -p backend=cpu,reference -p shape=3x2x4x5x1x6 -p cell=TANH \
  -f 1 -wi 0 -i 1 -r 100ms -foe true -rf json -rff "$work/results.json" >"$work/out" 2>&1 || fail "the run failed"
[ "$(grep -c '"benchmark" : "dev.unroll.bench.jmh.NetworkBenchmark.infer"' "$work/results.json")" -eq 2 ] ||
  fail "expected one result for each of two backends"
echo "benchmarks: java -jar $jar lists them, and ran one on cpu and reference"
