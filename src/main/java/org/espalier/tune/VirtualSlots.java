package org.espalier.tune;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.espalier.space.Configuration;
import org.espalier.study.Continuation;
import org.espalier.study.Proposal;

/** Slots of a study on its virtual clock, with the proposals under way in them. */
final class VirtualSlots {

  /**
   * Proposal under way.
   *
   * @param end virtual time of its end
   * @param duplicateOf number of the equal one that it repeats
   */
  record Running(Proposal proposal, long end, Optional<Long> duplicateOf) {}

  /** By end, ties by number. */
  static final Comparator<Running> ORDER =
      Comparator.comparing(Running::end).thenComparing(under -> under.proposal().number());

  /** Key of a proposal; an equal one repeats it. */
  private record ProposalKey(
      Configuration configuration,
      int rung,
      List<Integer> folds,
      Optional<Continuation> continues) {}

  private final PriorityQueue<Running> running = new PriorityQueue<>(ORDER);
  private final Map<ProposalKey, Long> begun = new HashMap<>();
  private long now = 0;
  private int free;

  VirtualSlots(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("The window must be positive, not %d.".formatted(number));
    }
    this.free = number;
  }

  boolean hasFree() {
    return free > 0;
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  /** The proposal that ends first; one is under way. */
  Running due() {
    return running.element();
  }

  /** Proposals under way, in no order. */
  Stream<Running> running() {
    return running.stream();
  }

  /** Takes a free slot. */
  Running begin(Proposal proposal, Configuration configuration) {
    ProposalKey work =
        new ProposalKey(configuration, proposal.rung(), proposal.folds(), proposal.continues());
    Optional<Long> duplicateOf = Optional.ofNullable(begun.putIfAbsent(work, proposal.number()));
    Running under = new Running(proposal, now + proposal.units(), duplicateOf);
    running.add(under);
    free--;
    return under;
  }

  /** Frees the slot of a proposal, and moves the clock to its end. */
  void end(Running under) {
    running.remove(under);
    now = Math.max(now, under.end());
    free++;
  }
}
