package org.espalier.learner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.espalier.learner.LearnerDescriptor.Refusal;
import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.metric.ProblemType;
import org.espalier.space.Domain;
import org.espalier.space.Scale;

/**
 * Builder of a {@link LearnerDescriptor}. An estimator is required. By default a learner needs
 * scaled features, has no suggested space, and the usual names for its iterations and its order of
 * simplicity.
 */
public final class LearnerBuilder {

  private static final Pattern TYPE = Pattern.compile("(?=.{1,100}$)[a-z][a-z0-9]*(-[a-z0-9]+)*");

  final String type;
  final Map<ProblemType, String> estimators = new EnumMap<>(ProblemType.class);
  final Set<String> twins = new LinkedHashSet<>();
  final Map<String, Object> values = new LinkedHashMap<>();
  final Map<String, Suggested> space = new LinkedHashMap<>();
  final List<Simpler> simplicity = new ArrayList<>();
  final List<Refusal> refusals = new ArrayList<>();
  final Set<String> hidden = new LinkedHashSet<>();
  final Set<String> texts = new LinkedHashSet<>();
  final Set<ProblemType> proposedFor = EnumSet.noneOf(ProblemType.class);
  FeatureNeeds needs = FeatureNeeds.SCALED;
  String iterations = "";
  Contained contained = Contained.NONE;
  boolean learnsLogarithm;

  LearnerBuilder(String type) {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "A learner's type must be words of small letters and digits, joined by '-', but is '%s'."
              .formatted(type));
    }
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
    if (space.put(param, new Suggested(domain, source)) != null) {
      throw new IllegalArgumentException("%s suggests two domains of %s.".formatted(type, param));
    }
    return this;
  }

  /**
   * Adds params by which configurations are compared, before {@link LearnerDescriptor#SIMPLICITY}:
   * the one with the smaller value is simpler.
   */
  public LearnerBuilder simplerIfSmaller(String... params) {
    return simpler(true, params);
  }

  /** As {@link #simplerIfSmaller}: the one with the larger value is simpler. */
  public LearnerBuilder simplerIfLarger(String... params) {
    return simpler(false, params);
  }

  private LearnerBuilder simpler(boolean less, String... params) {
    for (String param : params) {
      simplicity.add(new Simpler(param, less));
    }
    return this;
  }

  /** Names the param with the number of passes over the rows, or of trees: an integer. */
  public LearnerBuilder iterations(String param) {
    this.iterations = param;
    return this;
  }

  /**
   * Names params that predictions read and a fit does not: one fit answers for all of their values.
   * Its model must be whole after {@code copy}.
   */
  public LearnerBuilder unread(String... params) {
    this.contained =
        new Contained(Set.of(params), contained.most(), contained.least(), contained.grown());
    return this;
  }

  /**
   * Declares params of which one fit contains others; {@code spark.sharing} cuts trees of MLlib.
   */
  LearnerBuilder grown(
      Set<String> most, Set<String> least, Predicate<Map<String, Object>> condition) {
    this.contained = new Contained(contained.unread(), most, least, condition);
    return this;
  }

  /** Names another class whose fits equal those of the estimator. */
  LearnerBuilder twin(String name) {
    twins.add(name);
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

  /** Declares that the logarithm of the label is learned: labels of 0 or less are refused. */
  public LearnerBuilder learnsLogarithm() {
    this.learnsLogarithm = true;
    return this;
  }

  /** Names tasks for which the command {@code init} proposes the learner. */
  public LearnerBuilder proposedFor(ProblemType... tasks) {
    proposedFor.addAll(List.of(tasks));
    return this;
  }

  /**
   * The descriptor.
   *
   * @throws IllegalArgumentException without an estimator, or if it is proposed for a task that it
   *     cannot learn
   */
  public LearnerDescriptor build() {
    if (estimators.isEmpty() || !estimators.keySet().containsAll(proposedFor)) {
      throw new IllegalArgumentException(
          estimators.isEmpty()
              ? "%s has no estimator.".formatted(type)
              : "%s is proposed for %s without an estimator for it.".formatted(type, proposedFor));
    }
    return new LearnerDescriptor(this);
  }
}
