// Every function of a driver that JCuda's library binds, so that its absence does not end a JVM: what the other files do not define answers
// that it is not supported. Weak, so that theirs come first.
#include "codes.h"
#include "settings.h"

#define UNSUPPORTED(name)                                                                                              \
  extern "C" __attribute__((weak, visibility("default"))) int name() {                                                 \
    emulator::say("%s is not supported", #name);                                                                       \
    return emulator::NOT_SUPPORTED;                                                                                    \
  }
#include "jcuda_imports.inc"
