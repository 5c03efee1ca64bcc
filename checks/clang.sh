#!/usr/bin/env bash
# Finds or fetches clang 16, which makes the PTX of the CUDA backend, without root. Prints the command that runs it.
#
# Taken in this order: what CLANG_16 names; clang-16 on the PATH; what an earlier run left in .build/clang; Debian's package, unpacked there with
# whatever it needs that the machine lacks. Nothing outside .build is written. Exit code 77 when there is none to be had: the last line
# says why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD
subject=clang
folder=$home/.build/clang
. checks/debian.sh

# works COMMAND: it is version 16 and knows NVIDIA's devices. What went wrong is in $said.
works() {
  said=$("$1" --version 2>&1) || return 1
  [[ $said == *'clang version 16.'* ]] || { said="$1 is $(head -n 1 <<<"$said")" && return 1; }
  said=$("$1" -x cuda --cuda-device-only --cuda-gpu-arch=sm_70 -nocudainc -nocudalib -S -o /dev/null - 2>&1 \
    <<<'__attribute__((global)) void nothing() {}') || return 1
}

if [ -n "${CLANG_16:-}" ]; then
  works "$CLANG_16" || give_up "CLANG_16: $(tail -n 1 <<<"$said")"
  echo "$CLANG_16"
  exit
fi
if installed=$(command -v clang-16) && works "$installed"; then
  echo "$installed"
  exit
fi
wait_for_turn
if [ ! -e "$folder/ready" ] || ! works "$folder/run"; then
  start_over
  fetch 'clang 16' 110 750 clang-16
  cat >"$work/run" <<'SH'
#!/usr/bin/env bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
libraries=$(echo "$here"/root/usr/lib/*-linux-gnu* "$here/root/usr/lib/llvm-16/lib")
LD_LIBRARY_PATH=${libraries// /:}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$here/root/usr/lib/llvm-16/bin/clang" "$@"
SH
  chmod +x "$work/run"
  works "$work/run" || give_up "Debian's clang 16 does not work here: $(tail -n 1 <<<"$said")"
  touch "$work/ready"
  mv "$work" "$folder"
fi
echo "$folder/run"
