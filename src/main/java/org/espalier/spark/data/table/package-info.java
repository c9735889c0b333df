/**
 * Tables: where they are read from, their columns and roles, their fingerprint and hashes. Read
 * {@link TableShape} first.
 *
 * <p>Decision: columns derived from dates, arrays and structs are SQL in front of the pipeline, so
 * that plain Spark can run the model.
 */
@NullMarked
package org.espalier.spark.data.table;

import org.jspecify.annotations.NullMarked;
