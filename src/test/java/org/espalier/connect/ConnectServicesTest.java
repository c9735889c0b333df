package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.espalier.ml.SplitTuner;
import org.espalier.ml.SplitTunerModel;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.spark.pipeline.LayeredPerceptron;
import org.junit.jupiter.api.Test;

/** Classes that Spark looks up as services; one that it cannot load would hide all others. */
final class ConnectServicesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.espalier");

  private static List<Class<?>> ours(Class<?> service) {
    return ServiceLoader.load(service).stream()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .filter(type -> type.getName().startsWith("org.espalier."))
        .toList();
  }

  /** Classes in whose place a client has those of PySpark; the last one is of study files. */
  private static final List<Class<?>> NOT_SENT =
      List.of(
          Tuner.class,
          SplitTuner.class,
          TunerModel.class,
          SplitTunerModel.class,
          LayeredPerceptron.class);

  /** Public classes of this project with a base class. */
  private static List<Class<?>> implementing(Class<?> base) {
    return CLASSES.stream()
        .filter(type -> type.isAssignableTo(base))
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .<Class<?>>map(JavaClass::reflect)
        .filter(type -> !NOT_SENT.contains(type))
        .toList();
  }

  @Test
  void every_stage_that_a_client_can_load_is_registered() {
    for (Class<?> service : List.of(Estimator.class, Transformer.class, Evaluator.class)) {
      assertThat(implementing(service)).isNotEmpty();
      assertThat(ours(service))
          .containsExactlyInAnyOrderElementsOf(implementing(service))
          .isSortedAccordingTo(Comparator.comparing(Class::getName));
    }
    assertThat(ours(DataSourceRegister.class)).containsExactly(EspalierSource.class);
  }

  @Test
  void it_has_the_constructor_and_the_loader_that_spark_connect_calls() throws Exception {
    for (Class<?> service : List.of(Estimator.class, Evaluator.class)) {
      for (Class<?> type : ours(service)) {
        assertThat(type.getConstructor(String.class).newInstance("given")).hasToString("given");
      }
    }
    for (Class<?> service : List.of(Estimator.class, Transformer.class, Evaluator.class)) {
      for (Class<?> type : ours(service)) {
        assertThat(Modifier.isStatic(type.getMethod("load", String.class).getModifiers())).isTrue();
      }
    }
  }
}
