package org.espalier.bench.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.random.RandomGenerator;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Table of a complete grid of configurations, each trained several times: FC-Net (Klein and Hutter,
 * 2019, arXiv 1905.04970) is four such tables.
 *
 * <p>The error is the mean over the repeats; an evaluation may observe one of them at random. An
 * ordered parameter is searched by the index of its value.
 */
public final class TabularBlackbox implements Blackbox {

  /**
   * A parameter of a table.
   *
   * @param values in their order, texts or numbers
   * @param type {@code categorical} or {@code ordinal}
   */
  public record Column(String name, List<Object> values, String type) {

    public Column {
      values = List.copyOf(values);
    }

    private Parameter parameter() {
      return type.equals("categorical")
          ? new ChoiceParameter(name, values)
          : new IntParameter(name, 0, values.size() - 1, Scale.LINEAR);
    }
  }

  private final String name;
  private final SearchSpace space;
  private final double[] errors; // row-major [configuration, repeat], the last parameter fastest
  private final int repeats;
  private final boolean noisy;
  private final ErrorRange range;

  private TabularBlackbox(
      String name, SearchSpace space, double[] errors, int repeats, boolean noisy) {
    this.name = name;
    this.space = space;
    this.errors = errors;
    this.repeats = repeats;
    this.noisy = noisy;
    double best = Double.POSITIVE_INFINITY;
    double worst = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < errors.length / repeats; row++) {
      best = Math.min(best, mean(row));
      worst = Math.max(worst, mean(row));
    }
    this.range = new ErrorRange(best, worst);
  }

  /**
   * Reads a table.
   *
   * @param columns the parameters, in their order
   * @param rows csv with a header; each configuration of the grid once, the last parameter fastest;
   *     the columns after the parameters are the repeats
   * @throws IllegalArgumentException if the rows are not the grid of the space
   */
  public static TabularBlackbox read(String name, List<Column> columns, Reader rows)
      throws IOException {
    SearchSpace space =
        new SearchSpace(columns.stream().map(Column::parameter).map(Dimension::always).toList());
    BufferedReader lines = new BufferedReader(rows);
    String header = lines.readLine();
    int repeats = header == null ? 0 : header.split(",", -1).length - columns.size();
    if (repeats < 1) {
      throw new IllegalArgumentException("%s: must have a repeat at least.".formatted(name));
    }
    int size = Math.toIntExact(space.size().orElseThrow());
    double[] errors = new double[size * repeats];
    for (int row = 0; row < size; row++) {
      String line = lines.readLine();
      String[] fields = line == null ? new String[0] : line.split(",", -1);
      if (fields.length != columns.size() + repeats || !isRow(row, fields, columns)) {
        throw new IllegalArgumentException(
            "%s: row %d: must be the configuration of that number, but is %s."
                .formatted(name, row, line));
      }
      for (int repeat = 0; repeat < repeats; repeat++) {
        errors[row * repeats + repeat] = Double.parseDouble(fields[columns.size() + repeat]);
      }
    }
    return new TabularBlackbox(name, space, errors, repeats, false);
  }

  private static boolean isRow(int row, String[] fields, List<Column> columns) {
    int rest = row;
    for (int p = columns.size() - 1; p >= 0; p--) {
      List<Object> values = columns.get(p).values();
      Object value = values.get(rest % values.size());
      rest /= values.size();
      boolean same =
          value instanceof Number number
              ? number.doubleValue() == Double.parseDouble(fields[p])
              : value.equals(fields[p]);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** Copy of which an evaluation observes one repeat at random. */
  public Blackbox noisy() {
    return new TabularBlackbox(name + "/noisy", space, errors, repeats, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public ResourceRange resource() {
    return ResourceRange.full();
  }

  @Override
  public ErrorRange errors() {
    return range;
  }

  @Override
  public double error(Configuration configuration, long resource) {
    return mean(row(configuration));
  }

  @Override
  public double observed(Configuration configuration, long resource, Seed draw) {
    int row = row(configuration);
    if (!noisy) {
      return mean(row);
    }
    RandomGenerator random = draw.child("repeat", row).random();
    return errors[row * repeats + random.nextInt(repeats)];
  }

  private double mean(int row) {
    double sum = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      sum += errors[row * repeats + repeat];
    }
    return sum / repeats;
  }

  private int row(Configuration configuration) {
    int row = 0;
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      Object value = configuration.values().get(parameter.name());
      int index =
          parameter instanceof ChoiceParameter choice
              ? choice.choices().indexOf(value)
              : ((Integer) value);
      row = row * Math.toIntExact(parameter.size().getAsLong()) + index;
    }
    return row;
  }

  @Override
  public String toString() {
    return name;
  }
}
