package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.espalier.bench.BenchmarkResult.Times;

/**
 * Figures of the part {@code growth}, as a page of the site and its drawing.
 *
 * @param columns of the tables
 * @param folds of each search
 */
record GrowthFigures(List<Panel> panels, int columns, int folds) {

  private static final Path PAGE = Path.of("src/site/markdown/growth.md");
  private static final Path DRAWING = Path.of("src/site/resources/images/growth.svg");

  private static final int LINE = 120;

  /**
   * Time of a search.
   *
   * @param at what it is shown by, above 0
   * @param seconds named by what trained its cells
   * @param stopped true if the time is a lower bound
   * @param bound seconds; empty if it was not measured
   */
  record Point(int at, Times seconds, boolean stopped, OptionalDouble bound) {}

  /** Points of a learner. */
  record Series(String learner, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /**
   * Searches that differ in one thing.
   *
   * @param by what they differ in
   * @param of what is the same
   */
  record Panel(String by, String of, List<Series> series) {
    Panel {
      series = List.copyOf(series);
    }
  }

  GrowthFigures {
    panels = List.copyOf(panels);
  }

  /** Writes the page and the drawing below this folder, and prints the page. */
  void write() throws IOException {
    String page = page();
    Files.createDirectories(DRAWING.getParent());
    Files.writeString(DRAWING, new GrowthDrawing(panels).svg());
    Files.writeString(PAGE, page);
    System.out.println(page);
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Growth

        ```sh
        ESPALIER_DATA=data ./submit/bench.sh trainers growth
        ```

        """);
    String text =
        ("Searches of a `Tuner` with `training = auto` by their candidates, their rows and the executors of a cluster:"
                + " seconds from the call to the returned model, on %d columns of numbers, %d folds,"
                + " in a warm JVM; the median of two, or one of more than 20 seconds. Candidates of logistic regression differ in"
                + " `regParam`, those of the forest (20 trees, depth 8) in `minInstancesPerNode`, so"
                + " that each is trained by itself. Bound: CPU time of the trainers alone, without"
                + " Spark, for all cells, divided by the slots, and of the refit. Executors have one"
                + " core and 1 GiB each, and share a machine of %d cores with the driver; two slots"
                + " otherwise. A hollow mark: by passes over rows that stay distributed, or by jobs."
                + " %s, Java %s.")
            .formatted(
                columns,
                folds,
                Runtime.getRuntime().availableProcessors(),
                "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                Runtime.version().feature());
    page.append(wrapped(text))
        .append("\n![Seconds of a search, by what grows](images/growth.svg)\n");
    panels.forEach(panel -> page.append(table(panel)));
    return page.toString();
  }

  /** Text of a page in lines of its width. */
  static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int length = 0;
    for (String word : text.split(" ", -1)) {
      if (length + word.length() + 1 > LINE) {
        lines.append('\n');
        length = 0;
      }
      lines.append(length == 0 ? "" : " ").append(word);
      length += word.length() + (length == 0 ? 0 : 1);
    }
    return lines.append('\n').toString();
  }

  private static String trained(Point point) {
    return switch (point.seconds().of()) {
      case "task" -> "inside tasks";
      case "distributed" -> "by passes";
      default -> "by jobs";
    };
  }

  private static String table(Panel panel) {
    List<String> lines = new ArrayList<>();
    lines.add("\n## By %s (%s)\n".formatted(panel.by(), panel.of()));
    StringBuilder head = new StringBuilder("| " + panel.by() + " |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Series series : panel.series()) {
      head.append(" %s | bound | trained |".formatted(series.learner()));
      rule.append("---|---|---|");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    for (int i = 0; i < panel.series().get(0).points().size(); i++) {
      StringBuilder line = new StringBuilder();
      for (Series series : panel.series()) {
        Point point = series.points().get(i);
        if (line.isEmpty()) {
          line.append("| %,d |".formatted(point.at()));
        }
        line.append(
            " %s s | %s | %s |"
                .formatted(
                    String.format(
                        Locale.ROOT,
                        point.stopped() ? "more than %.0f" : "%.2f",
                        point.seconds().median()),
                    point.bound().isPresent()
                        ? String.format(Locale.ROOT, "%.2f s", point.bound().getAsDouble())
                        : "not measured",
                    trained(point)));
      }
      lines.add(line.toString());
    }
    return String.join("\n", lines) + "\n";
  }
}
