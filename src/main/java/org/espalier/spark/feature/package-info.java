/**
 * Fits of MLlib's feature stages on collected columns, in arrays and without a Spark job. Read
 * {@link ArrayPipeline} first.
 *
 * <p>Decision: only exact MLlib classes with known params are fitted in arrays. The models are
 * MLlib's, and rows that may fail are left to Spark's own fit.
 */
@NullMarked
package org.espalier.spark.feature;

import org.jspecify.annotations.NullMarked;
