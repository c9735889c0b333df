package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.SurrogateScenario;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.schedule.FullResource;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.PriorObservations;
import org.espalier.study.PriorObservations.Observation;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * What an earlier study is worth, and what a wrong one costs: mean log10(max(regret, 1e-6)) over
 * problems that are not reported, after some numbers of evaluations, start points included.
 *
 * <p>The earlier study has 50 random evaluations: of the same problem (good), of another data set's
 * (like), or of the same with all losses turned round, so that it praises the worst (wrong).
 */
final class PriorProtocol {

  private static final List<Integer> EVALUATIONS = List.of(5, 10, 20, 50, 100);
  private static final int EARLIER = 50;

  private final PublishedBlackboxes blackboxes;
  private final int window;
  private final int seeds;

  PriorProtocol(PublishedBlackboxes blackboxes, int window, int seeds) {
    this.blackboxes = blackboxes;
    this.window = window;
    this.seeds = seeds;
  }

  /** Each problem and the one that is like it. */
  private Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    for (SurrogateScenario scenario :
        List.of(SurrogateScenario.LCBENCH, SurrogateScenario.RBV2_RPART)) {
      List<String> others = blackboxes.others(scenario, 4);
      problems.put(others.get(0), others.get(1));
      problems.put(others.get(2), others.get(3));
    }
    return problems;
  }

  void run(SearchResult result) throws InterruptedException {
    for (String sampler : List.of("gp", "tpe")) {
      if (!Strategies.samplers().contains(sampler)) {
        result.say("priors, " + sampler, "skipped: is not registered");
        continue;
      }
      for (String kind : List.of("no prior", "good prior", "like prior", "wrong prior")) {
        line(result, sampler, kind);
      }
    }
  }

  private void line(SearchResult result, String sampler, String kind) throws InterruptedException {
    Map<Integer, List<Double>> regrets = new LinkedHashMap<>();
    for (Map.Entry<String, String> problem : problems().entrySet()) {
      Blackbox blackbox = blackboxes.named(problem.getKey());
      Blackbox like = blackboxes.named(problem.getValue());
      long full = blackbox.resource().max();
      for (Trajectory run :
          Repeats.of(
              seeds, seed -> play(sampler, blackbox, prior(kind, blackbox, like, seed), seed))) {
        for (int n : EVALUATIONS) {
          regrets
              .computeIfAbsent(n, k -> new ArrayList<>())
              .add(Experiment.logRegret(blackbox, run.bestOfFirst(n, full)));
        }
      }
    }
    regrets.forEach(
        (n, values) -> {
          double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
          String name = "%s, %s at %d".formatted(sampler, kind, n);
          result.add(
              SearchResult.Row.shown(
                  7, name, window, Significance.mean(all), Significance.error(all)));
        });
  }

  private static PriorObservations prior(String kind, Blackbox same, Blackbox like, int seed) {
    if (kind.equals("no prior")) {
      return PriorObservations.NONE;
    }
    Blackbox of = kind.equals("like prior") ? like : same;
    double sign = kind.equals("wrong prior") ? -1 : 1;
    List<Observation> observations =
        Stream.iterate(0, i -> i + 1)
            .limit(EARLIER)
            .map(i -> of.space().draw(new Seed(seed).child("earlier", i).random()))
            .map(c -> new Observation(c, sign * of.truth(c)))
            .toList();
    return new PriorObservations(observations, PriorObservations.HALF_LIFE);
  }

  private Trajectory play(String name, Blackbox blackbox, PriorObservations prior, int seed) {
    Seed root = new Seed(seed).child(blackbox.name(), 0);
    int trials = EVALUATIONS.get(EVALUATIONS.size() - 1);
    List<Configuration> none = List.of();
    Sampler sampler =
        Strategies.sampler(new SearchPlan(name, trials), blackbox.space(), none, root, prior);
    RungLadder full = RungLadder.full(blackbox.resource().max(), 1);
    return new Simulation(blackbox, full, window, Long.MAX_VALUE)
        .play(
            new FullResource(
                new StartPoints(none, none, prior.best(), none, sampler), trials, full),
            root);
  }
}
