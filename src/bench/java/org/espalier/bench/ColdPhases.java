package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Phases of a process that runs a study, by the lines that it prints. */
record ColdPhases(List<Phase> phases) {

  /**
   * A phase, from the end of the one before it.
   *
   * @param until what its end is seen by
   * @param at seconds from the start of the process to its end
   * @param cpuSeconds empty where they cannot be asked for
   */
  record Phase(String name, String until, double at, double seconds, OptionalDouble cpuSeconds) {}

  /** What is printed at the end of a phase; of the last phase nothing is. */
  private enum Mark {
    SESSION("session", "`reading ...`", "reading .*"),
    READ("reading", "`... read, checked and cut`", ".* read, checked and cut .*"),
    PRE_FLIGHT("pre-flight", "`pre-flight: ... fitted`", "pre-flight: .* fitted.*"),
    FIRST("first trial", "first `trial ...`", "trial .*"),
    LAST("search", "last `trial ...`", "trial .*"),
    FINISHED("refit and tables", "`study ... finished`", "study .* finished.*");

    private final String title;
    private final String until;
    private final String pattern; // of the line

    Mark(String title, String until, String pattern) {
      this.title = title;
      this.until = until;
      this.pattern = pattern;
    }

    private LocalRun.Line line(LocalRun run) {
      Predicate<String> kind = text -> text.matches(pattern);
      Optional<LocalRun.Line> line = this == LAST ? run.last(kind) : run.first(kind);
      return line.orElseThrow(() -> new IllegalStateException("There is no line " + until));
    }
  }

  ColdPhases {
    phases = List.copyOf(phases);
  }

  static ColdPhases of(LocalRun run) {
    List<Phase> phases = new ArrayList<>();
    double before = 0;
    OptionalDouble cpuBefore = OptionalDouble.of(0);
    for (Mark mark : Mark.values()) {
      LocalRun.Line line = mark.line(run);
      OptionalDouble cpu = line.cpuSeconds();
      phases.add(
          new Phase(
              mark.title,
              mark.until,
              line.seconds(),
              line.seconds() - before,
              between(cpuBefore, cpu)));
      before = line.seconds();
      cpuBefore = cpu;
    }
    phases.add(
        new Phase(
            "end",
            "end of the process",
            run.seconds(),
            run.seconds() - before,
            between(cpuBefore, run.cpuSeconds())));
    return new ColdPhases(phases);
  }

  private static OptionalDouble between(OptionalDouble from, OptionalDouble to) {
    return from.isPresent() && to.isPresent()
        ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
        : OptionalDouble.empty();
  }

  /** As a table of a page. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append("| phase | until | at | seconds | CPU seconds |\n|---|---|---|---|---|\n");
    for (Phase phase : phases) {
      table.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  phase.name(),
                  phase.until(),
                  number(phase.at()),
                  number(phase.seconds()),
                  phase.cpuSeconds().isPresent() ? number(phase.cpuSeconds().getAsDouble()) : ""));
    }
    return table.toString();
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }

  /** As they are written to JSON. */
  List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Phase phase : phases) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("phase", phase.name());
      line.put("at", phase.at());
      line.put("seconds", phase.seconds());
      phase.cpuSeconds().ifPresent(seconds -> line.put("cpuSeconds", seconds));
      lines.add(line);
    }
    return lines;
  }
}
