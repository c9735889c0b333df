package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that starts executors in processes of their own, and ran to its end.
 *
 * @param printed all it printed, errors included
 */
public record ClusterProgram(String printed) {

  /** Runs the main method of a class in a JVM of its own. */
  public static ClusterProgram run(Class<?> main, Path folder)
      throws IOException, InterruptedException {
    Command.Result result =
        Command.run(
            folder,
            StandaloneCluster.home(folder),
            List.of(
                "java",
                "@" + Path.of("submit/java-options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    assertThat(result.code()).as(result.output()).isZero();
    return new ClusterProgram(result.output());
  }

  /** Requires that a line about something tells what is given. */
  public void tells(String about, String what) {
    assertThat(lines(about)).as(printed).anyMatch(line -> line.contains(what));
  }

  /** Lines about something, in their order. */
  public List<String> lines(String about) {
    return printed.lines().filter(line -> line.startsWith(about + ": ")).toList();
  }
}
