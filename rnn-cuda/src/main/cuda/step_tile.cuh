// The product of one time step, whose epilogue is the cell (step_forward.cuh, step_backward.cuh):
//   out [ROWS, COLUMNS] = a [ROWS, depth] b [depth, COLUMNS]
// for a block of 8 warps and ROWS batch rows. A step has few outputs, some two thousand for each multiprocessor, and a long depth: so all of a
// block's warps work on the whole tile, and share the depth. Of every STEP values of k that the block brings, warp w multiplies the w-th eight. Its lanes
// are 8 x 4, each with ROWS / 8 x COLUMNS / 4 sums. STAGES pieces of shared memory are brought by copies of their own while one is
// multiplied, one barrier each; at the end the warps' sums meet in the same memory.
//
// Order of additions: a warp's products in ascending k, then the warps' sums in ascending order. So it depends on the depth alone, and tiles
// may be chosen as the device and the batch suggest. No sum is longer than depth / 8 (StepPlan.java says how deep that may be).
//
// What to expect, for N = 128, H = 2560, one gate, 132 multiprocessors at 1.755 GHz (computed, not measured): 0.84e9 multiplications and additions are
// 28 us at 128 a cycle. 64 x 40 makes 128 blocks. A lane's 4 values of k are 18 reads of 16 bytes for 320 of them; at 2.25
// cycles a read (of a warp, neighbours reading the same) the shared memory is busy for half of that time. Each block reads 104 x 2560
// numbers, all of them 136 MB, out of the second-level cache, which gives some 5 MB a us: as long as the arithmetic, and at the same time. Copies of
// two stages, 53 KB, are under way in each multiprocessor; 5 MB a us with 0.7 us of latency ask for 27. With 16 rows the cache is the
// limit: 107 blocks of 16 x 24 read 44 MB, 8 us, for 3.5 us of arithmetic. The product with its depth split over blocks (gemm_tile.cuh) reads
// 83 MB for 128 rows and moves another 16 of parts, in three launches with the gates.
#pragma once

#include "groups.cuh"
#include "sequence.cuh"
#include "step_operand.cuh"

