package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.local.trainer.TreePredictions;
import org.espalier.train.Stop;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.Coding;
import org.espalier.train.tree.ScoringRows;

/** Scores of trees on the packed rows that their folds validate, by one pass for many models. */
public final class PassedScores {

  /** Tallies of models and partitions that the driver receives at a time: 64 MiB at 1 KiB each. */
  private static final int MOST_TALLIES = 1 << 16;

  /** Distinct scores of a model that a task keeps apart: 2 MiB. */
  private static final int MOST_SCORES = 1 << 16;

  private PassedScores() {}

  /**
   * Model whose predictions for the rows of a fold are scored.
   *
   * @param fold that the rows validate
   */
  public record Scored(int fold, TreePredictions predictions) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** Models, and what of their predictions is scored. */
  private record Scoring(ArrayList<Scored> models, CellMetrics metrics, boolean isWeighted)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Scores of models.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the models
   */
  public static List<Map<String, Double>> of(
      PackedCodes rows, List<Scored> models, CellMetrics metrics, boolean isWeighted) {
    List<Map<String, Double>> scores = new ArrayList<>();
    int together = Math.max(1, MOST_TALLIES / rows.chunks().getNumPartitions());
    for (int from = 0; from < models.size(); from += together) {
      List<Scored> some = models.subList(from, Math.min(from + together, models.size()));
      Scoring scoring = new Scoring(new ArrayList<>(some), metrics, isWeighted);
      List<List<Tally>> parts = tallies(rows, scoring);
      for (int i = 0; i < some.size(); i++) {
        Tally tally = new Tally(metrics, MOST_SCORES);
        for (List<Tally> part : parts) {
          tally.merge(part.get(i));
        }
        scores.add(tally.scores());
      }
    }
    return scores;
  }

  private static List<List<Tally>> tallies(PackedCodes rows, Scoring scoring) {
    Broadcast<Scoring> sent = rows.context().broadcast(scoring);
    Broadcast<Coding> coding = rows.coding();
    try {
      return InterruptiblePass.run(
          rows.context(),
          () ->
              rows.chunks()
                  .mapPartitions(
                      part -> List.of(tallies(sent.value(), coding.value(), part)).iterator())
                  .collect());
    } finally {
      Uninterrupted.run(() -> sent.destroy());
    }
  }

  private static List<Tally> tallies(Scoring scoring, Coding coding, Iterator<CodedRows> chunks)
      throws InterruptedException {
    Stop stop = Stop.onInterrupt();
    List<Tally> tallies = new ArrayList<>();
    scoring.models.forEach(model -> tallies.add(new Tally(scoring.metrics, MOST_SCORES)));
    while (chunks.hasNext()) {
      CodedRows chunk = chunks.next();
      Map<Integer, Fold> folds = new HashMap<>();
      for (int i = 0; i < tallies.size(); i++) {
        Scored scored = scoring.models.get(i);
        Fold fold = folds.get(scored.fold);
        if (fold == null) {
          fold = Fold.of(chunk, scored.fold, coding, stop);
          folds.put(scored.fold, fold);
        }
        PredictedRows predicted = scored.predictions.of(fold.rows, fold.labels, stop);
        tallies.get(i).add(scoring.isWeighted ? predicted.weighing(fold.weights) : predicted);
      }
    }
    tallies.forEach(Tally::compact);
    return tallies;
  }

  /** Rows of a chunk that validate a fold. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fold(ScoringRows rows, double[] labels, double[] weights) {

    static Fold of(CodedRows chunk, int fold, Coding coding, Stop stop)
        throws InterruptedException {
      int[] rows = chunk.validating(fold);
      return new Fold(chunk.scoring(coding, rows, stop), chunk.labels(rows), chunk.weights(rows));
    }
  }
}
