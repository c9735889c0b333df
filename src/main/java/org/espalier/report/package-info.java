/**
 * The page about a study: one HTML file that explains what was asked, tried, decided and found.
 *
 * <p>It is made from a {@link org.espalier.journal.StudyRecord} alone and knows neither files nor
 * clock nor cluster; the same record gives the same page to the byte. Read {@link
 * org.espalier.report.StudyReport} first (what is shown: view records, which tests assert on), then
 * {@link org.espalier.report.ReportPage} (how it is printed).
 *
 * <p>Decision: in the context of names, labels and messages that anybody may have written, we
 * decided that one class turns text into markup and data, {@link org.espalier.report.Escape}, that
 * scripts put text into the page as text only, and that the page's own policy forbids every script
 * but ours and every request, accepting a digest over the script in the page's head.
 *
 * <p>Decision: in the context of a page that is read on a phone, on paper and without scripts, we
 * decided that every number stands in a table that the page prints itself, and that charts are
 * drawn by an inlined ECharts on top, accepting some 700 kB a page.
 */
@NullMarked
package org.espalier.report;

import org.jspecify.annotations.NullMarked;
