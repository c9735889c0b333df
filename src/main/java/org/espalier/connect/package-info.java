/**
 * Studies for clients of Spark Connect, which have no JVM to call: the data source {@code
 * espalier}, to which a client writes the dataset, runs the study on the server.
 *
 * <p>Turns what the client sends into a tuner of {@code ml} or a study of {@code job}, and leaves
 * the answer in temporary views of the client's session. Has no rules of its own about studies.
 * Uses Spark SQL alone and none of Spark Connect's classes, so that the jar works without them.
 *
 * <p>Read {@link org.espalier.connect.EspalierSource} first.
 */
@NullMarked
package org.espalier.connect;

import org.jspecify.annotations.NullMarked;
