package org.espalier.bench;

import java.util.List;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.study.Direction;

/** Studies of a table that have ended, which differ in their seed only. */
record EndedStudies(List<StudyRecord> records) {

  private static final String CHOICE = "schedule: auto chose ";

  EndedStudies {
    records = List.copyOf(records);
  }

  double[] taskSeconds() {
    return records.stream().mapToDouble(one -> one.summary().cost().taskSeconds()).toArray();
  }

  /** Held-out scores, the larger the better. */
  double[] scores() {
    return records.stream().mapToDouble(EndedStudies::score).toArray();
  }

  private static double score(StudyRecord record) {
    double score =
        record.summary().result().winner().flatMap(Summary.Standing::heldOut).orElseThrow().score();
    boolean larger = record.opened().setup().objective().direction() == Direction.MAXIMIZE;
    return larger ? score : -score;
  }

  String scheduler() {
    return records.get(0).opened().setup().scheduler();
  }

  /** The choice with the planned times. */
  String choice() {
    return records.get(0).opened().request().asked().stream()
        .filter(line -> line.startsWith(CHOICE))
        .findFirst()
        .map(line -> line.substring(CHOICE.length()))
        .orElse(scheduler());
  }
}
