package org.espalier.spark.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

final class MelSpectrumTest {

  private static final double RATE = 8000;

  private static MelSpectrum spectrum(int filters, int coefficients, int parts) {
    return new MelSpectrum(25, 10, filters, coefficients, parts, 50, 4000);
  }

  private static double[] tone(double hertz, int samples) {
    double[] tone = new double[samples];
    Arrays.setAll(tone, i -> 0.5 * Math.sin(2 * Math.PI * hertz * i / RATE));
    return tone;
  }

  /** A WAV file of a format. */
  static byte[] wav(double[] samples, AudioFormat format) throws IOException {
    int bytes = format.getSampleSizeInBits() / 8;
    byte[] data = new byte[samples.length * format.getFrameSize()];
    for (int i = 0; i < samples.length * format.getChannels(); i++) {
      long value =
          Math.round(
              samples[i / format.getChannels()] * ((1L << (format.getSampleSizeInBits() - 1)) - 1));
      value += bytes == 1 ? 128 : 0;
      for (int at = 0; at < bytes; at++) {
        data[i * bytes + at] = (byte) (value >> (8 * at));
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(data), format, samples.length),
        AudioFileFormat.Type.WAVE,
        file);
    return file.toByteArray();
  }

  private static int loudest(double[] values) {
    int loudest = 0;
    for (int i = 0; i < values.length; i++) {
      loudest = values[i] > values[loudest] ? i : loudest;
    }
    return loudest;
  }

  @Test
  void a_tone_is_loudest_in_the_filter_around_it_and_higher_tones_are_in_higher_ones() {
    int before = -1;
    for (double hertz : new double[] {200, 500, 1000, 2000, 3500}) {
      double[] energies = spectrum(20, 0, 1).vector(new Recording(RATE, tone(hertz, 4000)));
      int loudest = loudest(energies);
      double mel = 2595 * Math.log10(1 + hertz / 700);
      double low = 2595 * Math.log10(1 + 50 / 700.0);
      double high = 2595 * Math.log10(1 + 4000 / 700.0);
      double place = (mel - low) / (high - low) * 21 - 1; // of the filter with this centre
      assertThat((double) loudest).isCloseTo(place, within(1.0));
      assertThat(loudest).isGreaterThan(before);
      before = loudest;
    }
  }

  /** Power spectrum, filters and cosine transform by their definitions, for one window. */
  @Test
  void a_window_has_the_coefficients_of_the_definition() {
    Random random = new Random(3);
    double[] samples = random.doubles(200, -1, 1).toArray(); // 25 ms
    int filters = 10;
    double low = 2595 * Math.log10(1 + 50 / 700.0);
    double high = 2595 * Math.log10(1 + 4000 / 700.0);
    double[] logs = new double[filters];
    for (int filter = 0; filter < filters; filter++) {
      double energy = 0;
      for (int bin = 1; bin < 100; bin++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 200; i++) {
          double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / 200);
          re += hann * samples[i] * Math.cos(2 * Math.PI * bin * i / 200);
          im += hann * samples[i] * Math.sin(2 * Math.PI * bin * i / 200);
        }
        double[] ends = new double[3];
        for (int end = 0; end < 3; end++) {
          double mel = low + (high - low) * (filter + end) / (filters + 1);
          ends[end] = 700 * (Math.pow(10, mel / 2595) - 1);
        }
        double f = bin * 40.0;
        double rising = (f - ends[0]) / (ends[1] - ends[0]);
        double falling = (ends[2] - f) / (ends[2] - ends[1]);
        energy += Math.max(0, Math.min(rising, falling)) * (re * re + im * im);
      }
      logs[filter] = Math.log(1e-10 + energy / 40_000);
    }
    double[] expected = new double[4];
    for (int k = 0; k < 4; k++) {
      for (int n = 0; n < filters; n++) {
        expected[k] += logs[n] * Math.cos(Math.PI * k * (n + 0.5) / filters);
      }
      expected[k] *= Math.sqrt((k == 0 ? 1.0 : 2.0) / filters);
    }
    double[] found = spectrum(filters, 4, 1).vector(new Recording(RATE, samples));
    assertThat(found).containsExactly(expected, within(1e-9));
  }

  @Test
  void parts_follow_each_other_in_time_and_short_recordings_have_all_of_them() {
    double[] both = Arrays.copyOf(tone(300, 4000), 8000);
    System.arraycopy(tone(3000, 4000), 0, both, 4000, 4000);
    double[] vector = spectrum(20, 0, 2).vector(new Recording(RATE, both));
    assertThat(loudest(Arrays.copyOf(vector, 20)))
        .isLessThan(loudest(Arrays.copyOfRange(vector, 20, 40)));
    for (int samples : List.of(1, 2, 199, 201, 1000)) {
      assertThat(spectrum(26, 13, 8).vector(new Recording(RATE, tone(500, samples))))
          .hasSize(8 * 13)
          .doesNotContain(Double.NaN);
    }
    assertThat(spectrum(26, 13, 8).silence())
        .containsExactly(
            spectrum(26, 13, 8).vector(new Recording(RATE, new double[4000])), within(1e-9));
  }

  @Test
  void every_pcm_format_is_decoded_to_the_same_sound() throws IOException {
    double[] samples = tone(440, 800);
    for (int bits : List.of(8, 16, 24, 32)) {
      for (int channels : List.of(1, 2)) {
        AudioFormat format = new AudioFormat((float) RATE, bits, channels, bits > 8, false);
        Recording recording = Recording.of(wav(samples, format)).orElseThrow();
        assertThat(recording.rate()).isEqualTo(RATE);
        assertThat(recording.samples()).containsExactly(samples, within(bits == 8 ? 0.01 : 1e-3));
      }
    }
  }

  @Test
  void a_file_that_is_no_sound_is_none_and_of_a_cut_one_the_rest_is_there() throws IOException {
    byte[] file = wav(tone(440, 800), new AudioFormat((float) RATE, 16, 1, true, false));
    assertThat(Recording.of(new byte[0])).isEmpty();
    assertThat(Recording.of("no sound at all, but text".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(Recording.of(Arrays.copyOf(file, 20))).isEmpty();
    assertThat(Recording.of(Arrays.copyOf(file, 44))).isEmpty();
    assertThat(Recording.of(Arrays.copyOf(file, 444)).orElseThrow().samples()).hasSize(200);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) { // nothing throws
      byte[] broken = file.clone();
      for (int at = 0; at < 4; at++) {
        broken[random.nextInt(60)] = (byte) random.nextInt();
      }
      Recording.of(broken);
    }
  }
}
