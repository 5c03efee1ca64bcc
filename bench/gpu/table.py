#!/usr/bin/env python3
"""Puts our times beside PyTorch's: reads JMH's JSON and pytorch.py's lines from a folder, writes table.md there and prints it.

    python3 table.py FOLDER

A ratio is PyTorch's time by ours, so above 1 we are faster; `best` is the faster of plain and graph.
"""

import json
import math
import pathlib
import sys

CELLS = ["tanh", "relu", "lstm", "gru"]
GATES = {"tanh": 1, "relu": 1, "lstm": 4, "gru": 3}
DEFAULT = [
    "35,20,200,200,2,10000",
    "100,32,128,256,1,64",
    "100,64,512,512,2,64",
    "50,1,64,128,2,64",
    "256,16,128,1024,1,64",
]


def read_ours(folder):
    """Milliseconds by (backend, mode, shape, cell): the median of all samples, or the mean where JMH took no samples."""
    times = {}
    for path in sorted(folder.glob("*.json")):
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            print(f"table.py: {path.name} is left out: {problem}", file=sys.stderr)
            continue
        for result in results:
            name, parameters = result["benchmark"], result.get("params", {})
            if "NetworkBenchmark" not in name or "shape" not in parameters:
                continue
            metric = result["primaryMetric"]
            scale = {"ms/op": 1.0, "us/op": 1e-3, "s/op": 1e3}[metric["scoreUnit"]]
            median = metric.get("scorePercentiles", {}).get("50.0", metric["score"])
            key = (
                parameters["backend"],
                name.rsplit(".", 1)[1],
                parameters["shape"].replace("x", ","),
                parameters["cell"].lower(),
            )
            times[key] = float(median) * scale
    return times


def read_torch(path):
    rows, facts = {}, []
    if not path.exists():
        return rows, facts
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue  # cut off in the middle of a line
        if "shape" in record:
            if "median_ms" in record:
                key = (record["mode"], record["shape"], record["cell"], record["tf32"], record["graph"])
                rows[key] = record["median_ms"]
        else:
            facts.append(record)
    return rows, facts


def flops(mode, shape, cell):
    """As the benchmark counts them: products alone, and no gradient of the input."""
    steps, rows, inputs, hidden, layers, outputs = map(int, shape.split(","))
    gates = GATES[cell] * hidden
    forward = 2 * steps * rows * (gates * (inputs + (layers - 1) * hidden + layers * hidden) + hidden * outputs)
    if mode == "infer":
        return forward
    return 3 * forward - 2 * steps * rows * gates * inputs


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}"


def ratio(theirs, ours):
    return None if theirs is None or ours is None else theirs / ours


def least(*values):
    there = [value for value in values if value is not None]
    return min(there) if there else None


def geometric(values):
    there = [value for value in values if value is not None]
    return math.exp(sum(map(math.log, there)) / len(there)) if there else None


def order(key):
    shape, cell = key
    place = DEFAULT.index(shape) if shape in DEFAULT else len(DEFAULT)
    return place, [int(size) for size in shape.split(",")][3:4], [int(size) for size in shape.split(",")], CELLS.index(cell)


def section(title, mode, keys, ours, torch):
    lines = [
        f"\n## {title}",
        "",
        "| T,N,I,H,L,O | cell | ours, ms | TFLOP/s | PyTorch plain | graph | best by ours | TF32 plain | TF32 graph | TF32 best by ours |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    ratios, plain_ratios, tf32_ratios = [], [], []
    for shape, cell in sorted(keys, key=order):
        mine = ours.get(("cuda", mode, shape, cell))
        plain, graph = (torch.get((mode, shape, cell, False, captured)) for captured in (False, True))
        plain_tf32, graph_tf32 = (torch.get((mode, shape, cell, True, captured)) for captured in (False, True))
        best, best_tf32 = ratio(least(plain, graph), mine), ratio(least(plain_tf32, graph_tf32), mine)
        ratios.append(best)
        plain_ratios.append(ratio(plain, mine))
        tf32_ratios.append(best_tf32)
        rate = None if mine is None else flops(mode, shape, cell) / mine / 1e9
        lines.append(
            f"| {shape} | {cell} | {number(mine)} | {number(rate, 2)} | {number(plain)} | {number(graph)} "
            f"| **{number(best, 2)}** | {number(plain_tf32)} | {number(graph_tf32)} | {number(best_tf32, 2)} |"
        )
    there = [value for value in ratios if value is not None]
    if there:
        lines += [
            "",
            f"Geometric mean of {len(there)} ratios: **{geometric(ratios):.2f}** to the better of plain and graph, "
            f"{number(geometric(plain_ratios), 2)} to plain, {number(geometric(tf32_ratios), 2)} to TF32; least {min(there):.2f}; "
            f"below 1: {sum(value < 1 for value in there)}.",
        ]
    return lines


def others(ours):
    """Times of other backends in the same run, such as OpenCL on the same GPU."""
    keys = sorted(key for key in ours if key[0] != "cuda")
    if not keys:
        return []
    lines = ["\n## Other backends on the same machine", "", "| backend | mode | T,N,I,H,L,O | cell | ms | CUDA's, ms |", "|---|---|---|---|---:|---:|"]
    for backend, mode, shape, cell in keys:
        mine = ours.get(("cuda", mode, shape, cell))
        lines.append(f"| {backend} | {mode} | {shape} | {cell} | {number(ours[backend, mode, shape, cell])} | {number(mine)} |")
    return lines


def machine(folder, facts):
    lines = []
    for name in ("machine.txt",):
        path = folder / name
        if path.exists():
            lines += ["", "```", path.read_text(encoding="utf-8").strip(), "```"]
    for fact in facts:
        kind = fact.pop("suite", "")
        text = ", ".join(f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}" for name, value in fact.items())
        lines.append(f"- {kind}: {text}")
    parts = folder / "parts.md"
    if parts.exists():
        lines += ["", parts.read_text(encoding="utf-8").strip()]
    return lines


def main():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit("usage: table.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    ours = read_ours(folder)
    torch, facts = read_torch(folder / "pytorch.jsonl")
    lines = ["# The CUDA backend beside PyTorch", ""]
    lines.append(
        "Ours: JMH, a whole operation as the host sees it, the loss downloaded and the device waited for; median. "
        "PyTorch: CUDA events around several operations in a row, nothing downloaded; median. "
        "float32, and TF32 off, save for the columns that say otherwise."
    )
    for mode in ("train", "infer"):
        keys = {key[2:] for key in ours if key[0] == "cuda" and key[1] == mode} | {key[1:3] for key in torch if key[0] == mode}
        for title, some in (
            ("the default shapes", {key for key in keys if key[0] in DEFAULT}),
            ("DeepBench and others", {key for key in keys if key[0] not in DEFAULT}),
        ):
            if some:
                lines += section(f"`{mode}`: {title}", mode, some, ours, torch)
    lines += others(ours) + ["\n## The machine and the run"] + machine(folder, facts)
    text = "\n".join(lines) + "\n"
    (folder / "table.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
