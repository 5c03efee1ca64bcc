#!/usr/bin/env bash
# Finds or fetches an implementation of OpenCL for the tests and for ./rnn, without root.
#
#   checks/opencl.sh pocl        kernels on the CPU; what ./rnn and the tests of the backend run on
#   checks/opencl.sh rusticl     Mesa's, on llvmpipe: another compiler and another run time
#   checks/opencl.sh oclgrind    an interpreter that reports races and accesses outside of a buffer
#
# Prints a folder that holds
#   lib      for LD_LIBRARY_PATH: the OpenCL loader and what the implementation needs
#   vendors  for OCL_ICD_VENDORS: this implementation and no other
#   bin      for the end of PATH, and link, for LIBRARY_PATH: the linker that PoCL starts, and what that asks for
#   run      a script: run COMMAND… starts it with all of this; rusticl may need the working directory that it sets
#   ready    the last to be written
# Nothing in it says where it lies, so that it may be moved.
#
# Taken in this order: the folder that RNN_OPENCL_RUSTICL or RNN_OPENCL_OCLGRIND names; what an earlier run left in
# .build/opencl; what the machine has installed; Debian's packages, unpacked into .build/opencl with whatever they need
# that the machine lacks. Nothing outside .build is written. Exit code 77 when there is none to be had: the last line
# says why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD
name=${1:-}
given=
case $name in
  pocl) what=PoCL sizes='43-106 700' packages='pocl-opencl-icd binutils' icd='libpocl.so.[0-9]*' ;;
  rusticl) what=rusticl sizes='55-88 600' packages=mesa-opencl-icd icd='libRusticlOpenCL.so.[0-9]*' given=RNN_OPENCL_RUSTICL ;;
  oclgrind) what=Oclgrind sizes='14-53 350' packages=oclgrind icd='liboclgrind-rt-icd.so*' given=RNN_OPENCL_OCLGRIND ;;
  *)
    echo "usage: checks/opencl.sh pocl|rusticl|oclgrind" >&2
    exit 2
    ;;
esac
subject=opencl
folder=$home/.build/opencl/$name
. checks/debian.sh

# works FOLDER: no library is missing, the linker links, and a program that asks OpenCL finds a device which compiles a
# kernel. What went wrong is in $said.
works() {
  local library implementation
  [ -x "$1/run" ] || { said="there is no $1/run" && return 1; }
  implementation=$(cat "$1"/vendors/*.icd 2>&1)
  # shellcheck disable=SC2053  # a pattern
  [[ ${implementation##*/} == $icd ]] || { said="$1/vendors is for $implementation, not for $icd" && return 1; }
  for library in libOpenCL.so.1 "$implementation"; do
    [ "${library#/}" != "$library" ] || library=$1/lib/$library
    said=$("$1/run" ldd "$library" 2>&1) && ! grep -q 'not found' <<<"$said" ||
      { said="$library: $(grep 'not found' <<<"$said" || echo "$said")" && return 1; }
  done
  [ ! -d "$1/link" ] ||
    said=$("$1/run" ld -shared -o /dev/null -L"$1/link" -lm -lgcc --as-needed -lgcc_s --no-as-needed -lc 2>&1) || return 1
  # Not there where nothing was fetched.
  (PATH=$PATH:$1/bin && command -v clinfo >/dev/null) || return 0
  said=$("$1/run" clinfo 2>&1) || return 1
  grep -q 'multiple (kernel)  *[0-9]' <<<"$said" || { said="clinfo finds no device that compiles a kernel" && return 1; }
}

# machine_library PATTERN: the path of the first library of such a name that the machine has, for 64 bits.
machine_library() {
  local file rest
  while read -r file rest; do
    # shellcheck disable=SC2254  # a pattern
    case $file$rest in
      $1"("*,*"=> "*) echo "${rest##*=> }" && return ;;
    esac
  done < <(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null)
  return 1
}

link_installed() {
  local loader implementation
  loader=$(machine_library libOpenCL.so.1) || return 1
  # Oclgrind's lies apart, since it is no library to link with.
  implementation=$(machine_library "$icd" || compgen -G "/usr/lib/oclgrind/$icd") || return 1
  mkdir "$work/lib"
  ln -s "$loader" "$work/lib/libOpenCL.so.1"
  head -n 1 <<<"$implementation" >"$work/vendors/$name.icd"
  works "$work"
}

