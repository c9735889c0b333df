/**
 * Shared fits: one fit that yields the models of several cells, and groups of candidates that one
 * task trains.
 *
 * <p>Read {@link org.espalier.spark.sharing.fit.FitCache} first, then {@code CandidateBatches}.
 */
@NullMarked
package org.espalier.spark.sharing.fit;

import org.jspecify.annotations.NullMarked;
