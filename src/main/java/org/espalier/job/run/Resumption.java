package org.espalier.job.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.hocon.SettingsChange;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyHistory;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.study.EntryPoint;
import org.espalier.tune.CrashSuspects;

/**
 * State from which a study is resumed: its record, checked against the current settings and data.
 * It holds what is needed of the history, which grows with the study.
 *
 * @param prepared the study with the window and the rungs that it was begun with
 * @param confirmed true if its winner is recorded
 * @param told number of recorded evaluations
 * @param cells number of recorded cells
 */
record Resumption(
    PreparedStudy prepared, ResumedStudy study, boolean confirmed, int told, int cells) {

  private static final String OUTPUT = "output.";
  private static final String PREDICTIONS = "output.collect-predictions";

  /**
   * Settings that change no result, and those of the source, because the rows themselves are
   * compared.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "output",
          "model.save",
          "model.refit",
          "run.pre-flight",
          "data.source",
          "data.format",
          "data.options");

  /**
   * State that a study continues from.
   *
   * @param history history of a study that was begun
   * @param newData true if it may continue with other rows
   * @throws InvalidStudyException with everything that contradicts the record
   */
  static Resumption of(
      StudyHistory history, PreparedStudy now, StudyFolder folder, boolean newData) {
    ResumedStudy study =
        ResumedStudy.of(
                history,
                recorded ->
                    SettingsChange.between(EntryPoint.JOB, recorded, now.settings().effective()))
            .orElseThrow();
    Resumption resumption =
        new Resumption(
            now.resuming(history.opened()),
            study,
            history.confirmed().isPresent(),
            history.study().outcomes().size(),
            history.numEndedCells());
    Origins origins = now.plan().tuning().origins();
    Optional<Problem> foreign =
        study.ofAnotherEntryPoint(EntryPoint.JOB, origins, "output.path", folder.path().toString());
    InvalidStudyException.throwIfAny(foreign.stream().toList());
    List<Problem> problems =
        new ArrayList<>(study.changed(now.plan().tuning(), change -> resumption.mayChange(change)));
    if (!newData) {
      resumption.otherRows().ifPresent(problems::add);
    }
    InvalidStudyException.throwIfAny(problems);
    return resumption;
  }

  private boolean mayChange(SettingsChange change) {
    String path = change.path();
    if (path.equals(PREDICTIONS) && confirmed) {
      return !change.now().equals("true"); // the winner is not fitted again
    }
    return new ResumeRules(HARMLESS, prepared.strategies()::mayPlanMore).mayChange(path);
  }

  /** Problem of the rows, if they are not those of the study; empty if they are. */
  Optional<Problem> otherRows() {
    return study.otherRows(
        prepared.fingerprint(),
        prepared.plan().tuning().origins(),
        "data.source",
        "use the same rows, or --new-data to continue with these");
  }

  /** Recorded end; empty if there is none, or if the current settings or rows add work to it. */
  Optional<Closed> done() {
    boolean more =
        study.changes().stream().map(SettingsChange::path).anyMatch(ResumeRules::addsWork);
    return more || otherRows().isPresent() ? Optional.empty() : study.closed();
  }

  /** In words, for the terminal. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "resumes after %s and %s, which are not run again"
            .formatted(CountedNoun.of(told, "evaluation"), CountedNoun.of(cells, "cell")));
    study.settings().passedOverInWords().ifPresent(lines::add);
    study.changes().stream()
        .filter(change -> !change.path().startsWith(OUTPUT)) // the folder is obvious
        .forEach(change -> lines.add("changed: " + change));
    study.failed().stream()
        .map(
            cell ->
                "proposal %d, fold %d: counts as failed, because its driver died %d times while nothing else ran"
                    .formatted(cell.proposal(), cell.outcome().fold(), CrashSuspects.FAILS))
        .forEach(lines::add);
    return lines;
  }
}
