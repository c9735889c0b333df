/**
 * Plan of learners and feature stages, descriptors by name, and the port to the params of MLlib,
 * {@link org.espalier.spec.learner.Catalogue}.
 */
@NullMarked
package org.espalier.spec.learner;

import org.jspecify.annotations.NullMarked;
