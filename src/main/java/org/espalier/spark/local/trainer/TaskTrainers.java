package org.espalier.spark.local.trainer;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.TableSize;

/** Register of the trainers: which estimators are trained inside tasks, and what is known of it. */
public final class TaskTrainers {

  private static final List<TaskTrainer<?>> BINARY =
      List.<TaskTrainer<?>>of(
          new LogisticTrainer(),
          new TreeTrainer(),
          new BoostedTrees(),
          new SvcTrainer(),
          new NaiveBayesTrainer());

  private static final List<TaskTrainer<?>> ALL =
      Stream.of(
              BINARY.stream(),
              listedAsServices(),
              Stream.<TaskTrainer<?>>of(
                  new LinearRegressionTrainer(), new GlmTrainer(), new OneVsRestTrainer(BINARY)))
          .flatMap(trainers -> trainers)
          .toList();

  private TaskTrainers() {}

  /** Trainers of other libraries' learners, listed as services. */
  private static Stream<TaskTrainer<?>> listedAsServices() {
    ClassLoader loader = TaskTrainers.class.getClassLoader();
    return ServiceLoader.load(TaskTrainer.class, loader).stream().map(ServiceLoader.Provider::get);
  }

  /** The trainer of an estimator, if there is one that takes its params. */
  public static Optional<TaskTrainer<?>> trainerOf(PipelineStage estimator) {
    return ALL.stream().filter(trainer -> trainer.takes(estimator)).findFirst();
  }

  /**
   * The trainer of an estimator that was fitted inside a task.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TaskTrainer<?> trainer(PipelineStage estimator) {
    return trainerOf(estimator)
        .orElseThrow(() -> new IllegalArgumentException("No trainer takes " + estimator.uid()));
  }

  /** True if there is a trainer for an estimator and its params. */
  public static boolean isKnown(PipelineStage estimator) {
    return trainerOf(estimator).isPresent();
  }

  /** True if passes over rows that stay distributed can train an estimator. */
  public static boolean isPassed(PipelineStage estimator) {
    return trainerOf(estimator).filter(TaskTrainer::takesPasses).isPresent();
  }

  /** The trainer of an estimator, if it sums numbers by passes over distributed rows, too. */
  public static Optional<PassTrainer<?>> ofPasses(PipelineStage estimator) {
    return trainerOf(estimator)
        .filter(PassTrainer.class::isInstance)
        .map(trainer -> (PassTrainer<?>) trainer);
  }

  /** Place of an estimator's training unless all is by jobs, in a few words. */
  public static String place(PipelineStage estimator) {
    return trainerOf(estimator)
        .map(TaskTrainer::except)
        .map(except -> "inside tasks" + (except.isEmpty() ? "" : ", except with " + except))
        .orElse("by jobs of Spark");
  }

  /**
   * Reason for which an estimator is not trained inside tasks, whatever its rows.
   *
   * @param usual the same with default params
   */
  public static String reason(PipelineStage estimator, PipelineStage usual) {
    return trainerOf(usual)
        .map(TaskTrainer::except)
        .filter(except -> !except.isEmpty())
        .orElse("no trainer of " + estimator.getClass().getSimpleName());
  }

  /** True if a model that is kept is made of a fit in a task, and not by an ordinary fit. */
  public static boolean isKept(PipelineStage estimator) {
    return trainerOf(estimator).filter(TaskTrainer::isKept).isPresent();
  }

  /** True if fits of an estimator continue from those of fewer iterations. */
  public static boolean continues(PipelineStage estimator) {
    return trainerOf(estimator).filter(trainer -> trainer.continues(estimator)).isPresent();
  }

  /**
   * Number of iterations without a better score after which an estimator's fit inside a task ends;
   * 0 if it runs all.
   */
  public static int patience(PipelineStage estimator) {
    return trainerOf(estimator).map(trainer -> trainer.patience(estimator)).orElse(0);
  }

  /** The columns that a fit of an estimator reads. */
  public static RowColumns columns(PipelineStage estimator) {
    return trainerOf(estimator)
        .map(trainer -> trainer.columns(estimator))
        .orElseGet(() -> RowColumns.of(estimator));
  }

  /** True if two estimators can be fitted by one task on the same rows. */
  public static boolean isTogether(PipelineStage one, PipelineStage other) {
    return trainerOf(one)
        .filter(trainer -> trainer.equals(trainerOf(other).orElse(null)))
        .filter(trainer -> columns(one).equals(columns(other)) && trainer.isTogether(one, other))
        .isPresent();
  }

  /** Bytes of the heap that training on a table takes besides the table, at most. */
  public static FormSize form(PipelineStage estimator, TableSize rows) {
    return trainerOf(estimator).map(trainer -> trainer.form(estimator, rows)).orElse(FormSize.NONE);
  }
}