template <int ROWS_, int COLUMNS_, int STAGES_> struct StepTile {
  static constexpr int ROWS = ROWS_;
  static constexpr int COLUMNS = COLUMNS_;
  static constexpr int STAGES = STAGES_;
  static constexpr int WARPS = STEP_THREADS / WARP;
  static constexpr int DEPTH = STEP / WARPS;
  static constexpr int HIGH = ROWS / 8;
  static constexpr int WIDE = COLUMNS / 4;
  // Of the sums in shared memory. Then what a warp stores at once lies in different banks.
  static constexpr int PITCH = COLUMNS + 4;

  float sums[HIGH][WIDE];
  int row;
  int column;

  INLINE StepTile() {
    const int lane = lane_of_warp();
    // As in gemm_tile.cuh: neighbours read the same columns' or rows' words.
    row = (lane >> 1) % 8;
    column = (lane & 1) + ((lane >> 3) & 2);
#pragma unroll
    for (int i = 0; i < HIGH; i++) {
#pragma unroll
      for (int j = 0; j < WIDE; j++) {
        sums[i][j] = 0.0f;
      }
    }
  }

  INLINE void add(int i, float x, const float *values) {
#pragma unroll
    for (int j = 0; j < WIDE; j++) {
      sums[i][j] = fmaf(x, values[j], sums[i][j]);
    }
  }

  // Four values of k, where both operands have them side by side. A lane's columns are every fourth.
  INLINE void multiply_quad(SharedPlace a, const AlongDepth<COLUMNS> &, SharedPlace b, int k) {
    constexpr int LINE = AlongDepth<ROWS>::PITCH;
    float values[4][WIDE];
#pragma unroll
    for (int j = 0; j < WIDE; j++) {
      const float4 x = load_four(b + ((column + 4 * j) * LINE + k));
      values[0][j] = x.x;
      values[1][j] = x.y;
      values[2][j] = x.z;
      values[3][j] = x.w;
    }
#pragma unroll
    for (int i = 0; i < HIGH; i++) {
      const float4 x = load_four(a + ((row + 8 * i) * LINE + k));
      add(i, x.x, values[0]);
      add(i, x.y, values[1]);
      add(i, x.z, values[2]);
      add(i, x.w, values[3]);
    }
  }

  // The same where b has its columns side by side. A lane has four neighbours of every sixteen columns, and two of what is left.
  INLINE void multiply_quad(SharedPlace a, const AcrossDepth<COLUMNS> &, SharedPlace b, int k) {
    float4 lines[HIGH];
#pragma unroll
    for (int i = 0; i < HIGH; i++) {
      lines[i] = load_four(a + ((row + 8 * i) * AlongDepth<ROWS>::PITCH + k));
    }
#pragma unroll
    for (int kk = 0; kk < 4; kk++) {
      const SharedPlace from = b + (k + kk) * AcrossDepth<COLUMNS>::PITCH;
      float values[WIDE];
#pragma unroll
      for (int j = 0; j + 4 <= WIDE; j += 4) {
        const float4 x = load_four(from + (j * 4 + column * 4));
        values[j] = x.x;
        values[j + 1] = x.y;
        values[j + 2] = x.z;
        values[j + 3] = x.w;
      }
      if (WIDE % 4 == 2) {
        const float2 x = load_two(from + ((WIDE - 2) * 4 + column * 2));
        values[WIDE - 2] = x.x;
        values[WIDE - 1] = x.y;
      }
#pragma unroll
      for (int i = 0; i < HIGH; i++) {
        add(i, kk == 0 ? lines[i].x : kk == 1 ? lines[i].y : kk == 2 ? lines[i].z : lines[i].w, values);
      }
    }
  }

  INLINE void put(float *to, const AlongDepth<COLUMNS> &, int i) const {
#pragma unroll
    for (int j = 0; j < WIDE; j++) {
      to[column + 4 * j] = sums[i][j];
    }
  }

  INLINE void put(float *to, const AcrossDepth<COLUMNS> &, int i) const {
#pragma unroll
    for (int j = 0; j + 4 <= WIDE; j += 4) {
      *reinterpret_cast<float4 *>(to + j * 4 + column * 4) =
          make_float4(sums[i][j], sums[i][j + 1], sums[i][j + 2], sums[i][j + 3]);
    }
    if (WIDE % 4 == 2) {
      to[(WIDE - 2) * 4 + column * 2] = sums[i][WIDE - 2];
      to[(WIDE - 2) * 4 + column * 2 + 1] = sums[i][WIDE - 1];
    }
  }

  // Leaves the warps' sums [WARPS, ROWS, PITCH] in shared memory; whoever reads them waits for the block before.
  template <class B> INLINE void multiply(AlongDepth<ROWS> &a, B &b, int depth, float *shared) {
    constexpr int A_FLOATS = AlongDepth<ROWS>::FLOATS;
    constexpr int STAGE = A_FLOATS + B::FLOATS;
    const SharedPlace places = place_of(shared);
    const int steps = (depth + STEP - 1) / STEP;
    const int own = warp_of_block() * DEPTH;
    // Before the first step the stages are filled.
#pragma unroll 1
    for (int step = 1 - STAGES; step < steps; step++) {
      if (step >= 0) {
        await_groups<STAGES - 2>();
        // Behind it everybody's copies are seen, and nobody reads the stage before this one.
        __syncthreads();
      }
      const int next = step + STAGES - 1;
      if (next < steps) {
        const SharedPlace to = places + next % STAGES * STAGE;
        a.bring(to);
        b.bring(to + A_FLOATS);
      }
      // Without copies too: then the same number is always under way.
      end_group();
      if (step >= 0) {
        const SharedPlace stage = places + step % STAGES * STAGE;
#pragma unroll
        for (int k = 0; k < DEPTH; k += 4) {
          multiply_quad(stage, b, stage + A_FLOATS, own + k);
        }
      }
    }
    __syncthreads();
    float *mine = shared + warp_of_block() * ROWS * PITCH;
#pragma unroll
    for (int i = 0; i < HIGH; i++) {
      put(mine + (row + 8 * i) * PITCH, b, i);
    }
  }

  static INLINE float total(const float *shared, int row, int column) {
    const float *from = shared + row * PITCH + column;
    float sum = *from;
#pragma unroll
    for (int w = 1; w < WARPS; w++) {
      sum += from[w * ROWS * PITCH];
    }
    return sum;
  }
};

// Who makes which outputs of the tile's units: UNITS of them, each for ROWS rows.
template <int ROWS, int UNITS> struct StepItems {
  static constexpr int ROUNDS = (ROWS * UNITS + STEP_THREADS - 1) / STEP_THREADS;

  // Made anew behind the product, which needs the registers.
  const int thread = here((int)threadIdx.x);

  INLINE Item at(const SequencePlan &plan, int round) const {
    const int number = round * STEP_THREADS + thread;
    return Item(plan, number / UNITS, number % UNITS);
  }
};
