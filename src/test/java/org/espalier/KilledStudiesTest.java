package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.store.NamedFolder;
import org.espalier.testing.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Studies whose drivers are killed at random moments, through each entryPoint. */
@Tag("full")
final class KilledStudiesTest {

  private static final int KILLS = 20;

  /** Kills of one study, after which its next driver may come to the end. */
  private static final int EACH = 4;

  private static final int LIMIT_SECONDS = 300;

  @TempDir private Path folder;

  private static Command start(KilledStudies.EntryPoint entryPoint, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    return Command.start(
        Path.of("").toAbsolutePath(),
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("submit/java-options").toAbsolutePath(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=240m", // 48 MB without the second tier, which Spark fills
            "-cp",
            System.getProperty("java.class.path"),
            KilledStudies.class.getName(),
            entryPoint.name(),
            folder.toString()));
  }

  /** Runs to the end, unless it takes longer. */
  private static boolean ends(KilledStudies.EntryPoint entryPoint, Path folder, long millis)
      throws IOException, InterruptedException {
    try (Command driver = start(entryPoint, folder)) {
      if (!driver.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
        return false; // killed on leaving
      }
      assertThat(driver.process().exitValue()).as(driver.printed()).isZero();
      return true;
    }
  }

  /** All that is recorded but what a clock measures, a line each. */
  private static List<String> tables(Path folder) throws IOException {
    StudyRecord record =
        NamedFolder.folder(KilledStudies.study(folder).toString(), new Configuration(false))
            .history()
            .record();
    List<String> lines = new ArrayList<>();
    record
        .trials()
        .forEach(
            row ->
                lines.add(
                    "%d %s %s %s"
                        .formatted(row.trial(), row.candidate(), row.state(), row.evaluation())));
    record
        .cells()
        .forEach(
            row ->
                lines.add(
                    "%d %d %s %s"
                        .formatted(row.proposal(), row.trial(), row.split(), row.result())));
    record.decisions().forEach(row -> lines.add(row.toString()));
    lines.add(record.summary().result().winner().toString());
    return lines;
  }

  @ParameterizedTest
  @EnumSource
  void a_study_that_is_killed_at_random_moments_comes_to_the_tables_of_one_that_is_not(
      KilledStudies.EntryPoint entryPoint) throws Exception {
    Path uncut = folder.resolve("uncut");
    Instant began = Instant.now();
    assertThat(ends(entryPoint, uncut, TimeUnit.SECONDS.toMillis(LIMIT_SECONDS))).isTrue();
    int whole = Math.toIntExact(Duration.between(began, Instant.now()).toMillis());
    List<String> expected = tables(uncut);
    Random moments = new Random(7);
    int kills = 0;
    for (int study = 0; kills < KILLS; study++) {
      Path cut = folder.resolve("cut-%d".formatted(study));
      boolean ended = false;
      for (int kill = 0; kill < EACH && !ended; kill++) {
        ended = ends(entryPoint, cut, whole / 3 + moments.nextInt(whole * 2 / 3));
        kills += ended ? 0 : 1;
      }
      assertThat(ended || ends(entryPoint, cut, TimeUnit.SECONDS.toMillis(LIMIT_SECONDS))).isTrue();
      assertThat(tables(cut)).as("study %d after %d kills", study, kills).isEqualTo(expected);
    }
  }
}
