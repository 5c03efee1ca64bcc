// Fibers: a stack and a place each, between which one OS thread goes to and fro. One fiber is one thread of a block.
#pragma once

#include "emulated_device.h"

#include <cstddef>
#include <string>
#include <vector>

namespace emulator {

struct Site {
  const char *file = nullptr;
  int line = 0;

  bool operator==(const Site &other) const { return line == other.line && file == other.file; }
};

// FILE:LINE
std::string text(Site site);

// WAITING_* until a barrier lets it go on.
enum State { RUNNING, WAITING_FOR_BLOCK, WAITING_FOR_WARP, DONE };
constexpr int STATES = 4;

// Floats on their way into shared memory, and the number of their group.
struct Copy {
  float *to;
  float values[4];
  int count;
  unsigned long group;
};

// The view comes first: a kernel knows no more of it.
struct Fiber : ThreadView {
  void *stackPointer;
  State state;
  Site site;
  unsigned number;
  // It only looked, in its last turn, whether another block had got somewhere.
  bool looked;
  // The number of the news that it knew when it looked.
  unsigned long known;
  // To how many meetings of the cluster it has come.
  unsigned meetings;
  // Its copies that are under way, the oldest first, and how many groups of them have ended.
  std::vector<Copy> copies;
  unsigned long groups;

  unsigned warp() const { return number / 32; }
  unsigned lane() const { return number % 32; }
};

// Goes from one to the other; comes back when somebody goes to what was saved.
extern "C" void emulator_switch(void **saved, void *next);

// Stacks side by side. They grow in number and are never given back: a worker's next block takes them again, and workers live as long as
// the process. The first ones have an inaccessible page below. A system gives a process 65,530 mappings, and each such page costs two: the
// others have a word at their end that must not change.
class Stacks {
 public:
  // A cache maps what is a power of two apart to the same lines. A page more than one, and tops that are spread within it, keep what hundreds
  // of fibers use of their stacks from driving each other out.
  static constexpr size_t PAGES = 17;
  static constexpr size_t BYTES = PAGES * 4096;

  void reserve(size_t count);
  char *top(size_t number) const {
    return base + (number + 1) * BYTES - number / (PAGES - 1) % COLOURS * COLOUR_BYTES;
  }
  bool contains(const void *address) const {
    return address >= base && address < base + count * BYTES;
  }

  // Before a fiber begins on it.
  void mark(size_t number) {
    if (number >= guarded) *end(number) = UNTOUCHED;
  }
  // Whether a fiber that has stopped at this place was beyond the end, there or since it began.
  bool isOverrun(size_t number, const void *stopped) const {
    return number >= guarded && (stopped < end(number) || *end(number) != UNTOUCHED);
  }

  // A stack pointer such that a switch to it begins the function, which never returns.
  static void *beginning(char *top, void (*function)());

 private:
  static constexpr size_t COLOURS = 9;
  static constexpr size_t COLOUR_BYTES = 448;
  static constexpr unsigned long UNTOUCHED = 0x5afe5afe5afe5afe;

  unsigned long *end(size_t number) const { return reinterpret_cast<unsigned long *>(base + number * BYTES); }

  char *base = nullptr;
  size_t count = 0;
  size_t guarded = 0;
};

} // namespace emulator
