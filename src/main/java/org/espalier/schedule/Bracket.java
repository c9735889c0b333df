package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;

/**
 * Bracket of successive halving: a number of trials at the first rung, and at each next rung the
 * best ⌊n/η⌋, at least one, of the rung before (Li et al., JMLR 18 (2018), Algorithm 1, lines 4 to
 * 9).
 *
 * <p>Trials compete within their bracket only. A rung closes with the outcome of its last trial;
 * failed trials count in n and are never promoted. A learner's defaults that are not among the best
 * are promoted in addition: from then on they are ranked, but neither count in n nor take a place.
 */
final class Bracket {

  private record Entry(Trial trial, boolean carried) {}

  private final int size;
  private final int first;
  private final RungLadder ladder;
  private final int eta; // η
  private final String rule;

  private final Map<Integer, Entry> inRung = new LinkedHashMap<>();
  private final Map<Integer, Outcome> told = new HashMap<>();
  private final Deque<Trial> queue = new ArrayDeque<>();
  private int drawn = 0;
  private int rung;
  private boolean closed = false;

  /**
   * @param size trials that begin; positive
   * @param first rung at which they begin
   * @param eta reduction factor η, at least 2
   * @param rule name of the rule in decisions
   */
  Bracket(int size, int first, RungLadder ladder, int eta, String rule) {
    if (eta < 2) {
      throw new IllegalArgumentException("Halving needs eta >= 2, not %d.".formatted(eta));
    }
    this.size = size;
    this.first = first;
    this.ladder = ladder;
    this.eta = eta;
    this.rule = rule;
    this.rung = first;
  }

  /**
   * Next evaluation, if it is already known.
   *
   * @param draw makes a new trial
   */
  Optional<Answer> ask(Supplier<Trial> draw) {
    if (!closed && rung == first && drawn < size) {
      drawn++;
      Trial trial = draw.get();
      inRung.put(trial.number(), new Entry(trial, false));
      return Optional.of(new Answer.Evaluate(trial, first, ladder.folds(first)));
    }
    return Optional.ofNullable(queue.poll())
        .map(trial -> new Answer.Evaluate(trial, rung, ladder.missingFolds(rung)));
  }

  /** True if no further outcome can lead to another request. */
  boolean exhausted() {
    return closed || (rung == ladder.top() && !hasNext());
  }

  /** True if there is a request now. */
  boolean hasNext() {
    return (!closed && rung == first && drawn < size) || !queue.isEmpty();
  }

  /** Takes the outcome of one of its trials, and closes the rung with the last of them. */
  List<Decision> tell(Outcome outcome) {
    told.put(outcome.proposal().trial(), outcome);
    return told.size() < inRung.size() || hasNext() ? List.of() : close();
  }

  private List<Decision> close() {
    List<Outcome> completed =
        told.values().stream().filter(Outcome::completed).sorted(Outcome.BY_LOSS).toList();
    List<Outcome> counted = completed.stream().filter(o -> !entry(o).carried()).toList();
    long n = inRung.values().stream().filter(entry -> !entry.carried()).count();
    boolean top = rung == ladder.top();
    int places = top ? counted.size() : (int) Math.min(counted.size(), Math.max(1, n / eta));
    OptionalDouble cutoff =
        top || places == 0 ? OptionalDouble.empty() : counted.get(places - 1).loss();
    List<Decision> decisions = new ArrayList<>();
    List<Entry> promoted = new ArrayList<>();
    int ahead = 0;
    for (Outcome outcome : completed) {
      Entry entry = entry(outcome);
      int rank = ahead + 1;
      int of = (int) n + (entry.carried() ? 1 : 0);
      ahead += entry.carried() ? 0 : 1;
      boolean placed = !entry.carried() && rank <= places;
      if (!top && (placed || entry.trial().isDefault())) {
        promoted.add(new Entry(entry.trial(), !placed));
      }
      DecisionDraft verdict = verdict(entry.trial(), placed, places, of);
      double loss = outcome.loss().getAsDouble();
      decisions.add(verdict.decision(outcome, rule, new Decision.Ranking(loss, cutoff, rank, of)));
    }
    advance(promoted);
    return decisions;
  }

  private DecisionDraft verdict(Trial trial, boolean placed, int places, int of) {
    if (rung == ladder.top()) {
      return DecisionDraft.COMPLETE;
    }
    if (placed) {
      return new DecisionDraft(
          Decision.Kind.PROMOTE, "among the best %d of %d".formatted(places, of));
    }
    return trial.isDefault()
        ? DecisionDraft.CARRIED
        : new DecisionDraft(
            Decision.Kind.PRUNE, "not among the best %d of %d".formatted(places, of));
  }

  private Entry entry(Outcome outcome) {
    return Optional.ofNullable(inRung.get(outcome.proposal().trial())).orElseThrow();
  }

  private void advance(List<Entry> promoted) {
    closed = promoted.isEmpty();
    inRung.clear();
    told.clear();
    if (closed) {
      return;
    }
    rung++;
    promoted.stream()
        .sorted(Comparator.comparing(entry -> entry.trial().number()))
        .forEach(
            entry -> {
              inRung.put(entry.trial().number(), entry);
              queue.add(entry.trial());
            });
  }
}
