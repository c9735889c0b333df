package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.espalier.spark.SparkLine;
import org.espalier.testing.Command;
import org.espalier.testing.MavenJars;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark's own suites of CrossValidator and TrainValidationSplit, run against our tuners: their
 * sources as Maven has them, with one import changed, compiled here and run in a process of their
 * own.
 */
@Tag("full")
final class ForeignSuitesTest {

  /** Releases of which Maven has no tests, and the newest before it of which it has them all. */
  private static final Map<String, String> TESTS_OF = Map.of("3.5.9", "3.5.7");

  private static final List<String> MODULES =
      List.of("tags", "common-utils", "core", "sql-api", "catalyst", "sql", "mllib-local", "mllib");

  private static final String PACKAGE = "org.apache.spark.ml.tuning";

  /** The JUnit of our own tests. */
  private static final String CONSOLE = "org.junit.platform:junit-platform-console-standalone:";

  @TempDir private static Path folder;

  private static String classpath = "";
  private static Path sources = Path.of("");

  @BeforeAll
  static void artefacts() throws IOException, InterruptedException {
    String spark = SparkLine.sparkVersion();
    String version = TESTS_OF.getOrDefault(spark, spark);
    String scala = SparkLine.scalaVersion();
    String binary = scala.substring(0, scala.lastIndexOf('.'));
    String module = "org.apache.spark:spark-%s_%s:%s:%s";
    List<String> wanted =
        MODULES.stream()
            .map(name -> module.formatted(name, binary, version, "tests"))
            .collect(Collectors.toCollection(ArrayList::new));
    wanted.add(module.formatted("mllib", binary, version, "test-sources"));
    wanted.add("org.scala-lang:scala-compiler:" + scala);
    wanted.add(CONSOLE + Test.class.getPackage().getImplementationVersion());
    wanted.add("junit:junit:4.13.2"); // of suites on the 3.5 line
    Optional<List<Path>> jars = MavenJars.resolve(folder, wanted.toArray(String[]::new));
    assumeThat(jars).as("Spark %s's tests, from Maven's repository", version).isPresent();
    sources =
        jars.orElseThrow().stream()
            .filter(jar -> jar.toString().endsWith("-test-sources.jar"))
            .findFirst()
            .orElseThrow();
    classpath =
        Stream.concat(
                Stream.of(folder.toString(), System.getProperty("java.class.path")),
                jars.orElseThrow().stream().map(Path::toString))
            .collect(Collectors.joining(":"));
  }

  /** A suite's source with a change. */
  private static Path source(String name, UnaryOperator<String> change) throws IOException {
    try (ZipFile jar = new ZipFile(sources.toFile())) {
      ZipEntry entry = jar.getEntry(PACKAGE.replace('.', '/') + "/" + name);
      try (InputStream stream = jar.getInputStream(entry)) {
        String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        return Files.writeString(folder.resolve(name), change.apply(text));
      }
    }
  }

  private static Command.Result java(String main, String... arguments)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("submit", "java-options").toAbsolutePath(),
                "-Xmx2g",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classpath,
                main));
    words.addAll(List.of(arguments));
    return Command.run(folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), words);
  }

  private static void runScala(String suite, String theirs, String ours)
      throws IOException, InterruptedException {
    Path changed =
        source(
            suite + ".scala",
            text ->
                text.replaceFirst(
                    "(?m)^package .*$",
                    "$0\n\nimport org.espalier.ml.{%s => %s}".formatted(ours, theirs)));
    Command.Result compiled =
        java(
            "scala.tools.nsc.Main",
            "-nowarn",
            "-usejavacp",
            "-d",
            folder.toString(),
            changed.toString());
    assertThat(compiled.code()).as(compiled.output()).isZero();
    Command.Result run =
        java(
            "org.scalatest.tools.Runner",
            "-oW",
            "-R",
            folder.toString(),
            "-s",
            PACKAGE + "." + suite);
    assertThat(run.output()).contains("All tests passed.");
    assertThat(run.code()).as(run.output()).isZero();
  }

  @Test
  void sparks_suite_of_a_cross_validator_passes_with_a_tuner() throws Exception {
    runScala("CrossValidatorSuite", "CrossValidator", "Tuner");
  }

  @Test
  void sparks_suite_of_a_train_validation_split_passes_with_a_split_tuner() throws Exception {
    runScala("TrainValidationSplitSuite", "TrainValidationSplit", "SplitTuner");
  }

  @Test
  void sparks_java_suite_of_a_cross_validator_passes_with_a_tuner() throws Exception {
    Path changed =
        source(
            "JavaCrossValidatorSuite.java",
            text -> text.replaceAll("\\bCrossValidator\\b", Tuner.class.getName()));
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-cp",
                classpath,
                "-d",
                folder.toString(),
                changed.toString());
    assertThat(compiled).isZero();
    Command.Result run =
        java(
            "org.junit.platform.console.ConsoleLauncher",
            "execute",
            "--select-class",
            PACKAGE + ".JavaCrossValidatorSuite",
            "--fail-if-no-tests");
    assertThat(run.code()).as(run.output()).isZero();
  }
}
