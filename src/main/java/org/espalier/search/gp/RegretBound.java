package org.espalier.search.gp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.search.gp.Observations.Observation;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Upper bound of the simple regret of the best trial, by a Gaussian process: the least upper
 * confidence bound of the evaluated configurations minus the least lower confidence bound anywhere
 * (Makarova et al., AutoML-Conf 2022, section 3).
 *
 * <p>Reads only outcomes at the highest rung. A function of the study: a fresh instance returns the
 * same bound.
 */
public final class RegretBound {

  /** Minimum number of outcomes for a bound, as in Optuna's terminator. */
  private static final int ENOUGH = 20;

  /** Probability with which the bounds may be wrong, and the factor by which they are narrowed. */
  private static final double DELTA = 0.1;

  private static final double NARROWER = 5;

  private final SearchSpace space;
  private final Seed seed;
  private final Features features;
  private final GpSettings settings = GpSettings.standard();

  public RegretBound(SearchSpace space, Seed seed) {
    this.space = space;
    this.seed = seed;
    this.features = new Features(space);
  }

  /**
   * The bound in units of the loss, not negative; empty while fewer than {@value #ENOUGH} outcomes
   * of the highest rung are known.
   */
  public OptionalDouble of(Study study) {
    return fitted(study).map(Fitted::bound).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  /**
   * Improvement that further configurations may bring, in units of the loss.
   *
   * @param expected expected improvement by the one that promises most; that of several is at least
   *     this, and at most as many times as much
   * @param bound the bound, or the expected improvement if that is larger
   */
  public record Outlook(double expected, double bound) {}

  /** The outlook after a study; empty as the bound. */
  public Optional<Outlook> outlook(Study study) {
    return fitted(study)
        .map(fitted -> new Outlook(fitted.expected(), Math.max(fitted.expected(), fitted.bound())));
  }

  private Optional<Fitted> fitted(Study study) {
    List<Observation> all = Observations.of(study, space).told();
    int top = all.stream().mapToInt(Observation::rung).max().orElse(0);
    List<Observation> told = all.stream().filter(o -> o.rung() == top).toList();
    if (told.size() < ENOUGH) {
      return Optional.empty();
    }
    Observations atTop = new Observations(told, List.of());
    List<Observation> used = atTop.most(settings.points());
    LossScale.Scaled scaled =
        LossScale.halfRanked(used.stream().mapToDouble(Observation::loss).toArray());
    Seed own = seed.child("regret", study.outcomes().size());
    LossModel model =
        new LossModel(
            features,
            used,
            scaled.values(),
            settings,
            settings.prior(),
            own.child("fit", 0).random());
    return Optional.of(new Fitted(study, model, own, told.size(), scaled.unit()));
  }

  /** Model of the losses at the highest rung. */
  private final class Fitted {
    private final Study study;
    private final LossModel model;
    private final Seed own;
    private final int told; // outcomes
    private final double unit; // loss of 1 on the model's scale

    Fitted(Study study, LossModel model, Seed own, int told, double unit) {
      this.study = study;
      this.model = model;
      this.own = own;
      this.told = told;
      this.unit = unit;
    }

    /** Acquisition of the best configuration that was not tried. */
    private Optional<Double> best(Acquisition acquisition) {
      return new AcquisitionSearch(features, acquisition, own.child("candidates", 0).random())
          .best(model.incumbents(GpSampler.INCUMBENTS), settings.candidates(), settings.climbs())
          .map(Place::acquisition);
    }

    double bound() {
      double width = width(told);
      double untried =
          best(model.acquisition(new LowerConfidence(width), study))
              .map(negative -> -negative)
              .orElse(Double.POSITIVE_INFINITY);
      double[][] tried = model.posteriors();
      double lower =
          Stream.of(tried).mapToDouble(p -> p[0] - width * Math.sqrt(p[1])).min().orElseThrow();
      double upper =
          Stream.of(tried).mapToDouble(p -> p[0] + width * Math.sqrt(p[1])).min().orElseThrow();
      return Math.max(0, upper - Math.min(lower, untried)) * unit;
    }

    double expected() {
      return best(model.acquisition(List.of(), study)).map(Math::exp).orElse(0.0) * unit;
    }
  }

  /** √β of the outcomes so far (Srinivas et al., theorem 1), narrowed as Makarova et al. do. */
  private double width(int told) {
    double t = (double) told * told;
    double beta =
        2 * Math.log(features.parameters() * t * Math.PI * Math.PI / (6 * DELTA)) / NARROWER;
    return Math.sqrt(Math.max(0, beta));
  }
}
