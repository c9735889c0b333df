package org.espalier.hocon;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.study.EntryPoint;

/** Context of reading settings: which were looked up, and the problems found. */
final class ReadingContext {

  private final EntryPoint entryPoint;
  private final Origins origins;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Set<String>> asked = new LinkedHashMap<>();

  /** Context of a study file. */
  ReadingContext(Origins origins) {
    this(origins, EntryPoint.JOB);
  }

  ReadingContext(Origins origins, EntryPoint entryPoint) {
    this.entryPoint = entryPoint;
    this.origins = origins;
  }

  EntryPoint entryPoint() {
    return entryPoint;
  }

  Origins origins() {
    return origins;
  }

  /** Adds a problem with a setting; reading continues. */
  void problem(String path, String wrong, String right) {
    problems.add(origins.problem(path, Redaction.text(wrong), right));
  }

  List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  void asks(String section, String key) {
    asked.computeIfAbsent(section, path -> new LinkedHashSet<>()).add(key);
  }

  /** Settings of a section that were looked up, in that order: all that exist. */
  Set<String> known(String section) {
    return Collections.unmodifiableSet(asked.getOrDefault(section, Set.of()));
  }

  /** Paths of all sections in which a setting was looked up. */
  Set<String> sections() {
    return Collections.unmodifiableSet(asked.keySet());
  }

  /** A value as messages show it. */
  String shown(String path, ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NULL -> "null";
      case STRING -> "'%s'".formatted(Redaction.SECRETS.value(path, text(value)));
      case NUMBER, BOOLEAN -> Redaction.SECRETS.value(path, text(value));
    };
  }

  /** A number as it was written, true or false, or a text. */
  static String text(ConfigValue value) {
    return value.atKey("value").getString("value");
  }
}
