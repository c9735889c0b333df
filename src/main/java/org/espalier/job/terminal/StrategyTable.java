package org.espalier.job.terminal;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.ConsoleFormat;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.numeric.Counted;
import org.espalier.simulate.StrategyReplay;

/**
 * Table of strategies with their results on the record of a study, the cheapest first.
 *
 * @param slots number of concurrent cells
 */
public record StrategyTable(StudyRecord record, int slots, List<Line> lines) {

  /** Strategy and its replays. */
  public record Line(String sampler, String scheduler, List<StrategyReplay> plays) {

    public Line {
      plays = List.copyOf(plays);
    }

    public String name() {
      return sampler + " + " + scheduler;
    }

    /** Caveats of the first replay. */
    List<String> caveats() {
      return plays.isEmpty() ? List.of() : plays.get(0).caveats();
    }

    /** Mean over the replays; 0 if no trial completed in any. */
    public double mean(ToDoubleFunction<StrategyReplay> of) {
      return plays.stream().mapToDouble(of).average().orElse(0);
    }

    /** Mean score of the incumbents, in the metric's own direction; empty if none completed. */
    OptionalDouble score() {
      return plays.stream().mapToDouble(play -> play.score().orElseThrow()).average();
    }
  }

  private static final String ROW = " %-10s %7s %7s %13s %14s %12s %12s%n";

  public StrategyTable {
    lines =
        lines.stream()
            .sorted(Comparator.comparing(line -> line.mean(StrategyReplay::taskSeconds)))
            .toList();
  }

  public void print(PrintWriter out) {
    Summary summary = record.summary();
    String metric = summary.result().metric().name();
    out.printf(
        "record of %s: %s, %s%s; simulated with %s at a time%n%n",
        summary.study(),
        Counted.of(record.trials().size(), "trial"),
        Counted.of(record.cells().size(), "cell"),
        best().isEmpty()
            ? ""
            : ", %s %s at best".formatted(metric, ConsoleFormat.text(best().getAsDouble())),
        Counted.of(slots, "fit"));
    int longest = lines.stream().mapToInt(line -> line.sampler().length()).reduce(10, Math::max);
    String row = "%%-%ds".formatted(longest) + ROW;
    out.printf(
        row,
        "sampler",
        "scheduler",
        "trials",
        "cells",
        "interpolated",
        metric,
        "task time",
        "wall time");
    for (Line line : lines) {
      out.printf(
          row,
          line.sampler(),
          line.scheduler(),
          "%.0f".formatted(line.mean(StrategyReplay::trials)),
          "%.0f".formatted(line.mean(StrategyReplay::cells)),
          "%.0f %%".formatted(100 * line.mean(StrategyReplay::interpolated)),
          line.score().isEmpty() ? "none" : ConsoleFormat.text(line.score().getAsDouble()),
          "%,.1f s".formatted(line.mean(StrategyReplay::taskSeconds)),
          "%,.1f s".formatted(line.mean(StrategyReplay::wallSeconds)));
    }
    out.println();
    cheapest().ifPresent(line -> out.println(verdict(line)));
    for (Line line : lines) {
      line.caveats().forEach(caveat -> out.printf("%s: %s%n", line.name(), caveat));
    }
    if (lines.stream().anyMatch(line -> line.mean(StrategyReplay::interpolated) > 0)) {
      out.println(
          "A cell that was not recorded has the cost of the recorded one that answers for it, even"
              + " if that one had more rows.");
    }
    out.flush();
  }

  private String verdict(Line line) {
    return "cheapest within %s of the best: %s"
        .formatted(
            tolerance() > 0
                ? "a standard error (%s)".formatted(ConsoleFormat.text(tolerance()))
                : "reach",
            line.name());
  }

  /** The best score in the record, at full resource. */
  private OptionalDouble best() {
    return winner().stream().mapToDouble(score -> score.mean()).findFirst();
  }

  private double tolerance() {
    return winner().map(score -> score.stdError().orElse(0)).orElse(0.0);
  }

  private Optional<Summary.CrossValidated> winner() {
    return record.summary().result().winner().map(Summary.Standing::crossValidated);
  }

  /** The first strategy whose score is about as good as any. */
  private Optional<Line> cheapest() {
    List<Line> scored = lines.stream().filter(line -> line.score().isPresent()).toList();
    OptionalDouble top = scored.stream().mapToDouble(this::better).max();
    return scored.stream()
        .filter(line -> better(line) >= top.getAsDouble() - tolerance())
        .findFirst();
  }

  /** A number that is larger for a better score. */
  private double better(Line line) {
    double score = line.score().getAsDouble();
    return record.opened().setup().objective().improvement(score, 0);
  }
}
