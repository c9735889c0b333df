package org.espalier.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.espalier.search.tpe.Observations.Standing;
import org.espalier.study.TrialState;

/**
 * The members of a group in two: the good trials and all others. Among these are those that failed
 * and those whose outcome is pending (a constant liar), so that neither is proposed once more.
 *
 * <p>Losses are compared at one rung: the highest that enough trials completed, one more than the
 * density of the good ones needs (BOHB: Falkner, Klein and Hutter, ICML 2018, section 4.1). Trials
 * that have not come so far were worse than others below, and are not good either; the few that
 * were begun above it cannot be compared with it, and say nothing yet.
 */
record Split(Part good, Part bad) {

  /** Some members, each with what it weighs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(int[] members, double[] weights) {}

  /** A member and its loss at the rung that is compared. */
  private record Ranked(int member, double loss) {}

  /**
   * Trials of a rung beyond the number of axes, from which on its losses are compared: N_min + 2.
   */
  private static final int BEYOND_AXES = 3;

  static Split of(Group group, Observations observations, TpeSettings settings) {
    int[] trials = group.trials();
    List<Integer> bad = new ArrayList<>();
    NavigableMap<Integer, List<Ranked>> rungs = new TreeMap<>();
    for (int i = 0; i < trials.length; i++) {
      int member = i;
      Standing standing = observations.of(trials[i]);
      if (standing.state() == TrialState.COMPLETED) {
        standing
            .losses()
            .forEach(
                (rung, loss) ->
                    rungs
                        .computeIfAbsent(rung, r -> new ArrayList<>())
                        .add(new Ranked(member, loss)));
      } else if (standing.state() == TrialState.FAILED || standing.state() == TrialState.RUNNING) {
        bad.add(i);
      }
    }
    Optional<Map.Entry<Integer, List<Ranked>>> compared =
        compared(rungs, group.axes().size() + BEYOND_AXES);
    List<Integer> members =
        compared.stream()
            .flatMap(rung -> rung.getValue().stream())
            .sorted(Comparator.comparingDouble(Ranked::loss))
            .map(Ranked::member)
            .toList();
    int good = settings.good(members.size());
    bad.addAll(members.subList(good, members.size()));
    int rung = compared.map(Map.Entry::getKey).orElse(0);
    for (int i = 0; i < trials.length; i++) {
      Standing standing = observations.of(trials[i]);
      if (standing.state() == TrialState.COMPLETED && standing.losses().lastKey() < rung) {
        bad.add(i);
      }
    }
    return new Split(part(members.subList(0, good)), thinned(bad, settings.mostBad()));
  }

  /** The highest rung of enough trials, or else that of most, of equal ones the higher. */
  private static Optional<Map.Entry<Integer, List<Ranked>>> compared(
      NavigableMap<Integer, List<Ranked>> rungs, int enough) {
    List<Map.Entry<Integer, List<Ranked>>> highestFirst =
        List.copyOf(rungs.descendingMap().entrySet());
    return highestFirst.stream()
        .filter(rung -> rung.getValue().size() >= enough)
        .findFirst()
        .or(() -> highestFirst.stream().max(Comparator.comparing(rung -> rung.getValue().size())));
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
