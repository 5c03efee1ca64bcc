#include "streams.h"

#include "codes.h"
#include "settings.h"

namespace emulator {

// Never destroyed: a process that ends may still use them.
Streams &streams() {
  static Streams &all = *new Streams();
  return all;
}

int &brokenBy() {
  static int code = 0;
  return code;
}

Stream *Streams::find(void *handle) {
  return reinterpret_cast<unsigned long>(handle) <= 2 ? &defaultStream : streams.find(handle);
}

int Streams::enqueue(void *handle, Operation operation, bool mayBeLate) {
  Stream *stream = find(handle);
  if (!stream) {
    say("a stream is used that there is not, or no more");
    return INVALID_HANDLE;
  }
  if (stream->invalidated) return STREAM_CAPTURE_INVALIDATED;
  if (stream->captured) {
    stream->captured->operations.push_back(std::move(operation));
    return SUCCESS;
  }
  if (stream == &defaultStream)
    if (int code = synchronousCopyWhileCapturing()) return code;
  stream->pending.push_back(std::move(operation));
  if (!settings().late || !mayBeLate) drain(*stream);
  return SUCCESS;
}

// An operation that breaks the context is the last one.
void Streams::drain(Stream &stream) {
  std::vector<Operation> due;
  due.swap(stream.pending);
  for (const Operation &operation : due)
    if (!brokenBy()) brokenBy() = operation();
}

void Streams::drainBlocking() {
  drain(defaultStream);
  for (Stream *stream : streams.all())
    if (stream->blocking) drain(*stream);
}

void Streams::drainAll() {
  drain(defaultStream);
  for (Stream *stream : streams.all()) drain(*stream);
}

int Streams::invalidate(Stream &stream, int code) {
  stream.invalidated = true;
  say("what cannot be captured was called while a stream is captured: code %d", code);
  return code;
}

int Streams::whileCapturing() {
  for (Stream *stream : streams.all()) {
    if (!stream->captured || stream->mode == CaptureMode::RELAXED) continue;
    if (stream->mode == CaptureMode::GLOBAL || stream->capturer == std::this_thread::get_id())
      return invalidate(*stream, STREAM_CAPTURE_UNSUPPORTED);
  }
  return SUCCESS;
}

// The default stream would wait for the captured one, which does not run.
int Streams::synchronousCopyWhileCapturing() {
  for (Stream *stream : streams.all())
    if (stream->captured && stream->blocking) return invalidate(*stream, STREAM_CAPTURE_IMPLICIT);
  return whileCapturing();
}

int Streams::beginCapture(Stream &stream, CaptureMode mode) {
  if (&stream == &defaultStream) return STREAM_CAPTURE_UNSUPPORTED;
  if (stream.captured) return ILLEGAL_STATE;
  stream.captured = new Graph();
  stream.mode = mode;
  stream.capturer = std::this_thread::get_id();
  stream.invalidated = false;
  return SUCCESS;
}

int Streams::endCapture(Stream &stream, Graph **graph) {
  if (!stream.captured) return ILLEGAL_STATE;
  if (stream.mode != CaptureMode::RELAXED && stream.capturer != std::this_thread::get_id())
    return STREAM_CAPTURE_WRONG_THREAD;
  Graph *captured = stream.captured;
  stream.captured = nullptr;
  if (stream.invalidated) {
    stream.invalidated = false;
    delete captured;
    *graph = nullptr;
    return STREAM_CAPTURE_INVALIDATED;
  }
  *graph = graphs.add(captured);
  return SUCCESS;
}

// Within a capture it becomes a part of what is captured.
int Streams::launch(GraphExec &exec, void *stream) {
  graphLaunches++;
  for (const Operation &operation : exec.operations)
    if (int code = enqueue(stream, operation)) return code;
  return SUCCESS;
}

} // namespace emulator
