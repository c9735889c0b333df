/**
 * View records of the page: what is shown, without HTML. Read {@link StudyReport} first.
 *
 * <p>Decision: tests assert on views, so that the markup can change without them.
 */
@NullMarked
package org.espalier.report.view;

import org.jspecify.annotations.NullMarked;
