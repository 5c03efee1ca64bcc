#include "cluster.h"

#include "settings.h"

#include <algorithm>

namespace emulator {

Cluster::Cluster(unsigned width, uint64_t number)
    : members(width), random(settings().seed * 0x9e3779b97f4a7c15u + number) {}

void Cluster::join(unsigned rank, SharedArrays dynamic, SharedArrays fixed) {
  std::lock_guard<std::mutex> lock(mutex);
  members[rank].areas[0] = dynamic;
  members[rank].areas[1] = fixed;
}

std::string Cluster::end(unsigned rank) {
  std::lock_guard<std::mutex> lock(mutex);
  Member &member = members[rank];
  member.ended = true;
  meet();
  for (auto &[place, counter] : member.counters) {
    if (counter.due > 0)
      return "it ends while " + std::to_string(counter.due) + " bytes are due to it that it announced at " +
             text(counter.announcement);
    if (counter.due < 0)
      return "it ends, and " + std::to_string(-counter.due) + " bytes were delivered to it, begun at " +
             text(counter.begun) + ", that it has not announced";
    if (!counter.awaited)
      return "it ends without having waited for the bytes that it announced at " + text(counter.announcement);
  }
  return "";
}

void Cluster::arrive(unsigned rank, unsigned meeting) {
  std::lock_guard<std::mutex> lock(mutex);
  members[rank].arrived = meeting;
  meet();
}

bool Cluster::hasMet(unsigned meeting) {
  std::lock_guard<std::mutex> lock(mutex);
  return meetings >= meeting;
}

void Cluster::meet() {
  const bool all = std::all_of(members.begin(), members.end(),
                               [&](const Member &each) { return each.ended || each.arrived > meetings; });
  const bool any = std::any_of(members.begin(), members.end(),
                               [&](const Member &each) { return each.arrived > meetings; });
  if (all && any) meetings++;
}

std::string Cluster::begin(unsigned rank, const void *delivery, Site site) {
  std::lock_guard<std::mutex> lock(mutex);
  Member &member = members[rank];
  if (!there(delivery, sizeof(Delivery), member, member)) return "a delivery begins outside of shared memory";
  Counter &counter = member.counters[delivery] = Counter();
  counter.begunAfter = member.arrived;
  counter.begun = site;
  return "";
}

std::string Cluster::announce(unsigned rank, const void *delivery, unsigned bytes, Site site, bool &ended) {
  std::lock_guard<std::mutex> lock(mutex);
  Counter *counter = members[rank].find(delivery);
  if (!counter) return "it announces a delivery that has not begun";
  if (counter->announced) return "it announces a delivery again before its phase has ended";
  counter->announced = true;
  counter->announcement = site;
  counter->due += bytes;
  ended = counter->endPhase();
  return counter->excess();
}

std::string Cluster::deliver(unsigned from, const void *own, unsigned rank, float value, const void *delivery,
                             bool &ended) {
  std::lock_guard<std::mutex> lock(mutex);
  const std::string to = "a delivery to rank " + std::to_string((int)rank);
  if (rank >= members.size()) return to + " of a cluster of " + std::to_string(members.size()) + " blocks";
  Member &mine = members[from];
  Member &member = members[rank];
  if (member.ended) return to + ", whose block has returned";
  if (!there(own, sizeof(float), mine, mine)) return to + " lies outside of shared memory";
  auto *place = static_cast<float *>(there(own, sizeof(float), mine, member));
  Counter *counter = place ? member.find(there(delivery, sizeof(Delivery), mine, member)) : nullptr;
  if (!counter || counter->begunAfter >= meetings)
    return to + ", with which this block has not met since it began to count";
  if (isLate())
    counter->onTheirWay.emplace_back(place, value);
  else
    __atomic_store(place, &value, __ATOMIC_RELAXED);
  counter->due -= (long)sizeof(float);
  ended = counter->endPhase();
  return counter->excess();
}

std::string Cluster::hasEnded(unsigned rank, const void *delivery, unsigned parity, bool &ended) {
  std::lock_guard<std::mutex> lock(mutex);
  Counter *counter = members[rank].find(delivery);
  if (!counter) return "it waits for a delivery that has not begun";
  ended = counter->phase % 2 != parity;
  if (ended) {
    counter->awaited = true;
    counter->land();
  }
  return "";
}

std::string Cluster::due(unsigned rank) {
  std::lock_guard<std::mutex> lock(mutex);
  std::string all;
  for (auto &[place, counter] : members[rank].counters)
    if (counter.due)
      all += counter.announced ? "; " + std::to_string(counter.due) + " bytes are due of those announced at " +
                                     text(counter.announcement)
                               : "; " + std::to_string(-counter.due) + " bytes have come that are not announced";
  return all;
}

void *Cluster::there(const void *own, size_t bytes, const Member &from, const Member &to) const {
  const char *place = static_cast<const char *>(own);
  for (int i = 0; i < 2; i++) {
    const SharedArrays &area = from.areas[i];
    if (area.start && place >= area.start && place + bytes <= area.start + area.bytes)
      return to.areas[i].start ? to.areas[i].start + (place - area.start) : nullptr;
  }
  return nullptr;
}

// A delivery is seen at the latest when somebody has waited for it, and perhaps at once: in the reverse order it is as late as can be.
bool Cluster::isLate() {
  if (settings().order != Order::RANDOM) return settings().order == Order::REVERSE;
  random = random * 6364136223846793005u + 1442695040888963407u;
  return random >> 63;
}

bool Cluster::Counter::endPhase() {
  if (!announced || due) return false;
  phase++;
  announced = false;
  awaited = false;
  return true;
}

std::string Cluster::Counter::excess() const {
  if (!announced || due >= 0) return "";
  return std::to_string(-due) + " bytes more are delivered than were announced at " + text(announcement);
}

void Cluster::Counter::land() {
  for (auto &[place, value] : onTheirWay) __atomic_store(place, &value, __ATOMIC_RELAXED);
  onTheirWay.clear();
}

Cluster::Counter *Cluster::Member::find(const void *delivery) {
  const auto found = counters.find(delivery);
  return found == counters.end() ? nullptr : &found->second;
}

} // namespace emulator
