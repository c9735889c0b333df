package org.espalier.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Protocol 5: what a proposal costs, in a space of twenty parameters. */
final class LatencyProtocol {

  private static final Seed SEED = new Seed(5);

  /** Proposals timed in a row, the first ones to warm up. */
  private static final int CALLS = 25;

  private static final int WARM_UP = 10;
  private static final double MILLIS = 1e6;

  private final SearchSpace space = space();

  private static SearchSpace space() {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "p" + i;
      parameters.add(
          switch (i % 4) {
            case 0 -> new FloatParameter(name, 0, 1, Scale.LINEAR);
            case 1 -> new FloatParameter(name, 1e-5, 10, Scale.LOG);
            case 2 -> new IntParameter(name, 1, 100, Scale.LINEAR);
            default -> new ChoiceParameter(name, List.of("a", "b", "c"));
          });
    }
    return new SearchSpace(parameters.stream().map(Dimension::always).toList());
  }

  void run(SearchResult result) {
    proposals(result, "tpe", 1_000, 3);
    proposals(result, "tpe", 10_000, 30);
    proposals(result, "gp", 200, 100);
  }

  private void proposals(SearchResult result, String sampler, int trials, double target) {
    String name = "%s at %,d trials, ms a proposal".formatted(sampler, trials);
    if (!Strategies.samplers().contains(sampler)) {
      result.say("protocol 5, " + name, "skipped: is not registered");
      return;
    }
    Sampler proposing = Strategies.sampler(new SearchPlan(sampler, trials + CALLS), space, SEED);
    Study study = told(trials);
    double[] millis = new double[CALLS - WARM_UP];
    for (int call = 0; call < CALLS; call++) {
      long start = cpu();
      Trial trial =
          new Trial(trials + call, proposing.propose(study, trials + call).orElseThrow(), sampler);
      if (call >= WARM_UP) {
        millis[call - WARM_UP] = (cpu() - start) / MILLIS;
      }
      study = next(study, trial, 0);
    }
    Arrays.sort(millis);
    double median = millis[millis.length / 2];
    result.add(
        SearchResult.Row.shown(5, name, 0, median, 0)
            .judged("median under %.0f ms".formatted(target), median < target));
  }

  private Study told(int trials) {
    Sampler random = new Draws(space, SEED);
    Study empty = Study.of(new Objective("error", Direction.MINIMIZE), SEED);
    Study study = empty;
    for (int i = 0; i < trials; i++) {
      study = next(study, new Trial(i, random.propose(empty, i).orElseThrow(), "random"), 0);
    }
    return study;
  }

  /** The study after a trial was asked for at a rung and told. */
  private static Study next(Study study, Trial trial, int rung) {
    Proposal proposal = new Proposal(study.proposals().size(), trial.number(), rung, List.of(0), 1);
    return study.asked(trial, proposal).told(outcome(proposal));
  }

  private static Outcome outcome(Proposal proposal) {
    RandomGenerator random = SEED.child("loss", proposal.number()).random();
    double loss = random.nextDouble();
    return new Outcome(
        proposal,
        TrialState.COMPLETED,
        OptionalDouble.of(loss),
        OptionalDouble.of(loss),
        OptionalLong.empty(),
        List.of(CellOutcome.completed(0, proposal.rows(), loss)),
        "");
  }

  /** Time that this thread has worked, in ns: a machine that does something else counts not. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
