// Signals that a kernel raises: they end its launch, not the process.
#pragma once

#include <csignal>
#include <string>

namespace emulator {

// Once a process. What does not come from a kernel goes to whoever handled it before, which in a JVM is the JVM.
void catchFaults();

// While an OS thread runs kernels, a stack for its signals: a fiber's own may be what is at fault.
class SignalStack {
 public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack &) = delete;
  SignalStack &operator=(const SignalStack &) = delete;

 private:
  stack_t before;
};

// FILE:LINE of an instruction where addr2line is there to tell, else its place in its library.
std::string sourceLine(const void *instruction);

} // namespace emulator
