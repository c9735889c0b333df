package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Hyperband;
import org.espalier.schedule.Racing;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.SobolSampler;
import org.espalier.search.auto.AutoSampler;
import org.espalier.search.auto.Choice;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Registry of samplers and schedulers by their names in settings. Hand-written: no scanning, no
 * reflection.
 */
public final class Strategies {

  private interface SamplerFactory {
    /**
     * @param trials maximum number of trials
     */
    Sampler create(SearchSpace space, Seed seed, PriorObservations prior, int trials);
  }

  private interface SchedulerFactory {
    Scheduler create(Sampler sampler, int trials, RungLadder ladder, SchedulePlan plan);
  }

  private static final Map<String, SamplerFactory> SAMPLERS = samplerFactories();
  private static final Map<String, SchedulerFactory> SCHEDULERS = schedulerFactories();

  private Strategies() {}

  private static Map<String, SamplerFactory> samplerFactories() {
    Map<String, SamplerFactory> factories = new LinkedHashMap<>();
    factories.put("grid", (space, seed, prior, trials) -> new GridSampler(space));
    factories.put("random", (space, seed, prior, trials) -> new RandomSampler(space, seed));
    factories.put("sobol", (space, seed, prior, trials) -> new SobolSampler(space, seed));
    factories.put("tpe", (space, seed, prior, trials) -> new TpeSampler(space, seed, prior));
    factories.put("gp", (space, seed, prior, trials) -> new GpSampler(space, seed, prior));
    factories.put(AutoSampler.NAME, AutoSampler::new);
    return Collections.unmodifiableMap(factories);
  }

  private static Map<String, SchedulerFactory> schedulerFactories() {
    Map<String, SchedulerFactory> factories = new LinkedHashMap<>();
    factories.put(
        "full", (sampler, trials, ladder, plan) -> new FullResource(sampler, trials, ladder));
    factories.put(
        "halving",
        (sampler, trials, ladder, plan) ->
            new SuccessiveHalving(sampler, trials, ladder, plan.eta()));
    factories.put(
        "hyperband",
        (sampler, trials, ladder, plan) ->
            new Hyperband(sampler, trials, ladder, plan.eta(), "hyperband"));
    factories.put(
        SchedulePlan.BOHB,
        (sampler, trials, ladder, plan) ->
            new Hyperband(sampler, trials, ladder, plan.eta(), SchedulePlan.BOHB));
    factories.put(
        "asha", (sampler, trials, ladder, plan) -> new Asha(sampler, trials, ladder, plan.eta()));
    factories.put("racing", (sampler, trials, ladder, plan) -> new Racing(sampler, trials, ladder));
    return Collections.unmodifiableMap(factories);
  }

  /** Names of samplers, in the order in which they are listed. */
  public static List<String> samplers() {
    return List.copyOf(SAMPLERS.keySet());
  }

  /** Names of schedulers, in the order in which they are listed. */
  public static List<String> schedulers() {
    return List.copyOf(SCHEDULERS.keySet());
  }

  /** Samplers in the order in which they are listed, described. */
  public static List<Strategy> describedSamplers() {
    return samplers().stream().map(Strategy::named).toList();
  }

  /** Schedulers in the order in which they are listed, described. */
  public static List<Strategy> describedSchedulers() {
    return schedulers().stream().map(Strategy::named).toList();
  }

  /** Sampler that {@code auto} starts with in a study. */
  public static Choice automatic(SearchPlan plan, SearchSpace space) {
    return AutoSampler.planned(space, plan.trials());
  }

  /** The sampler of a plan; its name is known. */
  public static Sampler sampler(SearchPlan plan, SearchSpace space, Seed seed) {
    return sampler(plan, space, seed, PriorObservations.NONE);
  }

  /**
   * Sampler of a plan; its name must be known.
   *
   * @param prior observations of an earlier study, for a sampler that learns from losses
   */
  public static Sampler sampler(
      SearchPlan plan, SearchSpace space, Seed seed, PriorObservations prior) {
    return known(SAMPLERS, plan.sampler(), samplers()).create(space, seed, prior, plan.trials());
  }

  /** The scheduler of a plan; its name is known. */
  public static Scheduler scheduler(
      SchedulePlan plan, Sampler sampler, int trials, RungLadder ladder) {
    return known(SCHEDULERS, plan.type(), schedulers()).create(sampler, trials, ladder, plan);
  }

  private static <T> T known(Map<String, T> factories, String name, List<String> names) {
    T factory = factories.get(name);
    if (factory == null) {
      throw new IllegalArgumentException(
          "There is no strategy '%s', only %s.".formatted(name, names));
    }
    return factory;
  }
}
