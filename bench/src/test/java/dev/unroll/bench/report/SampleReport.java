package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.bench.suite.Measurement;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.StepLimits;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.WeightBytes;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.DriftResult;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.PairResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Reports with made-up numbers of a likely size, the same ones each time, for tests of how reports are shown. */
final class SampleReport {
    static final Shape LARGE = Shape.parse("35,20,200,200,2,10000");
    static final Shape SMALL = Shape.parse("50,1,64,128,2,64");

    static final Machine MACHINE = new Machine(
            "Intel(R) Xeon(R) Processor @ 2.80GHz",
            2,
            16L << 30,
            "Linux 6.1.0 amd64",
            "OpenJDK 64-Bit Server VM 17.0.13+11-Debian",
            List.of(
                    new Machine.BackendLine("cpu", true, "AVX-512, 16 lanes of float32, 2 threads"),
                    new Machine.BackendLine(
                            "opencl",
                            false,
                            "no OpenCL loader: libOpenCL.so.1 was not found; install ocl-icd-libopencl1 and a driver"),
                    new Machine.BackendLine("reference", true, "scalar Java in double precision")),
            "2026-11-20T09:30:00Z");

    private static final Device CPU = new Device(0, "AVX-512", DeviceKind.CPU, "16 lanes", 0);
    private static final Device JVM = new Device(0, "JVM", DeviceKind.CPU, "float64", 0);
    private static final String PEER = "libtorch";

    private SampleReport() {}

    /** Both parts, with failures of every kind and a disturbed row. */
    static RunReport full() {
        return new RunReport(
                MACHINE,
                "./rnn bench --shapes \"35,20,200,200,2,10000;50,1,64,128,2,64\" --threads 1,2 --html report.html",
                validation(60),
                speed());
    }

