// Signals that a kernel raises: they end its launch, not the process.
#pragma once

#include <string>

namespace emulator {

// Once a process. What does not come from a kernel goes to whoever handled it before, which in a JVM is the JVM.
void catchFaults();

// Once an OS thread that runs kernels: a fiber's own stack may be what is at fault.
void useOwnStackForSignals();

// FILE:LINE of an instruction where addr2line is there to tell, else its place in its library.
std::string sourceLine(const void *instruction);

} // namespace emulator
