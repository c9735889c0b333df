/**
 * Report page of a study: one HTML file with settings, trials, decisions and result.
 *
 * <p>It is made from a {@link org.espalier.journal.StudyRecord} alone and knows neither files nor
 * clock nor cluster; the same record gives the same page, byte for byte. Read {@link
 * org.espalier.report.view.StudyReport} first (what is shown: view records, which tests assert on),
 * then {@link org.espalier.report.ReportPage} (how it is printed).
 *
 * <p>Decision: in the context of names, labels and messages of unknown origin, we decided that one
 * class turns text into markup and data, {@link org.espalier.report.Escape}, that scripts insert
 * text as text only, and that the page's own policy forbids all other scripts and all requests,
 * accepting a digest over the script in the page's head.
 *
 * <p>Decision: in the context of a page that is read on a phone, on paper and without scripts, we
 * decided that every number is in a table that the page prints itself, and that an inlined ECharts
 * draws the charts in addition, accepting some 700 kB a page.
 */
@NullMarked
package org.espalier.report;

import org.jspecify.annotations.NullMarked;
