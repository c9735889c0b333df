package org.espalier.train.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scala.Tuple2;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.mutable.Builder;
import scala.collection.mutable.HashMap;

/**
 * Writer of the order in which the running Scala walks an immutable map that is made of a mutable
 * one, for sets of trees: {@code tree-order-212.txt} and {@code tree-order-213.txt} beside the
 * test. The scala-library on the class path decides the line.
 */
final class TreeOrders {

  private TreeOrders() {}

  /**
   * Writes a line's file.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), lines());
  }

  /** By line: trees in the order in which they were put in, a semicolon, and as they come out. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    Random random = new Random(1);
    for (int size : new int[] {1, 2, 3, 4, 5, 6, 20, 33, 64, 100}) {
      lines.add(line(IntStream.range(0, size).toArray()));
      lines.add(line(IntStream.range(0, size).map(i -> size - 1 - i).toArray()));
      for (int i = 0; i < (size < 7 ? 20 : 3); i++) {
        lines.add(line(random.ints(0, 4 * size + 2).distinct().limit(size).toArray()));
      }
    }
    lines.add(line(new int[] {70_000, 3, 131_072, 65_536, 1_500, 9, 40_000}));
    return lines;
  }

  private static String line(int[] trees) {
    HashMap<Object, Object> put = new HashMap<>();
    for (int tree : trees) {
      put.put(tree, tree);
    }
    Builder<Tuple2<Object, Object>, Map<Object, Object>> made = Map$.MODULE$.newBuilder();
    scala.collection.Iterator<Tuple2<Object, Object>> mutable = put.iterator();
    while (mutable.hasNext()) {
      made.$plus$eq(mutable.next());
    }
    List<Integer> walked = new ArrayList<>();
    scala.collection.Iterator<Tuple2<Object, Object>> immutable = made.result().iterator();
    while (immutable.hasNext()) {
      walked.add((Integer) immutable.next()._1());
    }
    return IntStream.of(trees).mapToObj(String::valueOf).collect(Collectors.joining(" "))
        + ";"
        + walked.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
