package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The notebooks, which are stored with their outputs, and the page of other tuners: they run. */
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
  void notebooks_are_numbered_and_hold_outputs_of_a_run_without_errors() throws IOException {
    assertThat(notebooks()).isNotEmpty();
    for (Path notebook : notebooks()) {
      assertThat(notebook.getFileName().toString()).matches("\\d\\d_[a-z_]+\\.ipynb");
      assertThat(Files.readString(notebook))
          .as(notebook.toString())
          .contains("image/png")
          .doesNotContain(
              "\"output_type\": \"error\"", ROOT.toString(), System.getProperty("user.home") + "/");
      for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
        assertThat(cell.get("id")).as(notebook.toString()).isNotNull();
      }
    }
  }

  @Test
  @Tag("full")
  void notebooks_have_the_stored_outputs_when_they_are_executed_again(@TempDir Path folder)
      throws Exception {
    BuiltJar.assume("target");
    assumeThat(venv()).as("python3 -m venv and what the notebooks need, from pip").isTrue();
    Map<String, String> environment = environment(folder);
    tuned(environment, "conf/digits.conf", "--output", folder.toString());
    environment.put("ESPALIER_STUDY", folder.resolve("digits").toString());
    List<String> words = new ArrayList<>(List.of("src/test/check/notebooks.py", folder.toString()));
    notebooks().forEach(notebook -> words.add(notebook.toString()));
    python(environment, words.toArray(String[]::new));
  }

  @Test
  @Tag("full")
  void a_study_with_predictions_is_compared_between_groups(@TempDir Path folder) throws Exception {
    BuiltJar.assume("target");
    assumeThat(venv()).as("python3 -m venv and what the notebooks need, from pip").isTrue();
    Map<String, String> environment = environment(folder);
    tuned(
        environment,
        "conf/wine.conf",
        "--set",
        "search.trials=4",
        "--set",
        "output.collect-predictions=true",
        "--set",
        "data.key=[alcohol,proline]",
        "--output",
        folder.toString());
    environment.put("ESPALIER_STUDY", folder.resolve("wine").toString());
    environment.put(
        "ESPALIER_TABLE",
        ROOT.resolve("src/main/resources/org/espalier/spark/data/wine.csv.gz").toString());
    environment.put("ESPALIER_GROUP", "label");
    Path notebook = FOLDER.resolve("01_read_a_study.ipynb");
    python(
        environment,
        "-m",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--output-dir",
        folder.toString(),
        notebook.toString());
    assertThat(Files.readString(folder.resolve(notebook.getFileName())))
        .contains("largest difference between groups");
  }

  private static Map<String, String> environment(Path folder)
      throws IOException, InterruptedException {
    String python = ENVIRONMENT.resolve("bin/python").toString();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SPARK_HOME", pyspark(python));
    environment.put("PYSPARK_PYTHON", python);
    environment.put("ESPALIER_JAR", ROOT.resolve("target/espalier.jar").toString());
    environment.put("ESPALIER_OUTPUT", folder.resolve("models").toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    return environment;
  }

  private static void tuned(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("submit/local.sh"));
    command.addAll(List.of(words));
    Map<String, String> without = new LinkedHashMap<>(environment);
    without.put("SPARK_HOME", "/nowhere");
    Result tuned = run(without, command.toArray(String[]::new));
    assertThat(tuned.code()).as(tuned.output()).isZero();
  }

  private static void python(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ENVIRONMENT.resolve("bin/python").toString()));
    command.addAll(List.of(words));
    Result result = run(environment, command.toArray(String[]::new));
    assertThat(result.code()).as(result.output()).isZero();
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
