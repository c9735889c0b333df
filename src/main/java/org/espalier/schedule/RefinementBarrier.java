package org.espalier.schedule;

import java.util.List;
import org.espalier.study.Study;

/**
 * Scheduler of a search with refinements: before the first trial of a refinement it waits for all
 * outcomes of the earlier trials.
 */
public final class RefinementBarrier extends DelegatingScheduler {

  private final List<Integer> begins;

  /**
   * @param inner scheduler that requests trials in the order of their numbers
   * @param begins numbers of the trials with which the refinements begin
   */
  public RefinementBarrier(Scheduler inner, List<Integer> begins) {
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
