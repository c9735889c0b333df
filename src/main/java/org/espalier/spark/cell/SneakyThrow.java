package org.espalier.spark.cell;

/** Throw of checked exceptions without a declaration, such as that of a failed Spark job. */
public final class SneakyThrow {

  private SneakyThrow() {}

  /**
   * Throws an exception as it is.
   *
   * @return never; so that a caller can throw the result, which ends its path for the compiler
   */
  public static RuntimeException thrown(Throwable thrown) {
    throw SneakyThrow.<RuntimeException>cast(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws without a declaration
  private static <T extends Throwable> T cast(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
