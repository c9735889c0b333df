package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Training of generalised linear models by iteratively reweighted least squares. Working labels and
 * weights, starts and ends are those of Spark's {@code GeneralizedLinearRegression}; each iteration
 * goes over the rows once for the working labels and once for their normal equations.
 *
 * <p>The first equations are those of all candidates; in the iterations after them several
 * candidates go over the rows together, of which none depends on the others. Not safe for use by
 * several threads.
 */
public final class GlmTraining {

  /** Nanoseconds of a row's working label and weight on a core of 3 GHz. */
  private static final double ROW_NANOS = 40;

  /** Least squares of working labels: a search on singular equations ends as Spark's does. */
  private static final int SEARCH_ITERATIONS = 100;

  private static final double SEARCH_TOLERANCE = 1e-6;

  /** Candidates side by side at most, as many as the innermost loops take at once. */
  private static final int WIDTH = 8;

  /** Products of columns, and labels, of candidates side by side: a few megabytes of a cache. */
  private static final int MOST_PRODUCTS = 1 << 17;

  private static final int MOST_LABELS = 1 << 21;

  private final Rows rows;
  private final double[] offsets;
  private final Moments moments;
  private final GlmFamily family;
  private final GlmLink link;
  private @Nullable Gram first;

  private GlmTraining(
      Rows rows, double[] offsets, Moments moments, GlmFamily family, GlmLink link) {
    this.rows = rows;
    this.offsets = offsets;
    this.moments = moments;
    this.family = family;
    this.link = link;
  }

  /**
   * Training on rows.
   *
   * @param offsets by row, added to what is linear in the columns; empty for none
   * @param moments of the same rows
   * @throws IllegalArgumentException if there are too many columns, or a label is not of the family
   */
  public static GlmTraining of(
      Rows rows, double[] offsets, Moments moments, GlmFamily family, GlmLink link) {
    if (offsets.length != 0 && offsets.length != rows.size()) {
      throw new IllegalArgumentException(
          "%d offsets of %d rows.".formatted(offsets.length, rows.size()));
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!family.takes(rows.label(row))) {
        throw new IllegalArgumentException(
            "Label %s of row %d is not one of %s.".formatted(rows.label(row), row, family));
      }
    }
    return new GlmTraining(rows, offsets, moments, family, link);
  }

  /** Bytes that training needs beside the rows, at most. */
  public static long bytes(long rows, int columns) {
    int width = width(rows, columns);
    return 2L * Double.BYTES * rows * width
        + 2L * width * Gram.bytes(columns)
        + LinearTraining.bytes(columns);
  }

  private static int width(long rows, int columns) {
    long products = MOST_PRODUCTS / Math.max(1, (long) columns * columns);
    return (int) Math.max(1, Math.min(WIDTH, Math.min(products, MOST_LABELS / Math.max(1, rows))));
  }

  /** Nanoseconds that a candidate is planned to take on one core, if it needs all iterations. */
  public static long nanos(long rows, long stored, GlmParams params) {
    return (long) ((1 + params.maxIter()) * (rows * ROW_NANOS + Gram.nanos(rows, stored)));
  }

  /**
   * The model of a candidate.
   *
   * @throws IllegalArgumentException if Spark refuses the rows as well, or their working labels are
   *     not finite
   * @throws InterruptedException if the thread is interrupted
   */
  public GlmModel train(GlmParams params) throws InterruptedException {
    Search search = new Search(params);
    run(List.of(search));
    return search.model();
  }

  /**
   * The models of candidates, in their order; empty where {@link #train(GlmParams)} throws an
   * IllegalArgumentException.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Optional<GlmModel>> train(List<GlmParams> candidates) throws InterruptedException {
    List<Search> searches = candidates.stream().map(Search::new).toList();
    int width = width(rows.size(), rows.columns());
    for (int from = 0; from < searches.size(); from += width) {
      run(searches.subList(from, Math.min(from + width, searches.size())));
    }
    List<Optional<GlmModel>> models = new ArrayList<>();
    for (Search search : searches) {
      models.add(search.refusal == null ? Optional.of(search.model()) : Optional.empty());
    }
    return models;
  }

  private boolean isExact() {
    return family.isGaussian() && link.isIdentity();
  }

  private double offset(int row) {
    return offsets.length == 0 ? 0 : offsets[row];
  }

  /** The equations of the labels that training starts from. */
  private Gram first() throws InterruptedException {
    if (first == null) {
      double[] labels = new double[rows.size()];
      for (int row = 0; row < labels.length; row++) {
        double mean = family.within(family.start(rows.label(row), rows.weight(row)));
        labels[row] = (isExact() ? rows.label(row) : link.of(mean)) - offset(row);
      }
      WorkingRows.requireFinite(labels, 0, 1);
      first = Gram.of(rows, labels, rows.weights(), 1, moments).get(0);
    }
    return first;
  }

  private void run(List<Search> searches) throws InterruptedException {
    for (Search search : searches) {
      search.start();
    }
    List<Search> active = searches.stream().filter(Search::asks).toList();
    while (!active.isEmpty()) {
      WorkingRows working = new WorkingRows(rows, offsets, family, link, active.size());
      working.fill(active.stream().map(search -> search.model).toList());
      int lane = 0;
      for (Search search : active) {
        search.check(working, lane++);
      }
      List<Search> taken = active.stream().filter(Search::asks).toList();
      if (taken.size() == active.size()) {
        List<Gram> equations =
            Gram.of(rows, working.labels(), working.weights(), taken.size(), moments);
        for (int k = 0; k < taken.size(); k++) {
          taken.get(k).step(equations.get(k));
        }
      }
      active = taken.stream().filter(Search::asks).toList();
    }
  }

  /** Iterations of a candidate. */
  private final class Search {

    private final GlmParams params;
    private LinearModel model = new LinearModel(new double[0], 0, new double[1]);
    private double[] diagonal = {};
    private int iteration;
    private boolean converged;
    private @Nullable IllegalArgumentException refusal;

    Search(GlmParams params) {
      this.params = params;
    }

    /** Fits the first labels, in units of the label and of the columns; the others in none. */
    void start() throws InterruptedException {
      try {
        solve(first(), true, LinearTraining.Units.LABEL);
      } catch (IllegalArgumentException e) {
        refusal = e;
      }
    }

    boolean asks() {
      return refusal == null && !isExact() && iteration < params.maxIter() && !converged;
    }

    void check(WorkingRows working, int lane) {
      try {
        working.check(lane);
      } catch (IllegalArgumentException e) {
        refusal = e;
      }
    }

    void step(Gram equations) throws InterruptedException {
      LinearModel before = model;
      try {
        solve(equations, false, LinearTraining.Units.NONE);
      } catch (IllegalArgumentException e) {
        refusal = e;
        return;
      }
      converged = model.distance(before) < params.tol();
      iteration++;
    }

    private void solve(Gram gram, boolean standardization, LinearTraining.Units units)
        throws InterruptedException {
      LinearParams least =
          new LinearParams(
              new Penalty(params.regParam(), 0, standardization),
              params.fitIntercept(),
              LinearParams.Solver.NORMAL,
              SEARCH_ITERATIONS,
              SEARCH_TOLERANCE);
      LinearTraining equations = LinearTraining.weighted(gram, least, units);
      model = equations.train();
      diagonal = equations.diagonal();
    }

    GlmModel model() {
      if (refusal != null) {
        throw refusal;
      }
      return new GlmModel(family, link, model, diagonal, isExact() ? 1 : iteration);
    }
  }
}
