package org.espalier.spark.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.espalier.spark.ui.StudyProgress.Phrase;
import org.espalier.spark.ui.StudyProgress.TrialChange;

/**
 * Sender of the progress of one study to Spark's event log. It combines many trials in an event,
 * because the log flushes each event, and it sends at most {@value #BYTES} bytes per started trial.
 *
 * <p>The bytes for a trial's final state are always reserved. Earlier states are sent as far as the
 * remaining bytes permit; the live tab does not depend on them. Only the start and the end of a
 * study of one to three trials exceed the limit.
 */
final class ProgressLog {

  /** Maximum bytes in the log per started trial. */
  static final int BYTES = 200;

  /** Number of changed trials after which an event is sent. */
  private static final int BATCH = 100;

  /** Milliseconds after which an event is sent. */
  private static final long WAIT = 10_000;

  /**
   * Bytes reserved for the final state of a trial: 30, and 25 for each evaluation with a reason.
   */
  private static final int ROW = 80;

  /** Bytes per started trial that may be spent on states before the final one. */
  private static final int EARLY = 60;

  /** Bytes of the shortest change. */
  private static final int LEAST = 12;

  /** Bytes of an event besides its trials. */
  private static final int EVENT = 95;

  /** Bytes reserved for the final event. */
  private static final int END = 300;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<StudyProgress> log;
  private final InstantSource clock;
  private final Map<Integer, TrialChange> waiting = new LinkedHashMap<>();
  private final List<Phrase> phrases = new ArrayList<>();
  private final Set<Integer> begun = new HashSet<>();
  private final Set<Integer> sent = new HashSet<>(); // in their final state
  private long bytes = 0;
  private long early = 0; // of these, spent on states before the final one
  private int due = BATCH;
  private long dueAt;

  ProgressLog(Consumer<StudyProgress> log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    this.dueAt = clock.millis() + WAIT;
  }

  void add(StudyProgress progress) {
    if (progress instanceof StudyProgress.Trials trials) {
      phrases.addAll(trials.phrases());
      trials.trials().forEach(this::add);
      if (waiting.size() >= due || clock.millis() >= dueAt) {
        sendAffordable(trials.study());
        due = waiting.size() + BATCH;
        dueAt = clock.millis() + WAIT;
      }
      return;
    }
    if (progress instanceof StudyProgress.Ended) {
      sendRest(progress.study());
    }
    send(progress);
  }

  private void add(TrialChange change) {
    begun.add(change.trial());
    waiting.merge(change.trial(), change, TrialChange::then);
  }

  private long allowance() {
    return (long) BYTES * begun.size();
  }

  /** Sends final states, and as many other states as their bytes permit. */
  private void sendAffordable(int study) {
    long room = (long) EARLY * begun.size() - early - EVENT;
    List<TrialChange> changes = new ArrayList<>();
    Set<Integer> settled = new HashSet<>(sent);
    for (TrialChange change : waiting.values()) {
      if (isFinal(change)) {
        changes.add(change);
        settled.add(change.trial());
      } else if (room > LEAST && room > size(change)) {
        changes.add(change);
        room -= size(change);
      }
    }
    StudyProgress.Trials event = new StudyProgress.Trials(study, phrases, changes);
    boolean worthwhile = !changes.isEmpty() && (room >= 0 || changes.size() >= BATCH);
    long kept = END + (long) ROW * (begun.size() - settled.size());
    if (worthwhile && bytes + size(event) + kept <= allowance()) {
      early = (long) EARLY * begun.size() - room;
      send(event);
      sent.addAll(settled);
      phrases.clear();
      changes.forEach(change -> waiting.remove(change.trial()));
    }
  }

  /**
   * Sends all waiting changes. If the bytes do not suffice, only the last evaluation of some trials
   * is sent.
   */
  private void sendRest(int study) {
    List<TrialChange> changes = new ArrayList<>(waiting.values());
    long over = bytes + size(new StudyProgress.Trials(study, phrases, changes)) + END - allowance();
    for (int i = 0; i < changes.size() && over > 0; i++) {
      TrialChange brief = changes.get(i).brief();
      over -= size(changes.get(i)) - size(brief);
      changes.set(i, brief);
    }
    if (!changes.isEmpty()) {
      send(new StudyProgress.Trials(study, phrases, changes));
    }
  }

  /** Returns true if the trial has its final state and the reason for it. */
  private static boolean isFinal(TrialChange change) {
    return switch (change.state()) {
      case COMPLETED, PRUNED, FAILED, LOST, CANCELLED ->
          !change.steps().isEmpty() && change.steps().get(change.steps().size() - 1).phrase() >= 0;
      case QUEUED, RUNNING, PAUSED -> false;
    };
  }

  private void send(StudyProgress event) {
    bytes += size(event);
    log.accept(event);
  }

  /** Returns the bytes of an event, or of a part of one, as Spark writes it to the log. */
  private static int size(Object event) {
    try {
      return JSON.writeValueAsBytes(event).length + 1; // line feed
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A study's progress has no text.", e);
    }
  }
}
