package org.espalier.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.espalier.study.CurvePoint;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/** Builder of a study's tables and summary, from its steps in their order. */
final class RecordBuilder {

  private final Map<Integer, TrialLedger> ledgers = new LinkedHashMap<>();
  private final List<DecisionRow> decisions = new ArrayList<>();
  private final Map<CellKey, List<CurvePoint>> curves = new LinkedHashMap<>();

  void proposed(Trial trial, Proposal proposal) {
    ledgers.computeIfAbsent(trial.number(), number -> new TrialLedger(trial)).proposed(proposal);
  }

  /** A cell of a proposal runs. */
  void started(Proposal proposal) {
    ledger(proposal.trial()).begun();
  }

  /**
   * Refuses a trial that was not proposed.
   *
   * @throws IllegalArgumentException if it was not
   */
  void requireProposed(int trial) {
    ledger(trial);
  }

  void reported(StudyEvent.Reported reported) {
    curves.put(new CellKey(reported.proposal(), reported.fold()), reported.curve());
  }

  void told(Outcome outcome) {
    ledger(outcome.proposal().trial()).told(outcome);
  }

  /**
   * Adds a decision.
   *
   * @param study study in which it was made
   * @throws IllegalArgumentException if its trial was not proposed
   */
  void decided(Study study, Decision decision) {
    ledger(decision.trial()).decided(decision);
    List<Outcome> told = study.outcomes();
    long last = told.isEmpty() ? -1 : told.get(told.size() - 1).proposal().number();
    decisions.add(new DecisionRow(decisions.size(), last, decision));
  }

  private TrialLedger ledger(int trial) {
    TrialLedger ledger = ledgers.get(trial);
    if (ledger == null) {
      throw new IllegalArgumentException("Trial %d was not proposed.".formatted(trial));
    }
    return ledger;
  }

  /** Trials that no event can change any more. */
  Set<Integer> settled(RungLadder ladder) {
    return trials(ledger -> ledger.isSettled(ladder));
  }

  /** Trials of which a cell ran or runs. */
  Set<Integer> begun() {
    return trials(TrialLedger::isBegun);
  }

  private Set<Integer> trials(Predicate<TrialLedger> chosen) {
    return ledgers.entrySet().stream()
        .filter(entry -> chosen.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Outcome last(Study study) {
    return study.outcomes().get(study.outcomes().size() - 1);
  }

  /** Tables and summary of the history with these steps. */
  StudyRecord record(StudyHistory history) {
    Study study =
        history.retried().map(retried -> retried.after(history.study())).orElse(history.study());
    StudyEvent.Opened opened = history.opened();
    boolean ended = history.closed().isPresent();
    List<TrialRow> trials =
        ledgers.values().stream()
            .map(ledger -> history.retried().isPresent() ? ledger.retried(last(study)) : ledger)
            .map(l -> l.row(study, opened.setup().ladder(), ended))
            .toList();
    List<CellRow> cells = CellRow.of(study, opened.folds());
    SummaryBuilder summary = new SummaryBuilder(history, this, trials, cells);
    return new StudyRecord(
        opened,
        trials,
        cells,
        decisions,
        CurveRow.of(study, curves),
        summary.summary(),
        new StudyRecord.Course(
            history.resumed(),
            history.controls(),
            history.closed(),
            summary.leader(),
            history.examination()));
  }
}
