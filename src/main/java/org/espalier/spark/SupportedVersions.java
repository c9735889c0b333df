package org.espalier.spark;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of Spark on which tests of Espalier have run. */
public final class SupportedVersions {

  /**
   * Add one when the gate runs tests on it, and to the site's page of versions. On 4.3.0 those of
   * the Python package run.
   */
  static final List<String> TESTED = List.of("3.5.9", "4.1.0", "4.3.0");

  /** Its constructors of Param cannot be called by classes built against another version. */
  private static final String BROKEN = "4.0.0";

  /** Vendors append words and numbers of their own. */
  private static final Pattern NUMBERS = Pattern.compile("(\\d+\\.\\d+\\.\\d+).*");

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private SupportedVersions() {}

  /**
   * Refuses a version that cannot work, and warns once a process of one that is not tested.
   *
   * @param says receives the warning
   * @throws IllegalStateException if it cannot work
   */
  public static void check(Consumer<String> says) {
    problem(SparkLine.sparkVersion())
        .ifPresent(
            wrong -> {
              throw new IllegalStateException(wrong);
            });
    Optional<String> warning = warning(SparkLine.sparkVersion());
    if (warning.isPresent() && WARNED.compareAndSet(false, true)) {
      says.accept(warning.get());
    }
  }

  /** Why a version cannot work; empty if it may. */
  public static Optional<String> problem(String spark) {
    return numbers(spark).equals(BROKEN)
        ? Optional.of(
            "espalier.jar: Spark 4.0.0 has params that no other version's classes can make"
                + " (SPARK-52259); use Spark 4.0.1 or later")
        : Optional.empty();
  }

  /** Line about a version that no test has run on; empty for one that is tested. */
  public static Optional<String> warning(String spark) {
    return TESTED.contains(numbers(spark))
        ? Optional.empty()
        : Optional.of(
            "espalier.jar: no test has run on Spark %s; tested are %s"
                .formatted(spark, String.join(", ", TESTED)));
  }

  private static String numbers(String version) {
    Matcher matcher = NUMBERS.matcher(version);
    return matcher.matches() ? matcher.group(1) : version;
  }
}
