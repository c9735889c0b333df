package org.espalier.xgboost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.train.StopRequest;

/**
 * Trainer of {@link XGBoostClassifier} and {@link XGBoostRegressor}. It uses as many threads as
 * Spark gives cores to a task, usually one.
 */
public final class XGBoostTrainer implements TaskTrainer<NativeModel> {

  // Times of a tree of tree_method hist. They were measured on tables of 20,000 to 500,000 rows, of
  // numbers or of zeros and ones, and are right within a factor of two.

  /** Nanoseconds of a value in a level. */
  private static final double VALUE = 1;

  /** Nanoseconds of a zero in a level; it falls into the bin of all other zeros. */
  private static final double ZERO = 0.1;

  /** Nanoseconds of a bin of a column in a leaf. */
  private static final double BIN = 2.5;

  /** Further nanoseconds of a tree, whatever its size. */
  private static final double ROUND = 100_000;

  // Nanoseconds per value to create the matrix with its index, measured on the same tables.

  private static final double VALUE_OF_MATRIX = 110;
  private static final double ZERO_OF_MATRIX = 20;

  private static final AtomicLong ROUNDS = new AtomicLong();

  /** Returns the number of rounds that this JVM has trained. */
  static long rounds() {
    return ROUNDS.get();
  }

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == XGBoostClassifier.class
        || estimator.getClass() == XGBoostRegressor.class;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    FitCheck check = new FitCheck(estimator);
    return check.problems().isEmpty() && check.problem(rows).isEmpty();
  }

  @Override
  public RowColumns columns(PipelineStage estimator) {
    return RowColumns.of(estimator).with(estimator, BoosterSettings.extra(estimator)).withMissing();
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    BoosterSettings settings = BoosterSettings.of(estimator);
    double stored = rows.storedLearned();
    double zeros = settings.form().isSparse() ? 0 : rows.learned() * rows.columns() - stored;
    double numbers = stored / Math.max(1, rows.learned()); // mean number of columns that are not 0
    double tree =
        ROUND
            + settings.levels() * (VALUE * stored + ZERO * zeros)
            + settings.leaves(rows) * numbers * settings.bins() * BIN;
    return (long) (settings.rounds() * settings.trees(rows.classes()) * tree);
  }

  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    long made = BoosterSettings.of(estimator).form().heapBytes(rows.rows(), rows.stored());
    return new FormSize(0, made, FormSize.predictions(estimator, rows));
  }

  @Override
  public boolean isOnlyFit() {
    return true;
  }

  @Override
  public Optional<FormSize> nativeForm(PipelineStage estimator, TableSize rows) {
    BoosterSettings settings = BoosterSettings.of(estimator);
    long matrix = settings.form().bytes(rows.rows(), rows.values(), rows.stored());
    return Optional.of(new FormSize(0, matrix, settings.bytes(rows)));
  }

  /** Returns true if both are trained on the same native matrix. */
  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return one.getClass() == other.getClass()
        && BoosterSettings.of(one).form().equals(BoosterSettings.of(other).form());
  }

  @Override
  public long sharedNanos(PipelineStage estimator, TableSize rows) {
    double zeros =
        BoosterSettings.of(estimator).form().isSparse() ? 0 : rows.values() - rows.stored();
    return (long) (VALUE_OF_MATRIX * rows.stored() + ZERO_OF_MATRIX * zeros);
  }

  @Override
  public boolean continues(PipelineStage estimator) {
    return BoosterSettings.of(estimator).continues();
  }

  @Override
  public PipelineStage continued(PipelineStage estimator, NativeModel earlier) {
    return ((BoosterSettings.Continuing) estimator).after(earlier);
  }

  @Override
  public Optional<PipelineStage> before(PipelineStage estimator) {
    return EarlierParams.before(estimator);
  }

  @Override
  public int patience(PipelineStage estimator) {
    return BoosterSettings.patience(estimator);
  }

  @Override
  public long bytes(NativeModel result) {
    return result.size();
  }

  @Override
  public Training<NativeModel> training(List<PipelineStage> estimators) {
    return new Boosting(estimators.stream().map(BoosterSettings::of).toList());
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, NativeModel result) {
    return estimator instanceof XGBoostClassifier
        ? new XGBoostClassificationModel(estimator.uid(), result)
        : new XGBoostRegressionModel(estimator.uid(), result);
  }

  /**
   * Boosting of candidates, one after the other. Of candidates that differ only in rounds, the
   * longest contains the others.
   *
   * @param candidates settings with equal matrix forms
   */
  private record Boosting(List<BoosterSettings> candidates) implements Training<NativeModel> {

    private static final long serialVersionUID = 1;

    @Override
    public void on(FoldRows rows, Trained<NativeModel> trained) throws Exception {
      XGBoostLibrary.here().begin(threads());
      Map<Object, List<Integer>> alike = new LinkedHashMap<>();
      for (int i = 0; i < candidates.size(); i++) {
        alike.computeIfAbsent(candidates.get(i).boosted(), key -> new ArrayList<>()).add(i);
      }
      try (FoldMatrix matrix = FoldMatrix.of(rows, candidates.get(0).form())) {
        for (List<Integer> group : alike.values()) {
          group.sort(Comparator.comparing(i -> candidates.get(i).rounds()));
          on(group, rows, matrix, trained);
        }
      } catch (XGBoostError e) {
        throw XGBoostLibrary.failed(e);
      }
    }

    /**
     * @param group candidates that differ only in rounds, by ascending rounds
     */
    private void on(
        List<Integer> group, FoldRows rows, FoldMatrix matrix, Trained<NativeModel> trained)
        throws Exception {
      double[] labels = rows.labels(rows.validation());
      Booster booster = begun(candidates.get(group.get(0)), rows, matrix);
      try {
        int round = booster.getNumBoostedRound();
        for (int number : group) {
          BoosterSettings settings = candidates.get(number);
          Predictor predictor = new BoosterPredictor(booster, matrix, labels, settings);
          round =
              train(booster, matrix, settings, round, at -> trained.point(number, at, predictor));
          trained.accept(
              number,
              () -> new NativeModel(booster.toByteArray(Booster.DEFAULT_FORMAT)),
              predictor);
        }
      } finally {
        booster.dispose();
      }
    }

    /** Returns the number of cores of this task. */
    private static int threads() {
      return TaskContext.get().cpus();
    }

    private static Booster begun(BoosterSettings settings, FoldRows rows, FoldMatrix matrix)
        throws Exception {
      NativeModel earlier = settings.earlier();
      if (earlier == null) {
        BoosterSettings first = settings.phase(0).orElse(settings);
        return afterPhases(
            untrained(matrix, first.params(rows, threads())), settings, rows, matrix);
      }
      Booster booster = XGBoost.loadModel(earlier.bytes());
      booster.setParams(settings.params(rows, threads()));
      return afterPhases(booster, settings, rows, matrix);
    }

    /**
     * Returns the booster after the phases of its earlier rounds, with the settings of the rounds
     * to come. Each phase ends with saving and loading the model, as if another trial had trained
     * it.
     */
    private static Booster afterPhases(
        Booster begun, BoosterSettings settings, FoldRows rows, FoldMatrix matrix)
        throws Exception {
      Booster booster = begun;
      try {
        Optional<BoosterSettings> phase = settings.phase(booster.getNumBoostedRound());
        while (phase.isPresent()) {
          booster.setParams(phase.get().params(rows, threads()));
          train(booster, matrix, phase.get(), booster.getNumBoostedRound(), at -> 0);
          byte[] trained = booster.toByteArray(Booster.DEFAULT_FORMAT);
          booster.dispose();
          booster = XGBoost.loadModel(trained);
          booster.setParams(settings.params(rows, threads()));
          phase = settings.phase(booster.getNumBoostedRound());
        }
        return booster;
      } catch (Throwable e) {
        booster.dispose();
        throw e;
      }
    }

    /** Returns a booster without rounds. */
    private static Booster untrained(FoldMatrix matrix, Map<String, Object> params)
        throws XGBoostError {
      return XGBoost.train(matrix.training(), params, 0, Map.of(), null, null);
    }

    /** Loss of a booster after a number of rounds. */
    private interface Losses {
      double after(int rounds) throws Exception;
    }

    /**
     * Trains until the last round, or until the loss has not improved for {@code patience} rounds.
     *
     * @param from number of rounds trained so far
     * @return number of rounds trained
     */
    private static int train(
        Booster booster, FoldMatrix matrix, BoosterSettings settings, int from, Losses losses)
        throws Exception {
      StopRequest stop = StopRequest.onInterrupt();
      int patience = settings.patience() == 0 ? Integer.MAX_VALUE : settings.patience();
      double least = Double.POSITIVE_INFINITY;
      int best = from;
      int round = from;
      while (round < settings.rounds() && round - best < patience) {
        stop.check();
        ROUNDS.incrementAndGet();
        if (round == from) {
          matrix.begin(booster, round++);
        } else {
          booster.update(matrix.training(), round++);
        }
        double loss = settings.patience() == 0 ? least : losses.after(round);
        if (loss < least) {
          least = loss;
          best = round;
        }
      }
      return round;
    }
  }
}
