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
    if (inState[DONE] == count) return leaveCluster();
    if (!inState[RUNNING] && !openBarrier()) failStuck();
  }
}

void Block::prepare(uint64_t number) {
  const LaunchPlan &plan = launch->plan;
  index = split(number, plan.grid);
  threads = plan.threads;
  grid = plan.grid;
  count = plan.threadsOfBlock();
  prepareThreads();
  turn.resize(count);
  for (size_t i = 0; i < count; i++) turn[i] = (unsigned)(settings().order == Order::REVERSE ? count - 1 - i : i);
  meetings = 0;
  divergent = false;
  overrun = nullptr;
  poisonShared();
  joinCluster(number, {dynamicEnd - plan.sharedBytes, plan.sharedBytes}, sharedArrays(*plan.kernel));
}

void Block::prepareThreads() {
  stacks.reserve(count);
  if (fibers.size() < count) fibers.resize(count);
  uint3 own = {0, 0, 0};
  for (size_t i = 0; i < count; i++) {
    Fiber &fiber = fibers[i];
    fiber.index = own;
    fiber.block = this;
    fiber.number = (unsigned)i;
    fiber.state = RUNNING;
    fiber.site = Site();
    fiber.looked = false;
    fiber.known = 0;
    fiber.meetings = 0;
    fiber.copies.clear();
    fiber.groups = 0;
    stacks.mark(i);
    fiber.stackPointer = Stacks::beginning(stacks.top(i), &Block::beginThread);
    if (++own.x < threads.x) continue;
    own.x = 0;
    if (++own.y < threads.y) continue;
    own.y = 0;
    own.z++;
  }
  std::fill_n(inState, STATES, 0);
  inState[RUNNING] = (unsigned)count;
  warps.resize((count + 31) / 32);
  for (size_t i = 0; i < warps.size(); i++) {
    Warp &warp = warps[i];
    const size_t lanes = std::min<size_t>(count - i * 32, 32);
    warp.existing = (unsigned)((1ul << lanes) - 1);
    warp.ended = warp.arrived = warp.meetings = 0;
    if (lanes < 32) memset(warp.lanes, 0, sizeof warp.lanes);
  }
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
  progress = false;
  looking = nullptr;
  place = 0;
  current = next();
  emulator_thread = current;
  if (current) emulator_switch(&scheduler, current->stackPointer);
  if (overrun) launch->fail(LAUNCH_FAILED, described(*overrun) + ": its stack overflows");
  return launch->failed() || progress || !looking;
}

Fiber *Block::next() {
  while (place < count) {
    Fiber &fiber = fibers[turn[place++]];
    if (fiber.state == RUNNING) return &fiber;
  }
  return nullptr;
}

bool Block::openBarrier() {
  if (inState[WAITING_FOR_WARP] || divergent) return false;
  for (size_t i = 0; i < count; i++)
    if (fibers[i].state == WAITING_FOR_BLOCK) become(fibers[i], RUNNING);
  return true;
}

void Block::failStuck() {
  std::string places;
  Site last;
  int named = 0;
  bool warp = false;
  for (size_t i = 0; i < count; i++) {
    const Fiber &fiber = fibers[i];
    if (fiber.state == DONE) continue;
    warp |= fiber.state == WAITING_FOR_WARP;
    if (fiber.site == last || named == 4) continue;
    last = fiber.site;
    places += (named++ ? ", thread " : "thread ") + text(fiber.index) + " at " + text(fiber.site);
  }
  const char *what = warp ? "deadlock: some threads wait where others never come: "
                          : "divergent barrier: threads of one block wait at different barriers: ";
  launch->fail(LAUNCH_FAILED, described() + ": " + what + places);
}

// Straight to the next one: by way of the scheduler it would be two switches a turn.
void Block::leave() {
  Fiber &from = *current;
  progress |= !from.looked;
  if (from.looked && (!looking || from.known < looking->known)) looking = &from;
  from.looked = false;
  if (stacks.isOverrun(from.number, __builtin_frame_address(0))) overrun = &from;
  current = overrun || launch->failed() ? nullptr : next();
  emulator_thread = current;
  emulator_switch(&from.stackPointer, current ? current->stackPointer : scheduler);
}

void Block::become(Fiber &fiber, State state) {
  inState[fiber.state]--;
  inState[state]++;
  fiber.state = state;
}

void Block::beginThread() {
  Block &block = *working;
  const LaunchPlan &plan = block.launch->plan;
  plan.kernel->call(plan.kernel->function, plan.arguments.data());
  Fiber &fiber = *block.current;
  block.become(fiber, DONE);
  block.warps[fiber.warp()].ended |= 1u << fiber.lane();
  block.leave();
  __builtin_unreachable();
}

void Block::waitForBlock(Site site) {
  current->site = site;
  if (!inState[WAITING_FOR_BLOCK]) {
    barrier = site;
    divergent = false;
  }
  divergent |= !(barrier == site);
  become(*current, WAITING_FOR_BLOCK);
  leave();
}

void Block::waitForWarp(Site site) {
  const Warp &warp = warps[current->warp()];
  meet(warp.existing & ~warp.ended, site);
}

void Block::meet(unsigned lanes, Site site) {
  Warp &warp = warps[current->warp()];
  current->site = site;
  if (!warp.arrived) warp.site = site;
  if (!(warp.site == site))
    fail(LAUNCH_FAILED, "divergent warp: it is at " + text(site) + ", other lanes of its warp wait at " +
                            text(warp.site));
  warp.arrived |= 1u << current->lane();
  if ((warp.arrived & lanes) != lanes) {
    become(*current, WAITING_FOR_WARP);
    leave();
    return;
  }
  warp.arrived = 0;
  warp.meetings++;
  const size_t first = current->number / 32 * 32;
  for (size_t i = first; i < std::min(first + 32, count); i++)
    if (fibers[i].state == WAITING_FOR_WARP) become(fibers[i], RUNNING);
}

const Lane *Block::exchange(unsigned lanes, const unsigned *words, int count, Site site) {
  Warp &warp = warps[current->warp()];
  const unsigned existing = lanes & warp.existing;
  if (existing & warp.ended)
    fail(LAUNCH_FAILED, "a shuffle at " + text(site) + " waits for a lane that has ended");
  if (!(lanes >> current->lane() & 1)) fail(LAUNCH_FAILED, "a shuffle at " + text(site) + " without its own lane");
  const Lane *all = warp.lanes[warp.meetings % 2];
  memcpy(warp.lanes[warp.meetings % 2][current->lane()].words, words, count * sizeof(unsigned));
  meet(existing, site);
  return all;
}

unsigned Block::sourceLane(unsigned lanes, unsigned lane) {
  if (!((lanes & warps[current->warp()].existing) >> lane & 1))
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
