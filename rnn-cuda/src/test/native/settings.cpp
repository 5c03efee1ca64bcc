#include "settings.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace emulator {

namespace {

std::string text(const char *name, const char *otherwise) {
  const char *value = getenv((std::string("CUDA_EMULATOR_") + name).c_str());
  return value && *value ? value : otherwise;
}

[[noreturn]] void refuse(const char *name, const std::string &value) {
  say("CUDA_EMULATOR_%s=%s makes no sense; see settings.h", name, value.c_str());
  _Exit(70);
}

double number(const char *name, const char *otherwise, std::string *rest = nullptr) {
  const std::string value = text(name, otherwise);
  char *end;
  const double result = strtod(value.c_str(), &end);
  if (end == value.c_str() || result < 0 || (*end && !rest)) refuse(name, value);
  if (rest) *rest = end;
  return result;
}

// One of two words or more, by its place.
template <class... Words> int choice(const char *name, Words... words) {
  const char *all[] = {words...};
  const std::string value = text(name, all[0]);
  for (size_t i = 0; i < sizeof...(words); i++)
    if (value == all[i]) return (int)i;
  refuse(name, value);
}

Settings read() {
  Settings s;
  s.kernels = text("KERNELS", "");
  s.devices = (int)number("DEVICES", "1");
  s.driver = (int)number("DRIVER", "12060");
  const int capability = (int)(number("CAPABILITY", "9.0") * 10 + 0.5);
  s.capabilityMajor = capability / 10;
  s.capabilityMinor = capability % 10;
  s.multiprocessors = (int)number("MULTIPROCESSORS", "4");
  const unsigned processors = std::thread::hardware_concurrency();
  s.threads = (int)number("THREADS", std::to_string(processors ? processors : 1).c_str());
  s.order = (Order)choice("ORDER", "forward", "reverse", "random");
  s.seed = (uint64_t)number("SEED", "1");
  s.guardBefore = choice("GUARD", "after", "before") == 1;
  s.guardedStacks = (long)number("GUARDED_STACKS", "16384");
  s.memory = (size_t)number("MEMORY", "4294967296");
  std::string rest;
  s.failAllocation = (long)number("FAIL_ALLOCATION", "0", &rest);
  s.failLaterAllocations = rest == "-";
  if (!rest.empty() && rest != "-") refuse("FAIL_ALLOCATION", rest);
  s.failLaunch = (long)number("FAIL_LAUNCH", "0");
  s.failCode = (int)number("FAIL_CODE", "719");
  s.late = choice("LATE", "0", "1") == 1;
  s.patience = number("PATIENCE", "60");
  s.report = choice("REPORT", "0", "1") == 1;
  s.trace = choice("TRACE", "0", "1") == 1;
  return s;
}

} // namespace

const Settings &settings() {
  static const Settings &read_once = *new Settings(read());
  return read_once;
}

void say(const char *format, ...) {
  char line[2000];
  va_list values;
  va_start(values, format);
  vsnprintf(line, sizeof line, format, values);
  va_end(values);
  fprintf(stderr, "[CUDA emulator] %s\n", line);
}

} // namespace emulator
