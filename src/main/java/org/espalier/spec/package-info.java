/**
 * Plan of a study: records of the settings, their possible problems, and strategies by name.
 *
 * <p>Job and library share it: {@code settings} turns HOCON into a {@link
 * org.espalier.spec.StudyPlan}, {@code ml} turns Params into the {@link
 * org.espalier.spec.TuningPlan} that is part of one. It knows neither HOCON nor Spark; questions
 * about MLlib go through a {@link org.espalier.spec.learner.Catalogue}, and {@link
 * org.espalier.spec.learner.Learners} knows the descriptors of learners. Read {@link
 * org.espalier.spec.StudyPlan} first.
 *
 * <p>Decision: in the context of pointing at file and line from every stage of validation, we
 * decided for one {@link org.espalier.spec.problem.Origins} table by path that travels with the
 * plan, and against a {@code Located} wrapper around every value, accepting that a record names its
 * own paths.
 */
@NullMarked
package org.espalier.spec;

import org.jspecify.annotations.NullMarked;
