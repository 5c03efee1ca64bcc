// The driver's functions for modules and kernels.
#include "driver.h"

#include "launch.h"
#include "limits.h"
#include "memory.h"
#include "modules.h"
#include "settings.h"

#include <algorithm>
#include <cstring>

namespace emulator {

namespace {

// The number of the attribute; those of the height and the depth follow.
constexpr int CLUSTER_WIDTH = 11;

Registry<Module> &modules() {
  static Registry<Module> &all = *new Registry<Module>();
  return all;
}

// Nothing for the function of a module that is gone.
Function *find(void *handle) {
  for (Module *module : modules().all())
    for (auto &entry : module->functions)
      if (&entry.second == handle) return &entry.second;
  return nullptr;
}

template <class Body> int ofFunction(void *handle, Body body) {
  return inContext([&]() -> int {
    Function *function = find(handle);
    if (!function) say("a kernel is used that there is not, or no more");
    return function ? body(*function) : INVALID_HANDLE;
  });
}

int occupancy(const Function &, int threads, size_t sharedBytes) {
  if (threads <= 0 || threads > MAX_THREADS) return 0;
  const int rounded = (threads + 31) / 32 * 32;
  const int byShared = (int)(SHARED_BYTES_OF_MULTIPROCESSOR / (sharedBytes + SHARED_BYTES_RESERVED));
  return std::min({BLOCKS_OF_MULTIPROCESSOR, THREADS_OF_MULTIPROCESSOR / rounded, byShared});
}

// What is wrong with the sizes of a launch; 0 for nothing.
int examine(const Function &function, const LaunchPlan &plan) {
  const uint3 &b = plan.threads;
  const uint3 &g = plan.grid;
  const bool impossible = !plan.blocks() || g.x > (unsigned)MAX_GRID_X || g.y > (unsigned)MAX_GRID_YZ ||
                          g.z > (unsigned)MAX_GRID_YZ || !plan.threadsOfBlock() ||
                          plan.threadsOfBlock() > (unsigned)MAX_THREADS || b.z > (unsigned)MAX_THREADS_Z ||
                          plan.sharedBytes > (size_t)function.dynamicBytes;
  if (impossible) {
    say("kernel %s cannot be launched on (%u,%u,%u) blocks of (%u,%u,%u) threads with %zu bytes of shared memory",
        plan.kernel->name, g.x, g.y, g.z, b.x, b.y, b.z, plan.sharedBytes);
    return INVALID_VALUE;
  }
  if (plan.threadsOfBlock() > plan.kernel->maxThreads) {
    say("kernel %s is made for at most %u threads a block", plan.kernel->name, plan.kernel->maxThreads);
    return INVALID_VALUE;
  }
  const int threads = (int)plan.threadsOfBlock();
  const auto fitting = (uint64_t)(settings().multiprocessors * occupancy(function, threads, plan.sharedBytes));
  if (!plan.cooperative || plan.blocks() <= fitting) return SUCCESS;
  say("kernel %s: %lu blocks at a time, and %lu fit", plan.kernel->name, plan.blocks(), fitting);
  return COOPERATIVE_LAUNCH_TOO_LARGE;
}

// Clusters of which no dimension but the width is more than 1.
int examineCluster(const Function &function, LaunchPlan &plan) {
  const int *size = function.cluster;
  if (!size[0] && !size[1] && !size[2]) return SUCCESS;
  const bool possible = settings().capabilityMajor >= 9 && size[0] > 0 && size[0] <= MAX_CLUSTER && size[1] == 1 &&
                        size[2] == 1 && plan.grid.x % (unsigned)size[0] == 0;
  if (!possible) {
    say("kernel %s: (%u,%u,%u) blocks cannot be launched in clusters of (%d,%d,%d)", plan.kernel->name, plan.grid.x,
        plan.grid.y, plan.grid.z, size[0], size[1], size[2]);
    return INVALID_CLUSTER_SIZE;
  }
  plan.clusterWidth = (unsigned)size[0];
  return SUCCESS;
}

int runOnce(const LaunchPlan &plan) {
  const long number = ++process().launches;
  if (settings().trace)
    say("launch %ld: %s on (%u,%u,%u) blocks of (%u,%u,%u) threads", number, plan.kernel->name, plan.grid.x, plan.grid.y,
        plan.grid.z, plan.threads.x, plan.threads.y, plan.threads.z);
  if (number == settings().failLaunch) {
    say("launch %ld, of %s, fails with code %d as asked for", number, plan.kernel->name, settings().failCode);
    return settings().failCode;
  }
  const int code = run(plan);
  if (deviceMemory().overrun() && !code) {
    say("and that was kernel %s", plan.kernel->name);
    return ILLEGAL_ADDRESS;
  }
  return code;
}

// Either a pointer to the structure, or a list that says where it lies and how long it is.
int copyArguments(LaunchPlan &plan, void **parameters, void **extra) {
  constexpr long BUFFER_POINTER = 1;
  constexpr long BUFFER_SIZE = 2;
  const void *from = parameters ? parameters[0] : nullptr;
  size_t bytes = plan.kernel->argumentBytes;
  for (; extra && extra[0]; extra += 2) {
    if (reinterpret_cast<long>(extra[0]) == BUFFER_POINTER) from = extra[1];
    if (reinterpret_cast<long>(extra[0]) == BUFFER_SIZE) bytes = *static_cast<size_t *>(extra[1]);
  }
  if (!from || bytes != plan.kernel->argumentBytes) {
    say("kernel %s takes %lu bytes, not %zu", plan.kernel->name, plan.kernel->argumentBytes, from ? bytes : 0);
    return INVALID_VALUE;
  }
  plan.arguments.resize((bytes + sizeof(float4) - 1) / sizeof(float4));
  memcpy(plan.arguments.data(), from, bytes);
  return SUCCESS;
}

int launch(void *handle, LaunchPlan plan, void *stream, void **parameters, void **extra) {
  return ofFunction(handle, [&](Function &function) -> int {
    plan.kernel = function.kernel;
    if (int code = examine(function, plan)) return code;
    if (int code = examineCluster(function, plan)) return code;
    if (int code = copyArguments(plan, parameters, extra)) return code;
    return streams().enqueue(stream, [plan = std::move(plan)] { return runOnce(plan); });
  });
}

} // namespace

DRIVER cuModuleLoadData(Module **module, const void *image) {
  return inContext([&]() -> int {
    if (int code = streams().whileCapturing()) return code;
    const int code = loadModule(module, static_cast<const char *>(image));
    if (!code) modules().add(*module);
    return code;
  });
}

DRIVER cuModuleLoadDataEx(Module **module, const void *image, unsigned, int *, void **) {
  return cuModuleLoadData(module, image);
}

DRIVER cuModuleUnload(void *module) {
  return always([&]() -> int {
    streams().drainAll();
    return modules().remove(module) ? brokenBy() : INVALID_HANDLE;
  });
}

DRIVER cuModuleGetFunction(Function **function, void *module, const char *name) {
  return inContext([&]() -> int {
    Module *found = modules().find(module);
    return found ? findFunction(function, *found, name) : INVALID_HANDLE;
  });
}

DRIVER cuFuncGetAttribute(int *value, int number, void *handle) {
  return ofFunction(handle, [&](Function &function) -> int {
    switch (number) {
    case 0: *value = (int)function.kernel->maxThreads; break;
    case 4: *value = 32; break; // registers
    case 5:
    case 6: *value = settings().capabilityMajor * 10 + settings().capabilityMinor; break;
    case 8: *value = function.dynamicBytes; break;
    case 11:
    case 12:
    case 13: *value = function.cluster[number - CLUSTER_WIDTH]; break;
    default: *value = 0; // the shared arrays are not told apart by kernel
    }
    return SUCCESS;
  });
}

DRIVER cuFuncSetAttribute(void *handle, int number, int value) {
  return ofFunction(handle, [&](Function &function) -> int {
    const bool ofCluster = number >= CLUSTER_WIDTH && number < CLUSTER_WIDTH + 3;
    if (value < 0 && (ofCluster || number == 8)) return INVALID_VALUE;
    if (ofCluster) function.cluster[number - CLUSTER_WIDTH] = value;
    if (number != 8) return SUCCESS;
    if (value > MAX_SHARED_BYTES) return INVALID_VALUE;
    function.dynamicBytes = value;
    return SUCCESS;
  });
}

DRIVER cuFuncSetCacheConfig(void *handle, int) {
  return ofFunction(handle, [](Function &) { return SUCCESS; });
}

DRIVER cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *handle, int threads, size_t sharedBytes) {
  return ofFunction(handle, [&](Function &function) -> int {
    const bool possible = threads <= (int)function.kernel->maxThreads && sharedBytes <= (size_t)function.dynamicBytes;
    *blocks = possible ? occupancy(function, threads, sharedBytes) : 0;
    return SUCCESS;
  });
}

DRIVER cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, void *handle, int threads, size_t sharedBytes,
                                                            unsigned) {
  return cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, handle, threads, sharedBytes);
}

DRIVER cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned threadsX,
                      unsigned threadsY, unsigned threadsZ, unsigned sharedBytes, void *stream, void **parameters,
                      void **extra) {
  const LaunchPlan plan{nullptr, {}, {gridX, gridY, gridZ}, {threadsX, threadsY, threadsZ}, sharedBytes, false};
  return launch(function, plan, stream, parameters, extra);
}

DRIVER cuLaunchCooperativeKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned threadsX,
                                 unsigned threadsY, unsigned threadsZ, unsigned sharedBytes, void *stream,
                                 void **parameters) {
  const LaunchPlan plan{nullptr, {}, {gridX, gridY, gridZ}, {threadsX, threadsY, threadsZ}, sharedBytes, true};
  return launch(function, plan, stream, parameters, nullptr);
}

} // namespace emulator
