#include "fibers.h"

#include "settings.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

// Saves the registers that a function must preserve, exchanges the stacks, and takes the other side's registers. It jumps back: a processor
// would take a return for one to whoever called last, and guess wrong each time.
asm(R"(
.text
.globl emulator_switch
.hidden emulator_switch
.type emulator_switch, @function
emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmp *%rcx
.size emulator_switch, . - emulator_switch
)");

namespace emulator {

constexpr size_t PAGE = 4096;
constexpr int SAVED_REGISTERS = 6;

namespace {

// How many stacks more may have a page of their own below.
std::atomic<long> &guardsLeft() {
  static auto &left = *new std::atomic<long>(settings().guardedStacks);
  return left;
}

} // namespace

std::string text(Site site) {
  const char *name = strrchr(site.file, '/');
  return std::string(name ? name + 1 : site.file) + ":" + std::to_string(site.line);
}

// The very first one is always guarded: what runs through all of them ends there.
void Stacks::reserve(size_t wanted) {
  if (wanted <= count) return;
  if (base) {
    munmap(base, count * BYTES);
    guardsLeft() += (long)guarded;
  }
  guarded = guardsLeft().fetch_sub((long)wanted) >= (long)wanted ? wanted : 1;
  if (guarded < wanted) guardsLeft() += (long)(wanted - guarded);
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  base = static_cast<char *>(mmap(nullptr, wanted * BYTES, PROT_READ | PROT_WRITE, flags, -1, 0));
  bool reserved = base != MAP_FAILED;
  for (size_t i = 0; reserved && i < guarded; i++) reserved = mprotect(base + i * BYTES, PAGE, PROT_NONE) == 0;
  if (!reserved) {
    say("the system gives no %zu stacks more: use fewer multiprocessors", wanted);
    abort();
  }
  count = wanted;
}

// At a function's first instruction a stack pointer is 8 below a multiple of 16: it holds the address to return to.
void *Stacks::beginning(char *top, void (*function)()) {
  void **pointer = reinterpret_cast<void **>(top);
  *--pointer = nullptr;
  *--pointer = reinterpret_cast<void *>(function);
  for (int i = 0; i < SAVED_REGISTERS; i++) *--pointer = nullptr;
  return pointer;
}

} // namespace emulator
