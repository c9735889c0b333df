package org.espalier.schedule;

import java.util.List;
import java.util.Optional;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/** Base of schedulers that delegate to another one and change a step. */
public abstract class DelegatingScheduler implements Scheduler {

  private final Scheduler inner;

  protected DelegatingScheduler(Scheduler inner) {
    this.inner = inner;
  }

  @Override
  public Answer ask(Study study) {
    return inner.ask(study);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    return inner.tell(study, outcome);
  }

  @Override
  public Optional<Decision> promoteInTime(Study study, double secondsLeft) {
    return inner.promoteInTime(study, secondsLeft);
  }

  @Override
  public boolean readsOutcomes() {
    return inner.readsOutcomes();
  }

  @Override
  public boolean continuesOthers() {
    return inner.continuesOthers();
  }

  @Override
  public int plannedTrials() {
    return inner.plannedTrials();
  }
}
