package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** The events of a study with given scores. */
final class ScoredStudy {

  private final List<StudyEvent> events = new ArrayList<>();
  private final List<Configuration> trials = new ArrayList<>();
  private final Objective objective;
  private final RungLadder ladder;

  ScoredStudy(Direction direction, RungLadder ladder, List<SearchedParameter> parameters) {
    this.objective = new Objective("score", direction);
    this.ladder = ladder;
    events.add(
        new StudyEvent.Opened(
            "scored",
            new StudyEvent.Setup(7, objective, "list", "halving", 1, 1, ladder, parameters),
            new StudyEvent.Folds("hash", List.of(100L), 0, 200, 0),
            Optional.empty(),
            new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
            List.of(),
            Map.of(),
            0));
  }

  /** A study of drawn configurations at one rung, whose journal has the space. */
  static StudyRecord drawn(SearchSpace space, int trials, ToDoubleFunction<Configuration> score) {
    ScoredStudy study =
        new ScoredStudy(Direction.MINIMIZE, RungLadder.full(100, 1), SearchedParameter.of(space));
    RandomGenerator random = new Seed(3).random();
    for (int trial = 0; trial < trials; trial++) {
      Configuration configuration = space.draw(random);
      study.scored(study.trial(configuration), 0, score.applyAsDouble(configuration));
    }
    return study.record();
  }

  /** A space of unconditional parameters. */
  static SearchSpace space(Parameter... parameters) {
    return new SearchSpace(Stream.of(parameters).map(Dimension::always).toList());
  }

  /** Number of a new trial. */
  int trial(Configuration configuration) {
    trials.add(configuration);
    return trials.size() - 1;
  }

  /** Adds the evaluation of a trial at a rung. */
  void scored(int trial, int rung, double score) {
    List<Integer> folds = IntStream.range(0, ladder.rung(rung).folds()).boxed().toList();
    long rows = ladder.rung(rung).rows();
    Proposal proposal = new Proposal(events.size() / 2, trial, rung, folds, rows);
    events.add(new StudyEvent.Proposed(new Trial(trial, trials.get(trial), "test"), proposal));
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(objective.loss(score)),
                OptionalDouble.of(score),
                OptionalLong.empty(),
                folds.stream().map(fold -> CellOutcome.completed(fold, rows, score)).toList(),
                "")));
  }

  StudyRecord record() {
    return StudyRecord.of(events);
  }
}
