package org.espalier.spec.learners;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Problem;

/**
 * Catalogue of learners, feature stages and evaluators, as far as the class path shows them without
 * a Spark session.
 */
public interface ClassPathCatalogue {

  /** Types of learner, in the order in which they are listed. */
  List<String> learners();

  /** Description of a learner's type; empty if it is unknown. */
  Optional<Stage> learner(String type);

  /**
   * Explanation of why there is no learner of a type; only for types that {@link #learner} does not
   * know.
   */
  default String objection(String type) {
    return "'%s' is not a learner".formatted(type);
  }

  /** Problem with the class of a user's evaluator; empty if it can be used. */
  default Optional<String> evaluatorObjection(String type) {
    return Optional.of("there is no class '%s' on the class path".formatted(type));
  }

  /** Problems of the feature stages that a study defines. */
  default List<Problem> problems() {
    return List.of();
  }

  /** The feature stages a learner gets, by the names under which their params can be searched. */
  List<Stage> featureStages();

  /** A learner or a feature stage. */
  interface Stage {

    /** The learner's type, or the name under which the params of a feature stage are searched. */
    String name();

    Set<ProblemType> tasks();

    /** Params in alphabetic order. */
    List<Param> params();

    /** Objection of MLlib's own validator to a value, if it objects for every given task. */
    Optional<String> verdict(Set<ProblemType> tasks, String param, Object value);

    /** True if a learner predicts class probabilities, which some metrics need. */
    default boolean estimatesProbabilities() {
      return true;
    }

    /** Params that may have other values in earlier iterations of a learner's training. */
    default Set<String> scheduled() {
      return Set.of();
    }

    /** Feature stages of a learner's own; empty if it gets those of the study. */
    default List<Stage> stages() {
      return List.of();
    }

    default Optional<Param> param(String wanted) {
      return params().stream().filter(param -> param.name().equals(wanted)).findFirst();
    }

    /** Param with the number of passes over the rows, or of trees. */
    default Optional<Param> iterations() {
      return Learners.known().iterations(name()).stream()
          .flatMap(name -> param(name).stream())
          .findFirst();
    }
  }

  /** A param; without a default value the default configuration leaves it out. */
  record Param(String name, ParamType type, Optional<Object> defaultValue, String doc) {}

  /** Type of a param's values, with their description as messages print it. */
  enum ParamType {
    BOOLEAN("true or false"),
    INT("a whole number"),
    LONG("a whole number"),
    FLOAT("a finite number"),
    TEXT("a text"),
    /** Array of integers, for example the sizes of layers. */
    INTS("a list of whole numbers"),
    /** Array of numbers, for example thresholds. */
    FLOATS("a list of finite numbers"),
    /** Array of texts. */
    TEXTS("a list of texts");

    private final String expected;

    ParamType(String expected) {
      this.expected = expected;
    }

    public String expected() {
      return expected;
    }

    /** Type of an array's elements; empty for other types. */
    public Optional<ParamType> element() {
      return switch (this) {
        case INTS -> Optional.of(INT);
        case FLOATS -> Optional.of(FLOAT);
        case TEXTS -> Optional.of(TEXT);
        default -> Optional.empty();
      };
    }
  }
}
