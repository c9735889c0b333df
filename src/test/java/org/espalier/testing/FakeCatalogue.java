package org.espalier.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.metric.ProblemType;
import org.espalier.spec.learners.ClassPathCatalogue;

/** Seven learners and three feature stages with their defaults and MLlib's rules, by hand. */
public final class FakeCatalogue implements ClassPathCatalogue {

  private static final Set<ProblemType> CLASSES =
      Set.of(ProblemType.BINARY, ProblemType.MULTICLASS);
  private static final Set<ProblemType> ALL =
      Set.of(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION);

  /** A param with its rule, which may differ by task. */
  private record Rule(Param param, Map<ProblemType, Predicate<Object>> allowed, String text) {}

  private record Ruled(String name, Set<ProblemType> tasks, List<Rule> rules) implements Stage {

    @Override
    public List<Param> params() {
      return rules.stream().map(Rule::param).sorted(Comparator.comparing(Param::name)).toList();
    }

    @Override
    public Set<String> scheduled() {
      return name.equals("xgboost")
          ? Set.of("colsampleBytree", "eta", "lambda", "maxDepth", "minChildWeight", "subsample")
          : Set.of();
    }

    @Override
    public Optional<String> verdict(Set<ProblemType> tasks, String param, Object value) {
      Rule rule =
          rules.stream().filter(own -> own.param().name().equals(param)).findFirst().orElseThrow();
      return tasks.stream().anyMatch(task -> rule.allowed().get(task).test(value))
          ? Optional.empty()
          : Optional.of("must be %s, but is %s".formatted(rule.text(), value));
    }
  }

  private final Map<String, Stage> learners = new LinkedHashMap<>();
  private final List<Stage> featureStages = new ArrayList<>();

  public FakeCatalogue() {
    learner(
        "logistic-regression",
        CLASSES,
        concat(
            linear(),
            List.of(
                words("family", "auto", "auto", "binomial", "multinomial"),
                real("threshold", 0.5, v -> v >= 0 && v <= 1, "in [0, 1]"),
                thresholds())));
    learner(
        "linear-regression",
        Set.of(ProblemType.REGRESSION),
        concat(
            linear(),
            List.of(
                real("epsilon", 1.35, v -> v > 1, "above 1"),
                words("loss", "squaredError", "squaredError", "huber"),
                words("solver", "auto", "auto", "normal", "l-bfgs"))));
    learner(
        "random-forest",
        ALL,
        concat(
            trees("auto"),
            List.of(
                any("bootstrap", ParamType.BOOLEAN, true),
                whole("numTrees", 20, v -> v >= 1, "at least 1"))));
    learner(
        "gradient-boosted-trees",
        Set.of(ProblemType.BINARY, ProblemType.REGRESSION),
        concat(
            trees("all"),
            List.of(
                whole("maxIter", 20, v -> v >= 0, "at least 0"),
                real("stepSize", 0.1, v -> v > 0 && v <= 1, "in (0, 1]"),
                real("validationTol", 0.01, v -> v >= 0, "at least 0"))));
    learner(
        "xgboost",
        EnumSet.of(
            ProblemType.BINARY,
            ProblemType.MULTICLASS,
            ProblemType.REGRESSION,
            ProblemType.SURVIVAL),
        List.of(
            real("colsampleBytree", 1, v -> v > 0 && v <= 1, "in (0, 1]"),
            real("eta", 0.3, v -> v >= 0 && v <= 1, "in [0, 1]"),
            real("lambda", 1, v -> v >= 0, "at least 0"),
            whole("maxDepth", 6, v -> v >= 0, "at least 0"),
            real("minChildWeight", 1, v -> v >= 0, "at least 0"),
            whole("numRound", 100, v -> v >= 1, "at least 1"),
            real("subsample", 1, v -> v > 0 && v <= 1, "in (0, 1]")));
    learner(
        "als",
        Set.of(ProblemType.RECOMMENDATION),
        List.of(
            whole("maxIter", 10, v -> v >= 0, "at least 0"),
            whole("rank", 10, v -> v >= 1, "at least 1"),
            real("regParam", 0.1, v -> v >= 0, "at least 0")));
    learner(
        "k-means", Set.of(ProblemType.CLUSTERING), List.of(whole("k", 2, v -> v > 1, "above 1")));
    featureStages.add(
        new Ruled("imputer", ALL, List.of(words("strategy", "median", "mean", "median", "mode"))));
    featureStages.add(
        new Ruled(
            "scaler",
            ALL,
            List.of(
                any("withMean", ParamType.BOOLEAN, false),
                any("withStd", ParamType.BOOLEAN, true))));
    featureStages.add(
        new Ruled(
            "sound-features",
            ALL,
            List.of(
                whole("numCoefficients", 13, v -> v >= 1, "at least 1"),
                real("windowMillis", 25, v -> v > 0, "above 0"))));
  }

