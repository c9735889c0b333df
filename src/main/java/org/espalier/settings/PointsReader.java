package org.espalier.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reader of start points: values by param, named as in the space. */
final class PointsReader {

  private static final String KEY = "points";

  private static final String EXAMPLE = "for example points = [{ maxDepth = 8, numTrees = 50 }]";

  private final ReadingContext reading;

  PointsReader(ReadingContext reading) {
    this.reading = reading;
  }

  List<Map<String, Object>> read(Section search) {
    List<Map<String, Object>> points = new ArrayList<>();
    List<ConfigValue> list = search.list(KEY, EXAMPLE);
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(KEY, i);
      Map<String, Object> point = new TreeMap<>();
      if (list.get(i) instanceof ConfigObject values) {
        values(new Section(reading, search.path(at), values), "", point);
      } else {
        String is = reading.shown(search.path(at), list.get(i));
        search.problem(at, "must be a section of values by param, but is " + is, EXAMPLE);
      }
      points.add(point);
    }
    return points;
  }

  private void values(Section section, String stage, Map<String, Object> point) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              section.value(key);
              boolean plain =
                  value instanceof ConfigList list
                      ? list.stream().allMatch(Section::isPlain)
                      : Section.isPlain(value);
              if (plain) {
                point.put(Section.join(stage, key), value.unwrapped());
              } else if (value instanceof ConfigObject && stage.isEmpty()) {
                values(section.section(key), key, point);
              } else {
                section.mustBe(key, "a value or a list of values");
              }
            });
  }
}
