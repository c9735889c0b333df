/**
 * Reader of study files: turns HOCON into a {@link org.espalier.spec.learners.StudyPlan}, and
 * reports every problem with file and line.
 *
 * <p>The only package that knows HOCON; it must not know Spark. Read {@link
 * org.espalier.hocon.SettingsReader} first, then {@code Layers} (precedence), {@code Section}
 * (lookups) and {@code reference.conf}, the manual and the only place of defaults.
 *
 * <p>Decision: in the context of strict settings and of a library that reads 2.5 as 2 and accepts
 * unknown keys, we decided for our own reader over {@code ConfigObject} that records each key it
 * looks up and continues after a problem, and against {@code ConfigFactory.load()}, which would
 * also merge other files on a cluster's class path.
 *
 * <p>Decision: in the context of objects in HOCON having no order, we decided for searching the
 * params of a learner in alphabetic order, and against the order of lines, accepting that a grid
 * cannot be turned by moving a line.
 */
@NullMarked
package org.espalier.hocon;

import org.jspecify.annotations.NullMarked;
