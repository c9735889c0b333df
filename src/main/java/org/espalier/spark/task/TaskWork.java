package org.espalier.spark.task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.CollectedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TaskScorer;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.jspecify.annotations.Nullable;

/**
 * Work of one task: trains a group of candidates on the rows of a fold, one after another or side
 * by side, and scores them. Results are by candidate; null for those that cannot be trained on
 * these rows.
 *
 * @param size number of candidates
 */
record TaskWork<R extends Serializable>(
    Broadcast<CollectedRows> table, int fold, int size, TaskScoring wanted)
    implements Function<TaskTrainer.Training<R>, List<TaskWork.@Nullable Result<R>>> {

  private static final long serialVersionUID = 1;

  /**
   * Result of a candidate.
   *
   * @param model null if only scores were wanted
   * @param scores by metric; empty if none were wanted
   * @param attempts of the task
   */
  record Result<R extends Serializable>(
      @Nullable R model, LinkedHashMap<String, Double> scores, int attempts)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public List<TaskWork.@Nullable Result<R>> call(TaskTrainer.Training<R> training)
      throws Exception {
    FoldRows rows = table.value().fold(fold);
    int attempts = TaskContext.get().attemptNumber() + 1;
    @Nullable Result[] results = new Result[size];
    training.on(
        rows,
        (candidate, model, predictor) ->
            results[candidate] =
                new Result<>(wanted.models() ? model : null, scores(rows, predictor), attempts));
    return Arrays.asList(results);
  }

  private LinkedHashMap<String, Double> scores(FoldRows rows, TaskTrainer.Predictor predictor)
      throws Exception {
    TaskScorer scorer = wanted.scorer();
    if (scorer == null) {
      return new LinkedHashMap<>();
    }
    PredictedRows predicted = predictor.predicted();
    return new LinkedHashMap<>(
        scorer
            .metrics()
            .scores(
                scorer.isWeighted()
                    ? predicted.weighing(rows.weights(rows.validation()))
                    : predicted));
  }
}
