// The handles that a driver has given out and not yet taken back.
#pragma once

#include <cstddef>
#include <set>

namespace emulator {

template <class T> class Registry {
 public:
  T *add(T *object) {
    live.insert(object);
    return object;
  }
  // Nothing for a handle that there is not, or no more.
  T *find(void *handle) const {
    const auto found = live.find(static_cast<T *>(handle));
    return found == live.end() ? nullptr : *found;
  }
  bool remove(void *handle) {
    T *object = find(handle);
    if (!object) return false;
    live.erase(object);
    delete object;
    return true;
  }
  size_t count() const { return live.size(); }
  const std::set<T *> &all() const { return live; }

 private:
  std::set<T *> live;
};

} // namespace emulator
