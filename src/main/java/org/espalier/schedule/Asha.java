package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Asynchronous successive halving by promotion (ASHA; Li et al., MLSys 2020, Algorithm 2): a trial
 * is promoted as soon as it is among the best ⌊n/η⌋ of the n outcomes at its rung so far. No rung
 * waits for its last trial.
 *
 * <p>An outcome leads to at most one promotion at its rung: that of its own trial or, if ⌊n/η⌋ has
 * increased, of the best trial not yet promoted. The decision is therefore made with the outcome,
 * and promotions are evaluated before new trials, the highest rung first.
 *
 * <p>Departures from the paper:
 *
 * <ul>
 *   <li>A fixed share of the new trials starts at the top rung, such that these together cost about
 *       as much as one rung of the others. If low rungs mislead, the search is still a search at
 *       full fidelity with a share of 1 / (number of rungs + 1) of the budget, the bound of
 *       Hyperband.
 *   <li>A learner's defaults are promoted in addition to the others: they are ranked, but not
 *       counted in n.
 *   <li>When a time budget is about to end, the best trials continue to the top before new ones
 *       begin.
 *   <li>If all trials have outcomes and none has completed the top rung, the best of the highest
 *       rung reached is promoted, so that a study ends with a winner.
 * </ul>
 */
public final class Asha extends SampledScheduler {

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          "asha",
          new StrategyTexts(
              "Asynchronous halving: a trial is promoted as soon as it is among the best 1/eta "
                  + "of its rung so far.",
              "Many trials, a large cluster, and fits of different durations.",
              "About as much as halving, plus some promotions that a complete rung would not have made.",
              "Li et al., MLSys 2020"),
          SchedulerSpec.LadderKind.RUNGS,
          Asha::new);

  static final String RULE = "asha";

  private final RungLadder ladder;
  private final long straight; // every straight-th new trial starts at the top
  private final List<AshaRung> rungs = new ArrayList<>();
  private final List<Deque<Trial>> promoted = new ArrayList<>(); // by the rung they are promoted to
  private int begun = 0; // number of trials that are no defaults
  private int outstanding = 0;
  private int outstandingBelowTop = 0;
  private boolean climbed =
      false; // true once a trial has been promoted through all rungs and completed the last

  /**
   * @param trials maximum number of trials
   * @param eta reduction factor η, at least 2
   */
  public Asha(Sampler sampler, int trials, RungLadder ladder, int eta) {
    super(sampler, trials, /* mayPlanMore= */ true);
    if (eta < 2) {
      throw new IllegalArgumentException("ASHA needs eta >= 2, not %d.".formatted(eta));
    }
    this.ladder = ladder;
    this.straight = Math.max(Math.min(2, ladder.rungs().size()), units(ladder.top()) / units(0));
    for (int rung = 0; rung <= ladder.top(); rung++) {
      rungs.add(new AshaRung(rung, eta));
      promoted.add(new ArrayDeque<>());
    }
  }

  private long units(int rung) {
    return ladder.units(rung, ladder.rung(rung).folds());
  }

  @Override
  public Answer ask(Study study) {
    for (int rung = ladder.top(); rung > 0; rung--) {
      Trial trial = promoted.get(rung).poll();
      if (trial != null) {
        return evaluate(trial, rung, ladder.missingFolds(rung));
      }
    }
    if (hasMore()) {
      Trial trial = next(study);
      int rung = trial.isDefault() || ++begun % straight != 0 ? 0 : ladder.top();
      return evaluate(trial, rung, ladder.folds(rung));
    }
    boolean decided = outstandingBelowTop == 0 && (climbed || outstanding == 0);
    return decided ? new Answer.Finished() : new Answer.Wait();
  }

  private Answer evaluate(Trial trial, int rung, List<Integer> folds) {
    outstanding++;
    outstandingBelowTop += rung < ladder.top() ? 1 : 0;
    return new Answer.Evaluate(trial, rung, folds);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    int number = outcome.proposal().rung();
    outstanding--;
    outstandingBelowTop -= number < ladder.top() ? 1 : 0;
    Trial trial = study.trials().get(outcome.proposal().trial());
    AshaRung rung = rungs.get(number);
    List<Decision> decisions = new ArrayList<>();
    if (trial.isDefault()) {
      carry(trial, outcome, decisions);
    } else if (outcome.completed()) {
      OptionalInt due = rung.add(outcome.loss().getAsDouble(), trial.number());
      if (number == ladder.top()) {
        decisions.add(completed(outcome, rung.told()));
        climbed |= number == 0 || rungs.get(number - 1).hasPromoted(trial.number());
      } else {
        due.ifPresent(rank -> decisions.add(promote(study, number, rank)));
      }
    } else {
      OptionalInt due = rung.fail();
      if (number < ladder.top()) {
        due.ifPresent(rank -> decisions.add(promote(study, number, rank)));
      }
    }
    if (outstanding == 0 && !hasMore() && promoted.stream().allMatch(Deque::isEmpty)) {
      end(study, decisions);
    }
    return decisions;
  }

  private void carry(Trial trial, Outcome outcome, List<Decision> decisions) {
    int rung = outcome.proposal().rung();
    if (!outcome.completed()) {
      return;
    }
    int of = rungs.get(rung).told() + 1;
    if (rung == ladder.top()) {
      decisions.add(completed(outcome, of));
      return;
    }
    promoted.get(rung + 1).add(trial);
    decisions.add(DecisionDraft.CARRIED.decision(outcome, RULE, ranking(outcome, of)));
  }

  private Decision completed(Outcome outcome, int of) {
    return DecisionDraft.COMPLETE.decision(outcome, RULE, ranking(outcome, of));
  }

  private Decision.Ranking ranking(Outcome outcome, int of) {
    int trial = outcome.proposal().trial();
    double loss = outcome.loss().getAsDouble();
    int rank = rungs.get(outcome.proposal().rung()).rank(loss, trial);
    return new Decision.Ranking(loss, rank, of);
  }

  private Decision promote(Study study, int rung, int rank) {
    promoted.get(rung + 1).add(study.trials().get(rungs.get(rung).trial(rank)));
    return rungs.get(rung).promote(rank);
  }

  @Override
  public Optional<Decision> promoteInTime(Study study, double secondsLeft) {
    boolean comparable = ladder.isOfIterationsAlone();
    if (!comparable || promoted.stream().anyMatch(waiting -> !waiting.isEmpty())) {
      return Optional.empty();
    }
    Optional<AshaRung> best =
        rungs.subList(0, ladder.top()).stream()
            .filter(rung -> rung.bestLeft().isPresent())
            .min(Comparator.comparing(Asha::lossOfBestLeft).thenComparing(r -> -r.number()));
    return best.map(
        rung -> {
          int rank = rung.bestLeft().orElseThrow();
          promoted.get(rung.number() + 1).add(study.trials().get(rung.trial(rank)));
          return rung.promoteInTime(rank, secondsLeft);
        });
  }

  private static double lossOfBestLeft(AshaRung rung) {
    return rung.loss(rung.bestLeft().orElseThrow());
  }

  /**
   * Ends the search when no outcome is outstanding: promotes one more trial if none has reached the
   * top, otherwise keeps all where they are.
   */
  private void end(Study study, List<Decision> decisions) {
    for (int rung = ladder.top() - 1; rung >= 0 && !climbed; rung--) {
      OptionalInt best = rungs.get(rung).bestLeft();
      if (best.isPresent()) {
        decisions.add(promote(study, rung, best.getAsInt()));
        return;
      }
    }
    rungs.subList(0, ladder.top()).forEach(rung -> rung.prune(decisions));
  }
}
