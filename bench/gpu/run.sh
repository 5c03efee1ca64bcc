#!/usr/bin/env bash
# Checks and measures the CUDA backend on a machine with an NVIDIA GPU, and PyTorch beside it where Python has it. Runs in a bundle
# (./rnn bundle DIR writes one), so it needs neither Java nor a network. Under eight minutes.
#
#   gpu/run.sh OUT [PART…]      results go into the folder OUT, which may hold those of other parts
#
# Parts, in this order; without any, all of them. Each has a limit of its own, and one that fails stops no other.
#   machine      GPU, driver, processor
#   backends     what can compute here
#   conformance  every kernel against the reference, once for each way to run a recurrence
#   golden       networks that another framework computed
#   opencl       the OpenCL backend on the same GPU, where the driver brings OpenCL
#   bench        a training step on the default shapes, every cell
#   pytorch      PyTorch on the same networks and on DeepBench's
#   deepbench    DeepBench's layers
#   tf32         products by tensor cores: every kernel against the reference, and two training steps (in OUT/tf32, not in the table)
#   table        all of it side by side, in OUT/table.md
#
# RNN_GPU_PYTHON names the Python to use (default python3), RNN_GPU_RECURRENCES the ways (default: auto fused separate block cluster grid;
# fused and separate are the two forms of stepwise, one launch for a time step or a product and the gates), RNN_GPU_OPTIONS more options
# for the JVMs that are timed: -Drnn.cuda.recurrence=fused, and in another OUT separate, shows which form is faster where,
# RNN_GPU_SECONDS how long all of it may take (default 460); what does not fit is cut off or left out. RNN_GPU_PYTORCH is a pattern of
# the rows that PyTorch is timed on (pytorch.py --only; default: all for which there is time).
# Exit code 1 when a part failed; OUT/parts.md says which.
set -uo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
here=$home/gpu
python=${RNN_GPU_PYTHON:-python3}
recurrences=${RNN_GPU_RECURRENCES:-auto fused separate block cluster grid}
seconds=${RNN_GPU_SECONDS:-460}
default_shapes='35x20x200x200x2x10000 100x32x128x256x1x64 100x64x512x512x2x64 50x1x64x128x2x64 256x16x128x1024x1x64'

usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 2
}

[ $# -gt 0 ] || usage
case $1 in -*) usage ;; esac
[ -x "$home/runtime/bin/java" ] || { echo "run.sh: $home is no bundle: there is no runtime/bin/java in it" >&2 && exit 2; }
mkdir -p "$1" && out=$(cd "$1" && pwd -P) || exit 2
shift
wanted=" $* "
parts=$out/parts.md
failed=0
[ -s "$parts" ] || printf '| part | outcome | seconds |\n|---|---|---:|\n' >"$parts"

# part NAME FILE LIMIT COMMAND…: runs it with so many seconds at most; what it says goes into OUT/FILE.txt, its end to the screen.
part() {
  local name=$1 file=$2 limit=$3 began=$SECONDS status=0 outcome=passed
  shift 3
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
  # The table takes seconds, and without it the rest is hard to read.
  if [ "$name" != table ] && [ $((seconds - began)) -lt "$limit" ]; then limit=$((seconds - began)); fi
  if [ "$limit" -lt 5 ]; then
    printf '\n== %s: left out, %s s are over\n' "$file" "$seconds"
    printf '| %s | left out, no time | 0 |\n' "$file" >>"$parts"
    return
  fi
  printf '\n== %s (%s s at most)\n' "$file" "$limit"
  # Killed for good ten seconds later, should it not end by itself.
  timeout -k 10 "$limit" "$@" >"$out/$file.txt" 2>&1 </dev/null || status=$?
  case $status in
    0) ;;
    77) outcome=skipped ;;
    124 | 137) outcome="FAILED, out of time" failed=1 ;;
    *) outcome="FAILED with $status" failed=1 ;;
  esac
  grep -v '^WARNING: Using incubator' "$out/$file.txt" | grep -E "${show:-}" | tail -n "${lines:-8}"
  printf '%s: %s, %s s\n' "$file" "$outcome" $((SECONDS - began))
  printf '| %s | %s | %s |\n' "$file" "$outcome" $((SECONDS - began)) >>"$parts"
}

machine() {
  date -u +%Y-%m-%d
  sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c
  nvidia-smi --query-gpu=clocks.sm,clocks.mem,temperature.gpu,utilization.gpu --format=csv
  nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total,clocks.max.sm,clocks.max.mem,power.limit --format=csv
}

