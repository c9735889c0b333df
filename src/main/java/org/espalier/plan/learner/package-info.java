/**
 * Plan of learners and feature stages, descriptors by name, and the port to the params of MLlib,
 * {@link org.espalier.plan.learner.Catalogue}.
 */
@NullMarked
package org.espalier.plan.learner;

import org.jspecify.annotations.NullMarked;
