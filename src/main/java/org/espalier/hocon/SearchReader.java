package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Refinement;

/** Reader of start points and refinements. */
final class SearchReader {

  private static final String POINTS =
      "for example start-points = [{ maxDepth = 8, numTrees = 50 }]";
  private static final String THEN =
      "for example then = [{ sampler = grid, around { numTrees = 10, maxDepth = 2 } }]";
  private static final String ELEMENT = "refinement";
  private static final String AUTO = "auto";

  private SearchReader() {}

  static List<Map<String, Object>> points(SettingsSection search) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (SettingsSection point :
        search.sections("start-points", "a section of values by param", POINTS)) {
      points.add(point(point));
    }
    return points;
  }

  static List<Refinement> refinements(SettingsSection search) {
    return search.sections("then", "a section", THEN).stream()
        .map(SearchReader::refinement)
        .toList();
  }

  /** Values by param, named as in the space. */
  static Map<String, Object> point(SettingsSection point) {
    Map<String, Object> values = new TreeMap<>();
    point.params(
        inner -> false,
        (section, key, name, value) -> {
          if (SettingsSection.isPlainOrList(value)) {
            values.put(name, value.unwrapped());
          } else {
            section.mustBe(key, "a value or a list of values");
          }
        });
    return values;
  }

  private static Refinement refinement(SettingsSection refinement) {
    String sampler = String.valueOf(refinement.field(ELEMENT, "sampler").orElse(GridSampler.NAME));
    Optional<Object> given = refinement.field(ELEMENT, "trials");
    boolean all = !refinement.isSet("trials") || given.filter(AUTO::equals).isPresent();
    int trials = given.filter(Long.class::isInstance).map(n -> ((Long) n).intValue()).orElse(0);
    if (all && sampler.equals(RandomSampler.NAME)) {
      refinement.problem("trials", "is missing", "set how many to draw: trials = 20");
    }
    Map<String, Double> around = new TreeMap<>();
    refinement
        .section("around")
        .params(
            inner -> false,
            (section, key, name, value) ->
                around.put(name, section.positive(key).orElse(1.0))); // any value after a problem
    if (around.isEmpty() && refinement.value("around").orElse(null) instanceof ConfigObject) {
      refinement.problem("around", "names no param", "for example around { maxDepth = 2 }");
    }
    refinement.close();
    return new Refinement(sampler, trials, around);
  }
}
