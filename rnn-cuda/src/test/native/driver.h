// How each function of the driver begins: one at a time, and nothing happens without a context or in a broken one.
#pragma once

#include "codes.h"
#include "streams.h"

#include <mutex>

#define DRIVER extern "C" __attribute__((visibility("default"))) int

namespace emulator {

struct Process {
  std::recursive_mutex mutex;
  bool initialised = false;
  // How often each device's context is retained.
  int retained[64] = {};
  // Kernels launched, of which replayed ones count as well.
  long launches = 0;
};

Process &process();

// The context of this OS thread: 1 + the number of its device, 0 for none.
long &currentContext();

template <class Body> int initialised(Body body) {
  std::lock_guard<std::recursive_mutex> lock(process().mutex);
  return process().initialised ? body() : NOT_INITIALIZED;
}

template <class Body> int inContext(Body body) {
  return initialised([&]() -> int {
    const long context = currentContext();
    if (!context || !process().retained[context - 1]) return INVALID_CONTEXT;
    return brokenBy() ? brokenBy() : body();
  });
}

// For what frees: also where the context is broken or gone.
template <class Body> int always(Body body) {
  std::lock_guard<std::recursive_mutex> lock(process().mutex);
  return body();
}

} // namespace emulator
