// What a block does as one of its cluster, and the functions of it that kernels call.
#include "block.h"

#include "cluster.h"
#include "codes.h"

namespace emulator {

void Block::joinCluster(uint64_t number, SharedArrays dynamic, SharedArrays fixed) {
  cluster = launch->clusterOf(number);
  if (!cluster) return;
  rank = (unsigned)(number % launch->plan.clusterWidth);
  cluster->join(rank, dynamic, fixed);
}

void Block::leaveCluster() {
  if (!cluster) return;
  const std::string wrong = cluster->end(rank);
  if (!wrong.empty()) launch->fail(LAUNCH_FAILED, described() + ": " + wrong);
  launch->announce();
}

Cluster &Block::ofCluster(Site site) {
  if (!cluster) fail(LAUNCH_FAILED, "at " + text(site) + " it needs a cluster, and was launched without");
  return *cluster;
}

void Block::require(const std::string &nothingWrong, Site site) {
  if (!nothingWrong.empty()) fail(LAUNCH_FAILED, "at " + text(site) + ": " + nothingWrong);
}

void Block::begin(const void *delivery, Site site) { require(ofCluster(site).begin(rank, delivery, site), site); }

void Block::announce(const void *delivery, unsigned bytes, Site site) {
  bool ended = false;
  require(ofCluster(site).announce(rank, delivery, bytes, site, ended), site);
  if (ended) launch->announce();
}

void Block::deliver(const void *own, int to, float value, const void *delivery, Site site) {
  bool ended = false;
  require(ofCluster(site).deliver(rank, own, (unsigned)to, value, delivery, ended), site);
  if (ended) launch->announce();
}

void Block::await(const void *delivery, unsigned parity, Site site) {
  look();
  for (;;) {
    bool ended = false;
    require(ofCluster(site).hasEnded(rank, delivery, parity, ended), site);
    if (ended) return;
    waitForNews(site);
  }
}

// The first thread that goes on after all of the block have come arrives for it.
void Block::meetInCluster(Site site) {
  Cluster &all = ofCluster(site);
  const unsigned meeting = ++current->meetings;
  waitForBlock(site);
  if (meetings < meeting) {
    meetings = meeting;
    all.arrive(rank, meeting);
    launch->announce();
  }
  look();
  while (!all.hasMet(meeting)) waitForNews(site);
}

} // namespace emulator

using emulator::working;

#define OF_KERNELS extern "C" __attribute__((visibility("default"))) void

OF_KERNELS emulator_begin(const void *delivery, const char *file, int line) {
  working->begin(delivery, {file, line});
}
OF_KERNELS emulator_announce(const void *delivery, unsigned bytes, const char *file, int line) {
  working->announce(delivery, bytes, {file, line});
}
OF_KERNELS emulator_deliver(const void *own, int rank, float value, const void *delivery, const char *file, int line) {
  working->deliver(own, rank, value, delivery, {file, line});
}
OF_KERNELS emulator_await(const void *delivery, unsigned parity, const char *file, int line) {
  working->await(delivery, parity, {file, line});
}
OF_KERNELS emulator_cluster_barrier(const char *file, int line) { working->meetInCluster({file, line}); }
