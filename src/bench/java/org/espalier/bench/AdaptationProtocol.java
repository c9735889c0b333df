package org.espalier.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.ErrorRange;
import org.espalier.bench.blackbox.ResourceRange;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.SurrogateScenario;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.evaluate.CellRunner;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.schedule.FullResource;
import org.espalier.search.Sampler;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Protocol 8: {@code auto} beside its parts where outcomes mislead, on problems that are not
 * reported: the mean of log10(max(regret, 1e-6)) of whichever trial looks best after some numbers
 * of trials.
 *
 * <p>Each trial has five folds. Each fold's error is as it is (clean), or with noise of the
 * standard deviation of all errors (noise 1) or four times that (noise 4); or the worse six tenths
 * of all configurations fail (failing).
 */
final class AdaptationProtocol {

  private static final List<Integer> TRIALS = List.of(50, 100);
  private static final int FOLDS = 5;

  /** Random configurations that the spread of errors is estimated from. */
  private static final int SPREAD = 300;

  private static final double FAILING = 0.6;

  private final PublishedBlackboxes blackboxes;
  private final int window;
  private final int seeds;

  AdaptationProtocol(PublishedBlackboxes blackboxes, int window, int seeds) {
    this.blackboxes = blackboxes;
    this.window = window;
    this.seeds = seeds;
  }

  /** Errors with noise. */
  private record Noisy(Blackbox of, double deviation) implements Blackbox {

    @Override
    public String name() {
      return of.name();
    }

    @Override
    public SearchSpace space() {
      return of.space();
    }

    @Override
    public ResourceRange resource() {
      return of.resource();
    }

    @Override
    public ErrorRange errors() {
      return of.errors();
    }

    @Override
    public double error(Configuration configuration, long resource) {
      return of.error(configuration, resource);
    }

    @Override
    public double observed(Configuration configuration, long resource, Seed draw) {
      return error(configuration, resource) + deviation * draw.random().nextGaussian();
    }
  }

  private List<Blackbox> problems() {
    return Stream.of(
            Stream.of("branin", "hartmann6"),
            blackboxes.others(SurrogateScenario.LCBENCH, 1).stream(),
            blackboxes.others(SurrogateScenario.RBV2_RPART, 1).stream())
        .flatMap(names -> names)
        .map(blackboxes::named)
        .toList();
  }

  void run(SearchResult result, List<String> samplers) throws InterruptedException {
    for (String kind : List.of("clean", "noise 1", "noise 4", "failing")) {
      for (String sampler : samplers) {
        line(result, kind, sampler);
      }
    }
  }

  private void line(SearchResult result, String kind, String sampler) throws InterruptedException {
    Map<Integer, double[]> sums = new LinkedHashMap<>();
    List<Blackbox> problems = problems();
    for (Blackbox problem : problems) {
      double[] errors = spread(problem);
      double factor = kind.startsWith("noise") ? kind.charAt(kind.length() - 1) - '0' : 0;
      Blackbox noisy = new Noisy(problem, factor * deviation(errors));
      double limit =
          kind.equals("failing") ? errors[(int) ((1 - FAILING) * SPREAD)] : Double.MAX_VALUE;
      List<double[]> runs =
          Repeats.of(
              seeds, seed -> regrets(noisy, c -> noisy.truth(c) > limit, sampler, new Seed(seed)));
      for (int i = 0; i < TRIALS.size(); i++) {
        double[] sum = sums.computeIfAbsent(TRIALS.get(i), n -> new double[seeds]);
        for (int seed = 0; seed < seeds; seed++) {
          sum[seed] += runs.get(seed)[i] / problems.size();
        }
      }
    }
    sums.forEach(
        (n, means) -> {
          String name = "%s, %s at %d".formatted(kind, sampler, n);
          result.add(
              SearchResult.Row.shown(
                  8, name, window, Significance.mean(means), Significance.error(means)));
        });
  }

  private static double[] spread(Blackbox blackbox) {
    return IntStream.range(0, SPREAD)
        .mapToDouble(
            i -> blackbox.truth(blackbox.space().draw(new Seed(8).child("spread", i).random())))
        .sorted()
        .toArray();
  }

  private static double deviation(double[] values) {
    double mean = Significance.mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  /** Of the trial that looks best after each number of trials, or the worst there is if none. */
  private double[] regrets(
      Blackbox blackbox, Predicate<Configuration> fails, String sampler, Seed seed) {
    Seed root = seed.child(blackbox.name(), 0);
    int trials = TRIALS.get(TRIALS.size() - 1);
    RungLadder ladder = RungLadder.full(blackbox.resource().max(), FOLDS);
    Sampler proposing = Strategies.sampler(new SearchPlan(sampler, trials), blackbox.space(), root);
    Simulation simulation = new Simulation(blackbox, ladder, window, Long.MAX_VALUE);
    CellRunner all = simulation.runner(root);
    CellRunner some =
        cell ->
            fails.test(cell.configuration())
                ? CellOutcome.without(
                    cell.fold(), CellState.FAILED, cell.proposal().rows(), "", "", Cost.NONE)
                : all.run(cell);
    List<Trajectory.Evaluation> told =
        simulation
            .play(
                new FullResource(proposing, trials, ladder),
                root,
                new SimulatedPool(some, 1, cell -> 0))
            .evaluations();
    return TRIALS.stream()
        .mapToDouble(
            n ->
                told.stream()
                    .filter(e -> e.trial() < n)
                    .min(Comparator.comparing(Trajectory.Evaluation::observed))
                    .map(Trajectory.Evaluation::error)
                    .orElse(blackbox.errors().worst()))
        .map(error -> Experiment.logRegret(blackbox, error))
        .toArray();
  }
}
