/**
 * The rows of a study: read, checked, cut into held-out rows and folds, ranked and cached.
 *
 * <p>It knows neither learners nor how cells run. Read {@link org.espalier.spark.data.StudyData}
 * first, then {@code FoldAssignment} for the rule of the folds and {@link
 * org.espalier.spark.data.SparkFolds} for the one of Spark.
 *
 * <p>A table is read by {@code Source}, given what models can see by {@code TableShape}, and cut by
 * {@code RowCut} under the {@code SplitRule} of the plan.
 *
 * <p>The rule. A row's key is its declared key columns, or else all columns as read, sorted by
 * name. Its three hashes, under the tags test, fold and rank, are {@code xxhash64(seed, tag,
 * isnull(c), c, ...)}, with integers as long, floats as double, -0.0 as 0.0, one NaN, decimals as
 * plain text, dates as days and timestamps as microseconds. Rows of equal key share their hashes;
 * to be apart, they are numbered within the key from 1 and the number is hashed too. Hashes are
 * compared as signed numbers. A stratum is a class, in the natural order of labels.
 *
 * <p>Rows of a group have its value as their key. Folds by time are stretches of about equal rows,
 * k + 1 of them, of which the first only trains; a stretch begins with a new time, so that rows of
 * one time stay together, and the last share of the rows is what is held out.
 *
 * <p>Decisions. In the context of columns that no stage of Spark takes apart (dates, structs,
 * arrays), facing a model that has to take the table as it was read, we decided for one {@code
 * SQLTransformer} in front of the pipeline, and against functions of our own, accepting that arrays
 * become as many columns as they have elements.
 *
 * <p>In the context of keys that hold rows of several classes, facing splits that may not part
 * them, we decided that a group goes where the class of most of its rows would go, and against
 * strata that part groups, accepting uneven folds of the other classes.
 *
 * <p>In the context of a layout that must not depend on the cluster, we decided for one cached copy
 * of all rows, in partitions of {@code Limits.PARTITION_ROWS} rows by the rank hash and sorted by
 * hash, and against a cached copy for each split, accepting filters on every read.
 *
 * <p>In the context of Spark's own folds, which go by a row's place, we decided to draw them before
 * anything moves a row, accepting that rows of equal key are then held out together whatever is
 * asked for.
 */
@NullMarked
package org.espalier.spark.data;

import org.jspecify.annotations.NullMarked;
