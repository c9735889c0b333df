package org.espalier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.space.Scale;

/**
 * Suggested search space of each learner, used by {@code space = auto}, with the source of each
 * range.
 *
 * <p>Ranges from a paper are in MLlib's own units and are cut where they would be too expensive on
 * a cluster (2,000 trees); the source mentions it.
 */
public final class SuggestedSpace {

  /** Suggested domain of a param, with its source. */
  public record Tried(Domain domain, String source) {}

  private static final String TUNABILITY =
      "Probst, Boulesteix and Bischl, JMLR 20 (2019), table 1: ";
  private static final String AUTO_SKLEARN = "Feurer et al., NeurIPS 2015 (auto-sklearn): ";
  private static final String RANDOM_SEARCH = "Bergstra and Bengio, JMLR 13 (2012): ";

  private static final String ALS = "Zhou et al., AAIM 2008: ";

  private static final Map<String, SuggestedSpace> BY_TYPE = byType();

  private final Map<String, Tried> params = new LinkedHashMap<>();

  private SuggestedSpace() {}

  /** The suggestions for a learner's type, by param; empty if there are none for it. */
  public static Map<String, Tried> of(String type) {
    SuggestedSpace space = BY_TYPE.get(LearnerPlan.innerOf(type).orElse(type));
    return space == null ? Map.of() : Collections.unmodifiableMap(space.params);
  }

  /** Types for which there are suggestions. */
  public static List<String> types() {
    return List.copyOf(BY_TYPE.keySet());
  }

