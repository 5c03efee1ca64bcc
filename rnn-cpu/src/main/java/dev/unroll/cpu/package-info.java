/**
 * The CPU backend: Vector API kernels, and scalar ones that give the same bits where that module is absent.
 *
 * <p>A call comes into {@link dev.unroll.cpu.CpuBackend}, which checks it and has it made a {@link dev.unroll.cpu.KernelCall}: by
 * {@code Gemm}, {@code RowRecurrence} (whole sequences, with {@code ForwardRows}, {@code InputProduct}, {@code BackwardRows} and
 * {@code SharedSteps}), {@code Gates}, {@code Losses}, {@code Elementwise}, {@code Reductions} or {@code Optimizers}. These cut the work into pieces ({@code Sweep}) for the threads
 * ({@code WorkerPool}), each with memory of its own ({@code Workspace}). {@code Recordings} keeps the calls of work that repeats,
 * {@code KeptPanels} packed weights that have not changed.
 *
 * <p>What runs inside a piece is the {@code …Kernel} interfaces, each with a {@code Vector…} and a {@code Scalar…} implementation, put together
 * in {@code KernelSet}: tiles of matrix products, functions of a row, cells, updates.
 */
@NullMarked
package dev.unroll.cpu;

import org.jspecify.annotations.NullMarked;
