// The launch of a kernel: what it is asked to do, and how it went.
#pragma once

#include "cluster.h"
#include "emulated_device.h"
#include "fibers.h"
#include "limits.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace emulator {

// A launch as asked for, with a copy of the arguments.
struct LaunchPlan {
  const Kernel *kernel;
  std::vector<float4> arguments;
  uint3 grid;
  uint3 threads;
  size_t sharedBytes;
  bool cooperative;
  // How many neighbours along x are a cluster; 0 where there are none.
  unsigned clusterWidth = 0;

  uint64_t blocks() const { return (uint64_t)grid.x * grid.y * grid.z; }
  // Of a cluster, or of what runs alone.
  unsigned width() const { return clusterWidth ? clusterWidth : 1; }
  uint64_t threadsOfBlock() const { return (uint64_t)threads.x * threads.y * threads.z; }
};

// One run of a plan, shared by the workers that run its blocks.
class Launch {
 public:
  explicit Launch(const LaunchPlan &plan) : plan(plan) {}

  const LaunchPlan &plan;

  // The next block of that rank that nobody has begun, or blocks() when there is none. Each rank has as many workers: they come to the
  // clusters in one order, so that whoever waits for another block of its cluster knows that it will begin.
  uint64_t nextBlock(unsigned rank);
  // The cluster of a block; nothing where there are none.
  Cluster *clusterOf(uint64_t number);

  bool failed() const { return code != 0; }
  // What is said first counts. The address is that of the machine instruction, where it tells the place.
  void fail(int code, const std::string &what, const void *instruction = nullptr);

  // News are what one block does for others that may wait for it.
  unsigned long news();
  void announce();
  // Waits a short while for news later than those known; false once a block has done so for longer than its patience.
  bool awaitNews(unsigned long known, double &waited);

  // After the last block: the code, and a report on standard error where it is not 0.
  int finish();

 private:
  std::atomic<uint64_t> begun[MAX_CLUSTER] = {};
  std::atomic<int> code{0};
  std::mutex mutex;
  std::condition_variable changed;
  unsigned long announced = 0;
  std::map<uint64_t, std::unique_ptr<Cluster>> clusters;
  std::string failure;
  const void *place = nullptr;
};

// Runs a plan to its end, as many blocks at a time as the settings say, but all of a cooperative one and all of a cluster. One launch at a time.
int run(const LaunchPlan &plan);

} // namespace emulator
