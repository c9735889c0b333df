package org.espalier.spark.sound;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Recording with one channel.
 *
 * @param rate samples a second, positive
 * @param samples in [-1, 1], at least one; of several channels their mean
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Recording(double rate, double[] samples) {

  /** Highest rate of a sound, in Hz; a broken header may have any. */
  private static final double MOST = 1_000_000;

  /** Most bytes of samples for one of a file: A-law and PCM of 8 bits have 2. */
  private static final long MOST_BYTES = 4;

  /** Frames that are read at a time. */
  private static final int FRAMES = 1024;

  private static final int BITS = 16;
  private static final double FULL_SCALE = 1 << (BITS - 1);

  /**
   * Decodes a file as {@code javax.sound.sampled} reads it: WAV, AIFF or AU, of PCM, floating
   * point, A-law or µ-law.
   *
   * @return empty if it is not such a file, or holds no sample; of one that ends too early the part
   *     that is there
   */
  static Optional<Recording> of(byte[] file) {
    try (AudioInputStream encoded =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(file))) {
      AudioFormat format = encoded.getFormat();
      AudioFormat decoded =
          new AudioFormat(
              format.getSampleRate(), BITS, format.getChannels(), /* signed= */ true, false);
      try (AudioInputStream pcm = AudioSystem.getAudioInputStream(decoded, encoded)) {
        return of(
            read(pcm, (int) Math.min(Integer.MAX_VALUE / 2, MOST_BYTES * file.length)), decoded);
      }
    } catch (UnsupportedAudioFileException | IOException | RuntimeException broken) {
      return Optional.empty(); // the readers check little, and fail in their own ways
    }
  }

  /**
   * Reads to the end, or until nothing comes: after a broken header the readers of the JDK may
   * return no byte for ever.
   */
  private static byte[] read(AudioInputStream pcm, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int frame = Math.max(1, pcm.getFormat().getFrameSize());
    byte[] some = new byte[FRAMES * frame];
    int read = pcm.read(some);
    while (read > 0 && all.size() <= most) {
      all.write(some, 0, read);
      read = pcm.read(some);
    }
    return all.toByteArray();
  }

  private static Optional<Recording> of(byte[] pcm, AudioFormat format) {
    ShortBuffer values = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    int channels = format.getChannels();
    double[] samples = new double[values.remaining() / channels];
    for (int i = 0; i < samples.length; i++) {
      for (int channel = 0; channel < channels; channel++) {
        samples[i] += values.get(i * channels + channel) / FULL_SCALE / channels;
      }
    }
    return samples.length > 0 && format.getSampleRate() > 0 && format.getSampleRate() <= MOST
        ? Optional.of(new Recording(format.getSampleRate(), samples))
        : Optional.empty();
  }
}