link_fetched() {
  local libraries implementation loader data
  libraries=$(cd "$work" && compgen -G 'root/usr/lib/*-linux-gnu*' | head -n 1) &&
    implementation=$(cd "$work/root/usr/lib" && find . -name "$icd" | sort | tail -n 1) && [ -n "$implementation" ] ||
    give_up "this system's package holds no $icd"
  ln -s "$libraries" "$work/lib"
  basename "$implementation" >"$work/vendors/$name.icd"
  [ -e "$work/lib/${implementation##*/}" ] || ln -s "../$implementation" "$work/lib/"
  if [ ! -e "$work/lib/libOpenCL.so.1" ]; then
    loader=$(machine_library libOpenCL.so.1) || give_up "a package with the OpenCL loader is installed, but the loader is not found"
    ln -s "$loader" "$work/lib/libOpenCL.so.1"
  fi
  [ ! -x "$work/root/usr/bin/clinfo" ] || ln -s ../root/usr/bin/clinfo "$work/bin/"
  # What they read besides they look for in the same tree. Where the machine has it, it was not fetched.
  for data in /usr/share/pocl/* /usr/lib/clc /usr/lib/llvm-*/lib/clang; do
    [ ! -e "$data" ] || [ -e "$work/root$data" ] || { mkdir -p "$work/root${data%/*}" && ln -s "$data" "$work/root$data"; }
  done
  case $name in
    pocl) link_linker ;;
    # Mesa opens files of its own by the paths that they have where it is installed. These become paths from the
    # working directory, of the same length.
    rusticl)
      { grep -rlZF /usr/lib/clc/ "$work/$libraries" || true; } |
        LC_ALL=C xargs -0r sed -i -e 's,/usr/lib/clc/,usr//lib/clc/,g' -e 's,/usr/lib/llvm-,usr//lib/llvm-,g'
      ;;
  esac
}

# PoCL has a linker make a library of each kernel, as a compiler would: with libraries that a machine without a compiler
# has under other names, and with libgcc, of which the shared part is enough.
link_linker() {
  local library path
  mkdir "$work/link"
  for library in libc.so.6 libm.so.6 libgcc_s.so.1; do
    path=$(machine_library $library) || path=../lib/$library
    ln -s "$path" "$work/link/${library%.so*}.so"
  done
  printf '!<arch>\n' >"$work/link/libgcc.a"
  command -v ld >/dev/null || ln -s ../root/usr/bin/ld "$work/bin/"
}

write_run() {
  cat >"$work/run" <<'SH'
#!/usr/bin/env bash
# run COMMAND…: starts it, named by an absolute path, with one implementation of OpenCL to see and no other.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export LD_LIBRARY_PATH=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} OCL_ICD_VENDORS=$here/vendors
export LIBRARY_PATH=$here/link${LIBRARY_PATH:+:$LIBRARY_PATH} PATH=$PATH:$here/bin
export POCL_CACHE_DIR=${POCL_CACHE_DIR-$here/cache} MESA_SHADER_CACHE_DIR=${MESA_SHADER_CACHE_DIR-$here/cache}
SH
  [ "$name" != rusticl ] || cat >>"$work/run" <<'SH'
export RUSTICL_ENABLE=llvmpipe
[ ! -d "$here/root" ] || cd "$here/root"
SH
  echo 'exec "$@"' >>"$work/run"
  chmod +x "$work/run"
}

provide() {
  { [ ! -e "$folder/ready" ] || ! works "$folder"; } || return 0
  start_over
  mkdir "$work/bin" "$work/cache" "$work/vendors"
  write_run
  if ! link_installed; then
    rm -rf "$work/lib" "$work"/vendors/*
    # shellcheck disable=SC2086  # lists of words
    fetch "$what" $sizes $packages ocl-icd-libopencl1 clinfo
    link_fetched
    works "$work" || give_up "Debian's $what does not work here: $(tail -n 1 <<<"$said")"
  fi
  # Whole or not at all: a run that is cut off leaves nothing that looks finished.
  touch "$work/ready"
  mv "$work" "$folder"
}

if [ -n "$given" ] && [ -n "${!given:-}" ]; then
  works "${!given}" || give_up "$given: $(tail -n 1 <<<"$said")"
  echo "${!given}"
  exit
fi
wait_for_turn
provide
echo "$folder"
