package org.espalier.xgboost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.ScheduledParams;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.collected.TaskScorer;
import org.espalier.spark.local.trainer.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a fit that do not depend on its rows.
 *
 * @param given values by XGBoost's names, without objective and number of classes
 * @param rounds number of rounds, at least 1
 * @param patience number of rounds without a better score after which a fit ends; 0 to train all
 *     rounds
 * @param objective objective; null for a classifier whose objective follows from the number of
 *     classes
 * @param classes number of classes; 0 to take it from the rows
 * @param phases earlier rounds in which some params have other values
 * @param earlier model of fewer rounds to continue from; null to start from scratch
 * @param thresholds rule of a classifier's predictions; null for a regressor
 * @param form form of the native matrix
 */
record BoosterSettings(
    Map<String, String> given,
    int rounds,
    int patience,
    @Nullable BoostingObjective objective,
    int classes,
    List<EarlierParams.Phase> phases,
    @Nullable NativeModel earlier,
    @Nullable Thresholds thresholds,
    MatrixForm form)
    implements Serializable {

  private static final long serialVersionUID = 1;

  private static final String MARGINS = "baseMarginCol";
  private static final String CENSOR = "censorCol";

  /** Values with which nothing is sampled, which are XGBoost's defaults. */
  private static final Map<String, String> UNDRAWN =
      Map.of(
          "subsample", "1.0",
          "colsample_bytree", "1.0",
          "colsample_bylevel", "1.0",
          "colsample_bynode", "1.0",
          "rate_drop", "0.0",
          "one_drop", "false");

  /** XGBoost's default depth. */
  private static final int DEPTH = 6;

  /** XGBoost's default number of bins. */
  private static final int BINS = 256;

  /** Bytes of a bin of a node's histogram: two sums. */
  private static final int BIN = 16;

  /**
   * Bytes of a row: its position in the tree, twice, and its node; measured, allocation losses
   * included.
   */
  private static final int ROW = 40;

  /** Bytes of an output of a row: its derivatives, and its prediction, twice. */
  private static final int OUTPUT = 16;

  BoosterSettings {
    given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    phases = List.copyOf(phases);
  }

  static BoosterSettings of(PipelineStage estimator) {
    Map<String, String> given = new LinkedHashMap<>();
    XGBoostParam.all().values().stream()
        .filter(
            param -> !param.own().isEmpty() && estimator.isSet(estimator.getParam(param.name())))
        .forEach(param -> given.put(param.own(), text(value(estimator, param.name()))));
    String objective = given.remove("objective");
    String classes = given.remove("num_class");
    boolean ofClasses = estimator instanceof XGBoostClassifier;
    return new BoosterSettings(
        given,
        (Integer) value(estimator, "numRound"),
        patience(estimator),
        objective != null
            ? BoostingObjective.of(objective)
            : ofClasses ? null : BoostingObjective.SQUARED_ERROR,
        classes == null ? 0 : Integer.parseInt(classes),
        EarlierParams.of(estimator),
        ((Continuing) estimator).earlier(),
        ofClasses ? Thresholds.of(estimator) : null,
        form(estimator));
  }

  /** Estimator that can continue from a model, also from one with other values of some params. */
  interface Continuing extends ScheduledParams {

    @Override
    default Set<String> scheduled() {
      return EarlierParams.CHANGING;
    }

    @Nullable NativeModel earlier();

    /** Returns a copy that continues from a model. */
    PipelineStage after(NativeModel model);
  }

  /**
   * Returns true if continuing from a saved model gives the same rounds as an uninterrupted fit.
   * This holds if neither rows, columns nor dropped trees are sampled, or if each round has its own
   * seed.
   */
  boolean continues() {
    return Boolean.parseBoolean(given.get("seed_per_iteration"))
        || Stream.concat(Stream.of(given), phases.stream().map(EarlierParams.Phase::given))
            .noneMatch(BoosterSettings::draws);
  }

  private static boolean draws(Map<String, String> values) {
    return UNDRAWN.entrySet().stream()
        .anyMatch(
            none -> !values.getOrDefault(none.getKey(), none.getValue()).equals(none.getValue()));
  }

  /**
   * Returns the settings of the phase that contains the round after {@code round}, up to the end of
   * that phase; empty after all phases.
   */
  Optional<BoosterSettings> phase(int round) {
    for (EarlierParams.Phase phase : phases) {
      if (round < Math.min(phase.until(), rounds)) {
        Map<String, String> values = new LinkedHashMap<>(given);
        values.putAll(phase.given());
        return Optional.of(
            new BoosterSettings(
                values,
                Math.min(phase.until(), rounds),
                0,
                objective,
                classes,
                List.of(),
                null,
                thresholds,
                form));
      }
    }
    return Optional.empty();
  }

  static int patience(PipelineStage estimator) {
    return (Integer) value(estimator, IterationParam.PATIENCE);
  }

  private static MatrixForm form(PipelineStage estimator) {
    Object method = value(estimator, "treeMethod");
    return new MatrixForm(
        (Float) value(estimator, "missing"),
        isCensored(estimator),
        hasMargins(estimator),
        types(estimator),
        !method.equals("exact"),
        "%s %s".formatted(method, value(estimator, "maxBins")),
        !method.equals("approx"));
  }

  private static List<String> types(PipelineStage estimator) {
    Param<Object> types = estimator.getParam("featureTypes");
    return estimator.isDefined(types)
        ? List.of((String[]) estimator.getOrDefault(types))
        : List.of();
  }

  static boolean isCensored(PipelineStage estimator) {
    Param<Object> objective = estimator.getParam("objective");
    return estimator.isDefined(objective)
        && estimator.getOrDefault(objective).equals(BoostingObjective.AFT.text());
  }

  static boolean hasMargins(PipelineStage estimator) {
    return !TaskScorer.text(estimator, MARGINS).isEmpty();
  }

  /**
   * Returns the param that names a further column which training reads, besides MLlib's columns.
   */
  static String extra(PipelineStage estimator) {
    return isCensored(estimator) ? CENSOR : MARGINS;
  }

  private static Object value(PipelineStage estimator, String name) {
    return estimator.getOrDefault(estimator.getParam(name));
  }

  /** Returns a value in the notation of XGBoost. */
  private static String text(Object value) {
    return value instanceof int[] wholes
        ? Arrays.stream(wholes).mapToObj(String::valueOf).collect(Collectors.joining(",", "(", ")"))
        : String.valueOf(value);
  }

  /**
   * Returns everything that a booster depends on. The number of rounds is left out if all are
   * trained, because the longest booster then contains the others.
   */
  Object boosted() {
    Object early = patience == 0 ? "" : List.of(rounds, patience);
    return Arrays.asList(
        given, early, objective, classes, phases, earlier, thresholds == null, form);
  }

  /** Returns the number of classes of a fold. */
  int classes(FoldRows fold) {
    return Math.max(2, classes > 0 ? classes : fold.classes());
  }

  /** Returns true if a model of this number of classes has one margin per class. */
  boolean isOfClasses(int number) {
    return objective == BoostingObjective.SOFTPROB || (objective == null && number > 2);
  }

  /**
   * Returns the number of trees of a round.
   *
   * @param number number of classes
   */
  int trees(int number) {
    return (isOfClasses(number) ? number : 1) * whole("num_parallel_tree", 1);
  }

  /** Returns the maximum number of levels of a tree. */
  int levels() {
    int depth = whole("max_depth", DEPTH);
    return depth == 0 ? whole("max_leaves", DEPTH) : depth;
  }

  /**
   * Returns the maximum number of leaves of a tree on a table, averaged over the trees of a round.
   * Each leaf needs a sum of second derivatives of at least {@code min_child_weight}. The weights
   * of rows are taken as 1.
   */
  double leaves(TableSize table) {
    int most = whole("max_leaves", 0);
    double full = Math.scalb(1.0, levels());
    double least = Double.parseDouble(given.getOrDefault("min_child_weight", "1"));
    double heavy = Math.max(1, table.learned() * derivative(table.classes()) / least);
    return Math.min(
        Math.min((double) table.learned(), heavy), most > 0 ? Math.min(most, full) : full);
  }

  /**
   * Returns the maximum second derivative of a row's loss, by XGBoost's objectives. For several
   * classes it is the average over them: each has 2 p (1 - p), and the average is largest if all
   * classes are equally likely.
   */
  private double derivative(int number) {
    double positives = Math.max(1, Double.parseDouble(given.getOrDefault("scale_pos_weight", "1")));
    if (isOfClasses(number)) {
      return 2 * (1 - 1.0 / number) / number;
    }
    if (objective == null || objective == BoostingObjective.LOGISTIC) {
      return positives / 4;
    }
    return objective == BoostingObjective.SQUARED_ERROR ? 1 : Double.POSITIVE_INFINITY;
  }

  /** Returns the maximum number of bins of a column. */
  int bins() {
    return whole("max_bin", BINS);
  }

  /** Returns the maximum native bytes of a fit, besides its matrix. */
  long bytes(TableSize rows) {
    long nodes = Math.min(rows.learned(), 1L << Math.min(levels(), Integer.SIZE));
    long leaves = whole("max_leaves", 0);
    long bins =
        "exact".equals(given.get("tree_method"))
            ? 0
            : (leaves > 0 ? Math.min(nodes, 2 * leaves) : nodes) * rows.columns() * bins();
    int outputs = isOfClasses(rows.classes()) ? rows.classes() : 1;
    return rows.learned() * (ROW + (long) outputs * OUTPUT) + bins * BIN;
  }

  private int whole(String name, int usual) {
    return Integer.parseInt(given.getOrDefault(name, String.valueOf(usual)));
  }

  /**
   * Returns all values, by XGBoost's names.
   *
   * @param threads threads of a fit, unless {@code nthread} is set
   */
  Map<String, Object> params(FoldRows fold, int threads) {
    Map<String, Object> params = new LinkedHashMap<>(given);
    params.putIfAbsent("nthread", threads);
    int number = thresholds == null ? 0 : classes(fold);
    if (isOfClasses(number)) {
      params.put("objective", BoostingObjective.SOFTPROB.text());
      params.put("num_class", number);
    } else {
      params.put("objective", (objective == null ? BoostingObjective.LOGISTIC : objective).text());
    }
    return params;
  }
}
