package org.espalier.schedule;

import java.util.List;
import java.util.OptionalDouble;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/** Every trial once, on all folds and rows: what {@code CrossValidator} does. */
public final class FullResource implements Scheduler {

  private final TrialSource source;
  private final RungLadder ladder;
  private int asked = 0;
  private int told = 0;

  /**
   * @param trials at most this many trials
   * @param ladder a ladder of one rung
   */
  public FullResource(Sampler sampler, int trials, RungLadder ladder) {
    if (ladder.top() != 0) {
      throw new IllegalArgumentException("Full resource has one rung, not %s.".formatted(ladder));
    }
    this.source = new TrialSource(sampler, trials);
    this.ladder = ladder;
  }

  @Override
  public Answer ask(Study study) {
    if (asked == source.size()) {
      return new Answer.Finished();
    }
    return new Answer.Evaluate(source.trial(study, asked++), 0, ladder.missingFolds(0));
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    told++;
    if (!outcome.completed()) {
      return List.of();
    }
    return List.of(
        new Decision(
            outcome.proposal().trial(),
            0,
            Decision.Kind.COMPLETE,
            "full",
            outcome.loss().getAsDouble(),
            OptionalDouble.empty(),
            rank(study, outcome),
            told,
            "evaluated on all folds"));
  }

  private static int rank(Study study, Outcome outcome) {
    double loss = outcome.loss().getAsDouble();
    long better =
        study.outcomes().stream()
            .filter(o -> o.completed() && o.loss().getAsDouble() < loss)
            .count();
    return Math.toIntExact(better + 1);
  }

  @Override
  public boolean readsOutcomes() {
    return source.readsOutcomes();
  }

  @Override
  public int plannedTrials() {
    return source.size();
  }
}
