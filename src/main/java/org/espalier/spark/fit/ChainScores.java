package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.study.CurvePoint;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores of fitted chains: those that a task returned, or else the scores of predictions. The
 * chain's own stages make the predictions from the output of the shared stages.
 */
final class ChainScores {

  private final StudyChains chains;
  private final FoldedTable table;
  private final RungLadder ladder;
  private final RowCache shared;
  private final StageEvents events;
  private final Predicate<PipelineSteps> isAssembled;
  private final Verification verification = new Verification();
  private volatile @Nullable OutOfFold keeper;

  /**
   * Creates the scores of a study's chains.
   *
   * @param isAssembled true if a chain's model is a whole one, with Spark's events
   */
  ChainScores(
      StudyChains chains,
      FoldedTable table,
      RungLadder ladder,
      RowCache shared,
      StageEvents events,
      Predicate<PipelineSteps> isAssembled) {
    this.chains = chains;
    this.table = table;
    this.ladder = ladder;
    this.shared = shared;
    this.events = events;
    this.isAssembled = isAssembled;
  }

  /** Keeps the scores of cells of full resource from now on. */
  void keep(OutOfFold scores) {
    keeper = scores;
  }

  /** Returns the store of the cells' scores; empty if none are kept. */
  Optional<OutOfFold> kept() {
    return Optional.ofNullable(keeper);
  }

  /** Keeps the scores of cells that end together, at their common last iteration. */
  void ended(Proposal proposal, Configuration configuration, JointCells.Next.Ended ended) {
    kept()
        .ifPresent(
            scores ->
                ended
                    .outcomes()
                    .forEach(
                        outcome ->
                            scores.ended(
                                new Cell(proposal, configuration, outcome.fold()), outcome)));
  }

  /**
   * Returns the scores of a cell. If scores are kept, those of a cell of full resource are kept by
   * row.
   */
  Map<String, Double> ofCell(Cell cell, PipelineSteps chain, FoldPart part, FittedChain fitted) {
    OutOfFold scores = keeper;
    if (scores == null
        || !part.isWhole()
        || !ladder.rung(cell.proposal().rung()).hasCellsOf(ladder.rung(ladder.top()))) {
      return score(chain, part, fitted, chains::scores);
    }
    List<FoldScores> rows = fitted.result().rows();
    Map<String, Double> all =
        score(
            chain,
            part,
            fitted,
            predicted -> {
              Map<String, Double> some = chains.scores(predicted);
              if (rows.isEmpty()) {
                Dataset<Row> read = shared.unstored(chain, part);
                scores.keep(cell, metric(some), read, predicted, chains.columns(chain));
              }
              return some;
            });
    List<CurvePoint> curve = fitted.result().curve();
    if (!curve.isEmpty()) {
      scores.stage(cell, curve, rows);
    } else if (!rows.isEmpty()) {
      scores.keep(cell, metric(all), rows.get(0));
    }
    return all;
  }

  private double metric(Map<String, Double> scores) {
    return scores.getOrDefault(chains.objective().metric(), Double.NaN);
  }

  /** Returns the comparisons of fits inside tasks or by passes with ordinary ones, one per line. */
  List<String> verified() {
    return verification.lines();
  }

  /**
   * Scores a fitted chain's predictions for the validation rows of a fold, unless a task did, and
   * compares the scores with those of the ordinary fit that verifies it.
   *
   * @param score computes the scores of predictions by metric
   */
  Map<String, Double> score(
      PipelineSteps chain,
      FoldPart part,
      FittedChain fitted,
      Function<Dataset<Row>, Map<String, Double>> score) {
    Map<String, Double> scores = own(chain, part, fitted, isAssembled.test(chain), score);
    if (fitted.twin() != null) {
      Dataset<Row> predicted = learned(chain, part, chain.scoring(fitted.twin()));
      verification.compare(chain.learner(), part.fold(), fitted, scores, score.apply(predicted));
    }
    return scores;
  }

  private Map<String, Double> own(
      PipelineSteps chain,
      FoldPart part,
      FittedChain fitted,
      boolean assembled,
      Function<Dataset<Row>, Map<String, Double>> score) {
    // An assembled chain posts events to listeners even if no row is read.
    if (fitted.model() == null || (!assembled && !fitted.scores().isEmpty())) {
      return fitted.scores();
    }
    Dataset<Row> predicted = predicted(chain, part, fitted, assembled);
    return fitted.scores().isEmpty() ? score.apply(predicted) : fitted.scores();
  }

  private Dataset<Row> predicted(
      PipelineSteps chain, FoldPart part, FittedChain fitted, boolean assembled) {
    if (!chain.isPipeline()) {
      return fitted.whole().transform(table.parts().validation(part), chain.map());
    }
    if (!assembled) {
      Dataset<Row> predictions = shared.rows(chain, part).validation();
      for (Transformer stage : fitted.own()) {
        predictions = chain.scoring(stage).transform(predictions);
      }
      return predictions;
    }
    boolean isRead = fitted.scores().isEmpty(); // otherwise only for events
    Dataset<Row> all = isRead ? table.all() : table.described();
    Dataset<Row> validation = table.parts().passing(part, all).validation();
    return events.transform(
        fitted.whole(), validation, () -> predictions(chain, part, fitted, validation));
  }

  /** Returns the predictions of a model for the rows after all shared stages. */
  private Dataset<Row> learned(PipelineSteps chain, FoldPart part, Transformer model) {
    return model.transform(shared.rows(chain, part).validation());
  }

  private Dataset<Row> predictions(
      PipelineSteps chain, FoldPart part, FittedChain fitted, Dataset<Row> validation) {
    Transformer[] stages = ((PipelineModel) fitted.whole()).stages();
    for (int i = 0; i < chain.shareable(); i++) {
      events.transformed(stages[i], validation);
    }
    boolean scored = !fitted.scores().isEmpty(); // then only events are posted
    Dataset<Row> predictions = scored ? validation : shared.rows(chain, part).validation();
    for (Transformer own : fitted.own()) {
      Transformer stage = chain.scoring(own);
      Dataset<Row> before = predictions;
      predictions =
          events.transform(stage, before, () -> scored ? before : stage.transform(before));
    }
    return predictions;
  }

  /** Comparison of the scores of fits with those of ordinary fits on the same rows. */
  private static final class Verification {

    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

    private final List<String> lines = new ArrayList<>(); // guarded by itself

    /**
     * Compares the scores of one fit.
     *
     * @param own scores of the fit, by metric
     * @param byJobs scores of the ordinary fit
     */
    void compare(
        PipelineStage stage,
        int fold,
        FittedChain fit,
        Map<String, Double> own,
        Map<String, Double> byJobs) {
      boolean isInTask = fit.result().training().trainer() == Trainer.TASK;
      own.forEach(
          (metric, score) -> {
            Double other = byJobs.get(metric);
            if (other != null) {
              add(
                  String.format(
                      Locale.ROOT,
                      "%s, fold %d: %s %.9f %s, %.9f by jobs, difference %.1e",
                      stage.getClass().getSimpleName(),
                      fold,
                      metric,
                      score,
                      isInTask ? "inside a task" : "by passes",
                      other,
                      score - other));
            }
          });
    }

    private void add(String line) {
      LOG.warn("verified {}", line);
      synchronized (lines) {
        lines.add(line);
      }
    }

    /** Returns the comparisons so far, one per line. */
    List<String> lines() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }
  }
}
