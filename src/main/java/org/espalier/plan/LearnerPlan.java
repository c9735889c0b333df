package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One learner of a study and what to try with it.
 *
 * @param name unique in the study; its type unless said otherwise
 * @param type for example {@code logistic-regression}; {@code one-vs-rest(TYPE)} around another; or
 *     the name of an estimator's class
 * @param space by param; {@code stage.param} names a param of a feature stage
 * @param rules what holds between these params
 */
public record LearnerPlan(String name, String type, Map<String, Domain> space, ParamRules rules) {

  /** The learner that makes a classifier for many classes of one for two. */
  public static final String ONE_VS_REST = "one-vs-rest";

  /** Learners that need no label. */
  public static final Set<String> CLUSTERERS =
      Set.of("k-means", "bisecting-k-means", "gaussian-mixture");

  /** The learner of times to an event. */
  public static final String SURVIVAL = "survival-regression";

  private static final Pattern WRAPPED = Pattern.compile(ONE_VS_REST + "\\((.+)\\)");

  public LearnerPlan {
    space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
  }

  /** Of which every combination may be tried. */
  public LearnerPlan(String name, String type, Map<String, Domain> space) {
    this(name, type, space, ParamRules.NONE);
  }

  /** Whether it may be one that needs no label; of a class only the class path knows. */
  boolean mayLackLabel() {
    return CLUSTERERS.contains(type) || type.contains(".");
  }

  /** The type of {@value #ONE_VS_REST} around a classifier. */
  public static String oneVsRest(String classifier) {
    return "%s(%s)".formatted(ONE_VS_REST, classifier);
  }

  /** The classifier's type within that of {@value #ONE_VS_REST}; empty of other types. */
  public static Optional<String> innerOf(String type) {
    Matcher matcher = WRAPPED.matcher(type);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
