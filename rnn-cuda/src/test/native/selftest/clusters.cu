// Kernels for clusters: sound ones first, then some with one fault each, which the emulator must report. The x coordinate of a block, over the
// cluster's width, leaves its rank.
#include "dialect.cuh"

struct ClusterArguments {
  float *x;
  int width;
  int rounds;
};

DEVICE int rank_in(const ClusterArguments &at) { return blockIdx.x % at.width; }
DEVICE int block_in_grid() { return blockIdx.x + blockIdx.y * gridDim.x; }

// x [blocks, 64]: in each round every value becomes 1 more and goes to the block of the next rank, in turn through static and dynamic
// shared memory. What a round brings was sent on by all before the next one can come.
KERNEL(64) passes_on(ClusterArguments at) {
  __shared__ Delivery deliveries[2];
  __shared__ float fixed[64];
  float *places[2] = {fixed, dynamic_shared()};
  if (threadIdx.x == 0) {
    begin(deliveries);
    begin(deliveries + 1);
  }
  meet_in_cluster();
  float *x = at.x + block_in_grid() * 64 + threadIdx.x;
  float value = *x;
  for (int round = 0; round < at.rounds; round++) {
    Delivery *delivery = deliveries + round % 2;
    float *place = places[round % 2];
    deliver(place + threadIdx.x, (rank_in(at) + 1) % at.width, value + 1.0f, delivery);
    if (threadIdx.x == 0) announce(delivery, 64 * sizeof(float));
    await(delivery, round / 2 & 1);
    value = place[threadIdx.x];
    meet_in_cluster();
  }
  *x = value;
}

// x [blocks, 64] = the block's rank, which stays for one meeting more than the rank before it: nobody waits for who has returned.
KERNEL(64) leaves_in_turn(ClusterArguments at) {
  for (int meeting = 0; meeting <= rank_in(at); meeting++) meet_in_cluster();
  at.x[block_in_grid() * 64 + threadIdx.x] = (float)rank_in(at);
}

// What the faulty ones begin with: blocks of one thread.
#define BEGIN                                                                                                          \
  __shared__ Delivery delivery;                                                                                        \
  __shared__ float place[4];                                                                                           \
  begin(&delivery);                                                                                                    \
  meet_in_cluster();                                                                                                   \
  const int rank = rank_in(at);                                                                                        \
  const int next = (rank + 1) % at.width;

// A block that has returned is not waited for, but nobody may write there.
KERNEL(1) delivers_to_returned(ClusterArguments at) {
  BEGIN
  if (rank == 1) return;
  meet_in_cluster();
  deliver(place, 1, 1.0f, &delivery);
  at.x[0] = place[0];
}

KERNEL(1) delivers_outside(ClusterArguments at) {
  BEGIN
  deliver(at.x, next, 1.0f, &delivery);
  at.x[0] = place[0];
}

KERNEL(1) delivers_past_end(ClusterArguments at) {
  BEGIN
  deliver(dynamic_shared() + at.rounds, next, 1.0f, &delivery);
  at.x[0] = place[0];
}

KERNEL(1) delivers_to_nobody(ClusterArguments at) {
  BEGIN
  deliver(place, rank + at.width, 1.0f, &delivery);
  at.x[0] = place[0];
}

KERNEL(1) delivers_uncounted(ClusterArguments at) {
  BEGIN
  deliver(place, next, 1.0f, &delivery + 1);
  at.x[0] = place[0];
}

KERNEL(1) delivers_unmet(ClusterArguments at) {
  __shared__ Delivery delivery;
  __shared__ float place[4];
  begin(&delivery);
  deliver(place, (rank_in(at) + 1) % at.width, 1.0f, &delivery);
  announce(&delivery, sizeof(float));
  await(&delivery, 0);
  at.x[blockIdx.x] = place[0];
}

KERNEL(1) awaits_in_vain(ClusterArguments at) {
  BEGIN
  announce(&delivery, 2 * sizeof(float));
  deliver(place, next, 1.0f, &delivery);
  await(&delivery, 0);
  at.x[blockIdx.x] = place[0];
}

KERNEL(1) awaits_the_unannounced(ClusterArguments at) {
  BEGIN
  deliver(place, next, 1.0f, &delivery);
  await(&delivery, 0);
  at.x[blockIdx.x] = place[0];
}

KERNEL(1) announces_too_little(ClusterArguments at) {
  BEGIN
  deliver(place, next, 1.0f, &delivery);
  deliver(place + 1, next, 1.0f, &delivery);
  meet_in_cluster();
  announce(&delivery, sizeof(float));
  await(&delivery, 0);
  at.x[blockIdx.x] = place[0];
}

KERNEL(1) announces_twice(ClusterArguments at) {
  BEGIN
  announce(&delivery, sizeof(float));
  announce(&delivery, sizeof(float));
  at.x[blockIdx.x] = (float)next;
}

KERNEL(1) announces_nothing(ClusterArguments at) {
  BEGIN
  deliver(place, next, 1.0f, &delivery);
  meet_in_cluster();
  at.x[blockIdx.x] = place[0];
}

KERNEL(1) leaves_too_early(ClusterArguments at) {
  BEGIN
  announce(&delivery, sizeof(float));
  at.x[blockIdx.x] = (float)next;
}

KERNEL(1) leaves_unseen(ClusterArguments at) {
  BEGIN
  announce(&delivery, sizeof(float));
  deliver(place, next, 1.0f, &delivery);
  meet_in_cluster();
  at.x[blockIdx.x] = 1.0f;
}

// The others are where one of them never comes.
KERNEL(1) misses_a_meeting(ClusterArguments at) {
  BEGIN
  if (rank == 0) {
    announce(&delivery, sizeof(float));
    await(&delivery, 0);
  } else {
    meet_in_cluster();
  }
  at.x[blockIdx.x] = (float)next;
}

// What was delivered may be there or not before one has waited for it, a meeting or not.
KERNEL(1) looks_too_early(ClusterArguments at) {
  BEGIN
  deliver(place, next, 1.0f, &delivery);
  announce(&delivery, sizeof(float));
  meet_in_cluster();
  at.x[blockIdx.x] = place[0];
  await(&delivery, 0);
}
