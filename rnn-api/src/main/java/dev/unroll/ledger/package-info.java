/**
 * The gradient ledger: backpropagation through time told step by step, in double precision and without kernels, and held against what a
 * backend computes.
 *
 * <p>{@link dev.unroll.ledger.GradientLedger} writes it, {@link dev.unroll.ledger.Ledger} holds it: for every time step and layer the
 * activation, the spatial and the temporal part of its gradient, their sum, what the cell's derivatives let through, and each step's share
 * of every weight's gradient. {@link dev.unroll.ledger.Reconciliation} says whether the shares add up and whether the backend agrees, and
 * where it does not.
 */
@NullMarked
package dev.unroll.ledger;

import org.jspecify.annotations.NullMarked;
