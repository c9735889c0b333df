package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.FullResource;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.CellByCell;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.LinearExpression;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.TuningLoop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every sampler that learns from outcomes keeps to. */
public abstract class LearningSamplerContract extends SamplerContract {

  /** A depth exists only for trees. */
  protected static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("booster", List.of("linear", "tree"))),
              Dimension.always(new FloatParameter("rate", 1e-4, 1, Scale.LOG)),
              new Dimension(
                  new IntParameter("depth", 1, 15, Scale.LINEAR),
                  List.of(Condition.oneOf("booster", "tree")))));

  private static final SearchSpace SMALL =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("kind", List.of("a", "b", "c"))),
              Dimension.always(new ChoiceParameter("size", List.of(1, 10, 100, 1000), true)),
              Dimension.always(new FloatParameter("share", 0, 0.3, Scale.LINEAR, 0.1, 0))));

  private static final SearchSpace SQUARE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR)),
              Dimension.always(new FloatParameter("y", 0, 1, Scale.LINEAR))));

  private static final Objective OBJECTIVE = new Objective("loss", Direction.MINIMIZE);
  private static final RungLadder LADDER = RungLadder.full(20, 1);
  private static final int WINDOW = 4;

  /** More than any sampler draws at random at first. */
  private static final int CUT_TRIALS = 24;

  /** A fresh sampler over a space; all of a space, a seed and an earlier study are equal. */
  protected abstract Sampler over(SearchSpace space, Seed seed, PriorObservations prior);

  /** One without an earlier study. */
  protected final Sampler over(SearchSpace space, Seed seed) {
    return over(space, seed, PriorObservations.NONE);
  }

  /** Outcomes that it needs for one of a model-based sampler. */
  protected int patience() {
    return 1;
  }

  /** Seeds over which regrets are averaged. */
  protected int seeds() {
    return 5;
  }

  @Override
  protected final Sampler sampler() {
    return over(MIXED, new Seed(1));
  }

  @Override
  protected final SearchSpace space() {
    return MIXED;
  }

  /** Best at trees of a rate of 0.01 and a depth of 6: 0; linear ones have 2 at least. */
  protected static double mixed(Configuration configuration) {
    double rate = Math.log10(configuration.number("rate")) + 2;
    boolean tree = "tree".equals(configuration.values().get("booster"));
    return rate * rate + (tree ? Math.abs(configuration.number("depth") - 6) / 5 : 2);
  }

  /** What a sampler proposes when each is told before the next is asked. */
  protected static List<Configuration> played(
      Sampler sampler, ToDoubleFunction<Configuration> loss, int trials) {
    Study study = Studies.empty(1);
    List<Configuration> proposals = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Optional<Configuration> proposed = sampler.propose(study, number);
      if (proposed.isEmpty()) {
        break;
      }
      proposals.add(proposed.get());
      study = next(study, proposed.get(), loss);
    }
    return proposals;
  }

  private static Study next(
      Study study, Configuration configuration, ToDoubleFunction<Configuration> loss) {
    return Studies.told(
        Studies.asked(study, configuration), List.of(loss.applyAsDouble(configuration)));
  }

  private static Study after(List<Configuration> configurations) {
    Study study = Studies.empty(1);
    for (Configuration configuration : configurations) {
      study = next(study, configuration, LearningSamplerContract::mixed);
    }
    return study;
  }

  @Test
  void a_fresh_instance_proposes_the_same_from_what_was_told() {
    List<Configuration> all = played(sampler(), LearningSamplerContract::mixed, 25);
    for (int number = 0; number < all.size(); number++) {
      assertThat(sampler().propose(after(all.subList(0, number)), number))
          .contains(all.get(number));
    }
  }

  /** A driver's part of a study with {@value #WINDOW} proposals under way. */
  private List<StudyEvent> driven(List<StudyEvent> past) throws Exception {
    List<StudyEvent> events = new ArrayList<>(past);
    InstantSource clock = () -> Instant.EPOCH;
    try (JournalRecorder recorder = JournalRecorder.open(new MemoryJournal(events), clock);
        CellPool pool = new CellPool(CellByCell.of(this::cell), 2, recorder)) {
      if (past.isEmpty()) {
        recorder.record(opened());
      }
      new TuningLoop(
              Study.of(OBJECTIVE, new Seed(1)),
              new FullResource(sampler(), CUT_TRIALS, LADDER),
              LADDER,
              pool,
              WINDOW,
              Budget.UNLIMITED,
              clock,
              recorder)
          .resume(RecordedSteps.of(recorder.history()));
    }
    return events;
  }

  private static StudyEvent opened() {
    return new StudyEvent.Opened(
        "contract",
        new StudyEvent.Setup(1, OBJECTIVE, "contract", "full", CUT_TRIALS, WINDOW, LADDER),
        new StudyEvent.Folds("none", List.of(20L), 0, 20, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  private CellOutcome cell(Cell cell) {
    return new CellOutcome(
        cell.fold(),
        CellState.COMPLETED,
        cell.proposal().rows(),
        OptionalDouble.of(mixed(cell.configuration())),
        Map.of(),
        CellTraining.NONE,
        "",
        Cost.NONE);
  }

  private static List<Trial> trials(List<StudyEvent> events) {
    return StudyHistory.of(events).study().trials();
  }

  @Test
  void a_study_with_several_proposals_under_way_goes_on_to_the_same_trials() throws Exception {
    List<StudyEvent> whole = driven(List.of());
    assertThat(trials(whole)).hasSize(CUT_TRIALS);
    assertThat(trials(driven(List.of()))).as("another run").isEqualTo(trials(whole));
    for (int cut = whole.size() / 3; cut < whole.size(); cut += whole.size() / 3) {
      assertThat(trials(driven(whole.subList(0, cut)))).isEqualTo(trials(whole));
    }
  }

  @Test
  void another_study_is_answered_as_by_a_fresh_instance() {
    Sampler used = sampler();
    List<Configuration> one = played(used, LearningSamplerContract::mixed, 20);
    List<Configuration> other = played(over(MIXED, new Seed(2)), c -> -mixed(c), 18);
    for (Study study : List.of(after(other), after(one.subList(0, 15)), after(one))) {
      int number = study.trials().size();
      assertThat(used.propose(study, number)).isEqualTo(sampler().propose(study, number));
    }
  }

  @Test
  void what_is_learned_from_is_of_the_space_and_so_is_what_is_proposed() {
    assertThat(played(sampler(), LearningSamplerContract::mixed, 40)).allMatch(MIXED::contains);
  }

  @Test
  void a_finite_space_is_gone_through_without_repeats() {
    List<Configuration> all = played(over(SMALL, new Seed(3)), c -> c.number("size"), 100);
    assertThat(all).hasSize(48).doesNotHaveDuplicates();
    assertThat(over(SMALL, new Seed(3)).limit(Set.of())).hasValue(48);
  }

  @Test
  void constraints_are_met_and_arrays_are_whole() {
    List<Dimension> dimensions = new ArrayList<>();
    dimensions.add(Dimension.always(new IntParameter("layers", 1, 3, Scale.LINEAR)));
    for (int i = 0; i < 3; i++) {
      dimensions.add(
          new Dimension(
              new IntParameter("units[%d]".formatted(i), 1, 512, Scale.LOG),
              List.of(Condition.between("layers", i + 1, 3))));
    }
    SearchSpace space =
        new SearchSpace(
            dimensions,
            List.of(
                new Constraint.Forbidden(
                    List.of(new Condition("layers", 1), Condition.between("units[0]", 1, 64)))));
    // The units tell the best apart: where nothing does, there is nothing to stay for.
    ToDoubleFunction<Configuration> loss =
        c ->
            ((List<?>) c.values().get("units")).size()
                + ((Number) ((List<?>) c.values().get("units")).get(0)).doubleValue() / 1e4;
    int half = 20 * patience();
    List<Configuration> all = played(over(space, new Seed(4)), loss, 2 * half);
    assertThat(all).allMatch(space::contains);
    // With one layer the loss is least: a third of the random ones have it, of those learned half.
    assertThat(all.subList(half, 2 * half).stream().filter(c -> c.number("layers") == 1).count())
        .isGreaterThanOrEqualTo(half / 2);
  }

  @Tag(Sample.TAG)
  @Test
  void a_learner_with_tight_constraints_is_not_given_up_for_another() {
    Sample.rows(List.of(16, 40)).forEach(this::staysWithATightLearner);
  }

  private void staysWithATightLearner(int trials) {
    // Only where x and y are nearly 0 does the good learner have a configuration at all.
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("learner", List.of("good", "bad"))),
                new Dimension(
                    new FloatParameter("x", 0, 1, Scale.LINEAR),
                    List.of(new Condition("learner", "good"))),
                new Dimension(
                    new FloatParameter("y", 0, 1, Scale.LINEAR),
                    List.of(new Condition("learner", "good"))),
                new Dimension(
                    new FloatParameter("z", 0, 1, Scale.LINEAR),
                    List.of(new Condition("learner", "bad")))),
            List.of(
                new Constraint.Comparison(
                    new LinearExpression(Map.of("x", 1.0, "y", 1.0), 0),
                    Constraint.Relation.BELOW,
                    LinearExpression.of(0.1))));
    List<Configuration> all =
        played(
            over(space, new Seed(5)),
            c -> "good".equals(c.values().get("learner")) ? 0 : 1,
            trials);
    assertThat(all).allMatch(space::contains);
    assertThat(
            all.subList(trials / 2, trials).stream()
                .filter(c -> "good".equals(c.values().get("learner")))
                .count())
        .isGreaterThan(trials / 4);
  }

  @Test
  void pending_proposals_spread() {
    Study study = after(played(sampler(), LearningSamplerContract::mixed, 12));
    Set<Configuration> pending = new HashSet<>();
    for (int number = 12; number < 20; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      pending.add(proposed);
      study = Studies.asked(study, proposed);
    }
    assertThat(pending).hasSize(8);
    double spread =
        pending.stream().mapToDouble(c -> Math.log10(c.number("rate"))).max().orElseThrow()
            - pending.stream().mapToDouble(c -> Math.log10(c.number("rate"))).min().orElseThrow();
    assertThat(spread).isGreaterThan(0.1);
  }

  @Test
  void a_failed_trial_is_never_taken_for_a_good_one() {
    // Everything with a high rate fails; what is proposed late has a low one.
    Study study = Studies.empty(1);
    int high = 0;
    for (int number = 0; number < 40; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      study = Studies.asked(study, proposed);
      Proposal proposal = study.proposals().get(number);
      boolean fails = proposed.number("rate") > 0.02;
      study =
          study.told(
              fails
                  ? Studies.without(proposal, TrialState.FAILED)
                  : Studies.completed(proposal, mixed(proposed)));
      high += fails && number >= 20 ? 1 : 0;
    }
    assertThat(high).isLessThan(10);
  }

  @Test
  void where_all_fail_or_are_lost_it_still_proposes() {
    for (TrialState state : List.of(TrialState.FAILED, TrialState.LOST, TrialState.CANCELLED)) {
      Study study = Studies.empty(1);
      for (int number = 0; number < 25; number++) {
        Configuration proposed = sampler().propose(study, number).orElseThrow();
        assertThat(MIXED.contains(proposed)).isTrue();
        study = Studies.asked(study, proposed);
        study = study.told(Studies.without(study.proposals().get(number), state));
      }
    }
  }

  @Test
  void a_default_outside_the_space_is_no_obstacle() {
    Configuration outside = new Configuration(Map.of("booster", "none", "rate", 7.0));
    Study study = Studies.told(Studies.asked(Studies.empty(1), outside), List.of(0.5));
    for (int number = 0; number < 15; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      assertThat(MIXED.contains(proposed)).isTrue();
      study = next(study, proposed, LearningSamplerContract::mixed);
    }
  }

  @Test
  void losses_of_any_size_are_learned_from() {
    for (double factor : new double[] {1e-300, 1, 1e300}) {
      List<Configuration> all = played(sampler(), c -> factor * mixed(c), 20);
      assertThat(all).allMatch(MIXED::contains);
    }
  }

  @Test
  void what_low_rungs_say_leads_the_search_at_the_top() {
    // Rung 0 is shifted by 5 and otherwise the same: the top has been seen at two places only.
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    Study study = Studies.empty(1);
    int last = 10 * patience();
    List<Integer> order = new ArrayList<>(IntStream.rangeClosed(0, last).boxed().toList());
    Collections.shuffle(order, new Random(1));
    for (int i = 0; i <= last; i++) {
      double x = (double) order.get(i) / last;
      Configuration configuration = line.build(p -> p.quantile(x));
      study = rung(study, new Trial(i, configuration, "test"), 0, 5 + (x - 0.73) * (x - 0.73));
    }
    study = rung(study, study.trials().get(order.indexOf(6 * patience())), 1, 0.13 * 0.13);
    study = rung(study, study.trials().get(order.indexOf(7 * patience())), 1, 0.03 * 0.03);
    double sum = 0;
    int near = 0;
    for (int seed = 0; seed < 10; seed++) {
      Sampler sampler = over(line, new Seed(seed));
      int number = last + 1;
      while (sampler.origin(study, number).equals("random")) {
        number++;
      }
      double x = sampler.propose(study, number).orElseThrow().number("x");
      near += x > 0.5 && x < 0.95 ? 1 : 0;
      sum += x;
    }
    assertThat(near).isGreaterThanOrEqualTo(8); // of ten at random: with probability 0.027
    assertThat(sum / 10).isBetween(0.6, 0.86);
  }

  private static Study rung(Study study, Trial trial, int rung, double loss) {
    Proposal proposal =
        new Proposal(
            study.proposals().size(), trial.number(), rung, List.of(0), rung == 0 ? 100 : 300);
    return study.asked(trial, proposal).told(Studies.completed(proposal, loss));
  }

  /** Seeds are fixed; with random ones it fails with a probability far below one in a thousand. */
  @Tag(Sample.TAG)
  @Test
  void better_than_random_draws_where_parameters_depend_on_each_other() {
    double learned = 0;
    double random = 0;
    for (int seed = 0; seed < Sample.rounds(15); seed++) {
      learned += best(over(MIXED, new Seed(seed)));
      random += best(new RandomSampler(MIXED, new Seed(seed)));
    }
    assertThat(learned).isLessThan(0.6 * random);
  }

  private static double valley(Configuration c) {
    double x = c.number("x") - 0.71;
    double y = c.number("y") - 0.23;
    return 1 + 30 * x * x + 5 * y * y + 3 * Math.sin(9 * x) * Math.sin(9 * x);
  }

  /** Fifty random evaluations, right or turned round, of losses on another level. */
  private static PriorObservations earlier(int seed, double sign) {
    List<PriorObservations.Observation> observations = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Configuration c = SQUARE.draw(new Seed(seed).child("earlier", i).random());
      observations.add(new PriorObservations.Observation(c, sign * valley(c) + 100));
    }
    return new PriorObservations(observations, PriorObservations.HALF_LIFE);
  }

  /**
   * The mean logarithm of the best regret over seeds.
   *
   * @param sign of the earlier study's losses; 0 for none
   */
  private double regretAfter(int trials, double sign) {
    double sum = 0;
    int seeds = Sample.rounds(seeds());
    for (int seed = 0; seed < seeds; seed++) {
      PriorObservations prior = sign == 0 ? PriorObservations.NONE : earlier(seed, sign);
      Sampler sampler =
          new StartPoints(
              List.of(), List.of(), prior.best(), List.of(), over(SQUARE, new Seed(seed), prior));
      double best =
          played(sampler, LearningSamplerContract::valley, trials).stream()
              .mapToDouble(LearningSamplerContract::valley)
              .min()
              .orElseThrow();
      sum += Math.log(best - 1 + 1e-6);
    }
    return sum / seeds;
  }

  @Tag(Sample.TAG)
  @Test
  void an_earlier_study_that_is_right_is_a_flying_start() {
    assertThat(regretAfter(6, 1)).isLessThan(regretAfter(6, 0) - 1);
  }

  @Tag(Sample.TAG)
  @Test
  void an_earlier_study_that_is_wrong_costs_no_more_than_the_proposals_that_read_it() {
    // Three start points and every second of the next 44 proposals.
    assertThat(regretAfter(20 + 25, -1)).isLessThan(regretAfter(20, 0));
  }

  @Test
  void an_earlier_study_is_read_the_same_by_a_fresh_instance_and_by_every_second_proposal() {
    Sampler one = over(SQUARE, new Seed(1), earlier(1, 1));
    List<Configuration> all = played(one, LearningSamplerContract::valley, 12);
    Sampler fresh = over(SQUARE, new Seed(1), earlier(1, 1));
    assertThat(played(fresh, LearningSamplerContract::valley, 12)).isEqualTo(all);
    assertThat(one.origin(Studies.empty(1), 0)).isNotEqualTo("random");
    assertThat(one.origin(Studies.empty(1), 1)).isEqualTo("random");
  }

  @Test
  void an_earlier_study_of_another_space_says_nothing() {
    Sampler sampler = over(MIXED, new Seed(1), earlier(1, 1));
    assertThat(played(sampler, LearningSamplerContract::mixed, 12))
        .isEqualTo(played(sampler(), LearningSamplerContract::mixed, 12));
  }

  private double best(Sampler sampler) {
    return played(sampler, LearningSamplerContract::mixed, 40 * patience()).stream()
        .mapToDouble(LearningSamplerContract::mixed)
        .min()
        .orElseThrow();
  }
}
