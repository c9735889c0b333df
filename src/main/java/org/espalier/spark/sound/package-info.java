/**
 * Features of sound: WAV files as log mel energies or cepstral coefficients.
 *
 * <p>Read {@link org.espalier.spark.sound.SoundFeatures} first.
 */
@NullMarked
package org.espalier.spark.sound;

import org.jspecify.annotations.NullMarked;
