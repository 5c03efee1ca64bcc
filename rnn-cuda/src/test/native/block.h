// A block: its threads take turns on one OS thread, each until it waits for others or ends.
#pragma once

#include "cluster.h"
#include "launch.h"

namespace emulator {

class Block : public BlockView {
 public:
  Block();

  void run(Launch &launch, uint64_t number);

  // Called by the thread whose turn it is.
  void waitForBlock(Site site);
  void waitForWarp(Site site);
  const Lane *exchange(unsigned lanes, const unsigned *words, int count, Site site);
  unsigned sourceLane(unsigned lanes, unsigned lane);
  void look();
  void announce() { launch->announce(); }
  void waitForNews(Site site);

  void copy(const Copy &copy, const float *from, Site site);
  void endGroup() { current->groups++; }
  void awaitGroups(size_t groups);

  // The same of a block in a cluster.
  void begin(const void *delivery, Site site);
  void announce(const void *delivery, unsigned bytes, Site site);
  void deliver(const void *own, int to, float value, const void *delivery, Site site);
  void await(const void *delivery, unsigned parity, Site site);
  void meetInCluster(Site site);

  // Ends the launch on account of this thread; does not return.
  [[noreturn]] void fail(int code, const std::string &what, const void *instruction = nullptr);

  bool isRunning() const { return current != nullptr; }
  Fiber &running() { return *current; }
  // A part of its stack that nothing needs any more once it fails.
  char *topOfStack() const { return stacks.top(current->number); }
  bool isJustAfterShared(const void *address) const {
    return address >= dynamicEnd && address < dynamicEnd + PAGE;
  }
  bool ownsStack(const void *address) const { return stacks.contains(address); }

 private:
  static constexpr size_t PAGE = 4096;

  // The lanes that have come to the present meeting. Two buffers in turn: nobody overwrites what a slower lane has yet to read.
  struct Warp {
    Lane lanes[2][32];
    // Of the lanes that there are, and of those of them that have ended.
    unsigned existing;
    unsigned ended;
    unsigned arrived;
    unsigned meetings;
    Site site;
  };

  void prepare(uint64_t number);
  void prepareThreads();
  void poisonShared();
  void order(uint64_t round, uint64_t number);
  // A turn for each thread that can go on; false when all of them only looked for news.
  bool turns();
  // Who is next to have its turn; nobody after the last one.
  Fiber *next();
  // Opens the barrier that all wait at. False when there is nothing to do but to fail.
  bool openBarrier();
  void failStuck();
  // Gives the turn to the next one, or back to the scheduler.
  void leave();
  void become(Fiber &fiber, State state);
  void meet(unsigned lanes, Site site);
  std::string described() const;
  std::string described(const Fiber &fiber) const;
  static void beginThread();
  void joinCluster(uint64_t number, SharedArrays dynamic, SharedArrays fixed);
  void leaveCluster();
  Cluster &ofCluster(Site site);
  void require(const std::string &nothingWrong, Site site);

  Launch *launch = nullptr;
  // Nothing in a launch without clusters.
  Cluster *cluster = nullptr;
  unsigned rank = 0;
  // To how many of its cluster it has come.
  unsigned meetings = 0;
  // Decides which copies are late in a random order.
  uint64_t random = 1;
  Fiber *current = nullptr;
  // How many threads are in each state.
  unsigned inState[STATES] = {};
  // Where the first of those waits that wait for the block, and whether another one waits elsewhere.
  Site barrier;
  bool divergent = false;
  // Of this round: whose turn is next, and whether anybody did more than to look.
  size_t place = 0;
  bool progress = false;
  // Who was beyond the end of its stack.
  Fiber *overrun = nullptr;
  // Of the threads that only looked, the one whose news are oldest.
  Fiber *looking = nullptr;
  void *scheduler = nullptr;
  std::vector<Fiber> fibers;
  // Of a launch's block, which may have fewer than one before.
  size_t count = 0;
  std::vector<Warp> warps;
  std::vector<unsigned> turn;
  Stacks stacks;
  char *dynamicEnd;
};

// The block that this OS thread runs; nothing on a thread that runs none.
extern thread_local Block *working __attribute__((tls_model("initial-exec")));

} // namespace emulator
