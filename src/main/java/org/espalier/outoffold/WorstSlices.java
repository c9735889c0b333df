package org.espalier.outoffold;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;

/**
 * Slices of the rows, by a value of one column or of two, in which a trial does worse than on the
 * other rows. Each is tested by the difference of mean losses, and the probabilities of all that
 * were tested are adjusted together: Holm, Scandinavian Journal of Statistics 6 (1979).
 *
 * @param loss loss of a row, of which slices are compared
 * @param tested number of slices that were tested
 * @param slices those of the largest z, at most {@link #SHOWN}; a slice of two columns only if its
 *     mean loss is above those of both of its columns' slices
 */
public record WorstSlices(Loss loss, int tested, List<Slice> slices) {

  public static final int SHOWN = 10;

  /** Rows below which no slice is tested. */
  public static final int LEAST_ROWS = 30;

  /** Most values of a column of texts; more are names rather than kinds. */
  public static final int MOST_VALUES = 20;

  private static final String MISSING = "missing";
  private static final int QUARTERS = 4;
  private static final int DIGITS = 4;
  private static final double EXACT = 1L << 53; // whole numbers below are exact

  /** Loss of a row. */
  public enum Loss {
    /** Logarithmic loss of the row's class. */
    LOG_LOSS,
    /** 1 where the prediction is another class than the row's. */
    WRONG_CLASS,
    SQUARED_ERROR,
    ABSOLUTE_ERROR;

    /** Loss in the sense of a metric. */
    static Loss of(Metric metric, boolean ofClasses) {
      if (ofClasses) {
        return metric.family() == Metric.Family.COUNTS ? WRONG_CLASS : LOG_LOSS;
      }
      return metric.equals(Metric.MAE) || metric.equals(Metric.MAPE)
          ? ABSOLUTE_ERROR
          : SQUARED_ERROR;
    }
  }

  /**
   * Column of few values.
   *
   * @param codes place of the row's value among the names, by row of the table; -1 for none
   * @param names of values
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Column(String name, int[] codes, List<String> names) {

    public Column {
      codes = codes.clone();
      names = List.copyOf(names);
      for (int code : codes) {
        if (code < -1 || code >= names.size()) {
          throw new IllegalArgumentException(
              "%s: the code %d is none of %d values.".formatted(name, code, names.size()));
        }
      }
    }

    @Override
    public int[] codes() {
      return codes.clone();
    }

    /**
     * Column by the texts of the rows, of which a missing one is a value, too; empty for more than
     * {@link #MOST_VALUES}, or a single one.
     */
    public static Optional<Column> of(String name, List<Optional<String>> texts) {
      List<String> values = texts.stream().map(text -> text.orElse(MISSING)).toList();
      List<String> names = values.stream().distinct().sorted().toList();
      return names.size() < 2 || names.size() > MOST_VALUES
          ? Optional.empty()
          : Optional.of(
              new Column(name, values.stream().mapToInt(names::indexOf).toArray(), names));
    }

