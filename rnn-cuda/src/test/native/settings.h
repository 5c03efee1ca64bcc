// The environment variables that steer the emulator. All of them, with what holds where one is not set:
//
//   CUDA_EMULATOR_KERNELS          the folder of the kernels' libraries, one NAME.so for each NAME.cu
//   CUDA_EMULATOR_DEVICES          1             how many devices there are; with 0 cuInit answers CUDA_ERROR_NO_DEVICE
//   CUDA_EMULATOR_DRIVER           12060         the version of the driver; it loads PTX up to the version that such a driver knows
//   CUDA_EMULATOR_CAPABILITY       9.0           the device's; it loads PTX for targets up to it, and has clusters from 9.0 on
//   CUDA_EMULATOR_MULTIPROCESSORS  4             how many the device has
//   CUDA_EMULATOR_THREADS          the CPUs      how many blocks run at a time (of a cooperative launch and of a cluster all)
//   CUDA_EMULATOR_ORDER            forward       the order in which threads take their turns, and blocks: forward, reverse or random
//                                              (in reverse what is delivered within a cluster, or copied by copies of its own, comes
//                                              as late as it may, at random now and then)
//   CUDA_EMULATOR_SEED             1             of the random order
//   CUDA_EMULATOR_GUARD            after         the side of an allocation on which a touch ends the kernel: after or before
//   CUDA_EMULATOR_GUARDED_STACKS   16384         of so many threads' stacks the end is guarded by an inaccessible page, of all others by
//                                              a word that is looked at after each of the thread's turns
//   CUDA_EMULATOR_MEMORY           4294967296    bytes of the device
//   CUDA_EMULATOR_FAIL_ALLOCATION                7: the seventh allocation of device memory fails; 7-: and all later ones
//   CUDA_EMULATOR_FAIL_LAUNCH                    7: the device is lost at the seventh launch of a kernel, replayed ones counted
//   CUDA_EMULATOR_FAIL_CODE        719           with this code, which then answers every call
//   CUDA_EMULATOR_LATE             0             1: work on a stream runs only when something waits for it
//   CUDA_EMULATOR_PATIENCE         60            seconds that a block waits for another one before that counts as a deadlock
//   CUDA_EMULATOR_REPORT           0             1: says at the end what was launched and what was not released
//   CUDA_EMULATOR_TRACE            0             1: names every launch
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace emulator {

enum class Order { FORWARD, REVERSE, RANDOM };

struct Settings {
  std::string kernels;
  int devices;
  int driver;
  int capabilityMajor;
  int capabilityMinor;
  int multiprocessors;
  int threads;
  Order order;
  uint64_t seed;
  bool guardBefore;
  long guardedStacks;
  size_t memory;
  long failAllocation;
  bool failLaterAllocations;
  long failLaunch;
  int failCode;
  bool late;
  double patience;
  bool report;
  bool trace;
};

// Read at the first call. A value that makes no sense ends the process.
const Settings &settings();

// A line on standard error that begins with the emulator's name.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

} // namespace emulator
