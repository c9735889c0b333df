package org.espalier.spark;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.ValidatorParams$;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SignalUtils;
import org.jspecify.annotations.Nullable;
import scala.Tuple4;

/** Spark line on the class path (3.5 or 4.x), with the code that differs between the lines. */
public final class SparkLine {

  private SparkLine() {}

  /** Spark version, for example {@code 4.1.0}. */
  public static String sparkVersion() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /** Scala version, for example {@code 2.13.17}. */
  public static String scalaVersion() {
    return scala.util.Properties$.MODULE$.versionNumberString();
  }

  /** Runs an action before a signal, for example {@code INT}, ends this process as usual. */
  public static void onSignal(String signal, Runnable action) {
    SignalUtils.register(
        signal,
        () -> {
          action.run();
          return false; // passed on to the original handler
        });
  }

  /** Turns off all logging through the logger that comes with Spark. */
  public static void silence() {
    silence(LogManager.ROOT_LOGGER_NAME);
  }

  /** Turns off a logger, with those below it, of the logger that comes with Spark. */
  public static void silence(String name) {
    try {
      Configurator.setAllLevels(name, Level.OFF);
    } catch (LinkageError | RuntimeException e) {
      // Another logger: its lines are shown next to ours.
    }
  }

  /**
   * Exception that {@code main} throws to end with an exit code: SparkSubmit exits with it and
   * prints no stack trace. Its only constructor takes the code on 3.5, and also a cause on 4.x.
   */
  public static Exception exit(int code) {
    try {
      Constructor<?> constructor = SparkUserAppException.class.getConstructors()[0];
      @Nullable Object[] arguments = new @Nullable Object[constructor.getParameterCount()];
      arguments[0] = code;
      return (Exception) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SparkUserAppException has changed its constructor.", e);
    }
  }

  /**
   * Relative error with which {@code percentile_approx} works: it takes an accuracy, a whole
   * number, in its place.
   */
  public static double percentileError(double error) {
    return 1 / Math.min(Integer.MAX_VALUE, Math.ceil(1 / error));
  }

  /**
   * Relative error with which {@code approxQuantile} works: that of {@code percentile_approx} from
   * 4.1 on, which it calls there.
   */
  public static double quantileError(double error) {
    boolean calls = !sparkVersion().startsWith("3.") && !sparkVersion().startsWith("4.0.");
    return calls ? percentileError(error) : error;
  }

  /**
   * Model of an imputer. Its constructor takes a table of the values on 3.5, and their columns and
   * an array from 4.1 on.
   *
   * @param columns that are imputed
   * @param surrogates value for each of them
   */
  public static ImputerModel imputer(String uid, String[] columns, double[] surrogates) {
    try {
      for (Constructor<?> constructor : ImputerModel.class.getConstructors()) {
        if (constructor.getParameterCount() == 3) {
          return (ImputerModel) constructor.newInstance(uid, columns, surrogates);
        }
        if (constructor.getParameterCount() == 2) {
          return (ImputerModel) constructor.newInstance(uid, table(columns, surrogates));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ImputerModel has changed its constructor.", e);
    }
    throw new IllegalStateException("ImputerModel has no constructor that is known.");
  }

  private static Dataset<Row> table(String[] columns, double[] values) {
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, DataTypes.DoubleType, false);
    }
    Row row = RowFactory.create(Arrays.stream(values).boxed().toArray());
    return SparkSession.active().createDataFrame(List.of(row), schema);
  }

  /**
   * Table of rows in Spark's own format, without a conversion of each value to Java's and back. The
   * method is the session's in 3.5 and that of its classic subclass in 4.x.
   */
  @SuppressWarnings("unchecked") // Spark's own signature
  public static Dataset<Row> table(SparkSession spark, RDD<InternalRow> rows, StructType schema) {
    try {
      return (Dataset<Row>)
          spark
              .getClass()
              .getMethod("internalCreateDataFrame", RDD.class, StructType.class, boolean.class)
              .invoke(spark, rows, schema, false);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Rows cannot be made a table.", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SparkSession.internalCreateDataFrame is gone.", e);
    }
  }

  /**
   * Content of a saved CrossValidator or TrainValidationSplit: metadata, estimator, evaluator and
   * maps. Spark's own loader takes a SparkContext on 3.5 and a session on 4.x.
   *
   * @param type name of the class that was saved
   */
  @SuppressWarnings("unchecked") // Spark's own signature
  public static Tuple4<DefaultParamsReader.Metadata, Estimator<?>, Evaluator, ParamMap[]>
      loadValidator(String path, SparkSession spark, String type) {
    return (Tuple4<DefaultParamsReader.Metadata, Estimator<?>, Evaluator, ParamMap[]>)
        load(ValidatorParams$.MODULE$, "loadImpl", path, spark, type);
  }

  /** Stage of any class that Spark saved. */
  public static Params loadStage(String path, SparkSession spark) {
    return (Params) load(DefaultParamsReader$.MODULE$, "loadParamsInstance", path, spark);
  }

  /** Calls a loader of Spark, which takes a SparkContext on 3.5 and a session on 4.x. */
  private static Object load(
      Object module, String loader, String path, SparkSession spark, Object... more) {
    for (Method method : module.getClass().getMethods()) {
      if (method.getName().equals(loader)) {
        boolean bySession = method.getParameterTypes()[1].isInstance(spark);
        List<Object> arguments = new ArrayList<>();
        arguments.add(path);
        arguments.add(bySession ? spark : spark.sparkContext());
        arguments.addAll(List.of(more));
        try {
          return method.invoke(module, arguments.toArray());
        } catch (InvocationTargetException e) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException("%s cannot be read.".formatted(path), e.getCause());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("%s is not public any more.".formatted(loader), e);
        }
      }
    }
    throw new IllegalStateException("%s is gone.".formatted(loader));
  }
}
