/**
 * The rows of a study: read, checked, cut into held-out rows and folds, ranked and cached.
 *
 * <p>It knows neither learners nor how cells run. Read {@link org.espalier.spark.data.StudyData}
 * first, then {@code FoldAssignment} for the rule and {@link org.espalier.spark.data.SparkFolds}
 * for the one of Spark.
 */
@NullMarked
package org.espalier.spark.data;

import org.jspecify.annotations.NullMarked;
