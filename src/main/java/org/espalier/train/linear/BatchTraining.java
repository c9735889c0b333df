package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of several candidates on the rows of a fold, in which the optimisers of all candidates
 * share the passes over the rows.
 *
 * @param <M> model of a candidate
 */
public abstract sealed class BatchTraining<M>
    permits LeastSquaresTraining, LogisticTraining, SvcTraining {

  final List<LinearParams> candidates;
  final List<QuasiNewton> searches = new ArrayList<>(); // by candidate
  private List<CandidateBlock> asking = List.of(); // in the current pass

  BatchTraining(List<LinearParams> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  /** Returns the groups of searches, each of which shares its passes over the rows. */
  abstract List<LockStep> lockSteps();

  /** Returns true while a candidate needs another pass over the rows. */
  public final boolean asks() {
    return lockSteps().stream().anyMatch(LockStep::asks);
  }

  /**
   * Returns the points at which the next pass over the rows must sum losses and gradients, side by
   * side in panels.
   */
  public final List<Panel> asked() {
    asking = lockSteps().stream().flatMap(each -> each.asking().stream()).toList();
    return asking.stream().map(CandidateBlock::panel).toList();
  }

  /**
   * Passes the sums of a pass over all rows to the searches.
   *
   * @param sums sums of each panel that {@link #asked} returned last, in the same order
   */
  public final void tell(List<PanelSums> sums) {
    for (int i = 0; i < sums.size(); i++) {
      asking.get(i).tell(sums.get(i));
    }
  }

  /**
   * Makes one pass over the rows for all candidates that need it.
   *
   * @param rows all rows of the training
   * @throws InterruptedException if the thread is interrupted; it is checked every {@value
   *     Rows#BLOCK} rows, and training can continue with another pass
   */
  public final void pass(Rows rows) throws InterruptedException {
    List<Panel> panels = asked();
    List<PanelSums> sums = panels.stream().map(Panel::zero).toList();
    Panel.add(panels, sums, rows);
    tell(sums);
  }

  /** Excludes a candidate from the passes that follow. */
  public final void drop(int candidate) {
    lockSteps().forEach(each -> each.drop(candidate));
  }

  /**
   * Returns the current model of a candidate. It is final once the candidate needs no more passes.
   */
  public abstract M model(int candidate);

  /**
   * Returns the linear model that a search has reached, in the original units of the columns.
   *
   * @param unit unit of the label
   * @param intercept intercept for centred columns; ignored if none is fitted
   */
  final LinearModel linear(int candidate, Moments moments, double unit, double intercept) {
    boolean fitted = candidates.get(candidate).fitIntercept();
    double[] point = searches.get(candidate).point();
    double[] coefficients = new double[moments.columns()];
    double constant = fitted ? intercept : 0;
    for (int j = 0; j < coefficients.length; j++) {
      if (moments.deviation(j) != 0) {
        coefficients[j] = point[j] * unit / moments.deviation(j);
        constant -= fitted ? coefficients[j] * moments.mean(j) : 0;
      }
    }
    return new LinearModel(coefficients, constant, searches.get(candidate).history());
  }

  /**
   * Trains all candidates to the end.
   *
   * @param rows all rows of the training
   * @return final models in the order of the candidates
   * @throws InterruptedException if the thread is interrupted
   */
  public final List<M> models(Rows rows) throws InterruptedException {
    while (asks()) {
      pass(rows);
    }
    return models();
  }

  /** Returns the current models in the order of the candidates. */
  public final List<M> models() {
    return IntStream.range(0, candidates.size()).mapToObj(this::model).toList();
  }

  /**
   * Returns the maximum bytes of a candidate's search, including its coefficients and gradient in a
   * pass.
   *
   * @param sets number of sets of coefficients
   */
  public static long bytes(int columns, int sets) {
    return (QuasiNewton.VECTORS + 2L) * Double.BYTES * columns * sets;
  }

  /**
   * Estimates the training time of a candidate on one core in nanoseconds, if it needs all of its
   * iterations.
   *
   * @param stored number of stored values in the rows
   * @param sets number of sets of coefficients
   */
  public static long nanos(long rows, long stored, int sets, LinearParams params) {
    return LockStep.nanos(rows, stored, sets, params.maxIter());
  }
}
