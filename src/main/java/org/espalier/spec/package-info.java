/**
 * Requests for a study: the table of settings, the plan that all kinds of study share, and
 * problems. Read {@link SettingTable} and {@link TuningPlan} first.
 *
 * <p>Decision: one {@link Origins} table by path travels with the plan, so that every stage of
 * validation can name file and line.
 */
@NullMarked
package org.espalier.spec;

import org.jspecify.annotations.NullMarked;