  private static List<Rule> linear() {
    return List.of(
        real("elasticNetParam", 0.0, v -> v >= 0 && v <= 1, "in [0, 1]"),
        any("fitIntercept", ParamType.BOOLEAN, true),
        whole("maxIter", 100, v -> v >= 0, "at least 0"),
        real("regParam", 0.0, v -> v >= 0, "at least 0"),
        any("standardization", ParamType.BOOLEAN, true),
        real("tol", 1e-6, v -> v >= 0, "at least 0"));
  }

  private static List<Rule> trees(String strategy) {
    Predicate<Object> split = Set.<Object>of("gini", "entropy")::contains;
    Map<ProblemType, Predicate<Object>> impurities =
        Map.of(
            ProblemType.BINARY, split,
            ProblemType.MULTICLASS, split,
            ProblemType.REGRESSION, "variance"::equals);
    return List.of(
        any("featureSubsetStrategy", ParamType.TEXT, strategy),
        new Rule(
            new Param("impurity", ParamType.TEXT, Optional.empty(), ""),
            impurities,
            "gini or entropy for classes, variance for regression"),
        whole("maxBins", 32, v -> v >= 2, "at least 2"),
        whole("maxDepth", 5, v -> v >= 0 && v <= 30, "in [0, 30]"),
        real("minInfoGain", 0.0, v -> v >= 0, "at least 0"),
        whole("minInstancesPerNode", 1, v -> v >= 1, "at least 1"),
        real("minWeightFractionPerNode", 0.0, v -> v >= 0 && v < 0.5, "in [0, 0.5)"),
        any("seed", ParamType.LONG, 1L),
        real("subsamplingRate", 1.0, v -> v > 0 && v <= 1, "in (0, 1]"));
  }

  private static Rule real(String name, double value, Predicate<Double> allowed, String text) {
    return rule(name, ParamType.FLOAT, value, v -> allowed.test((Double) v), text);
  }

  private static Rule whole(String name, int value, Predicate<Integer> allowed, String text) {
    return rule(name, ParamType.INT, value, v -> allowed.test((Integer) v), text);
  }

  private static Rule words(String name, String value, String... words) {
    List<Object> allowed = List.of((Object[]) words);
    return rule(name, ParamType.TEXT, value, allowed::contains, "one of " + allowed);
  }

  private static Rule thresholds() {
    Predicate<Object> allowed = list -> ((List<?>) list).stream().allMatch(v -> (Double) v >= 0);
    return new Rule(
        new Param("thresholds", ParamType.FLOATS, Optional.empty(), ""),
        Map.of(
            ProblemType.BINARY,
            allowed,
            ProblemType.MULTICLASS,
            allowed,
            ProblemType.REGRESSION,
            allowed),
        "at least 0 each");
  }

  private static Rule any(String name, ParamType type, Object value) {
    return rule(name, type, value, v -> true, "");
  }

  private static Rule rule(
      String name, ParamType type, Object value, Predicate<Object> allowed, String text) {
    Map<ProblemType, Predicate<Object>> always = new LinkedHashMap<>();
    for (ProblemType task : ProblemType.values()) {
      always.put(task, allowed);
    }
    return new Rule(new Param(name, type, Optional.of(value), ""), always, text);
  }

  private static List<Rule> concat(List<Rule> some, List<Rule> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private void learner(String type, Set<ProblemType> tasks, List<Rule> params) {
    learners.put(type, new Ruled(type, tasks, params));
  }

  @Override
  public List<String> learners() {
    return List.copyOf(learners.keySet());
  }

  @Override
  public Optional<Stage> learner(String type) {
    return Optional.ofNullable(learners.get(type));
  }

  @Override
  public List<Stage> featureStages() {
    return List.copyOf(featureStages);
  }
}
