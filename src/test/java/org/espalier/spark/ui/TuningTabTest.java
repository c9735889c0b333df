package org.espalier.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.testing.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tab in the UI of an application, which is a process of its own. */
@Tag("spark")
@Tag("slow")
final class TuningTabTest {

  @Test
  void two_studies_are_in_one_tab_and_without_a_ui_nothing_is_loaded(@TempDir Path folder)
      throws Exception {
    Command.Result result = program(folder);
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void behind_a_proxy_a_study_is_stopped_by_the_token_of_its_page_alone(@TempDir Path folder)
      throws Exception {
    List<String> words = words(folder);
    words.add(1, "-Dspark.ui.proxyBase=/proxy/a");
    Command.Result result = run(folder, words);
    assertThat(result.code()).as(result.output()).isZero();
  }

  /** Runs the program, which leaves an event log in a folder. */
  static Command.Result program(Path folder, String... more) throws Exception {
    List<String> words = words(folder);
    words.addAll(List.of(more));
    return run(folder, words);
  }

  private static List<String> words(Path folder) {
    List<String> words =
        java(System.getProperty("java.class.path"), TuningTabProgram.class.getName());
    words.add(folder.toString());
    return words;
  }

  private static Command.Result run(Path folder, List<String> words) throws Exception {
    return Command.run(folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), words);
  }

  /** Command of a JVM that has, as Spark has, one of the two servlet APIs. */
  static List<String> java(String classpath, String main) {
    String other =
        PageRequest.TYPE.getName().startsWith("jakarta")
            ? "javax.servlet-api"
            : "jakarta.servlet-api";
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("submit/java-options").toAbsolutePath(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1", // as in the tests themselves
            "-cp",
            Stream.of(classpath.split(":", -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(other))
                .collect(Collectors.joining(":")),
            main));
  }
}
