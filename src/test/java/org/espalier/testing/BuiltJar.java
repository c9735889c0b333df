package org.espalier.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jar that scripts submit, as {@code mvn package} left it. */
public final class BuiltJar {

  private BuiltJar() {}

  /**
   * Skips a test unless there is a jar of the sources as they are: a script would build it, in the
   * folder this test runs from.
   *
   * @param out {@code target}, or below it that of another line of Spark
   */
  public static void assume(String out) throws IOException {
    Path jar = Path.of(out, "espalier.jar");
    assumeThat(jar).as("a jar to submit, by mvn package").isRegularFile();
    try (Stream<Path> sources = Files.walk(Path.of("src/main"))) {
      List<Path> newer =
          Stream.concat(sources, Stream.of(Path.of("pom.xml")))
              .filter(file -> file.toFile().lastModified() > jar.toFile().lastModified())
              .toList();
      assumeThat(newer).as("sources newer than the jar; mvn package first").isEmpty();
    }
  }
}
