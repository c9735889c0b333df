package org.espalier.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.study.CellOutcome;
import org.espalier.study.Continuation;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.StandardError;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Account of the events of one trial, from which its row follows. */
public final class TrialLedger {

  private static final String UNDER_WAY = "under way when the study ended";

  /** States that a trial does not leave. */
  private static final Set<TrialState> SETTLED =
      EnumSet.of(TrialState.COMPLETED, TrialState.PRUNED, TrialState.FAILED, TrialState.LOST);

  /**
   * State of a trial.
   *
   * @param reason why it was pruned, failed, lost or cancelled; otherwise empty
   */
  public record Standing(TrialState state, String reason) {}

  private final Trial trial;
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private Optional<Decision> decided = Optional.empty(); // about what was proposed last
  private boolean begun = false;

  public TrialLedger(Trial trial) {
    this.trial = trial;
  }

  public void proposed(Proposal proposal) {
    proposals.add(proposal);
    decided = Optional.empty();
  }

  /** A cell of the trial runs. */
  void begun() {
    begun = true;
  }

  public void told(Outcome outcome) {
    outcomes.add(outcome);
    begun = true;
  }

  /** Copy with an outcome after the search, if it is of this trial; otherwise this account. */
  public TrialLedger retried(Outcome outcome) {
    if (outcome.proposal().trial() != trial.number()) {
      return this;
    }
    TrialLedger ledger = new TrialLedger(trial);
    ledger.proposals.addAll(proposals);
    ledger.outcomes.addAll(outcomes);
    ledger.proposed(outcome.proposal());
    ledger.told(outcome);
    return ledger;
  }

  /** True if the trial's state is final. */
  boolean isSettled(RungLadder ladder) {
    return SETTLED.contains(standing(ladder, false).state());
  }

  /**
   * True if any of the trial was or is evaluated. It depends on the number of concurrent cells, so
   * no table may show it.
   */
  boolean isBegun() {
    return begun;
  }

  public void decided(Decision decision) {
    decided = Optional.of(decision);
  }

  TrialRow row(Study study, RungLadder ladder, boolean ended) {
    Standing standing = standing(ladder, ended);
    return new TrialRow(
        trial.number(),
        new TrialRow.Candidate(
            parent(),
            trial.configuration().learner(),
            trial.origin(),
            trial.configuration().params()),
        standing.state(),
        standing.reason(),
        evaluation(study, ladder),
        new TrialRow.Proposals(proposals.get(0).number(), lastProposal().number()),
        trial.reason().orElse(""),
        new TrialRow.Work(
            cells().mapToDouble(cell -> cell.cost().taskSeconds()).sum(),
            cells().mapToDouble(cell -> cell.cost().wallSeconds()).sum()));
  }

  private TrialRow.Evaluation evaluation(Study study, RungLadder ladder) {
    Optional<Outcome> best = highestCompleted();
    List<CellOutcome> scored =
        best.map(outcome -> ScoredCells.cells(study, ladder, outcome)).orElse(List.of());
    return new TrialRow.Evaluation(
        best.map(outcome -> outcome.proposal().rung()).orElse(proposals.get(0).rung()),
        best.map(outcome -> ladder.share(outcome.proposal().rung())).orElse(0.0),
        scored.size(),
        best.or(this::last).map(Outcome::loss).orElse(OptionalDouble.empty()),
        best.map(Outcome::score).orElse(OptionalDouble.empty()),
        StandardError.of(scored.stream().mapToDouble(c -> c.score().getAsDouble()).toArray()),
        byFold(scored, ladder.rung(ladder.top()).folds()),
        scored.stream()
            .flatMapToInt(cell -> cell.training().iterations().stream())
            .reduce((before, last) -> last));
  }

  /** First other trial whose state it continued. */
  private OptionalInt parent() {
    return proposals.stream()
        .flatMap(proposal -> proposal.continues().stream())
        .mapToInt(Continuation::trial)
        .filter(continued -> continued != trial.number())
        .findFirst();
  }

  private Stream<CellOutcome> cells() {
    return outcomes.stream().flatMap(outcome -> outcome.cells().stream());
  }

  /** Highest completed rung; of equal rungs the one reported last. */
  private Optional<Outcome> highestCompleted() {
    return outcomes.stream()
        .filter(Outcome::completed)
        .reduce((a, b) -> b.proposal().rung() >= a.proposal().rung() ? b : a);
  }

  private Optional<Outcome> last() {
    return outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes.get(outcomes.size() - 1));
  }

  /**
   * State after the events so far.
   *
   * @param ended true if the study has ended
   */
  public Standing standing(RungLadder ladder, boolean ended) {
    if (highestCompleted().filter(o -> o.proposal().rung() == ladder.top()).isPresent()) {
      return new Standing(TrialState.COMPLETED, "");
    }
    if (decided.filter(d -> d.kind() == Decision.Kind.PRUNE).isPresent()) {
      return new Standing(TrialState.PRUNED, decided.get().reason());
    }
    Optional<Outcome> answer = last().filter(o -> o.proposal().equals(lastProposal()));
    if (answer.filter(o -> !o.completed()).isPresent()) {
      return new Standing(answer.get().state(), answer.get().reason());
    }
    if (ended) {
      return new Standing(TrialState.CANCELLED, UNDER_WAY);
    }
    if (answer.isEmpty()) {
      return new Standing(TrialState.RUNNING, "");
    }
    return new Standing(decided.isPresent() ? TrialState.QUEUED : TrialState.PAUSED, "");
  }

  private Proposal lastProposal() {
    return proposals.get(proposals.size() - 1);
  }

  private static List<OptionalDouble> byFold(List<CellOutcome> scored, int folds) {
    List<OptionalDouble> scores =
        new ArrayList<>(Collections.nCopies(folds, OptionalDouble.empty()));
    scored.forEach(cell -> scores.set(cell.fold(), cell.score()));
    return scores;
  }
}
