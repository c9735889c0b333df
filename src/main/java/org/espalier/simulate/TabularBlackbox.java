package org.espalier.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * A complete grid of configurations of which every one was trained, several times: FC-Net (Klein and
 * Hutter, 2019, arXiv 1905.04970) is four such tables.
 *
 * <p>The error is the mean over the repeats; an evaluation may observe one of them at random. An
 * ordered parameter is searched by the index of its value.
 */
public final class TabularBlackbox implements Blackbox {

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
   * @param space a JSON list of parameters in the order of the columns: name, values, and type
   *     {@code categorical} or {@code ordinal}
   * @param rows csv with a header; each configuration of the grid once, the last parameter fastest;
   *     the columns behind the parameters are the repeats
   * @throws IllegalArgumentException if the rows are not the grid of the space
   */
  public static TabularBlackbox read(String name, Reader space, Reader rows) throws IOException {
    List<Map<?, ?>> parameters = new ArrayList<>();
    ((List<?>) JsonText.read(space)).forEach(each -> parameters.add((Map<?, ?>) each));
    List<List<?>> values = new ArrayList<>();
    parameters.forEach(parameter -> values.add((List<?>) parameter.get("values")));
    SearchSpace searched =
        new SearchSpace(
            parameters.stream().map(TabularBlackbox::parameter).map(Dimension::always).toList());
    BufferedReader lines = new BufferedReader(rows);
    int repeats = lines.readLine().split(",").length - parameters.size();
    int size = Math.toIntExact(searched.size().getAsLong());
    double[] errors = new double[size * repeats];
    for (int row = 0; row < size; row++) {
      String line = lines.readLine();
      String[] fields = line == null ? new String[0] : line.split(",");
      if (fields.length != values.size() + repeats || !isRow(row, fields, values)) {
        throw new IllegalArgumentException(
            "%s: row %d: must be the configuration of that number, but is %s."
                .formatted(name, row, line));
      }
      for (int repeat = 0; repeat < repeats; repeat++) {
        errors[row * repeats + repeat] = Double.parseDouble(fields[values.size() + repeat]);
      }
    }
    return new TabularBlackbox(name, searched, errors, repeats, false);
  }

  private static Parameter parameter(Map<?, ?> published) {
    String name = (String) published.get("name");
    List<Object> values = List.copyOf((List<?>) published.get("values"));
    return published.get("type").equals("categorical")
        ? new ChoiceParameter(name, values)
        : new IntParameter(name, 0, values.size() - 1, Scale.LINEAR);
  }

  private static boolean isRow(int row, String[] fields, List<List<?>> values) {
    int rest = row;
    for (int p = values.size() - 1; p >= 0; p--) {
      Object value = values.get(p).get(rest % values.get(p).size());
      rest /= values.get(p).size();
      boolean same =
          value instanceof Double number
              ? number == Double.parseDouble(fields[p])
              : value.equals(fields[p]);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** The same table, of which an evaluation observes one repeat at random. */
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
