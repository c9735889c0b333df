/**
 * Files of a study on any file system of Hadoop: folder, journal, tables and summary. Read {@link
 * StudyFolder} first.
 *
 * <p>Decision: numbered segments written whole, each driver under its own epoch, because object
 * stores lack append, rename and locks.
 */
@NullMarked
package org.espalier.spark.store;

import org.jspecify.annotations.NullMarked;
