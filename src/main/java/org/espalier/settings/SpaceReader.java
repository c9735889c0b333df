package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.space.Condition;
import org.espalier.space.Domain;

/**
 * Reader of a learner's space, param by param: a section that is no domain names a feature stage.
 * Existence and type of params are checked on the class path.
 */
final class SpaceReader {

  private final DomainReader domains;
  private final RulesReader rules;
  private final Map<String, Domain> space = new TreeMap<>();
  private final Map<String, List<Condition>> conditions = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();

  SpaceReader(ReadingContext reading, RulesReader rules) {
    this.domains = new DomainReader(reading);
    this.rules = rules;
  }

  void read(Section section) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof ConfigObject inner && !DomainReader.isDomain(inner)) {
                Section stage = section.section(key);
                stage.entries().forEach((param, v) -> param(stage, param, key + "." + param, v));
              } else {
                param(section, key, key, value);
              }
            });
  }

  /** Domains by param in alphabetic order; without those that have problems. */
  Map<String, Domain> space() {
    return space;
  }

  /** Conditions by param, of those that have any. */
  Map<String, List<Condition>> conditions() {
    return conditions;
  }

  private void param(Section section, String key, String name, ConfigValue value) {
    section.value(key);
    if (!seen.add(name)) {
      section.problem(key, "occurs twice, once with a dot and once in a section", "");
      return;
    }
    Optional<Domain> domain = domains.read(section, key, value);
    domain.ifPresent(found -> space.put(name, found));
    if (value instanceof ConfigObject inner && DomainReader.isDomain(inner)) {
      List<Condition> when = rules.conditions(section.section(key), "when");
      if (domain.filter(Domain.Fixed.class::isInstance).isPresent() && !when.isEmpty()) {
        section.problem(
            key, "is fixed, and so in every trial", "values = [ … ] can have a condition");
      } else if (!when.isEmpty()) {
        conditions.put(name, when);
      }
    }
  }
}
