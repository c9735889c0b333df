package org.espalier.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.espalier.simulate.SurrogateScenario;
import org.espalier.simulate.Surrogates;

/**
 * Published tables and surrogates, where they are there; a test that needs them is skipped else.
 */
public final class PublishedData {

  /** Reads descriptions as they are published. */
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PublishedData() {}

  /** The folder {@code hpo} beside the real data sets, and within it. */
  public static Path folder(String name) {
    String real = System.getenv().getOrDefault("ESPALIER_DATA", "../shared/data/real");
    Path folder = Path.of(real).toAbsolutePath().resolveSibling("hpo").resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "%s: is not there; ESPALIER_DATA must be its neighbour 'real'".formatted(folder));
    return folder;
  }

  /** The surrogates of a scenario. */
  public static Surrogates surrogates(SurrogateScenario scenario) throws IOException {
    Path folder = folder("yahpo").resolve(scenario.folder());
    return Surrogates.read(
        scenario, name -> Files.newInputStream(folder.resolve(name)), JSON::readValue);
  }

  /** A text, unpacked where its name ends in {@code gz}. */
  public static Reader text(Path file) throws IOException {
    return file.toString().endsWith(".gz")
        ? new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8)
        : Files.newBufferedReader(file);
  }
}
