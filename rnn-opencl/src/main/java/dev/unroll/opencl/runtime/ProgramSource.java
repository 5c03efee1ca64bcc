package dev.unroll.opencl.runtime;

/**
 * A program: its files joined and its options. Equal sources share one build.
 *
 * @param name what messages call it
 * @param text OpenCL C
 * @param options of the compiler, such as {@code -DTILE=8}
 */
public record ProgramSource(String name, String text, String options) {}
