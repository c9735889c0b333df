package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class path of the tests: with Spark, but in the profile core. */
final class ClassPathTest {

  private static final ClassLoader LOADER = ClassPathTest.class.getClassLoader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/apache/spark/SparkContext.class",
        "org/apache/spark/ml/Pipeline.class",
        "org/apache/hadoop/conf/Configuration.class",
        "breeze/linalg/DenseVector.class",
        "com/fasterxml/jackson/databind/ObjectMapper.class",
        "org/espalier/ml/Tuner.class"
      })
  void the_core_is_tested_without_spark_and_what_knows_it(String type) {
    URL ours = ClassPathTest.class.getProtectionDomain().getCodeSource().getLocation();
    boolean core = ours.getPath().endsWith("/core/test-classes/");
    assertThat(LOADER.getResource(type) == null).isEqualTo(core);
  }
}
