/**
 * Files of a study: its folder, the journal, the tables and the summary, on any file system that
 * Hadoop can write to.
 *
 * <p>Knows events, rows and summaries, but not how they are produced; starts no study and trains no
 * model. Read {@link org.espalier.spark.store.StudyFolder} first, then {@link
 * org.espalier.spark.store.JsonJournal}.
 *
 * <p>Decision: in the context of resuming on stores without append, rename or atomic create, we
 * decided for numbered segments that are written whole, and for one file that grows on a local
 * disk, each driver under its own epoch, and against a database, accepting many small files; both
 * are read by the same rule. In the context of stores that list late, we decided to find files by
 * their names, one number after the other, accepting one request for each. In the context of
 * drivers that hang and come back, we decided that a new driver records the last event it read of
 * the old epoch and that later events are ignored, and against locks, which no object store has. In
 * the context of journals that outlive a release, we decided for a checksum over a line's bytes,
 * and against one over its values, which would depend on how a Java version prints a double. In the
 * context of Spark's own Jackson, whose versions differ between the lines and lack the module for
 * optional values, we decided for its mapper with a module of our own.
 */
@NullMarked
package org.espalier.spark.store;

import org.jspecify.annotations.NullMarked;
