package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.spec.Redaction;

/**
 * Renderer of settings as HOCON, in the order in which they were read, with secrets hidden.
 *
 * @param redaction redaction of the output, which may hide more than that of messages
 */
record HoconRenderer(ReadingContext reading, Redaction redaction) {

  private static final ConfigRenderOptions HOCON = ConfigRenderOptions.concise().setJson(false);
  private static final Pattern PLAIN_KEY = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");

  private static final Pattern IN_SPACE = Pattern.compile("(^|\\]\\.)space\\.");

  /** Column where comments begin, unless the setting is longer. */
  private static final int COMMENTS = 48;

  String text(ConfigObject all, boolean withOrigins) {
    StringBuilder text = new StringBuilder();
    settings(all, "", "", withOrigins, text);
    return text.toString();
  }

  private void settings(
      ConfigObject section, String path, String indent, boolean withOrigins, StringBuilder text) {
    for (Map.Entry<String, ConfigValue> setting : ordered(section, path).entrySet()) {
      String key = setting.getKey();
      ConfigValue value = setting.getValue();
      String at = SettingsSection.join(path, key);
      String start = indent + key(key);
      if (value instanceof ConfigObject inner && !isInline(at, value)) {
        text.append(start).append(" {\n");
        settings(inner, at, indent + "  ", withOrigins, text);
        text.append(indent).append("}\n");
      } else if (value instanceof ConfigList list && !isInline(at, value)) {
        text.append(start).append(" = [\n");
        elements(list, at, indent + "  ", withOrigins, text);
        text.append(indent).append("]\n");
      } else {
        line(start + " = " + inline(at, value), at, withOrigins, text);
      }
    }
  }

  /** Settings that were looked up, in that order, then all others. */
  private Map<String, ConfigValue> ordered(ConfigObject section, String path) {
    Map<String, ConfigValue> rest = new TreeMap<>(section);
    Map<String, ConfigValue> ordered = new LinkedHashMap<>();
    for (String key : reading.known(path)) {
      Optional.ofNullable(rest.remove(key)).ifPresent(value -> ordered.put(key, value));
    }
    ordered.putAll(rest);
    return ordered;
  }

  private void elements(
      ConfigList list, String path, String indent, boolean withOrigins, StringBuilder text) {
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(path, i);
      if (list.get(i) instanceof ConfigObject inner) {
        text.append(indent).append("{\n");
        settings(inner, at, indent + "  ", withOrigins, text);
        text.append(indent).append("}\n");
      } else {
        line(indent + inline(at, list.get(i)), at, withOrigins, text);
      }
    }
  }

  private void line(String setting, String path, boolean withOrigins, StringBuilder text) {
    text.append(setting);
    if (withOrigins) {
      text.append(" ".repeat(Math.max(1, COMMENTS - setting.length())))
          .append("# ")
          .append(reading.origins().byPath().getOrDefault(path, SettingLayers.DEFAULT));
    }
    text.append('\n');
  }

  private static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : ConfigUtil.quoteString(key);
  }

  /** True for plain values, lists of them, and the domain of a param. */
  private static boolean isInline(String path, ConfigValue value) {
    if (value instanceof ConfigList list) {
      return !path.equals("learners") && list.stream().allMatch(SettingsSection::isPlain);
    }
    if (value instanceof ConfigObject section) {
      return section.isEmpty() || (IN_SPACE.matcher(path).find() && DomainReader.isDomain(section));
    }
    return true;
  }

  private String inline(String path, ConfigValue value) {
    if (value instanceof ConfigList list) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> inline("%s[%d]".formatted(path, i), list.get(i)))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof ConfigObject section) {
      if (section.isEmpty()) {
        return "{}";
      }
      return ordered(section, path).entrySet().stream()
          .map(
              e ->
                  key(e.getKey())
                      + " = "
                      + inline(SettingsSection.join(path, e.getKey()), e.getValue()))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (value.valueType() == ConfigValueType.NULL) {
      return "null"; // equivalent to a missing section
    }
    String shown = redaction.value(path, ReadingContext.text(value));
    return shown.equals(ReadingContext.text(value))
        ? value.render(HOCON)
        : ConfigUtil.quoteString(shown);
  }
}
