package org.espalier.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.spec.TuningPlan;
import org.espalier.study.TrainingChoice;
import org.espalier.tune.DivergedException;
import org.espalier.tune.JournalRecorder;

/**
 * Record that a driver makes of a study: its beginning or resumption, and its end.
 *
 * @param earlier what the study goes on from; empty for one that begins
 * @param started from when on the time of the driver counts
 */
public record StudyRecording(
    JournalRecorder recorder,
    Optional<ResumedStudy> earlier,
    InstantSource clock,
    Instant started) {

  private static final double MILLIS = 1000;

  /**
   * What the beginning of a study tells beside its design.
   *
   * @param rows identity of the rows; empty where nobody goes on with the study
   * @param request effective settings, also in words
   * @param training where the cells of each learner are trained at each rung
   */
  public record Beginning(
      StudyEvent.Folds folds,
      Optional<StudyEvent.Fingerprint> rows,
      StudyEvent.Request request,
      List<TrainingChoice> training,
      Map<String, String> versions) {}

  /** Records how the study begins, or that it goes on and what is not run again. */
  public void begin(StudyDesign design, Beginning beginning) {
    if (earlier.isEmpty()) {
      recorder.record(opened(design, beginning));
      return;
    }
    recorder.record(
        new StudyEvent.Resumed(
            design.plannedTrials(),
            beginning.request().settings(),
            earlier.get().changesInWords(),
            beginning.versions(),
            beginning.rows(),
            started.toEpochMilli()));
    earlier.get().failed().forEach(recorder::record);
  }

  private StudyEvent.Opened opened(StudyDesign design, Beginning beginning) {
    return new StudyEvent.Opened(
        design.name(),
        new StudyEvent.Setup(
            design.seed().value(),
            design.objective(),
            design.strategies().search().sampler(),
            design.strategies().schedule().type(),
            design.plannedTrials(),
            design.recordedWindow(),
            design.ladder()),
        beginning.folds(),
        beginning.rows(),
        beginning.request(),
        beginning.training(),
        beginning.versions(),
        started.toEpochMilli());
  }

  /** How long drivers before this one worked. */
  public Duration workedBefore() {
    return earlier.map(ResumedStudy::worked).orElse(Duration.ZERO);
  }

  /** From when on the time of the budget counts, the work of earlier drivers included. */
  public Instant deadlineFrom() {
    return started.minus(workedBefore());
  }

  private StudyEvent.Closed closed(Ending ending) {
    Duration worked = workedBefore().plus(Duration.between(started, clock.instant()));
    List<String> causes = new ArrayList<>(ending.causes());
    causes.addAll(recorder.history().causes());
    return new StudyEvent.Closed(
        ending.status(),
        ending.exitCode(),
        ending.reason(),
        causes,
        worked.toMillis() / MILLIS,
        clock.millis());
  }

  /**
   * Part of a study, which may end it.
   *
   * @param <R> what it comes to
   */
  public interface Part<R> {
    R run() throws InterruptedException;
  }

  /**
   * Runs a part of a study in the library; an exception by which it ends the study is recorded.
   *
   * @param where beginning of a message about the journal, such as {@code "tuner_1: journal: "}
   * @throws IllegalStateException if the thread was interrupted, or the study cannot go on as it is
   *     recorded
   */
  public <R> R run(String where, Part<R> part) {
    try {
      return part.run();
    } catch (InterruptedException e) {
      close(new Ending(StudyStatus.INTERRUPTED, "its thread was interrupted", List.of()));
      throw new IllegalStateException("The study was interrupted.", e);
    } catch (DivergedException e) {
      throw new IllegalStateException(
          "%scannot go on as it was begun: %s; the version that wrote it, or another folder"
              .formatted(where, e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw e; // nothing more can be recorded
    } catch (RuntimeException e) {
      // What is under way now did not end this process: it is under no suspicion.
      close(Ending.of(e, false));
      throw e;
    }
  }

  /**
   * Ending of a search whose winner is recorded: as it is, or with the gate that the winner misses.
   *
   * @throws UncheckedIOException if another driver has taken over the study
   */
  public Ending judged(Ending ending, TuningPlan asked) {
    if (ending.status() != StudyStatus.FINISHED) {
      return ending;
    }
    try {
      return Winner.missed(asked.winner(), asked.origins(), recorder.tables().summary())
          .map(ending::withGateMissed)
          .orElse(ending);
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be read.", e);
    }
  }

  /**
   * Records an end, after which nothing is recorded any more.
   *
   * @return false if another thread has recorded one before
   */
  public boolean close(Ending ending) {
    return recorder.shut(closed(ending));
  }
}
