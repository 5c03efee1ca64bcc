// Streams, what is done on them, and its capture as a graph.
#pragma once

#include "registry.h"

#include <functional>
#include <thread>
#include <vector>

namespace emulator {

// Something for a stream to do; it answers 0 or a code that breaks the context.
using Operation = std::function<int()>;

enum class CaptureMode { GLOBAL, THREAD_LOCAL, RELAXED };

struct Graph {
  std::vector<Operation> operations;
};

// A graph made ready: what becomes of the graph itself does not change it.
struct GraphExec {
  std::vector<Operation> operations;
};

struct Stream {
  // Whether it waits for the default stream, and that one for it.
  bool blocking = true;
  std::vector<Operation> pending;
  Graph *captured = nullptr;
  CaptureMode mode = CaptureMode::GLOBAL;
  std::thread::id capturer;
  bool invalidated = false;
};

struct Event {
  double seconds = 0;
  bool captured = false;
  Stream *stream = nullptr;
};

// All there is of one process. The driver's functions come here one at a time.
struct Streams {
  Registry<Stream> streams;
  Registry<Event> events;
  Registry<Graph> graphs;
  Registry<GraphExec> execs;
  Stream defaultStream;
  long synchronisations = 0;
  long graphLaunches = 0;
  long pageableCopies = 0;

  // The default stream for the handles 0 to 2, nothing for one that there is not.
  Stream *find(void *handle);
  // Does it, keeps it for later, or records it. With later not allowed it is done at once, after what is pending.
  int enqueue(void *handle, Operation operation, bool mayBeLate = true);
  void drain(Stream &stream);
  void drainBlocking();
  void drainAll();

  // What a function that waits, or one that may, answers while a capture is going on: 0 when it may go ahead.
  int whileCapturing();
  int synchronousCopyWhileCapturing();
  int invalidate(Stream &stream, int code);

  int beginCapture(Stream &stream, CaptureMode mode);
  int endCapture(Stream &stream, Graph **graph);
  int launch(GraphExec &exec, void *stream);
};

Streams &streams();

// The code that every call answers once the context is broken.
int &brokenBy();

} // namespace emulator
