package org.espalier.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.espalier.search.tpe.GroupedObservations.Standing;
import org.espalier.study.TrialState;

/**
 * Split of a group's members into the good trials and all others. The others include failed trials
 * and those whose outcome is pending (a constant liar), so that neither is proposed again.
 *
 * <p>Losses are compared at one rung: the highest that enough trials completed, one more than the
 * density of the good ones needs (BOHB: Falkner, Klein and Hutter, ICML 2018, section 4.1). Trials
 * that did not reach it lost to others below and count as not good; the few that began above it
 * cannot be compared and are ignored.
 */
record TrialSplit(WeightedMembers good, WeightedMembers bad) {

  /** Part of the members, with weights. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record WeightedMembers(int[] members, double[] weights) {}

  /** A member and its loss at the rung that is compared. */
  private record Ranked(int member, double loss) {}

  /**
   * Minimum number of trials at a rung, beyond the number of axes, for its losses to be compared:
   * N_min + 2.
   */
  private static final int BEYOND_AXES = 3;

  static TrialSplit of(
      ParameterGroup group, GroupedObservations observations, TpeSettings settings) {
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
    return new TrialSplit(part(members.subList(0, good)), thinned(bad, settings.mostBad()));
  }

  /**
   * Highest rung with enough trials; otherwise the one with the most, among equal ones the higher.
   */
  private static Optional<Map.Entry<Integer, List<Ranked>>> compared(
      NavigableMap<Integer, List<Ranked>> rungs, int enough) {
    List<Map.Entry<Integer, List<Ranked>>> highestFirst =
        List.copyOf(rungs.descendingMap().entrySet());
    return highestFirst.stream()
        .filter(rung -> rung.getValue().size() >= enough)
        .findFirst()
        .or(() -> highestFirst.stream().max(Comparator.comparing(rung -> rung.getValue().size())));
  }

  /** Split of members that are already in order, best first. */
  static TrialSplit ranked(int members, TpeSettings settings) {
    List<Integer> all = IntStream.range(0, members).boxed().toList();
    int good = settings.good(members);
    return new TrialSplit(
        part(all.subList(0, good)), thinned(all.subList(good, members), settings.mostBad()));
  }

  private static WeightedMembers part(List<Integer> members) {
    return thinned(members, members.size());
  }

  /**
   * All members, or at most {@code most} of them: the first half, and an even selection of all that
   * follow.
   */
  private static WeightedMembers thinned(List<Integer> members, int most) {
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
    return new WeightedMembers(kept, weights);
  }
}
