package org.espalier.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Reinforcement learning of configurations: a stochastic policy draws them, and each outcome moves
 * it along REINFORCE's gradient, with a baseline (Williams, Machine Learning 8 (1992), equation 4)
 * and a bonus for entropy (Zoph and Le, ICLR 2017).
 *
 * <pre>
 *   θ ← θ + α A ∇ log p(configuration | θ) + β ∇ H(θ),   A = (baseline - loss) / spread
 * </pre>
 *
 * <p>Baseline and spread are exponential means of the losses and of their distances from it, at
 * each rung its own; A lies in [-{@value #MOST_ADVANTAGE}, {@value #MOST_ADVANTAGE}]. A parameter
 * learns from the trials in which it exists. The policy is a function of the outcomes in the order
 * in which they were reported, and is learned anew for each proposal, in time proportional to them.
 */
public final class PolicyGradientSampler extends LearningSampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "policy-gradient";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Reinforcement learning: a policy over all parameters draws configurations, and "
                  + "outcomes above a baseline make theirs likelier (REINFORCE).",
              "For comparison; tpe and gp learn from fewer outcomes.",
              "Less than a millisecond a proposal; proposals wait for outcomes.",
              "Williams, Machine Learning 8 (1992); Zoph and Le, ICLR 2017"),
          search -> new PolicyGradientSampler(search.space(), search.seed(), search.prior()));

  // Chosen by benchmark, on problems that are not used to report results.

  private static final int STARTUP = 10;
  private static final double RANDOM_SHARE = 0.05;

  /** α: step size. */
  private static final double STEP = 0.2;

  /** β, in units of α. */
  private static final double ENTROPY = 0.02;

  /** Weight of a new loss in baseline and spread. */
  private static final double DECAY = 0.1;

  private static final double MOST_ADVANTAGE = 2;

  /** Bound of losses between which no difference overflows: a baseline of NaN would stay NaN. */
  private static final double LARGEST = Double.MAX_VALUE / 4;

  /** Maximum number of draws until one is new and meets the constraints. */
  private static final int DRAWS = 64;

  private final SearchSpace space;
  private final Seed seed;
  private final PriorObservations prior;

  /**
   * @param prior observations of an earlier study; those whose configuration is not in the space
   *     are ignored
   */
  public PolicyGradientSampler(SearchSpace space, Seed seed, PriorObservations prior) {
    super(NAME, space, seed, prior.within(space), STARTUP, RANDOM_SHARE);
    this.space = space;
    this.seed = seed;
    this.prior = prior.within(space);
  }

  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    Policy policy = new Policy();
    if (priorWeight > 0) {
      List<PriorObservations.Observation> earlier = new ArrayList<>(prior.observations());
      for (int i = earlier.size() - 1; i >= 0; i--) { // the best last
        policy.learn(earlier.get(i).configuration(), EARLIER, earlier.get(i).loss(), priorWeight);
      }
    }
    for (KnownLoss known : KnownLoss.of(study, space)) {
      policy.learn(known.configuration(), known.rung(), known.loss(), 1);
    }
    RandomGenerator random = seed.child(NAME, number).random();
    for (int i = 0; i < DRAWS; i++) {
      Configuration drawn = policy.draw(random);
      Optional<Configuration> allowed =
          space.constraints().isEmpty() ? Optional.of(drawn) : space.redrawn(drawn, random);
      if (allowed.isPresent() && study.trialOf(allowed.get()).isEmpty()) {
        return allowed;
      }
    }
    return Optional.empty();
  }

  /** Rung of an earlier study's losses, which are not comparable with others. */
  private static final int EARLIER = -1;

  /** Policy of all parameters that have more than one value. */
  private final class Policy {

    private final Map<Parameter, ParameterPolicy> byParameter = new LinkedHashMap<>();
    private final Map<Integer, Baseline> baselines = new HashMap<>();

    Policy() {
      for (Dimension dimension : space.dimensions()) {
        if (dimension.parameter().size().orElse(Long.MAX_VALUE) > 1) {
          byParameter.put(dimension.parameter(), ParameterPolicy.of(dimension.parameter()));
        }
      }
    }

    void learn(Configuration configuration, int rung, double loss, double weight) {
      Baseline baseline = baselines.computeIfAbsent(rung, r -> new Baseline());
      double advantage = baseline.advantage(loss);
      Map<String, Object> values = space.values(configuration);
      byParameter.forEach(
          (parameter, policy) -> {
            Object value = values.get(parameter.name());
            if (value != null) {
              policy.learn(
                  parameter.unit(value), weight * STEP * advantage, weight * STEP * ENTROPY);
            }
          });
    }

    Configuration draw(RandomGenerator random) {
      return space.build(
          parameter -> {
            ParameterPolicy policy = byParameter.get(parameter);
            return policy == null ? parameter.at(0) : parameter.quantile(policy.draw(random));
          });
    }
  }

  /** Exponential mean of the losses of a rung, and of their distances from it. */
  private static final class Baseline {

    private double mean;
    private double spread;
    private int losses = 0;

    /** Advantage of a loss over those before it; 0 for the first one. */
    double advantage(double given) {
      double loss = Math.max(-LARGEST, Math.min(LARGEST, given));
      losses++;
      if (losses == 1) {
        mean = loss;
        return 0;
      }
      double better = mean - loss;
      double weight = Math.max(DECAY, 1.0 / losses);
      spread += Math.max(DECAY, 1.0 / (losses - 1)) * (Math.abs(better) - spread);
      mean += weight * (loss - mean);
      double relative = better / spread; // NaN if all losses are equal
      return Double.isNaN(relative)
          ? 0
          : Math.max(-MOST_ADVANTAGE, Math.min(MOST_ADVANTAGE, relative));
    }
  }
}
