#!/usr/bin/env bash
# What ./rnn bundle DIR starts, once everything is built: puts a Java runtime, all jars, the launcher, golden files and the scripts of
# bench/gpu into one folder, which then needs nothing else.
#
#   bundle/write.sh JDK VERSION DIR       the folder of the JDK whose runtime goes in, and its major version
#
# Exit codes: 0 the folder is complete, 1 it could not be written and nothing of it is left, 2 bad usage.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Everything that the commands and the jars need; java.desktop, which commons-math names, is for classes that nothing here uses.
modules=java.base,java.logging,java.management,jdk.management,jdk.unsupported,jdk.incubator.vector

usage() {
  cat <<'TEXT'
Writes all that Unroll needs into one folder, for machines that have no Java and no network.

Usage: rnn bundle [-h] DIR
      DIR        A folder that is empty or not there yet.
  -h, --help     Shows this help.

In it: a Java runtime (of the JDK that runs this), the jars with their native parts, the benchmarks, the golden files, and
gpu/run.sh, which checks and measures a machine's GPU. It runs on machines of this one's kind, from wherever it is put:
  ./rnn bundle /tmp/unroll
  tar -C /tmp -cJf unroll.tar.xz unroll        and there: tar -xf unroll.tar.xz; unroll/rnn backends
  JAVA_HOME=/opt/jdk-25 ./rnn bundle DIR       with another JDK's runtime

Exit codes: 0 fine, 1 it could not be written and nothing of it is left, 2 bad usage.
TEXT
}

die() {
  printf 'rnn bundle: %s\n' "$*" >&2
  exit 1
}

bad_usage() {
  printf 'rnn bundle: %s\n\n' "$*" >&2
  usage >&2
  exit 2
}

# Sets target to the absolute path of a folder that may be made; dies where something is there already.
choose_target() {
  local given=$1 name parent
  if [ -d "$given" ]; then
    [ -z "$(ls -A "$given")" ] || die "$given is not empty. Give it a folder that is, or that is not there yet."
    ! [ "$given" -ef . ] || die "$given is where you stand. Name another folder: it is put into its place when it is complete."
    target=$(cd "$given" && pwd -P)
    return
  fi
  [ ! -e "$given" ] && [ ! -L "$given" ] || die "$given is there, and no folder."
  while [[ $given == */ ]]; do given=${given%/}; done
  name=${given##*/} parent=.
  [[ $given != */* ]] || parent=${given%"$name"}
  mkdir -p "$parent" || die "$parent cannot be made."
  target=$(cd "$parent" && pwd -P)/$name
}

write_runtime() {
  local options=(--strip-java-debug-attributes --no-header-files --no-man-pages)
  [ -x "$jdk/bin/jlink" ] || die "$jdk has no jlink. Set JAVA_HOME to a whole JDK, 17 or newer."
  # Not compressed: what packs the folder does that better.
  if [ "$version" -ge 21 ]; then options+=(--compress=zip-0); else options+=(--compress=0); fi
  if [[ $OSTYPE == linux* ]] && command -v objcopy >/dev/null; then
    options+=(--strip-native-debug-symbols=exclude-debuginfo-files)
  fi
  "$jdk/bin/jlink" --add-modules "$modules" "${options[@]}" --output "$work/runtime" 2>"$work/log" >&2 ||
    die "jlink of $jdk failed: $(grep -v '^WARNING: Using incubator' "$work/log" | head -n 3)"
  rm "$work/log"
}

write_jars() {
  local jar
  mkdir "$work/lib"
  cp "$home"/rnn-cli/target/*.jar "$home"/rnn-cli/target/lib/*.jar "$work/lib/"
  cp "$home/bench/target/benchmarks.jar" "$work/"
  for jar in "$work"/lib/jcuda-natives*.jar "$work/benchmarks.jar"; do
    [ ! -e "$jar" ] || without_compiler "$jar"
  done
}

# Takes a compiler for PTX, which only tests use, out of a jar: nine tenths of JCuda's native parts.
without_compiler() {
  "$jdk/bin/jar" -tf "$1" | grep -q 'libJNvPTXCompiler' || return 0
  mkdir "$work/unpacked"
  (cd "$work/unpacked" && "$jdk/bin/jar" -xf "$1" && find . -name 'libJNvPTXCompiler*' -exec rm {} +)
  # The manifest is one of the files, and goes first.
  (cd "$work/unpacked" && "$jdk/bin/jar" -cfM "$1" META-INF $(ls -A | grep -vx META-INF))
  rm -r "$work/unpacked"
}

# The loader through which OpenCL finds an implementation, where this machine has it or checks/opencl.sh fetched it. NVIDIA's driver, for one,
# often comes without.
write_opencl_loader() {
  local loader
  loader=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | sed -n 's/.*libOpenCL\.so\.1 (.*x86-64.*=> //p' | head -n 1)
  [ -n "$loader" ] || loader=$(compgen -G "$home/.build/opencl/*/lib/libOpenCL.so.1" | head -n 1) || return 0
  # Debian's alone, whose licence lies beside it: another one may belong to an implementation and not be free to copy.
  local root=${loader%/lib/*}/root notice=
  for notice in "$root" ''; do
    notice=$notice/usr/share/doc/ocl-icd-libopencl1/copyright
    [ ! -r "$notice" ] || break
  done
  [ -r "$notice" ] || return 0
  mkdir "$work/opencl"
  cp -L "$loader" "$work/opencl/libOpenCL.so.1"
  cp "$notice" "$work/opencl/copyright"
}

write_rest() {
  cp "$home/rnn" "$home/LICENSE" "$work/"
  cp -R "$home/rnn-api/src/test/resources/golden" "$work/golden"
  cp -R "$home/bench/gpu" "$work/gpu"
  rm -rf "$work/gpu/results" "$work/gpu/__pycache__"
  cp "$home/bundle/inside.md" "$work/README.md"
}

# Which C library the runtime and the jars' native parts want, as far as it can be told here.
needs() {
  local least
  printf '%s' "$(uname -sm)"
  command -v objdump >/dev/null || return 0
  least=$(find "$work/runtime" \( -name '*.so' -o -name java \) -exec objdump -T {} + 2>/dev/null |
    grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
  [ -z "$least" ] || printf ' with glibc %s or newer' "${least#GLIBC_}"
}

jdk=$1 version=$2
shift 2
[ $# -gt 0 ] || bad_usage "which folder?"
case $1 in
  -h | --help) usage && exit ;;
  -*) bad_usage "there is no option $1" ;;
  '') bad_usage "which folder?" ;;
esac
[ $# -eq 1 ] || bad_usage "one folder, not $#"
choose_target "$1"

# Beside it, and renamed when it is complete: nobody finds half a bundle under its name.
work=$(mktemp -d "$target.XXXXXX") || die "${target%/*} cannot be written."
trap 'rm -rf "$work"' EXIT
trap 'echo "rnn bundle: interrupted; nothing of it is left" >&2; exit 130' INT TERM
write_runtime
write_jars
write_opencl_loader
write_rest
chmod 755 "$work"
said=$(env -u JAVA_HOME "$work/rnn" --version 2>&1) || die "what was written does not start: $said"
[ ! -d "$target" ] || rmdir "$target"
requirement=$(needs)
mv "$work" "$target"

parent=${target%/*}
cat <<TEXT
$target: $(du -sm "$target" | cut -f 1) MiB, for $requirement, Java $version inside
pack it:  tar -C ${parent:-/} -cf - ${target##*/} | xz -9e >${target##*/}.tar.xz
there:    tar -xf ${target##*/}.tar.xz && ${target##*/}/rnn backends
TEXT
