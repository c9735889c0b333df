package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Flow of trials through the rungs: from rung to rung, and out of the last one that each reached.
 * Trials of a bracket begin at its lowest rung.
 *
 * @param links in the order of rungs
 */
public record SurvivorFlow(List<Link> links) {

  /**
   * Number of trials that went the same way.
   *
   * @param from name of a rung
   * @param to name of the next rung, or of a final state
   */
  public record Link(String from, String to, int trials) {}

  public SurvivorFlow {
    links = List.copyOf(links);
  }

  static SurvivorFlow of(StudyRecord record) {
    Map<Integer, TreeSet<Integer>> rungs = new TreeMap<>();
    for (CellRow cell : record.cells()) {
      rungs.computeIfAbsent(cell.trial(), trial -> new TreeSet<>()).add(cell.rung());
    }
    int top = record.opened().setup().ladder().top();
    Map<Integer, Map<String, Integer>> ways = new TreeMap<>(); // by the rung that they leave
    for (TrialRow row : record.trials()) {
      TreeSet<Integer> reached = rungs.getOrDefault(row.trial(), new TreeSet<>());
      for (int rung : reached) {
        Integer next = reached.higher(rung);
        String to = next == null ? DisplayLabels.state(row.state()) : name(next, top);
        ways.computeIfAbsent(rung, r -> new LinkedHashMap<>()).merge(to, 1, Integer::sum);
      }
    }
    List<Link> links = new ArrayList<>();
    ways.forEach(
        (rung, ends) -> ends.forEach((to, n) -> links.add(new Link(name(rung, top), to, n))));
    return new SurvivorFlow(links);
  }

  private static String name(int rung, int top) {
    return rung == top ? "Rung %d (full)".formatted(rung) : "Rung " + rung;
  }
}
