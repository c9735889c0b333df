package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.spec.SettingValues;
import org.espalier.study.EntryPoint;

/**
 * Reader of the settings of an entry point that have a single value; other readers read its
 * sections.
 */
final class TableReader {

  /** Settings of a study file of which a missing one is a problem, with an example. */
  private static final Map<String, String> REQUIRED =
      Map.of("study", "name it: study = my-study", "data.source", DataReader.EXAMPLE);

  private final ReadingContext reading;
  private final Map<String, SettingsSection> sections = new LinkedHashMap<>();

  TableReader(ReadingContext reading, ConfigObject all) {
    this.reading = reading;
    sections.put("", new SettingsSection(reading, "", all));
  }

  /** Values; a wrong one has its default. */
  SettingValues values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(reading.entryPoint())) {
      if (setting.type(reading.entryPoint()).kind() == SettingType.ValueKind.OBJECT) {
        continue; // unknown to a text
      }
      SettingsSection section = section(setting.section());
      section.value(setting.name()); // marks it as known, in the order of the table
      String example = reading.entryPoint() == EntryPoint.JOB ? REQUIRED.get(setting.path()) : null;
      if (example != null) {
        values.put(setting.name(), section.requiredPlace(setting.name(), example));
      } else if (setting.type(reading.entryPoint()).isScalar()) {
        section.read(setting).ifPresent(value -> values.put(setting.name(), value));
      }
    }
    return new SettingValues(reading.entryPoint(), values);
  }

  /** Section of a path; an empty one where an entry point has no defaults and nothing was given. */
  SettingsSection section(String path) {
    SettingsSection known = sections.get(path);
    if (known != null) {
      return known;
    }
    int dot = path.lastIndexOf('.');
    SettingsSection outer = section(path.substring(0, Math.max(0, dot)));
    String key = path.substring(dot + 1);
    SettingsSection section =
        reading.entryPoint() == EntryPoint.JOB || outer.isSet(key)
            ? outer.section(key)
            : outer.child(key, ConfigValueFactory.fromMap(Map.of()));
    sections.put(path, section);
    return section;
  }

  /** Reports every setting that was not looked up. */
  void close() {
    sections.values().forEach(SettingsSection::close);
  }
}
