// A barrier among the blocks that work on the same batch rows. All of them must be resident: the launch is cooperative. Each adds 1 to a counter
// that starts at 0 when it has written its share of a step, and waits until everyone's has arrived; the counter only grows, so there is
// nothing to set back between steps. At the end each says that it will not look any more, and the last one leaves zeros for the next launch.
#pragma once

#include "dialect.cuh"

struct Meeting {
  unsigned arrived;
  unsigned left;
  // To the end of a cache line: groups do not disturb each other.
  unsigned unused[30];
};

// What the block has written so far will be seen by those who wait.
DEVICE void arrive(Meeting *meeting) {
  __syncthreads();
  if (threadIdx.x == 0) {
    add_release(&meeting->arrived, 1);
  }
}

// Until `expected` have arrived.
DEVICE void wait_for(const Meeting *meeting, unsigned expected) {
  if (threadIdx.x == 0) {
    while (load_acquire(&meeting->arrived) < expected) {
      wait_a_little();
    }
  }
  __syncthreads();
}

// The block's last word.
DEVICE void leave(Meeting *meeting) {
  if (threadIdx.x == 0 && fetch_add(&meeting->left, 1) == gridDim.x - 1) {
    meeting->arrived = 0;
    meeting->left = 0;
  }
}