# The folder that tells the OpenCL loader of NVIDIA's implementation and no other.
opencl_vendors() {
  local library
  library=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | sed -n 's/.*libnvidia-opencl\.so\.1 .*=> //p' | head -n 1)
  [ -n "$library" ] || library=$(ls -d /usr/local/nvidia/lib64/libnvidia-opencl.so.1 /usr/lib/*-linux-gnu/libnvidia-opencl.so.1 \
    2>/dev/null | head -n 1)
  [ -n "$library" ] || return 1
  mkdir -p "$out/vendors"
  echo "$library" >"$out/vendors/nvidia.icd"
}

opencl() {
  opencl_vendors || { echo "the driver brings no OpenCL here (libnvidia-opencl.so.1)" && return 77; }
  export OCL_ICD_VENDORS=$out/vendors
  [ ! -d "$home/opencl" ] || export LD_LIBRARY_PATH=$home/opencl${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  "$home/rnn" backends
  "$home/rnn" validate --backend opencl --quick --up-to 17 || return
  jmh opencl 100x32x128x256x1x64 TANH LSTM
}

tf32() {
  "$home/rnn" -Drnn.cuda.math=tf32 validate --backend cuda --quick --up-to 64 --golden "$home/golden" || return
  mkdir -p "$out/tf32" && out=$out/tf32
  RNN_GPU_OPTIONS="${RNN_GPU_OPTIONS:-} -Drnn.cuda.math=tf32"
  jmh cuda 100x64x512x512x2x64 LSTM && jmh cuda 50x128x2560x2560x1x64 RELU
}

# jmh BACKEND SHAPE CELL…: JMH alone, since everything was compared with the reference before (and each network is once more, before it
# is timed). A run for each cell, since JMH writes nothing until a run ends.
jmh() {
  local backend=$1 shape=$2 cell file status=0
  shift 2
  for cell in "$@"; do
    file=$out/$backend-$shape-$cell.json
    # shellcheck disable=SC2086  # a list of options
    "$home/runtime/bin/java" ${RNN_GPU_OPTIONS:-} --add-modules jdk.incubator.vector -Djmh.ignoreLock=true -jar "$home/benchmarks.jar" NetworkBenchmark.train \
      -p backend="$backend" -p shape="$shape" -p cell="$cell" -f 1 -wi 2 -w 300ms -i 3 -r 300ms -foe true -rf json -rff "$file.new" &&
      mv "$file.new" "$file" || { rm -f "$file.new" && status=1; }
  done
  return "$status"
}

deepbench() {
  local hidden rows status=0
  jmh cuda 25x16x512x512x1x64 LSTM || status=1
  for hidden in 1760 2048 2560; do
    for rows in 16 32 64 128; do jmh cuda "50x${rows}x${hidden}x${hidden}x1x64" RELU || status=1; done
  done
  return "$status"
}

pytorch() {
  command -v "$python" >/dev/null && "$python" -c 'import torch' 2>/dev/null || { echo "$python has no PyTorch" && return 77; }
  "$python" -u "$here/pytorch.py" --seconds 110 --row-seconds 0.4 --json "$out/pytorch.jsonl" \
    ${RNN_GPU_PYTORCH:+--only "$RNN_GPU_PYTORCH"}
}

table() {
  command -v "$python" >/dev/null || { echo "there is no $python" && return 77; }
  "$python" "$here/table.py" "$out"
}

export -f opencl opencl_vendors jmh deepbench tf32 pytorch machine table
export home here out python
within() { part "$1" "$2" "$3" bash -c "set -uo pipefail; ${*:4}"; }

within machine machine 20 machine
lines=20 part backends backends 30 "$home/rnn" backends
for way in $recurrences; do
  # What one block can hold is small, and the others are in auto's choice as well.
  most=17
  [ "$way" != auto ] || most=64
  part conformance "conformance-$way" 45 "$home/rnn" "-Drnn.cuda.recurrence=$way" validate --backend cuda --quick --up-to "$most"
done
part golden golden 30 "$home/rnn" validate --backend cuda --kernel transfer --golden "$home/golden"
within opencl opencl 45 opencl
# Of what JMH says, the medians and what went wrong.
show='(train:p0\.50|Exception|^ERROR|failure)' lines=20
for shape in $default_shapes; do
  within bench "cuda-$shape" 60 jmh cuda "$shape" TANH RELU LSTM GRU
done
# Before what takes long, and what it is there for stands beside it in any case.
show= lines=60 within pytorch pytorch 130 pytorch
within deepbench cuda-deepbench 110 deepbench
within tf32 tf32 60 tf32
show=
lines=200 within table table 20 table
printf '\nresults in %s, %s s\n' "$out" "$SECONDS"
exit "$failed"
