#include "launch.h"

#include "block.h"
#include "codes.h"
#include "faults.h"
#include "settings.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <numeric>
#include <thread>
#include <xmmintrin.h>

namespace emulator {

namespace {

constexpr unsigned FLUSH_SUBNORMALS = 0x8040;
constexpr auto SHORT_WHILE = std::chrono::milliseconds(10);

// An OS thread as kernels need it: what faults of theirs raise finds a stack, no other signal of the process comes to it, and small
// numbers are flushed as the PTX does, .ftz.
class KernelThread {
 public:
  KernelThread() {
    sigset_t all;
    sigfillset(&all);
    for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&all, own);
    pthread_sigmask(SIG_SETMASK, &all, &signalsBefore);
    _mm_setcsr(controlBefore | FLUSH_SUBNORMALS);
  }
  ~KernelThread() {
    _mm_setcsr(controlBefore);
    pthread_sigmask(SIG_SETMASK, &signalsBefore, nullptr);
  }

 private:
  const SignalStack stack;
  const unsigned controlBefore = _mm_getcsr();
  sigset_t signalsBefore;
};

// Whoever launches runs blocks itself, beside threads of the emulator's own, each with a block that it runs over and over: a launch of one
// block wakes nobody.
class Workers {
 public:
  void run(Launch &launch, size_t wanted) {
    const size_t others = wanted - 1;
    if (others) call(launch, others);
    {
      const KernelThread here;
      working = &block;
      runBlocks(block, launch, others);
      working = nullptr;
    }
    std::unique_lock<std::mutex> lock(mutex);
    end.wait(lock, [&] { return busy == 0; });
    places = 0;
  }

 private:
  void call(Launch &launch, size_t others) {
    std::unique_lock<std::mutex> lock(mutex);
    while (started < others) start();
    current = &launch;
    places = (uint64_t)others;
    taken = 0;
    busy = others;
    lock.unlock();
    if (others == started)
      begin.notify_all();
    else
      for (size_t i = 0; i < others; i++) begin.notify_one();
  }

  // A JVM's signals are not for them, from the beginning.
  void start() {
    const KernelThread masked;
    std::thread([this] { work(); }).detach();
    started++;
  }

  [[noreturn]] void work() {
    const KernelThread here;
    Block &block = *new Block();
    std::unique_lock<std::mutex> lock(mutex);
    for (;;) {
      begin.wait(lock, [&] { return taken < places; });
      const uint64_t place = taken++;
      Launch &launch = *current;
      lock.unlock();
      working = &block;
      runBlocks(block, launch, place);
      working = nullptr;
      lock.lock();
      if (--busy == 0) end.notify_one();
    }
  }

  static void runBlocks(Block &block, Launch &launch, uint64_t place) {
    if (launch.plan.cooperative) {
      block.run(launch, place);
      return;
    }
    const uint64_t count = launch.plan.blocks();
    const auto rank = (unsigned)(place % launch.plan.width());
    for (uint64_t number; !launch.failed() && (number = launch.nextBlock(rank)) < count;) block.run(launch, number);
  }

  // Of the one that launches.
  Block block;
  std::mutex mutex;
  std::condition_variable begin;
  std::condition_variable end;
  Launch *current = nullptr;
  uint64_t places = 0;
  uint64_t taken = 0;
  size_t started = 0;
  size_t busy = 0;
};

} // namespace

namespace {

// The n-th of so many, in the order asked for. Random: by steps that have no divisor in common with their number.
uint64_t inOrder(uint64_t n, uint64_t count) {
  if (settings().order == Order::FORWARD) return n;
  if (settings().order == Order::REVERSE) return count - 1 - n;
  uint64_t step = settings().seed * 7919 % count + 1;
  while (std::gcd(step, count) != 1) step++;
  return (n * step + settings().seed) % count;
}

} // namespace

uint64_t Launch::nextBlock(unsigned rank) {
  const uint64_t count = plan.blocks() / plan.width();
  const uint64_t n = begun[rank]++;
  return n < count ? inOrder(n, count) * plan.width() + rank : plan.blocks();
}

Cluster *Launch::clusterOf(uint64_t number) {
  if (!plan.clusterWidth) return nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  auto &cluster = clusters[number / plan.clusterWidth];
  if (!cluster) cluster = std::make_unique<Cluster>(plan.clusterWidth, number / plan.clusterWidth);
  return cluster.get();
}

void Launch::fail(int with, const std::string &what, const void *instruction) {
  std::lock_guard<std::mutex> lock(mutex);
  if (code) return;
  failure = what;
  place = instruction;
  code = with;
  announced++;
  changed.notify_all();
}

unsigned long Launch::news() {
  std::lock_guard<std::mutex> lock(mutex);
  return announced;
}

void Launch::announce() {
  std::lock_guard<std::mutex> lock(mutex);
  announced++;
  changed.notify_all();
}

bool Launch::awaitNews(unsigned long known, double &waited) {
  std::unique_lock<std::mutex> lock(mutex);
  if (changed.wait_for(lock, SHORT_WHILE, [&] { return announced != known; })) {
    waited = 0;
    return true;
  }
  waited += std::chrono::duration<double>(SHORT_WHILE).count();
  return waited < settings().patience;
}

int Launch::finish() {
  if (code) {
    const std::string where = place ? " at " + sourceLine(place) : "";
    say("kernel %s, %s%s", plan.kernel->name, failure.c_str(), where.c_str());
  }
  return code;
}

int run(const LaunchPlan &plan) {
  static Workers &workers = *new Workers();
  Launch launch(plan);
  const uint64_t clusters = std::max<uint64_t>(1, (uint64_t)settings().threads / plan.width());
  const uint64_t atATime = plan.cooperative ? plan.blocks() : clusters * plan.width();
  workers.run(launch, (size_t)std::min(atATime, plan.blocks()));
  return launch.finish();
}

} // namespace emulator
