/**
 * Requests for a study, whichever door it came through: the table of settings, the plan of a
 * tuning, strategies by name, and problems, which say where a setting stands, what is wrong with it
 * and what would be right.
 *
 * <p>Job and library share it: {@code hocon} turns HOCON into the {@link
 * org.espalier.spec.learners.StudyPlan} of a job, {@code ml} turns Params into the {@link
 * org.espalier.spec.TuningPlan} that is part of one. It knows neither HOCON nor Spark. Read {@link
 * org.espalier.spec.SettingTable} first, then {@link org.espalier.spec.TuningPlan}.
 *
 * <p>Decision: in the context of pointing at file and line from every stage of validation, we
 * decided for one {@link org.espalier.spec.Origins} table by path that travels with the plan, and
 * against a {@code Located} wrapper around every value, accepting that a record names its own
 * paths.
 */
@NullMarked
package org.espalier.spec;

import org.jspecify.annotations.NullMarked;
