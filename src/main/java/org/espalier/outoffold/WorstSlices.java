package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.numeric.Normal;

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

  /** Most frequent values of a column that are paired with those of others. */
  private static final int PAIRED = 32;

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
      List<Part> parts, long rows, double meanLoss, double otherLoss, double z, double probability) {
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
            "%s: %d codes for %d rows.".formatted(column.name(), column.codes.length, table.size()));
      }
    }
    Loss loss = Loss.of(measure.metric(), table.classes() > 0);
    List<Slice> all = new Search(table, losses(table, trial, loss), columns).slices();
    List<Slice> byZ =
        all.stream().sorted(Comparator.comparingDouble((Slice slice) -> -slice.z())).toList();
    List<Slice> adjusted = new ArrayList<>();
    double largest = 0;
    for (int i = 0; i < byZ.size(); i++) {
      Slice slice = byZ.get(i);
      largest = Math.max(largest, Math.min(1, slice.probability() * (byZ.size() - i)));
      adjusted.add(
          new Slice(
              slice.parts(), slice.rows(), slice.meanLoss(), slice.otherLoss(), slice.z(), largest));
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

  /** Sums over rows, of which means follow and the variances of means for any weights. */
  private static final class Sums {
    private long rows = 0;
    private double weight = 0;
    private double loss = 0;
    private double squares = 0;
    private double squaresLoss = 0;
    private double squaresLossSquares = 0;

    void add(double w, double x) {
      rows++;
      weight += w;
      loss += w * x;
      squares += w * w;
      squaresLoss += w * w * x;
      squaresLossSquares += w * w * x * x;
    }

    Sums without(Sums part) {
      Sums rest = new Sums();
      rest.rows = rows - part.rows;
      rest.weight = weight - part.weight;
      rest.loss = loss - part.loss;
      rest.squares = squares - part.squares;
      rest.squaresLoss = squaresLoss - part.squaresLoss;
      rest.squaresLossSquares = squaresLossSquares - part.squaresLossSquares;
      return rest;
    }

    double mean() {
      return loss / weight;
    }

    double variance() {
      double mean = mean();
      return Math.max(0, squaresLossSquares - 2 * mean * squaresLoss + mean * mean * squares)
          / (weight * weight);
    }
  }

  /** Search over the rows of the first repeat; those of others are the same. */
  private static final class Search {

    private final List<Column> columns;
    private final int[] rows;
    private final double[] losses;
    private final double[] weights;
    private final Sums all = new Sums();

    Search(OutOfFoldTable table, double[] losses, List<Column> columns) {
      this.columns = columns;
      int first = IntStream.of(table.all()).map(table::repeat).min().orElseThrow();
      this.rows = IntStream.of(table.all()).filter(row -> table.repeat(row) == first).toArray();
      this.losses = Arrays.stream(rows).mapToDouble(row -> losses[row]).toArray();
      this.weights = Arrays.stream(rows).mapToDouble(table::weight).toArray();
      for (int i = 0; i < rows.length; i++) {
        all.add(weights[i], this.losses[i]);
      }
    }

    List<Slice> slices() {
      List<Slice> slices = new ArrayList<>();
      List<int[]> frequent = new ArrayList<>(); // codes that are paired
      for (Column column : columns) {
        Sums[] sums = sums(column.codes, column.names().size());
        for (int code = 0; code < sums.length; code++) {
          add(slices, List.of(part(column, code)), sums[code]);
        }
        frequent.add(
            IntStream.range(0, sums.length)
                .boxed()
                .filter(code -> sums[code].rows >= LEAST_ROWS)
                .sorted(Comparator.comparing((Integer code) -> -sums[code].rows))
                .limit(PAIRED)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray());
      }
      for (int one = 0; one < columns.size(); one++) {
        for (int other = one + 1; other < columns.size(); other++) {
          addPairs(slices, one, other, frequent.get(one), frequent.get(other));
        }
      }
      return slices;
    }

    private void addPairs(List<Slice> slices, int one, int other, int[] ofOne, int[] ofOther) {
      Column first = columns.get(one);
      Column second = columns.get(other);
      int[] placesOfOne = places(first, ofOne);
      int[] placesOfOther = places(second, ofOther);
      int[] codes = new int[first.codes.length];
      for (int row = 0; row < codes.length; row++) {
        int a = first.codes[row] < 0 ? -1 : placesOfOne[first.codes[row]];
        int b = second.codes[row] < 0 ? -1 : placesOfOther[second.codes[row]];
        codes[row] = a < 0 || b < 0 ? -1 : a * ofOther.length + b;
      }
      Sums[] sums = sums(codes, ofOne.length * ofOther.length);
      for (int code = 0; code < sums.length; code++) {
        add(
            slices,
            List.of(
                part(first, ofOne[code / ofOther.length]),
                part(second, ofOther[code % ofOther.length])),
            sums[code]);
      }
    }

    private static Part part(Column column, int code) {
      return new Part(column.name(), column.names().get(code));
    }

    private static int[] places(Column column, int[] values) {
      int[] places = new int[column.names().size()];
      Arrays.fill(places, -1);
      for (int place = 0; place < values.length; place++) {
        places[values[place]] = place;
      }
      return places;
    }

    private Sums[] sums(int[] codes, int count) {
      Sums[] sums = new Sums[count];
      Arrays.setAll(sums, code -> new Sums());
      for (int i = 0; i < rows.length; i++) {
        int code = codes[rows[i]];
        if (code >= 0) {
          sums[code].add(weights[i], losses[i]);
        }
      }
      return sums;
    }

    private void add(List<Slice> slices, List<Part> parts, Sums inside) {
      Sums outside = all.without(inside);
      if (inside.rows < LEAST_ROWS || outside.rows < LEAST_ROWS) {
        return;
      }
      double error = Math.sqrt(inside.variance() + outside.variance());
      double z = (inside.mean() - outside.mean()) / error;
      if (Double.isFinite(z)) { // else all losses are the same, or have no weight
        slices.add(
            new Slice(parts, inside.rows, inside.mean(), outside.mean(), z, Normal.cdf(-z)));
      }
    }
  }
}
