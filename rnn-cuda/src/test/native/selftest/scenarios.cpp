// What the emulator's tests run: a scenario by its name, each in a process of its own.
#include "session.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>

namespace {

struct Matrix {
  uint64_t at;
  int stride;
};

struct OneBuffer {
  uint64_t x;
  int count;
};

void checkSum() {
  Session session("sound");
  struct Arguments {
    Matrix x;
    uint64_t sums;
    int columns;
  };
  for (int columns : {1, 31, 100, 1000}) {
    std::vector<float> values(3 * columns);
    for (size_t i = 0; i < values.size(); i++) values[i] = (float)(i % 7);
    Numbers x(values);
    Numbers sums(3);
    succeed(session.launch("sum_rows", Arguments{{x.address, columns}, sums.address, columns}, 3, 256));
    for (int row = 0; row < 3; row++) {
      float sum = 0;
      for (int i = 0; i < columns; i++) sum += values[row * columns + i];
      require(sums.read()[row] == sum);
    }
  }
}

void checkProduct() {
  Session session("sound");
  struct Arguments {
    Matrix a, b, c;
    int depth;
  };
  constexpr int n = 64;
  std::vector<float> left(n * n);
  std::vector<float> right(n * n);
  for (int i = 0; i < n * n; i++) {
    left[i] = (float)(i % 5 - 2);
    right[i] = (float)(i % 11 - 5);
  }
  Numbers a(left);
  Numbers b(right);
  Numbers c(n * n);
  const auto before = std::chrono::steady_clock::now();
  constexpr int times = 20;
  for (int i = 0; i < times; i++)
    succeed(session.launch("product", Arguments{{a.address, n}, {b.address, n}, {c.address, n}, n}, 1, 256));
  succeed(cuStreamSynchronize(session.stream));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
  const std::vector<float> result = c.read();
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int k = 0; k < n; k++) sum += left[i * n + k] * right[k * n + j];
      require(result[i * n + j] == sum);
    }
  printf("a product took %.3f ms\n", took.count() / times);
  require(took.count() / times < 50);
}

void checkTensorProduct() {
  Session session("sound");
  struct Arguments {
    uint64_t a, b, d;
  };
  std::vector<float> left(16 * 8);
  std::vector<float> right(8 * 8);
  for (size_t i = 0; i < left.size(); i++) left[i] = (float)(i % 13) - 6;
  for (size_t i = 0; i < right.size(); i++) right[i] = (float)(i % 9) - 4;
  Numbers a(left);
  Numbers b(right);
  Numbers d(16 * 8);
  succeed(session.launch("tensor_product", Arguments{a.address, b.address, d.address}, 1, 32));
  const std::vector<float> result = d.read();
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 8; j++) {
      float sum = 0;
      for (int k = 0; k < 8; k++) sum += left[i * 8 + k] * right[k * 8 + j];
      require(result[i * 8 + j] == sum);
    }
}

void checkCopies() {
  Session session("sound");
  struct Arguments {
    Matrix x;
    uint64_t sums;
    int columns;
  };
  for (int pieces : {1, 2, 9}) {
    std::vector<float> values(64 * pieces);
    for (size_t i = 0; i < values.size(); i++) values[i] = (float)(i % 37);
    Numbers x(values);
    Numbers sums(64);
    succeed(session.launch("sum_pieces", Arguments{{x.address, 64}, sums.address, pieces}, 1, 64));
    for (int i = 0; i < 64; i++) {
      float sum = 0;
      for (int piece = 0; piece < pieces; piece++) sum += values[piece * 64 + i];
      require(sums.read()[i] == sum);
    }
  }
}

void checkRelay() {
  Session session("sound");
  struct Arguments {
    uint64_t values, arrived;
    int rounds;
  };
  constexpr int blocks = 8;
  constexpr int rounds = 50;
  std::vector<float> values(2 * blocks);
  for (int i = 0; i < blocks; i++) values[i] = (float)i;
  Numbers x(values);
  Numbers arrived(1);
  const auto before = std::chrono::steady_clock::now();
  succeed(session.launchCooperative("relay", Arguments{x.address, arrived.address, rounds}, blocks, 64));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
  for (int i = 0; i < blocks; i++) require(x.read()[i] == (float)((i + rounds) % blocks + rounds));
  printf("a barrier of %d blocks took %.3f ms\n", blocks, took.count() / rounds);
}

void checkReverse() {
  Session session("sound");
  for (int count : {1, 33, 1000}) {
    std::vector<float> values(count);
    for (int i = 0; i < count; i++) values[i] = (float)i;
    Numbers x(values);
    succeed(session.launch("reverse", OneBuffer{x.address, count}, 1, 1024, count * 4));
    for (int i = 0; i < count; i++) require(x.read()[i] == (float)(count - 1 - i));
  }
}

