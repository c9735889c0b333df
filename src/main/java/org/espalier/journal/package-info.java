/**
 * What is remembered: the events of a study in their order, and everything that follows from them.
 *
 * <p>An event is a record; bytes, JSON and file systems are a store's business. Tables, summary and
 * page are made from events alone, by {@link org.espalier.journal.StudyRecord}, so that a finished
 * study and one read back are shown by the same code. Read {@link org.espalier.journal.StudyEvent}
 * first.
 */
@NullMarked
package org.espalier.journal;

import org.jspecify.annotations.NullMarked;
