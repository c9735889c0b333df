package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.ProductTotals;
import org.espalier.train.Rows;
import org.espalier.train.ValueSums;
import org.espalier.train.linear.BatchTraining;
import org.espalier.train.linear.LeastSquaresTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LinearTraining;

/** Trainer of linear regressions with squared errors, all of a fold from one pass over its rows. */
public final class LinearRegressionTrainer
    extends LinearTrainer<LinearRegressionTrainer.LinearRegressionParams, LinearModel> {

  private static final long serialVersionUID = 1;

  /** Maximum columns of MLlib's solver of normal equations. */
  private static final int MOST_COLUMNS = 4096;

  record LinearRegressionParams(LinearParams linear, String solver) implements Serializable {

    /** Way to the minimum that suits the number of columns. */
    LinearTraining.Solver solver(int columns) {
      return solver.equalsIgnoreCase("normal")
              || (solver.equalsIgnoreCase("auto") && columns <= MOST_COLUMNS)
          ? LinearTraining.Solver.NORMAL
          : LinearTraining.Solver.LBFGS;
    }
  }

  private record Covariances() {}

  public LinearRegressionTrainer() {
    super(LinearRegression.class);
  }

  @Override
  public boolean takes(PipelineStage estimator) {
    return super.takes(estimator)
        && ((LinearRegression) estimator).getLoss().equalsIgnoreCase("squaredError");
  }

  @Override
  public String except() {
    return "loss = huber";
  }

  @Override
  boolean takesRows(PipelineStage estimator, LearnedRows rows) {
    int columns = rows.columns();
    return rows.labels().weighs()
        && columns > 0
        && (columns <= MOST_COLUMNS
            || params(estimator).solver(columns) == LinearTraining.Solver.LBFGS);
  }

  @Override
  LinearRegressionParams params(PipelineStage estimator) {
    return new LinearRegressionParams(
        linear(estimator), ((LinearRegression) estimator).getSolver());
  }

  /**
   * With the second copy of a fold's rows, which a task sums once, and the covariances; a task
   * holds the normal equations and their factor. On many columns it searches over the rows.
   */
  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    if (rows.columns() > MOST_COLUMNS) {
      return super.form(estimator, rows);
    }
    long square = LinearRows.squareBytes(rows);
    return new FormSize(
        0,
        rows.bytes() + square,
        LinearRows.productBytes(rows) + 2 * square + FormSize.predictions(estimator, rows));
  }

  @Override
  public long ofCandidate(PipelineStage estimator, TableSize rows) {
    return rows.columns() > MOST_COLUMNS ? BatchTraining.bytes(rows.columns(), 1) : 0;
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    long own = added(estimator, rows);
    return rows.columns() <= MOST_COLUMNS
        ? own + Gram.nanos(rows.learned(), rows.storedLearned())
        : own;
  }

  /** Without the covariances, which all candidates share. */
  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return rows.columns() <= MOST_COLUMNS
        ? LinearTraining.nanos(rows.columns(), linear(estimator))
        : BatchTraining.nanos(rows.learned(), rows.storedLearned(), 1, linear(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return params(one).solver().equals(params(other).solver());
  }

  @Override
  Results<LinearModel> results(FoldRows fold, List<LinearRegressionParams> candidates)
      throws Exception {
    Rows rows = LinearRows.training(fold);
    Moments moments = LinearRows.moments(fold);
    List<LinearParams> params = candidates.stream().map(LinearRegressionParams::linear).toList();
    if (fold.table().columns() > MOST_COLUMNS) {
      return LeastSquaresTraining.of(rows, moments, params).models(rows)::get;
    }
    Gram gram = fold.derived(new Covariances(), () -> Gram.of(rows, moments));
    LinearTraining.Solver solver = candidates.get(0).solver(fold.table().columns());
    return i -> LinearTraining.train(gram, params.get(i), solver);
  }

  /** Sums of a fold. */
  private record FoldTotals(ValueSums values, ProductTotals products) implements Serializable {
    private static final long serialVersionUID = 1;

    private FoldTotals plus(FoldTotals other) {
      return new FoldTotals(values.plus(other.values), products.plus(other.products));
    }
  }

  private record TotalsOf() implements FoldPasses.Sums<FoldTotals> {
    private static final long serialVersionUID = 1;

    @Override
    public FoldTotals of(Rows rows) throws InterruptedException {
      ValueSums values = ValueSums.of(rows);
      return new FoldTotals(values, Gram.totals(rows, values));
    }

    @Override
    public FoldTotals plus(FoldTotals one, FoldTotals other) {
      return one.plus(other);
    }
  }

  /**
   * Products of columns are summed where a partition can return them; else searches sum gradients,
   * unless they have to solve normal equations.
   */
  @Override
  public boolean takesPasses(Candidate candidate, FoldPasses passes) {
    LearnedRows rows = passes.learned(candidate.fold());
    return takesRows(candidate.estimator(), rows)
        && (sumsProducts(rows.columns(), passes)
            || (params(candidate.estimator()).solver(rows.columns()) == LinearTraining.Solver.LBFGS
                && SearchPasses.takes(passes, rows.columns(), 1)));
  }

  private static boolean sumsProducts(int columns, FoldPasses passes) {
    return columns <= MOST_COLUMNS && bytes(columns) * passes.folds() <= passes.mostBytes();
  }

  /** Bytes of the sums of a fold. */
  private static long bytes(int columns) {
    return (long) Double.BYTES * columns * (columns + 8);
  }

  /** One pass: the sums of a training set are those of the other folds, added in their order. */
  @Override
  public List<Optional<LinearModel>> train(
      FoldPasses passes, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    int columns = passes.learned(-1).columns();
    if (!sumsProducts(columns, passes)) {
      return new SearchPasses<LinearModel>(
              passes,
              false,
              (isDense, totals, rows, params) ->
                  LeastSquaresTraining.of(
                      isDense, Moments.of(totals.values()), Moments.of(totals.labels()), params))
          .train(candidates, isWanted);
    }
    List<FoldTotals> byFold = passes.sums(new TotalsOf(), bytes(columns));
    Map<Integer, Optional<Gram>> grams = new HashMap<>(); // by fold
    List<Optional<LinearModel>> models = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Optional<Gram> gram =
          grams.computeIfAbsent(candidate.fold(), fold -> covariancesWithout(fold, byFold));
      models.add(gram.isEmpty() ? Optional.empty() : model(gram.get(), candidate.estimator()));
    }
    return models;
  }

  /** Covariances of the rows of all folds but one; empty if none of them has a weight. */
  private static Optional<Gram> covariancesWithout(int fold, List<FoldTotals> byFold) {
    return IntStream.range(0, byFold.size())
        .filter(each -> each != fold)
        .mapToObj(byFold::get)
        .reduce(FoldTotals::plus)
        .filter(totals -> totals.products().weight() > 0)
        .map(totals -> Gram.of(totals.products(), totals.values()));
  }

  private Optional<LinearModel> model(Gram gram, PipelineStage estimator)
      throws InterruptedException {
    LinearRegressionParams params = params(estimator);
    try {
      return Optional.of(
          LinearTraining.train(gram, params.linear(), params.solver(gram.columns())));
    } catch (IllegalArgumentException e) { // an ordinary fit reports it
      return Optional.empty();
    }
  }

  @Override
  PredictedRows predicted(
      Rows rows, LinearRegressionParams params, LinearModel result, boolean probabilities)
      throws InterruptedException {
    return PredictedRows.of(rows.labels(), result.margins(rows));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LinearModel result) {
    return new LinearRegressionModel(
        estimator.uid(), Vectors.dense(result.coefficients()).compressed(), result.intercept());
  }

  /** False, as standard errors need MLlib's own decomposition. */
  @Override
  public boolean isKept() {
    return false;
  }
}
