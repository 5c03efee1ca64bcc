#include "modules.h"

#include "codes.h"
#include "limits.h"
#include "settings.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <link.h>
#include <mutex>
#include <string>

namespace emulator {

namespace {

// The PTX that a driver of some version knows: 6.3 came with CUDA 10.0, 7.0 with 11.0, 8.0 with 12.0, 9.0 with 13.0; of 12 the later ones are
// one behind from 12.6 on. A driver's version is 1000 times the first number and 10 times the second.
int newestPtx(int driver) {
  const int major = driver / 1000;
  const int minor = driver % 1000 / 10;
  if (major < 10) return 60 + minor;
  if (major == 10) return 63 + minor;
  if (major == 12) return 80 + (minor < 6 ? minor : minor - 1);
  return (major - 4) * 10 + minor;
}

// The numbers after a directive of the PTX; how many there are.
template <class... Numbers> int scan(const std::string &ptx, const char *directive, const char *form, Numbers *...numbers) {
  const char *found = strstr(ptx.c_str(), directive);
  return found ? sscanf(found + strlen(directive), form, numbers...) : 0;
}

int examine(const std::string &ptx) {
  int major;
  int minor;
  int target;
  if (scan(ptx, ".version", " %d.%d", &major, &minor) != 2) return INVALID_IMAGE;
  if (major * 10 + minor > newestPtx(settings().driver)) return UNSUPPORTED_PTX_VERSION;
  if (scan(ptx, ".target", " sm_%d", &target) != 1) return INVALID_PTX;
  const int device = settings().capabilityMajor * 10 + settings().capabilityMinor;
  return target > device ? NO_BINARY_FOR_GPU : SUCCESS;
}

// The source that a comment of the PTX names, or all that there are.
std::vector<std::string> sources(const std::string &ptx) {
  char name[100];
  if (scan(ptx, "// kernels of ", "%99[A-Za-z0-9_]", name) == 1) return {settings().kernels + "/" + name + ".so"};
  std::vector<std::string> paths;
  std::error_code none;
  for (const auto &file : std::filesystem::directory_iterator(settings().kernels, none))
    if (file.path().extension() == ".so") paths.push_back(file.path());
  return paths;
}

// Where its anchor lies within what a library holds for each thread, and how much that is.
struct ThreadStorage {
  size_t anchor;
  size_t bytes;
};

ThreadStorage threadStorage(char *anchor) {
  struct Search {
    char *anchor;
    ThreadStorage found;
  } search{anchor, {0, 0}};
  auto look = [](dl_phdr_info *library, size_t, void *data) {
    auto *search = static_cast<Search *>(data);
    auto *start = static_cast<char *>(library->dlpi_tls_data);
    for (int i = 0; start && i < library->dlpi_phnum; i++) {
      const ElfW(Phdr) &segment = library->dlpi_phdr[i];
      if (segment.p_type != PT_TLS || search->anchor < start || search->anchor >= start + segment.p_memsz) continue;
      search->found = {(size_t)(search->anchor - start), segment.p_memsz};
      return 1;
    }
    return 0;
  };
  dl_iterate_phdr(look, &search);
  return search.found;
}

// The bytes of the structure that the PTX gives to a kernel as its only argument; -1 without such a kernel.
long argumentBytes(const std::string &ptx, const std::string &kernel) {
  const size_t entry = ptx.find(".entry " + kernel + "(");
  if (entry == std::string::npos) return -1;
  const std::string header = ptx.substr(entry, ptx.find(')', entry) - entry);
  long bytes;
  return scan(header, "[", "%ld", &bytes) == 1 ? bytes : -1;
}

} // namespace

int loadModule(Module **module, const char *image) {
  if (!image) return INVALID_VALUE;
  const std::string ptx = image;
  if (int code = examine(ptx)) return code;
  std::vector<void *> libraries;
  for (const std::string &path : sources(ptx)) {
    void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      say("%s", dlerror());
      return FILE_NOT_FOUND;
    }
    libraries.push_back(library);
  }
  if (libraries.empty()) {
    say("there are no kernels in CUDA_EMULATOR_KERNELS=%s", settings().kernels.c_str());
    return FILE_NOT_FOUND;
  }
  *module = new Module{ptx, libraries, {}};
  return SUCCESS;
}

int findFunction(Function **function, Module &module, const std::string &name) {
  const auto known = module.functions.find(name);
  if (known != module.functions.end()) {
    *function = &known->second;
    return SUCCESS;
  }
  const bool compiled = module.ptx.find(".entry ") != std::string::npos;
  const long expected = argumentBytes(module.ptx, name);
  if (compiled && expected < 0) return NOT_FOUND;
  for (void *library : module.libraries) {
    auto *kernel = static_cast<const Kernel *>(dlsym(library, ("emulated_" + name).c_str()));
    if (!kernel) continue;
    if (compiled && expected != (long)kernel->argumentBytes) {
      say("%s takes %ld bytes in the PTX and %lu in its source", name.c_str(), expected, kernel->argumentBytes);
      return INVALID_IMAGE;
    }
    *function = &(module.functions[name] = {kernel, &module, DEFAULT_SHARED_BYTES, {}});
    return SUCCESS;
  }
  return NOT_FOUND;
}

SharedArrays sharedArrays(const Kernel &kernel) {
  static std::mutex &mutex = *new std::mutex();
  static auto &known = *new std::map<char *(*)(), ThreadStorage>();
  char *anchor = kernel.anchor();
  std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(kernel.anchor);
  if (found == known.end()) found = known.emplace(kernel.anchor, threadStorage(anchor)).first;
  return {anchor - found->second.anchor, found->second.bytes};
}

} // namespace emulator
