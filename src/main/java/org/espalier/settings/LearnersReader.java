package org.espalier.settings;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.plan.learner.LearnerPlan;
import org.espalier.plan.learner.Learners;
import org.espalier.plan.learner.ParamRules;
import org.espalier.space.Domain;

/** Reader of the list of learners. Whether such learners exist is checked on the class path. */
final class LearnersReader {

  private static final String EXAMPLE = "for example learners = [random-forest]";

  private final ReadingContext reading;

  LearnersReader(ReadingContext reading) {
    this.reading = reading;
  }

  List<LearnerPlan> read(Section root) {
    Optional<ConfigValue> given = root.required("learners", EXAMPLE);
    if (given.isEmpty()) {
      return List.of();
    }
    List<ConfigValue> entries = root.list("learners", EXAMPLE);
    if (entries.isEmpty() && given.get().valueType() == ConfigValueType.LIST) {
      root.problem("learners", "is empty", EXAMPLE);
    }
    List<LearnerPlan> learners = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      learners.add(learner("learners[%d]".formatted(i), entries.get(i)));
    }
    return learners;
  }

  private LearnerPlan learner(String path, ConfigValue value) {
    TypedEntry entry = TypedEntry.read(reading, path, value, "a learner's", "random-forest");
    return entry
        .section()
        .map(section -> learner(section, entry.name(), entry.type()))
        .orElseGet(() -> new LearnerPlan(entry.name(), entry.type(), Map.of()));
  }

  private LearnerPlan learner(Section section, String name, String type) {
    Optional<String> classifier = section.text("classifier");
    if (classifier.isPresent() && !type.equals(LearnerPlan.ONE_VS_REST)) {
      section.problem("classifier", "is for type = one-vs-rest only", "leave it out");
    }
    String whole = classifier.map(LearnerPlan::oneVsRest).orElse(type);
    RulesReader rules = new RulesReader(reading);
    SpaceReader space = new SpaceReader(reading, rules);
    boolean suggested = section.says("space", "auto");
    if (section.isSet("space") && !suggested) {
      space.read(section.section("space"));
    }
    ParamRules between =
        new ParamRules(
            space.conditions(),
            rules.constraints(section, "constraints"),
            rules.forbidden(section, "forbidden"));
    Map<String, Domain> domains = suggested ? suggested(section, whole) : space.space();
    section.close();
    return new LearnerPlan(name, whole, domains, between);
  }

  private static Map<String, Domain> suggested(Section section, String type) {
    Map<String, Domain> suggested = new TreeMap<>();
    Learners.known()
        .suggested(type)
        .forEach((param, tried) -> suggested.put(param, tried.domain()));
    if (suggested.isEmpty() && !type.isEmpty()) {
      section.problem(
          "space",
          "there is no suggested space for '%s'".formatted(type),
          "give one: space { param = { from = …, to = … } }");
    }
    return suggested;
  }
}
