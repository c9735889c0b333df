/**
 * Plan of a study: its rows (tables, roles of columns, held-out rows and folds), its learners and
 * feature stages, and the search space that it is compiled to.
 *
 * <p>Read {@link org.espalier.spec.study.StudyPlan} first; then {@link
 * org.espalier.spec.study.StudySpace}, where params are checked against the catalogue, start points
 * and refinements against the space, and {@code LearnerSpace}, the part of the space of one
 * learner. Questions about MLlib go through a {@link org.espalier.spec.study.Catalogue}; {@link
 * org.espalier.spec.study.Learners} knows the descriptors of learners, a {@link
 * org.espalier.spec.study.Portfolio} configurations of theirs that did well on other tables.
 */
@NullMarked
package org.espalier.spec.study;

import org.jspecify.annotations.NullMarked;
