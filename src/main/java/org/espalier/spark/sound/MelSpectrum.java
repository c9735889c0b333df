package org.espalier.spark.sound;

import java.io.Serializable;
import java.util.Arrays;
import org.jtransforms.dct.DoubleDCT_1D;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Log mel energies or mel-frequency cepstral coefficients of a recording (Davis and Mermelstein,
 * IEEE TASSP 28 (1980)), as means over parts of equal duration, so that recordings of any length
 * have vectors of one size.
 *
 * <p>Each window of the recording, weighted by Hann's function, has a power spectrum; triangular
 * filters, equally spaced in mel(f) = 2595 log10(1 + f / 700) (O'Shaughnessy 1987), sum it up; of
 * the logarithms the orthonormal DCT-II has the coefficients. Transforms by JTransforms.
 *
 * @param windowMillis length of a window
 * @param hopMillis from the beginning of a window to that of the next
 * @param filters number of mel filters
 * @param coefficients number of cepstral coefficients, at most the filters; 0 for the log energies
 * @param parts number of parts of a recording
 * @param lowest lower end of the first filter, in Hz
 * @param highest upper end of the last filter, in Hz; at most half of the rate is used
 */
record MelSpectrum(
    double windowMillis,
    double hopMillis,
    int filters,
    int coefficients,
    int parts,
    double lowest,
    double highest)
    implements Serializable {

  private static final long serialVersionUID = 1;

  private static final double MILLIS = 1000;

  /** Energy that is added to each, 100 dB below full scale. */
  private static final double FLOOR = 1e-10;

  /** Number of values of a vector. */
  int size() {
    return parts * (coefficients == 0 ? filters : coefficients);
  }

  /** Vector of silence. */
  double[] silence() {
    double[] energies = new double[filters];
    Arrays.fill(energies, Math.log(FLOOR));
    double[] frame = values(energies, cosines());
    double[] all = new double[size()];
    Arrays.setAll(all, i -> frame[i % frame.length]);
    return all;
  }

  /** Vector of a recording: the means of the first part, then those of the next. */
  double[] vector(Recording recording) {
    int window = Math.max(2, (int) Math.round(recording.rate() * windowMillis / MILLIS));
    int hop = Math.max(1, (int) Math.round(recording.rate() * hopMillis / MILLIS));
    double[] samples = recording.samples();
    int frames = Math.max(1, 1 + (samples.length - window) / hop);
    double[][] bank = bank(window, recording.rate());
    DoubleFFT_1D transform = new DoubleFFT_1D(window);
    DoubleDCT_1D cosines = cosines();
    int each = size() / parts;
    double[] sums = new double[size()];
    int[] counts = new int[parts];
    for (int frame = 0; frame < frames; frame++) {
      double[] values = values(energies(samples, frame * hop, window, transform, bank), cosines);
      // A recording of fewer windows than parts repeats some.
      int first = (int) ((long) frame * parts / frames);
      int next = Math.max(first + 1, (int) ((frame + 1L) * parts / frames));
      for (int part = first; part < next; part++) {
        counts[part]++;
        for (int i = 0; i < each; i++) {
          sums[part * each + i] += values[i];
        }
      }
    }
    Arrays.setAll(sums, i -> sums[i] / counts[i / each]);
    return sums;
  }

  /** Logarithms of the filters' energies in a window; samples beyond the end are 0. */
  private double[] energies(
      double[] samples, int from, int window, DoubleFFT_1D transform, double[][] bank) {
    double[] frame = new double[window];
    for (int i = 0; i < window && from + i < samples.length; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / window);
      frame[i] = hann * samples[from + i];
    }
    transform.realForward(frame); // re 0, re n/2 (n even), re 1, im 1, …
    double[] energies = new double[filters];
    for (int filter = 0; filter < filters; filter++) {
      double energy = 0;
      for (int bin = 1; bin < bank[filter].length; bin++) {
        if (bank[filter][bin] > 0) {
          double re = frame[2 * bin];
          double im = frame[2 * bin + 1];
          energy += bank[filter][bin] * (re * re + im * im);
        }
      }
      energies[filter] = Math.log(FLOOR + energy / ((double) window * window));
    }
    return energies;
  }

  private DoubleDCT_1D cosines() {
    return new DoubleDCT_1D(filters);
  }

  private double[] values(double[] energies, DoubleDCT_1D cosines) {
    if (coefficients == 0) {
      return energies;
    }
    double[] cepstrum = energies.clone();
    cosines.forward(cepstrum, /* scale= */ true);
    return Arrays.copyOf(cepstrum, coefficients);
  }

  /**
   * Weights of the filters by bin, without the mean and the highest frequency. A filter narrower
   * than a bin has the bin that is nearest to its centre.
   */
  private double[][] bank(int window, double rate) {
    int bins = (window + 1) / 2;
    double top = Math.min(highest, rate / 2);
    double bottom = Math.min(lowest, top / 2);
    double[] ends = new double[filters + 2];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = hertz(mel(bottom) + (mel(top) - mel(bottom)) * i / (filters + 1));
    }
    double[][] bank = new double[filters][bins];
    for (int filter = 0; filter < filters; filter++) {
      boolean isEmpty = true;
      for (int bin = 1; bin < bins; bin++) {
        double f = bin * rate / window;
        double rising = (f - ends[filter]) / (ends[filter + 1] - ends[filter]);
        double falling = (ends[filter + 2] - f) / (ends[filter + 2] - ends[filter + 1]);
        bank[filter][bin] = Math.max(0, Math.min(rising, falling));
        isEmpty &= bank[filter][bin] == 0;
      }
      if (isEmpty && bins > 1) {
        long nearest = Math.round(ends[filter + 1] * window / rate);
        bank[filter][(int) Math.max(1, Math.min(bins - 1, nearest))] = 1;
      }
    }
    return bank;
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  private static double hertz(double mel) {
    return 700 * (Math.pow(10, mel / 2595) - 1);
  }
}
