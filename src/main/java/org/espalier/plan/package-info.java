/**
 * A study as asked for: records with their defaults, the problems they may have, and strategies by
 * name.
 *
 * <p>Where both faces meet: {@code settings} turns HOCON into a {@link
 * org.espalier.plan.StudyPlan}, {@code ml} turns Params into one. It knows neither HOCON nor Spark;
 * what it must ask of MLlib it asks of a {@link org.espalier.plan.Catalogue}. Read {@link
 * org.espalier.plan.StudyPlan} first.
 *
 * <p>Decision: in the context of pointing at file and line from every stage of validation, we
 * decided for one {@link org.espalier.plan.Origins} table by path that travels with the plan, and
 * against a {@code Located} wrapper round every value, accepting that a record names its own paths.
 */
@NullMarked
package org.espalier.plan;

import org.jspecify.annotations.NullMarked;
