package org.espalier.learner;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.espalier.metric.ProblemType;
import org.espalier.space.Condition;
import org.espalier.space.Domain;

/**
 * Descriptor of a learner: its properties that the params of its estimator do not describe (their
 * types, defaults, texts and validators of its params).
 *
 * <p>Made by a {@link LearnerBuilder}. Estimators and params are names, which are checked against
 * the class path before a study starts.
 *
 * @param type name in settings, for example {@code random-forest}
 * @param estimators class name of the estimator for each task, in the order of {@link ProblemType}
 * @param needs requirements on its features
 * @param space space that {@code space = auto} searches, by param; empty if none is suggested
 * @param learnsLogarithm true if the logarithm of the label is learned, which must be above 0
 * @param proposedFor tasks for which the command {@code init} proposes it
 */
public record LearnerDescriptor(
    String type,
    Map<ProblemType, String> estimators,
    FeatureNeeds needs,
    Params params,
    Map<String, Suggested> space,
    Fits fits,
    boolean learnsLogarithm,
    Set<ProblemType> proposedFor) {

  /**
   * Params of the estimators, by name.
   *
   * @param values values by task that are set on a fresh estimator, in the place of its own
   *     defaults
   * @param iterations params with the number of passes over the rows, or of trees; the first one
   *     that an estimator has counts
   * @param simplicity params by which configurations are compared, the most important first
   * @param refusals values that a study does not take
   * @param hidden params that are not searched: the estimator sets them itself
   * @param texts text params without a default that reveals their type
   */
  public record Params(
      Map<ProblemType, Map<String, Object>> values,
      List<String> iterations,
      List<Simpler> simplicity,
      List<Refusal> refusals,
      Set<String> hidden,
      Set<String> texts) {
    public Params {
      Map<ProblemType, Map<String, Object>> own = new EnumMap<>(ProblemType.class);
      values.forEach(
          (task, given) -> own.put(task, Collections.unmodifiableMap(new LinkedHashMap<>(given))));
      values = Collections.unmodifiableMap(own);
      iterations = List.copyOf(iterations);
      simplicity = List.copyOf(simplicity);
      refusals = List.copyOf(refusals);
      hidden = Set.copyOf(hidden);
      texts = Set.copyOf(texts);
    }

    /** Explanation of why a study does not take a value that the estimator takes. */
    public Optional<String> refusal(String param, Object value) {
      return refusals.stream()
          .filter(refusal -> refusal.param().equals(param) && refusal.value().equals(value))
          .map(Refusal::why)
          .findFirst();
    }
  }

  /**
   * Fits that are equal, bit for bit.
   *
   * @param unread params that predictions read and a fit does not: one fit answers for all of their
   *     values; an estimator may lack some
   * @param twins other classes whose fits equal those of the estimators
   */
  public record Fits(Set<String> unread, Set<String> twins) {
    public Fits {
      unread = Set.copyOf(unread);
      twins = Set.copyOf(twins);
    }
  }

  /**
   * Suggested domain of a param, a range or a choice, with its source.
   *
   * @param when conditions for the param to exist: all of them
   */
  public record Suggested(Domain domain, String source, List<Condition> when) {
    public Suggested {
      when = List.copyOf(when);
      if (!(domain instanceof Domain.Range || domain instanceof Domain.Choice)) {
        throw new IllegalArgumentException("A suggested domain is a range or a choice.");
      }
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

  private static final Pattern TYPE = Pattern.compile("(?=.{1,100}$)[a-z][a-z0-9]*(-[a-z0-9]+)*");

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

  public LearnerDescriptor {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "A learner's type must be words of small letters and digits, joined by '-', but is '%s'."
              .formatted(type));
    }
    if (estimators.isEmpty()) {
      throw new IllegalArgumentException("%s has no estimator.".formatted(type));
    }
    if (!estimators.keySet().containsAll(proposedFor)) {
      throw new IllegalArgumentException(
          "%s is proposed for %s without an estimator for it.".formatted(type, proposedFor));
    }
    estimators = Collections.unmodifiableMap(new EnumMap<>(estimators));
    space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
    proposedFor = Set.copyOf(proposedFor);
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

  /** Tasks that it can learn, in the order of {@link ProblemType}. */
  public Set<ProblemType> tasks() {
    return estimators.keySet();
  }

  /**
   * Names of the params that are hidden, refused, texts or not read, in alphabetic order: each of
   * some estimator.
   */
  public Set<String> named() {
    Set<String> all = new TreeSet<>();
    List.of(params.hidden(), params.texts(), fits.unread()).forEach(all::addAll);
    params.refusals().forEach(refusal -> all.add(refusal.param()));
    return all;
  }
}
