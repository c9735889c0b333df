/**
 * Report page of a study: one HTML file, a function of the study's record. Read {@link ReportPage}
 * first.
 *
 * <p>Decision: one class turns text into markup, the page's policy forbids requests, and every
 * number is also in a table; 700 kB a page.
 */
@NullMarked
package org.espalier.report;

import org.jspecify.annotations.NullMarked;
