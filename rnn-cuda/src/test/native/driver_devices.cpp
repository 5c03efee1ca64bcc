// The driver's functions for itself, devices and contexts.
#include "driver.h"

#include "faults.h"
#include "limits.h"
#include "memory.h"
#include "modules.h"
#include "settings.h"

#include <cstdio>
#include <cstring>
#include <map>

namespace emulator {

Process &process() {
  static Process &only = *new Process();
  return only;
}

long &currentContext() {
  static thread_local long context = 0;
  return context;
}

namespace {

bool isDevice(int device) { return device >= 0 && device < settings().devices && device < 64; }

void *handleOf(int device) { return reinterpret_cast<void *>((long)device + 1); }

int attribute(int number) {
  static const std::map<int, int> &values = *new std::map<int, int>{
      {1, MAX_THREADS},                       // threads of a block, and in x, y, z
      {2, MAX_THREADS},
      {3, MAX_THREADS},
      {4, MAX_THREADS_Z},
      {5, MAX_GRID_X},
      {6, MAX_GRID_YZ},
      {7, MAX_GRID_YZ},
      {8, DEFAULT_SHARED_BYTES},
      {9, 65536},                             // constant memory
      {10, 32},                               // warp
      {12, REGISTERS},                        // of a block
      {13, 1000000},                          // kHz
      {15, 1},                                // copies beside kernels
      {16, settings().multiprocessors},
      {31, 1},                                // kernels beside each other
      {36, 1000000},                          // kHz of the memory
      {37, 256},                              // bits of its bus
      {38, 4 << 20},                          // second-level cache
      {39, THREADS_OF_MULTIPROCESSOR},
      {40, 1},                                // copies in both directions
      {41, 1},                                // one address space
      {75, settings().capabilityMajor},
      {76, settings().capabilityMinor},
      {81, SHARED_BYTES_OF_MULTIPROCESSOR},
      {82, REGISTERS},                        // of a multiprocessor
      {95, 1},                                // cooperative launch
      {97, MAX_SHARED_BYTES},                 // where a kernel allows it
      {106, BLOCKS_OF_MULTIPROCESSOR},
      {111, SHARED_BYTES_RESERVED},
      {115, 1},                               // memory pools
      {120, settings().capabilityMajor >= 9}, // clusters
  };
  const auto found = values.find(number);
  return found == values.end() ? 0 : found->second;
}

template <class Body> int ofDevice(int device, Body body) {
  return initialised([&]() -> int { return isDevice(device) ? body() : INVALID_DEVICE; });
}

// What is left once a process ends. A JVM's shutdown runs this.
__attribute__((destructor)) void report() {
  if (!settings().report) return;
  const Process &p = process();
  const Streams &s = streams();
  int contexts = 0;
  for (int retained : p.retained) contexts += retained;
  say("%ld launches, %ld of graphs, %ld synchronisations, %ld copies of pageable memory", p.launches, s.graphLaunches,
      s.synchronisations, s.pageableCopies);
  const size_t left = deviceMemory().count() + hostMemory().count() + s.streams.count() + s.events.count() +
                      s.graphs.count() + s.execs.count() + contexts;
  if (!left) {
    say("everything was released");
    return;
  }
  say("not released: %zu allocations (%zu bytes), %zu of pinned memory, %zu streams, %zu events, %zu graphs, %zu "
      "executable graphs, %d contexts",
      deviceMemory().count(), deviceMemory().bytes(), hostMemory().count(), s.streams.count(), s.events.count(),
      s.graphs.count(), s.execs.count(), contexts);
}

} // namespace

DRIVER cuInit(unsigned) {
  return always([]() -> int {
    if (!settings().devices) return NO_DEVICE;
    if (!process().initialised) catchFaults();
    process().initialised = true;
    return SUCCESS;
  });
}

DRIVER cuDriverGetVersion(int *version) {
  *version = settings().driver;
  return SUCCESS;
}

DRIVER cuGetErrorName(int code, const char **name) {
#define EMULATOR_CODE(name, number, text) {number, number ? "CUDA_ERROR_" #name : "CUDA_SUCCESS"},
  static const std::map<int, const char *> &names = *new std::map<int, const char *>{EMULATOR_CODES(EMULATOR_CODE)};
#undef EMULATOR_CODE
  const auto found = names.find(code);
  *name = found == names.end() ? nullptr : found->second;
  return *name ? SUCCESS : INVALID_VALUE;
}

DRIVER cuGetErrorString(int code, const char **text) {
#define EMULATOR_CODE(name, number, text) {number, text},
  static const std::map<int, const char *> &texts = *new std::map<int, const char *>{EMULATOR_CODES(EMULATOR_CODE)};
#undef EMULATOR_CODE
  const auto found = texts.find(code);
  *text = found == texts.end() ? nullptr : found->second;
  return *text ? SUCCESS : INVALID_VALUE;
}

DRIVER cuDeviceGetCount(int *count) {
  return initialised([&] {
    *count = settings().devices;
    return SUCCESS;
  });
}

DRIVER cuDeviceGet(int *device, int number) {
  return ofDevice(number, [&] {
    *device = number;
    return SUCCESS;
  });
}

DRIVER cuDeviceGetName(char *name, int length, int device) {
  return ofDevice(device, [&] {
    snprintf(name, (size_t)length, "CUDA emulator (CPU)");
    return SUCCESS;
  });
}

DRIVER cuDeviceTotalMem_v2(size_t *bytes, int device) {
  return ofDevice(device, [&] {
    *bytes = settings().memory;
    return SUCCESS;
  });
}

DRIVER cuDeviceGetAttribute(int *value, int number, int device) {
  return ofDevice(device, [&] {
    *value = attribute(number);
    return SUCCESS;
  });
}

DRIVER cuDeviceComputeCapability(int *major, int *minor, int device) {
  return ofDevice(device, [&] {
    *major = settings().capabilityMajor;
    *minor = settings().capabilityMinor;
    return SUCCESS;
  });
}

DRIVER cuDeviceGetUuid(char *uuid, int device) {
  return ofDevice(device, [&] {
    memset(uuid, 0xe0 + device, 16);
    return SUCCESS;
  });
}

DRIVER cuDeviceGetPCIBusId(char *id, int length, int device) {
  return ofDevice(device, [&] {
    snprintf(id, (size_t)length, "0000:%02x:00.0", device);
    return SUCCESS;
  });
}

DRIVER cuDevicePrimaryCtxRetain(void **context, int device) {
  return ofDevice(device, [&] {
    process().retained[device]++;
    *context = handleOf(device);
    return SUCCESS;
  });
}

// The last release ends what broke the context.
DRIVER cuDevicePrimaryCtxRelease_v2(int device) {
  return ofDevice(device, [&]() -> int {
    if (!process().retained[device]) return INVALID_CONTEXT;
    streams().drainAll();
    if (--process().retained[device] == 0) brokenBy() = 0;
    return SUCCESS;
  });
}

DRIVER cuDevicePrimaryCtxGetState(int device, unsigned *flags, int *active) {
  return ofDevice(device, [&] {
    *flags = 0;
    *active = process().retained[device] > 0;
    return SUCCESS;
  });
}

DRIVER cuCtxSetCurrent(void *context) {
  return initialised([&]() -> int {
    const long number = reinterpret_cast<long>(context);
    if (number < 0 || number > settings().devices) return INVALID_CONTEXT;
    if (number && !process().retained[number - 1]) return INVALID_CONTEXT;
    currentContext() = number;
    return number ? brokenBy() : SUCCESS;
  });
}

DRIVER cuCtxGetCurrent(void **context) {
  return initialised([&] {
    *context = reinterpret_cast<void *>(currentContext());
    return SUCCESS;
  });
}

DRIVER cuCtxGetDevice(int *device) {
  return initialised([&]() -> int {
    if (!currentContext()) return INVALID_CONTEXT;
    *device = (int)currentContext() - 1;
    return SUCCESS;
  });
}

DRIVER cuCtxSynchronize() {
  return inContext([]() -> int {
    if (int code = streams().whileCapturing()) return code;
    streams().synchronisations++;
    streams().drainAll();
    return brokenBy();
  });
}

DRIVER cuCtxGetStreamPriorityRange(int *least, int *greatest) {
  return inContext([&] {
    *least = *greatest = 0;
    return SUCCESS;
  });
}

} // namespace emulator
