package org.espalier.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.search.Refinement;
import org.espalier.space.Configuration;

/**
 * Search of a study: how configurations are found.
 *
 * @param sampler a name of {@link Strategies#samplers()}
 * @param trials maximum number of trials, including the learners' defaults and the points; 0 for
 *     all that a grid or another finite sampler has
 * @param points start points, tried after the defaults: values by param, and the learner's name
 *     under {@value Configuration#LEARNER}, as settings give them
 * @param prior folder of an earlier study
 * @param portfolio file of a portfolio, whose points are tried by learners with the suggested
 *     space; {@value #USUAL_PORTFOLIO} for that of the jar, empty for none
 * @param then refinements that follow, each around the best configuration so far
 */
public record SearchPlan(
    String sampler,
    int trials,
    List<Map<String, Object>> points,
    Optional<String> prior,
    Optional<String> portfolio,
    List<Refinement> then) {

  /** Word for the portfolio of the jar. */
  public static final String USUAL_PORTFOLIO = "auto";

  public SearchPlan {
    then = List.copyOf(then);
    points = points.stream().map(p -> Collections.unmodifiableMap(new LinkedHashMap<>(p))).toList();
  }

  /**
   * Default number of trials: enough to find a good region of the few params that usually matter.
   */
  private static final int AUTOMATIC_TRIALS = 50;

  /** Search of the settings. If no sampler is given, it is the scheduler's. */
  static SearchPlan of(
      SettingValues values, List<Map<String, Object>> points, List<Refinement> then) {
    String usual = values.text("sampler").orElseThrow();
    String sampler =
        values.values().containsKey("sampler")
            ? usual
            : Strategies.sampler(values.text("scheduler").orElseThrow(), usual);
    int trials =
        values.intOrNone("trials").orElse(Strategies.isFinite(sampler) ? 0 : AUTOMATIC_TRIALS);
    return new SearchPlan(sampler, trials, points, values.text("prior"), portfolio(values), then);
  }

  private static Optional<String> portfolio(SettingValues values) {
    return values.is("portfolio", USUAL_PORTFOLIO)
        ? Optional.of(USUAL_PORTFOLIO)
        : values.text("portfolio");
  }

  /** Search without start points, an earlier study, a portfolio or refinements. */
  public SearchPlan(String sampler, int trials) {
    this(sampler, trials, List.of(), Optional.empty(), Optional.empty(), List.of());
  }

  /** Copy with another sampler. */
  SearchPlan with(String other) {
    return new SearchPlan(other, trials, points, prior, portfolio, then);
  }

  /** True if the sampler tries every combination of values. */
  public boolean isExhaustive() {
    return Strategies.isExhaustive(sampler);
  }
}
