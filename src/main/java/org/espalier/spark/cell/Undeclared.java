package org.espalier.spark.cell;

/** Throw of an exception that is not declared: that of a failed job is checked. */
public final class Undeclared {

  private Undeclared() {}

  /**
   * Throws an exception as it is.
   *
   * @return never; so that a caller can throw the result, which ends its path for the compiler
   */
  public static RuntimeException thrown(Throwable thrown) {
    throw Undeclared.<RuntimeException>cast(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws without a declaration
  private static <T extends Throwable> T cast(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
