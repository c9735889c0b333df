package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.schedule.FullResource;
import org.espalier.search.Sampler;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Samplers side by side on blackboxes in full resource: the mean over seeds of log10(max(regret,
 * 1e-6)) after some numbers of evaluations. The tool for choosing constants, on problems that are
 * not reported.
 */
public final class Experiment {

  /** Regret below this counts as reached. */
  static final double FLOOR = 1e-6;

  private final int seeds;
  private final int window;
  private final List<Integer> evaluations;

  /**
   * @param seeds repeats of every run
   * @param window proposals under way at a time
   * @param evaluations after how many the regret is taken, ascending
   */
  public Experiment(int seeds, int window, List<Integer> evaluations) {
    this.seeds = seeds;
    this.window = window;
    this.evaluations = List.copyOf(evaluations);
  }

  /** log10 of a regret that is at least the floor. */
  static double logRegret(Blackbox blackbox, double error) {
    return Math.log10(Math.max(FLOOR, blackbox.errors().regret(error)));
  }

  /** Log regret by seed, then by number of evaluations; on two threads. */
  public double[][] run(Blackbox blackbox, BiFunction<SearchSpace, Seed, Sampler> factory)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<double[]>> runs = new ArrayList<>();
      for (int s = 0; s < seeds; s++) {
        Seed seed = new Seed(s);
        runs.add(threads.submit(() -> once(blackbox, factory.apply(blackbox.space(), seed), seed)));
      }
      double[][] results = new double[seeds][];
      for (int s = 0; s < seeds; s++) {
        results[s] = runs.get(s).get();
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(blackbox.name(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private double[] once(Blackbox blackbox, Sampler sampler, Seed seed) {
    long full = blackbox.resource().max();
    RungLadder ladder = RungLadder.full(full, 1);
    int trials = evaluations.get(evaluations.size() - 1);
    Trajectory trajectory =
        new Simulation(blackbox, ladder, window, Long.MAX_VALUE)
            .play(new FullResource(sampler, trials, ladder), seed);
    return evaluations.stream()
        .mapToDouble(n -> logRegret(blackbox, trajectory.bestOfFirst(n, full)))
        .toArray();
  }

  /** Prints a line for each blackbox and a last one with the mean. */
  public void print(
      List<Blackbox> blackboxes, Map<String, BiFunction<SearchSpace, Seed, Sampler>> samplers)
      throws InterruptedException {
    System.out.printf("%-34s", "log10 regret at " + evaluations);
    samplers.keySet().forEach(name -> System.out.printf(" %-26s", name));
    System.out.println();
    double[][] total = new double[samplers.size()][evaluations.size()];
    for (Blackbox blackbox : blackboxes) {
      System.out.printf("%-34s", blackbox.name());
      int column = 0;
      for (BiFunction<SearchSpace, Seed, Sampler> factory : samplers.values()) {
        double[] mean = new double[evaluations.size()];
        for (double[] run : run(blackbox, factory)) {
          for (int i = 0; i < mean.length; i++) {
            mean[i] += run[i] / seeds;
          }
        }
        for (int i = 0; i < mean.length; i++) {
          total[column][i] += mean[i] / blackboxes.size();
        }
        System.out.printf(" %-26s", text(mean));
        column++;
      }
      System.out.println();
    }
    System.out.printf("%-34s", "mean");
    Arrays.stream(total).forEach(mean -> System.out.printf(" %-26s", text(mean)));
    System.out.println();
  }

  private static String text(double[] values) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(values).forEach(value -> text.append("%7.3f".formatted(value)));
    return text.toString();
  }

  /**
   * Usage: {@code FOLDER SEEDS WINDOW EVALUATIONS SAMPLERS BLACKBOX…}, lists with commas; for
   * example {@code ../shared/data/hpo 10 1 20,50,100 random,tpe others:lcbench:5 analytic}.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PublishedBlackboxes published = new PublishedBlackboxes(Path.of(args[0]));
    List<Integer> evaluations = Arrays.stream(args[3].split(",")).map(Integer::valueOf).toList();
    Map<String, BiFunction<SearchSpace, Seed, Sampler>> samplers = new LinkedHashMap<>();
    for (String name : args[4].split(",", -1)) {
      samplers.put(name, (space, seed) -> Strategies.sampler(new SearchPlan(name, 0), space, seed));
    }
    List<Blackbox> blackboxes =
        Arrays.stream(args).skip(5).flatMap(published::expanded).map(published::named).toList();
    new Experiment(Integer.parseInt(args[1]), Integer.parseInt(args[2]), evaluations)
        .print(blackboxes, samplers);
  }
}
