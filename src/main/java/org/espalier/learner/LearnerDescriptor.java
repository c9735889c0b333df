package org.espalier.learner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.metric.ProblemType;
import org.espalier.space.Domain;

/**
 * Descriptor of a learner: what a study knows about it beside what its estimator itself says (the
 * types, defaults, texts and validators of its params).
 *
 * <p>Made by a {@link LearnerBuilder}. Estimators and params are names, which are checked against
 * the class path before a study starts.
 */
public final class LearnerDescriptor {

  /** Suggested domain of a param, with its source. */
  public record Suggested(Domain domain, String source) {
    public Suggested {
      if (source.isBlank()) {
        throw new IllegalArgumentException("A suggested domain needs its source.");
      }
    }
  }

  /**
   * Param by which configurations of a learner are compared.
   *
   * @param less true if the smaller value is simpler
   */
  public record Simpler(String param, boolean less) {}

  /**
   * Value of a param that its validator takes and a study does not.
   *
   * @param why follows the value in a sentence: "true predicts preferences, …"
   */
  public record Refusal(String param, Object value, String why) {}

  /**
   * Usual names of params that count passes over the rows, or trees; of two the first counts. MLlib
   * has no other names for them.
   */
  public static final List<String> ITERATIONS = List.of("maxIter", "numTrees");

  /**
   * Usual order of simplicity, the most important param first: a name means the same in all of
   * MLlib's learners. Params that a learner lacks are ignored.
   */
  public static final List<Simpler> SIMPLICITY =
      List.of(
          new Simpler("maxDepth", true),
          new Simpler("numTrees", true),
          new Simpler("hiddenLayers", true),
          new Simpler("factorSize", true),
          new Simpler("rank", true),
          new Simpler("k", true),
          new Simpler("minInstancesPerNode", false),
          new Simpler("minInfoGain", false),
          new Simpler("regParam", false),
          new Simpler("elasticNetParam", false),
          new Simpler("smoothing", false),
          new Simpler("maxIter", true),
          new Simpler("maxBins", true));

  private final String type;
  private final Map<ProblemType, String> estimators;
  private final Set<String> twins;
  private final FeatureNeeds needs;
  private final Map<String, Object> values;
  private final Map<String, Suggested> space;
  private final List<Simpler> simplicity;
  private final List<String> iterations;
  private final Contained contained;
  private final List<Refusal> refusals;
  private final Set<String> hidden;
  private final Set<String> texts;
  private final boolean learnsLogarithm;
  private final Set<ProblemType> proposedFor;

  LearnerDescriptor(LearnerBuilder from) {
    this.type = from.type;
    this.estimators = Collections.unmodifiableMap(new EnumMap<>(from.estimators));
    this.twins = Set.copyOf(from.twins);
    this.needs = from.needs;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(from.values));
    this.space = Collections.unmodifiableMap(new LinkedHashMap<>(from.space));
    List<Simpler> own = new ArrayList<>(from.simplicity);
    own.addAll(SIMPLICITY);
    this.simplicity = List.copyOf(own);
    this.iterations = from.iterations.isEmpty() ? ITERATIONS : List.of(from.iterations);
    this.contained = from.contained;
    this.refusals = List.copyOf(from.refusals);
    this.hidden = Set.copyOf(from.hidden);
    this.texts = Set.copyOf(from.texts);
    this.learnsLogarithm = from.learnsLogarithm;
    this.proposedFor = Set.copyOf(from.proposedFor);
  }

  /**
   * Builder of a descriptor.
   *
   * @param type name in settings: small letters and digits, words joined by '-', at most 100
   *     characters
   */
  public static LearnerBuilder of(String type) {
    return new LearnerBuilder(type);
  }

  /** Name in settings, for example {@code random-forest}. */
  public String type() {
    return type;
  }

  /** Tasks that it can learn, in the order of {@link ProblemType}. */
  public Set<ProblemType> tasks() {
    return estimators.keySet();
  }

  /** Class name of the estimator for each task. */
  public Map<ProblemType, String> estimators() {
    return estimators;
  }

  /** Classes whose fits {@link #contained} describes: its estimators and what is fitted as they. */
  public Set<String> fittedClasses() {
    Set<String> all = new LinkedHashSet<>(estimators.values());
    all.addAll(twins);
    return all;
  }

  public FeatureNeeds needs() {
    return needs;
  }

  /** Values of params that are set on a fresh estimator, in the place of its own defaults. */
  public Map<String, Object> values() {
    return values;
  }

  /** Space that {@code space = auto} searches, by param; empty if none is suggested. */
  public Map<String, Suggested> space() {
    return space;
  }

  /** Params by which configurations are compared, the most important first. */
  public List<Simpler> simplicity() {
    return simplicity;
  }

  /**
   * Names of params with the number of passes over the rows, or of trees; the first one that an
   * estimator has counts.
   */
  public List<String> iterations() {
    return iterations;
  }

  /** Params for whose other values one fit answers as well. */
  public Contained contained() {
    return contained;
  }

  /** Explanation of why a study does not take a value that the estimator takes. */
  public Optional<String> refusal(String param, Object value) {
    return refusals.stream()
        .filter(refusal -> refusal.param().equals(param) && refusal.value().equals(value))
        .map(Refusal::why)
        .findFirst();
  }

  /** Params that are not searched: the estimator sets them itself. */
  public Set<String> hidden() {
    return hidden;
  }

  /** Text params without a default that reveals their type. */
  public Set<String> texts() {
    return texts;
  }

  /** True if the logarithm of the label is learned, which must be above 0. */
  public boolean learnsLogarithm() {
    return learnsLogarithm;
  }

  /** Tasks for which the command {@code init} proposes it. */
  public Set<ProblemType> proposedFor() {
    return proposedFor;
  }

  /**
   * Names of the params that are hidden, refused, texts or not read, in alphabetic order: each of
   * some estimator.
   */
  public List<String> params() {
    Set<String> all = new TreeSet<>(hidden);
    all.addAll(texts);
    all.addAll(contained.params());
    refusals.forEach(refusal -> all.add(refusal.param()));
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return type;
  }
}
