/**
 * Analysis of a finished study: which parameters its scores depend on.
 *
 * <p>Made from a {@link org.espalier.journal.StudyRecord} alone, so that it needs neither the rows
 * nor Spark. Read {@link org.espalier.analysis.ParameterImportance} first.
 */
@NullMarked
package org.espalier.analysis;

import org.jspecify.annotations.NullMarked;
