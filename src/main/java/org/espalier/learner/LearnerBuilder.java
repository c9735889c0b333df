package org.espalier.learner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.learner.LearnerDescriptor.Fits;
import org.espalier.learner.LearnerDescriptor.Params;
import org.espalier.learner.LearnerDescriptor.Refusal;
import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.metric.ProblemType;
import org.espalier.space.Condition;
import org.espalier.space.Domain;
import org.espalier.space.Scale;

/**
 * Builder of a {@link LearnerDescriptor}. An estimator is required. By default a learner needs
 * scaled features, has no suggested space, and the usual names for its iterations and its order of
 * simplicity.
 */
public final class LearnerBuilder {

  private final String type;
  private final Map<ProblemType, String> estimators = new EnumMap<>(ProblemType.class);
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<ProblemType, Map<String, Object>> ofTasks = new EnumMap<>(ProblemType.class);
  private final Map<String, Suggested> space = new LinkedHashMap<>();
  private final List<Simpler> simplicity = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<String> hidden = new LinkedHashSet<>();
  private final Set<String> texts = new LinkedHashSet<>();
  private Set<ProblemType> proposedFor = Set.of();
  private Set<String> twins = Set.of();
  private FeatureNeeds needs = FeatureNeeds.SCALED;
  private List<String> iterations = LearnerDescriptor.ITERATIONS;
  private Set<String> unread = Set.of();
  private boolean learnsLogarithm;

  LearnerBuilder(String type) {
    this.type = type;
  }

  /**
   * Adds the estimator for one or more tasks.
   *
   * @param name of a class with a public constructor without arguments
   */
  public LearnerBuilder estimator(String name, ProblemType... tasks) {
    for (ProblemType task : tasks) {
      if (estimators.put(task, name) != null) {
        throw new IllegalArgumentException(
            "%s has two estimators for %s.".formatted(type, task.text()));
      }
    }
    return this;
  }

  /**
   * Sets what features the learner gets; by default scaled ones.
   *
   * @param needs any but {@link FeatureNeeds#OWN}
   */
  public LearnerBuilder needs(FeatureNeeds needs) {
    if (needs == FeatureNeeds.OWN) {
      throw new IllegalArgumentException("%s: a study chooses OWN, no learner.".formatted(type));
    }
    this.needs = needs;
    return this;
  }

  /** Sets a param of each fresh estimator. */
  public LearnerBuilder value(String param, Object value) {
    values.put(param, value);
    return this;
  }

  /** Sets a param of each fresh estimator for a task. */
  public LearnerBuilder value(ProblemType task, String param, Object value) {
    ofTasks.computeIfAbsent(task, none -> new LinkedHashMap<>()).put(param, value);
    return this;
  }

  /** Suggests a range of real numbers on a logarithmic scale, both ends included. */
  public LearnerBuilder log(String param, double from, double to, String source) {
    return range(param, from, to, Scale.LOG, source);
  }

  /** Suggests a range of real numbers on a linear scale, both ends included. */
  public LearnerBuilder real(String param, double from, double to, String source) {
    return range(param, from, to, Scale.LINEAR, source);
  }

  /** Suggests a range of whole numbers, both ends included. */
  public LearnerBuilder whole(String param, int from, int to, Scale scale, String source) {
    return range(param, from, to, scale, source);
  }

  private LearnerBuilder range(String param, Number from, Number to, Scale scale, String source) {
    Domain range = new Domain.Range(from, to, scale, Optional.empty(), OptionalInt.empty());
    return suggest(param, range, source);
  }

  /** Suggests a choice without an order. */
  public LearnerBuilder choice(String param, String source, Object... values) {
    return suggest(param, new Domain.Choice(List.of(values)), source);
  }

  private LearnerBuilder suggest(String param, Domain domain, String source) {
    if (space.put(param, new Suggested(domain, source, List.of())) != null) {
      throw new IllegalArgumentException("%s suggests two domains of %s.".formatted(type, param));
    }
    return this;
  }

