/**
 * Compiler of a plan to the search space: params checked against the catalogue, start points and
 * refinements checked against the space.
 *
 * <p>Read {@link org.espalier.spec.space.StudySpace} first, then {@code LearnerSpace}: the part of
 * the space of one learner.
 */
@NullMarked
package org.espalier.spec.space;

import org.jspecify.annotations.NullMarked;
