package org.espalier.testing;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Calibration;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Residuals;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Seed;

/** Examinations of made-up predictions, one for each kind of label. */
public final class SampleExamination {

  private static final int ROWS = 2_000;
  private static final long HELD_OUT = 6_512;
  private static final List<String> COLUMNS = List.of("age", "education", "hours", "sex", "zip");

  private SampleExamination() {}

  /** Of two classes, with all parts that these have. */
  public static HeldOutExamination binary() {
    RandomGenerator random = new Seed(11).random();
    double[] scores = IntStream.range(0, ROWS).mapToDouble(i -> random.nextDouble()).toArray();
    double[] labels = new double[ROWS];
    double[][] probabilities = new double[ROWS][];
    double[] predictions = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = random.nextDouble() < scores[i] * scores[i] ? 1 : 0;
      probabilities[i] = new double[] {1 - scores[i], scores[i]};
      predictions[i] = scores[i] > 0.5 ? 1 : 0;
    }
    PredictedRows rows = PredictedRows.of(labels, predictions, scores, probabilities);
    return new HeldOutExamination(
        new HeldOutExamination.Sample(ROWS, HELD_OUT),
        BinaryCurves.of(rows),
        Calibration.of(rows),
        ConfusionTable.of(rows, List.of("<=50K", ">50K")),
        Optional.empty(),
        Optional.of(importance(0.9264)),
        List.of());
  }

  /** Of three classes, without probabilities. */
  public static HeldOutExamination multiclass() {
    RandomGenerator random = new Seed(12).random();
    double[] labels = IntStream.range(0, ROWS).mapToDouble(i -> random.nextInt(3)).toArray();
    double[] predictions =
        IntStream.range(0, ROWS)
            .mapToDouble(i -> random.nextInt(4) == 0 ? random.nextInt(3) : labels[i])
            .toArray();
    return new HeldOutExamination(
        new HeldOutExamination.Sample(ROWS, HELD_OUT),
        Optional.empty(),
        Optional.empty(),
        ConfusionTable.of(PredictedRows.of(labels, predictions), List.of()),
        Optional.empty(),
        Optional.of(importance(0.8)),
        List.of("Calibration: left out, as the model does not predict what is needed."));
  }

  /** Of numbers, without columns. */
  public static HeldOutExamination regression() {
    RandomGenerator random = new Seed(13).random();
    double[] labels = IntStream.range(0, ROWS).mapToDouble(i -> random.nextDouble(90)).toArray();
    double[] predictions =
        IntStream.range(0, ROWS).mapToDouble(i -> labels[i] + random.nextGaussian()).toArray();
    return new HeldOutExamination(
        new HeldOutExamination.Sample(ROWS, ROWS),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Residuals.of(PredictedRows.of(labels, predictions)),
        Optional.empty(),
        List.of("Importance of columns: left out, as the model keeps no column of the rows."));
  }

  private static PermutationImportance importance(double score) {
    Objective objective = new Objective("area-under-roc", Direction.MAXIMIZE);
    RandomGenerator random = new Seed(14).random();
    List<PermutationImportance.Column> columns =
        IntStream.range(0, COLUMNS.size())
            .mapToObj(
                i -> {
                  double loss = 0.02 * (3 - Math.abs(i - 1));
                  double[] shuffled =
                      random.doubles(5).map(noise -> score - loss + 0.01 * noise).toArray();
                  return PermutationImportance.column(COLUMNS.get(i), objective, score, shuffled);
                })
            .toList();
    return new PermutationImportance(score, 1_000, 5, 14, columns);
  }
}
