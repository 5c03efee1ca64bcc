// The rows of a table by number, and the sums of their gradients.

#include "elements.cuh"
#include "groups.cuh"

// out [rows, columns] = the row of table [entries, columns] that ids names; NaN for an id outside. See elements.cuh for who has which element.
struct EmbeddingForwardArguments {
  Matrix table;
  Integers ids;
  Matrix out;
  int entries;
  int rows;
  int columns;
};

KERNEL(128) embedding_forward(EmbeddingForwardArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    const int id = *at.ids.row(r);
    const bool known = id >= 0 && id < at.entries;
    Four row = {{NOT_A_NUMBER, NOT_A_NUMBER, NOT_A_NUMBER, NOT_A_NUMBER}};
    if (known) {
      row = load_four(at.table.row(id) + j, count);
    }
    store_four(at.out.row(r) + j, count, row);
  });
}

#define SCANS 8

// The rows in the order of their ids, rows of one id ascending: order [rows] and keys [rows], their ids. A row's place is the number of
// those before it. A block has a warp's width of rows, one a lane; each of its SCANS lines counts in every SCANS-th row.
struct EmbeddingOrderArguments {
  Integers ids;
  int *order;
  int *keys;
  int rows;
};

KERNEL(WARP *SCANS) embedding_order(EmbeddingOrderArguments at) {
  __shared__ int counts[SCANS][WARP];
  const int lane = (int)threadIdx.x;
  const int line = (int)threadIdx.y;
  const int r = (int)blockIdx.x * WARP + lane;
  const int id = r < at.rows ? *at.ids.row(r) : 0;
  int before = 0;
  for (int other = line; other < at.rows; other += SCANS) {
    const int key = *at.ids.row(other);
    before += key < id || (key == id && other < r) ? 1 : 0;
  }
  counts[line][lane] = before;
  __syncthreads();
  if (line == 0 && r < at.rows) {
    for (int i = 1; i < SCANS; i++) {
      before += counts[i][lane];
    }
    at.order[before] = r;
    at.keys[before] = id;
  }
}

#define WARPS 8
#define RUN 8
#define RUN_COLUMNS (WARP * 4)

// dTable [entries, columns] += dOut [rows, columns] at the rows that ids names, in the order that embedding_order found; an id outside the
// table is passed over. Block (p, b) has RUN_COLUMNS columns and, if the id at place p is the first of its kind, all rows of that id: warp w
// has every WARPS-th run of RUN of them, from the wth on, and adds each run by itself; then the warps' sums are added in order.
struct EmbeddingBackwardArguments {
  Matrix dOut;
  Matrix dTable;
  const int *order;
  const int *keys;
  int rows;
  int columns;
  int entries;
};

// The sum of the run that starts at a place, as far as the id goes. All loads are under way before the first addition.
DEVICE Four sum_of_run(const EmbeddingBackwardArguments &at, int place, int id, int j) {
  Four values[RUN];
  for (int i = 0; i < RUN; i++) {
    const bool same = i < at.rows - place && at.keys[place + i] == id;
    values[i] = load_four(at.dOut.row(same ? at.order[place + i] : 0) + j, same ? at.columns - j : 0);
  }
  for (int i = 1; i < RUN; i++) {
    for (int k = 0; k < 4; k++) {
      values[0].at[k] += values[i].at[k];
    }
  }
  return values[0];
}

KERNEL(WARP *WARPS) embedding_backward(EmbeddingBackwardArguments at) {
  __shared__ float sums[WARPS][RUN_COLUMNS];
  const int place = (int)blockIdx.x;
  const int id = at.keys[place];
  if (id < 0 || id >= at.entries || (place > 0 && at.keys[place - 1] == id)) {
    return;
  }
  const int lane = lane_of_warp();
  const int j = (int)blockIdx.y * RUN_COLUMNS + lane * 4;
  Four sum = {{0.0f, 0.0f, 0.0f, 0.0f}};
  for (int run = place + warp_of_block() * RUN; run < at.rows && at.keys[run] == id; run += WARPS * RUN) {
    const Four more = sum_of_run(at, run, id, j);
    for (int k = 0; k < 4; k++) {
      sum.at[k] += more.at[k];
    }
  }
  for (int k = 0; k < 4; k++) {
    sums[warp_of_block()][lane * 4 + k] = sum.at[k];
  }
  __syncthreads();
  if (warp_of_block() == 0 && j < at.columns) {
    float *target = at.dTable.row(id) + j;
    for (int w = 1; w < WARPS; w++) {
      for (int k = 0; k < 4; k++) {
        sum.at[k] += sums[w][lane * 4 + k];
      }
    }
    Four table = load_four(target, at.columns - j);
    for (int k = 0; k < 4; k++) {
      table.at[k] += sum.at[k];
    }
    store_four(target, at.columns - j, table);
  }
}
