#!/usr/bin/env bash
# Makes the PTX that the CUDA backend ships from rnn-cuda/src/main/cuda, and that of its tests from rnn-cuda/src/test/cuda, with clang 16 and
# nothing of NVIDIA's.
#
#   checks/ptx.sh           those whose sources changed
#   checks/ptx.sh --all     all
#   checks/ptx.sh --check   makes none; says which differ from what is there, and fails if any does
#
# Each file's second line holds the SHA-256 of clang.flags, the .cu and the headers beside it that it names, directly or through others, one
# behind the other in the order of their names. By it a test knows that the PTX is of these sources. Exit code 77: there is no clang 16.
#
# The PTX is for every device from that of clang.flags on, or from that which a line of the .cu names, such as `// target: sm_90 ptx78`; it may
# also name a version of PTX that clang does not know, for its inline assembly: `// instructions of PTX 8.1`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
sources=rnn-cuda/src/main/cuda
target=rnn-cuda/src/main/resources/dev/unroll/cuda
sources_of_tests=rnn-cuda/src/test/cuda
target_of_tests=rnn-cuda/src/test/resources/dev/unroll/cuda
mode=${1:-}
case $mode in
  '' | --all | --check) ;;
  *)
    echo "usage: checks/ptx.sh [--all|--check]" >&2
    exit 2
    ;;
esac

# parts_of FILE…: these and the headers that they name, each once, in the order of their names; in the folder of the sources.
parts_of() {
  local known=$* found
  while :; do
    # shellcheck disable=SC2086  # a list of words
    found=$(sed -n 's/^#include "\(.*\)"/\1/p' $known | sort -u | xargs -r ls 2>/dev/null || true)
    # shellcheck disable=SC2086
    found=$(printf '%s\n' $known $found | LC_ALL=C sort -u | paste -sd ' ')
    [ "$found" != "$known" ] || break
    known=$found
  done
  echo "$known"
}

# FILE is a .cu, named as seen from the folder of the sources.
hash_of() {
  # shellcheck disable=SC2046  # a list of words
  (cd "$sources" && cat $(parts_of clang.flags "$1") | sha256sum | cut -d ' ' -f 1)
}

# flags_for FILE: those of clang.flags, with the target of the .cu.
flags_for() {
  local device version
  read -r device version < <(sed -n 's,^// target: \(sm_[0-9]*\) \(ptx[0-9]*\)$,\1 \2,p' "$1"; echo sm_70 ptx63)
  sed -e "s/sm_70/$device/" -e "s/ptx63/$version/" clang.flags
}

# version_for FILE: the version of PTX that the .cu asks for where clang does not know it yet, for sed.
version_for() {
  sed -n 's,^// instructions of PTX \([0-9.]*\)$,s/^\\.version .*/.version \1/,p' "$1"
}

# ptx_of FILE: the lines in front, and clang's without a comment or an empty line.
ptx_of() {
  printf '// kernels of %s\n// sha-256 of the sources: %s\n' "$(basename "$1")" "$(hash_of "$1")"
  # shellcheck disable=SC2046  # a list of words
  (cd "$sources" && "$clang" $(flags_for "$1") -iquote . -S -o - "$1" | sed -e 's,[ \t]*//.*,,' -e '/^[ \t]*$/d' -e "$(version_for "$1")")
}

clang=$(checks/clang.sh)
mkdir -p "$target"
made=$(mktemp "${TMPDIR:-/tmp}/unroll-ptx.XXXXXX")
trap 'rm -f "$made"' EXIT
differ=0
for source in "$sources"/*.cu "$sources_of_tests"/*.cu; do
  file=$(realpath --relative-to "$sources" "$source")
  folder=$target
  [ "$file" = "$(basename "$file")" ] || folder=$target_of_tests
  ptx=$folder/$(basename "$file" .cu).ptx
  [ -n "$mode" ] || [ "$(sed -n '2s/.* //p' "$ptx" 2>/dev/null)" != "$(hash_of "$file")" ] || continue
  ptx_of "$file" >"$made"
  if [ "$mode" != --check ]; then
    cat "$made" >"$ptx"
    echo "ptx: made $ptx"
  elif ! cmp -s "$made" "$ptx"; then
    echo "ptx: $ptx is not what clang makes of $source; run checks/ptx.sh" >&2
    differ=1
  fi
done
for ptx in "$target"/*.ptx; do
  name=$(basename "$ptx" .ptx)
  [ ! -e "$sources/$name.cu" ] || continue
  echo "ptx: $ptx has no source" >&2
  [ "$mode" = --check ] && differ=1 || rm "$ptx"
done
exit $differ
