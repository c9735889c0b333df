package org.espalier.mlflow;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.numeric.CountedNoun;
import org.espalier.tune.StudyListener;

/**
 * Tracker of a running study. The listener's thread folds events, a thread of its own sends; the
 * study waits for neither, and at its end for a limited time. A server that is slow, away or
 * refuses is reported once and tried again.
 */
public final class MlflowTracker implements StudyListener {

  /**
   * Times of sending.
   *
   * @param idle between two rounds, in which events collect
   * @param backoff first wait after a failure, doubled by each further one
   * @param limit longest wait
   */
  record Pace(Duration idle, Duration backoff, Duration limit) {
    private static final Pace USUAL =
        new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  /** Few attempts for a command, because somebody waits for it. */
  private static final int ATTEMPTS = 4;

  private final TrackedStudy study = new TrackedStudy();
  private final TrackingTarget target;
  private final StudyHistory history;
  private final String later;
  private final Consumer<String> says;
  private final Pace pace;
  private final RunSender sender;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Set<String> said = new HashSet<>(); // used by the thread alone
  private final Thread thread = new Thread(this::run, "espalier-mlflow");

  /**
   * @param history history of the study so far
   * @param later way to send the rest later, in words
   * @param says receives a line for each cause of a failure
   */
  public MlflowTracker(
      TrackingTarget target, StudyHistory history, String later, Consumer<String> says) {
    this(target, history, later, says, Pace.USUAL);
  }

  MlflowTracker(
      TrackingTarget target, StudyHistory history, String later, Consumer<String> says, Pace pace) {
    this.target = target;
    this.history = history;
    this.later = later;
    this.says = says;
    this.pace = pace;
    this.sender = new RunSender(target, study, history.isBegun(), says);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public void past(List<StudyEvent> events) {
    events.forEach(study::add);
    history.record().curves().forEach(study::add);
    history.retried().ifPresent(study::add);
    history.repeated().values().forEach(study::add);
    history.confirmed().ifPresent(study::add);
    history.closed().ifPresent(study::add);
  }

  @Override
  public void happened(StudyEvent event) {
    study.add(event);
  }

  private void run() {
    Duration wait = pace.idle();
    Duration backoff = pace.backoff();
    try {
      while (true) {
        pause(wait);
        try {
          boolean isLast = isEnding();
          sender.send();
          if (isLast && sender.isDone()) {
            return;
          }
          wait = isLast ? Duration.ZERO : pace.idle();
          backoff = pace.backoff();
        } catch (ServerFailure e) {
          say(String.valueOf(e.getMessage()));
          if (e.kind() == ServerFailure.Consequence.REFUSED) {
            return;
          }
          Duration asked = Duration.ofMillis(e.waitMillis());
          wait = least(pace.limit(), asked.compareTo(backoff) > 0 ? asked : backoff);
          backoff = least(pace.limit(), backoff.multipliedBy(2));
        }
      }
    } catch (InterruptedException e) {
      // The end of the study does not wait for it any longer.
    } catch (RuntimeException e) { // a defect here is not the study's
      say(Reason.of(e, List.of()));
    }
  }

  /**
   * Sends the parts of a study that the server lacks, with its files; retries for some seconds.
   *
   * @param events of its journal so far
   * @param runs true if a driver still adds to them
   * @param says receives what cannot be sent at all
   * @return number of the study's runs
   */
  public static int send(
      TrackingTarget target,
      List<StudyEvent> events,
      boolean runs,
      List<Artefact> files,
      Consumer<String> says)
      throws ServerFailure, InterruptedException {
    TrackedStudy study = new TrackedStudy();
    events.forEach(study::add);
    if (!runs) {
      study.breakOff();
    }
    RunSender sender = new RunSender(target, study, true, says);
    sender.leave(files);
    for (int attempt = 1; !sender.isDone(); attempt++) {
      try {
        sender.send();
      } catch (ServerFailure e) {
        if (attempt == ATTEMPTS || e.kind() != ServerFailure.Consequence.AWAY) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(
            Math.min(Pace.USUAL.limit().toMillis(), Math.max(e.waitMillis(), 1000L * attempt)));
      }
    }
    return study.runs().size();
  }

  private boolean isEnding() {
    return ending.getCount() == 0;
  }

  /** Waits, until the study ends at most; from then on in full. */
  private void pause(Duration time) throws InterruptedException {
    if (isEnding()) {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } else {
      ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void say(String cause) {
    if (said.add(cause)) {
      says.accept(
          "mlflow: %s: %s; the study continues, and unsent events wait"
              .formatted(target.server(), cause));
    }
  }

  /**
   * Sends the remaining parts, with files of the study, for a limited time, and reports the parts
   * that are not sent. Called once, after the last event.
   */
  public void end(List<Artefact> files, Duration limit) {
    sender.leave(files);
    ending.countDown();
    try {
      thread.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    if (!sender.isDone()) {
      long unsent = sender.unsent();
      String what =
          unsent == 0
              ? "artefacts"
              : "%s of %,d".formatted(CountedNoun.of(unsent, "run"), study.runs().size());
      says.accept("mlflow: %s: not sent: %s; %s".formatted(target.server(), what, later));
    }
  }
}
