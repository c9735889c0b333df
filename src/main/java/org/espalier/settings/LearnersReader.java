package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.espalier.plan.LearnerPlan;
import org.espalier.plan.Learners;
import org.espalier.plan.ParamRules;
import org.espalier.space.Domain;

/** Reader of the list of learners. Whether such learners exist is checked on the class path. */
final class LearnersReader {

  private static final String EXAMPLE = "for example learners = [random-forest]";

  /** No dots: they separate the name from the param in the names of dimensions. */
  static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,99}");

  /** Description of valid names. */
  static final String NAMES = "use letters, digits, '_' and '-', the first a letter or a digit";

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

  /** A learner; after a problem one with its path as a unique name. */
  private LearnerPlan learner(String path, ConfigValue entry) {
    if (entry.valueType() == ConfigValueType.STRING) {
      String type = ReadingContext.text(entry);
      return new LearnerPlan(usualName(type), type, Map.of());
    }
    if (!(entry instanceof ConfigObject values)) {
      reading.problem(
          path,
          "must be a learner's type or a section { … }, but is " + reading.shown(path, entry),
          "");
      return new LearnerPlan(path, path, Map.of());
    }
    Section section = new Section(reading, path, values);
    String type = section.requiredText("type", "for example type = random-forest");
    Optional<String> name = section.text("name");
    name.filter(text -> !NAME.matcher(text).matches())
        .ifPresent(
            text -> section.problem("name", "must be a name, but is '%s'".formatted(text), NAMES));
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
    return new LearnerPlan(
        name.orElse(type.isEmpty() ? path : usualName(type)), whole, domains, between);
  }

  /** The type itself; for a class, its name without the package. */
  private static String usualName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
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