    /** What was timed. */
    static SpeedReport speed() {
        Random random = new Random(1);
        List<Row> rows = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            for (CellType cell : List.of(CellType.TANH, CellType.LSTM, CellType.GRU)) {
                for (Mode mode : List.of(Mode.INFER, Mode.TRAIN)) {
                    double work = 2.0 * 700 * 200 * (cell.gates() * 800 + 10_000) * (mode == Mode.TRAIN ? 3 : 1);
                    rows.add(row("cpu", LARGE, cell, mode, threads, work, 120e9 * threads * noise(random)));
                    rows.add(row(PEER, LARGE, cell, mode, threads, work, 105e9 * threads * noise(random)));
                }
                double step = 2.0 * 128 * cell.gates() * 450;
                rows.add(row("cpu", SMALL, cell, Mode.STEP, threads, step, 20e9 * noise(random)));
                rows.add(row(PEER, SMALL, cell, Mode.STEP, threads, step, 1.5e9 * noise(random)));
                if (threads == 2) {
                    rows.add(row("reference", SMALL, cell, Mode.STEP, 1, step, 0.9e9 * noise(random)));
                }
            }
        }
        rows.set(3, disturbed(rows.get(3)));
        rows.set(
                4,
                failed(rows.get(4).measurement(), "the device went away: CL_OUT_OF_RESOURCES <-5> & \"nothing\" more"));
        return new SpeedReport(
                "./rnn bench",
                rows,
                List.of(),
                Map.of(1, 206.0, 2, 402.0),
                limits(),
                Map.of(PEER, "libtorch 2.10.0, MKL 2025.3"),
                rows.size(),
                1_834);
    }

    /** Of the steps on the smaller shape: of the LSTM's the bandwidth is not known. */
    private static StepLimits limits() {
        return new StepLimits(
                Map.of(
                        WeightBytes.of(SMALL, CellType.TANH), 80e9,
                        WeightBytes.of(SMALL, CellType.GRU), 64e9),
                Set.of("cpu", PEER, "reference"));
    }

    static Row row(
            String contender, Shape shape, CellType cell, Mode mode, int threads, double flops, double flopsPerSecond) {
        double median = flops / flopsPerSecond;
        return new Row(
                new Measurement(contender, shape, cell, mode, threads),
                contender.equals("cpu") ? "AVX-512 6x32 tiles, recurrence in one pass" : contender + " kernels",
                median,
                median * 0.97,
                median * 1.06,
                median * 1.4,
                240,
                flops,
                contender.equals("cpu") ? 1_184 : 52_000,
                0.04,
                1.02,
                null);
    }

    static Row failed(Measurement measurement, String reason) {
        double none = Double.NaN;
        return new Row(measurement, "", none, none, none, none, 0, 1e9, none, none, none, reason);
    }

    static Row disturbed(Row row) {
        return new Row(
                row.measurement(),
                row.implementation(),
                row.median(),
                row.p10(),
                row.p90() * 1.5,
                row.p99(),
                row.samples(),
                row.flops(),
                row.bytesPerOperation(),
                0.71,
                1.8,
                null);
    }

    private static double noise(Random random) {
        return 0.8 + 0.4 * random.nextDouble();
    }

    /** What was compared, with so many failed cases on a backend called {@code <planted>}. */
    static ValidationReport validation(int failures) {
        List<CaseResult> faulty = new ArrayList<>(cases("<planted>", JVM, 3e-12));
        faulty.addAll(failures("gemm", failures));
        List<BackendReport> backends = List.of(
                new BackendReport(
                        "cpu", CPU, null, null, false, cases("cpu", CPU, 2e-12), drift("cpu", 3e-14), golden()),
                new BackendReport(
                        "<planted>",
                        JVM,
                        null,
                        "stopped: device lost",
                        false,
                        faulty,
                        drift("<planted>", 4e-13),
                        List.of()),
                new BackendReport("opencl", null, "no OpenCL loader", null, false, List.of(), List.of(), List.of()),
                new BackendReport(
                        "reference",
                        JVM,
                        null,
                        null,
                        false,
                        cases("reference", JVM, 0),
                        drift("reference", 0),
                        List.of()));
        Comparison worst = new Comparison("grad.weight_hh_l1", null, 3.1e-12, 2e-10, 5, 0.1, 0.1, 1e-6, List.of());
        PairResult pair = new PairResult(
                "cpu",
                "<planted>",
                48,
                new PairResult.Difference("lstm L=2 masked", worst, "./rnn validate"),
                List.of());
        return new ValidationReport(failures < 1, 1, 94, null, backends, List.of(pair), List.of());
    }

    static List<CaseResult> failures(String kernel, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> result("<planted>", JVM, kernel, "64x" + i + "x33 TN", CaseResult.Outcome.FAILED, 1.4e-2))
                .toList();
    }

    private static List<CaseResult> cases(String backend, Device device, double error) {
        Random random = new Random(2);
        List<CaseResult> results = new ArrayList<>();
        for (String kernel : List.of("gemm", "gatesForward", "gatesBackward", "softmaxCrossEntropy", "network")) {
            for (int i = 0; i < 40; i++) {
                String label = "T=" + (i + 1) + " N=33 I=100 H=257 masked";
                results.add(
                        result(backend, device, kernel, label, CaseResult.Outcome.PASSED, error * random.nextDouble()));
            }
        }
        return results;
    }

    private static CaseResult result(
            String backend, Device device, String kernel, String label, CaseResult.Outcome outcome, double nmse) {
        String detail = outcome == CaseResult.Outcome.FAILED ? "C: NMSE above the bound <1e-10> & growing" : "C";
        return new CaseResult(backend, device, kernel, label, "", 1, outcome, nmse, 1e-10, detail);
    }

    private static List<GoldenResult> golden() {
        Comparison array = new Comparison("out", null, 1.5e-13, 1e-10, 3, 0.5, 0.5, 1e-7, List.of());
        return List.of(new GoldenResult("tanh_l1", "golden/tanh_l1.json", "cpu", CPU, List.of(array, array)));
    }

    private static List<DriftResult> drift(String backend, double error) {
        List<DriftResult> results = new ArrayList<>();
        for (CellType cell : CellType.values()) {
            Random random = new Random(cell.ordinal());
            RecurrentSpec layer = RecurrentSpec.forward(cell, 500, 4, 8, 32);
            CaseResult verdict = result(backend, CPU, "drift", cell + " T=500", CaseResult.Outcome.PASSED, error * 20);
            results.add(new DriftResult(
                    verdict,
                    layer,
                    curve(error, random),
                    curve(error * 2, random),
                    IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500)
                            .mapToObj(steps ->
                                    new DriftResult.AtLength(steps, error * Math.sqrt(steps), error * Math.cbrt(steps)))
                            .toList()));
        }
        return results;
    }

    private static List<Double> curve(double error, Random random) {
        return IntStream.range(0, 500)
                .mapToObj(t -> error * Math.sqrt(t) * (0.6 + 0.8 * random.nextDouble()))
                .toList();
    }
}
