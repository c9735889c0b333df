package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.Normal;
import org.espalier.outoffold.WorstSlices.Column;
import org.espalier.outoffold.WorstSlices.Part;
import org.espalier.outoffold.WorstSlices.Slice;

/** Search over the rows of the first repeat; those of others are the same. */
final class SliceSearch {

  /** Most frequent values of a column that are paired with those of others. */
  private static final int PAIRED = 32;

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

  private final List<Column> columns;
  private final int[] rows;
  private final double[] losses;
  private final double[] weights;
  private final Sums all = new Sums();

  SliceSearch(OutOfFoldTable table, double[] losses, List<Column> columns) {
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
      Sums[] sums = sums(column.codes(), column.names().size());
      for (int code = 0; code < sums.length; code++) {
        add(slices, List.of(part(column, code)), sums[code]);
      }
      frequent.add(
          IntStream.range(0, sums.length)
              .boxed()
              .filter(code -> sums[code].rows >= WorstSlices.LEAST_ROWS)
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
    int[] codesOfOne = first.codes();
    int[] codesOfOther = second.codes();
    int[] codes = new int[codesOfOne.length];
    for (int row = 0; row < codes.length; row++) {
      int a = codesOfOne[row] < 0 ? -1 : placesOfOne[codesOfOne[row]];
      int b = codesOfOther[row] < 0 ? -1 : placesOfOther[codesOfOther[row]];
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
    if (inside.rows < WorstSlices.LEAST_ROWS || outside.rows < WorstSlices.LEAST_ROWS) {
      return;
    }
    double error = Math.sqrt(inside.variance() + outside.variance());
    double z = (inside.mean() - outside.mean()) / error;
    if (Double.isFinite(z)) { // else all losses are the same, or have no weight
      slices.add(new Slice(parts, inside.rows, inside.mean(), outside.mean(), z, Normal.cdf(-z)));
    }
  }
}
