package org.espalier.function;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.study.CurvePoint;

/**
 * Trial at one rung and on one fold, the argument of the function; confined to the thread that
 * calls the function.
 */
public final class FunctionTrial {

  /** Maximum number of reports of a cell; later ones are dropped. */
  static final int MOST_REPORTS = 10_000;

  /** Maximum number of values in all reports of a cell; later ones are dropped. */
  static final int MOST_REPORTED = 100_000;

  private final CellRequest request;
  private final Path state;
  private final List<CurvePoint> reports = new ArrayList<>();
  private int reported = 0;

  FunctionTrial(CellRequest request, Path state) {
    this.request = request;
    this.state = state;
  }

  /** Values by parameter; those whose conditions do not hold are missing. */
  public Map<String, Object> config() {
    return request.configuration();
  }

  /**
   * The value of a parameter of real or whole numbers.
   *
   * @throws IllegalArgumentException if the configuration has no number of that name
   */
  public double number(String name) {
    if (config().get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("'%s' is not a number of %s.".formatted(name, config()));
  }

  /**
   * The value of a parameter of whole numbers.
   *
   * @throws IllegalArgumentException if the configuration has no whole number of that name
   */
  public int whole(String name) {
    if (config().get(name) instanceof Integer whole) {
      return whole;
    }
    throw new IllegalArgumentException(
        "'%s' is not a whole number of %s.".formatted(name, config()));
  }

  /**
   * The value of a choice as text.
   *
   * @throws IllegalArgumentException if the configuration has none of that name
   */
  public String text(String name) {
    Object value = config().get(name);
    if (value == null) {
      throw new IllegalArgumentException("'%s' is not in %s.".formatted(name, config()));
    }
    return String.valueOf(value);
  }

  /** Number of the trial, from 0. */
  public int trial() {
    return request.trial();
  }

  /** Seed of the trial and fold, in [0, 2^31): the same at every rung. */
  public int seed() {
    return request.seed();
  }

  /** Rung, from 0. */
  public int rung() {
    return request.rung();
  }

  /** Fold, from 0. */
  public int fold() {
    return request.fold();
  }

  /** Steps that the files in {@link #state} stand for; 0 if it is empty. */
  public int start() {
    return request.start();
  }

  /** Steps to have done at the end. */
  public int resource() {
    return request.resource();
  }

  /** The steps to do now, from where the trial stood to this rung's resource. */
  public int[] steps() {
    return IntStream.range(start(), resource()).toArray();
  }

  /**
   * Local folder with the files of the rung below, or empty. The next rung finds the files that the
   * function leaves in it; a function that leaves none starts anew at each rung.
   */
  public Path state() {
    return state;
  }

  /**
   * Keeps a point of the learning curve, for the study's table of curves. It does not affect
   * pruning, which happens at rungs.
   *
   * @param values numbers by name; those that are not finite are left out
   */
  public void report(long step, Map<String, Double> values) {
    reported += values.size();
    if (reports.size() < MOST_REPORTS && reported <= MOST_REPORTED) {
      reports.add(new CurvePoint(step, values));
    }
  }

  List<CurvePoint> reports() {
    return reports;
  }
}
