// Device memory and pinned host memory: between inaccessible pages, filled with NaN, and inaccessible once it is freed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace emulator {

class Memory {
 public:
  explicit Memory(bool ofDevice) : ofDevice(ofDevice) {}

  // 0, or the code of what is wrong.
  int allocate(uint64_t *address, size_t bytes);
  int release(uint64_t address);

  // Whether all of so many bytes lies in one allocation.
  bool holds(uint64_t address, size_t bytes);
  // Where an address lies, in words.
  std::string described(uint64_t address);
  // Names the allocations beside which somebody has written, once each, on standard error; how many they are.
  int overrun();

  size_t bytes();
  size_t count();

 private:
  struct Allocation {
    char *mapped;
    size_t mappedBytes;
    size_t bytes;
  };
  using Allocations = std::map<uint64_t, Allocation>;

  bool refusedOnDemand();
  bool isDamaged(char *start, const Allocation &allocation) const;
  void forgetOldest();

  const bool ofDevice;
  std::mutex mutex;
  Allocations live;
  Allocations freed;
  // Where the freed ones begin, the oldest first.
  std::deque<uint64_t> order;
  size_t used = 0;
  long attempts = 0;
};

Memory &deviceMemory();
Memory &hostMemory();

} // namespace emulator
