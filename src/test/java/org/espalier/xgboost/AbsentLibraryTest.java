package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.junit.jupiter.api.Test;

/** Our classes where XGBoost's own are not on the class path; starts no Spark. */
final class AbsentLibraryTest {

  private static final String TRAINERS = "org.espalier.spark.local.trainer.TaskTrainers";

  /** Loader of our classes that finds none of XGBoost's. */
  private static final class Loader extends URLClassLoader {

    Loader() {
      super(
          new URL[] {XGBoostClassifier.class.getProtectionDomain().getCodeSource().getLocation()});
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (name.startsWith("ml.dmlc.")) {
          throw new ClassNotFoundException(name);
        }
        if (!name.startsWith("org.espalier.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  private static Object called(Class<?> type, String name, Object... arguments) throws Exception {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        method.setAccessible(true);
        return method.invoke(null, arguments);
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void all_but_a_fit_works_and_a_fit_says_what_is_missing() throws Exception {
    try (Loader loader = new Loader()) {
      Class<?> trainers = loader.loadClass(TRAINERS);
      assertThat(called(trainers, "isKnown", new LogisticRegression())).isEqualTo(true);
      for (Class<?> type : new Class<?>[] {XGBoostClassifier.class, XGBoostRegressor.class}) {
        PipelineStage stage =
            (PipelineStage)
                loader.loadClass(type.getName()).getConstructor(String.class).newInstance("own");
        assertThat(stage.getClass()).isNotEqualTo(type);
        assertThat(stage.explainParams()).contains("eta: ");
        assertThat(called(trainers, "isKnown", stage)).isEqualTo(true);
        assertThat(stage.getClass().getMethod("libraryObjection").invoke(stage))
            .asString()
            .startsWith("Optional[XGBoost is not on the class path; put espalier-xgboost.jar");
      }
    }
  }
}
