#!/usr/bin/env python3
"""Times PyTorch's recurrent networks (cuDNN) on the shapes of the benchmark suite. Needs PyTorch, and nothing else.

    python3 pytorch.py [--seconds 240] [--json FILE] [--only PATTERN] [--device cuda|cpu]

One row is one network in one way: T,N,I,H,L,O, the cell, train or infer, TF32 off or on, plain or captured in a CUDA
graph. `train` is forward, cross-entropy at every step (its mean), full backpropagation through time and a step of
Adam(fused=True); `infer` is forward with the head, without gradients. The input is dense and lies on the device.

Times come from CUDA events around a few operations at a time, at least 20 times after 5 that do not count; the median
is told, per operation. Each row goes out as soon as it is there, to FILE as a line of JSON; the rows that matter most
come first, so that running out of --seconds costs the others. A row that fails says why and stops nothing.
"""

import argparse
import json
import re
import statistics
import sys
import time
import traceback
import warnings

import torch

warnings.filterwarnings("ignore", message=".*(TF32|tf32|AccumulateGrad).*")

DEFAULT_SHAPES = [
    (35, 20, 200, 200, 2, 10000),
    (100, 32, 128, 256, 1, 64),
    (100, 64, 512, 512, 2, 64),
    (50, 1, 64, 128, 2, 64),
    (256, 16, 128, 1024, 1, 64),
]
CELLS = ["tanh", "relu", "lstm", "gru"]
DEEPBENCH = [((50, rows, hidden, hidden, 1, 64), "relu") for hidden in (1760, 2048, 2560) for rows in (16, 32, 64, 128)]
DEEPBENCH.append(((25, 16, 512, 512, 1, 64), "lstm"))

# As in our own benchmark: so small that thousands of steps on one batch leave the work as it was.
LEARNING_RATE = 1e-6
WARM_UPS = 5
LEAST_SAMPLES = 20
MOST_SAMPLES = 100
# A sample of this length is long beside the resolution of events and what it takes to record them.
SAMPLE_SECONDS = 0.004


class Stopwatch:
    """Seconds on the device between two points of the stream; on the CPU, of the clock."""

    def __init__(self, device):
        self.cuda = device.type == "cuda"
        if self.cuda:
            self.from_event = torch.cuda.Event(enable_timing=True)
            self.to_event = torch.cuda.Event(enable_timing=True)

    def start(self):
        if self.cuda:
            self.from_event.record()
        else:
            self.began = time.perf_counter()

    def stop(self):
        if self.cuda:
            self.to_event.record()
        else:
            self.ended = time.perf_counter()

    def seconds(self):
        if self.cuda:
            self.to_event.synchronize()
            return self.from_event.elapsed_time(self.to_event) / 1e3
        return self.ended - self.began


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def measure(operation, device, seconds):
    """Median and least time of one operation in seconds, and how it was taken. About `seconds` long, if that gives enough samples."""
    operation()
    synchronize(device)
    began = time.perf_counter()
    for _ in range(WARM_UPS):
        operation()
    synchronize(device)
    estimate = (time.perf_counter() - began) / WARM_UPS
    together = max(1, min(200, round(SAMPLE_SECONDS / max(estimate, 1e-6))))
    samples = max(LEAST_SAMPLES, min(MOST_SAMPLES, int(seconds / (estimate * together))))
    watch = Stopwatch(device)
    times = []
    began = time.perf_counter()
    for _ in range(samples):
        watch.start()
        for _ in range(together):
            operation()
        watch.stop()
        times.append(watch.seconds() / together)
    wall = (time.perf_counter() - began) / (samples * together)
    return {
        "median_ms": statistics.median(times) * 1e3,
        "least_ms": min(times) * 1e3,
        "most_ms": max(times) * 1e3,
        "wall_ms": wall * 1e3,
        "samples": samples,
        "together": together,
    }


def allow_tf32(allowed):
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def recurrent(cell, inputs, hidden, layers, device, dtype=torch.float32):
    options = {"device": device, "dtype": dtype}
    if cell in ("tanh", "relu"):
        return torch.nn.RNN(inputs, hidden, layers, nonlinearity=cell, **options)
    kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    return kind(inputs, hidden, layers, **options)


