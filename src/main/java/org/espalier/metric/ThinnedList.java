package org.espalier.metric;

import java.util.List;
import java.util.stream.IntStream;

/** Elements of a long list at even distances, the first and the last among them. */
final class ThinnedList {

  private ThinnedList() {}

  /**
   * The list itself if it is short enough.
   *
   * @param most maximum number of elements; at least 2
   */
  static <T> List<T> thin(List<T> all, int most) {
    return all.size() <= most
        ? all
        : IntStream.range(0, most)
            .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
            .toList();
  }
}
