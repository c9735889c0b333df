/**
 * Journal of a study: its events in order, and the tables and the summary made from them. Read
 * {@link StudyEvent} first.
 *
 * <p>Decision: tables, summary and page are made from events alone, so that a finished study and
 * one read back look the same.
 */
@NullMarked
package org.espalier.journal;

import org.jspecify.annotations.NullMarked;
