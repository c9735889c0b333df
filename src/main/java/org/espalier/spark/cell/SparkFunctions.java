package org.espalier.spark.cell;

import java.util.function.Consumer;
import scala.Function1;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Adapters from Java functions to Scala's, for both Scala lines. */
public final class SparkFunctions {

  private SparkFunctions() {}

  public static <T> Function1<T, BoxedUnit> consumer(Consumer<T> consumer) {
    return new AbstractFunction1<>() {
      @Override
      public BoxedUnit apply(T value) {
        consumer.accept(value);
        return BoxedUnit.UNIT;
      }
    };
  }
}