class Problem:
    """One network with a batch on the device, and what is timed of it."""

    def __init__(self, shape, cell, device):
        steps, rows, inputs, hidden, layers, outputs = shape
        torch.manual_seed(1)
        self.device = device
        self.outputs = outputs
        self.x = torch.randn(steps, rows, inputs, device=device)
        self.targets = torch.randint(outputs, (steps * rows,), device=device)
        self.recurrent = recurrent(cell, inputs, hidden, layers, device)
        self.head = torch.nn.Linear(hidden, outputs, device=device)
        self.parameters = list(self.recurrent.parameters()) + list(self.head.parameters())
        self.loss = None

    def adam(self, capturable):
        options = {"fused": True}
        if self.device.type == "cuda":
            options["capturable"] = capturable
        self.optimizer = torch.optim.Adam(self.parameters, lr=LEARNING_RATE, **options)

    def logits(self):
        return self.head(self.recurrent(self.x)[0])

    def clear(self):
        for parameter in self.parameters:
            parameter.grad = None

    def update(self):
        logits = self.logits().view(-1, self.outputs)
        self.loss = torch.nn.functional.cross_entropy(logits, self.targets)
        self.loss.backward()
        self.optimizer.step()

    def train(self):
        self.clear()
        self.update()

    def infer(self):
        with torch.no_grad():
            self.result = self.logits()

    def start(self, mode, capturable):
        self.recurrent.train(mode == "train")
        self.head.train(mode == "train")
        if mode == "train":
            self.adam(capturable)

    def plain(self, mode):
        self.start(mode, capturable=False)
        return self.train if mode == "train" else self.infer

    def graph(self, mode):
        """The same, captured; gradients then live in the graph's memory and are written anew by each replay."""
        self.start(mode, capturable=True)
        once = self.train if mode == "train" else self.infer
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                once()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        self.clear()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            (self.update if mode == "train" else self.infer)()
        return graph.replay

    def check(self, mode):
        """Nobody is to be timed on numbers that are none."""
        value = self.loss.detach() if mode == "train" else self.result.sum()
        value = float(value)
        if value != value or abs(value) == float("inf"):
            raise ArithmeticError(f"the result of {mode} is {value}")
        return value


