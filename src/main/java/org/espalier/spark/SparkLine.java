package org.espalier.spark;

import java.lang.reflect.Constructor;
import org.apache.spark.SparkUserAppException;
import org.jspecify.annotations.Nullable;

/** The Spark on the class path, and what differs between its lines 3.5 and 4.x. */
public final class SparkLine {

  private SparkLine() {}

  /** For example {@code 4.1.0}. */
  public static String sparkVersion() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /** For example {@code 2.13.17}. */
  public static String scalaVersion() {
    return scala.util.Properties$.MODULE$.versionNumberString();
  }

  /**
   * What {@code main} throws to end with an exit code: SparkSubmit exits with it and prints no
   * trace. Its only constructor takes the code on 3.5 and a cause as well on 4.x.
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
}
