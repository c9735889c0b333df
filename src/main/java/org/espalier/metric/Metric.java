package org.espalier.metric;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.study.Direction;

/**
 * Metric that models are judged by, named as in settings, tables and page: one of MLlib's metrics,
 * with MLlib's name in dashes, one of our own, or the class of an evaluator.
 *
 * @param key for example {@code area-under-roc}
 * @param family implementation that computes it
 * @param name name in that implementation
 * @param direction empty for an evaluator class, which defines it itself
 * @param tasks tasks it can judge
 */
public record Metric(
    String key, Family family, String name, Optional<Direction> direction, Set<Task> tasks) {

  /** Implementation that computes a metric. */
  public enum Family {
    /** MLlib's evaluator of two classes, from their scores. */
    RANKING,
    /** MLlib's evaluator of any number of classes. */
    CLASSES,
    /** MLlib's evaluator of numbers. */
    NUMBERS,
    /** Ours, from the counts of each label and prediction. */
    CONFUSION,
    /** MLlib's evaluator of clusterings. */
    CLUSTERS,
    /** Ours, from pairs of rows. */
    PAIRS,
    /** MLlib's evaluator of recommendations, from the order of each user's items. */
    LISTS,
    /** Ours, a mean over rows. */
    MEAN,
    /** The user's, by the name of its class. */
    EVALUATOR
  }

  /** Pattern of metrics of the first k items of a user. */
  private static final Pattern CUT = Pattern.compile("(.+-at-)([1-9][0-9]{0,5})");

  /** The k that is listed by name; any other k may replace it. */
  private static final int USUAL_CUT = 10;

  /** Maximum number of names in a message. */
  private static final int SHOWN = 5;

  private static final Map<String, Metric> KNOWN = new LinkedHashMap<>();

  private static final Set<Task> TWO = EnumSet.of(Task.BINARY);
  private static final Set<Task> CLASSES = EnumSet.of(Task.BINARY, Task.MULTICLASS);
  private static final Set<Task> NUMBERS = EnumSet.of(Task.REGRESSION, Task.RECOMMENDATION);

  /** Exact: every distinct score is a threshold ({@code numBins = 0}). */
  public static final Metric AREA_UNDER_ROC = larger("areaUnderROC", Family.RANKING, TWO);

  public static final Metric AREA_UNDER_PR = larger("areaUnderPR", Family.RANKING, TWO);
  public static final Metric ACCURACY = larger("accuracy", Family.CLASSES, CLASSES);

  /** The mean over classes, weighted by their frequency. */
  public static final Metric F1 = larger("f1", Family.CLASSES, CLASSES);

  public static final Metric LOG_LOSS = smaller("logLoss", Family.CLASSES, CLASSES);
  public static final Metric RMSE = smaller("rmse", Family.NUMBERS, NUMBERS);
  public static final Metric MSE = smaller("mse", Family.NUMBERS, NUMBERS);
  public static final Metric MAE = smaller("mae", Family.NUMBERS, NUMBERS);
  public static final Metric R2 = larger("r2", Family.NUMBERS, NUMBERS);

  /** Mean of |error / label|; undefined where a label is 0. */
  public static final Metric MAPE = smaller("mape", Family.MEAN, NUMBERS);

  /**
   * The mean squared error of probabilities: of the positive class for two classes, summed over
   * classes for more. Brier, Monthly Weather Review 78 (1950).
   */
  public static final Metric BRIER = smaller("brier", Family.MEAN, CLASSES);

  /**
   * Share of comparable pairs of rows (it is known whose time is longer) that predictions order
   * correctly. Harrell et al., JAMA 247 (1982).
   */
  public static final Metric CONCORDANCE_INDEX =
      larger("concordanceIndex", Family.PAIRS, EnumSet.of(Task.SURVIVAL));

  /**
   * Mean over rows of how much nearer a row is to its own cluster than to the next one, from -1 to
   * 1, by squared Euclidean distance. Rousseeuw, J. Comput. Appl. Math. 20 (1987).
   */
  public static final Metric SILHOUETTE =
      larger("silhouette", Family.CLUSTERS, EnumSet.of(Task.CLUSTERING));

  /** Silhouette by the cosine distance of vectors. */
  public static final Metric SILHOUETTE_COSINE =
      larger("silhouetteCosine", Family.CLUSTERS, EnumSet.of(Task.CLUSTERING));

  static {
    larger("weightedPrecision", Family.CLASSES, CLASSES);
    larger("weightedRecall", Family.CLASSES, CLASSES);
    larger("weightedTruePositiveRate", Family.CLASSES, CLASSES);
    smaller("weightedFalsePositiveRate", Family.CLASSES, CLASSES);
    larger("weightedFMeasure", Family.CLASSES, CLASSES);
    smaller("hammingLoss", Family.CLASSES, CLASSES);
    // Metrics of one label: the positive class.
    larger("precisionByLabel", Family.CLASSES, TWO);
    larger("recallByLabel", Family.CLASSES, TWO);
    larger("fMeasureByLabel", Family.CLASSES, TWO);
    larger("truePositiveRateByLabel", Family.CLASSES, TWO);
    smaller("falsePositiveRateByLabel", Family.CLASSES, TWO);
    // Mean recall of the classes. Brodersen et al., ICPR 2010.
    larger("balancedAccuracy", Family.CONFUSION, CLASSES);
    larger("macroF1", Family.CONFUSION, CLASSES);
    // Cohen, Educational and Psychological Measurement 20 (1960).
    larger("cohensKappa", Family.CONFUSION, CLASSES);
    // Matthews, BBA 405 (1975); for more than two classes Gorodkin, Comput. Biol. Chem. 28 (2004).
    larger("mcc", Family.CONFUSION, CLASSES);
    larger("meanAveragePrecision", Family.LISTS, EnumSet.of(Task.RECOMMENDATION));
    for (String name : List.of("meanAveragePrecisionAtK", "precisionAtK", "ndcgAtK", "recallAtK")) {
      Metric metric = ofFirst(USUAL_CUT, name);
      KNOWN.put(metric.key(), metric);
    }
    // Explained variance.
    larger("var", Family.NUMBERS, NUMBERS);
  }

  public Metric {
    tasks = Collections.unmodifiableSet(EnumSet.copyOf(tasks));
  }

  private static Metric larger(String name, Family family, Set<Task> tasks) {
    return known(name, family, Direction.MAXIMIZE, tasks);
  }

  private static Metric smaller(String name, Family family, Set<Task> tasks) {
    return known(name, family, Direction.MINIMIZE, tasks);
  }

  private static Metric known(String name, Family family, Direction direction, Set<Task> tasks) {
    Metric metric = new Metric(dashed(name), family, name, Optional.of(direction), tasks);
    KNOWN.put(metric.key(), metric);
    return metric;
  }

  /** {@code area-under-roc} of {@code areaUnderROC}. */
  private static String dashed(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      boolean afterSmall = i > 0 && !Character.isUpperCase(name.charAt(i - 1));
      boolean beforeSmall = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
      if (i > 0 && Character.isUpperCase(letter) && (afterSmall || beforeSmall)) {
        key.append('-');
      }
      key.append(Character.toLowerCase(letter));
    }
    return key.toString();
  }

  /** Metric of an evaluator's class, which need not exist. */
  public static Metric ofClass(String className) {
    return new Metric(
        className, Family.EVALUATOR, className, Optional.empty(), EnumSet.allOf(Task.class));
  }

  /**
   * @param name MLlib's, which ends in {@code AtK}
   */
  private static Metric ofFirst(int items, String name) {
    String key = dashed(name.substring(0, name.length() - 1)) + "-" + items;
    return new Metric(
        key, Family.LISTS, name, Optional.of(Direction.MAXIMIZE), EnumSet.of(Task.RECOMMENDATION));
  }

  /** The k of a metric of the first k items of a user. */
  public OptionalInt firstItems() {
    Matcher cut = CUT.matcher(key);
    return family == Family.LISTS && cut.matches()
        ? OptionalInt.of(Integer.parseInt(cut.group(2)))
        : OptionalInt.empty();
  }

  /** The metric of that name; a name with a dot is that of a class. */
  public static Optional<Metric> of(String key) {
    if (key.contains(".")) {
      return Optional.of(ofClass(key));
    }
    Matcher cut = CUT.matcher(key);
    if (cut.matches()) {
      return Optional.ofNullable(KNOWN.get(cut.group(1) + USUAL_CUT))
          .map(usual -> ofFirst(Integer.parseInt(cut.group(2)), usual.name()));
    }
    return Optional.ofNullable(KNOWN.get(key));
  }

  /** All that have a name. */
  public static List<Metric> values() {
    return List.copyOf(KNOWN.values());
  }

  /** Names of all metrics, in order. */
  public static List<String> keys() {
    return List.copyOf(KNOWN.keySet());
  }

  /** First few names of the metrics that judge one of the tasks. */
  public static String keysFor(Set<Task> tasks) {
    List<String> keys =
        values().stream()
            .filter(metric -> metric.tasks().stream().anyMatch(tasks::contains))
            .map(Metric::key)
            .toList();
    String first = String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())));
    return keys.size() > SHOWN ? first + ", …" : first;
  }

  /** Default metric of a task. */
  public static Metric defaultFor(Task task) {
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

  public boolean fits(Task task) {
    return tasks.contains(task);
  }

  /** True if the metric judges class probabilities, which not every classifier predicts. */
  public boolean needsProbabilities() {
    return equals(LOG_LOSS) || equals(BRIER);
  }

  @Override
  public String toString() {
    return key;
  }
}
