// Copies into shared memory that go on by themselves: where they are early they are done when they begin, where they are late when somebody has
// waited for them.
#include "block.h"
#include "codes.h"
#include "settings.h"

#include <algorithm>
#include <cstring>

namespace emulator {

namespace {

void land(const Copy &copy) { memcpy(copy.to, copy.values, copy.count * sizeof(float)); }

} // namespace

void Block::copy(const Copy &copy, const float *from, Site site) {
  const size_t bytes = copy.count * sizeof(float);
  if (reinterpret_cast<uintptr_t>(from) % bytes || reinterpret_cast<uintptr_t>(copy.to) % bytes)
    fail(MISALIGNED_ADDRESS, "at " + text(site) + ": a copy of " + std::to_string(bytes) + " bytes is not aligned to so many");
  const Order order = settings().order;
  random = random * 6364136223846793005u + 1442695040888963407u;
  if (order == Order::FORWARD || (order == Order::RANDOM && random >> 63))
    land(copy);
  else
    current->copies.push_back(copy);
}

void Block::awaitGroups(size_t groups) {
  auto &all = current->copies;
  const auto late = std::find_if(all.begin(), all.end(),
                                 [&](const Copy &copy) { return copy.group + groups >= current->groups; });
  std::for_each(all.begin(), late, land);
  all.erase(all.begin(), late);
}

} // namespace emulator

using emulator::working;

extern "C" {
__attribute__((visibility("default"))) void
emulator_copy(float *to, const float *from, const float *values, int count, const char *file, int line) {
  emulator::Copy copy = {to, {}, count, working->running().groups};
  memcpy(copy.values, values, count * sizeof(float));
  working->copy(copy, from, {file, line});
}
__attribute__((visibility("default"))) void emulator_end_group() { working->endGroup(); }
__attribute__((visibility("default"))) void emulator_await_groups(int groups) { working->awaitGroups((size_t)groups); }
}
