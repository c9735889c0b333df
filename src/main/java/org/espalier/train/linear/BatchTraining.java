package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of several candidates on the rows of a fold, whose searches share the passes over the
 * rows.
 *
 * @param <M> model of a candidate
 */
public abstract sealed class BatchTraining<M>
    permits LeastSquaresTraining, LogisticTraining, SvcTraining {

  final List<LinearParams> candidates;
  final List<QuasiNewton> searches = new ArrayList<>(); // by candidate
  private List<CandidateBlock> asking = List.of(); // in the pass that is made

  BatchTraining(List<LinearParams> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  /** Searches, of which each pass goes over the rows. */
  abstract List<LockStep> lockSteps();

  /** True while some candidate needs another pass over the rows. */
  public final boolean asks() {
    return lockSteps().stream().anyMatch(LockStep::asks);
  }

  /**
   * The points at which the next pass over the rows is to sum losses and gradients, side by side.
   */
  public final List<Panel> asked() {
    asking = lockSteps().stream().flatMap(each -> each.asking().stream()).toList();
    return asking.stream().map(CandidateBlock::panel).toList();
  }

  /**
   * Takes the sums of a pass over all rows.
   *
   * @param sums by panel that was {@link #asked}
   */
  public final void tell(List<PanelSums> sums) {
    for (int i = 0; i < sums.size(); i++) {
      asking.get(i).tell(sums.get(i));
    }
  }

  /**
   * Goes over the rows once for all candidates that request it.
   *
   * @param rows all of them
   * @throws InterruptedException if the thread is interrupted, noticed every {@value Rows#BLOCK}
   *     rows; training can continue with another pass
   */
  public final void pass(Rows rows) throws InterruptedException {
    List<Panel> panels = asked();
    List<PanelSums> sums = panels.stream().map(Panel::zero).toList();
    Panel.add(panels, sums, rows);
    tell(sums);
  }

  /** Leaves a candidate out of the passes that follow. */
  public final void drop(int candidate) {
    lockSteps().forEach(each -> each.drop(candidate));
  }

  /** The model that a candidate has reached; its final model once none requests more passes. */
  public abstract M model(int candidate);

  /**
   * The linear model that a search has reached, of the columns as they are.
   *
   * @param unit of the label
   * @param intercept of centred columns; not read if there is none
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
   * The final models of the candidates, in their order.
   *
   * @param rows all of them
   * @throws InterruptedException if the thread is interrupted
   */
  public final List<M> models(Rows rows) throws InterruptedException {
    while (asks()) {
      pass(rows);
    }
    return models();
  }

  /** The models that the candidates have reached, in their order. */
  public final List<M> models() {
    return IntStream.range(0, candidates.size()).mapToObj(this::model).toList();
  }

  /** Bytes of the search of a candidate, with its coefficients and gradient in a pass, at most. */
  public static long bytes(int columns, int sets) {
    return (QuasiNewton.VECTORS + 2L) * Double.BYTES * columns * sets;
  }

  /**
   * Nanoseconds that a candidate is planned to take on one core, if it needs all of its iterations.
   *
   * @param stored values of the rows that are stored
   * @param sets number of sets of coefficients
   */
  public static long nanos(long rows, long stored, int sets, LinearParams params) {
    return LockStep.nanos(rows, stored, sets, params.maxIter());
  }
}
