package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.BuiltJar;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.espalier.testing.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in {@code submit/}, in processes of their own, as a user calls them. */
@Tag("full")
final class SubmitScriptsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** No spark-submit of the machine's own, and a heap that leaves room for others. */
  private static final Map<String, String> HERE =
      Map.of("SPARK_HOME", "/nowhere", "ESPALIER_DRIVER_MEMORY", "1g");

  @TempDir private static Path folder;

  @BeforeAll
  static void the_jar_is_built() throws IOException {
    BuiltJar.assume("target");
  }

  private static Result script(Path from, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(HERE);
    all.putAll(environment);
    List<String> command = new ArrayList<>(List.of(words));
    command.set(0, ROOT.resolve("submit").resolve(words[0]).toString());
    return Command.run(from, all, command);
  }

  private static Path conf(String name) {
    return ROOT.resolve("conf").resolve(name);
  }

  @Test
  void a_study_runs_twice_from_any_folder_and_its_report_is_made_anew() throws Exception {
    Files.copy(conf("wine.conf"), folder.resolve("copy.conf"));
    for (int time = 0; time < 2; time++) {
      Result result = script(folder, Map.of(), "local.sh", "copy.conf", "--set", "search.trials=4");
      assertThat(result.code()).as(result.output()).isZero();
      assertThat(result.output()).contains("study wine finished").doesNotContain("INFO");
    }
    Path study = folder.resolve("target/espalier/wine");
    assertThat(study.resolve("model")).isDirectory();
    Files.delete(study.resolve("report.html"));
    Result report = script(folder, Map.of(), "local.sh", "report", "target/espalier/wine");
    assertThat(report.code()).as(report.output()).isZero();
    assertThat(study.resolve("report.html")).isRegularFile();
    assertThat(folder.resolve("spark-warehouse")).doesNotExist();
  }

  @Test
  void a_check_fits_nothing() throws Exception {
    Result result =
        script(folder, Map.of(), "local.sh", "check", conf("breast-cancer.conf").toString());
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("trials: ");
    assertThat(folder.resolve("target/espalier/breast-cancer")).doesNotExist();
  }

  @Test
  void schedulers_are_described() throws Exception {
    Result result = script(folder, Map.of(), "local.sh", "describe", "schedulers");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("schedule.scheduler = halving");
  }

  @Test
  void a_learner_is_described() throws Exception {
    Result result = script(folder, Map.of(), "local.sh", "describe", "gradient-boosted-trees");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("stepSize").contains("Suggested");
  }

  @Test
  void a_table_gets_a_study_file() throws Exception {
    Result result =
        script(
            folder, Map.of(), "local.sh", "init", "--source", "embedded:wine", "--label", "label");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(folder.resolve("wine.conf")).content().contains("178 rows", "space = auto");
  }

  /** Folder of the public tables. */
  private static Path tables() {
    String data = System.getenv().getOrDefault("ESPALIER_DATA", "../shared/data/real");
    Path tables = ROOT.resolve(data).normalize();
    assumeThat(tables.resolve("adult/adult.csv.gz")).as("UCI Adult").isRegularFile();
    return tables;
  }

  @Test
  void a_study_finds_its_data_below_the_folder_it_is_told() throws Exception {
    Path folderOfData = tables();
    Map<String, String> environment = Map.of("ESPALIER_DATA", folderOfData.toString());
    Result result = script(folder, environment, "local.sh", "check", conf("adult.conf").toString());
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void tables_come_from_a_mirror_and_are_compared() throws Exception {
    Path tables = tables();
    Path data = folder.resolve("tables");
    Map<String, String> environment =
        Map.of("ESPALIER_DATA", data.toString(), "ESPALIER_DATA_MIRROR", tables.toUri().toString());
    Result first = script(folder, environment, "data.sh");
    assertThat(first.code()).as(first.output()).isZero();
    assertThat(first.output().lines())
        .hasSize(11)
        .allMatch(line -> line.contains(": fetched from "));
    Result second = script(folder, environment, "data.sh", "adult");
    assertThat(second.output())
        .isEqualTo("data.sh: " + data.resolve("adult/adult.csv.gz") + ": is there\n");
    Files.delete(data.resolve("sms_spam/sms_spam.csv.gz"));
    Map<String, String> alone = Map.of("ESPALIER_DATA", data.toString());
    Result rest = script(folder, alone, "data.sh");
    assertThat(rest.code()).as(rest.output()).isZero();
    assertThat(rest.output())
        .contains("left out, as no address is known that has these versions: sms_spam/sms_spam");
    assertThat(script(folder, alone, "data.sh", "sms_spam").code()).isEqualTo(1);
  }

  @Test
  void a_link_to_the_script_is_the_script() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("espalier"), ROOT.resolve("submit/local.sh"));
    Result result = Command.run(folder, HERE, List.of(link.toString(), "describe", "learners"));
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("random-forest");
  }

  @Test
  void what_is_no_master_and_no_memory_is_said_in_one_line() throws Exception {
    Result master = script(folder, Map.of("ESPALIER_MASTER", "lokal"), "local.sh", "a.conf");
    assertThat(master.code()).isEqualTo(2);
    assertThat(master.output().lines())
        .containsExactly(
            "local.sh: ESPALIER_MASTER: there is no master 'lokal'; set local[*], local[4], spark://host:7077, yarn or k8s://...");
    Result memory = script(folder, Map.of("ESPALIER_DRIVER_MEMORY", "lots"), "local.sh", "a.conf");
    assertThat(memory.code()).isEqualTo(2);
    assertThat(memory.output().lines())
        .containsExactly(
            "local.sh: ESPALIER_DRIVER_MEMORY: must be an amount such as 512m or 4g, but is"
                + " 'lots'");
  }

  @Test
  void what_is_wrong_ends_with_2_and_one_line() throws Exception {
    Result file = script(folder, Map.of(), "local.sh", "nosuch.conf");
    assertThat(file.code()).isEqualTo(2);
    assertThat(file.output().strip()).endsWith("nosuch.conf: there is no such file");
    Result line = script(folder, Map.of("SPARK_LINE", "2.4"), "local.sh", "nosuch.conf");
    assertThat(line.code()).isEqualTo(2);
    assertThat(line.output()).contains("SPARK_LINE: there is no line '2.4'");
    Result data = script(folder, Map.of("ESPALIER_DATA", "/nowhere"), "bench.sh", "walk");
    assertThat(data.code()).as(data.output()).isEqualTo(2);
    assertThat(data.output()).contains("ESPALIER_DATA: must be the folder");
    Result usage = script(folder, Map.of(), "local.sh");
    assertThat(usage.code()).isEqualTo(2);
    assertThat(usage.output()).contains("init, tune, workflow, check");
  }

  @Test
  void a_spark_submit_of_another_line_is_named_and_left() throws Exception {
    Path home = folder.resolve("old");
    StandaloneCluster.executable(
        home.resolve("bin/spark-submit"),
        "echo 'version 3.3.1' >&2; echo 'Using Scala version 2.12.15' >&2");
    Result result = script(folder, Map.of("SPARK_HOME", home.toString()), "local.sh", "--version");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("Spark 3.3.1 on Scala 2.12.15, not 4.x on 2.13");
  }

  @Test
  void benchmarks_are_listed() throws Exception {
    Result result = script(folder, Map.of(), "bench.sh");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output().lines()).contains("walk");
  }

  @Test
  void the_jar_for_spark_4_1_runs_on_spark_4_0() throws Exception {
    assertThat(wineOn("4.0")).contains("Spark 4.0.1");
  }

  @Test
  void the_other_line_of_spark_runs_the_same_study() throws Exception {
    BuiltJar.assume("target/spark-3.5");
    assertThat(wineOn("3.5")).contains("Spark 3.5.9");
  }

  /** Runs a study on a line of Spark, and gives the versions it names. */
  private static String wineOn(String line) throws Exception {
    Map<String, String> environment = Map.of("SPARK_LINE", line);
    String study = conf("wine.conf").toString();
    Result result = script(folder, environment, "local.sh", study, "--set", "search.trials=2");
    assertThat(result.code()).as(result.output()).isZero();
    return script(folder, environment, "local.sh", "--version").output();
  }

  @Test
  void a_standalone_cluster_runs_a_study() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
      Map<String, String> environment = new LinkedHashMap<>(cluster.environment());
      environment.put("ESPALIER_MASTER", cluster.master());
      environment.put("ESPALIER_EXECUTOR_MEMORY", "512m");
      String output = folder.resolve("standalone").toString();
      Result result =
          script(
              folder,
              environment,
              "standalone.sh",
              conf("breast-cancer.conf").toString(),
              "--set",
              "search.trials=3",
              "--output",
              output);
      assertThat(result.code()).as(result.output()).isZero();
      assertThat(Path.of(output, "breast-cancer", "model")).isDirectory();
      Result wrong = script(folder, environment, "standalone.sh", "nosuch.conf");
      assertThat(wrong.code()).as(wrong.output()).isEqualTo(2);

      Path defaults = Path.of(cluster.environment().get("SPARK_HOME"), "conf/spark-defaults.conf");
      Files.createDirectories(defaults.getParent());
      Files.writeString(defaults, "spark.executorEnv.JAVA_HOME /nosuch");
      String study = conf("breast-cancer.conf").toString();
      String none = folder.resolve("none").toString();
      Result broken = script(folder, environment, "standalone.sh", study, "--output", none);
      assertThat(broken.code()).as(broken.output()).isEqualTo(StudyStatus.TERMINATED);
      assertThat(broken.output().lines())
          .filteredOn(line -> line.startsWith("Spark ended the application: "))
          .singleElement()
          .asString()
          .contains("Master removed our application: FAILED; the executors' stderr");
      assertThat(Path.of(none)).doesNotExist();
    }
  }

  @Test
  void yarn_gets_the_study_file_by_its_bare_name() throws Exception {
    Path home = folder.resolve("yarn");
    StandaloneCluster.executable(home.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    String study = conf("adult.conf").toString();
    Result result =
        script(folder, Map.of("SPARK_HOME", home.toString()), "yarn.sh", study, "--overwrite");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .containsSubsequence("--master", "yarn", "--files", study)
        .containsSubsequence("--jars", ROOT.resolve("target/espalier-xgboost.jar").toString())
        .endsWith(
            ROOT.resolve("target/espalier.jar").toString(), "tune", "adult.conf", "--overwrite");
  }

  /**
   * Ends of the drivers one after the other: an exit code, death without one, or a kill by YARN.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "2, 2, 1",
    "4, 4, 1",
    "died 0, 0, 2",
    "died died, 1, 2",
    "143 3, 3, 2",
    "killed, 1, 1"
  })
  void yarn_gets_a_study_again_only_if_its_driver_died(String ends, int code, int submitted)
      throws Exception {
    Path home = Files.createTempDirectory(folder, "yarn");
    StandaloneCluster.executable(
        home.resolve("bin/spark-submit"),
        """
        echo submitted "$@"
        echo >> '%1$s/count'
        set -- %2$s
        shift $(($(wc -l < '%1$s/count') - 1))
        [ "$1" = 0 ] && exit 0
        case "$1" in
          died) ;;
          killed) echo "Application application_1_0001 is killed" >&2 ;;
          *) echo "User application exited with status $1" >&2 ;;
        esac
        exit 1"""
            .formatted(home, ends));
    String study = conf("adult.conf").toString();
    Result result =
        script(folder, Map.of("SPARK_HOME", home.toString()), "yarn.sh", study, "--overwrite");
    assertThat(result.code()).as(result.output()).isEqualTo(code);
    assertThat(result.output().lines().filter(line -> line.startsWith("submitted")))
        .hasSize(submitted)
        .allSatisfy(line -> assertThat(line).contains("spark.yarn.maxAppAttempts=1"))
        .last()
        .asString()
        .endsWith(submitted == 1 ? "--overwrite" : "adult.conf --set output.resume=auto");
  }

  @Test
  void yarn_repeats_a_nightly_run_with_equal_settings_by_which_it_finds_its_study()
      throws Exception {
    Path home = Files.createTempDirectory(folder, "yarn");
    StandaloneCluster.executable(home.resolve("bin/spark-submit"), "echo submitted \"$@\"; exit 1");
    String study = conf("adult.conf").toString();
    Result result =
        script(folder, Map.of("SPARK_HOME", home.toString()), "yarn.sh", study, "--if-changed");
    assertThat(result.output().lines().filter(line -> line.startsWith("submitted")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).endsWith("tune adult.conf --if-changed"));
  }
}
