/**
 * Columns of a table: the names that we add, features, what one pass over the rows counts, and the
 * problems found in them.
 */
@NullMarked
package org.espalier.spark.data.column;

import org.jspecify.annotations.NullMarked;
