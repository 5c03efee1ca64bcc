// The driver's functions for streams, events and graphs.
#include "driver.h"

#include "settings.h"

#include <chrono>

namespace emulator {

namespace {

constexpr unsigned NON_BLOCKING = 1;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Body> int ofStream(void *handle, Body body) {
  return inContext([&]() -> int {
    Stream *stream = streams().find(handle);
    if (!stream) say("a stream is used that there is not, or no more");
    return stream ? body(*stream) : INVALID_HANDLE;
  });
}

template <class Body> int ofEvent(void *handle, Body body) {
  return inContext([&]() -> int {
    Event *event = streams().events.find(handle);
    if (!event) say("an event is used that there is not, or no more");
    return event ? body(*event) : INVALID_HANDLE;
  });
}

template <class T> int removed(Registry<T> &registry, void *handle) {
  return always([&]() -> int { return registry.remove(handle) ? SUCCESS : INVALID_HANDLE; });
}

// Waits for a stream on behalf of whoever asks whether it is done.
int finished(Stream &stream) {
  if (stream.captured) return streams().invalidate(stream, STREAM_CAPTURE_UNSUPPORTED);
  streams().synchronisations++;
  streams().drain(stream);
  return brokenBy();
}

} // namespace

DRIVER cuStreamCreate(Stream **stream, unsigned flags) {
  return inContext([&] {
    *stream = streams().streams.add(new Stream());
    (*stream)->blocking = !(flags & NON_BLOCKING);
    return SUCCESS;
  });
}

DRIVER cuStreamCreateWithPriority(Stream **stream, unsigned flags, int) { return cuStreamCreate(stream, flags); }

DRIVER cuStreamDestroy_v2(void *handle) {
  return always([&]() -> int {
    Stream *stream = streams().streams.find(handle);
    if (!stream) return INVALID_HANDLE;
    streams().drain(*stream);
    delete stream->captured;
    for (Event *event : streams().events.all())
      if (event->stream == stream) event->stream = nullptr;
    streams().streams.remove(stream);
    return brokenBy();
  });
}

DRIVER cuStreamSynchronize(void *handle) {
  return ofStream(handle, [](Stream &stream) { return finished(stream); });
}

DRIVER cuStreamQuery(void *handle) {
  return ofStream(handle, [](Stream &stream) { return finished(stream); });
}

DRIVER cuStreamWaitEvent(void *handle, void *event, unsigned) {
  return ofStream(handle, [&](Stream &) {
    return ofEvent(event, [](Event &waited) -> int {
      if (waited.stream) streams().drain(*waited.stream);
      return SUCCESS;
    });
  });
}

DRIVER cuLaunchHostFunc(void *stream, void (*function)(void *), void *data) {
  return inContext([&] {
    return streams().enqueue(stream, [=]() -> int {
      function(data);
      return SUCCESS;
    });
  });
}

DRIVER cuEventCreate(Event **event, unsigned) {
  return inContext([&] {
    *event = streams().events.add(new Event());
    return SUCCESS;
  });
}

DRIVER cuEventDestroy_v2(void *event) { return removed(streams().events, event); }

DRIVER cuEventRecord(void *handle, void *stream) {
  return ofEvent(handle, [&](Event &event) {
    return ofStream(stream, [&](Stream &recorded) -> int {
      event.stream = &recorded;
      event.captured = recorded.captured;
      return streams().enqueue(stream, [handle]() -> int {
        if (Event *still = streams().events.find(handle)) still->seconds = now();
        return SUCCESS;
      });
    });
  });
}

DRIVER cuEventSynchronize(void *handle) {
  return ofEvent(handle, [](Event &event) -> int {
    if (event.captured) return CAPTURED_EVENT;
    return event.stream ? finished(*event.stream) : SUCCESS;
  });
}

DRIVER cuEventQuery(void *handle) { return cuEventSynchronize(handle); }

DRIVER cuEventElapsedTime(float *milliseconds, void *from, void *to) {
  return ofEvent(from, [&](Event &first) {
    return ofEvent(to, [&](Event &second) -> int {
      if (!first.seconds || !second.seconds) return NOT_READY;
      *milliseconds = (float)((second.seconds - first.seconds) * 1e3);
      return SUCCESS;
    });
  });
}

DRIVER cuStreamBeginCapture_v2(void *handle, int mode) {
  return ofStream(handle, [&](Stream &stream) { return streams().beginCapture(stream, (CaptureMode)mode); });
}

DRIVER cuStreamEndCapture(void *handle, Graph **graph) {
  return ofStream(handle, [&](Stream &stream) { return streams().endCapture(stream, graph); });
}

// 0 for no capture, 1 for one, 2 for one that has failed.
DRIVER cuStreamIsCapturing(void *handle, int *status) {
  return ofStream(handle, [&](Stream &stream) -> int {
    *status = !stream.captured ? 0 : stream.invalidated ? 2 : 1;
    return SUCCESS;
  });
}

DRIVER cuThreadExchangeStreamCaptureMode(int *) { return SUCCESS; }

DRIVER cuGraphInstantiateWithFlags(GraphExec **exec, void *handle, unsigned long long) {
  return inContext([&]() -> int {
    Graph *graph = streams().graphs.find(handle);
    if (!graph) return INVALID_HANDLE;
    *exec = streams().execs.add(new GraphExec{graph->operations});
    return SUCCESS;
  });
}

DRIVER cuGraphInstantiate_v2(GraphExec **exec, void *graph, void **, char *, size_t) {
  return cuGraphInstantiateWithFlags(exec, graph, 0);
}

// Their number alone; they have no handles.
DRIVER cuGraphGetNodes(void *handle, void **nodes, size_t *count) {
  return inContext([&]() -> int {
    Graph *graph = streams().graphs.find(handle);
    if (!graph) return INVALID_HANDLE;
    if (nodes) return NOT_SUPPORTED;
    *count = graph->operations.size();
    return SUCCESS;
  });
}

// From there on it does what another graph does, if that has as many steps.
DRIVER cuGraphExecUpdate_v2(void *handle, void *with, void *) {
  return inContext([&]() -> int {
    GraphExec *exec = streams().execs.find(handle);
    Graph *graph = streams().graphs.find(with);
    if (!exec || !graph) return INVALID_HANDLE;
    if (exec->operations.size() != graph->operations.size()) return INVALID_VALUE;
    exec->operations = graph->operations;
    return SUCCESS;
  });
}

DRIVER cuGraphUpload(void *, void *) { return SUCCESS; }

DRIVER cuGraphLaunch(void *handle, void *stream) {
  return inContext([&]() -> int {
    GraphExec *exec = streams().execs.find(handle);
    return exec ? streams().launch(*exec, stream) : INVALID_HANDLE;
  });
}

DRIVER cuGraphDestroy(void *graph) { return removed(streams().graphs, graph); }
DRIVER cuGraphExecDestroy(void *exec) { return removed(streams().execs, exec); }

} // namespace emulator
