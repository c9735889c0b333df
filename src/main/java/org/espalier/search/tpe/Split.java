package org.espalier.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.search.tpe.Observations.Standing;
import org.espalier.study.TrialState;

/**
 * The members of a group in two: the good trials and all others. Among these are those that failed
 * and those whose outcome is pending (a constant liar), so that neither is proposed once more.
 *
 * <p>Losses are compared at equal rungs only: a trial that completed a higher rung comes before all
 * that did not, as it was among the best where they were compared.
 */
record Split(Part good, Part bad) {

  /** Some members, each with what it weighs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(int[] members, double[] weights) {}

  static Split of(Group group, Observations observations, TpeSettings settings) {
    int[] trials = group.trials();
    List<Integer> completed = new ArrayList<>();
    List<Integer> bad = new ArrayList<>();
    for (int i = 0; i < trials.length; i++) {
      TrialState state = observations.of(trials[i]).state();
      if (state == TrialState.COMPLETED) {
        completed.add(i);
      } else if (state == TrialState.FAILED || state == TrialState.RUNNING) {
        bad.add(i);
      }
    }
    completed.sort(
        Comparator.comparing(
            member -> observations.of(trials[member]),
            Comparator.comparing((Standing s) -> -s.rung()).thenComparing(Standing::loss)));
    int good = settings.good(completed.size());
    bad.addAll(completed.subList(good, completed.size()));
    return new Split(part(completed.subList(0, good)), thinned(bad, settings.mostBad()));
  }

  /** Of so many members that are in their order already, best first. */
  static Split ranked(int members, TpeSettings settings) {
    List<Integer> all = IntStream.range(0, members).boxed().toList();
    int good = settings.good(members);
    return new Split(
        part(all.subList(0, good)), thinned(all.subList(good, members), settings.mostBad()));
  }

  private static Part part(List<Integer> members) {
    return thinned(members, members.size());
  }

  /** All, or at most a number: one half are the first, the others stand for all that follow. */
  private static Part thinned(List<Integer> members, int most) {
    int first = members.size() <= most ? members.size() : most / 2;
    int others = Math.min(members.size(), most) - first;
    int rest = members.size() - first;
    int[] kept = new int[first + others];
    double[] weights = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      int index = i < first ? i : first + (int) ((long) (i - first) * rest / others);
      kept[i] = members.get(index);
      weights[i] = i < first ? 1 : (double) rest / others;
    }
    return new Part(kept, weights);
  }
}
