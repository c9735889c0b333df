package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.plan.RefinementPlan;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;

/** Reader of the refinements of a search. */
final class RefinementsReader {

  private static final String KEY = "then";

  private static final String EXAMPLE =
      "for example then = [{ sampler = grid, around { numTrees = 10, maxDepth = 2 } }]";

  private RefinementsReader() {}

  static List<RefinementPlan> read(Section search) {
    return search.sections(KEY, "a section", EXAMPLE).stream()
        .map(RefinementsReader::refinement)
        .toList();
  }

  private static RefinementPlan refinement(Section refinement) {
    String sampler =
        refinement.isSet("sampler")
            ? refinement.oneOf("sampler", RefinementPlan.SAMPLERS)
            : GridSampler.NAME;
    boolean all = !refinement.isSet("trials") || refinement.says("trials", "auto");
    int trials = all ? 0 : refinement.whole("trials", 1);
    if (all && sampler.equals(RandomSampler.NAME)) {
      refinement.problem("trials", "is missing", "how many to draw: trials = 20");
    }
    Map<String, Double> around = new LinkedHashMap<>();
    Section distances = refinement.section("around");
    add(distances, "", around);
    if (around.isEmpty() && refinement.value("around").orElse(null) instanceof ConfigObject) {
      refinement.problem("around", "names no param", "for example around { maxDepth = 2 }");
    }
    refinement.close();
    return new RefinementPlan(sampler, trials, around);
  }

  private static void add(Section section, String stage, Map<String, Double> around) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              section.value(key);
              if (value instanceof ConfigObject && stage.isEmpty()) {
                add(section.section(key), key, around);
              } else {
                double distance =
                    section.positive(key).orElse(1); // any value will do after a problem
                around.put(Section.join(stage, key), distance);
              }
            });
  }
}
