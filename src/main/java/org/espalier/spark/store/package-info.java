/**
 * Files of a study on any Hadoop file system: folder, journal, tables and summary. Read {@link
 * StudyFolder} first.
 *
 * <p>Decision: the journal consists of numbered segments that are written whole, and each driver
 * writes its own epoch, because object stores lack append, rename and locks.
 */
@NullMarked
package org.espalier.spark.store;

import org.jspecify.annotations.NullMarked;