  private static Map<String, SuggestedSpace> byType() {
    Map<String, SuggestedSpace> all = new LinkedHashMap<>();
    all.put("logistic-regression", elasticNet());
    all.put("linear-regression", elasticNet());
    all.put(LearnerPlan.ONE_VS_REST, elasticNet());
    all.put(
        "generalized-linear-regression",
        new SuggestedSpace().log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet to 2^10"));
    all.put(
        "linear-svc",
        new SuggestedSpace()
            .log("regParam", 1e-6, 1, AUTO_SKLEARN + "C from 2^-5 to 2^15, which is 1 / (rows C)")
            .choice("standardization", AUTO_SKLEARN + "rescaling is searched too", true, false));
    all.put(
        "naive-bayes",
        new SuggestedSpace()
            .choice(
                "modelType",
                "those of MLlib that count classes, into which numbers are cut",
                "multinomial",
                "complement",
                "bernoulli")
            .log("smoothing", 0.01, 100, AUTO_SKLEARN + "alpha of multinomial naive Bayes"));
    all.put(
        "multilayer-perceptron",
        new SuggestedSpace()
            .choice(
                "hiddenLayers",
                RANDOM_SEARCH + "18 to 1,024 units, of which the small half; and two layers",
                "16",
                "32",
                "64",
                "128",
                "32 16",
                "64 32")
            .whole("maxIter", 50, 400, Scale.LOG, "MLlib's default of 100 and some on both sides"));
    all.put(
        "isotonic-regression",
        new SuggestedSpace().choice("isotonic", "rising or falling: all there is", true, false));
    trees(all);
    all.put(
        LearnerPlan.SURVIVAL,
        new SuggestedSpace()
            .choice(
                "fitIntercept", "with and without: all there is beside the iterations", true, false)
            .whole("maxIter", 25, 400, Scale.LOG, "MLlib's default of 100 and some on both sides"));
    all.put(
        "als",
        new SuggestedSpace()
            .whole("rank", 4, 100, Scale.LOG, ALS + "up to 1,000 features of a film")
            .log("regParam", 0.005, 1, ALS + "lambda about 0.05, and some on both sides")
            .whole("maxIter", 5, 25, Scale.LOG, "MLlib's default of 10 and some on both sides"));
    clusterers(all);
    all.put(
        "factorization-machines",
        new SuggestedSpace()
            .whole("factorSize", 2, 64, Scale.LOG, "Rendle, ACM TIST 3 (2012): few to dozens")
            .log("regParam", 1e-6, 0.1, "Rendle, ACM TIST 3 (2012): regularisation by a grid")
            .log("stepSize", 1e-3, 1, "MLlib's default of 1 and below")
            .log("initStd", 1e-3, 0.5, "Rendle, ACM TIST 3 (2012): matters, about 0.1"));
    return Collections.unmodifiableMap(all);
  }

  private static void clusterers(Map<String, SuggestedSpace> all) {
    String groups =
        "Arbelaitz et al., Pattern Recognition 46 (2013): from 2; ends where they get many";
    all.put(
        "k-means",
        new SuggestedSpace()
            .whole("k", 2, 20, Scale.LOG, groups)
            .whole(
                "initSteps", 2, 10, Scale.LOG, "Bahmani et al., VLDB 2012: 5 rounds are enough"));
    all.put("bisecting-k-means", new SuggestedSpace().whole("k", 2, 20, Scale.LOG, groups));
    all.put(
        "gaussian-mixture",
        new SuggestedSpace()
            .whole("k", 2, 20, Scale.LOG, groups)
            .log("tol", 1e-4, 0.1, "MLlib's default of 0.01 and some on both sides"));
  }

  private static void trees(Map<String, SuggestedSpace> all) {
    all.put(
        "decision-tree",
        new SuggestedSpace()
            .whole("maxDepth", 2, 20, Scale.LINEAR, TUNABILITY + "1 to 30 of rpart")
            .whole("minInstancesPerNode", 1, 60, Scale.LOG, TUNABILITY + "minbucket of rpart")
            .choice("maxBins", "MLlib's default of 32, and finer", 32, 64, 128));
    all.put(
        "random-forest",
        new SuggestedSpace()
            .whole("numTrees", 20, 200, Scale.LOG, TUNABILITY + "1 to 2,000 of ranger")
            .whole("maxDepth", 5, 20, Scale.LINEAR, TUNABILITY + "ranger grows whole trees")
            .choice(
                "featureSubsetStrategy",
                TUNABILITY + "mtry of ranger, any share",
                "sqrt",
                "onethird",
                "0.7",
                "all")
            .real("subsamplingRate", 0.3, 1, TUNABILITY + "sample.fraction of ranger from 0.1")
            .whole("minInstancesPerNode", 1, 20, Scale.LOG, TUNABILITY + "min.node.size"));
    all.put(
        "gradient-boosted-trees",
        new SuggestedSpace()
            .whole("maxIter", 20, 150, Scale.LOG, TUNABILITY + "1 to 5,000 rounds of xgboost")
            .log("stepSize", 0.01, 0.5, TUNABILITY + "eta of xgboost, 2^-10 to 1")
            .whole("maxDepth", 2, 10, Scale.LINEAR, TUNABILITY + "1 to 15 of xgboost")
            .real("subsamplingRate", 0.3, 1, TUNABILITY + "subsample of xgboost from 0.1")
            .whole(
                "minInstancesPerNode", 1, 128, Scale.LOG, TUNABILITY + "min_child_weight to 2^7"));
  }

  private static SuggestedSpace elasticNet() {
    return new SuggestedSpace()
        .log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet, 2^-10 to 2^10")
        .real("elasticNetParam", 0, 1, TUNABILITY + "alpha of glmnet");
  }

  private SuggestedSpace log(String param, double from, double to, String source) {
    return range(param, from, to, Scale.LOG, source);
  }

  private SuggestedSpace real(String param, double from, double to, String source) {
    return range(param, from, to, Scale.LINEAR, source);
  }

  private SuggestedSpace whole(String param, int from, int to, Scale scale, String source) {
    return range(param, from, to, scale, source);
  }

  private SuggestedSpace range(String param, Number from, Number to, Scale scale, String source) {
    Domain range = new Domain.Range(from, to, scale, Optional.empty(), OptionalInt.empty());
    params.put(param, new Tried(range, source));
    return this;
  }

  private SuggestedSpace choice(String param, String source, Object... values) {
    List<Object> choices = new ArrayList<>(List.of(values));
    params.put(param, new Tried(new Domain.Choice(choices), source));
    return this;
  }
}
