/**
 * Turns a study file in HOCON into a {@link org.espalier.plan.StudyPlan}, with every problem at its
 * file and line.
 *
 * <p>The only package that knows HOCON; it must not know Spark. Read {@link
 * org.espalier.settings.SettingsReader} first, then {@code Layers} (which value wins), {@code
 * Section} (how one is read) and {@code reference.conf}, which is the manual and the only place of
 * defaults.
 *
 * <p>Decision: in the context of settings that must not be misunderstood, facing a library that
 * takes 2.5 for 2 and passes unknown keys, we decided for our own reader over {@code ConfigObject}
 * that notes each key it asks for and goes on after a problem, and against {@code
 * ConfigFactory.load()}, which would also merge whatever else lies on a cluster's class path.
 *
 * <p>Decision: in the context of objects in HOCON having no order, we decided that the params of a
 * learner are searched in alphabetic order, and against the order of lines, accepting that a grid
 * cannot be turned by moving a line.
 */
@NullMarked
package org.espalier.settings;

import org.jspecify.annotations.NullMarked;
