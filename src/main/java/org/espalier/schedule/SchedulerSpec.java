package org.espalier.schedule;

import java.util.Optional;
import org.espalier.Api;
import org.espalier.search.Sampler;
import org.espalier.search.StrategySpec;
import org.espalier.search.StrategyTexts;
import org.espalier.study.RungLadder;

/**
 * Description of a scheduler, and its factory. One of another jar is registered as a provider of
 * this service, see {@link java.util.ServiceLoader}.
 */
@Api
public interface SchedulerSpec extends StrategySpec {

  /** Kind of the ladders that a scheduler takes. */
  enum LadderKind {
    /** A single rung: all rows and folds. */
    FULL,
    /** Rungs of rows, folds or iterations, as the settings say. */
    RUNGS,
    /** A rung for each fold, on all rows; needs more than a single split. */
    FOLD_BY_FOLD,
    /** Rungs at equal distances, for trials that continue the states of others. */
    GENERATIONS
  }

  /**
   * Sampler that a scheduler brings.
   *
   * @param name name of the sampler
   * @param otherwise name of the same scheduler for any sampler
   */
  record OwnSampler(String name, String otherwise) {}

  /** Creation of a scheduler. */
  @FunctionalInterface
  interface Factory {
    /**
     * Creates a scheduler.
     *
     * @param trials maximum number of trials
     * @param ladder ladder of the scheduler's kind
     * @param eta reduction factor η, at least 2
     */
    Scheduler create(Sampler sampler, int trials, RungLadder ladder, int eta);
  }

  /** Spec with these values, for any sampler. */
  static SchedulerSpec of(String name, StrategyTexts texts, LadderKind ladder, Factory factory) {
    return new RegisteredScheduler(name, texts, ladder, Optional.empty(), factory);
  }

  LadderKind ladder();

  /** Sampler that it brings; empty if it takes any. */
  default Optional<OwnSampler> ownSampler() {
    return Optional.empty();
  }

  Factory factory();
}
