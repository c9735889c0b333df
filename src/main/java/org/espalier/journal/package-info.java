/**
 * Journal of a study: its events in order, and the tables and the summary derived from them.
 *
 * <p>An event is a record; stores handle bytes, JSON and file systems. Tables, summary and page are
 * made from events alone, by {@link org.espalier.journal.StudyRecord}, so that a finished study and
 * one read back are shown by the same code. Read {@link org.espalier.journal.StudyEvent} first.
 */
@NullMarked
package org.espalier.journal;

import org.jspecify.annotations.NullMarked;
