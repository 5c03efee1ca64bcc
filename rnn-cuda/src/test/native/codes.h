// The codes that a driver answers, with their names and texts.
#pragma once

namespace emulator {

#define EMULATOR_CODES(code)                                                                                           \
  code(SUCCESS, 0, "no error")                                                                                         \
  code(INVALID_VALUE, 1, "invalid argument")                                                                           \
  code(OUT_OF_MEMORY, 2, "out of memory")                                                                              \
  code(NOT_INITIALIZED, 3, "initialization error")                                                                     \
  code(DEVICE_UNAVAILABLE, 46, "CUDA-capable device(s) is/are busy or unavailable")                                    \
  code(NO_DEVICE, 100, "no CUDA-capable device is detected")                                                           \
  code(INVALID_DEVICE, 101, "invalid device ordinal")                                                                  \
  code(INVALID_IMAGE, 200, "device kernel image is invalid")                                                           \
  code(INVALID_CONTEXT, 201, "invalid device context")                                                                 \
  code(NO_BINARY_FOR_GPU, 209, "no kernel image is available for execution on the device")                             \
  code(ECC_UNCORRECTABLE, 214, "uncorrectable ECC error encountered")                                                  \
  code(INVALID_PTX, 218, "a PTX JIT compilation failed")                                                               \
  code(UNSUPPORTED_PTX_VERSION, 222, "the provided PTX was compiled with an unsupported toolchain.")                   \
  code(FILE_NOT_FOUND, 301, "file not found")                                                                          \
  code(INVALID_HANDLE, 400, "invalid resource handle")                                                                 \
  code(ILLEGAL_STATE, 401, "the operation cannot be performed in the present state")                                   \
  code(NOT_FOUND, 500, "named symbol not found")                                                                       \
  code(NOT_READY, 600, "device not ready")                                                                             \
  code(ILLEGAL_ADDRESS, 700, "an illegal memory access was encountered")                                               \
  code(LAUNCH_OUT_OF_RESOURCES, 701, "too many resources requested for launch")                                        \
  code(LAUNCH_TIMEOUT, 702, "the launch timed out and was terminated")                                                 \
  code(MISALIGNED_ADDRESS, 716, "misaligned address")                                                                  \
  code(LAUNCH_FAILED, 719, "unspecified launch failure")                                                               \
  code(COOPERATIVE_LAUNCH_TOO_LARGE, 720, "too many blocks in cooperative launch")                                     \
  code(NOT_SUPPORTED, 801, "operation not supported")                                                                  \
  code(STREAM_CAPTURE_UNSUPPORTED, 900, "operation not permitted when stream is capturing")                            \
  code(STREAM_CAPTURE_INVALIDATED, 901, "operation failed due to a previous error during capture")                     \
  code(STREAM_CAPTURE_IMPLICIT, 906, "operation would make the legacy stream depend on a capturing blocking stream")   \
  code(CAPTURED_EVENT, 907, "operation not permitted on an event last recorded in a capturing stream")                 \
  code(STREAM_CAPTURE_WRONG_THREAD, 908, "attempt to terminate a thread-local capture sequence from another thread")   \
  code(INVALID_CLUSTER_SIZE, 912, "cluster misconfiguration")                                                           \
  code(UNKNOWN, 999, "unknown error")

enum Code {
#define EMULATOR_CODE(name, number, text) name = number,
  EMULATOR_CODES(EMULATOR_CODE)
#undef EMULATOR_CODE
};

} // namespace emulator