class Report:
    """Rows to the screen and, one JSON object a line, to a file."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def line(self, text):
        print(text, flush=True)

    def row(self, text, record):
        self.line(text)
        if self.file:
            self.file.write(json.dumps(record) + "\n")
            self.file.flush()


def tf32_word(allowed):
    return "tf32" if allowed else "fp32"


class Run:
    def __init__(self, arguments, device, report):
        self.deadline = time.perf_counter() + arguments.seconds
        self.only = re.compile(arguments.only) if arguments.only else None
        self.row_seconds = arguments.row_seconds
        self.device = device
        self.report = report
        self.left_out = 0

    def ways(self):
        return ["graph", "plain"] if self.device.type == "cuda" else ["plain"]

    def network(self, suite, shape, cell, mode, tf32):
        """Both ways of one network, which is made once."""
        name = f"{','.join(map(str, shape))} {cell} {mode} {tf32_word(tf32)}"
        wanted = [way for way in self.ways() if not self.only or self.only.search(f"{suite} {name} {way}")]
        if not wanted:
            return
        if time.perf_counter() > self.deadline:
            self.left_out += len(wanted)
            return
        problem = None
        for way in wanted:
            began = time.perf_counter()
            record = {
                "suite": suite,
                "shape": ",".join(map(str, shape)),
                "cell": cell,
                "mode": mode,
                "tf32": tf32,
                "graph": way == "graph",
            }
            try:
                allow_tf32(tf32)
                if problem is None:
                    problem = Problem(shape, cell, self.device)
                operation = problem.graph(mode) if way == "graph" else problem.plain(mode)
                record.update(measure(operation, self.device, self.row_seconds))
                record["value"] = problem.check(mode)
                record["row_seconds"] = time.perf_counter() - began
                self.report.row(
                    f"{name:48} {way:6} {record['median_ms']:10.4f} ms  least {record['least_ms']:10.4f}  "
                    f"most {record['most_ms']:10.4f}  wall {record['wall_ms']:10.4f}  "
                    f"{record['samples']:3} x {record['together']:<3}  {record['row_seconds']:5.2f} s",
                    record,
                )
            except Exception as failure:  # pylint: disable=broad-except
                record["error"] = f"{type(failure).__name__}: {failure}".splitlines()[0]
                self.report.row(f"{name:48} {way:6} FAILED: {record['error']}", record)
                if way == "plain":
                    traceback.print_exc(limit=3)
                problem = None
                operation = None
                self.clean_up()
        problem = None
        operation = None

    def clean_up(self):
        try:
            synchronize(self.device)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
        except Exception as failure:  # pylint: disable=broad-except
            self.report.line(f"  the device does not recover: {failure}")

    def networks(self, suite, networks, mode, tf32):
        for shape, cell in networks:
            self.network(suite, shape, cell, mode, tf32)

    def guarded(self, what, work):
        if self.only and not self.only.search(what):
            return
        try:
            work()
        except Exception as failure:  # pylint: disable=broad-except
            self.report.row(f"{what} FAILED: {failure}", {"suite": what, "error": f"{type(failure).__name__}: {failure}"})
            self.clean_up()


def copy_ceiling(run):
    count = (256 if run.device.type == "cuda" else 16) * 1024 * 1024
    source = torch.ones(count, device=run.device)
    target = torch.empty_like(source)
    times = measure(lambda: target.copy_(source), run.device, 0.3)
    rate = 2 * 4 * count / times["median_ms"] / 1e6
    run.report.row(f"copy of {count * 4 >> 20} MiB: {rate:.0f} GB/s, read and written", {"suite": "ceiling", "name": "copy", "gb_per_s": rate})


def product_ceiling(run, tf32):
    size = 8192 if run.device.type == "cuda" else 512
    allow_tf32(tf32)
    a = torch.randn(size, size, device=run.device)
    b = torch.randn(size, size, device=run.device)
    times = measure(lambda: torch.mm(a, b), run.device, 0.3)
    rate = 2.0 * size**3 / times["median_ms"] / 1e9
    name = f"matmul {tf32_word(tf32)}"
    run.report.row(f"{name} of {size} cubed: {rate:.1f} TFLOP/s", {"suite": "ceiling", "name": name, "tflop_per_s": rate})


def precision(run, cell, tf32):
    """How far the network is from float64: shows that TF32 is off where it should be."""
    allow_tf32(tf32)
    torch.manual_seed(2)
    exact = recurrent(cell, 256, 256, 1, run.device, torch.float64)
    rounded = recurrent(cell, 256, 256, 1, run.device)
    rounded.load_state_dict(exact.state_dict())
    for weights, of in zip(exact.parameters(), rounded.parameters()):
        weights.data.copy_(of.data)
    x = torch.randn(20, 16, 256, device=run.device)
    with torch.no_grad():
        expected = exact(x.double())[0]
        error = float(((rounded(x)[0].double() - expected) ** 2).sum() / (expected**2).sum())
    run.report.row(
        f"error of {cell} with {tf32_word(tf32)}: {error:.1e}, squared and relative",
        {"suite": "precision", "cell": cell, "tf32": tf32, "error": error},
    )


def describe(device, report):
    record = {"suite": "machine", "torch": torch.__version__, "python": sys.version.split()[0]}
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        record.update(
            gpu=properties.name,
            capability=f"{properties.major}.{properties.minor}",
            multiprocessors=properties.multi_processor_count,
            memory_bytes=properties.total_memory,
            cuda=torch.version.cuda,
            cudnn=torch.backends.cudnn.version(),
        )
    report.row("  ".join(f"{name} {value}" for name, value in record.items() if name != "suite"), record)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=240, help="start no row after this long (default 240)")
    parser.add_argument("--row-seconds", type=float, default=0.6, help="how long one row is timed, if that is enough (default 0.6)")
    parser.add_argument("--json", help="also write a line of JSON for each row to this file")
    parser.add_argument("--only", help="only rows whose text has this pattern, such as '^default.* train fp32 graph'")
    parser.add_argument("--device", default="cuda", help="cuda or, to try the script, cpu")
    arguments = parser.parse_args()

    report = Report(arguments.json)
    device = torch.device(arguments.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        sys.exit("pytorch.py: PyTorch sees no GPU")
    run = Run(arguments, device, report)
    describe(device, report)
    default = [(shape, cell) for shape in DEFAULT_SHAPES for cell in CELLS]

    for cell in CELLS:
        run.guarded("precision", lambda cell=cell: precision(run, cell, False))
    run.networks("default", default, "train", False)
    run.guarded("ceiling copy", lambda: copy_ceiling(run))
    run.guarded("ceiling matmul fp32", lambda: product_ceiling(run, False))
    run.networks("deepbench", DEEPBENCH, "train", False)
    run.networks("default", default, "infer", False)
    run.guarded("ceiling matmul tf32", lambda: product_ceiling(run, True))
    for cell in CELLS:
        run.guarded("precision", lambda cell=cell: precision(run, cell, True))
    run.networks("default", default, "train", True)
    run.networks("deepbench", DEEPBENCH, "infer", False)
    run.networks("deepbench", DEEPBENCH, "train", True)
    run.networks("default", default, "infer", True)
    if run.left_out:
        report.line(f"{run.left_out} rows were left out: {arguments.seconds:g} seconds are over")


if __name__ == "__main__":
    main()
