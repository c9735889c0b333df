package org.espalier.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of predictions from which the metrics of a cell follow. Gathered row by row, in parts
 * that are merged: the one definition for predictions in arrays and on a cluster. Only what the
 * metrics need is gathered.
 */
public final class Tally implements Serializable {

  private static final long serialVersionUID = 1;

  private final CellMetrics metrics;
  private final boolean ofScores;
  private final boolean ofCounts;
  private final boolean ofErrors;
  private final boolean ofPairs;
  private final List<Measure> means;
  private transient @Nullable List<KnownMetrics.RowLoss> losses;
  private final double[] lossSums;
  private double weight = 0;
  private boolean lacksScores = false; // of some rows, so that there is no curve of all
  private final ScoreCounts.Counter scores;
  private final ConfusionMatrix counts;
  private final ErrorSums errors = new ErrorSums();
  private final CensoredRows pairs = new CensoredRows();

  /**
   * Statistics of no rows.
   *
   * @param mostScores maximum number of distinct scores that are kept apart; at least 2
   */
  public Tally(CellMetrics metrics, int mostScores) {
    this(metrics, mostScores, new ConfusionMatrix());
  }

  Tally(CellMetrics metrics, int mostScores, ConfusionMatrix counts) {
    this.metrics = metrics;
    this.counts = counts;
    this.ofScores = metrics.has(Metric.Family.SCORES);
    this.ofCounts = metrics.has(Metric.Family.COUNTS);
    this.ofErrors = metrics.has(Metric.Family.ERRORS);
    this.ofPairs = metrics.has(Metric.Family.PAIRS);
    this.means =
        List.copyOf(
            metrics.measures().stream()
                .filter(measure -> measure.metric().family() == Metric.Family.MEAN)
                .toList());
    this.lossSums = new double[means.size()];
    this.scores = new ScoreCounts.Counter(mostScores);
  }

  public void add(PredictedRow row) {
    add(row, 1);
  }

  public void add(PredictedRows rows) {
    lacksScores |= rows.size() > 0 && rows.scores().length == 0;
    if (!means.isEmpty()) {
      for (int row = 0; row < rows.size(); row++) {
        add(rows.row(row));
      }
      return;
    }
    double[] labels = rows.labels();
    double[] predictions = rows.predictions();
    double[] margins = rows.scores();
    for (int row = 0; row < labels.length; row++) {
      count(
          labels[row],
          predictions.length == 0 ? Double.NaN : predictions[row],
          margins.length == 0 ? Double.NaN : margins[row],
          rows.ended().length > 0 && rows.ended()[row],
          rows.weight(row),
          1);
    }
  }

  /**
   * @param times number of times that the row is there
   */
  void add(PredictedRow row, int times) {
    count(row.label(), row.prediction(), row.score(), row.ended(), row.weight(), times);
    double added = row.weight() * times;
    List<KnownMetrics.RowLoss> losses = losses();
    for (int i = 0; i < lossSums.length; i++) {
      lossSums[i] += added * losses.get(i).of(row, means.get(i).params());
    }
  }

  private void count(
      double label, double prediction, double score, boolean ended, double single, int times) {
    double added = single * times;
    if (ofScores) {
      scores.add(score, PredictedRow.isPositive(label), added);
    }
    if (ofCounts) {
      counts.add(label, prediction, added);
    }
    if (ofErrors) {
      errors.add(label, prediction, single, times);
    }
    if (ofPairs) {
      pairs.add(label, ended, prediction, added);
    }
    weight += added;
  }

  private List<KnownMetrics.RowLoss> losses() {
    if (losses == null) {
      losses = means.stream().map(mean -> mean.metric().loss()).toList();
    }
    return losses;
  }

  /** Makes the statistics as small as possible, before they are sent. Returns this. */
  public Tally compact() {
    scores.counts();
    return this;
  }

  /** Adds the rows of another part; both are for the same metrics. Returns this. */
  public Tally merge(Tally other) {
    scores.merge(other.scores);
    counts.merge(other.counts);
    errors.merge(other.errors);
    pairs.merge(other.pairs);
    lacksScores |= other.lacksScores;
    for (int i = 0; i < lossSums.length; i++) {
      lossSums[i] += other.lossSums[i];
    }
    weight += other.weight;
    return this;
  }

  /** Scores by name, in the order of the metrics; NaN where a metric is not defined. */
  public Map<String, Double> scores() {
    Map<String, Double> results = new LinkedHashMap<>();
    for (Measure measure : metrics.measures()) {
      results.put(measure.name(), score(measure));
    }
    return results;
  }

  private double score(Measure measure) {
    if (lacksScores && measure.metric().family() == Metric.Family.SCORES) {
      return Double.NaN;
    }
    int mean = means.indexOf(measure);
    return mean >= 0 ? lossSums[mean] / weight : measure.metric().summary(this, measure.params());
  }

  /** Largest bound on the error of an area among the metrics; 0 if there is none. */
  public double areaError() {
    if (!ofScores || lacksScores) {
      return 0;
    }
    BinaryAreas areas = areas();
    double largest = 0;
    for (Measure measure : metrics.measures()) {
      if (measure.metric().family() == Metric.Family.SCORES) {
        boolean isRoc = measure.metric().equals(Metric.AREA_UNDER_ROC);
        largest = Math.max(largest, isRoc ? areas.rocError() : areas.prError());
      }
    }
    return largest;
  }

  /** Areas under the curves of the scores, with the bound on their errors. */
  public BinaryAreas areas() {
    return BinaryAreas.of(scores.counts());
  }

  ConfusionMatrix counts() {
    return counts;
  }

  ErrorSums errors() {
    return errors;
  }

  CensoredRows pairs() {
    return pairs;
  }

  /** Times, their ends, predictions and weights of rows, of which pairs are compared. */
  static final class CensoredRows implements Serializable {

    private static final long serialVersionUID = 1;

    private int size = 0;
    private double[] times = new double[16];
    private double[] predictions = new double[16];
    private double[] weights = new double[16];
    private boolean[] ended = new boolean[16];

    void add(double time, boolean isEnded, double prediction, double weight) {
      grow(size + 1);
      times[size] = time;
      ended[size] = isEnded;
      predictions[size] = prediction;
      weights[size++] = weight;
    }

    void merge(CensoredRows other) {
      grow(size + other.size);
      System.arraycopy(other.times, 0, times, size, other.size);
      System.arraycopy(other.ended, 0, ended, size, other.size);
      System.arraycopy(other.predictions, 0, predictions, size, other.size);
      System.arraycopy(other.weights, 0, weights, size, other.size);
      size += other.size;
    }

    private void grow(int needed) {
      if (needed > times.length) {
        resize(Math.max(needed, 2 * times.length));
      }
    }

    private void resize(int length) {
      times = Arrays.copyOf(times, length);
      ended = Arrays.copyOf(ended, length);
      predictions = Arrays.copyOf(predictions, length);
      weights = Arrays.copyOf(weights, length);
    }

    double concordance() {
      resize(size);
      return Concordance.index(times, ended, predictions, weights);
    }
  }
}
