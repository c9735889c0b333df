package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.local.trainer.TreePredictions;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.Coding;
import org.espalier.train.tree.ScoringRows;

/** Scoring of trees on the packed rows that their folds validate; one pass scores many models. */
final class PassedScores {

  private PassedScores() {}

  /**
   * Model whose predictions for the rows of a fold are scored.
   *
   * @param fold fold that the rows validate
   */
  private record Scored(int fold, TreePredictions predictions) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Returns the scores of candidates.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the candidates
   */
  static List<Map<String, Double>> scores(
      PackedCodes rows,
      List<PackedTable.Passed> candidates,
      CellMetrics metrics,
      boolean isWeighted) {
    List<Scored> models =
        candidates.stream()
            .map(
                one ->
                    new Scored(
                        one.candidate().fold(),
                        PackedCodes.predictions(one.candidate().estimator(), one.result())))
            .toList();
    Broadcast<JavaSerialized<Coding>> coding = rows.coding();
    return new ScoreJob<>(rows.chunks(), metrics)
        .scores(
            models,
            (some, part, tallies) -> add(some, coding.value().value(), part, tallies, isWeighted));
  }

  private static void add(
      List<Scored> models,
      Coding coding,
      Iterator<CodedRows> part,
      List<Tally> tallies,
      boolean isWeighted)
      throws InterruptedException {
    StopRequest stop = StopRequest.onInterrupt();
    while (part.hasNext()) {
      CodedRows chunk = part.next();
      Map<Integer, Fold> folds = new HashMap<>();
      for (int i = 0; i < tallies.size(); i++) {
        Scored scored = models.get(i);
        Fold fold = folds.get(scored.fold);
        if (fold == null) {
          fold = Fold.of(chunk, scored.fold, coding, stop);
          folds.put(scored.fold, fold);
        }
        PredictedRows predicted = scored.predictions.predict(fold.rows, fold.labels, stop);
        tallies.get(i).add(isWeighted ? predicted.weighing(fold.weights) : predicted);
      }
    }
  }

  /** Rows of a chunk that validate a fold. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fold(ScoringRows rows, double[] labels, double[] weights) {

    static Fold of(CodedRows chunk, int fold, Coding coding, StopRequest stop)
        throws InterruptedException {
      int[] rows = chunk.validating(fold);
      return new Fold(chunk.scoring(coding, rows, stop), chunk.labels(rows), chunk.weights(rows));
    }
  }
}
