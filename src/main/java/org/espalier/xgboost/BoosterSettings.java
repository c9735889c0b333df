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
 * Settings of a fit, as far as its rows do not decide them.
 *
 * @param given values by XGBoost's names, without objective and number of classes
 * @param rounds at least 1
 * @param patience rounds without a better score after which a fit ends; 0 for all rounds
 * @param objective null for a classifier's, which is by the number of classes
 * @param classes number of classes; 0 for that of the rows
 * @param phases earlier rounds in which some params have other values
 * @param earlier model of fewer rounds to continue from; null to begin with none
 * @param thresholds rule of a classifier's predictions; null for a regressor
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

  /** Values with which nothing is drawn: XGBoost's own defaults. */
  private static final Map<String, String> UNDRAWN =
      Map.of(
          "subsample", "1.0",
          "colsample_bytree", "1.0",
          "colsample_bylevel", "1.0",
          "colsample_bynode", "1.0",
          "rate_drop", "0.0",
          "one_drop", "false");

  /** XGBoost's own depth. */
  private static final int DEPTH = 6;

  /** XGBoost's own number of bins. */
  private static final int BINS = 256;

  /** Bytes of a bin of a node's histogram: two sums. */
  private static final int BIN = 16;

  /** Bytes of a row: its place in the tree, twice, and its node; measured with what is lost. */
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

  /** Estimator that can continue from a model, also one of other values of some params. */
  interface Continuing extends ScheduledParams {

    @Override
    default Set<String> scheduled() {
      return EarlierParams.CHANGING;
    }

    @Nullable NativeModel earlier();

    /** A copy that continues from a model. */
    PipelineStage after(NativeModel model);
  }

  /**
   * True if rounds that follow those of a saved model are those that would have followed at once:
   * nothing is drawn, rows, columns or dropped trees, or by a seed for each round.
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

  /** Settings of the phase of the round after so many, up to its end; empty after all phases. */
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

  /** Param that names a further column which training reads; empty if there is none. */
  static String extra(PipelineStage estimator) {
    return isCensored(estimator) ? CENSOR : MARGINS;
  }

  private static Object value(PipelineStage estimator, String name) {
    return estimator.getOrDefault(estimator.getParam(name));
  }

  /** A value as XGBoost reads it. */
  private static String text(Object value) {
    return value instanceof int[] wholes
        ? Arrays.stream(wholes).mapToObj(String::valueOf).collect(Collectors.joining(",", "(", ")"))
        : String.valueOf(value);
  }

  /** All that a booster depends on, but its rounds if it trains all. */
  Object boosted() {
    Object early = patience == 0 ? "" : List.of(rounds, patience);
    return Arrays.asList(
        given, early, objective, classes, phases, earlier, thresholds == null, form);
  }

  /** Number of classes of a fold. */
  int classes(FoldRows fold) {
    return Math.max(2, classes > 0 ? classes : fold.classes());
  }

  /** True if a model of so many classes has a margin for each. */
  boolean isOfClasses(int number) {
    return objective == BoostingObjective.SOFTPROB || (objective == null && number > 2);
  }

  /** Trees of a round. */
  int trees(int number) {
    return (isOfClasses(number) ? number : 1) * whole("num_parallel_tree", 1);
  }

  /** Levels of a tree, at most. */
  int levels() {
    int depth = whole("max_depth", DEPTH);
    return depth == 0 ? whole("max_leaves", DEPTH) : depth;
  }

  /**
   * Leaves of a tree on a table, at most, on average over the trees of a round: each has second
   * derivatives of a sum of {@code min_child_weight}. Weights of rows count as 1.
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
   * Second derivative of a row's loss, at most, by XGBoost's objectives; of several classes on
   * average over them: 2 p (1 - p) of each, which is most where all are equally likely.
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

  /** Bins of a column, at most. */
  int bins() {
    return whole("max_bin", BINS);
  }

  /** Native bytes of a fit besides its matrix, at most. */
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
   * All values, by XGBoost's names.
   *
   * @param threads of a fit, unless fewer are given
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
