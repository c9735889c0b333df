package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.espalier.ml.MetricEvaluator;
import org.espalier.xgboost.XGBoostClassificationModel;
import org.espalier.xgboost.XGBoostClassifier;
import org.espalier.xgboost.XGBoostRegressionModel;
import org.espalier.xgboost.XGBoostRegressor;
import org.junit.jupiter.api.Test;

/** Classes that Spark looks up as services; one that it cannot load would hide all others. */
final class ConnectServicesTest {

  private static List<Class<?>> ours(Class<?> service) {
    return ServiceLoader.load(service).stream()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .filter(type -> type.getName().startsWith("org.espalier."))
        .toList();
  }

  @Test
  void every_stage_that_a_client_can_load_is_registered() {
    assertThat(ours(Estimator.class))
        .containsExactly(XGBoostClassifier.class, XGBoostRegressor.class);
    assertThat(ours(Transformer.class))
        .containsExactly(XGBoostClassificationModel.class, XGBoostRegressionModel.class);
    assertThat(ours(Evaluator.class)).containsExactly(MetricEvaluator.class);
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
