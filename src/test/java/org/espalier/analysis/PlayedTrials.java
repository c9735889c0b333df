package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Continuation;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.Door;
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

  PlayedTrials(
      Door door,
      Direction direction,
      String sampler,
      RungLadder ladder,
      List<SearchedParameter> parameters) {
    this.objective = new Objective("score", direction);
    this.ladder = ladder;
    int folds = ladder.rung(ladder.top()).folds();
    String rule = door == Door.FUNCTION ? "function" : door == Door.JOB ? "hash" : "spark";
    events.add(
        new StudyEvent.Opened(
            "played",
            new StudyEvent.Setup(1, objective, sampler, "asha", 40, 16, ladder, parameters),
            new StudyEvent.Folds(rule, Collections.nCopies(folds, 10L), 0, 10L * folds, 0),
            Optional.empty(),
            new StudyEvent.Request(door, List.of(), ""),
            List.of(),
            Map.of(),
            0));
  }

  /** A job of one rung, on two folds, whose score is better if larger. */
  static PlayedTrials job(SearchedParameter... parameters) {
    return new PlayedTrials(
        Door.JOB, Direction.MAXIMIZE, "random", RungLadder.full(100, 2), List.of(parameters));
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

  PlayedTrials asked(int trial, int rung, Continuation... state) {
    boolean again = last.containsKey(trial) && last(trial).rung() < rung;
    List<Integer> folds = again ? ladder.missingFolds(rung) : ladder.folds(rung);
    Optional<Continuation> continues = Arrays.stream(state).findFirst();
    Proposal proposal =
        new Proposal(proposals++, trial, rung, folds, ladder.units(rung, folds.size()), continues);
    last.put(trial, proposal);
    events.add(new StudyEvent.Proposed(Objects.requireNonNull(trials.get(trial)), proposal));
    return this;
  }

  /** The score of each fold that the last proposal of a trial has, and the mean of all so far. */
  PlayedTrials told(int trial, double mean, double... scores) {
    return told(trial, mean, CellTraining.NONE, 1, scores);
  }

  PlayedTrials told(int trial, double mean, CellTraining training, int attempts, double... scores) {
    Proposal proposal = last(trial);
    Cost cost = new Cost(attempts, 0, 0, 0, Cost.Footprint.NONE, Cost.Span.NONE);
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
                        cost))
            .toList();
    return told(proposal, TrialState.COMPLETED, OptionalDouble.of(mean), cells, "");
  }

  /** One score of all folds, which differ by what a fold does to every trial. */
  PlayedTrials scored(int trial, int rung, double score) {
    asked(trial, rung);
    int folds = last(trial).folds().size();
    double middle = (folds - 1) / 2.0;
    double[] scores = IntStream.range(0, folds).mapToDouble(f -> score + f - middle).toArray();
    return told(trial, score, scores);
  }

  PlayedTrials failed(int trial, CellState state, String reason, int attempts) {
    Proposal proposal = last(trial);
    Cost cost = new Cost(attempts, 0, 0, 0, Cost.Footprint.NONE, Cost.Span.NONE);
    List<CellOutcome> cells =
        proposal.folds().stream()
            .map(
                fold ->
                    fold == 0
                        ? CellOutcome.without(fold, state, proposal.rows(), reason, cost)
                        : CellOutcome.without(
                            fold, CellState.CANCELLED, proposal.rows(), "fold 0", cost))
            .toList();
    TrialState ended = state == CellState.LOST ? TrialState.LOST : TrialState.FAILED;
    return told(proposal, ended, OptionalDouble.empty(), cells, reason);
  }

  private PlayedTrials told(
      Proposal proposal,
      TrialState state,
      OptionalDouble score,
      List<CellOutcome> cells,
      String reason) {
    OptionalDouble loss =
        score.isEmpty() ? score : OptionalDouble.of(objective.loss(score.getAsDouble()));
    events.add(
        new StudyEvent.Told(
            new Outcome(proposal, state, loss, score, OptionalLong.empty(), cells, reason)));
    return this;
  }

  /** A decision on the rung of the trial's last proposal. */
  PlayedTrials decided(
      int trial, Decision.Kind kind, String rule, String reason, Decision.Ranking ranking) {
    return decided(trial, kind, rule, reason, ranking, Map.of());
  }

  PlayedTrials decided(
      int trial,
      Decision.Kind kind,
      String rule,
      String reason,
      Decision.Ranking ranking,
      Map<String, Double> measured) {
    int rung = last(trial).rung();
    events.add(
        new StudyEvent.Decided(new Decision(trial, rung, kind, rule, ranking, measured, reason)));
    return this;
  }

  PlayedTrials event(StudyEvent event) {
    events.add(event);
    return this;
  }

  PlayedTrials won(int trial) {
    return event(new StudyEvent.Confirmed(trial, OptionalDouble.empty(), OptionalDouble.empty(), 0))
        .ended(StudyStatus.FINISHED, "every trial was decided on");
  }

  PlayedTrials ended(StudyStatus status, String reason) {
    return event(new StudyEvent.Closed(status, status.exitCode(), reason, List.of(), 9, 9));
  }

  StudyRecord record() {
    return StudyRecord.of(events);
  }

  TrialExplanation explained(int trial) {
    return TrialExplanation.of(record(), trial);
  }

  /** What is advised with no knowledge of shares. */
  NextSteps next() {
    return NextSteps.of(record());
  }

  /** A trained cell that early stopping ended. */
  static CellTraining stopped(int iterations) {
    return new CellTraining(Trainer.TASK, Optional.empty(), OptionalInt.of(iterations));
  }
}
