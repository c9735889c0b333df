package org.espalier.xgboost;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.CollectedTable;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.RowsCollector;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.placement.JvmHeap;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.TrainingPlan;

/** Fit of an estimator outside a study. The rows are collected, and one task trains on them. */
final class OneTaskFit {

  private static final int MEBIBYTE_BITS = 20;

  private OneTaskFit() {}

  /**
   * Fits a model, whose params and parent are not set.
   *
   * @throws IllegalArgumentException if the params or the rows do not allow a fit
   */
  static Model<?> fit(Estimator<?> estimator, Dataset<?> rows) {
    return fit(estimator, rows, TaskHeap.of(rows.sparkSession().sparkContext()).table());
  }

  /**
   * @param most maximum bytes of the rows
   */
  static Model<?> fit(Estimator<?> estimator, Dataset<?> rows, long most) {
    FitCheck check = new FitCheck(estimator);
    XGBoostLibrary.here().objection().ifPresent(problem -> fail(estimator, problem));
    if (BoosterSettings.patience(estimator) > 0) {
      fail(
          estimator,
          "numEarlyStoppingRounds: a fit by itself has no folds to stop by; set 0, or use a Tuner");
    }
    SparkContext context = rows.sparkSession().sparkContext();
    TrainingPlan plan = new TrainingPlan(TrainingPlan.TrainingMode.AUTO, most);
    CellRows all = CellRows.whole(new Object(), () -> rows);
    try (TaskFits fits = TaskFits.of(context, plan)) {
      FitResult result = result(fits, all, estimator);
      if (result instanceof FitResult.Trained fit) {
        return fit.model(estimator);
      }
      String reason = result.training().trainerReason().orElse("");
      throw failure(estimator, problem(check, all, most, context).orElse(reason));
    }
  }

  private static FitResult result(TaskFits fits, CellRows rows, Estimator<?> estimator) {
    try {
      return fits.fit(rows, List.of(estimator), TaskScoring.NONE).get(0);
    } catch (Exception e) { // Scala throws a failed job's checked exceptions undeclared
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof StatedFailure stated) {
          fail(estimator, stated.reason());
        }
      }
      throw e;
    }
  }

  /**
   * Checks the params, without rows.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  static void check(Estimator<?> estimator) {
    new FitCheck(estimator)
        .problems().stream().findFirst().ifPresent(problem -> fail(estimator, problem));
  }

  private static void fail(Estimator<?> estimator, String problem) {
    throw failure(estimator, problem);
  }

  private static IllegalArgumentException failure(Estimator<?> estimator, String problem) {
    return new IllegalArgumentException(
        "%s: %s".formatted(estimator.getClass().getSimpleName(), problem),
        new StatedFailure(problem));
  }

  /** Returns the problem of rows that a task did not train on. */
  private static Optional<String> problem(
      FitCheck check, CellRows all, long most, SparkContext context) {
    RowColumns columns = TaskTrainers.columns(check.estimator());
    CollectedTable table = RowsCollector.collect(all.tables().get(), columns, most);
    if (table instanceof CollectedTable.Whole whole) {
      try {
        return check
            .problem(whole.rows().fold(CellRows.WHOLE))
            .or(() -> Optional.of(large(most, context)));
      } catch (Exception e) {
        throw new IllegalStateException("The rows cannot be identified.", e);
      }
    }
    if (table instanceof CollectedTable.TooLarge large) {
      return Optional.of(
          large.seen().isUnreturned(most)
              ? "%s; %s".formatted(TaskHeap.of(context).unreturned(), TaskHeap.MORE_RESULTS)
              : large(most, context));
    }
    return RowFault.find(all.tables().get().get(0).rows(), columns);
  }

  private static String large(long most, SparkContext context) {
    JvmHeap heap = TaskHeap.of(context).smaller();
    return "the rows take more than %,d MiB, a sixth of %s; raise %s, or give fewer rows"
        .formatted(most >> MEBIBYTE_BITS, heap.text(), heap.setting());
  }
}
