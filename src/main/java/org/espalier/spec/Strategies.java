package org.espalier.spec;

import java.util.List;
import java.util.Optional;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Hyperband;
import org.espalier.schedule.PopulationBased;
import org.espalier.schedule.Racing;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.AnnealingSampler;
import org.espalier.search.GridSampler;
import org.espalier.search.OneAtATime;
import org.espalier.search.PolicyGradientSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.SobolSampler;
import org.espalier.search.gp.AutoSampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.qubo.FmqaSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Samplers and schedulers by their names in settings: Espalier's own, listed by hand, and those
 * that other jars register as services.
 */
public final class Strategies {

  private static final StrategyRegistry<SamplerSpec> SAMPLERS =
      new StrategyRegistry<>(
          SamplerSpec.class,
          List.of(
              GridSampler.SPEC,
              OneAtATime.SPEC,
              RandomSampler.SPEC,
              SobolSampler.SPEC,
              TpeSampler.SPEC,
              GpSampler.SPEC,
              AutoSampler.SPEC,
              PolicyGradientSampler.SPEC,
              AnnealingSampler.SPEC,
              FmqaSampler.SPEC));

  private static final StrategyRegistry<SchedulerSpec> SCHEDULERS =
      new StrategyRegistry<>(
          SchedulerSpec.class,
          List.of(
              ScheduleChoice.SPEC,
              FullResource.SPEC,
              SuccessiveHalving.SPEC,
              Hyperband.SPEC,
              Hyperband.BOHB,
              Asha.SPEC,
              Racing.SPEC,
              PopulationBased.SPEC));

  private Strategies() {}

  /** Names of samplers, in the order in which they are listed. */
  public static List<String> samplers() {
    return SAMPLERS.names();
  }

  /** Names of schedulers, in the order in which they are listed. */
  public static List<String> schedulers() {
    return SCHEDULERS.names();
  }

  /** Specs of samplers, in the order in which they are listed. */
  public static List<SamplerSpec> samplerSpecs() {
    return SAMPLERS.all();
  }

  /** Specs of schedulers, in the order in which they are listed. */
  public static List<SchedulerSpec> schedulerSpecs() {
    return SCHEDULERS.all();
  }

  /** Spec of a scheduler; empty if there is none of that name. */
  public static Optional<SchedulerSpec> schedulerSpec(String name) {
    return SCHEDULERS.find(name);
  }

  /**
   * The sampler of a search whose settings name none.
   *
   * @param usual the default of a scheduler that brings no sampler
   */
  public static String sampler(String scheduler, String usual) {
    return schedulerSpec(scheduler)
        .flatMap(SchedulerSpec::ownSampler)
        .map(SchedulerSpec.OwnSampler::name)
        .orElse(usual);
  }

  /** True if a sampler tries every combination of values. */
  public static boolean isExhaustive(String sampler) {
    return SAMPLERS.find(sampler).filter(SamplerSpec::isExhaustive).isPresent();
  }

  /** True if the number of a sampler's trials follows from the space. */
  public static boolean isFinite(String sampler) {
    return SAMPLERS.find(sampler).filter(SamplerSpec::isFinite).isPresent();
  }

  /** Sampler that {@code auto} starts with in a study. */
  public static AutoSampler.Choice automatic(SearchPlan plan, SearchSpace space) {
    return AutoSampler.planned(space, plan.trials());
  }

  /** The sampler of a plan; its name is known. */
  public static Sampler sampler(SearchPlan plan, SearchSpace space, Seed seed) {
    return sampler(plan, space, List.of(), seed, PriorObservations.NONE);
  }

  /**
   * Sampler of a plan; its name must be known.
   *
   * @param starts configurations that are tried before, as {@link SamplerSpec.Search} has them
   * @param prior observations of an earlier study, for a sampler that learns from losses
   */
  public static Sampler sampler(
      SearchPlan plan,
      SearchSpace space,
      List<Configuration> starts,
      Seed seed,
      PriorObservations prior) {
    return SAMPLERS
        .get(plan.sampler())
        .create(new SamplerSpec.Search(space, starts, seed, prior, plan.trials()));
  }

  /** The scheduler of a plan; its name is known. */
  public static Scheduler scheduler(
      SchedulePlan plan, Sampler sampler, int trials, RungLadder ladder) {
    return SCHEDULERS.get(plan.type()).factory().create(sampler, trials, ladder, plan.eta());
  }
}
