#include "memory.h"

#include "codes.h"
#include "settings.h"

#include <cstring>
#include <sys/mman.h>

namespace emulator {

namespace {

constexpr size_t PAGE = 4096;
// Of inaccessible memory on either side; it costs addresses only.
constexpr size_t GUARD = 1 << 20;
constexpr size_t ALIGNMENT = 16;
// Both a NaN and no number of elements.
constexpr unsigned char POISON = 0xff;
// Freed allocations stay, inaccessible, until so many others have been freed.
constexpr size_t KEPT = 10000;

} // namespace

// The end of an allocation lies at an inaccessible page up to the alignment, or its start does.
int Memory::allocate(uint64_t *address, size_t bytes) {
  if (!address || !bytes) return INVALID_VALUE;
  std::lock_guard<std::mutex> lock(mutex);
  if (ofDevice && (refusedOnDemand() || used + bytes > settings().memory)) return OUT_OF_MEMORY;
  const size_t body = (bytes + PAGE - 1) / PAGE * PAGE;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *mapped = mmap(nullptr, body + 2 * GUARD, PROT_NONE, flags, -1, 0);
  if (mapped == MAP_FAILED) return OUT_OF_MEMORY;
  char *first = static_cast<char *>(mapped) + GUARD;
  if (mprotect(first, body, PROT_READ | PROT_WRITE)) {
    munmap(mapped, body + 2 * GUARD);
    return OUT_OF_MEMORY;
  }
  memset(first, POISON, body);
  const size_t before = settings().guardBefore || !ofDevice ? 0 : (body - bytes) / ALIGNMENT * ALIGNMENT;
  *address = reinterpret_cast<uint64_t>(first + before);
  live[*address] = {static_cast<char *>(mapped), body + 2 * GUARD, bytes};
  used += bytes;
  return SUCCESS;
}

bool Memory::refusedOnDemand() {
  const long refused = settings().failAllocation;
  attempts++;
  return refused && (attempts == refused || (settings().failLaterAllocations && attempts > refused));
}

int Memory::release(uint64_t address) {
  if (!address) return SUCCESS;
  overrun();
  std::lock_guard<std::mutex> lock(mutex);
  const auto found = live.find(address);
  if (found == live.end()) {
    say("%#lx is freed and is no allocation%s", (unsigned long)address, freed.count(address) ? " any more" : "");
    return INVALID_VALUE;
  }
  const Allocation &allocation = found->second;
  madvise(allocation.mapped, allocation.mappedBytes, MADV_DONTNEED);
  mprotect(allocation.mapped, allocation.mappedBytes, PROT_NONE);
  used -= allocation.bytes;
  freed.insert(live.extract(found));
  order.push_back(address);
  forgetOldest();
  return SUCCESS;
}

void Memory::forgetOldest() {
  if (freed.size() <= KEPT) return;
  const auto oldest = freed.find(order.front());
  munmap(oldest->second.mapped, oldest->second.mappedBytes);
  freed.erase(oldest);
  order.pop_front();
}

bool Memory::holds(uint64_t address, size_t bytes) {
  std::lock_guard<std::mutex> lock(mutex);
  auto next = live.upper_bound(address);
  if (next == live.begin()) return false;
  const auto &[start, allocation] = *--next;
  return address - start <= allocation.bytes && bytes <= allocation.bytes - (address - start);
}

std::string Memory::described(uint64_t address) {
  std::lock_guard<std::mutex> lock(mutex);
  for (const Allocations *some : {&live, &freed})
    for (const auto &[start, allocation] : *some) {
      const uint64_t mapped = reinterpret_cast<uint64_t>(allocation.mapped);
      if (address >= mapped && address < mapped + allocation.mappedBytes)
        return "byte " + std::to_string((long)(address - start)) + " of an allocation of " +
               std::to_string(allocation.bytes) + " bytes" + (some == &live ? "" : ", which has been freed");
    }
  return "not in device memory";
}

// The pages hold more than was asked for: there the poison must still be, as far as ALIGNMENT * 4 bytes from the allocation.
bool Memory::isDamaged(char *start, const Allocation &allocation) const {
  constexpr long SEEN = ALIGNMENT * 4;
  char *first = allocation.mapped + GUARD;
  char *last = allocation.mapped + allocation.mappedBytes - GUARD;
  char *end = start + allocation.bytes;
  auto written = [](const char *from, const char *to) {
    for (; from < to; from++)
      if ((unsigned char)*from != POISON) return true;
    return false;
  };
  return written(start - first > SEEN ? start - SEEN : first, start) ||
         written(end, last - end > SEEN ? end + SEEN : last);
}

int Memory::overrun() {
  std::lock_guard<std::mutex> lock(mutex);
  int damaged = 0;
  for (const auto &[start, allocation] : live) {
    char *from = reinterpret_cast<char *>(start);
    if (!isDamaged(from, allocation)) continue;
    damaged++;
    say("somebody wrote beside an allocation of %zu bytes", allocation.bytes);
    memset(allocation.mapped + GUARD, POISON, from - allocation.mapped - GUARD);
    memset(from + allocation.bytes, POISON, allocation.mapped + allocation.mappedBytes - GUARD - from - allocation.bytes);
  }
  return damaged;
}

size_t Memory::bytes() {
  std::lock_guard<std::mutex> lock(mutex);
  return used;
}

size_t Memory::count() {
  std::lock_guard<std::mutex> lock(mutex);
  return live.size();
}

// Never destroyed: a process that ends may still use them.
Memory &deviceMemory() {
  static Memory &memory = *new Memory(true);
  return memory;
}

Memory &hostMemory() {
  static Memory &memory = *new Memory(false);
  return memory;
}

} // namespace emulator
