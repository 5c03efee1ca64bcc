// Modules: PTX is looked at, and the kernels come from the libraries that g++ made of the same sources.
#pragma once

#include "emulated_device.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace emulator {

struct Module;

struct Function {
  const Kernel *kernel;
  Module *module;
  int dynamicBytes;
  // Width, height and depth; zeros where it is launched without clusters.
  int cluster[3];
};

struct Module {
  std::string ptx;
  std::vector<void *> libraries;
  std::map<std::string, Function> functions;
};

// 0 and a module, or the code of what is wrong with an image.
int loadModule(Module **module, const char *image);

// 0 and a function of the module, or the code of what is wrong: there is none, or its PTX takes other arguments.
int findFunction(Function **function, Module &module, const std::string &name);

// Where this OS thread holds all shared arrays of a kernel's library.
struct SharedArrays {
  char *start;
  size_t bytes;
};
SharedArrays sharedArrays(const Kernel &kernel);

} // namespace emulator
