package org.espalier.spark.cell;

import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.Cell;
import org.espalier.spark.ConnectOperation;
import org.jspecify.annotations.Nullable;

/**
 * Job of a cell, as its properties name it.
 *
 * @param study identity of the study
 */
public record CellJob(UUID study, int trial) {

  static final String TAG_PREFIX = "espalier-";

  private static final String DESCRIPTION = "spark.job.description";

  /** Local property of jobs whose rows outlive the cell that stores them. */
  private static final String KEEPS = "espalier.keeps.rows";

  private static final Pattern TEXT = Pattern.compile(".*: trial (\\d{1,9}) rung \\d+ fold \\d+");

  /** Beginning of a tag: the prefix, and the study. */
  private static final Pattern TAG =
      Pattern.compile(
          "(?:^|,)%s([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-".formatted(TAG_PREFIX));

  /** Description of the jobs of a cell. */
  static String text(String study, Cell cell) {
    return "%s: trial %d rung %d fold %d"
        .formatted(study, cell.proposal().trial(), cell.proposal().rung(), cell.fold());
  }

  /**
   * Stores rows for several cells in the thread of one: they stay in storage if that cell fails.
   *
   * @param store starts the jobs that store them
   */
  public static <T> T keeping(SparkContext context, Supplier<T> store) {
    String before = context.getLocalProperty(KEEPS);
    context.setLocalProperty(KEEPS, "true");
    try {
      return store.get();
    } finally {
      context.setLocalProperty(KEEPS, before);
    }
  }

  /** True for a job that stores rows for several cells. */
  static boolean keepsRows(@Nullable Properties job) {
    return job != null && job.getProperty(KEEPS) != null;
  }

  /** The cell of a job; empty if the job is of no cell. */
  public static Optional<CellJob> of(Properties job) {
    Matcher text = TEXT.matcher(job.getProperty(DESCRIPTION, ""));
    Matcher tag = TAG.matcher(job.getProperty(ConnectOperation.TAGS, ""));
    return text.matches() && tag.find()
        ? Optional.of(new CellJob(UUID.fromString(tag.group(1)), Integer.parseInt(text.group(1))))
        : Optional.empty();
  }
}
