package org.espalier.schedule;

import java.util.List;
import org.espalier.study.Study;

/** Waits before the first trial of a later stage until all that was asked for is told. */
public final class InStages extends DelegatingScheduler {

  private final List<Integer> begins;

  /**
   * @param inner asks for trials in the order of their numbers
   * @param begins numbers of the trials with which the later stages begin
   */
  public InStages(Scheduler inner, List<Integer> begins) {
    super(inner);
    this.begins = List.copyOf(begins);
  }

  @Override
  public Answer ask(Study study) {
    boolean outstanding = study.outcomes().size() < study.proposals().size();
    return outstanding && begins.contains(study.trials().size())
        ? new Answer.Wait()
        : super.ask(study);
  }
}
