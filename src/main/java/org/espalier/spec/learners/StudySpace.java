package org.espalier.spec.learners;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.metric.ProblemType;
import org.espalier.search.ContinuedRounds;
import org.espalier.search.Neighbourhood;
import org.espalier.search.SobolSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.ScheduleChoice;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.TuningPlan;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.Fidelity;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Search space of a study, checked against the learners on the class path: the second step of a
 * plan's validation, without a Spark session.
 *
 * <p>The first dimension, {@value Configuration#LEARNER}, is the choice of a learner by its name in
 * the study. A param is the dimension {@code <learner>.<param>}, or {@code
 * <learner>.<stage>.<param>} for a feature stage, and exists only under its learner. A fixed param
 * is no dimension.
 *
 * @param defaults for each learner in the order of the plan, its own default values of the params
 *     that are searched; a param without a default is left out
 * @param points start points of the user, in their order
 * @param prior observations of an earlier study in the space
 * @param portfolio points that did well on other tables, the most useful first; empty until the
 *     task is known
 * @param refinements spaces of the refinements
 * @param tasks tasks that all learners can do and the metric applies to, in the order of {@link
 *     ProblemType}; at least one
 * @param rounds by learner, how its trials continue the rounds of others; empty unless the schedule
 *     exchanges states
 */
public record StudySpace(
    SearchSpace space,
    List<Configuration> defaults,
    List<Configuration> points,
    PriorObservations prior,
    PortfolioStarts portfolio,
    List<Neighbourhood> refinements,
    Set<ProblemType> tasks,
    Map<String, ContinuedRounds> rounds) {

  /** Quantile of a parameter whose usual value is not known. */
  private static final double MIDDLE = 0.5;

  /** Points of a space that show its mean cost. */
  private static final int TYPICAL = 32;

  public StudySpace {
    defaults = List.copyOf(defaults);
    points = List.copyOf(points);
    refinements = List.copyOf(refinements);
    tasks = Collections.unmodifiableSet(new LinkedHashSet<>(tasks));
    rounds = Collections.unmodifiableMap(new LinkedHashMap<>(rounds));
  }

  /** Defaults of a learner; the middle of the space if it has none. */
  public Configuration defaults(String learner) {
    return defaults.stream()
        .filter(one -> one.learner().equals(learner))
        .findFirst()
        .orElseGet(
            () ->
                space.build(
                    parameter ->
                        parameter.name().equals(Configuration.LEARNER)
                            ? learner
                            : parameter.quantile(MIDDLE)));
  }

  /** The first configuration of each learner: its defaults or, without any, a start point. */
  public List<Configuration> starts() {
    Map<String, Configuration> first = new LinkedHashMap<>();
    Stream.concat(defaults.stream(), points.stream())
        .forEach(one -> first.putIfAbsent(one.learner(), one));
    return List.copyOf(first.values());
  }

  /**
   * Configurations all over the space, by which the cost of a fit is planned: the first of each
   * learner, and points of a Sobol sequence, the same for equal spaces.
   */
  public List<Configuration> typical() {
    Seed seed = new Seed(0);
    SobolSampler sobol = new SobolSampler(space, seed);
    Study none = Study.of(new Objective("cost", Direction.MINIMIZE), seed);
    return Stream.concat(
            starts().stream(),
            IntStream.range(0, TYPICAL).boxed().flatMap(i -> sobol.propose(none, i).stream()))
        .distinct()
        .toList();
  }

  /**
   * Schedule of a search of this space; chosen here if the plan has {@code auto}.
   *
   * @param full fidelity of the top rung
   * @param classes number of classes; 1 for regression
   * @param slots tasks that the cluster runs at a time
   */
  public SchedulePlan schedule(
      TuningPlan plan, Fidelity full, int classes, PlannedCost cost, int slots) {
    int asked = plan.search().trials() == 0 ? Integer.MAX_VALUE : plan.search().trials();
    long all = Math.max(defaults.size(), space.size().orElse(Integer.MAX_VALUE));
    OptionalDouble slotSeconds =
        plan.budget().time().stream().mapToDouble(time -> Cost.seconds(time) * slots).findFirst();
    return new ScheduleChoice(
            plan, full, classes, (int) Math.min(asked, all), defaults.size(), cost, slotSeconds)
        .schedule();
  }

  public StudySpace withPrior(PriorObservations earlier) {
    return new StudySpace(space, defaults, points, earlier, portfolio, refinements, tasks, rounds);
  }

  public StudySpace withPortfolio(PortfolioStarts others) {
    return new StudySpace(space, defaults, points, prior, others, refinements, tasks, rounds);
  }

  /** Space without observations of an earlier study and a portfolio. */
  public StudySpace(
      SearchSpace space,
      List<Configuration> defaults,
      List<Configuration> points,
      List<Neighbourhood> refinements,
      Set<ProblemType> tasks) {
    this(
        space,
        defaults,
        points,
        PriorObservations.NONE,
        PortfolioStarts.NONE,
        refinements,
        tasks,
        Map.of());
  }

  /** Copy in which trials continue the rounds of other trials. */
  public StudySpace withRounds(Map<String, ContinuedRounds> learners) {
    return new StudySpace(space, defaults, points, prior, portfolio, refinements, tasks, learners);
  }

  /**
   * The space of a plan.
   *
   * @throws org.espalier.spec.InvalidStudyException with all problems of learners, params, their
   *     values and the metric
   */
  public static StudySpace of(StudyPlan plan, ClassPathCatalogue catalogue) {
    return new StudySpaceBuilder(plan, catalogue).build();
  }
}
