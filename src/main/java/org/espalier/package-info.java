/**
 * Espalier, a hyperparameter tuner for Apache Spark: {@link org.espalier.Api} marks the types that
 * users program against.
 */
@NullMarked
package org.espalier;

import org.jspecify.annotations.NullMarked;
