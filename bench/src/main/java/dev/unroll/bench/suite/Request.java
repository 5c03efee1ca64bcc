package dev.unroll.bench.suite;

import java.util.Map;

/**
 * One benchmark of JMH with its parameters, on behalf of one contender.
 *
 * @param contender the backend or peer
 * @param benchmark class and method
 * @param parameters of its state
 * @param operationSeconds a guess at how long one operation takes
 */
record Request(String contender, String benchmark, Map<String, String> parameters, double operationSeconds) {}
