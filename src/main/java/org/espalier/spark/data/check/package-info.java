/**
 * Checks of a table's values before anything is fitted: labels, roles, unreadable texts, and
 * columns that give the label away.
 */
@NullMarked
package org.espalier.spark.data.check;

import org.jspecify.annotations.NullMarked;
