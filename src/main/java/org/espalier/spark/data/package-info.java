/**
 * Rows of a study: prepared, checked, split into held-out rows and folds, ranked and cached.
 *
 * <p>It knows neither learners nor how cells run. Read {@link org.espalier.spark.data.StudyData}
 * first, then {@code Preparation}, which leads through the rooms in their order: {@link
 * org.espalier.spark.data.table} reads a table and derives the columns that models can see, {@link
 * org.espalier.spark.data.LabelCheck} and its neighbours look at their values before anything is
 * fitted (labels, roles, unreadable texts, columns that give the label away), {@link
 * org.espalier.spark.data.fold} splits the rows.
 *
 * <p>The rule. A row's key is its declared key columns, or else all columns as read, sorted by
 * name. Its three hashes, under the tags test, fold and rank, are {@code xxhash64(seed, tag,
 * isnull(c), c, ...)}, with integers as long, floats as double, -0.0 as 0.0, one NaN, decimals as
 * plain text, dates as days and timestamps as microseconds. Rows of equal key share their hashes;
 * with {@code duplicates = apart} they are numbered within the key from 1 and the number is hashed
 * too. Hashes are compared as signed numbers. A stratum is a class, in the natural order of labels.
 *
 * <p>Rows of a group have its value as their key. Folds by time are k + 1 intervals of about
 * equally many rows, of which the first only trains; an interval begins with a new time, so that
 * rows with equal time stay together, and the last share of the rows is held out.
 *
 * <p>Decisions. In the context of columns that no stage of Spark takes apart (dates, structs,
 * arrays), facing a model that has to take the table as it was read, we decided for one {@code
 * SQLTransformer} in front of the pipeline, and against functions of our own, accepting that arrays
 * become as many columns as they have elements.
 *
 * <p>In the context of keys that hold rows of several classes, facing splits that must not separate
 * them, we decided that a group is assigned by its most frequent class, and against strata that
 * divide groups, accepting uneven folds of the other classes.
 *
 * <p>In the context of a layout that must not depend on the cluster, we decided for one cached copy
 * of all rows, in partitions of {@code Limits.PARTITION_ROWS} rows by the rank hash and sorted by
 * hash, and against a cached copy for each split, accepting filters on every read.
 *
 * <p>In the context of Spark's own folds, which depend on a row's position, we decided to draw them
 * before anything moves a row, accepting that rows with equal key are then always held out
 * together.
 */
@NullMarked
package org.espalier.spark.data;

import org.jspecify.annotations.NullMarked;
