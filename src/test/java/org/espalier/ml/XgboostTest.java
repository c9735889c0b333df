package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.spark.SparkLine;
import org.espalier.testing.Command;
import org.espalier.testing.MavenJars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Learners of XGBoost4J-Spark, as Maven has them, in a process of their own: params of theirs are
 * null by default.
 */
@Tag("full")
final class XgboostTest {

  /** The newest release for each Scala. */
  private static final Map<String, String> RELEASES = Map.of("2.13", "3.1.1", "2.12", "3.4.0");

  @TempDir private Path folder;

  @Test
  void learners_of_xgboost_are_tuned_as_spark_does() throws Exception {
    String scala = SparkLine.scalaVersion();
    String binary = scala.substring(0, scala.lastIndexOf('.'));
    String wanted = "ml.dmlc:xgboost4j-spark_%s:%s".formatted(binary, RELEASES.get(binary));
    Optional<List<Path>> jars = MavenJars.resolve(folder, wanted);
    assumeThat(jars).as("%s, from Maven's repository", wanted).isPresent();
    // Ours has the classes of another version.
    Stream<String> ours =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.contains("xgboost4j"));
    String classpath =
        Stream.concat(ours, jars.orElseThrow().stream().map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator));
    Command.Result result =
        Command.run(
            folder,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("submit", "java-options").toAbsolutePath(),
                "-Xmx1g",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classpath,
                TunedXgboost.class.getName(),
                folder.toString()));
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .contains(
            "XGBoostClassifier as Spark: true",
            "XGBoostClassifier predicts: true",
            "XGBoostRegressor as Spark: true",
            "XGBoostRegressor predicts: true",
            "searched: 6")
        .anyMatch(line -> line.startsWith("plan text: "))
        .noneMatch(line -> line.equals("plan text: false"));
    List<String> found =
        result.output().lines().filter(line -> line.startsWith("metrics: ")).toList();
    assertThat(found).as("searched, and read from the journal").hasSize(2);
    assertThat(found.get(1)).isEqualTo(found.get(0));
  }
}
