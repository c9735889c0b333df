package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.espalier.search.LearningSampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.StrategyTexts;
import org.espalier.search.gp.Observations.Observation;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Bayesian optimisation with a Gaussian process: proposes the configuration with the largest
 * expected improvement on the best evaluated one (Jones, Schonlau and Welch 1998; if much of the
 * losses is noise, the best one is the one with the smallest mean), computed as its logarithm
 * (Ament et al., NeurIPS 2023). While all losses are equal, it draws at random.
 *
 * <p>Matérn 5/2 with a lengthscale for each parameter and for the rung, so that losses of all rungs
 * are used, by their correlation with the highest one; hyperparameters by L-BFGS under the priors
 * of Hvarfner et al. (ICML 2024), in which the scores of the folds raise the noise; pending
 * outcomes are replaced by a value a standard deviation above their expectation. Observations of an
 * earlier study are placed at a rung below the lowest, with a noise that grows as their weight
 * fades.
 *
 * <p>The time of a proposal grows with the cube of the observations, so their number is bounded:
 * the process knows the best and the most recent {@link GpSettings#points}, and hyperparameters are
 * fitted to the best and an even selection of the others, {@link GpSettings.Fit#points} in all.
 */
public final class GpSampler extends LearningSampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "gp";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Bayesian optimisation: a Gaussian process learns from every outcome and predicts"
                  + " where the best score improves most.",
              "20 to 200 trials, also with many params, of which few matter, with noisy scores, or with several learners.",
              "About 100 ms a proposal at 200 trials of 20 parameters, as measured; proposals "
                  + "wait for outcomes.",
              "Jones et al. (1998); Ament et al., NeurIPS 2023; Hvarfner et al., ICML 2024"),
          search -> new GpSampler(search.space(), search.seed(), search.prior()));

  /** The best configurations that candidates are drawn around. */
  private static final int INCUMBENTS = 5;

  private final SearchSpace space;
  private final Seed seed;
  private final PriorObservations prior;
  private final GpSettings settings;
  private final ConfigurationEmbedding features;

  public GpSampler(SearchSpace space, Seed seed) {
    this(space, seed, PriorObservations.NONE);
  }

  /**
   * @param prior observations of an earlier study; those whose configuration is not in the space
   *     are ignored
   */
  public GpSampler(SearchSpace space, Seed seed, PriorObservations prior) {
    this(space, seed, prior, GpSettings.standard());
  }

  GpSampler(SearchSpace space, Seed seed, PriorObservations prior, GpSettings settings) {
    super(NAME, space, seed, prior.within(space), settings.startup(), settings.randomShare());
    this.space = space;
    this.seed = seed;
    this.prior = prior.within(space);
    this.settings = settings;
    this.features = new ConfigurationEmbedding(space);
  }

  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    Observations observations = Observations.of(study, space).with(prior, priorWeight);
    List<Observation> told = observations.most(settings.points());
    double[] losses = RungLevels.aligned(told);
    if (Arrays.stream(losses).distinct().count() < 2) {
      return Optional.empty(); // expected improvement would be variance alone, largest in corners
    }
    double[] values = LossScale.standardised(losses, settings.shift());
    LossModel model =
        new LossModel(
            features,
            told,
            values,
            settings,
            prior(study, losses, values),
            seed.child("gp-fit", number).random());
    return new AcquisitionSearch(
            features,
            model.acquisition(observations.pending(), study),
            seed.child("gp-candidates", number).random())
        .best(model.incumbents(INCUMBENTS), settings.candidates(), settings.climbs())
        .map(AcquisitionPoint::configuration);
  }

  /** Prior in which the noise is at least what the scores of the folds show. */
  private Prior prior(Study study, double[] losses, double[] values) {
    OptionalDouble noise = FoldResiduals.variance(study);
    double slope = LossScale.slope(losses, values);
    return noise.isEmpty()
        ? settings.prior()
        : settings.prior().withNoiseOfAtLeast(noise.getAsDouble() * slope * slope);
  }

  /**
   * Losses of all rungs shifted to the level of the highest: minus the median gain of trials on the
   * way up.
   *
   * <p>On fewer rows every loss is higher, so a low rung only tells how trials differ. The gain
   * from a rung to the next is taken from trials that have both, as promoted trials are better than
   * the others.
   */
  private static final class RungLevels {

    private RungLevels() {}

    /** The losses, in the order of the observations. */
    static double[] aligned(List<Observation> told) {
      NavigableMap<Integer, Map<Configuration, Double>> rungs = new TreeMap<>();
      for (Observation o : told) {
        rungs
            .computeIfAbsent(o.rung(), r -> new LinkedHashMap<>())
            .put(o.configuration(), o.loss());
      }
      Map<Integer, Double> above = new LinkedHashMap<>();
      double sum = 0;
      Map<Configuration, Double> higher = Map.of();
      for (Map.Entry<Integer, Map<Configuration, Double>> rung : rungs.descendingMap().entrySet()) {
        sum += gain(rung.getValue(), higher);
        above.put(rung.getKey(), sum);
        higher = rung.getValue();
      }
      return told.stream().mapToDouble(o -> o.loss() - above.getOrDefault(o.rung(), 0.0)).toArray();
    }

    /** Median change of the losses from one rung to a higher one; 0 if no trial has both. */
    private static double gain(Map<Configuration, Double> low, Map<Configuration, Double> high) {
      List<Double> gains = new ArrayList<>();
      low.forEach(
          (configuration, loss) -> {
            if (high.containsKey(configuration)) {
              gains.add(loss - high.get(configuration));
            }
          });
      gains.sort(Double::compare);
      return gains.isEmpty() ? 0 : gains.get(gains.size() / 2);
    }
  }
}
