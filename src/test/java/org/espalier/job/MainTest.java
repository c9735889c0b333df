package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.espalier.job.run.Version;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SparkLine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MainTest {

  private static final String[][] BUILT = {{"4.1.0", "2.13"}, {"3.5.9", "2.12"}};

  private static boolean fits(String[] built, String spark, String scala) {
    return Main.mismatch(built[0], built[1], spark, scala).isEmpty();
  }

  @Test
  @Tag("smoke")
  void a_jar_runs_on_its_own_line_of_spark_and_scala_and_on_no_other() {
    for (String[] built : BUILT) {
      boolean four = built[0].startsWith("4");
      for (String spark : new String[] {"4.0.0", "4.0.1", "4.1.0", "4.2.0-preview1"}) {
        assertThat(fits(built, spark, "2.13.16")).as("%s on %s", built[0], spark).isEqualTo(four);
        assertThat(fits(built, spark, "2.12.18")).isFalse();
      }
      for (String spark : new String[] {"3.5.0", "3.5.9", "3.5.1-amzn-0", "3.5.4.3.3.7190.0-91"}) {
        assertThat(fits(built, spark, "2.12.18")).as("%s on %s", built[0], spark).isEqualTo(!four);
        assertThat(fits(built, spark, "2.13.8")).isFalse();
      }
      for (String spark : new String[] {"3.4.4", "3.3.0", "3.50.0", "2.4.8", "5.0.0", "40.1.0"}) {
        assertThat(fits(built, spark, "2.12.18")).as("%s on %s", built[0], spark).isFalse();
        assertThat(fits(built, spark, "2.13.16")).as("%s on %s", built[0], spark).isFalse();
      }
    }
  }

  @Test
  void a_path_at_home_is_found_where_a_shell_does_not_expand_it() {
    String home = System.getProperty("user.home");
    for (String arg : new String[] {"--file=~/none/x.conf", "~/none/x.conf"}) {
      assertThat(CommandRun.of("check", arg).err())
          .startsWith(home + "/none/x.conf: there is no such file");
    }
    assertThat(CommandRun.of("check", "~none.conf").err()).startsWith("~none.conf: ");
    assertThat(CommandRun.of("check", "none.conf", "--set", "data.source=~/t").err())
        .startsWith("none.conf: ");
  }

  @Test
  void a_scala_version_is_compared_by_its_numbers() {
    assertThat(fits(BUILT[0], "4.1.0", "2.130.1")).isFalse();
    assertThat(fits(BUILT[1], "3.5.9", "2.12.20")).isTrue();
  }

  @Test
  void the_message_names_both_sides_and_the_jar_to_take() {
    assertThat(Main.mismatch("4.1.0", "2.13", "3.5.1", "2.12.18"))
        .hasValue(
            "espalier.jar: this jar is for Spark 4 on Scala 2.13, but this is Spark 3.5.1 on Scala"
                + " 2.12.18; take the jar for Spark 3.5 (mvn -Pspark-3.5 package;"
                + " target/spark-3.5/espalier.jar)");
    assertThat(Main.mismatch("3.5.9", "2.12", "4.0.1", "2.13.16").orElseThrow())
        .startsWith(
            "espalier.jar: this jar is for Spark 3.5 on Scala 2.12, but this is Spark 4.0.1")
        .endsWith("take the jar for Spark 4 (mvn package; target/espalier.jar)");
    assertThat(Main.mismatch("4.1.0", "2.13", "3.5.1", "2.13.8").orElseThrow())
        .endsWith("there are jars for Spark 4 on Scala 2.13 and for Spark 3.5 on Scala 2.12");
  }

  @Test
  void out_of_a_folder_of_classes_there_is_no_manifest_to_compare_with() {
    assertThat(Version.manifest()).isEmpty();
  }

  @Test
  void without_spark_it_says_so_in_one_line_and_ends_with_2() throws Exception {
    String classes = Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                Main.class.getName(),
                "tune",
                "study.conf")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(said)
        .startsWith("espalier.jar: Spark is not on the class path")
        .endsWith("submit/local.sh of the project\n");
  }

  @Test
  void the_versions_of_the_class_path_are_known() {
    assertThat(SparkLine.sparkVersion()).matches("(4\\.|3\\.5\\.).*");
    assertThat(SparkLine.scalaVersion()).matches("2\\.1[23]\\..*");
    assertThat(SparkLine.exit(3)).hasMessageContaining("3");
  }
}
