package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.espalier.testing.StandaloneCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shell scripts as they are written, what the checks share, and what a script leaves behind.
 */
final class ScriptsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** A comment, which may name anything. */
  private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");

  /** A reader that may end before its writer, which a signal then ends: pipefail takes it amiss. */
  private static final Pattern CLOSED_EARLY =
      Pattern.compile("\\|\\s*(head\\b|grep\\s+-[A-Za-z]*[qm]|sed\\s[^|\\n]*[\\d;{]\\s*q[;}'])");

  @TempDir private Path folder;

  /** Texts of all scripts by path, without comments and with each pipe on one line. */
  private static Map<String, String> scripts() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    try (Stream<Path> submit = Files.walk(ROOT.resolve("submit"));
        Stream<Path> test = Files.walk(ROOT.resolve("src/test"))) {
      List<Path> scripts =
          Stream.of(submit, test, Stream.of(ROOT.resolve(".ci/run")))
              .flatMap(paths -> paths)
              .filter(path -> path.endsWith(".ci/run") || path.toString().endsWith(".sh"))
              .sorted()
              .toList();
      for (Path script : scripts) {
        String text = COMMENT.matcher(Files.readString(script)).replaceAll("");
        texts.put(ROOT.relativize(script).toString(), text.replaceAll("\\\\\\n", " "));
      }
    }
    return texts;
  }

  private static void noneHas(Pattern fault) throws IOException {
    assertThat(scripts()).hasSizeGreaterThan(20).containsKey("src/test/check/common.sh");
    assertThat(scripts())
        .allSatisfy((script, text) -> assertThat(text).as(script).doesNotContainPattern(fault));
  }

  @Test
  void processes_are_ended_by_their_ids() throws Exception {
    noneHas(Pattern.compile("\\b(pkill|killall|pgrep|pidof|fuser)\\b"));
  }

  @Test
  void no_reader_of_a_pipe_ends_before_its_writer() throws Exception {
    noneHas(CLOSED_EARLY);
  }

  @Test
  void archives_are_read_by_the_jdk_and_by_python() throws Exception {
    noneHas(Pattern.compile("\\bunzip\\b"));
  }

  @Test
  void the_build_of_the_scripts_skips_scala_with_the_tests() throws IOException {
    // Scala's plugin has a setting of its own, and its suites need Java's test classes.
    assertThat(Files.readString(ROOT.resolve("pom.xml")))
        .contains("<skip.scala>${maven.test.skip}</skip.scala>", "<skip>${skip.scala}</skip>");
  }

  private Result shared(String script, String... words) throws Exception {
    String sourced =
        "set -euo pipefail; root=$1; shift; source submit/common.sh;"
            + " source src/test/check/common.sh; ";
    Stream<String> command = Stream.of("bash", "-c", sourced + script, "check", ROOT.toString());
    return Command.run(ROOT, Map.of(), Stream.concat(command, Stream.of(words)).toList());
  }

  @Test
  void a_text_that_must_be_absent_is_found_at_the_start_of_a_large_file() throws Exception {
    Path large = folder.resolve("large");
    Files.writeString(large, "needle" + "\n\0hay".repeat(1_000_000));
    assertThat(shared("absent needle \"$1\"", folder.toString()))
        .isEqualTo(new Result(1, "check: FAILED: 'needle' is in " + large + "\n"));
    assertThat(shared("absent thread \"$1\"", folder.toString())).isEqualTo(new Result(0, ""));
  }

  @Test
  void a_text_is_not_absent_where_nothing_can_be_searched() throws Exception {
    Result result = shared("absent needle \"$1\"", folder.resolve("none").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output()).contains("'needle' cannot be looked for in");
  }

  @Test
  void a_tool_that_is_not_there_leaves_a_check_out() throws Exception {
    assertThat(shared("needed bash no-such-tool; echo went on"))
        .isEqualTo(new Result(75, "check: left out: there is no no-such-tool\n"));
  }

  @Test
  void processes_are_looked_for_below_one_process() throws Exception {
    String script =
        """
        sh -c 'sh -c "sleep 301; true" & sleep 302; true' & ours=$!
        sleep 301 & other=$!
        trap 'kill "$other" $(descendants "$ours" "") "$ours"' EXIT
        begun() { descendants "$ours" "" | xargs -r ps -o comm= -p | grep -cx sleep; }
        until [[ "$(begun)" == 2 ]]; do sleep 0.1; done # a shell's child is called as it at first
        found="$(descendants "$ours" "sleep 301" | wc -l)"
        leaf="$(descendants "$ours" "sleep 302" | wc -l)"
        echo "found" $found $leaf $(descendants "$other" "" | wc -l)
        """;
    assertThat(shared(script).output()).startsWith("found 2 1 0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "17.0.9, 4.1, 0, ''",
    "21.0.2, 4.1, 0, 'is Java 21, which Spark 4 supports, but Espalier is tested on JDK 17 alone'",
    "21.0.2, 3.5, 2, 'is Java 21; set JAVA_HOME to a JDK 17'",
    "25, 4.1, 2, 'is Java 25; set JAVA_HOME to a JDK 17'",
    "11.0.4, 3.5, 2, 'is Java 11; set JAVA_HOME to a JDK 17'"
  })
  void a_java_is_taken_that_the_line_of_spark_supports(
      String java, String line, int code, String says) throws Exception {
    Path jvm = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.writeString(jvm, "#!/bin/sh\necho 'openjdk version \"%s\"' >&2\n".formatted(java));
    assertThat(jvm.toFile().setExecutable(true)).isTrue();
    Result result =
        shared(
            "SPARK_LINE=%s JAVA_HOME=%s; choose_line; check_java; echo taken"
                .formatted(line, folder));
    assertThat(result.code()).as(result.output()).isEqualTo(code);
    assertThat(result.output()).contains(code == 0 ? "taken" : says).contains(says);
  }

  /** A curl that gives a text in place of any address. */
  private static final String CURL =
      """
      while [ "$1" != -o ]; do shift; done
      printf "$SOURCE" > "$2"
      """;

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** What a source becomes is told by its sum, which is not that of the whole table. */
  @ParameterizedTest
  @CsvSource({
    "diamonds, 'a,b\\n1,0.30\\n', 'a,b\n1,0.30\n'",
    "skin_segmentation, '1\\t2\\t3\\t2\\n4\\t5\\t6\\t1\\n', 'B,G,R,label\n1,2,3,0\n4,5,6,1\n'",
    "noaa_weather, 'a,b\\n1,2\\n',"
        + " 'feat_1,feat_2,feat_3,feat_4,feat_5,feat_6,feat_7,feat_8,label\n1,2\n'",
    "california_housing, 'a,b\\n-114.310000,5.000000,10\\n',"
        + " 'longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,"
        + "median_income,median_house_value\n-114.31,5,10\n'"
  })
  void a_table_is_made_of_its_source(String name, String source, String table) throws Exception {
    StandaloneCluster.executable(folder.resolve("bin/curl"), CURL);
    Result result =
        Command.run(
            folder,
            Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "SOURCE",
                source,
                "ESPALIER_DATA",
                folder.resolve("data").toString()),
            List.of(ROOT.resolve("submit/data.sh").toString(), name));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output())
        .contains("its SHA-256 is %s and not ".formatted(sha256(table)), "nothing is kept");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** A JVM that writes down how it was called, and the archive that it is asked for. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      [[ "$*" == -version ]] && { echo 'openjdk version "17.0.1"' >&2; exit 0; }
      echo "$*" >> "$CALLS"
      for word in "$@"; do
        if [[ "$word" == -XX:ArchiveClassesAtExit=* ]]; then
          [[ "$DISK" == full ]] && exit 1
          echo classes > "${word#*=}"
        fi
      done
      exit 0
      """;

  private Map<String, String> root(String disk) throws IOException {
    for (String file :
        List.of(
            "submit/local.sh",
            "submit/standalone.sh",
            "submit/yarn.sh",
            "submit/common.sh",
            "submit/java-options",
            "conf/wine.conf")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(ROOT.resolve(file), folder.resolve(file));
    }
    Files.createDirectories(folder.resolve("src/main"));
    Files.createDirectories(folder.resolve("jdk/bin"));
    Files.createDirectories(folder.resolve("target"));
    Path java = Files.writeString(folder.resolve("jdk/bin/java"), JAVA);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("pom.xml"), "");
    Files.writeString(folder.resolve("target/spark.classpath"), "spark.jar");
    Files.writeString(folder.resolve("target/espalier.jar"), "");
    return Map.of(
        "JAVA_HOME",
        folder.resolve("jdk").toString(),
        "SPARK_HOME",
        "/nowhere",
        "CALLS",
        folder.resolve("calls").toString(),
        "DISK",
        disk);
  }

  private Command study(Map<String, String> environment, String classes) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("ESPALIER_CLASSES", classes);
    return Command.start(folder, all, List.of("submit/local.sh", "conf/wine.conf"));
  }

  private void run(Map<String, String> environment, String classes) throws Exception {
    try (Command study = study(environment, classes)) {
      assertThat(study.process().waitFor()).as(study.printed()).isZero();
    }
  }

  private List<String> calls(String word) throws IOException {
    return Files.readAllLines(folder.resolve("calls")).stream()
        .filter(call -> call.contains(word))
        .toList();
  }

  private List<String> archives() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("target"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith("classes-"))
          .toList();
    }
  }

  /** Waits for what a study leaves behind it: an attempt at an archive that has ended. */
  private void awaitAttempt() throws Exception {
    Path calls = folder.resolve("calls");
    while (!Files.exists(calls)
        || calls("-XX:ArchiveClassesAtExit=").isEmpty()
        || archives().stream().anyMatch(file -> !file.endsWith(".jsa"))) {
      Thread.sleep(50);
    }
  }

  @Test
  @Timeout(60)
  void the_first_studies_leave_one_archive_of_classes_which_later_ones_map() throws Exception {
    Map<String, String> environment = root("empty");
    run(environment, "none");
    assertThat(calls("jsa")).isEmpty();
    // Children of a study's process outlive it, so nobody closes these commands before the wait.
    Command one = study(environment, "");
    Command other = study(environment, "");
    assertThat(one.process().waitFor() + other.process().waitFor()).isZero();
    awaitAttempt();
    one.close();
    other.close();
    assertThat(archives()).singleElement().asString().endsWith(".jsa");
    assertThat(calls("-XX:ArchiveClassesAtExit="))
        .allSatisfy(call -> assertThat(call).contains(" --master local[2] ", "rows.csv"));
    run(environment, "");
    assertThat(calls("conf/wine.conf --overwrite").get(3))
        .contains("-XX:SharedArchiveFile=" + folder.resolve("target/" + archives().get(0)));
    run(environment, "none");
    assertThat(calls("conf/wine.conf --overwrite").get(4)).doesNotContain("jsa");
  }

  /** Gives the last call of Java or spark-submit that a script makes. */
  private String call(String script, Map<String, String> root, Map<String, String> more)
      throws Exception {
    Map<String, String> all = new LinkedHashMap<>(root);
    all.put("ESPALIER_CLASSES", "none");
    all.putAll(more);
    Result result = Command.run(folder, all, List.of("submit/" + script, "conf/wine.conf"));
    assertThat(result.code()).as(result.output()).isZero();
    List<String> calls = calls("conf");
    return calls.get(calls.size() - 1);
  }

  @Test
  void xgboost_is_on_the_class_path_of_a_local_study_if_it_lies_beside_the_jar() throws Exception {
    Map<String, String> root = root("empty");
    assertThat(call("local.sh", root, Map.of()))
        .contains("-cp %s/target/espalier.jar:spark.jar ".formatted(folder));
    Path xgboost = Files.writeString(folder.resolve("target/espalier-xgboost.jar"), "");
    String classpath = "-cp %s/target/espalier.jar:%s:spark.jar ".formatted(folder, xgboost);
    assertThat(call("local.sh", root, Map.of())).contains(classpath).doesNotContain("--jars");
    assertThat(call("local.sh", root, Map.of("ESPALIER_MASTER", "spark://host:7077")))
        .contains(classpath, " --jars " + xgboost + " ");
    String own = "ml.dmlc:xgboost4j_2.13:3.1.1";
    assertThat(call("local.sh", root, Map.of("ESPALIER_PACKAGES", own)))
        .contains("-cp spark.jar ", "--packages " + own + " ")
        .doesNotContain(xgboost.toString());
  }

  @Test
  void xgboost_goes_to_a_cluster_beside_the_jars_that_are_configured() throws Exception {
    Map<String, String> root = new LinkedHashMap<>(root("empty"));
    Path home = folder.resolve("spark");
    Files.createDirectories(home.resolve("conf"));
    StandaloneCluster.executable(home.resolve("bin/spark-submit"), "echo \"$*\" >> \"$CALLS\"");
    root.put("SPARK_HOME", home.toString());
    root.put("ESPALIER_MASTER", "spark://host:7077");
    Path xgboost = folder.resolve("target/espalier-xgboost.jar");
    Path defaults = home.resolve("conf/spark-defaults.conf");
    for (String script : List.of("standalone.sh", "yarn.sh")) {
      Files.deleteIfExists(xgboost);
      Files.deleteIfExists(defaults);
      assertThat(call(script, root, Map.of())).doesNotContain("--jars");
      Files.writeString(xgboost, "");
      assertThat(call(script, root, Map.of())).contains(" --jars " + xgboost + " ");
      Files.writeString(defaults, "spark.jars.ivy /ivy\nspark.jars  a.jar,b.jar\n");
      assertThat(call(script, root, Map.of())).contains(" --jars a.jar,b.jar," + xgboost + " ");
      Files.writeString(defaults, "spark.jars.packages=ml.dmlc:xgboost4j_2.13:3.1.1\n");
      assertThat(call(script, root, Map.of())).doesNotContain("--jars");
    }
  }

  @Test
  @Timeout(60)
  void an_archive_is_announced_and_if_it_cannot_be_written_leaves_nothing() throws Exception {
    Map<String, String> environment = root("full");
    try (Command study = study(environment, "")) {
      assertThat(study.process().waitFor()).isZero();
      awaitAttempt();
      assertThat(study.printed().lines())
          .singleElement()
          .asString()
          .startsWith("local.sh: an archive of classes is made in the background after this run")
          .endsWith("; ESPALIER_CLASSES=none makes none");
    }
    assertThat(archives()).isEmpty();
  }
}
