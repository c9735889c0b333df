/**
 * Preparation of a study's rows from its source: checks, hashes of keys, hints about columns. Read
 * {@link StudyData} first.
 *
 * <p>Decision: one cached copy of all rows in an order by hash, which does not depend on the
 * cluster; every read filters it.
 */
@NullMarked
package org.espalier.spark.data;

import org.jspecify.annotations.NullMarked;
