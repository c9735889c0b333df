package org.espalier.engine;

import java.time.InstantSource;
import java.util.List;
import org.espalier.journal.StudyEvent;
import org.espalier.tune.StudyListener;

/** View of a running study for a notebook, which reads the text for each display. */
public final class NotebookView implements StudyListener {

  /** Columns of an output cell. */
  private static final int COLUMNS = 110;

  private final InstantSource clock;
  private final ProgressView view;
  private boolean begun = false;

  /** View of the study that begins next. */
  public NotebookView(InstantSource clock) {
    this.clock = clock;
    this.view = new ProgressView(/* plannedTrials= */ 0, /* plannedUnits= */ 0, clock.millis());
  }

  @Override
  public synchronized void past(List<StudyEvent> events) {
    view.past(events);
    begun = true;
  }

  @Override
  public synchronized void happened(StudyEvent event) {
    view.add(event, clock.millis());
    begun = true;
    if (event instanceof StudyEvent.Closed) {
      view.over();
    }
  }

  /** Text of several lines; empty before the study begins. */
  public synchronized String text() {
    return begun ? String.join("\n", view.lines(COLUMNS, /* unicode= */ true, clock.millis())) : "";
  }
}
