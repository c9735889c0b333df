package org.espalier.spark.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.evaluate.FoldScores;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TaskScorer;
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
    implements Function<
        JavaSerialized<TaskTrainer.Training<R>>,
        JavaSerialized<List<FitResult.@Nullable Trained>>> {

  private static final long serialVersionUID = 1;

  /** Maximum bytes of the rows' scores that a fit returns, of all points of its curve together. */
  private static final long MOST_BYTES = 32L << 20;

  @Override
  public JavaSerialized<List<FitResult.@Nullable Trained>> call(
      JavaSerialized<TaskTrainer.Training<R>> training) throws Exception {
    Results results = new Results(table.value().fold(fold));
    training.value().on(results.rows, results);
    return new JavaSerialized<>(Arrays.asList(results.byCandidate));
  }

  /** Results so far. */
  private final class Results implements TaskTrainer.Trained<R> {

    private final FoldRows rows;
    private final int restarts = TaskContext.get().attemptNumber();
    private final FitResult.@Nullable Trained[] byCandidate;
    private final Map<Integer, List<CurvePoint>> curves = new HashMap<>(); // by candidate
    private final Map<Integer, List<FoldScores>> scored = new HashMap<>(); // likewise

    Results(FoldRows rows) {
      this.rows = rows;
      this.byCandidate = new FitResult.Trained[size];
    }

    @Override
    public void accept(int candidate, Callable<R> model, TaskTrainer.Predictor predictor)
        throws Exception {
      boolean isStaged = curves.containsKey(candidate);
      byCandidate[candidate] =
          FitResult.Trained.inTask(
              wanted.models() ? model.call() : null,
              scores(predictor, isStaged ? -1 : candidate),
              curves.getOrDefault(candidate, List.of()),
              within(scored.getOrDefault(candidate, List.of())),
              restarts);
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
      List<FoldScores> all = scored.computeIfAbsent(candidate, key -> new ArrayList<>());
      if (all.isEmpty() || all.size() * scores.bytes() <= MOST_BYTES) {
        all.add(scores);
      }
    }
  }
}
