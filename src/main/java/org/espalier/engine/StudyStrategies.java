package org.espalier.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.journal.SearchedParameter;
import org.espalier.schedule.RefinementBarrier;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.search.ContinuedRounds;
import org.espalier.search.GridSampler;
import org.espalier.search.ListSampler;
import org.espalier.search.Neighbourhood;
import org.espalier.search.PerturbingSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.search.RefiningSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Strategies;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;

/** Fresh samplers and schedulers of a study. */
public record StudyStrategies(TuningPlan plan, SearchTarget candidates, RungLadder ladder) {

  Seed seed() {
    return new Seed(plan.seed());
  }

  /** True if the search or its budget reads outcomes, in an order that a window fixes. */
  public boolean readsOutcomes() {
    return scheduler(List.of()).readsOutcomes() || plan.budget().readsOutcomes();
  }

  /** Virtual slots; 0 for no limit. */
  public int window() {
    return readsOutcomes() ? plan.run().window() : 0;
  }

  /**
   * Scheduler over the study's own sampler.
   *
   * @param recorded earlier trials by number
   */
  public Scheduler scheduler(List<Trial> recorded) {
    return scheduler(first(), recorded, Integer.MAX_VALUE);
  }

  /**
   * Scheduler of the same trials with a fast sampler, for simulations that do not read proposed
   * values.
   *
   * @param most maximum number of trials
   */
  public Scheduler quick(int most) {
    Sampler own = first();
    boolean learns = own.readsOutcomes();
    return scheduler(
        learns && candidates instanceof SearchTarget.Searched ? start() : own, List.of(), most);
  }

  private Scheduler scheduler(Sampler own, List<Trial> recorded, int most) {
    int trials = trials();
    Sampler first = perturbing(own);
    List<Neighbourhood> refinements = refinements();
    if (refinements.isEmpty()) {
      Sampler sampler = recorded.isEmpty() ? first : new RecordedSampler(recorded, first);
      return Strategies.scheduler(plan.schedule(), sampler, Math.min(trials, most), ladder);
    }
    int size = (int) Math.min(trials, first.limit(Set.of()).orElse(trials));
    RefiningSampler refining =
        new RefiningSampler(
            first, size, refinements, space().constraints(), seed().child("sampler", 0));
    Sampler sampler = recorded.isEmpty() ? refining : new RecordedSampler(recorded, refining);
    return new RefinementBarrier(
        Strategies.scheduler(plan.schedule(), sampler, most, ladder), refining.begins());
  }

  /** The sampler, with variations of trials if the schedule exchanges their states. */
  private Sampler perturbing(Sampler own) {
    boolean exchanges = plan.schedule().ladderKind() == LadderKind.GENERATIONS;
    if (!exchanges || !(candidates instanceof SearchTarget.Searched searched)) {
      return own;
    }
    SearchSpace space = searched.space().space();
    Seed seed = seed().child("sampler", 0);
    Map<String, ContinuedRounds> rounds = searched.space().rounds();
    if (rounds.isEmpty()) {
      return new PerturbingSampler(own, space, plan.schedule().perturb(), seed);
    }
    List<String> names =
        rounds.values().stream().flatMap(learner -> learner.changing().stream()).toList();
    return new PerturbingSampler(
        own,
        space,
        names,
        seed,
        (varied, parent, rung) ->
            Optional.ofNullable(rounds.get(parent.learner()))
                .map(learner -> learner.after(parent, rung, ladder, varied))
                .orElse(varied));
  }

  private int trials() {
    if (candidates instanceof SearchTarget.Listed listed) {
      return listed.configurations().size();
    }
    return plan.search().trials() == 0 ? Integer.MAX_VALUE : plan.search().trials();
  }

  /** Refinements; none for a list. */
  private List<Neighbourhood> refinements() {
    return candidates instanceof SearchTarget.Searched searched
        ? searched.space().refinements()
        : List.of();
  }

  /**
   * Space that is searched.
   *
   * @throws IllegalStateException if the candidates are a list
   */
  public SearchSpace space() {
    return searched().space();
  }

  /** Parameters of the space that is searched, for the record; none for a list. */
  List<SearchedParameter> parameters() {
    return candidates instanceof SearchTarget.Searched ? SearchedParameter.of(space()) : List.of();
  }

  private StudySpace searched() {
    if (candidates instanceof SearchTarget.Searched searched) {
      return searched.space();
    }
    throw new IllegalStateException("A list of configurations has no space.");
  }

  /** The sampler of the first search, after the start points. */
  public Sampler first() {
    if (candidates instanceof SearchTarget.Listed listed) {
      return new ListSampler(listed.configurations(), GridSampler.NAME);
    }
    StudySpace space = searched();
    Seed own = seed().child("sampler", 0);
    if (plan.search().isExhaustive() && hasDefaultsAlone(space)) {
      return started(space, new ListSampler(List.of(), plan.search().sampler()));
    }
    return started(
        space,
        Strategies.sampler(plan.search(), space.space(), space.starts(), own, space.prior()));
  }

  /** True if nothing is searched but the choice of a learner: a grid of the defaults. */
  private static boolean hasDefaultsAlone(StudySpace space) {
    return !space.defaults().isEmpty()
        && space.space().dimensions().stream()
            .allMatch(dimension -> dimension.parameter().name().equals(Configuration.LEARNER));
  }

  /** Start points of a space, and random ones after them. */
  public StartPoints start() {
    StudySpace space = searched();
    return started(space, new RandomSampler(space.space(), seed().child("sampler", 0)));
  }

  private static StartPoints started(StudySpace space, Sampler sampler) {
    return new StartPoints(
        space.defaults(),
        space.points(),
        space.prior().best(),
        space.portfolio().points(),
        sampler);
  }

  /** True if more trials may be planned without contradicting earlier decisions. */
  public boolean mayPlanMore() {
    return scheduler(List.of()).replan(Integer.MAX_VALUE);
  }
}
