package org.espalier.spark.placement;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import scala.Option;

/**
 * Heap of the driver or of an executor.
 *
 * @param bytes above 0, of which a JVM may report fewer than are set
 * @param set value of its setting; empty if it is not set
 */
public record JvmHeap(Role role, long bytes, Optional<String> set) {

  /** Process that has the heap. */
  public enum Role {
    DRIVER,
    EXECUTOR;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Setting of Spark's that gives the heap its size. */
    String setting() {
      return "spark.%s.memory".formatted(text());
    }
  }

  private static final long MEBIBYTE = 1 << 20;

  /** Part of a heap that a JVM may not report of its setting: a tenth, by its collector. */
  private static final long OF_A_COLLECTOR = 10;

  public JvmHeap {
    if (bytes <= 0) {
      throw new IllegalArgumentException("A heap of %d bytes.".formatted(bytes));
    }
  }

  /** A heap of which nothing is set. */
  public JvmHeap(Role role, long bytes) {
    this(role, bytes, Optional.empty());
  }

  static JvmHeap of(Role role, long bytes, SparkConf conf) {
    Option<String> set = conf.getOption(role.setting());
    return new JvmHeap(role, bytes, set.isDefined() ? Optional.of(set.get()) : Optional.empty());
  }

  /** Setting of Spark's that gives the heap its size. */
  public String setting() {
    return role.setting();
  }

  /** The size that the JVM reports, and the one that is set. */
  public String text() {
    return "the %s's %,d MiB%s"
        .formatted(
            role.text(),
            bytes / MEBIBYTE,
            set.map(value -> " (%s = %s)".formatted(setting(), value)).orElse(""));
  }

  /** Setting of a heap that has so many bytes. */
  String larger(long needed) {
    long mebibytes = (needed + needed / OF_A_COLLECTOR + MEBIBYTE - 1) / MEBIBYTE;
    return "%s = %dm".formatted(setting(), mebibytes);
  }
}
