// The limits of the emulated device: those of a device of capability 8.0, but for its few multiprocessors and for clusters.
#pragma once

#include <cstddef>

namespace emulator {

constexpr int MAX_THREADS = 1024;
constexpr int MAX_THREADS_Z = 64;
constexpr int MAX_GRID_X = 2147483647;
constexpr int MAX_GRID_YZ = 65535;
constexpr int DEFAULT_SHARED_BYTES = 49152;
constexpr int MAX_SHARED_BYTES = 166912;
constexpr int SHARED_BYTES_OF_MULTIPROCESSOR = 167936;
constexpr int SHARED_BYTES_RESERVED = 1024;
constexpr int THREADS_OF_MULTIPROCESSOR = 2048;
constexpr int BLOCKS_OF_MULTIPROCESSOR = 32;
constexpr int REGISTERS = 65536;
constexpr int MAX_CLUSTER = 8;

} // namespace emulator
