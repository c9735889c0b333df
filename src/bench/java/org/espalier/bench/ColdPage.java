package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.bench.BenchmarkResult.Times;

/**
 * Figures of the benchmark {@code cold}, as a page of the site.
 *
 * @param phases of a run of the first line
 */
record ColdPage(ColdResult result, ColdPhases phases) {

  /** Lines of embedded studies, in the median of all rounds. */
  private static final String EMBEDDED = "[1-4] .*";

  private static final Path PAGE = Path.of("src/site/markdown/cold.md");

  /** Writes the page below this folder and returns where. */
  Path write() throws IOException {
    return Files.writeString(PAGE, page());
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Cold starts

        ```sh
        ESPALIER_DATA=data ./submit/bench.sh cold page
        ```

        """);
    page.append(
        GrowthFigures.wrapped(
            ("Studies as processes of `submit/local.sh`, which nothing was started for before:"
                    + " seconds from the start of the process to its end, and CPU seconds of the"
                    + " process and its children. The median of %s rounds, all of them in"
                    + " turns. Their classes come from the archive that the first run leaves"
                    + " beside the jar, unless a row says otherwise. A machine of %s cores, `%s`;"
                    + " %s.")
                .formatted(
                    result.said("rounds"),
                    result.said("cores"),
                    result.said("master"),
                    result.said("versions"))));
    page.append("\n## Studies\n\n| study | seconds | CPU seconds |\n|---|---|---|\n");
    for (ColdResult.Row row : result.rows()) {
      if (row.name().matches(EMBEDDED)) {
        page.append(
            "| %s | %s | %s |\n"
                .formatted(
                    row.name().substring(2),
                    median(row.seconds()),
                    row.cpu().map(ColdPage::median).orElse("")));
      }
    }
    String text =
        "Of the first row's runs the one of which half were faster, by the lines that it prints."
            + " The CPU time of a phase is read as its line appears.";
    page.append("\n## Phases\n\n").append(GrowthFigures.wrapped(text)).append('\n');
    return page.append(phases.table()).toString();
  }

  private static String median(Times times) {
    return String.format(Locale.ROOT, "%.2f", times.median());
  }
}
