package org.espalier.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be learned with, as far as the class path tells without a session. */
public interface Catalogue {

  /** Names of params that count iterations, in MLlib; of two the first counts. */
  List<String> ITERATIONS = List.of("maxIter", "numTrees");

  /** Types of learner, in the order in which they are listed. */
  List<String> learners();

  /** What is known of a learner's type. */
  Optional<Stage> learner(String type);

  /** Why there is no learner of a type; said only of types that {@link #learner} does not know. */
  default String objection(String type) {
    return "'%s' is not a learner".formatted(type);
  }

  /** Whether a learner's classes come with probabilities, as some metrics need. */
  default boolean estimatesProbabilities(String type) {
    return true;
  }

  /** What is wrong with the class of a user's evaluator; empty if it judges. */
  default Optional<String> evaluatorObjection(String type) {
    return Optional.of("there is no class '%s' on the class path".formatted(type));
  }

  /** What is wrong with feature stages that a study brings along. */
  default List<Problem> problems() {
    return List.of();
  }

  /** The feature stages a learner gets, by the names under which their params can be searched. */
  List<Stage> featureStages();

  /**
   * What MLlib's own validator says of a value, if it objects for every task given.
   *
   * @param stage a learner's type or a feature stage's name
   */
  Optional<String> verdict(String stage, Set<Task> tasks, String param, Object value);

  /** A stage and its params in alphabetic order. */
  record Stage(String name, Set<Task> tasks, List<Param> params) {
    public Stage {
      tasks = Set.copyOf(tasks);
      params = List.copyOf(params);
    }

    public Optional<Param> param(String wanted) {
      return params.stream().filter(param -> param.name().equals(wanted)).findFirst();
    }

    /** The param that says how often it goes over its rows, or how many trees it grows. */
    public Optional<Param> iterations() {
      return ITERATIONS.stream().flatMap(name -> param(name).stream()).findFirst();
    }
  }

  /** A param; without a default value the default configuration leaves it out. */
  record Param(String name, ParamType type, Optional<Object> defaultValue, String doc) {}

  /** Which values a param takes. */
  enum ParamType {
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    TEXT,
    /** A list of whole numbers, as are the sizes of layers. */
    INTS,
    /** A list of numbers, as are thresholds. */
    FLOATS,
    /** A list of texts. */
    TEXTS;

    /** The type of a list's elements; empty of what is no list. */
    Optional<ParamType> element() {
      return switch (this) {
        case INTS -> Optional.of(INT);
        case FLOATS -> Optional.of(FLOAT);
        case TEXTS -> Optional.of(TEXT);
        default -> Optional.empty();
      };
    }
  }
}
