package org.espalier.report.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.study.Decision;

/**
 * Timeline of a study's cells on as many slots as ran at the same time. A cell has the lowest slot
 * that is free as it starts: slots count cells, not cores.
 *
 * @param seconds from the start of the first cell to the end of the last
 * @param bars in the order of their starts
 * @param gaps spans of at least {@value #SHARE} of the time in which a slot has no cell
 * @param hidden number of cells that are left out as they are too short to be seen
 */
public record Timeline(double seconds, int slots, List<Bar> bars, List<Gap> gaps, int hidden) {

  /** Minimum share of the time of a gap that is explained. */
  private static final double SHARE = 0.02;

  /** Maximum number of bars: more than that are not distinguished, and take room. */
  private static final int BARS = 2_000;

  private static final double MILLIS = 1_000.0;

  /**
   * A cell.
   *
   * @param start seconds after the first cell's start
   */
  public record Bar(
      int slot, double start, double seconds, int trial, int rung, int fold, String state) {
    double end() {
      return start + seconds;
    }
  }

  /** A span in which a slot has no cell, with the reason. */
  public record Gap(int slot, double start, double seconds, String reason) {}

  public Timeline {
    bars = List.copyOf(bars);
    gaps = List.copyOf(gaps);
  }

  /** Timeline of a study with measured cells. */
  static Optional<Timeline> of(StudyRecord record) {
    List<CellRow> cells =
        record.cells().stream()
            .filter(c -> c.cost().span().endedAt() > c.cost().span().startedAt())
            .filter(c -> c.cost().span().startedAt() > 0)
            .sorted(
                Comparator.comparing((CellRow c) -> c.cost().span().startedAt())
                    .thenComparing(CellRow::proposal)
                    .thenComparing(c -> c.split().fold()))
            .toList();
    return cells.isEmpty() ? Optional.empty() : Optional.of(of(record, cells));
  }

  private static Timeline of(StudyRecord record, List<CellRow> cells) {
    long origin = cells.get(0).cost().span().startedAt();
    List<Double> free = new ArrayList<>(); // time from which each slot is free
    List<Bar> bars = new ArrayList<>();
    for (CellRow cell : cells) {
      double start = (cell.cost().span().startedAt() - origin) / MILLIS;
      double end = (cell.cost().span().endedAt() - origin) / MILLIS;
      int slot = 0;
      while (slot < free.size() && free.get(slot) > start) {
        slot++;
      }
      if (slot == free.size()) {
        free.add(0.0);
      }
      free.set(slot, end);
      bars.add(
          new Bar(
              slot,
              start,
              end - start,
              cell.trial(),
              cell.rung(),
              cell.split().fold(),
              DisplayLabels.word(cell.result().state())));
    }
    double seconds = bars.stream().mapToDouble(Bar::end).max().orElseThrow();
    List<Gap> gaps = new Gaps(record, bars, seconds, origin).of(free.size());
    List<Bar> shown = longest(bars);
    return new Timeline(seconds, free.size(), shown, gaps, bars.size() - shown.size());
  }

  private static List<Bar> longest(List<Bar> bars) {
    return bars.stream()
        .sorted(Comparator.comparing(Bar::seconds).reversed())
        .limit(BARS)
        .sorted(Comparator.comparing(Bar::start).thenComparing(Bar::slot))
        .toList();
  }

  private record Gaps(StudyRecord record, List<Bar> bars, double seconds, long origin) {

    List<Gap> of(int slots) {
      List<Gap> gaps = new ArrayList<>();
      for (int slot = 0; slot < slots; slot++) {
        double until = 0;
        for (Bar bar : bars) {
          if (bar.slot() == slot) {
            add(gaps, slot, until, bar.start(), List.of(bar));
            until = bar.end();
          }
        }
        add(gaps, slot, until, seconds, List.of());
      }
      return gaps;
    }

    private void add(List<Gap> gaps, int slot, double from, double to, List<Bar> next) {
      if (to - from >= SHARE * seconds) {
        gaps.add(new Gap(slot, from, to - from, reason(from, to, next)));
      }
    }

    private String reason(double from, double to, List<Bar> next) {
      boolean interrupted =
          record.course().resumed().stream()
              .mapToDouble(again -> (again.at() - origin) / MILLIS)
              .anyMatch(at -> at >= from && at <= to);
      if (interrupted) {
        return "the study was interrupted, and resumed";
      }
      if (next.isEmpty()) {
        return "no further cell was left for this slot";
      }
      Bar bar = next.get(0);
      Optional<Bar> awaited = awaited(from, bar);
      if (awaited.isEmpty()) {
        return "the driver prepared trial %d".formatted(bar.trial());
      }
      return awaited.get().trial() == bar.trial()
          ? "trial %d had to end its rung %d first".formatted(bar.trial(), awaited.get().rung())
          : "%s trial %d, which was still running at rung %d"
              .formatted(asked(bar), awaited.get().trial(), awaited.get().rung());
    }

    private String asked(Bar bar) {
      return bar.rung() > 0 && isPromoted(bar)
          ? "the promotion of trial %d to rung %d waited for".formatted(bar.trial(), bar.rung())
          : "the request of trial %d waited for".formatted(bar.trial());
    }

    private boolean isPromoted(Bar bar) {
      return record.decisions().stream()
          .map(row -> row.decision())
          .anyMatch(
              d ->
                  d.trial() == bar.trial()
                      && d.kind() == Decision.Kind.PROMOTE
                      && d.rung() < bar.rung());
    }

    /** The cell that a promotion followed, else the last one that ended before the next began. */
    private Optional<Bar> awaited(double from, Bar next) {
      OptionalInt after = promotedAfter(next);
      return bars.stream()
          .filter(bar -> bar.end() > from && bar.end() <= next.start())
          .filter(bar -> after.isEmpty() || bar.trial() == after.getAsInt())
          .max(Comparator.comparing(Bar::end))
          .or(
              () ->
                  bars.stream()
                      .filter(bar -> bar.end() > from && bar.end() <= next.start())
                      .max(Comparator.comparing(Bar::end)));
    }

    /** The trial whose outcome was reported last before the next cell's trial was promoted. */
    private OptionalInt promotedAfter(Bar next) {
      return record.decisions().stream()
          .filter(row -> row.decision().trial() == next.trial())
          .filter(row -> row.decision().kind() == Decision.Kind.PROMOTE)
          .filter(row -> row.decision().rung() < next.rung())
          .max(Comparator.comparingInt(row -> row.decision().rung()))
          .stream()
          .flatMap(
              row -> record.cells().stream().filter(cell -> cell.proposal() == row.afterProposal()))
          .mapToInt(CellRow::trial)
          .findFirst();
    }
  }
}
