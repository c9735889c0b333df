package org.espalier.spec.learners;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.metric.ProblemType;
import org.espalier.space.Domain;

/**
 * Learner of a study with its search space.
 *
 * @param name unique in the study; by default its type
 * @param type for example {@code logistic-regression}; {@code one-vs-rest(TYPE)} around another;
 *     {@code pipeline(PATH)} for one that ends a saved pipeline; or the name of an estimator's
 *     class
 * @param space domains by param; {@code stage.param} names a param of a feature stage
 * @param rules conditions and constraints between these params
 * @param isSuggested true if the space is the one that is suggested for the type
 */
public record LearnerPlan(
    String name, String type, Map<String, Domain> space, ParamRules rules, boolean isSuggested) {

  /** Learner that reduces a multiclass problem to binary ones. */
  public static final String ONE_VS_REST = "one-vs-rest";

  /** Its classifier if none is named. */
  private static final String USUAL_CLASSIFIER = "logistic-regression";

  /** Learner that is the last stage of a saved pipeline. */
  public static final String PIPELINE = "pipeline";

  private static final Pattern SAVED = Pattern.compile(PIPELINE + "\\((.+)\\)");

  private static final Pattern WRAPPED = Pattern.compile(ONE_VS_REST + "\\((.+)\\)");

  public LearnerPlan {
    space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
  }

  /** Learner with a space of the user's, without conditions and constraints. */
  public LearnerPlan(String name, String type, Map<String, Domain> space) {
    this(name, type, space, ParamRules.NONE, false);
  }

  /**
   * True if the learner may need no label; unknown for a class name, which only the class path
   * resolves.
   */
  public boolean mayLackLabel() {
    return type.contains(".")
        || Learners.known().ofType(type).stream()
            .anyMatch(known -> known.tasks().contains(ProblemType.CLUSTERING));
  }

  /** The type of {@value #PIPELINE} for a folder on any Hadoop file system. */
  public static String pipeline(String path) {
    return "%s(%s)".formatted(PIPELINE, path);
  }

  /** The folder within the type of {@value #PIPELINE}; empty for other types. */
  public static Optional<String> pathOf(String type) {
    Matcher matcher = SAVED.matcher(type);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The type of {@value #ONE_VS_REST} around a classifier. */
  public static String oneVsRest(String classifier) {
    return "%s(%s)".formatted(ONE_VS_REST, classifier);
  }

  /** The classifier's type within that of {@value #ONE_VS_REST}, and any other type itself. */
  public static String single(String type) {
    Matcher matcher = WRAPPED.matcher(type);
    String inner = matcher.matches() ? matcher.group(1) : type;
    return type.equals(ONE_VS_REST) ? USUAL_CLASSIFIER : inner;
  }
}
