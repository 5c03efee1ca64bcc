// How a block that meets others in device memory brings the rows of a step into shared memory, chunk by chunk: while it multiplies one chunk the
// next is on its way, so two operands take turns.
#pragma once

#include "sequence.cuh"

// Words that lie behind the columns stay as they are: zeros, from clear().
template <int DEPTH> class Operands {
public:
  INLINE Operands(float *memory, const SequencePlan &plan, int columns)
      : memory(memory), size(plan.rowsPerChunk * DEPTH), columns(columns) {
    for (int i = threadIdx.x; i < 2 * size; i += SEQUENCE_THREADS) {
      memory[i] = 0.0f;
    }
    __syncthreads();
  }

  INLINE float *of(int chunk) const { return memory + (chunk & 1) * size; }

  // Asks for the rows of a chunk.
  INLINE void request(const Matrix &from, int firstRow, int rows, int chunk) const {
    float *to = of(chunk);
    const bool aligned = (columns | from.stride) % 4 == 0 && reinterpret_cast<unsigned long long>(from.at) % 16 == 0;
    const int end = rows * DEPTH;
    if (aligned) {
      for (int i = threadIdx.x * 4; i < end; i += SEQUENCE_THREADS * 4) {
        if (i % DEPTH < columns) {
          copy_soon(to + i, from.row(firstRow + i / DEPTH) + i % DEPTH);
        }
      }
    } else {
      for (int i = threadIdx.x; i < end; i += SEQUENCE_THREADS) {
        if (i % DEPTH < columns) {
          to[i] = load_fresh(from.row(firstRow + i / DEPTH) + i % DEPTH);
        }
      }
    }
    end_batch();
  }

  // All threads: then the chunk is there; more says that the next one was asked for already.
  INLINE void arrived(bool more) const {
    if (more) {
      wait_for_earlier_batches();
    } else {
      wait_for_batches();
    }
    __syncthreads();
  }

private:
  float *memory;
  int size;
  int columns;
};
