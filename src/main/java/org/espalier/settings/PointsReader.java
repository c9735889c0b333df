package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reader of start points: values by param, named as in the space. */
final class PointsReader {

  private static final String KEY = "points";

  private static final String EXAMPLE = "for example points = [{ maxDepth = 8, numTrees = 50 }]";

  private PointsReader() {}

  static List<Map<String, Object>> read(Section search) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (Section section : search.sections(KEY, "a section of values by param", EXAMPLE)) {
      Map<String, Object> point = new TreeMap<>();
      values(section, "", point);
      points.add(point);
    }
    return points;
  }

  private static void values(Section section, String stage, Map<String, Object> point) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              section.value(key);
              if (Section.isPlainOrList(value)) {
                point.put(Section.join(stage, key), value.unwrapped());
              } else if (value instanceof ConfigObject && stage.isEmpty()) {
                values(section.section(key), key, point);
              } else {
                section.mustBe(key, "a value or a list of values");
              }
            });
  }
}
