package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Magnitudes below 2^-100 leave a step as zero, others and NaN as they are. */
class FlushTest {
    private static final float KEPT = 0x1p-100f;
    private static final float FLUSHED = 0x0.ffffffp-100f;

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 40})
    void stateOfTanhAndRelu(int hidden) {
        for (CellType cell : new CellType[] {CellType.TANH, CellType.RELU}) {
            for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
                assertEquals(0.0, state(kernels, cell, hidden, FLUSHED), cell + " " + kernels.name());
                assertEquals(KEPT, state(kernels, cell, hidden, KEPT), cell + " " + kernels.name());
                assertEquals(Double.NaN, state(kernels, cell, hidden, Float.NaN), cell + " " + kernels.name());
            }
        }
    }

    private static double state(KernelSet kernels, CellType cell, int hidden, float input) {
        try (CpuBackend backend = Program.backend(kernels, 1)) {
            Program.Memory memory = new Program.Memory(backend, 1);
            RecurrentSpec spec = RecurrentSpec.forward(cell, 1, 1, 1, hidden);
            GateStep operands = new GateStep(
                    memory.of(1, hidden, 0, i -> input),
                    zeros(memory, hidden),
                    zeros(memory, hidden),
                    memory.garbage(1, hidden),
                    null,
                    null);
            backend.gatesForward(spec, 0, zeros(memory, hidden), null, operands);
            memory.result("h", operands.h());
            memory.result("gates", operands.gates());
            assertEquals(memory.results.get("h")[hidden - 1], memory.results.get("gates")[hidden - 1]);
            return memory.results.get("h")[hidden - 1];
        }
    }

    @Test
    void gatesAndCellStateOfLstm() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                Program.Memory memory = new Program.Memory(backend, 1);
                RecurrentSpec spec = RecurrentSpec.forward(CellType.LSTM, 1, 1, 1, 19);
                // i = 0.5, g = FLUSHED or KEPT times 2, o = sigmoid(-75), which is 2^-108.
                View gates = memory.of(1, 76, 0, j -> j < 38 ? 0 : j >= 57 ? -75 : 2 * (j % 2 == 0 ? FLUSHED : -KEPT));
                View c = memory.garbage(1, 19);
                GateStep operands = new GateStep(
                        gates, zeros(memory, 76), zeros(memory, 19), memory.garbage(1, 19), zeros(memory, 19), c);
                backend.gatesForward(spec, 0, zeros(memory, 76), null, operands);
                memory.result("gates", gates);
                memory.result("c", c);
                for (int j = 0; j < 19; j++) {
                    assertEquals(j % 2 == 0 ? 0.0 : -KEPT, memory.results.get("c")[j], kernels.name() + ", c " + j);
                    assertEquals(0.0, memory.results.get("gates")[57 + j], kernels.name() + ", o " + j);
                }
            }
        }
    }

    @Test
    void cellGradientOfLstm() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                Program.Memory memory = new Program.Memory(backend, 1);
                RecurrentSpec spec = RecurrentSpec.forward(CellType.LSTM, 1, 1, 1, 19);
                View dGates = memory.garbage(1, 76);
                View dc = memory.of(1, 19, 0, j -> j % 2 == 0 ? FLUSHED : -KEPT);
                GateStep operands = new GateStep(
                        memory.of(1, 76, 0, j -> 1),
                        null,
                        zeros(memory, 19),
                        zeros(memory, 19),
                        zeros(memory, 19),
                        zeros(memory, 19));
                backend.gatesBackward(
                        spec, 0, null, operands, new GateGradients(null, zeros(memory, 19), dc, dGates, dGates));
                memory.result("dc", dc);
                for (int j = 0; j < 19; j++) {
                    assertEquals(j % 2 == 0 ? 0.0 : -KEPT, memory.results.get("dc")[j], kernels.name() + ", " + j);
                }
            }
        }
    }

    @Test
    void gateGradientsOfTanh() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                Program.Memory memory = new Program.Memory(backend, 1);
                RecurrentSpec spec = RecurrentSpec.forward(CellType.TANH, 1, 1, 1, 19);
                View h = zeros(memory, 19);
                View dGates = memory.garbage(1, 19);
                View dh = memory.of(1, 19, 0, i -> i % 2 == 0 ? FLUSHED : -KEPT);
                GateStep operands = new GateStep(h, null, zeros(memory, 19), h, null, null);
                backend.gatesBackward(spec, 0, null, operands, new GateGradients(null, dh, null, dGates, dGates));
                memory.result("dGates", dGates);
                for (int j = 0; j < 19; j++) {
                    assertEquals(j % 2 == 0 ? 0.0 : -KEPT, memory.results.get("dGates")[j], kernels.name() + " " + j);
                }
            }
        }
    }

    private static View zeros(Program.Memory memory, int columns) {
        return memory.of(1, columns, 0, i -> 0);
    }
}
