// The driver's functions for memory.
#include "driver.h"
#include "memory.h"
#include "settings.h"

#include <algorithm>
#include <cstring>

namespace emulator {

namespace {

// What a copy or a fill touches of the device.
struct Range {
  uint64_t address;
  size_t bytes;

  bool isThere() const { return deviceMemory().holds(address, bytes); }
  int refused() const {
    say("a copy or a fill of %zu bytes: %s", bytes, deviceMemory().described(address).c_str());
    return INVALID_VALUE;
  }
  template <class T> T *as() const { return reinterpret_cast<T *>(address); }
};

// The same once more when it is done: a graph may have kept the address of what is freed.
Operation touching(Range range, std::function<void()> body) {
  return [range, body = std::move(body)]() -> int {
    if (!range.isThere()) {
      range.refused();
      return ILLEGAL_ADDRESS;
    }
    body();
    return SUCCESS;
  };
}

// A function that waits for the default stream and does its work before it returns.
int synchronous(Range range, const std::function<void()> &body) {
  return inContext([&]() -> int {
    if (int code = streams().synchronousCopyWhileCapturing()) return code;
    if (!range.isThere()) return range.refused();
    streams().synchronisations++;
    streams().drainBlocking();
    if (!brokenBy()) body();
    return brokenBy();
  });
}

// Memory of the host that is not pinned is read or written before the function returns; a graph could not find it again.
int onStream(void *stream, Range range, const void *host, std::function<void()> body) {
  return inContext([&]() -> int {
    if (!range.isThere()) return range.refused();
    const bool pinned = !host || hostMemory().holds(reinterpret_cast<uint64_t>(host), range.bytes);
    streams().pageableCopies += !pinned;
    const Stream *found = streams().find(stream);
    if (found && found->captured && !pinned) {
      say("a copy is captured whose memory on the host is not pinned");
      return streams().invalidate(*streams().find(stream), STREAM_CAPTURE_UNSUPPORTED);
    }
    return streams().enqueue(stream, touching(range, std::move(body)), pinned);
  });
}

template <class T> std::function<void()> filling(uint64_t address, T value, size_t count) {
  return [=] { std::fill_n(reinterpret_cast<T *>(address), count, value); };
}

int allocate(Memory &memory, uint64_t *address, size_t bytes) {
  return inContext([&]() -> int {
    if (int code = streams().whileCapturing()) return code;
    return memory.allocate(address, bytes);
  });
}

int release(Memory &memory, uint64_t address) {
  return always([&]() -> int {
    if (int code = streams().whileCapturing()) return code;
    streams().drainAll();
    const int code = memory.release(address);
    return brokenBy() ? brokenBy() : code;
  });
}

} // namespace

DRIVER cuMemGetInfo_v2(size_t *available, size_t *total) {
  return inContext([&] {
    *total = settings().memory;
    *available = *total - std::min(*total, deviceMemory().bytes());
    return SUCCESS;
  });
}

DRIVER cuMemAlloc_v2(uint64_t *address, size_t bytes) { return allocate(deviceMemory(), address, bytes); }
DRIVER cuMemFree_v2(uint64_t address) { return release(deviceMemory(), address); }
DRIVER cuMemHostAlloc(uint64_t *address, size_t bytes, unsigned) { return allocate(hostMemory(), address, bytes); }
DRIVER cuMemAllocHost_v2(uint64_t *address, size_t bytes) { return allocate(hostMemory(), address, bytes); }
DRIVER cuMemFreeHost(void *address) { return release(hostMemory(), reinterpret_cast<uint64_t>(address)); }

// In the order of the stream; not in a graph.
DRIVER cuMemAllocAsync(uint64_t *address, size_t bytes, void *stream) {
  return inContext([&]() -> int {
    Stream *found = streams().find(stream);
    if (!found) return INVALID_HANDLE;
    if (found->captured) return streams().invalidate(*found, STREAM_CAPTURE_UNSUPPORTED);
    return deviceMemory().allocate(address, bytes);
  });
}

DRIVER cuMemFreeAsync(uint64_t address, void *stream) {
  return inContext([&]() -> int {
    Stream *found = streams().find(stream);
    if (!found) return INVALID_HANDLE;
    if (found->captured) return streams().invalidate(*found, STREAM_CAPTURE_UNSUPPORTED);
    return streams().enqueue(stream, [address] { return deviceMemory().release(address); });
  });
}

DRIVER cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) {
  return synchronous({to, bytes}, [=] { memcpy(reinterpret_cast<void *>(to), from, bytes); });
}

DRIVER cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) {
  return synchronous({from, bytes}, [=] { memcpy(to, reinterpret_cast<void *>(from), bytes); });
}

DRIVER cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes) {
  if (!deviceMemory().holds(to, bytes)) return Range{to, bytes}.refused();
  return synchronous({from, bytes},
                     [=] { memmove(reinterpret_cast<void *>(to), reinterpret_cast<void *>(from), bytes); });
}

DRIVER cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream) {
  return onStream(stream, {to, bytes}, from, [=] { memcpy(reinterpret_cast<void *>(to), from, bytes); });
}

DRIVER cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
  return onStream(stream, {from, bytes}, to, [=] { memcpy(to, reinterpret_cast<void *>(from), bytes); });
}

DRIVER cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream) {
  if (!deviceMemory().holds(to, bytes)) return Range{to, bytes}.refused();
  return onStream(stream, {from, bytes}, nullptr, [=] {
    memmove(reinterpret_cast<void *>(to), reinterpret_cast<void *>(from), bytes);
  });
}

DRIVER cuMemsetD8_v2(uint64_t to, unsigned char value, size_t count) {
  return synchronous({to, count}, filling(to, value, count));
}

DRIVER cuMemsetD32_v2(uint64_t to, unsigned value, size_t count) {
  return synchronous({to, count * sizeof value}, filling(to, value, count));
}

DRIVER cuMemsetD8Async(uint64_t to, unsigned char value, size_t count, void *stream) {
  return onStream(stream, {to, count}, nullptr, filling(to, value, count));
}

DRIVER cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void *stream) {
  return onStream(stream, {to, count * sizeof value}, nullptr, filling(to, value, count));
}

} // namespace emulator
