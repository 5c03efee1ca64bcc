// A cluster: blocks that run at the same time, write into each other's shared memory, and count there what was delivered. What it answers
// as text is what is wrong, and nothing where nothing is; what may end a wait it leaves to its caller to announce.
#pragma once

#include "fibers.h"
#include "modules.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace emulator {

class Cluster {
 public:
  explicit Cluster(unsigned width, uint64_t number);

  // A block begins or ends. At its end nothing may be due to it, nor have come that it has not waited for.
  void join(unsigned rank, SharedArrays dynamic, SharedArrays fixed);
  std::string end(unsigned rank);

  // A barrier over all blocks that have not ended: each arrives once for the `meeting`-th, when all its threads have, and may go on once
  // that has been held.
  void arrive(unsigned rank, unsigned meeting);
  bool hasMet(unsigned meeting);

  // See dialect.cuh. `ended` says whether a phase did, and for hasEnded() it is the phase of that parity.
  std::string begin(unsigned rank, const void *delivery, Site site);
  std::string announce(unsigned rank, const void *delivery, unsigned bytes, Site site, bool &ended);
  std::string deliver(unsigned from, const void *own, unsigned rank, float value, const void *delivery, bool &ended);
  std::string hasEnded(unsigned rank, const void *delivery, unsigned parity, bool &ended);

  // What is still due to a block, in words.
  std::string due(unsigned rank);

 private:
  // Counts what is delivered. A phase ends once it was announced and nothing is due; what comes before its announcement counts below 0.
  struct Counter {
    unsigned phase = 0;
    bool announced = false;
    long due = 0;
    // Whether somebody has waited for the last phase that ended.
    bool awaited = true;
    // The block's meetings before it began: whoever delivers must have come to a later one.
    unsigned begunAfter = 0;
    Site begun;
    Site announcement;
    // What was delivered and is not seen yet.
    std::vector<std::pair<float *, float>> onTheirWay;

    bool endPhase();
    std::string excess() const;
    void land();
  };

  struct Member {
    SharedArrays areas[2] = {};
    unsigned arrived = 0;
    bool ended = false;
    std::map<const void *, Counter> counters;

    Counter *find(const void *delivery);
  };

  // What lies in the memory of one block as `own` does in another's; nothing where that is no shared memory.
  void *there(const void *own, size_t bytes, const Member &from, const Member &to) const;
  void meet();
  bool isLate();

  std::mutex mutex;
  std::vector<Member> members;
  unsigned meetings = 0;
  uint64_t random;
};

} // namespace emulator
