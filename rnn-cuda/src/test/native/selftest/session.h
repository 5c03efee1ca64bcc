// One context, one stream and one module, for the scenarios. What fails where it should not ends the program with a line that says where.
#pragma once

#include "driver_api.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

inline std::string nameOf(int code) {
  const char *name = nullptr;
  cuGetErrorName(code, &name);
  return name ? name : std::to_string(code);
}

inline void expect(int code, int expected, int line = __builtin_LINE()) {
  if (code == expected) return;
  printf("line %d: %s, expected %s\n", line, nameOf(code).c_str(), nameOf(expected).c_str());
  exit(3);
}

inline void require(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  printf("line %d: that does not hold\n", line);
  exit(3);
}

inline void succeed(int code, int line = __builtin_LINE()) { expect(code, 0, line); }

struct Session {
  void *context = nullptr;
  void *stream = nullptr;
  void *module = nullptr;

  explicit Session(const std::string &source, unsigned streamFlags = 0) {
    succeed(cuInit(0));
    succeed(cuDevicePrimaryCtxRetain(&context, 0));
    succeed(cuCtxSetCurrent(context));
    succeed(cuStreamCreate(&stream, streamFlags));
    succeed(cuModuleLoadData(&module, ptx(source).c_str()));
  }

  ~Session() {
    cuModuleUnload(module);
    cuStreamDestroy_v2(stream);
    cuDevicePrimaryCtxRelease_v2(0);
  }

  static std::string ptx(const std::string &source) {
    return "// kernels of " + source + ".cu\n.version 6.3\n.target sm_70\n.address_size 64\n";
  }

  void *kernel(const std::string &name) {
    void *function;
    succeed(cuModuleGetFunction(&function, module, name.c_str()));
    return function;
  }

  template <class A>
  int launch(const std::string &name, A arguments, unsigned blocks, unsigned threads, unsigned sharedBytes = 0) {
    void *parameters[] = {&arguments};
    return cuLaunchKernel(kernel(name), blocks, 1, 1, threads, 1, 1, sharedBytes, stream, parameters, nullptr);
  }

  template <class A> int launchCooperative(const std::string &name, A arguments, unsigned blocks, unsigned threads) {
    void *parameters[] = {&arguments};
    return cuLaunchCooperativeKernel(kernel(name), blocks, 1, 1, threads, 1, 1, 0, stream, parameters);
  }
};

// Device memory that holds some numbers.
struct Numbers {
  uint64_t address = 0;
  size_t count;

  explicit Numbers(size_t count, float value = 0) : Numbers(std::vector<float>(count, value)) {}
  explicit Numbers(const std::vector<float> &values) : count(values.size()) {
    succeed(cuMemAlloc_v2(&address, count * sizeof(float)));
    succeed(cuMemcpyHtoD_v2(address, values.data(), count * sizeof(float)));
  }
  ~Numbers() { release(); }

  void release() {
    if (address) cuMemFree_v2(address);
    address = 0;
  }

  std::vector<float> read() const {
    std::vector<float> values(count);
    succeed(cuMemcpyDtoH_v2(values.data(), address, count * sizeof(float)));
    return values;
  }
};
