package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Orders of trees against those of Scala's maps: the running line's, and both lines' as written.
 */
final class ScalaTreeOrderTest {

  @ParameterizedTest
  @EnumSource
  void trees_are_walked_as_the_lines_maps_are(ScalaTreeOrder order) throws IOException {
    String name = "tree-order-" + order.name().replaceAll("\\D+", "") + ".txt";
    try (InputStream in =
        Objects.requireNonNull(ScalaTreeOrderTest.class.getResourceAsStream(name), name)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertThat(lines).hasSizeGreaterThan(100);
      for (String line : lines) {
        String[] sides = line.split(";", -1);
        assertThat(order.walk(trees(sides[0]))).as(sides[0]).containsExactly(trees(sides[1]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_written_line_is_what_the_running_line_writes(ScalaTreeOrder order) {
    if (order != MllibTrees.order()) {
      return;
    }
    for (String line : TreeOrders.lines()) {
      String[] sides = line.split(";", -1);
      assertThat(order.walk(trees(sides[0]))).as(sides[0]).containsExactly(trees(sides[1]));
    }
  }

  private static int[] trees(String side) {
    return Stream.of(side.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
