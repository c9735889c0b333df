package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.espalier.testing.StandaloneCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts for clusters hand to spark-submit, of which a stand-in prints its arguments, and
 * what {@code data.sh} keeps.
 */
final class ClusterScriptsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Pattern TABLE = Pattern.compile("ESPALIER_DATA}\"/(\\w+)/");

  @TempDir private Path folder;

  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void a_spark_submit_prints_its_arguments() throws IOException {
    StandaloneCluster.executable(folder.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    Path jar = Files.writeString(folder.resolve("espalier.jar"), "");
    environment.putAll(
        Map.of(
            "SPARK_HOME",
            folder.toString(),
            "ESPALIER_JAR",
            jar.toString(),
            "ESPALIER_MASTER",
            "k8s://https://host:6443",
            "ESPALIER_IMAGE",
            "registry/espalier:0.1.0"));
  }

  private Result script(String script, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("submit/" + script).toString()));
    command.addAll(List.of(words));
    return Command.run(folder, environment, command);
  }

  private List<String> submitted(String script, String... words) throws Exception {
    Result result = script(script, words);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output().lines().toList();
  }

  private String study(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "study = x").toString();
  }

  @Test
  void a_standalone_cluster_takes_any_command() throws Exception {
    assertThat(submitted("standalone.sh", "describe", "learners"))
        .endsWith(environment.get("ESPALIER_JAR"), "describe", "learners");
    assertThat(submitted("standalone.sh", "a.conf", "--resume"))
        .endsWith("tune", "a.conf", "--resume");
  }

  @Test
  void yarn_answers_on_the_terminal_unless_a_study_is_run() throws Exception {
    String file = study("a.conf");
    assertThat(submitted("yarn.sh", "check", file))
        .containsSubsequence("--deploy-mode", "client")
        .doesNotContain("--files")
        .endsWith("check", file);
    assertThat(submitted("yarn.sh", "workflow", file, "--set", "search.trials=3"))
        .containsSubsequence("--deploy-mode", "cluster", "--files", file)
        .endsWith("workflow", "a.conf", "--set", "search.trials=3");
    assertThat(submitted("yarn.sh", "tune", "--file=" + file)).endsWith("tune", "--file=a.conf");
    assertThat(submitted("yarn.sh", "auto", "--source", "hdfs:///t", "--label", "y"))
        .containsSubsequence("--deploy-mode", "cluster")
        .doesNotContain("--files")
        .endsWith("auto", "--source", "hdfs:///t", "--label", "y");
    environment.put("ESPALIER_FILES", "common.inc");
    assertThat(submitted("yarn.sh", file)).containsSubsequence("--files", "common.inc," + file);
  }

  @Test
  void options_of_spark_submit_override_those_of_a_script() throws Exception {
    String file = study("a.conf");
    environment.put("ESPALIER_SUBMIT_ARGS", "--num-executors 8  --conf spark.speculation=true");
    assertThat(submitted("yarn.sh", file, "--if-changed"))
        .containsSubsequence("--executor-cores", "--num-executors", "8", "--conf")
        .containsSubsequence("spark.speculation=true", "--class", "tune", "a.conf", "--if-changed");
    assertThat(submitted("standalone.sh", file))
        .containsSubsequence("--executor-memory", "--num-executors", "8", "--class");
  }

  @Test
  void kubernetes_takes_any_command_and_resumes_what_runs_a_study() throws Exception {
    String studies = "/opt/espalier/studies/";
    assertThat(submitted("kubernetes.sh", "a.conf", "--set", "search.trials=3"))
        .containsSubsequence("--name", "espalier-a")
        .endsWith(
            "tune", studies + "a.conf", "--set", "search.trials=3", "--set", "output.resume=auto");
    assertThat(submitted("kubernetes.sh", "workflow", "--file=a.conf"))
        .endsWith("workflow", "--file=" + studies + "a.conf", "--set", "output.resume=auto");
    assertThat(submitted("kubernetes.sh", "report", "s3a://tuning/output/a"))
        .containsSubsequence("--name", "espalier-report")
        .contains(
            "spark.kubernetes.executor.podTemplateFile="
                + ROOT.resolve("submit/kubernetes/executor.yaml"))
        .endsWith("report", "s3a://tuning/output/a");
  }

  @Test
  void kubernetes_refuses_a_wrong_master_and_a_wrong_memory_in_one_line() throws Exception {
    environment.put("ESPALIER_EXECUTOR_MEMORY", "4");
    assertThat(script("kubernetes.sh", "a.conf"))
        .isEqualTo(
            new Result(
                2,
                "kubernetes.sh: ESPALIER_EXECUTOR_MEMORY: must be an amount such as 512m or 4g,"
                    + " but is '4'\n"));
    environment.put("ESPALIER_MASTER", "https://host:6443");
    assertThat(script("kubernetes.sh", "a.conf"))
        .isEqualTo(
            new Result(
                2,
                "kubernetes.sh: ESPALIER_MASTER: is 'https://host:6443'; the address of Kubernetes,"
                    + " such as k8s://https://host:6443\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.sh", "yarn.sh", "kubernetes.sh"})
  void without_a_command_a_script_says_how_it_is_called(String script) throws Exception {
    Result result = script(script);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).contains("submit/" + script + " COMMAND [ARGUMENT...]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.sh", "yarn.sh"})
  void a_jar_that_is_not_there_is_said(String script) throws Exception {
    environment.put("ESPALIER_JAR", "/nowhere/espalier.jar");
    Result result = script(script, "describe", "learners");
    assertThat(result)
        .isEqualTo(
            new Result(
                2,
                script
                    + ": there is no /nowhere/espalier.jar; mvn package builds it, or ESPALIER_JAR"
                    + " names one\n"));
  }

  @Test
  void a_token_is_on_no_command_line() throws Exception {
    StandaloneCluster.executable(folder.resolve("bin/gcloud"), "echo qx-token");
    StandaloneCluster.executable(
        folder.resolve("bin/curl"), "echo \"words: $*\"; echo \"input: $(cat)\"");
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("ESPALIER_BUCKET", "gs://tuning");
    environment.put("ESPALIER_CLUSTER", "c");
    environment.put("ESPALIER_PROJECT", "p");
    environment.put("ESPALIER_REGION", "europe-west1");
    Result result = script("cloud.sh", "dataproc", "customers");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .anyMatch(line -> line.startsWith("words: ") && line.contains("jobs:submit"))
        .noneMatch(line -> line.startsWith("words: ") && line.contains("qx-token"))
        .contains("input: header = \"Authorization: Bearer qx-token\"");
  }

  @Test
  void every_study_file_says_in_its_first_lines_what_it_needs() throws Exception {
    Set<String> needed = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("conf"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".conf")).toList()) {
        String text = Files.readString(file);
        String head = String.join("\n", text.lines().limit(3).toList());
        Set<String> tables = new TreeSet<>();
        TABLE.matcher(text).results().forEach(found -> tables.add(found.group(1)));
        needed.addAll(tables);
        if (tables.isEmpty()) {
          assertThat(text).as(file.toString()).containsAnyOf("embedded:", "guide/make_files.py");
        } else {
          assertThat(head)
              .as(file.toString())
              .contains("./submit/data.sh " + String.join(" ", tables));
        }
      }
    }
    environment.put("ESPALIER_DATA", folder.resolve("data").toString());
    Result unknown = script("data.sh", "nosuch");
    assertThat(unknown)
        .isEqualTo(
            new Result(
                2, "data.sh: there is no table 'nosuch'; " + String.join(", ", needed) + "\n"));
  }

  @Test
  void a_table_with_other_content_is_not_kept() throws Exception {
    Path mirror = folder.resolve("mirror/movielens_sample/sample_movielens_ratings.txt");
    Files.createDirectories(mirror.getParent());
    Files.writeString(mirror, "0::1::1::0\n");
    environment.put("ESPALIER_DATA", folder.resolve("data").toString());
    environment.put("ESPALIER_DATA_MIRROR", folder.resolve("mirror").toUri().toString());
    Result result = script("data.sh", "movielens_sample");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output()).contains("its SHA-256 is ", "; nothing is kept").hasLineCount(1);
    assertThat(folder.resolve("data")).doesNotExist();
    environment.remove("ESPALIER_DATA");
    assertThat(script("data.sh").output())
        .isEqualTo("data.sh: ESPALIER_DATA: is not set; the folder that the tables go to\n");
  }
}
