#include "block.h"

#include "codes.h"
#include "modules.h"
#include "settings.h"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>

thread_local emulator::ThreadView *emulator_thread = nullptr;

namespace emulator {

thread_local Block *working = nullptr;

namespace {

constexpr int NAN_BYTE = 0xff;
constexpr size_t DYNAMIC_BYTES = 256 << 10;

uint64_t scattered(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

uint3 split(uint64_t number, uint3 extent) {
  return {(unsigned)(number % extent.x), (unsigned)(number / extent.x % extent.y),
          (unsigned)(number / extent.x / extent.y)};
}

std::string text(uint3 i) {
  return "(" + std::to_string(i.x) + "," + std::to_string(i.y) + "," + std::to_string(i.z) + ")";
}

} // namespace

// Dynamic shared memory ends where an inaccessible page begins.
Block::Block() {
  void *area = mmap(nullptr, DYNAMIC_BYTES + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  dynamicEnd = static_cast<char *>(area) + DYNAMIC_BYTES;
  mprotect(dynamicEnd, PAGE, PROT_NONE);
}

void Block::run(Launch &asked, uint64_t number) {
  launch = &asked;
  prepare(number);
  for (uint64_t round = 0; !launch->failed(); round++) {
    order(round, number);
    double waited = 0;
    while (!turns() && !launch->failed())
      if (!launch->awaitNews(looking->known, waited))
        launch->fail(LAUNCH_TIMEOUT, described(*looking) + ": deadlock: at " + text(looking->site) +
                                         " it waits for another block, and nothing happens any more" +
                                         (cluster ? cluster->due(rank) : ""));
    if (launch->failed()) return;
    size_t running = 0;
    size_t done = 0;
    for (const Fiber &fiber : fibers) {
      running += fiber.state == State::RUNNING;
      done += fiber.state == State::DONE;
    }
    if (done == fibers.size()) return leaveCluster();
    if (!running && !openBarrier()) failStuck();
  }
}

void Block::prepare(uint64_t number) {
  const LaunchPlan &plan = launch->plan;
  index = split(number, plan.grid);
  threads = plan.threads;
  grid = plan.grid;
  const size_t count = plan.threadsOfBlock();
  stacks.reserve(count);
  fibers.resize(count);
  warps.assign((count + 31) / 32, Warp{});
  for (size_t i = 0; i < count; i++) {
    Fiber &fiber = fibers[i];
    fiber.index = split(i, threads);
    fiber.block = this;
    fiber.number = (unsigned)i;
    fiber.state = State::RUNNING;
    fiber.site = Site();
    fiber.looked = false;
    fiber.known = 0;
    fiber.meetings = 0;
    fiber.copies.assign(1, {});
    stacks.mark(i);
    fiber.stackPointer = Stacks::beginning(stacks.top(i), &Block::beginThread);
  }
  turn.resize(count);
  for (size_t i = 0; i < count; i++) turn[i] = (unsigned)(settings().order == Order::REVERSE ? count - 1 - i : i);
  meetings = 0;
  poisonShared();
  joinCluster(number, {dynamicEnd - plan.sharedBytes, plan.sharedBytes}, sharedArrays(*plan.kernel));
}

// What a block before left there would hide that a kernel reads what it has not written.
void Block::poisonShared() {
  const size_t bytes = (launch->plan.sharedBytes + 15) / 16 * 16;
  char *start = dynamicEnd - bytes;
  memset(start, NAN_BYTE, bytes);
  shared = reinterpret_cast<float *>(start);
  const SharedArrays arrays = sharedArrays(*launch->plan.kernel);
  memset(arrays.start, NAN_BYTE, arrays.bytes);
}

void Block::order(uint64_t round, uint64_t number) {
  if (settings().order != Order::RANDOM) return;
  uint64_t random = scattered(settings().seed * 0x9e3779b97f4a7c15u + number * 1000003 + round);
  for (size_t i = turn.size(); i > 1; i--) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    std::swap(turn[i - 1], turn[(random >> 33) % i]);
  }
}

bool Block::turns() {
  bool progress = false;
  looking = nullptr;
  for (unsigned i : turn) {
    Fiber &fiber = fibers[i];
    if (fiber.state != State::RUNNING) continue;
    fiber.looked = false;
    resume(fiber);
    if (launch->failed()) return true;
    progress |= !fiber.looked;
    if (fiber.looked && (!looking || fiber.known < looking->known)) looking = &fiber;
  }
  return progress || !looking;
}

bool Block::openBarrier() {
  const Fiber *first = nullptr;
  for (const Fiber &fiber : fibers) {
    if (fiber.state == State::WAITING_FOR_WARP) return false;
    if (fiber.state != State::WAITING_FOR_BLOCK) continue;
    if (!first) first = &fiber;
    if (!(first->site == fiber.site)) return false;
  }
  for (Fiber &fiber : fibers)
    if (fiber.state == State::WAITING_FOR_BLOCK) fiber.state = State::RUNNING;
  return true;
}

void Block::failStuck() {
  std::string places;
  Site last;
  int named = 0;
  bool warp = false;
  for (const Fiber &fiber : fibers) {
    if (fiber.state == State::DONE) continue;
    warp |= fiber.state == State::WAITING_FOR_WARP;
    if (fiber.site == last || named == 4) continue;
    last = fiber.site;
    places += (named++ ? ", thread " : "thread ") + text(fiber.index) + " at " + text(fiber.site);
  }
  const char *what = warp ? "deadlock: some threads wait where others never come: "
                          : "divergent barrier: threads of one block wait at different barriers: ";
  launch->fail(LAUNCH_FAILED, described() + ": " + what + places);
}

void Block::resume(Fiber &fiber) {
  current = &fiber;
  emulator_thread = &fiber;
  emulator_switch(&scheduler, fiber.stackPointer);
  emulator_thread = nullptr;
  current = nullptr;
  if (stacks.isOverrun(fiber.number, fiber.stackPointer))
    launch->fail(LAUNCH_FAILED, described(fiber) + ": its stack overflows");
}

void Block::leave() { emulator_switch(&current->stackPointer, scheduler); }

void Block::beginThread() {
  Block &block = *working;
  const LaunchPlan &plan = block.launch->plan;
  plan.kernel->call(plan.kernel->function, plan.arguments.data());
  block.current->state = State::DONE;
  block.leave();
  __builtin_unreachable();
}

void Block::waitForBlock(Site site) {
  current->site = site;
  current->state = State::WAITING_FOR_BLOCK;
  leave();
}

// The lanes of a warp that there are, with or without those that have ended.
unsigned Block::present(unsigned warp, bool ended) const {
  unsigned lanes = 0;
  for (size_t i = warp * 32; i < std::min<size_t>(warp * 32 + 32, fibers.size()); i++)
    if (ended || fibers[i].state != State::DONE) lanes |= 1u << (i % 32);
  return lanes;
}

void Block::waitForWarp(Site site) { meet(present(current->warp(), false), site); }

void Block::meet(unsigned lanes, Site site) {
  Warp &warp = warps[current->warp()];
  current->site = site;
  if (!warp.arrived) warp.site = site;
  if (!(warp.site == site))
    fail(LAUNCH_FAILED, "divergent warp: it is at " + text(site) + ", other lanes of its warp wait at " +
                            text(warp.site));
  warp.arrived |= 1u << current->lane();
  if ((warp.arrived & lanes) != lanes) {
    current->state = State::WAITING_FOR_WARP;
    leave();
    return;
  }
  warp.arrived = 0;
  warp.meetings++;
  for (size_t i = current->number / 32 * 32; i < fibers.size() && i / 32 == current->warp(); i++)
    if (fibers[i].state == State::WAITING_FOR_WARP) fibers[i].state = State::RUNNING;
}

const Lane *Block::exchange(unsigned lanes, const unsigned *words, int count, Site site) {
  const unsigned existing = lanes & present(current->warp(), true);
  if (existing & ~present(current->warp(), false))
    fail(LAUNCH_FAILED, "a shuffle at " + text(site) + " waits for a lane that has ended");
  if (!(lanes >> current->lane() & 1)) fail(LAUNCH_FAILED, "a shuffle at " + text(site) + " without its own lane");
  Warp &warp = warps[current->warp()];
  const Lane *all = warp.lanes[warp.meetings % 2];
  memcpy(warp.lanes[warp.meetings % 2][current->lane()].words, words, count * sizeof(unsigned));
  meet(existing, site);
  return all;
}

unsigned Block::sourceLane(unsigned lanes, unsigned lane) {
  if (!((lanes & present(current->warp(), true)) >> lane & 1))
    fail(LAUNCH_FAILED, "a shuffle takes from lane " + std::to_string(lane) + ", which does not take part");
  return lane;
}

void Block::look() { current->known = launch->news(); }

void Block::waitForNews(Site site) {
  current->site = site;
  current->looked = true;
  leave();
  look();
}

std::string Block::described() const { return "block " + text(index); }

std::string Block::described(const Fiber &fiber) const { return described() + " thread " + text(fiber.index); }

void Block::fail(int code, const std::string &what, const void *instruction) {
  launch->fail(code, described(*current) + ": " + what, instruction);
  leave();
  __builtin_unreachable();
}

} // namespace emulator

using emulator::working;

extern "C" {
__attribute__((visibility("default"))) void emulator_block_barrier(const char *file, int line) {
  working->waitForBlock({file, line});
}
__attribute__((visibility("default"))) void emulator_warp_barrier(const char *file, int line) {
  working->waitForWarp({file, line});
}
__attribute__((visibility("default"))) const emulator::Lane *
emulator_exchange(unsigned lanes, const unsigned *words, int count, const char *file, int line) {
  return working->exchange(lanes, words, count, {file, line});
}
__attribute__((visibility("default"))) unsigned emulator_source_lane(unsigned lanes, unsigned lane) {
  return working->sourceLane(lanes, lane);
}
__attribute__((visibility("default"))) void emulator_news() { working->announce(); }
__attribute__((visibility("default"))) void emulator_look() { working->look(); }
__attribute__((visibility("default"))) void emulator_wait(const char *file, int line) {
  working->waitForNews({file, line});
}
}
