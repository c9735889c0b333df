package org.espalier.job.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.engine.ConsoleFormat;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.spec.SafeText;

/**
 * Table of the best trials of a study: the best of each learner, and the best of all. Only trials
 * whose models were fitted have a held-out score and a size.
 *
 * @param size bytes of the saved model
 */
public record Leaderboard(StudyRecord record, OptionalLong size) {

  /** Number of the best trials, whatever their learners. */
  private static final int BEST = 3;

  /** Characters of a configuration, which is the last column. */
  private static final int WIDTH = 90;

  private static final String NONE = "-";

  private static final List<String> HEADER =
      List.of("", "trial", "learner", "cross-validated", "held-out", "seconds", "size");

  /** Column of names, which begin at its left; numbers end at the right. */
  private static final int LEARNER = 2;

  private static final double MEGABYTE = 1 << 20;

  /** Order of trials behind the winner: higher rungs first, then better scores. */
  private static final Comparator<TrialRow> ORDER =
      Comparator.<TrialRow>comparingInt(row -> -row.evaluation().rung())
          .thenComparingDouble(row -> row.evaluation().loss().orElse(Double.POSITIVE_INFINITY))
          .thenComparingInt(TrialRow::trial);

  /** Trials of the table, the winner first. */
  public List<TrialRow> trials() {
    List<TrialRow> scored =
        record.trials().stream()
            .filter(row -> row.evaluation().score().isPresent())
            .sorted(Comparator.comparing((TrialRow row) -> !isWinner(row)).thenComparing(ORDER))
            .toList();
    Set<TrialRow> shown = new LinkedHashSet<>();
    Set<String> learners = new LinkedHashSet<>();
    for (TrialRow row : scored) {
      if (learners.add(row.candidate().learner()) || shown.size() < BEST || isNamed(row)) {
        shown.add(row);
      }
    }
    return List.copyOf(shown);
  }

  private boolean isNamed(TrialRow row) {
    return named().anyMatch(one -> one.trial() == row.trial());
  }

  /** The winner and the baseline. */
  private Stream<Summary.Standing> named() {
    return Stream.of(record.summary().result().winner(), record.summary().result().baseline())
        .flatMap(Optional::stream);
  }

  private boolean isWinner(TrialRow row) {
    return record.summary().result().winner().filter(w -> w.trial() == row.trial()).isPresent();
  }

  /** Lines of the table, with a header; none if its trials have a single learner. */
  List<String> lines() {
    List<TrialRow> rows = trials();
    if (rows.stream().map(row -> row.candidate().learner()).distinct().count() < 2) {
      return List.of();
    }
    List<List<String>> table = new ArrayList<>(List.of(HEADER));
    rows.forEach(row -> table.add(cells(row, table.size())));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      String last = i == 0 ? "configuration" : configuration(rows.get(i - 1));
      lines.add(line(table, i) + "  " + last);
    }
    return lines;
  }

  /** A line without the columns that no row has a value of. */
  private static String line(List<List<String>> table, int row) {
    return IntStream.range(0, HEADER.size())
        .filter(i -> table.stream().skip(1).anyMatch(cells -> !cells.get(i).equals(NONE)))
        .mapToObj(
            i -> {
              int width = table.stream().mapToInt(cells -> cells.get(i).length()).max().orElse(1);
              return "%%%ds"
                  .formatted(i == LEARNER ? -width : width)
                  .formatted(table.get(row).get(i));
            })
        .collect(Collectors.joining("  "));
  }

  private List<String> cells(TrialRow row, int rank) {
    double mean = row.evaluation().score().orElseThrow();
    return List.of(
        String.valueOf(rank),
        String.valueOf(row.trial()),
        row.candidate().learner(),
        row.evaluation().stdError().stream()
            .mapToObj(error -> ConsoleFormat.text(mean, error))
            .findFirst()
            .orElseGet(() -> ConsoleFormat.text(mean)),
        named()
            .filter(one -> one.trial() == row.trial())
            .flatMap(one -> one.heldOut().stream())
            .map(heldOut -> ConsoleFormat.text(heldOut.score()))
            .findFirst()
            .orElse(NONE),
        "%.1f".formatted(row.work().taskSeconds()),
        isWinner(row) && size.orElse(0) > 0
            ? "%.2f MB".formatted(size.getAsLong() / MEGABYTE)
            : NONE);
  }

  private static String configuration(TrialRow row) {
    String all = SafeText.line(ConsoleFormat.text(row.candidate().configuration()));
    String text = all.isEmpty() ? "defaults" : all;
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
  }
}
