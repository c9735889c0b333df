package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.testing.BuiltJar;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Python package in the jar, in PySpark as pip installs it. */
final class PythonTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  @ParameterizedTest
  @CsvSource({"4.1.0, target", "3.5.9, target/spark-3.5"})
  @Tag("full")
  void tuners_pass_for_pysparks_own_classes(String pyspark, String out) throws Exception {
    BuiltJar.assume(out);
    Path environment =
        ROOT.resolve("target/python-" + pyspark); // kept, as it takes minutes to fill
    assumeThat(installed(environment, pyspark))
        .as("python3 -m venv and pyspark, from pip")
        .isTrue();
    String python = environment.resolve("bin/python").toString();
    Result result =
        run(
            Map.of(
                "ESPALIER_JAR",
                ROOT.resolve(out).resolve("espalier.jar").toString(),
                "SPARK_HOME",
                pysparkHome(python),
                "PYSPARK_PYTHON",
                python,
                "PYTHONDONTWRITEBYTECODE",
                "1",
                "SPARK_LOCAL_IP",
                "127.0.0.1"),
            python,
            "src/test/python/test_tuning.py");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("\nOK").contains("Ran 11 tests");
  }

  private static boolean installed(Path environment, String pyspark)
      throws IOException, InterruptedException {
    if (!environment.resolve("bin/python").toFile().canExecute()
        && run(Map.of(), "python3", "-m", "venv", environment.toString()).code() != 0) {
      return false;
    }
    String pip = environment.resolve("bin/pip").toString();
    return run(Map.of(), pip, "install", "-q", "pyspark==" + pyspark, "numpy").code() == 0;
  }

  private static String pysparkHome(String python) throws IOException, InterruptedException {
    return run(Map.of(), python, "-c", "import pyspark; print(pyspark.__path__[0])")
        .output()
        .strip();
  }

  private static Result run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    return Command.run(ROOT, environment, List.of(words));
  }
}
