/**
 * Features of sound: WAV files as log mel energies or cepstral coefficients. Read {@link
 * SoundFeatures} first.
 *
 * <p>Decision: an ordinary Transformer over {@code binaryFile}, so that sounds are rows like
 * others.
 */
@NullMarked
package org.espalier.spark.sound;

import org.jspecify.annotations.NullMarked;
