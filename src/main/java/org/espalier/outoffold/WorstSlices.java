package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
