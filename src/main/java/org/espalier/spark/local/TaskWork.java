package org.espalier.spark.local;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.evaluate.FoldScores;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.CollectedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TaskScorer;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.study.CurvePoint;
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

  /** Maximum bytes of the rows' scores that a fit returns, of all points of its curve together. */
  private static final long MOST_BYTES = 32L << 20;

  /**
   * Result of a candidate.
   *
   * @param model null if only scores were wanted
   * @param scores by metric; empty if none were wanted
   * @param curve scores by iteration; empty for a fit of all iterations
   * @param rows scores of the rows, by iteration where there is a curve; empty if they are not
   *     wanted, or too many
   * @param attempts of the task
   */
  record Result<R extends Serializable>(
      @Nullable R model,
      LinkedHashMap<String, Double> scores,
      ArrayList<CurvePoint> curve,
      ArrayList<FoldScores> rows,
      int attempts)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  @Override
  public List<TaskWork.@Nullable Result<R>> call(TaskTrainer.Training<R> training)
      throws Exception {
    Results results = new Results(table.value().fold(fold));
    training.on(results.rows, results);
    return Arrays.asList(results.byCandidate);
  }

  /** Results so far. */
  private final class Results implements TaskTrainer.Trained<R> {

    private final FoldRows rows;
    private final int attempts = TaskContext.get().attemptNumber() + 1;
    private final TaskWork.@Nullable Result<R>[] byCandidate;
    private final Map<Integer, ArrayList<CurvePoint>> curves = new HashMap<>(); // by candidate
    private final Map<Integer, ArrayList<FoldScores>> scored = new HashMap<>(); // likewise

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Results(FoldRows rows) {
      this.rows = rows;
      this.byCandidate = new Result[size];
    }

    @Override
    public void accept(int candidate, Callable<R> model, TaskTrainer.Predictor predictor)
        throws Exception {
      boolean isStaged = curves.containsKey(candidate);
      byCandidate[candidate] =
          new Result<>(
              wanted.models() ? model.call() : null,
              new LinkedHashMap<>(scores(predictor, isStaged ? -1 : candidate)),
              curves.getOrDefault(candidate, new ArrayList<>()),
              new ArrayList<>(within(scored.getOrDefault(candidate, new ArrayList<>()))),
              attempts);
    }

    private static List<FoldScores> within(List<FoldScores> all) {
      long bytes = all.stream().mapToLong(FoldScores::bytes).sum();
      return bytes <= MOST_BYTES ? all : List.of();
    }

    @Override
    public double point(int candidate, int iteration, TaskTrainer.Predictor predictor)
        throws Exception {
      Map<String, Double> scores = scores(predictor, candidate);
      curves
          .computeIfAbsent(candidate, key -> new ArrayList<>())
          .add(new CurvePoint(iteration, scores));
      return wanted.loss(scores);
    }

    /**
     * @param candidate that the scores of rows are of; below 0 for none
     */
    private Map<String, Double> scores(TaskTrainer.Predictor predictor, int candidate)
        throws Exception {
      TaskScorer scorer = wanted.scorer();
      if (scorer == null) {
        return Map.of();
      }
      PredictedRows predicted =
          predictor.predicted(wanted.rows() || scorer.metrics().needsProbabilities());
      if (wanted.rows() && candidate >= 0) {
        add(candidate, predictor.scores(predicted));
      }
      return scorer
          .metrics()
          .scores(
              scorer.isWeighted()
                  ? predicted.weighing(rows.weights(rows.validation()))
                  : predicted);
    }

    /** Adds the scores of rows, unless they are too many already. */
    private void add(int candidate, FoldScores scores) {
      ArrayList<FoldScores> all = scored.computeIfAbsent(candidate, key -> new ArrayList<>());
      if (all.isEmpty() || all.size() * scores.bytes() <= MOST_BYTES) {
        all.add(scores);
      }
    }
  }
}
