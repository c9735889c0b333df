package org.espalier.ml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reading of plain values: truth values, numbers, texts and lists of these. */
final class PlainJson {

  private PlainJson() {}

  /**
   * The value of a node.
   *
   * @param wrong makes the exception for a node that holds something else
   */
  static Object value(JsonNode node, Function<String, IllegalArgumentException> wrong) {
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(one -> list.add(value(one, wrong)));
      return List.copyOf(list);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (!node.isNumber()) {
      throw wrong.apply("does not take %s".formatted(node));
    }
    return node.isIntegralNumber()
        ? node.isInt() ? (Object) node.intValue() : (Object) node.longValue()
        : (Object) node.doubleValue();
  }
}
