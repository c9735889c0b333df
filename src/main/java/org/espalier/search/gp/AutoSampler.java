package org.espalier.search.gp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.numeric.CountedNoun;
import org.espalier.search.Sampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.SobolSampler;
import org.espalier.search.StrategyTexts;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Sampler that delegates to another one, chosen by the space and the number of trials, and then,
 * proposal by proposal, by the outcomes so far:
 *
 * <ol>
 *   <li>While there are no outcomes that differ, nor observations of an earlier study: points of a
 *       Sobol sequence. With a window as wide as the number of trials these are all.
 *   <li>Then {@code gp}, with proposals of {@code tpe} in between for as long as gp's improve
 *       nothing: {@link Streaks}.
 *   <li>Then {@code tpe}, once gp would take too long for the number of outcomes.
 * </ol>
 *
 * <p>The choice is a function of the outcomes, so that a resumed study makes the same choice.
 */
public final class AutoSampler implements Sampler {

  /** Name in settings. */
  public static final String NAME = "auto";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Sobol points until losses differ, then gp, with tpe in turns while gp improves "
                  + "nothing; tpe after 200 outcomes.",
              "There is no reason to prefer another one. A space no larger than the number of "
                  + "trials is tried completely.",
              "As much as the chosen sampler. The run logs the choice and its reason, also when outcomes change it.",
              "The search benchmark: submit/bench.sh search"),
          search ->
              new AutoSampler(search.space(), search.seed(), search.prior(), search.trials()));

  private static final String SOBOL = SobolSampler.NAME;
  private static final String TPE = TpeSampler.NAME;
  private static final String GP = GpSampler.NAME;

  /**
   * Maximum number of outcomes for the Gaussian process, which beats the densities in the search
   * benchmark but whose time per proposal grows with the cube of the outcomes.
   */
  private static final int PROCESS_OUTCOMES = 200;

  /**
   * Maximum number of parameters for the Gaussian process, whose time per proposal grows with it.
   */
  private static final int PROCESS_PARAMETERS = 100;

  /** Proposals that gp would draw at random at the start. */
  private static final int BEGIN = 8;

  /**
   * Proposals of gp without an improvement for each of tpe; chosen by benchmark, on problems that
   * are not reported: a smaller number slows gp down on problems that suit it.
   */
  private static final int TURNS = 4;

  private final Map<String, Sampler> samplers = new LinkedHashMap<>();
  private final Choice planned;
  private final boolean blindAtFirst;

  /**
   * @param trials maximum number of trials
   * @param prior observations of an earlier study
   */
  public AutoSampler(SearchSpace space, Seed seed, PriorObservations prior, int trials) {
    this.planned = planned(space, trials);
    this.blindAtFirst = prior.within(space).observations().isEmpty();
    samplers.put(SOBOL, new SobolSampler(space, seed));
    samplers.put(TPE, new TpeSampler(space, seed, prior));
    samplers.put(GP, new GpSampler(space, seed, prior));
  }

  /**
   * Choice as long as no outcome changes it.
   *
   * @param trials maximum number of trials
   */
  public static Choice planned(SearchSpace space, int trials) {
    long free =
        space.dimensions().stream().filter(d -> d.parameter().size().orElse(0) != 1).count();
    if (free > PROCESS_PARAMETERS) {
      return new Choice(TPE, "%d parameters are many for gp".formatted(free));
    }
    OptionalLong size = space.size();
    if (size.isPresent() && size.getAsLong() <= trials) {
      return new Choice(
          GP,
          size.getAsLong() == 1
              ? "there is a single configuration"
              : "which of all %,d configurations to try first".formatted(size.getAsLong()));
    }
    return new Choice(
        GP,
        trials > PROCESS_OUTCOMES
            ? "%s; tpe from %d outcomes on"
                .formatted(CountedNoun.of(free, "parameter"), PROCESS_OUTCOMES)
            : "%s of %s"
                .formatted(CountedNoun.of(trials, "trial"), CountedNoun.of(free, "parameter")));
  }

  private Choice choice(Study study, int number) {
    if (blindAtFirst && number < BEGIN) {
      return new Choice(SOBOL, "%d evenly spread points to begin with".formatted(BEGIN));
    }
    if (blindAtFirst && !differ(study.outcomes())) {
      return new Choice(SOBOL, blind(study));
    }
    if (!planned.sampler().equals(GP)) {
      return planned;
    }
    if (study.outcomes().size() >= PROCESS_OUTCOMES) {
      return new Choice(TPE, "gp would be slow with %d outcomes".formatted(PROCESS_OUTCOMES));
    }
    Streaks streaks = Streaks.of(study);
    return TURNS * (streaks.atMost(TPE) + 1) <= streaks.length(GP)
        ? new Choice(TPE, "%d trials of gp in a row improved nothing".formatted(streaks.length(GP)))
        : planned;
  }

  private static String blind(Study study) {
    long scores = study.outcomes().stream().filter(Outcome::completed).count();
    if (scores == 0) {
      return "no score so far that a model may learn from";
    }
    return scores == 1
        ? "a single score so far, so nothing to learn from"
        : "all %d scores so far are equal, so nothing to learn from".formatted(scores);
  }

  private static boolean differ(List<Outcome> outcomes) {
    return outcomes.stream()
            .filter(Outcome::completed)
            .map(outcome -> outcome.loss().getAsDouble())
            .distinct()
            .limit(2)
            .count()
        > 1;
  }

  private Sampler chosen(Study study, int number) {
    return Objects.requireNonNull(samplers.get(choice(study, number).sampler()));
  }

  @Override
  public String origin(Study study, int number) {
    return chosen(study, number).origin(study, number);
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    return Optional.of(choice(study, number))
        .filter(choice -> !choice.equals(planned))
        .map(Choice::why);
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return chosen(study, number).propose(study, number);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return Objects.requireNonNull(samplers.get(SOBOL)).limit(taken);
  }

  /**
   * Numbers of trials, by their origin, since one of that origin improved on all losses before it
   * at its rung.
   *
   * @param ended trials whose outcomes are known
   * @param underWay trials that may still improve
   */
  private record Streaks(Map<String, Integer> ended, Map<String, Integer> underWay) {

    static Streaks of(Study study) {
      Map<String, Integer> streaks = new LinkedHashMap<>();
      Map<Integer, Double> best = new LinkedHashMap<>(); // by rung
      for (Outcome outcome : study.outcomes()) {
        Trial trial = study.trials().get(outcome.proposal().trial());
        int rung = outcome.proposal().rung();
        double before = best.getOrDefault(rung, Double.NEGATIVE_INFINITY);
        boolean better = outcome.completed() && outcome.loss().getAsDouble() < before;
        streaks.merge(trial.origin(), better ? 0 : 1, (n, one) -> better ? 0 : n + one);
        if (outcome.completed()) {
          best.merge(rung, outcome.loss().getAsDouble(), Math::min);
        }
      }
      Map<String, Integer> pending = new LinkedHashMap<>();
      for (Proposal proposal : study.pending()) {
        pending.merge(study.trials().get(proposal.trial()).origin(), 1, Integer::sum);
      }
      return new Streaks(streaks, pending);
    }

    /** The streak of an origin as far as it is known; 0 if there is none. */
    int length(String origin) {
      return ended.getOrDefault(origin, 0);
    }

    /** The streak of an origin if none of its trials under way improves. */
    int atMost(String origin) {
      return length(origin) + underWay.getOrDefault(origin, 0);
    }
  }

  /**
   * Choice of {@code auto}: a sampler, with the reason.
   *
   * @param sampler name of the sampler
   * @param why reason in words, to follow the name
   */
  public record Choice(String sampler, String why) {}
}
