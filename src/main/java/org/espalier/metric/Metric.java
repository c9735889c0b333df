package org.espalier.metric;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.study.Direction;

/**
 * Metric of a model, named as in settings, tables and page: one of MLlib's metrics, with MLlib's
 * name in dashes, one of our own, or the class of an evaluator.
 *
 * @param key for example {@code area-under-roc}
 * @param family input that it is computed from
 * @param name MLlib's name where it has one; the class of a user's evaluator
 * @param direction empty for an evaluator class, which defines it itself
 * @param tasks tasks that it applies to
 */
public record Metric(
    String key, Family family, String name, Optional<Direction> direction, Set<ProblemType> tasks) {

  /** Input that a metric is computed from. */
  public enum Family {
    /** Curves over the scores of two classes. */
    SCORES,
    /** Counts of each label and prediction. */
    COUNTS,
    /** Moments of labels, predictions and their differences. */
    ERRORS,
    /** Losses of rows, of which it is the mean. */
    MEAN,
    /** Pairs of rows with censored labels. */
    PAIRS,
    /** Clusters of feature vectors; MLlib's evaluator. */
    CLUSTERS,
    /** Each user's items in their order; MLlib's evaluator of rankings. */
    LISTS,
    /** A Dataset, by the user's evaluator. */
    EVALUATOR
  }

  /** Pattern of metrics of the first k items of a user. */
  private static final Pattern CUT = Pattern.compile("(.+-at-)([1-9][0-9]{0,5})");

  /** The k that is listed by name; any other k may replace it. */
  private static final int USUAL_CUT = 10;

  /** Maximum number of names in a message. */
  private static final int SHOWN = 5;

  private static final KnownMetrics KNOWN = new KnownMetrics();

  private static final Set<ProblemType> TWO = EnumSet.of(ProblemType.BINARY);
  private static final Set<ProblemType> CLASSES =
      EnumSet.of(ProblemType.BINARY, ProblemType.MULTICLASS);
  private static final Set<ProblemType> NUMBERS =
      EnumSet.of(ProblemType.REGRESSION, ProblemType.RECOMMENDATION);

  /** Exact: every distinct score is a threshold ({@code numBins = 0}). */
  public static final Metric AREA_UNDER_ROC =
      KNOWN.larger("areaUnderROC", Family.SCORES, TWO, (t, p) -> t.areas().underRoc());

  public static final Metric AREA_UNDER_PR =
      KNOWN.larger("areaUnderPR", Family.SCORES, TWO, (t, p) -> t.areas().underPr());

  public static final Metric ACCURACY =
      KNOWN.larger("accuracy", Family.COUNTS, CLASSES, (t, p) -> t.counts().accuracy());

  /** The mean over classes, weighted by their frequency. */
  public static final Metric F1 =
      KNOWN.larger("f1", Family.COUNTS, CLASSES, (t, p) -> t.counts().weightedF(1));

  public static final Metric LOG_LOSS =
      KNOWN.mean("logLoss", CLASSES, (row, p) -> row.logLoss(p.eps()));

  public static final Metric RMSE =
      KNOWN.smaller("rmse", Family.ERRORS, NUMBERS, (t, p) -> Math.sqrt(t.errors().meanSquare()));

  public static final Metric MSE =
      KNOWN.smaller("mse", Family.ERRORS, NUMBERS, (t, p) -> t.errors().meanSquare());

  public static final Metric MAE =
      KNOWN.smaller("mae", Family.ERRORS, NUMBERS, (t, p) -> t.errors().meanSize());

  public static final Metric R2 =
      KNOWN.larger("r2", Family.ERRORS, NUMBERS, (t, p) -> t.errors().r2(p.throughOrigin()));

  /** Mean of |error / label|; undefined where a label is 0. */
  public static final Metric MAPE = KNOWN.mean("mape", NUMBERS, (row, p) -> row.relativeError());

  /**
   * The mean squared error of probabilities: of the positive class for two classes, summed over
   * classes for more. Brier, Monthly Weather Review 78 (1950).
   */
  public static final Metric BRIER = KNOWN.mean("brier", CLASSES, (row, p) -> row.brier());

  /**
   * Share of comparable pairs of rows (it is known whose time is longer) that predictions order
   * correctly. Harrell et al., JAMA 247 (1982).
   */
  public static final Metric CONCORDANCE_INDEX =
      KNOWN.larger(
          "concordanceIndex",
          Family.PAIRS,
          EnumSet.of(ProblemType.SURVIVAL),
          (t, p) -> t.pairs().concordance());

  /**
   * Mean over rows of how much nearer a row is to its own cluster than to the next one, from -1 to
   * 1, by squared Euclidean distance. Rousseeuw, J. Comput. Appl. Math. 20 (1987).
   */
  public static final Metric SILHOUETTE =
      KNOWN.larger("silhouette", Family.CLUSTERS, EnumSet.of(ProblemType.CLUSTERING));

  /** Silhouette by the cosine distance of vectors. */
  public static final Metric SILHOUETTE_COSINE =
      KNOWN.larger("silhouetteCosine", Family.CLUSTERS, EnumSet.of(ProblemType.CLUSTERING));

  static {
    KNOWN.higher("weightedPrecision", CLASSES, (c, p) -> c.weightedPrecision());
    KNOWN.higher("weightedRecall", CLASSES, (c, p) -> c.weightedRecall());
    KNOWN.higher("weightedTruePositiveRate", CLASSES, (c, p) -> c.weightedRecall());
    KNOWN.lower("weightedFalsePositiveRate", CLASSES, (c, p) -> c.weightedFalsePositives());
    KNOWN.higher("weightedFMeasure", CLASSES, (c, p) -> c.weightedF(p.beta()));
    KNOWN.lower("hammingLoss", CLASSES, (c, p) -> 1 - c.accuracy());
    // Metrics of one label: the positive class.
    KNOWN.higher("precisionByLabel", TWO, (c, p) -> c.precision(p.label()));
    KNOWN.higher("recallByLabel", TWO, (c, p) -> c.recall(p.label()));
    KNOWN.higher("fMeasureByLabel", TWO, (c, p) -> c.fMeasure(p.label(), p.beta()));
    KNOWN.higher("truePositiveRateByLabel", TWO, (c, p) -> c.recall(p.label()));
    KNOWN.lower("falsePositiveRateByLabel", TWO, (c, p) -> c.falsePositives(p.label()));
    // Mean recall of the classes. Brodersen et al., ICPR 2010.
    KNOWN.higher("balancedAccuracy", CLASSES, (c, p) -> c.balancedAccuracy());
    KNOWN.higher("macroF1", CLASSES, (c, p) -> c.macroF1());
    // Cohen, Educational and Psychological Measurement 20 (1960).
    KNOWN.higher("cohensKappa", CLASSES, (c, p) -> c.cohensKappa());
    // Matthews, BBA 405 (1975); for more than two classes Gorodkin, Comput. Biol. Chem. 28 (2004).
    KNOWN.higher("mcc", CLASSES, (c, p) -> c.matthews());
    KNOWN.larger("meanAveragePrecision", Family.LISTS, EnumSet.of(ProblemType.RECOMMENDATION));
    for (String name : List.of("meanAveragePrecisionAtK", "precisionAtK", "ndcgAtK", "recallAtK")) {
      KNOWN.add(ofFirst(USUAL_CUT, name));
    }
    // Explained variance.
    KNOWN.larger("var", Family.ERRORS, NUMBERS, (t, p) -> t.errors().explained());
  }

  public Metric {
    tasks = Collections.unmodifiableSet(EnumSet.copyOf(tasks));
  }

  /**
   * Key of a metric by MLlib's name, {@code area-under-roc} of {@code areaUnderROC}; an unknown
   * name itself.
   */
  public static String keyOf(String name) {
    return KNOWN.of(dashed(name)).map(Metric::key).orElse(name);
  }

  static String dashed(String name) {
    return name.replaceAll("(?<=[^A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Metric of an evaluator's class, which need not exist. */
  public static Metric ofClass(String className) {
    return new Metric(
        className, Family.EVALUATOR, className, Optional.empty(), EnumSet.allOf(ProblemType.class));
  }

  /**
   * @param name MLlib's, which ends in {@code AtK}
   */
  private static Metric ofFirst(int items, String name) {
    String key = dashed(name.substring(0, name.length() - 1)) + "-" + items;
    return new Metric(
        key,
        Family.LISTS,
        name,
        Optional.of(Direction.MAXIMIZE),
        EnumSet.of(ProblemType.RECOMMENDATION));
  }

  /** The k of a metric of the first k items of a user. */
  public OptionalInt firstItems() {
    Matcher cut = CUT.matcher(key);
    return family == Family.LISTS && cut.matches()
        ? OptionalInt.of(Integer.parseInt(cut.group(2)))
        : OptionalInt.empty();
  }

  /** The metric of a key, or of MLlib's name for it; a name with a dot is that of a class. */
  public static Optional<Metric> of(String key) {
    Optional<Metric> usual = KNOWN.of(key);
    if (usual.isPresent()) {
      return usual;
    }
    Optional<Metric> known = KNOWN.of(dashed(key)).filter(one -> one.name().equals(key));
    if (known.isPresent()) {
      return known;
    }
    if (key.contains(".")) {
      return Optional.of(ofClass(key));
    }
    Matcher cut = CUT.matcher(key);
    if (cut.matches()) {
      return KNOWN
          .of(cut.group(1) + USUAL_CUT)
          .map(first -> ofFirst(Integer.parseInt(cut.group(2)), first.name()));
    }
    return Optional.empty();
  }

  /** All that have a name. */
  public static List<Metric> values() {
    return KNOWN.all();
  }

  /** Names of all metrics, in order. */
  public static List<String> keys() {
    return values().stream().map(Metric::key).toList();
  }

  /** First few names of the metrics that apply to one of the tasks. */
  public static String keysFor(Set<ProblemType> tasks) {
    List<String> keys =
        values().stream()
            .filter(metric -> metric.tasks().stream().anyMatch(tasks::contains))
            .map(Metric::key)
            .toList();
    String first = String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())));
    return keys.size() > SHOWN ? first + ", …" : first;
  }

  public static Metric defaultFor(ProblemType task) {
    return switch (task) {
      case BINARY -> AREA_UNDER_ROC;
      case MULTICLASS -> ACCURACY;
      case REGRESSION, RECOMMENDATION -> RMSE;
      case SURVIVAL -> CONCORDANCE_INDEX;
      case CLUSTERING -> SILHOUETTE;
    };
  }

  /** True if a score lies beyond the best that any model can have. */
  public boolean isBeyondBest(double score) {
    if (direction.isEmpty() || name.equals("var")) {
      return false; // unbounded
    }
    return direction.get() == Direction.MAXIMIZE ? score > 1 : score < 0;
  }

  public boolean fits(ProblemType task) {
    return tasks.contains(task);
  }

  /** True if the metric follows from labels, predictions and weights of rows alone. */
  public boolean isOfRows() {
    return KNOWN.summary(name).isPresent() || KNOWN.loss(name).isPresent();
  }

  KnownMetrics.RowLoss loss() {
    return KNOWN.loss(name).orElseThrow();
  }

  double summary(Tally tally, MetricParams params) {
    return KNOWN.summary(name).orElseThrow().of(tally, params);
  }

  /** True if the metric reads class probabilities, which not every classifier predicts. */
  public boolean needsProbabilities() {
    return equals(LOG_LOSS) || equals(BRIER);
  }

  @Override
  public String toString() {
    return key;
  }
}
