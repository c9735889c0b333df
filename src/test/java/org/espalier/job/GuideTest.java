package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.spec.Strategies;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The study files in {@code conf/guide/}, which show what practitioners are taught. */
final class GuideTest extends SparkTest {

  @TempDir Path folder;

  static List<Path> guides() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/guide"))) {
      return files.filter(path -> path.toString().endsWith(".conf")).sorted().toList();
    }
  }

  private CommandRun run(String command, Path guide, String... more) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(command, guide.toString(), "--output", folder.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void every_strategy_has_a_file_of_its_name_and_every_file_a_line() throws IOException {
    String lines = Files.readString(Path.of("conf/README.md"));
    List<String> names;
    try (Stream<Path> files = Files.list(Path.of("conf/guide"))) {
      names = files.map(file -> file.getFileName().toString()).toList();
    }
    assertThat(names).allMatch(name -> lines.contains("| `guide/%s` |".formatted(name)));
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".conf"))
          .allMatch(name -> lines.contains("| `%s` |".formatted(name)));
    }
    List<String> strategies = new ArrayList<>(Strategies.samplers());
    strategies.addAll(Strategies.schedulers());
    assertThat(names.stream().map(name -> name.replaceAll("[.](conf|py)$", "")))
        .containsAll(strategies);
  }

  /** Makes the files that the studies of images and sounds read. */
  private static void makeFiles(Path guide) throws IOException, InterruptedException {
    if (!guide.endsWith("image.conf") && !guide.endsWith("sound.conf")) {
      return;
    }
    Process python = new ProcessBuilder("python3", "conf/guide/make_files.py").inheritIO().start();
    assertThat(python.waitFor()).isZero();
  }

  @ParameterizedTest
  @MethodSource("guides")
  void has_settings_that_are_right(Path guide) {
    assertThatCode(
            () ->
                new SettingsReader(Map.of(), Map.of())
                    .check(guide.toFile(), List.of(), PreparedStudy::catalogue))
        .doesNotThrowAnyException();
  }

  @Test
  void the_shortest_fits_its_table() throws IOException, InterruptedException {
    is_right(Path.of("conf/guide/defaults-against-tuned.conf"));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("guides")
  void is_right(Path guide) throws IOException, InterruptedException {
    makeFiles(guide);
    CommandRun check = run("check", guide);
    assertThat(check.code()).as(check.err()).isZero();
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("guides")
  void runs_to_the_end_as_it_stands(Path guide) throws IOException, InterruptedException {
    makeFiles(guide);
    CommandRun tune = run("tune", guide);
    assertThat(tune.code()).as(tune.out() + tune.err()).isZero();
    assertThat(tune.out()).doesNotContain(" failed");
  }
}
