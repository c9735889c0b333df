package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/**
 * Observations of a study: completed and failed outcomes, and configurations whose outcome is
 * pending.
 *
 * <p>A failed outcome counts as the worst loss so far, so that it is never taken for a good one;
 * lost and cancelled ones are ignored.
 */
record Observations(List<Observation> told, List<Observation> pending) {

  /** Rung of an earlier study's observations: below the lowest. */
  static final int EARLIER = -1;

  /** Maximum number of observations of an earlier study. */
  private static final int MOST_EARLIER = 50;

  /**
   * A configuration at a rung; the loss of a pending one is 0.
   *
   * @param weight weight relative to an observation of the study itself; in (0, 1]
   */
  record Observation(Configuration configuration, int rung, double loss, double weight) {

    Observation(Configuration configuration, int rung, double loss) {
      this(configuration, rung, loss, 1);
    }

    /**
     * Additional variance relative to an observation of the study itself, for standardised values.
     */
    double extraNoise() {
      return 1 / weight - 1;
    }
  }

  /**
   * Reads a study.
   *
   * @param space search space; configurations outside it, such as some defaults, are left out
   */
  static Observations of(Study study, SearchSpace space) {
    Map<Integer, Configuration> modelled = new LinkedHashMap<>();
    for (Trial trial : study.trials()) {
      if (space.contains(trial.configuration())) {
        modelled.put(trial.number(), trial.configuration());
      }
    }
    List<Observation> pending = new ArrayList<>();
    for (Proposal p : study.pending()) {
      if (modelled.containsKey(p.trial())) {
        pending.add(new Observation(modelled.get(p.trial()), p.rung(), 0));
      }
    }
    return new Observations(told(study, modelled), List.copyOf(pending));
  }

  private static List<Observation> told(Study study, Map<Integer, Configuration> modelled) {
    OptionalDouble worst =
        study.outcomes().stream()
            .filter(Outcome::completed)
            .mapToDouble(o -> o.loss().getAsDouble())
            .max();
    List<Observation> told = new ArrayList<>();
    for (Outcome outcome : study.outcomes()) {
      Proposal proposal = outcome.proposal();
      OptionalDouble loss =
          outcome.completed()
              ? outcome.loss()
              : outcome.state() == TrialState.FAILED ? worst : OptionalDouble.empty();
      if (modelled.containsKey(proposal.trial()) && loss.isPresent()) {
        Configuration configuration = modelled.get(proposal.trial());
        told.add(new Observation(configuration, proposal.rung(), loss.getAsDouble()));
      }
    }
    return List.copyOf(told);
  }

  /**
   * These observations and those of an earlier study: half of the maximum are the best, the others
   * spread evenly over the ranks that follow.
   *
   * @param prior observations of configurations of the space
   * @param weight weight of each; 0 for none
   */
  Observations with(PriorObservations prior, double weight) {
    if (weight == 0) {
      return this;
    }
    List<PriorObservations.Observation> ranked = prior.observations();
    List<Observation> all = new ArrayList<>();
    for (int rank : FittingSubset.ranks(ranked.size(), MOST_EARLIER)) {
      PriorObservations.Observation o = ranked.get(rank);
      all.add(new Observation(o.configuration(), EARLIER, o.loss(), weight));
    }
    all.addAll(told);
    return new Observations(List.copyOf(all), pending);
  }

  /**
   * At most {@code limit} observations: half of them the best, a higher rung before a lower one and
   * of each configuration its highest rung only; the other half the most recent of the rest.
   */
  List<Observation> most(int limit) {
    if (told.size() <= limit) {
      return told;
    }
    Map<Configuration, Integer> highest = new LinkedHashMap<>();
    for (int i = 0; i < told.size(); i++) {
      highest.merge(
          told.get(i).configuration(),
          i,
          (a, b) -> told.get(b).rung() > told.get(a).rung() ? b : a);
    }
    Set<Integer> kept = new TreeSet<>();
    highest.values().stream()
        .sorted(
            Comparator.comparing((Integer i) -> -told.get(i).rung())
                .thenComparing(i -> told.get(i).loss()))
        .limit(limit / 2)
        .forEach(kept::add);
    for (int i = told.size() - 1; kept.size() < limit; i--) {
      kept.add(i);
    }
    return kept.stream().map(told::get).toList();
  }
}