    /**
     * Column by the numbers of the rows: each number is a value if there are four at most, else
     * they are cut at the quartiles, rounded to four digits. NaN is missing, which is a value, too.
     */
    public static Optional<Column> of(String name, double[] numbers) {
      double[] sorted =
          Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).sorted().toArray();
      double[] distinct = Arrays.stream(sorted).distinct().toArray();
      double[] cuts =
          distinct.length <= QUARTERS
              ? new double[0]
              : IntStream.range(1, QUARTERS)
                  .mapToDouble(quarter -> rounded(sorted[quarter * (sorted.length - 1) / QUARTERS]))
                  .distinct()
                  .toArray();
      return of(
          name,
          Arrays.stream(numbers)
              .mapToObj(
                  number ->
                      Double.isNaN(number)
                          ? Optional.<String>empty()
                          : Optional.of(cuts.length == 0 ? text(number) : range(number, cuts)))
              .toList());
    }

    private static String range(double number, double[] cuts) {
      int below = 0;
      while (below < cuts.length && number > cuts[below]) {
        below++;
      }
      if (below == 0) {
        return "at most " + text(cuts[0]);
      }
      String low = "above " + text(cuts[below - 1]);
      return below == cuts.length ? low : low + ", at most " + text(cuts[below]);
    }

    private static double rounded(double number) {
      return Double.isInfinite(number)
          ? number
          : BigDecimal.valueOf(number).round(new MathContext(DIGITS)).doubleValue();
    }

    private static String text(double number) {
      return number == Math.rint(number) && Math.abs(number) < EXACT
          ? String.valueOf((long) number)
          : String.valueOf(number);
    }
  }

  /** Column and its value. */
  public record Part(String column, String value) {}

  /**
   * Slice of the rows.
   *
   * @param parts one, or two of different columns
   * @param rows number of rows in the first repeat, on which all of it is computed
   * @param meanLoss by weight
   * @param otherLoss that of the rows outside
   * @param z difference over its standard error
   * @param probability of a z as large by chance, one-sided, adjusted for all slices tested
   */
  public record Slice(
      List<Part> parts,
      long rows,
      double meanLoss,
      double otherLoss,
      double z,
      double probability) {
    public Slice {
      parts = List.copyOf(parts);
    }
  }

  public WorstSlices {
    slices = List.copyOf(slices);
  }

  /**
   * Slices by the values of columns.
   *
   * @param measure metric of the study, which says what a loss is
   */
  public static WorstSlices of(
      OutOfFoldTable table, int trial, Measure measure, List<Column> columns) {
    for (Column column : columns) {
      if (column.codes.length != table.size()) {
        throw new IllegalArgumentException(
            "%s: %d codes for %d rows."
                .formatted(column.name(), column.codes.length, table.size()));
      }
    }
    Loss loss = Loss.of(measure.metric(), table.classes() > 0);
    List<Slice> all = new SliceSearch(table, losses(table, trial, loss), columns).slices();
    List<Slice> byZ =
        all.stream().sorted(Comparator.comparingDouble((Slice slice) -> -slice.z())).toList();
    List<Slice> adjusted = new ArrayList<>();
    double largest = 0;
    for (int i = 0; i < byZ.size(); i++) {
      Slice slice = byZ.get(i);
      largest = Math.max(largest, Math.min(1, slice.probability() * (byZ.size() - i)));
      adjusted.add(
          new Slice(
              slice.parts(),
              slice.rows(),
              slice.meanLoss(),
              slice.otherLoss(),
              slice.z(),
              largest));
    }
    return new WorstSlices(
        loss,
        all.size(),
        adjusted.stream()
            .filter(slice -> slice.z() > 0 && addsToItsParts(slice, all))
            .limit(SHOWN)
            .toList());
  }

  private static boolean addsToItsParts(Slice slice, List<Slice> all) {
    return slice.parts().size() == 1
        || all.stream()
            .filter(one -> one.parts().size() == 1 && slice.parts().containsAll(one.parts()))
            .allMatch(one -> one.meanLoss() < slice.meanLoss());
  }

  private static double[] losses(OutOfFoldTable table, int trial, Loss loss) {
    double[] scores = table.stored(trial);
    int width = table.width();
    double[] losses = new double[table.size()];
    for (int row = 0; row < losses.length; row++) {
      double label = table.label(row);
      losses[row] =
          switch (loss) {
            case LOG_LOSS ->
                -Math.log(Math.max(Calibrator.LEAST, scores[row * width + (int) label]));
            case WRONG_CLASS -> Scoring.largest(scores, row * width, width) == label ? 0 : 1;
            case SQUARED_ERROR -> (scores[row] - label) * (scores[row] - label);
            case ABSOLUTE_ERROR -> Math.abs(scores[row] - label);
          };
    }
    return losses;
  }
}
