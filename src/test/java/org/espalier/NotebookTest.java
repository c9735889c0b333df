package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.testing.BuiltJar;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks, which are stored without outputs, and the page of other tuners: they run. */
final class NotebookTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path FOLDER = ROOT.resolve("notebooks");

  /** Kept from run to run, as it takes minutes to fill. */
  private static final Path ENVIRONMENT = ROOT.resolve("target/notebook-venv");

  private static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  private static Result run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    return Command.run(ROOT, environment, List.of(words));
  }

  @Test
  void notebooks_are_numbered_and_hold_no_outputs() throws IOException {
    assertThat(notebooks()).isNotEmpty();
    for (Path notebook : notebooks()) {
      assertThat(notebook.getFileName().toString()).matches("\\d\\d_[a-z_]+\\.ipynb");
      for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
        assertThat(cell.get("id")).as(notebook.toString()).isNotNull();
        if (cell.get("cell_type").asText().equals("code")) {
          assertThat(cell.get("outputs")).as(notebook.toString()).isEmpty();
          assertThat(cell.get("execution_count").isNull()).as(notebook.toString()).isTrue();
        }
      }
    }
  }

  @Test
  @Tag("full")
  void notebooks_run_on_a_study(@TempDir Path folder) throws Exception {
    BuiltJar.assume("target");
    assumeThat(venv()).as("python3 -m venv and what the notebooks need, from pip").isTrue();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SPARK_HOME", "/nowhere");
    Result tuned =
        run(
            environment,
            "submit/local.sh",
            "conf/wine.conf",
            "--set",
            "search.trials=4",
            "--set",
            "output.collect-predictions=true",
            "--set",
            "data.key=[alcohol,proline]",
            "--output",
            folder.toString());
    assertThat(tuned.code()).as(tuned.output()).isZero();
    String python = ENVIRONMENT.resolve("bin/python").toString();
    environment.put("ESPALIER_STUDY", folder.resolve("wine").toString());
    environment.put(
        "ESPALIER_TABLE",
        ROOT.resolve("src/main/resources/org/espalier/spark/data/wine.csv.gz").toString());
    environment.put("ESPALIER_GROUP", "label");
    environment.put("SPARK_HOME", pyspark(python));
    environment.put("PYSPARK_PYTHON", python);
    environment.put("ESPALIER_JAR", ROOT.resolve("target/espalier.jar").toString());
    environment.put("ESPALIER_OUTPUT", folder.resolve("models").toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    for (Path notebook : notebooks()) {
      Result result =
          run(
              environment,
              python,
              "-m",
              "nbconvert",
              "--to",
              "notebook",
              "--execute",
              "--output-dir",
              folder.toString(),
              notebook.toString());
      assertThat(result.code()).as(result.output()).isZero();
      Path executed = folder.resolve(notebook.getFileName());
      assertThat(Files.readString(executed)).contains("image/png");
    }
  }

  @Test
  @Tag("full")
  void the_page_of_other_tuners_runs() throws Exception {
    BuiltJar.assume("target");
    assumeThat(venv()).as("python3 -m venv and what the notebooks need, from pip").isTrue();
    String pip = ENVIRONMENT.resolve("bin/pip").toString();
    for (String rival : Files.readAllLines(ROOT.resolve("src/test/check/rivals.txt"))) {
      if (!rival.startsWith("#")) {
        run(Map.of(), pip, "install", "-q", rival); // without one its section is left out
      }
    }
    String python = ENVIRONMENT.resolve("bin/python").toString();
    String jar = ROOT.resolve("target/espalier.jar").toString();
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            pyspark(python),
            "PYSPARK_PYTHON",
            python,
            "PYTHONPATH",
            jar,
            "PYSPARK_SUBMIT_ARGS",
            "--master local[2] --py-files %s pyspark-shell".formatted(jar),
            "KERAS_BACKEND",
            "jax",
            "SPARK_LOCAL_IP",
            "127.0.0.1");
    Result result =
        run(
            environment,
            python,
            "src/test/check/page.py",
            "src/site/markdown/guide/from-others.md");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).containsPattern("[1-9]\\d* blocks ran");
  }

  private static boolean venv() throws IOException, InterruptedException {
    if (!ENVIRONMENT.resolve("bin/python").toFile().canExecute()
        && run(Map.of(), "python3", "-m", "venv", ENVIRONMENT.toString()).code() != 0) {
      return false;
    }
    String pip = ENVIRONMENT.resolve("bin/pip").toString();
    String needed = FOLDER.resolve("requirements.txt").toString();
    String others = FOLDER.resolve("requirements-functions.txt").toString();
    return run(Map.of(), pip, "install", "-q", "-r", needed, "-r", others).code() == 0;
  }

  private static String pyspark(String python) throws IOException, InterruptedException {
    return run(Map.of(), python, "-c", "import pyspark; print(pyspark.__path__[0])")
        .output()
        .strip();
  }
}
