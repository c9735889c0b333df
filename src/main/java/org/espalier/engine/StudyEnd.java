package org.espalier.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.spec.TuningPlan;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.StopReason;
import org.espalier.tune.StudyInterruptedException;
import org.espalier.tune.TimeLeft;

/**
 * End of a study after its search: fits, scores, saves and records the model of the winner in the
 * time that is left, by the rules of {@link TimeLeft}. The guard of a deadline can end the study
 * from another thread at any step; the result is then the last saved model.
 *
 * @param <M> type of models
 */
public final class StudyEnd<M> {

  /** Model of the first learner's defaults, fitted and saved before the search of a job. */
  public interface Fallback {

    Configuration configuration();

    String learner();

    /** Seconds of its fit; 0 if an earlier driver fitted it. */
    double fitSeconds();

    /** Score on the held-out rows; empty without them, or if an earlier driver fitted it. */
    OptionalDouble heldOut();

    boolean isSaved() throws IOException;

    /** Makes it the model of the study. */
    void adopt() throws IOException;

    /** Removes it, if it is still saved. */
    void drop() throws IOException;
  }

  /**
   * Study that has ended.
   *
   * @param model model that was fitted for the winner, or the baseline's where there was no time
   *     for that; empty if none was fitted
   */
  public record Ended<M>(EndStatus ending, Optional<M> model) {}

  private final StudySession session;
  private final StudyDesign design;
  private final TimeLeft time;
  private final Optional<FinalModels<M>> models;
  private final Optional<Fallback> fallback;
  private List<StudyEvent> unrecorded = List.of(); // guarded by this; of a saved model
  private Optional<AllRowsFit> refitting = Optional.empty(); // guarded by this; not yet recorded
  private boolean isTimeUp = false; // guarded by this

  /**
   * @param models fits on all rows; empty for a study whose winner is only named
   * @param fallback model that is left if no better one ends in time; empty for a study that saves
   *     none
   */
  StudyEnd(
      StudySession session,
      StudyDesign design,
      TimeLeft time,
      Optional<FinalModels<M>> models,
      Optional<Fallback> fallback) {
    this.session = session;
    this.design = design;
    this.time = time;
    this.models = models;
    this.fallback = fallback;
  }

  /**
   * Leaves the model of a winner, and records it and the end of the study, unless they are
   * recorded.
   *
   * @param winner number of the winning trial; empty if there is none
   * @throws StudyInterruptedException if another thread has ended the study
   * @throws UncheckedIOException if another driver has taken over the study
   */
  public Ended<M> finish(StudySearch.Result search, OptionalInt winner) throws IOException {
    EndStatus ending = search.ending();
    Optional<M> model = Optional.empty();
    if (winner.isPresent() && session.isDone()) {
      model = models.map(all -> all.fit(configuration(search.study(), winner.getAsInt())));
    } else if (winner.isPresent() && isRecordedBefore()) {
      adoptIfSaved(); // the driver that left it was killed before it could
      if (models.isPresent()) {
        try (FinalModels<M> fits = models.get()) {
          refit(search, fits);
        }
      }
    } else if (winner.isPresent() && models.isPresent()) {
      boolean late = isRefitLate(search.study(), winner.getAsInt());
      int trial = late ? 0 : winner.getAsInt();
      model = Optional.of(fitAndRecord(search, trial, late, models.get()));
      ending = late ? ending.withFallback(winner.getAsInt()) : ending;
    } else if (winner.isPresent()) {
      record(
          new StudyEvent.Confirmed(
              winner.getAsInt(), OptionalDouble.empty(), OptionalDouble.empty(), 0));
    }
    ending = session.judged(ending, plan());
    if (session.isDone()) {
      adoptOfKilled();
      return new Ended<>(ending, model);
    }
    if (fallback.isPresent()
        && search.contenders().isEmpty()
        && search.reason() == StopReason.DEADLINE) {
      ending = leaveDefaults(ending, fallback.get());
    }
    requireHeld();
    if (!session.close(ending)) {
      throw new StudyInterruptedException();
    }
    if (fallback.isPresent()) {
      fallback.get().drop();
    }
    return new Ended<>(ending, model);
  }

  /**
   * True if an earlier driver has recorded the model that it left, by the same outcomes and rows.
   */
  private boolean isRecordedBefore() {
    return session.recorder().history().isConfirmed()
        && models.stream().allMatch(FinalModels::areKept);
  }

