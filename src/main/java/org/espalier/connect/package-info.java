/**
 * Studies for clients of Spark Connect: the data source {@code espalier} runs a study on the
 * dataset written to it. Read {@link EspalierSource} first.
 *
 * <p>Decision: it uses Spark SQL alone and no class of Spark Connect, so that the jar works without
 * them.
 */
@NullMarked
package org.espalier.connect;

import org.jspecify.annotations.NullMarked;
