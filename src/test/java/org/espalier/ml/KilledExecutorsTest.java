package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.espalier.testing.ClusterProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits of XGBoost of which every tenth loses its executor. */
@Tag("full")
final class KilledExecutorsTest {

  /** Seconds that a fit may take, with the time until another executor takes it. */
  private static final int LIMIT = 60;

  @TempDir private Path folder;

  /** The number of a line of the search that loses executors. */
  private static int number(ClusterProgram program, String what) {
    String start = "disturbed: " + what + " ";
    return program.lines("disturbed").stream()
        .filter(line -> line.startsWith(start))
        .mapToInt(line -> Integer.parseInt(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void all_fits_end_with_the_tables_of_a_search_that_loses_none() throws Exception {
    ClusterProgram program = ClusterProgram.run(KilledExecutors.class, folder);
    program.tells("undisturbed", "fits 300 [COMPLETED]");
    program.tells("undisturbed", "lost 0");
    program.tells("disturbed", "fits 300 [COMPLETED]");
    program.tells("disturbed", "tables equal");
    assertThat(number(program, "lost")).isBetween(30, 40);
    assertThat(number(program, "longest")).isLessThan(LIMIT);
  }
}