  private void requireHeld() {
    try {
      session.recorder().requireHeld();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }

  private TuningPlan plan() {
    return design.strategies().plan();
  }

  private void record(StudyEvent event) {
    session.recorder().record(event);
  }

  private static Configuration configuration(Study study, int trial) {
    return study.trials().get(trial).configuration();
  }

  /** True if only the baseline's model, fitted before the search, can be left in time. */
  private boolean isRefitLate(Study study, int winner) {
    return winner != 0
        && isBaselineCompleted(study)
        && models.orElseThrow().isFitted(configuration(study, 0))
        && !time.allows(FinishReserve.fit(study.outcomesOf(winner), design.ladder()));
  }

  private static boolean isBaselineCompleted(Study study) {
    return !study.trials().isEmpty() && study.outcomesOf(0).stream().anyMatch(Outcome::completed);
  }

  private M fitAndRecord(
      StudySearch.Result search, int trial, boolean asFitted, FinalModels<M> fits)
      throws IOException {
    Study study = search.study();
    Configuration chosen = configuration(study, trial);
    try (fits) {
      fits.begin(search, trial, asFitted);
      Confirmation<M> confirmation =
          Confirmation.of(
              study,
              trial,
              search.contenders(),
              fits,
              session.clock(),
              needed -> time.allows(needed, FinishReserve.Step.JUDGE));
      boolean before = fits.isFitted(chosen);
      StudyEvent.Confirmed event = before ? withTimeOfFallback(confirmation) : confirmation.event();
      Duration fit = Duration.ofMillis((long) (1000 * event.refitSeconds()));
      M refined = fits.refined(confirmation.model(), chosen, fit);
      boolean isFallback = before && refined == confirmation.model();
      if (!isFallback) {
        requireInTime();
        fits.save(refined, confirmation.model(), chosen);
      }
      settle(event, fits.findings(), isFallback);
      fits.savePredictions();
      recordSettled();
      fits.compared(confirmation, refined).ifPresent(this::record);
      if (event.heldOut().isPresent()) {
        Duration kept = onAllRows(search, fits).map(AllRowsFit::kept).orElse(Duration.ZERO);
        record(new StudyEvent.Examined(examined(confirmation, refined, chosen, fits, kept)));
      }
      refit(search, fits);
      return refined;
    }
  }

  private Optional<AllRowsFit> onAllRows(StudySearch.Result search, FinalModels<M> fits) {
    StudyHistory history = session.recorder().history();
    return fits.onAllRows(search, history.confirmed().orElseThrow(), history.findings())
        .map(model -> new AllRowsFit(model, time, session.clock()));
  }

  /**
   * Fits the result on all rows, if the study requests it; if a killed driver has recorded the fit,
   * only moves its model into place.
   */
  private void refit(StudySearch.Result search, FinalModels<M> fits) throws IOException {
    Optional<AllRowsFit> again = onAllRows(search, fits);
    if (again.isEmpty()) {
      return;
    }
    Optional<ModelRefit> recorded = session.recorder().history().refit();
    if (recorded.isEmpty()) {
      begin(again.get());
      settle(again.get(), again.get().run());
    } else if (recorded.get().isDone()) {
      again.get().model().adopt();
    }
  }

  private synchronized void begin(AllRowsFit again) {
    requireInTime();
    refitting = Optional.of(again);
  }

  /** Records a fit on all rows, and leaves its model. Until then the other one is left. */
  private synchronized void settle(AllRowsFit again, ModelRefit refit) throws IOException {
    requireInTime();
    refitting = Optional.empty();
    record(new StudyEvent.Refitted(refit));
    if (refit.isDone()) {
      again.model().adopt();
    }
  }

  /**
   * Ends the thread of the study if the guard has ended the study, before a save could replace the
   * guard's result.
   */
  private synchronized void requireInTime() {
    if (isTimeUp) {
      throw new StudyInterruptedException();
    }
  }

  private StudyEvent.Confirmed withTimeOfFallback(Confirmation<M> confirmation) {
    StudyEvent.Confirmed event = confirmation.event();
    return new StudyEvent.Confirmed(
        event.winner(),
        event.heldOut(),
        event.baselineHeldOut(),
        fallback.map(Fallback::fitSeconds).orElse(event.refitSeconds()),
        event.gain());
  }

  private HeldOutExamination examined(
      Confirmation<M> confirmation,
      M refined,
      Configuration chosen,
      FinalModels<M> fits,
      Duration kept) {
    return new Confirmation<>(refined, confirmation.event(), confirmation.scoring())
        .examined(
            chosen,
            fits,
            session.recorder().history().opened().folds().heldOutRows(),
            needed -> time.allows(needed.plus(kept), FinishReserve.Step.LEAVE));
  }

  /**
   * Keeps one model: the saved one, which is recorded next. Until then the fallback can be left.
   *
   * @param isFallback true if the saved model is the fallback
   */
  private synchronized void settle(
      StudyEvent.Confirmed event, List<StudyEvent> findings, boolean isFallback)
      throws IOException {
    requireInTime();
    if (fallback.isPresent()) {
      if (isFallback) {
        fallback.get().adopt();
      } else {
        fallback.get().drop();
      }
    }
    unrecorded = Stream.concat(Stream.of(event), findings.stream()).toList();
  }

  private synchronized void recordSettled() {
    unrecorded.forEach(this::record);
    unrecorded = List.of();
  }

  /** Makes the defaults the model of a study without a completed trial. */
  private EndStatus leaveDefaults(EndStatus ending, Fallback defaults) throws IOException {
    if (adoptIfSaved()) {
      return withDefaults(ending, defaults.heldOut());
    }
    FinalModels<M> fits = models.orElseThrow();
    M model = fits.fit(defaults.configuration());
    requireInTime();
    fits.save(model, model, defaults.configuration());
    return withDefaults(ending, fits.heldOut(model));
  }

  /** Makes the fallback the model, unless it is gone; false if it is. */
  private synchronized boolean adoptIfSaved() throws IOException {
    if (fallback.isEmpty() || !fallback.get().isSaved()) {
      return false;
    }
    fallback.get().adopt();
    return true;
  }

  /**
   * Makes the fallback the model of a study that ended with it, if its driver was killed before it
   * did so.
   */
  public void adoptOfKilled() throws IOException {
    Optional<StudyStatus> ended =
        session.recorder().history().closed().map(StudyEvent.Closed::status);
    if (ended.filter(StudyStatus::isComplete).isPresent()) {
      adoptIfSaved();
    }
  }

  private EndStatus withDefaults(EndStatus ending, OptionalDouble heldOut) {
    String metric = design.objective().metric();
    String score =
        heldOut.stream()
            .mapToObj(one -> "; held-out %s %s".formatted(metric, ConsoleFormat.text(one)))
            .findFirst()
            .orElse("");
    return ending.withDefaults(fallback.orElseThrow().learner(), score);
  }

  /**
   * Ends the study when its time is up, from another thread, with the model that is saved by now.
   *
   * @param needed text of an ending without a model: the time that the study needs
   * @param cancel cancels running work, of which nothing is recorded any more
   */
  public synchronized void timeUp(String needed, Runnable cancel) throws IOException {
    EndStatus ending = endingWithSaved(needed);
    isTimeUp = true;
    requireHeld();
    session.close(session.judged(ending, plan()));
    cancel.run();
    adoptIfSaved();
    if (refitting.isPresent()) {
      refitting.get().model().drop();
    }
  }

  private EndStatus endingWithSaved(String needed) throws IOException {
    recordSettled();
    refitting.ifPresent(again -> record(new StudyEvent.Refitted(again.late())));
    List<String> causes = List.of("deadline");
    String timeUp = EndStatus.timeUp(plan().budget());
    EndStatus finished = new EndStatus(StudyStatus.FINISHED, timeUp, causes);
    if (session.recorder().history().isConfirmed()) {
      return finished;
    }
    if (fallback.isEmpty() || !fallback.get().isSaved()) {
      return new EndStatus(StudyStatus.GAVE_UP, needed, causes);
    }
    Fallback defaults = fallback.get();
    Study study = session.recorder().history().study();
    if (isBaselineCompleted(study) && configuration(study, 0).equals(defaults.configuration())) {
      record(
          new StudyEvent.Confirmed(
              0, defaults.heldOut(), defaults.heldOut(), defaults.fitSeconds(), Optional.empty()));
      return finished.withFallback();
    }
    String reason = "no trial completed within the budget: " + timeUp;
    return withDefaults(new EndStatus(StudyStatus.GAVE_UP, reason, causes), defaults.heldOut());
  }
}
