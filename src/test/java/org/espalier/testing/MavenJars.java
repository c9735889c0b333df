package org.espalier.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jars that only a few tests need, and that are too many for every build. */
public final class MavenJars {

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.espalier</groupId><artifactId>jars</artifactId><version>1</version>
        <dependencies>%s</dependencies>
      </project>
      """;

  private static final String DEPENDENCY =
      "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>";

  private static final String CLASSIFIER =
      "<classifier>%s</classifier><exclusions><exclusion><groupId>*</groupId>"
          + "<artifactId>*</artifactId></exclusion></exclusions>";

  private MavenJars() {}

  /**
   * Artefacts with what they need, as Maven finds them; empty where it cannot.
   *
   * @param folder to work in
   * @param coordinates {@code group:artifact:version} each, or {@code
   *     group:artifact:version:classifier} for that file alone
   */
  public static Optional<List<Path>> resolve(Path folder, String... coordinates)
      throws IOException, InterruptedException {
    StringBuilder dependencies = new StringBuilder();
    for (String coordinate : coordinates) {
      String[] parts = coordinate.split(":", -1);
      String more = parts.length > 3 ? CLASSIFIER.formatted(parts[3]) : "";
      dependencies.append(DEPENDENCY.formatted(parts[0], parts[1], parts[2], more));
    }
    Path pom = Files.writeString(folder.resolve("jars.xml"), POM.formatted(dependencies));
    Path found = folder.resolve("jars.classpath");
    Command.Result result =
        Command.run(
            folder,
            Map.of(),
            List.of(
                "mvn",
                "-B",
                "-q",
                "-f",
                pom.toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + found));
    if (result.code() != 0) {
      return Optional.empty();
    }
    String classpath = Files.readString(found).strip();
    return Optional.of(Arrays.stream(classpath.split(":", -1)).map(Path::of).toList());
  }
}
