package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** The events of a study that a test makes up, one after the other. */
final class PlayedTrials {

  private final List<StudyEvent> events = new ArrayList<>();
  private final Map<Integer, Trial> trials = new LinkedHashMap<>();
  private final Map<Integer, Proposal> last = new LinkedHashMap<>(); // by trial
  private final Objective objective;
  private final RungLadder ladder;
  private int proposals = 0;

  PlayedTrials(EntryPoint entryPoint, Direction direction, String sampler, RungLadder ladder) {
    this.objective = new Objective("score", direction);
    this.ladder = ladder;
    int folds = ladder.rung(ladder.top()).folds();
    String rule =
        entryPoint == EntryPoint.FUNCTION
            ? "function"
            : entryPoint == EntryPoint.JOB ? "hash" : "spark";
    events.add(
        new StudyEvent.Opened(
            "played",
            new StudyEvent.Setup(1, objective, sampler, "asha", 40, 16, ladder),
            new StudyEvent.Folds(rule, Collections.nCopies(folds, 10L), 0, 10L * folds, 0),
            Optional.empty(),
            new StudyEvent.Request(entryPoint, List.of(), ""),
            List.of(),
            Map.of(),
            0));
  }

  /** A job of one rung, on two folds, whose score is better if larger. */
  static PlayedTrials job() {
    return new PlayedTrials(EntryPoint.JOB, Direction.MAXIMIZE, "random", RungLadder.full(100, 2));
  }

  private Proposal last(int trial) {
    return Objects.requireNonNull(last.get(trial));
  }

  PlayedTrials trial(int number, String origin, String reason, Map<String, Object> values) {
    Configuration configuration = new Configuration(values);
    Optional<String> why = reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    trials.put(number, new Trial(number, configuration, origin, why));
    return this;
  }

  PlayedTrials asked(int trial, int rung) {
    boolean again = last.containsKey(trial) && last(trial).rung() < rung;
    List<Integer> folds = again ? ladder.missingFolds(rung) : ladder.folds(rung);
    Proposal proposal =
        new Proposal(
            proposals++, trial, rung, folds, ladder.units(rung, folds.size()), Optional.empty());
    last.put(trial, proposal);
    events.add(new StudyEvent.Proposed(Objects.requireNonNull(trials.get(trial)), proposal));
    return this;
  }

  /** The score of each fold that the last proposal of a trial has, and the mean of all so far. */
  PlayedTrials told(int trial, double mean, double... scores) {
    return told(trial, mean, CellTraining.NONE, scores);
  }

  PlayedTrials told(int trial, double mean, CellTraining training, double... scores) {
    Proposal proposal = last(trial);
    List<CellOutcome> cells =
        IntStream.range(0, scores.length)
            .mapToObj(
                i ->
                    new CellOutcome(
                        proposal.folds().get(i),
                        CellState.COMPLETED,
                        proposal.rows(),
                        OptionalDouble.of(scores[i]),
                        Map.of(),
                        training,
                        "",
                        Cost.NONE))
            .toList();
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(objective.loss(mean)),
                OptionalDouble.of(mean),
                OptionalLong.empty(),
                cells,
                "")));
    return this;
  }

  /** A decision on the rung of the trial's last proposal. */
  PlayedTrials decided(
      int trial, Decision.Kind kind, String rule, String reason, Decision.Ranking ranking) {
    int rung = last(trial).rung();
    events.add(new StudyEvent.Decided(new Decision(trial, rung, kind, rule, ranking, reason)));
    return this;
  }

  PlayedTrials ended(StudyStatus status, String reason) {
    events.add(new StudyEvent.Closed(status, status.exitCode(), reason, List.of(), 9, 9));
    return this;
  }

  StudyRecord record() {
    return StudyRecord.of(events);
  }

  TrialExplanation explained(int trial) {
    return TrialExplanation.of(record(), trial);
  }

  /** A trained cell that early stopping ended. */
  static CellTraining stopped(int iterations) {
    return new CellTraining(Trainer.TASK, Optional.empty(), OptionalInt.of(iterations));
  }
}
