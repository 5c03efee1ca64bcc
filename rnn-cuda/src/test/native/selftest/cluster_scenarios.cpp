// What the emulator's tests of clusters run: a scenario by its name, each in a process of its own.
#include "session.h"

#include <cmath>

namespace {

struct Arguments {
  uint64_t x;
  int width;
  int rounds;
};

void setClusters(void *kernel, int width, int height = 1, int depth = 1) {
  succeed(cuFuncSetAttribute(kernel, 11, width));
  succeed(cuFuncSetAttribute(kernel, 12, height));
  succeed(cuFuncSetAttribute(kernel, 13, depth));
}

int launch(Session &session, void *kernel, Arguments arguments, unsigned blocksX, unsigned blocksY, unsigned threads) {
  void *parameters[] = {&arguments};
  return cuLaunchKernel(kernel, blocksX, blocksY, 1, threads, 1, 1, 64 * 4, session.stream, parameters, nullptr);
}

void checkPassing(Session &session, int width, int clusters, int rows) {
  constexpr int rounds = 9;
  const int blocks = width * clusters * rows;
  std::vector<float> values(blocks * 64);
  for (size_t i = 0; i < values.size(); i++) values[i] = (float)i;
  Numbers x(values);
  void *kernel = session.kernel("passes_on");
  setClusters(kernel, width);
  succeed(launch(session, kernel, {x.address, width, rounds}, width * clusters, rows, 64));
  succeed(cuStreamSynchronize(session.stream));
  const std::vector<float> result = x.read();
  for (int block = 0; block < blocks; block++) {
    const int rank = block % width;
    const int from = block - rank + (rank + rounds * width - rounds) % width;
    for (int i = 0; i < 64; i++) require(result[block * 64 + i] == values[from * 64 + i] + rounds);
  }
}

void sound() {
  Session session("clusters");
  for (int width : {1, 2, 3, 8})
    for (int clusters : {1, 3}) checkPassing(session, width, clusters, 2);
  Numbers x(2 * 4 * 64);
  void *kernel = session.kernel("leaves_in_turn");
  setClusters(kernel, 4);
  succeed(launch(session, kernel, {x.address, 4, 0}, 4, 2, 64));
  succeed(cuStreamSynchronize(session.stream));
  require(x.read()[7 * 64 + 63] == 3);
}

void graph() {
  Session session("clusters");
  Numbers x(4 * 64);
  void *kernel = session.kernel("passes_on");
  setClusters(kernel, 4);
  succeed(cuStreamBeginCapture_v2(session.stream, 2));
  succeed(launch(session, kernel, {x.address, 4, 5}, 4, 1, 64));
  void *graph;
  void *exec;
  succeed(cuStreamEndCapture(session.stream, &graph));
  setClusters(kernel, 2); // which changes nothing about what is captured
  succeed(cuGraphInstantiateWithFlags(&exec, graph, 0));
  succeed(cuGraphDestroy(graph));
  for (int i = 0; i < 3; i++) succeed(cuGraphLaunch(exec, session.stream));
  succeed(cuStreamSynchronize(session.stream));
  for (float value : x.read()) require(value == 15);
  succeed(cuGraphExecDestroy(exec));
}

void sizes() {
  Session session("clusters");
  constexpr int INVALID_CLUSTER_SIZE = 912;
  int clusters;
  succeed(cuDeviceGetAttribute(&clusters, 120, 0));
  require(clusters == 1);
  Numbers x(16 * 64);
  void *kernel = session.kernel("passes_on");
  setClusters(kernel, 4);
  int width;
  succeed(cuFuncGetAttribute(&width, 11, kernel));
  require(width == 4);
  expect(launch(session, kernel, {x.address, 4, 1}, 6, 1, 64), INVALID_CLUSTER_SIZE);
  setClusters(kernel, 16);
  expect(launch(session, kernel, {x.address, 16, 1}, 16, 1, 64), INVALID_CLUSTER_SIZE);
  setClusters(kernel, 2, 2);
  expect(launch(session, kernel, {x.address, 4, 1}, 4, 2, 64), INVALID_CLUSTER_SIZE);
  setClusters(kernel, 2, 0, 0);
  expect(launch(session, kernel, {x.address, 2, 1}, 2, 1, 64), INVALID_CLUSTER_SIZE);
  expect(cuFuncSetAttribute(kernel, 11, -1), 1);
  setClusters(kernel, 0, 0, 0);
  Numbers ones(64, 1);
  succeed(session.launch("leaves_in_turn", Arguments{ones.address, 1, 0}, 1, 64));
  expect(cuStreamSynchronize(session.stream), 719);
}

// A device that has none.
void none() {
  Session session("clusters");
  int clusters;
  succeed(cuDeviceGetAttribute(&clusters, 120, 0));
  require(clusters == 0);
  Numbers x(2 * 64);
  void *kernel = session.kernel("passes_on");
  setClusters(kernel, 2);
  expect(launch(session, kernel, {x.address, 2, 1}, 2, 1, 64), 912);
}

// The code that a faulty kernel ends with in two clusters of two blocks, and what it left there.
void fault(const char *name) {
  Session session("clusters");
  Numbers x(64, 7);
  void *kernel = session.kernel(name);
  setClusters(kernel, 2);
  succeed(launch(session, kernel, {x.address, 2, 64}, 4, 1, 1));
  const int code = cuCtxSynchronize();
  printf("%s\n", nameOf(code).c_str());
  if (code) return;
  for (int i = 0; i < 4; i++) printf(" %s", std::isnan(x.read()[i]) ? "unwritten" : "written");
}

} // namespace

int main(int count, char **words) {
  const std::string name = count > 1 ? words[1] : "";
  if (name == "sound")
    sound();
  else if (name == "graph")
    graph();
  else if (name == "sizes")
    sizes();
  else if (name == "none")
    none();
  else if (name == "fault" && count > 2)
    fault(words[2]);
  else
    return 2;
  return 0;
}
