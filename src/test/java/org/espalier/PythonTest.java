package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.testing.BuiltJar;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python package in the jar, in PySpark as pip installs it. */
@Tag("full")
final class PythonTest {

  /** Of run.sh where there is no Python, or no pip. */
  private static final int NO_PYTHON = 75;

  /** Folder of unpacked sources or distributions of Spark: what pip installs has no tests. */
  private static final String SPARK_SOURCES = "SPARK_SOURCES";

  @ParameterizedTest
  @CsvSource({"4.1.0, target", "3.5.9, target/spark-3.5"})
  void tuners_pass_for_pysparks_own_classes(String pyspark, String out) throws Exception {
    requirePasses("run.sh", pyspark, out, "all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0.5", "4.2.1", "4.3.0"})
  void one_jar_is_for_every_spark_4(String pyspark) throws Exception {
    requirePasses("run.sh", pyspark, "target", "smoke");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.1.0", "4.3.0"})
  void a_client_of_spark_connect_finds_what_a_classic_session_finds(String pyspark)
      throws Exception {
    requirePasses("remote.sh", pyspark, "target", "all");
  }

  @ParameterizedTest
  @CsvSource({"4.1.0, target", "3.5.9, target/spark-3.5"})
  void pysparks_own_suites_pass_with_one_import_changed(String pyspark, String out)
      throws Exception {
    Optional<Path> spark = sources(pyspark);
    assumeThat(spark)
        .as("spark-%s*/python/pyspark/ml/tests in the folder $%s", pyspark, SPARK_SOURCES)
        .isPresent();
    requirePasses("run.sh", pyspark, out, spark.orElseThrow().toString());
  }

  private static void requirePasses(String script, String pyspark, String out, String what)
      throws IOException, InterruptedException {
    BuiltJar.assume(out);
    Result result =
        Command.run(
            Path.of("").toAbsolutePath(),
            Map.of(),
            List.of("src/test/python/" + script, pyspark, out + "/espalier.jar", what));
    assumeThat(result.code())
        .as("python3 -m venv and pyspark, from pip: %s", result.output())
        .isNotEqualTo(NO_PYTHON);
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).containsPattern("\\d passed in |\nRan \\d\\d tests");
  }

  private static Optional<Path> sources(String version) throws IOException {
    String folder = System.getenv(SPARK_SOURCES);
    if (folder == null) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of(folder), "spark-" + version + "*")) {
      for (Path spark : found) {
        if (Files.isDirectory(spark.resolve("python/pyspark/ml/tests/tuning"))) {
          return Optional.of(spark.toAbsolutePath());
        }
      }
    }
    return Optional.empty();
  }
}
