/**
 * Views of a study: records of what the page shows, which tests assert on. Read {@link
 * org.espalier.report.view.StudyReport} first.
 */
@NullMarked
package org.espalier.report.view;

import org.jspecify.annotations.NullMarked;
