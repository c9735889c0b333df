package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.space.Condition;
import org.espalier.space.Domain;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.ParamRules;

/**
 * Reader of a learner: its space, param by param, and the rules between params. Existence of
 * learners, stages and params is checked on the class path.
 */
final class LearnerReader {

  private static final String EXAMPLE = "for example learners = [random-forest]";

  private static final String FOLDER =
      "the folder of a Pipeline that was saved before fit and ends in its learner";

  /** Value of a space, or its key among domains, for the suggested ranges of all other params. */
  private static final String AUTO = "auto";

  private final SettingsSection learner;
  private final Map<String, Domain> space = new TreeMap<>();
  private final Map<String, List<Condition>> conditions = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();
  private boolean isSuggested = false;

  private LearnerReader(SettingsSection learner) {
    this.learner = learner;
  }

  static List<LearnerPlan> list(SettingsSection root) {
    Optional<ConfigValue> given = root.required("learners", EXAMPLE);
    if (given.isEmpty()) {
      return List.of();
    }
    List<ConfigValue> entries = root.list("learners", EXAMPLE);
    if (entries.isEmpty() && given.get().valueType() == ConfigValueType.LIST) {
      root.problem("learners", "is empty", EXAMPLE);
    }
    List<LearnerPlan> learners = new ArrayList<>();
    SettingsSection.elements("learners", entries)
        .forEach((at, value) -> learners.add(learner(root, at, value)));
    return learners;
  }

  private static LearnerPlan learner(SettingsSection root, String key, ConfigValue value) {
    SettingsSection.TypedEntry entry =
        SettingsSection.TypedEntry.read(root, key, value, "a learner's", "random-forest");
    if (entry.section().isEmpty() && entry.type().equals(LearnerPlan.PIPELINE)) {
      root.problem(key + ".path", "is missing", FOLDER);
    }
    return entry
        .section()
        .map(section -> new LearnerReader(section).read(entry.name(), entry.type()))
        .orElseGet(() -> new LearnerPlan(entry.name(), entry.type(), Map.of()));
  }

  private LearnerPlan read(String name, String type) {
    Optional<String> classifier = learner.text("classifier");
    if (classifier.isPresent() && !type.equals(LearnerPlan.ONE_VS_REST)) {
      learner.problem("classifier", "is for type = one-vs-rest only", "leave it out");
    }
    Optional<String> path = learner.text("path");
    boolean isPipeline = type.equals(LearnerPlan.PIPELINE);
    if (path.isPresent() != isPipeline) {
      learner.problem(
          "path",
          isPipeline ? "is missing" : "is for type = pipeline only",
          isPipeline ? FOLDER : "leave it out");
    }
    String whole =
        path.filter(folder -> isPipeline)
            .map(LearnerPlan::pipeline)
            .or(() -> classifier.map(LearnerPlan::oneVsRest))
            .orElse(type);
    isSuggested = learner.isKeyword("space", AUTO);
    if (learner.isSet("space") && !isSuggested) {
      learner.section("space").params(DomainReader::isDomain, this::param);
    }
    if (isSuggested) {
      addSuggested(whole);
    }
    ParamRules between =
        new ParamRules(
            conditions,
            RulesReader.constraints(learner, "constraints"),
            RulesReader.forbidden(learner, "forbidden"));
    learner.close();
    return new LearnerPlan(name, whole, space, between, isSuggested);
  }

  private void param(SettingsSection section, String key, String name, ConfigValue value) {
    if (!seen.add(name)) {
      section.problem(key, "occurs twice, once with a dot and once in a section", "");
      return;
    }
    if (name.equals(AUTO)) {
      isSuggested = Boolean.TRUE.equals(value.unwrapped());
      if (!isSuggested) {
        section.mustBe(key, "true", "auto = true: the suggested ranges of all other params");
      }
      return;
    }
    Optional<Domain> domain = DomainReader.read(section, key, value);
    domain.ifPresent(found -> space.put(name, found));
    if (value instanceof ConfigObject inner && DomainReader.isDomain(inner)) {
      List<Condition> when = RulesReader.conditions(section.section(key), "when");
      if (domain.filter(Domain.Fixed.class::isInstance).isPresent() && !when.isEmpty()) {
        section.problem(
            key,
            "is fixed, so it is in every trial",
            "give values = [ … ], which can have a condition");
      } else if (!when.isEmpty()) {
        conditions.put(name, when);
      }
    }
  }

  /** Adds the suggested domains of params that have none. */
  private void addSuggested(String type) {
    Map<String, LearnerDescriptor.Suggested> suggested = Learners.known().suggested(type);
    Map<String, Domain> given = Map.copyOf(space);
    suggested.forEach(
        (param, tried) -> {
          boolean isExisting =
              tried.when().stream().allMatch(condition -> mayHold(condition, given));
          if (isExisting && !given.containsKey(param)) {
            space.put(param, tried.domain());
            List<Condition> open =
                tried.when().stream()
                    .filter(condition -> !(given.get(condition.parent()) instanceof Domain.Fixed))
                    .toList();
            if (!open.isEmpty()) {
              conditions.put(param, open);
            }
          }
        });
    String single = LearnerPlan.single(type);
    boolean exists =
        single.contains(".")
            || LearnerPlan.pathOf(type).isPresent()
            || Learners.known().ofType(single).isPresent();
    if (suggested.isEmpty() && exists) { // otherwise the type is the problem
      learner.problem(
          "space",
          "there is no suggested space for '%s'".formatted(type),
          "give one: space { param = { from = …, to = … } }");
    }
  }

  /** False if the domain that a condition's parent was given excludes it. */
  private static boolean mayHold(Condition condition, Map<String, Domain> given) {
    Domain parent = given.get(condition.parent());
    if (parent instanceof Domain.Fixed fixed) {
      return condition.criterion().holds(fixed.value());
    }
    return !(parent instanceof Domain.Choice choice)
        || choice.values().stream().anyMatch(condition.criterion()::holds);
  }
}
