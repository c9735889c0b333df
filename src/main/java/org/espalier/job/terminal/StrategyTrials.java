package org.espalier.job.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.PastStudy;
import org.espalier.simulate.StrategyReplay;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.TuningLoop;

/**
 * Runs of strategies on the record of a study, with the space and settings stored in it.
 *
 * @param slots number of concurrent cells
 */
public record StrategyTrials(StudyRecord record, ReplayedSearch search, PastStudy past, int slots) {

  /**
   * Trials on the history of a study.
   *
   * @param dir name of the study in messages
   * @param sets overrides of its settings
   * @param slots cells run at a time; 0 for as many as ran in the study
   * @throws InvalidStudyException if it cannot be replayed, or an override is wrong
   */
  public static StrategyTrials of(String dir, StudyHistory history, List<String> sets, int slots) {
    StudyRecord record = history.record();
    ReplayedSearch search = ReplayedSearch.of(dir, history, sets);
    try {
      PastStudy past = new PastStudy(history.study(), search.space().space());
      int atATime = slots > 0 ? slots : concurrency(record.cells());
      return new StrategyTrials(record, search, past, atATime);
    } catch (IllegalArgumentException nothing) {
      throw invalid(dir, String.valueOf(nothing.getMessage()));
    }
  }

  private static InvalidStudyException invalid(String dir, String wrong) {
    return new InvalidStudyException(new Problem(dir, "", wrong, ""));
  }

  /** The most cells that ran at the same time. */
  private static int concurrency(List<CellRow> cells) {
    Map<Long, Integer> changes = new TreeMap<>();
    for (CellRow cell : cells) {
      if (cell.cost().span().endedAt() > cell.cost().span().startedAt()) {
        changes.merge(cell.cost().span().startedAt(), 1, Integer::sum);
        changes.merge(cell.cost().span().endedAt(), -1, Integer::sum);
      }
    }
    int running = 0;
    int most = 1;
    for (int change : changes.values()) {
      running += change;
      most = Math.max(most, running);
    }
    return most;
  }

  /**
   * Replays every sampler under every scheduler.
   *
   * @param samplers the study's own if there are none
   * @param schedulers all if there are none
   */
  public StrategyTable compare(List<String> samplers, List<String> schedulers, int repeats) {
    List<String> proposing =
        samplers.isEmpty() ? List.of(search.plan().search().sampler()) : samplers;
    Optional<String> exhaustive = proposing.stream().filter(Strategies::isExhaustive).findFirst();
    if (exhaustive.isPresent() && !search.space().space().gridless().isEmpty()) {
      throw invalid(
          "--sampler",
          "%s: %s is a range without step or points"
              .formatted(exhaustive.get(), search.space().space().gridless().get(0).name()));
    }
    List<StrategyTable.Line> lines = new ArrayList<>();
    for (String scheduler : schedulers.isEmpty() ? Strategies.schedulers() : schedulers) {
      Optional<String> own =
          Strategies.schedulerSpec(scheduler)
              .flatMap(SchedulerSpec::ownSampler)
              .map(SchedulerSpec.OwnSampler::name);
      for (String sampler : own.map(List::of).orElse(proposing)) {
        lines.add(new StrategyTable.Line(sampler, scheduler, plays(sampler, scheduler, repeats)));
      }
    }
    return new StrategyTable(record, slots, lines);
  }

  private List<StrategyReplay> plays(String sampler, String scheduler, int repeats) {
    List<StrategyReplay> plays = new ArrayList<>();
    RungLadder ladder = ladder(scheduler);
    for (int i = 0; i < repeats; i++) {
      Seed seed = new Seed(search.plan().seed()).child("simulate", i);
      Optional<StrategyReplay> play = play(sampler, scheduler, ladder, seed);
      play.ifPresent(plays::add);
    }
    return plays;
  }

  private Optional<StrategyReplay> play(
      String sampler, String scheduler, RungLadder ladder, Seed seed) {
    SearchPlan searching = new SearchPlan(sampler, search.plan().search().trials());
    Sampler proposing =
        new StartPoints(
            search.space().defaults(),
            search.space().points(),
            List.of(),
            search.space().portfolio(),
            Strategies.sampler(
                searching,
                search.space().space(),
                search.space().starts(),
                seed.child("sampler", 0),
                PriorObservations.NONE));
    int trials = searching.trials() == 0 ? record.trials().size() : searching.trials();
    Scheduler scheduling =
        Strategies.scheduler(
            search.plan().schedule().withType(scheduler), proposing, trials, ladder);
    int window =
        record.opened().setup().window() == 0
            ? TuningLoop.USUAL_WINDOW
            : record.opened().setup().window();
    try {
      return Optional.of(past.rehearse(scheduling, ladder, window, slots, seed));
    } catch (IllegalArgumentException noneCompleted) {
      return Optional.empty();
    }
  }

  /** The recorded rungs for the study's own scheduler; else those that its settings give. */
  private RungLadder ladder(String scheduler) {
    RungLadder own = record.opened().setup().ladder();
    return scheduler.equals(record.opened().setup().scheduler())
        ? own
        : search.ladder(scheduler, own.rung(own.top()));
  }
}
