package dev.unroll.opencl.runtime;

import java.util.Optional;

/** A program that opens the first device and runs one kernel on it. */
final class OneKernel {
    private OneKernel() {}

    public static void main(String[] arguments) {
        Optional<OpenClDevice> device =
                new DeviceChoice(null, null).among(Discovery.byName().devices());
        try (Session session = Session.open(device.orElseThrow())) {
            System.out.println("computed: " + compute(session, 41));
        }
        System.out.println("left: " + Session.liveHandles());
    }

    /** Builds a program that depends on the number, and returns the number from the device. */
    static int compute(Session session, int number) {
        ProgramSource source = new ProgramSource(
                "number",
                "kernel void number(global int* y) { y[get_global_id(0)] = NUMBER; }\n",
                "-DNUMBER=" + number);
        int[] found = new int[64];
        try (Memory memory = session.allocate(4L * found.length)) {
            session.kernel(source, "number").start().memory(memory).run(found.length, 1, 1, 1);
            session.read(memory, 0, found, 0, found.length);
        }
        return found[found.length - 1];
    }
}
