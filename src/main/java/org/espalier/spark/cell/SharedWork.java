package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Work on behalf of many cells, done by the first one that needs it: its jobs are charged to none
 * of them, and what it persists is not mistaken for a leftover of a failed cell.
 */
public final class SharedWork {

  private SharedWork() {}

  /** Runs an action without the tags of the cell in whose thread it runs; other tags are kept. */
  public static <T> T run(SparkContext context, Supplier<T> work) {
    List<String> tags = new ArrayList<>();
    context.getJobTags().foreach(SparkFunctions.consumer(tags::add));
    tags.removeIf(tag -> !tag.startsWith(SparkCells.TAG_PREFIX));
    tags.forEach(context::removeJobTag);
    try {
      return work.get();
    } finally {
      tags.forEach(context::addJobTag);
    }
  }
}
