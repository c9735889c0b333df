package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.testing.BuiltJar;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks in {@code src/test/check/}, each of which starts and stops what it needs. */
@Tag("full")
final class PlacesTest {

  /** Of a check that cannot install what it needs. */
  private static final int CANNOT = 75;

  private static void passes(String script, String... words) throws Exception {
    passes(Map.of(), script, words);
  }

  private static void passes(Map<String, String> environment, String script, String... words)
      throws Exception {
    BuiltJar.assume("target");
    List<String> command = new ArrayList<>(List.of("src/test/check/" + script));
    command.addAll(List.of(words));
    Result result = Command.run(Path.of("").toAbsolutePath(), environment, command);
    assumeThat(result.code()).as(result.output()).isNotEqualTo(CANNOT);
    assertThat(result.code()).as(result.output()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.3.2", "2.11.2"})
  void airflow_runs_the_dag_to_each_of_its_ends(String version) throws Exception {
    passes("airflow.sh", version);
  }

  @ParameterizedTest
  @CsvSource({"4.1, target", "3.5, target/spark-3.5"})
  void yarn_resumes_after_a_driver_that_died_and_not_after_wrong_settings(String line, String out)
      throws Exception {
    BuiltJar.assume(out);
    passes(Map.of("SPARK_LINE", line), "yarn.sh");
  }

  @Test
  void what_is_published_is_reproducible_and_can_be_installed() throws Exception {
    passes("distribution.sh");
  }

  @Test
  void xgboost_is_a_jar_of_its_own() throws Exception {
    passes("xgboost.sh");
  }

  @Test
  void the_core_runs_on_a_newer_java() throws Exception {
    passes("newer-java.sh");
  }

  @Test
  void secrets_are_shown_nowhere() throws Exception {
    passes("secrets.sh");
  }

  @Test
  void files_are_written_below_the_output_only() throws Exception {
    passes("paths.sh");
  }

  @Test
  void a_study_lies_in_an_object_store_and_resumes_from_it() throws Exception {
    passes("s3.sh");
  }

  @Test
  void executors_come_and_go() throws Exception {
    passes("executors.sh");
  }

  @Test
  void clouds_get_requests_that_their_own_clients_take() throws Exception {
    passes("clouds.sh", "--airflow", "--pyspark");
  }

  @Test
  void kubernetes_gets_manifests_as_its_schemas_say() throws Exception {
    passes("kubernetes.sh");
  }
}
