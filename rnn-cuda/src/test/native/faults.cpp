#include "faults.h"

#include "block.h"
#include "codes.h"
#include "memory.h"

#include <cstdio>
#include <cstdlib>
#include <csignal>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <memory>
#include <ucontext.h>

namespace emulator {

namespace {

constexpr size_t SIGNAL_STACK_BYTES = 64 << 10;

struct Fault {
  int signal;
  const void *address;
  const void *instruction;
  bool addressKnown;
};

thread_local Fault fault __attribute__((tls_model("initial-exec")));

std::map<int, struct sigaction> &before() {
  static auto &handlers = *new std::map<int, struct sigaction>();
  return handlers;
}

// Where a fiber goes on after a fault: outside the handler, at the top of its own stack, which it needs no more.
void land() {
  Block &block = *working;
  char what[300];
  if (fault.signal == SIGILL) {
    block.fail(LAUNCH_FAILED, "an index out of the bounds of its array, or a misaligned address", fault.instruction);
  } else if (fault.signal == SIGFPE) {
    block.fail(LAUNCH_FAILED, "integer division by zero", fault.instruction);
  } else if (!fault.addressKnown) {
    block.fail(MISALIGNED_ADDRESS, "a misaligned address, or one that cannot be", fault.instruction);
  } else if (block.ownsStack(fault.address)) {
    block.fail(LAUNCH_FAILED, "its stack overflows", fault.instruction);
  }
  const std::string where = block.isJustAfterShared(fault.address)
                                ? "past the end of dynamic shared memory"
                                : deviceMemory().described((uint64_t)fault.address);
  snprintf(what, sizeof what, "illegal memory access at %p: %s", fault.address, where.c_str());
  block.fail(ILLEGAL_ADDRESS, what, fault.instruction);
}

void pass(int signal, siginfo_t *info, void *context) {
  const struct sigaction &earlier = before()[signal];
  if (earlier.sa_flags & SA_SIGINFO) {
    earlier.sa_sigaction(signal, info, context);
  } else if (earlier.sa_handler == SIG_DFL) {
    ::signal(signal, SIG_DFL); // and again at the same instruction
  } else if (earlier.sa_handler != SIG_IGN) {
    earlier.sa_handler(signal);
  }
}

void handle(int signal, siginfo_t *info, void *context) {
  if (!working || !working->isRunning()) return pass(signal, info, context);
  greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  fault = {signal, info->si_addr, reinterpret_cast<void *>(registers[REG_RIP]), info->si_code != SI_KERNEL};
  registers[REG_RSP] = reinterpret_cast<greg_t>(working->topOfStack()) - 8;
  registers[REG_RIP] = reinterpret_cast<greg_t>(&land);
}

} // namespace

void catchFaults() {
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigaction(signal, &action, &before()[signal]);
}

SignalStack::SignalStack() {
  static thread_local const std::unique_ptr<char[]> own(new char[SIGNAL_STACK_BYTES]);
  stack_t stack{};
  stack.ss_sp = own.get();
  stack.ss_size = SIGNAL_STACK_BYTES;
  sigaltstack(&stack, &before);
}

SignalStack::~SignalStack() { sigaltstack(&before, nullptr); }

std::string sourceLine(const void *instruction) {
  Dl_info library{};
  if (!dladdr(instruction, &library)) return "an unknown place";
  const auto offset = (unsigned long)((const char *)instruction - (const char *)library.dli_fbase);
  char text[1000];
  snprintf(text, sizeof text, "addr2line -s -e '%s' %#lx 2>&1", library.dli_fname, offset);
  FILE *answer = popen(text, "r");
  const bool answered = answer && fgets(text, sizeof text, answer);
  const bool known = answer && pclose(answer) == 0 && answered && text[0] != '?';
  if (!known) snprintf(text, sizeof text, "%s+%#lx", library.dli_fname, offset);
  text[strcspn(text, " \n")] = 0;
  return text;
}

} // namespace emulator