void sound() {
  checkSum();
  checkProduct();
  checkTensorProduct();
  checkCopies();
  checkRelay();
  checkReverse();
}

// The code that a kernel of faulty.cu ends with on a buffer of so many numbers, and what it left there.
void fault(const char *kernel, int count, unsigned blocks) {
  Session session("faulty");
  Numbers x(count);
  succeed(session.launch(kernel, OneBuffer{x.address, count}, blocks, 64, 256));
  const int code = cuCtxSynchronize();
  printf("%s\n", nameOf(code).c_str());
  expect(cuStreamSynchronize(session.stream), code);
  if (code) return;
  const std::vector<float> left = x.read();
  int unwritten = 0;
  int zeros = 0;
  for (float value : left) {
    unwritten += std::isnan(value);
    zeros += value == 0;
  }
  printf("%d not a number, %d zeros\n", unwritten, zeros);
}

void useAfterFree() {
  Session session("faulty");
  Numbers x(64);
  const uint64_t address = x.address;
  x.release();
  succeed(session.launch("touches", OneBuffer{address, 64}, 1, 64));
  printf("%s\n", nameOf(cuCtxSynchronize()).c_str());
}

void leak() {
  Session session("faulty");
  uint64_t address;
  succeed(cuMemAlloc_v2(&address, 1000));
  void *event;
  succeed(cuEventCreate(&event, 0));
}

void tooLarge() {
  Session session("sound");
  Numbers x(4096);
  int blocks;
  succeed(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, session.kernel("relay"), 64, 0));
  require(blocks == 32);
  expect(session.launchCooperative("relay", OneBuffer{x.address, 0}, 4 * 32 + 1, 64), 720);
  expect(session.launch("relay", OneBuffer{x.address, 0}, 1, 128), 1);
  expect(session.launch("reverse", OneBuffer{x.address, 1}, 1, 64, 50000), 1);
  succeed(cuFuncSetAttribute(session.kernel("reverse"), 8, 50000));
  succeed(session.launch("reverse", OneBuffer{x.address, 1}, 1, 64, 50000));
}

void graph() {
  Session session("sound");
  Numbers x(100);
  uint64_t pinned;
  succeed(cuMemHostAlloc(&pinned, 400, 0));
  succeed(cuStreamBeginCapture_v2(session.stream, 2));
  succeed(cuMemsetD32Async(x.address, 0, 50, session.stream));
  succeed(session.launch("add_one", OneBuffer{x.address, 100}, 1, 256));
  succeed(session.launch("add_two", OneBuffer{x.address, 100}, 1, 256));
  succeed(cuMemcpyDtoHAsync_v2(reinterpret_cast<void *>(pinned), x.address, 400, session.stream));
  int status;
  succeed(cuStreamIsCapturing(session.stream, &status));
  require(status == 1);
  void *graph;
  void *exec;
  succeed(cuStreamEndCapture(session.stream, &graph));
  require(x.read()[99] == 0);
  size_t nodes;
  succeed(cuGraphGetNodes(graph, nullptr, &nodes));
  require(nodes == 4);
  succeed(cuGraphInstantiateWithFlags(&exec, graph, 0));
  succeed(cuGraphDestroy(graph));
  for (int i = 0; i < 3; i++) succeed(cuGraphLaunch(exec, session.stream));
  succeed(cuStreamSynchronize(session.stream));
  const auto *copied = reinterpret_cast<float *>(pinned);
  require(copied[0] == 3 && copied[99] == 9);
  x.release();
  succeed(cuGraphLaunch(exec, session.stream));
  expect(cuStreamSynchronize(session.stream), 700);
  succeed(cuGraphExecDestroy(exec));
  cuMemFreeHost(reinterpret_cast<void *>(pinned));
}

// What waits ends a capture, as does a copy whose memory may move.
void captureEnds() {
  Session session("sound");
  Numbers x(10);
  float value = 0;
  const std::map<int, std::function<int()>> forbidden{
      {0, [&] { return cuStreamSynchronize(session.stream); }},
      {1, [&] { return cuMemcpyDtoH_v2(&value, x.address, 4); }},
      {2, [&] { return cuMemcpyHtoDAsync_v2(x.address, &value, 4, session.stream); }},
  };
  for (const auto &[number, call] : forbidden) {
    succeed(cuStreamBeginCapture_v2(session.stream, 2));
    expect(call(), number == 1 ? 906 : 900);
    expect(session.launch("add_one", OneBuffer{x.address, 10}, 1, 256), 901);
    void *graph;
    expect(cuStreamEndCapture(session.stream, &graph), 901);
  }
  succeed(cuStreamBeginCapture_v2(session.stream, 0));
  uint64_t address;
  expect(cuMemAlloc_v2(&address, 4), 900);
  void *graph;
  expect(cuStreamEndCapture(session.stream, &graph), 901);
  succeed(cuCtxSynchronize());
}

