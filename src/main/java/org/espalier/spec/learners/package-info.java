/**
 * Plans of learners and feature stages, and the search space that they are compiled to. Read {@link
 * StudySpace} first.
 *
 * <p>Decision: questions about MLlib go through a {@link ClassPathCatalogue}, so that plans are
 * checked without Spark.
 */
@NullMarked
package org.espalier.spec.learners;

import org.jspecify.annotations.NullMarked;
