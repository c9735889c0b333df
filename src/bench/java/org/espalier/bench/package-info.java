/**
 * Benchmarks against Spark's own tools, in the same run on the same data. Knows the faces {@code
 * ml} and {@code job} as a user does. Read {@link org.espalier.bench.WalkBenchmark} first.
 */
@NullMarked
package org.espalier.bench;

import org.jspecify.annotations.NullMarked;
