package org.espalier.bench.blackbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Published tables and surrogates; a test that needs them is skipped where they are not there. */
final class PublishedData {

  private PublishedData() {}

  /** The folder {@code hpo} beside the real data sets, and within it. */
  static Path folder(String name) {
    String real = System.getenv().getOrDefault("ESPALIER_DATA", "../shared/data/real");
    Path folder = Path.of(real).toAbsolutePath().resolveSibling("hpo").resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "%s: is not there; ESPALIER_DATA must be its neighbour 'real'".formatted(folder));
    return folder;
  }

  /** The surrogates of a scenario. */
  static Surrogates surrogates(SurrogateScenario scenario) throws IOException {
    return Surrogates.read(scenario, folder("yahpo").resolve(scenario.folder()));
  }
}