  /**
   * Lets a suggested param exist only where another one has a value.
   *
   * @throws IllegalArgumentException if no domain of it is suggested
   */
  public LearnerBuilder when(String param, String parent, Object value) {
    Suggested tried = space.get(param);
    if (tried == null) {
      throw new IllegalArgumentException("%s suggests no domain of %s.".formatted(type, param));
    }
    List<Condition> when = List.of(new Condition(parent, value));
    space.put(param, new Suggested(tried.domain(), tried.source(), when));
    return this;
  }

  /**
   * Adds params by which configurations are compared, before {@link LearnerDescriptor#SIMPLICITY}:
   * the one with the smaller value is simpler.
   */
  public LearnerBuilder simplerIfSmaller(String... params) {
    Stream.of(params).forEach(param -> simplicity.add(new Simpler(param, true)));
    return this;
  }

  /** Params of which the larger value is simpler; see {@link #simplerIfSmaller}. */
  public LearnerBuilder simplerIfLarger(String... params) {
    Stream.of(params).forEach(param -> simplicity.add(new Simpler(param, false)));
    return this;
  }

  /** Names the param with the number of passes over the rows, or of trees: an integer. */
  public LearnerBuilder iterations(String param) {
    this.iterations = List.of(param);
    return this;
  }

  /**
   * Names params that predictions read and a fit does not: one fit answers for all of their values.
   * Its model must be whole after {@code copy}.
   */
  public LearnerBuilder unread(String... params) {
    this.unread = Set.of(params);
    return this;
  }

  /** Names another class whose fits equal those of the estimator. */
  LearnerBuilder twin(String name) {
    this.twins = Set.of(name);
    return this;
  }

  /**
   * Refuses a value that the estimator takes.
   *
   * @param why continues a sentence that begins with the value
   */
  public LearnerBuilder refuse(String param, Object value, String why) {
    refusals.add(new Refusal(param, value, why));
    return this;
  }

  /** Names params that are not searched, because the estimator sets them itself. */
  public LearnerBuilder hide(String... params) {
    hidden.addAll(List.of(params));
    return this;
  }

  /** Names text params without a default, whose type the estimator does not reveal. */
  public LearnerBuilder text(String... params) {
    texts.addAll(List.of(params));
    return this;
  }

  /** Hides, refuses and takes as texts the params that another learner does. */
  public LearnerBuilder paramsOf(LearnerDescriptor other) {
    hidden.addAll(other.params().hidden());
    texts.addAll(other.params().texts());
    refusals.addAll(other.params().refusals());
    return this;
  }

  /** Declares that the logarithm of the label is learned: labels of 0 or less are refused. */
  public LearnerBuilder learnsLogarithm() {
    this.learnsLogarithm = true;
    return this;
  }

  /** Names tasks for which the command {@code init} proposes the learner. */
  public LearnerBuilder proposedFor(ProblemType... tasks) {
    this.proposedFor = Set.of(tasks);
    return this;
  }

  /**
   * The descriptor.
   *
   * @throws IllegalArgumentException for a type that is none, without an estimator, or if it is
   *     proposed for a task that it cannot learn
   */
  public LearnerDescriptor build() {
    Map<ProblemType, Map<String, Object>> all = new EnumMap<>(ProblemType.class);
    for (ProblemType task : estimators.keySet()) {
      Map<String, Object> own = new LinkedHashMap<>(values);
      own.putAll(ofTasks.getOrDefault(task, Map.of()));
      all.put(task, own);
    }
    List<Simpler> order = new ArrayList<>(simplicity);
    order.addAll(LearnerDescriptor.SIMPLICITY);
    return new LearnerDescriptor(
        type,
        estimators,
        needs,
        new Params(all, iterations, order, refusals, hidden, texts),
        space,
        new Fits(unread, twins),
        learnsLogarithm,
        proposedFor);
  }
}