void memory() {
  Session session("sound");
  size_t available;
  size_t total;
  succeed(cuMemGetInfo_v2(&available, &total));
  require(available == total && total == 1 << 20);
  uint64_t first;
  uint64_t second;
  succeed(cuMemAlloc_v2(&first, 1 << 19));
  expect(cuMemAlloc_v2(&second, (1 << 19) + 1), 2);
  succeed(cuMemFree_v2(first));
  expect(cuMemFree_v2(first), 1);
  expect(cuMemAlloc_v2(&first, 4), 2); // the third one, on demand
  succeed(cuMemAlloc_v2(&first, 4));
  expect(cuMemcpyHtoD_v2(first, "12345", 5), 1);
  succeed(cuMemFree_v2(first));
}

void lost() {
  Session session("sound");
  void *kernel = session.kernel("add_one");
  Numbers x(10);
  succeed(session.launch("add_one", OneBuffer{x.address, 10}, 1, 256));
  succeed(cuStreamSynchronize(session.stream));
  succeed(session.launch("add_one", OneBuffer{x.address, 10}, 1, 256));
  expect(cuStreamSynchronize(session.stream), 46);
  OneBuffer arguments{x.address, 10};
  void *parameters[] = {&arguments};
  expect(cuLaunchKernel(kernel, 1, 1, 1, 256, 1, 1, 0, session.stream, parameters, nullptr), 46);
  uint64_t address;
  expect(cuMemAlloc_v2(&address, 4), 46);
}

// What a module may and may not be.
void modules() {
  Session session("sound");
  void *module;
  expect(cuModuleLoadData(&module, "no PTX"), 200);
  expect(cuModuleLoadData(&module, ".version 9.0\n.target sm_70\n"), 222);
  expect(cuModuleLoadData(&module, ".version 8.0\n.target sm_100\n"), 209);
  void *function;
  expect(cuModuleGetFunction(&function, session.module, "nothing"), 500);
  const std::string stale = session.ptx("sound") + ".visible .entry add_one(\n.param .align 8 .b8 add_one_param_0[24]\n)\n";
  succeed(cuModuleLoadData(&module, stale.c_str()));
  expect(cuModuleGetFunction(&function, module, "add_one"), 200);
  expect(cuModuleGetFunction(&function, module, "add_two"), 500);
  succeed(cuModuleUnload(module));
  succeed(cuModuleLoadData(&module, ".version 8.0\n.target sm_80\n"));
  succeed(cuModuleGetFunction(&function, module, "touches"));
  succeed(cuModuleUnload(module));
  expect(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, session.stream, nullptr, nullptr), 400);
  expect(cuTexRefCreate(), 801);
}

// Work comes late: what has not been waited for has not happened, and what is copied is what is there then.
void late() {
  Session session("sound", 1);
  Numbers x(10);
  uint64_t pinned;
  succeed(cuMemHostAlloc(&pinned, 40, 0));
  auto *values = reinterpret_cast<float *>(pinned);
  values[0] = 1;
  succeed(cuMemcpyHtoDAsync_v2(x.address, values, 40, session.stream));
  values[0] = 5;
  require(x.read()[0] == 0); // a stream that does not wait for the default one
  succeed(session.launch("add_one", OneBuffer{x.address, 1}, 1, 256));
  succeed(cuStreamSynchronize(session.stream));
  require(x.read()[0] == 6);
  cuMemFreeHost(values);
}

int none() {
  const int code = cuInit(0);
  printf("%s\n", nameOf(code).c_str());
  return 0;
}

} // namespace

int main(int count, char **words) {
  const std::string name = count > 1 ? words[1] : "";
  if (name == "fault" && count > 4) {
    fault(words[2], atoi(words[3]), (unsigned)atoi(words[4]));
    return 0;
  }
  const std::map<std::string, std::function<void()>> scenarios{
      {"sound", sound},   {"use-after-free", useAfterFree}, {"leak", leak},       {"too-large", tooLarge},
      {"graph", graph},   {"capture-ends", captureEnds},    {"memory", memory},   {"lost", lost},
      {"modules", modules}, {"late", late},                 {"none", none},
  };
  const auto found = scenarios.find(name);
  if (found == scenarios.end()) {
    printf("there is no scenario %s\n", name.c_str());
    return 2;
  }
  found->second();
  return 0;
}
