/**
 * Feature stages of MLlib fitted on collected columns, in arrays and without a job. Read {@link
 * ArrayPipeline} first.
 *
 * <p>Decision: only exact classes of MLlib with known params; their models are MLlib's, and rows
 * that may fail are left to Spark's own fit.
 */
@NullMarked
package org.espalier.spark.feature;

import org.jspecify.annotations.NullMarked;
