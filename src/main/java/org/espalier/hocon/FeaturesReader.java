package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.spec.learners.FeaturesPlan;
import org.espalier.spec.learners.FeaturesPlan.FeatureStage;

/** Reader of the feature stages. Stages and params are checked on the class path later. */
final class FeaturesReader {

  private static final String KEY = "features";

  private static final String EXAMPLE =
      "for example features = [{ type = vector-assembler, params { inputCols = [a, b] } }]";

  private FeaturesReader() {}

  static FeaturesPlan read(SettingsSection root) {
    Optional<ConfigValue> value = root.value(KEY);
    if (root.isKeyword(KEY, "auto")) {
      return new FeaturesPlan.Chosen();
    }
    if (value.isPresent() && value.get() instanceof ConfigList list) {
      return stages(root, list);
    }
    if (value.isPresent() && value.get().valueType() == ConfigValueType.STRING) {
      Optional<String> path = root.place(KEY);
      return path.isPresent() ? new FeaturesPlan.Saved(path.get()) : new FeaturesPlan.Chosen();
    }
    root.mustBe(KEY, "a list of stages", EXAMPLE + ", or the path of a saved pipeline");
    return new FeaturesPlan.Chosen();
  }

  private static FeaturesPlan stages(SettingsSection root, ConfigList list) {
    if (list.isEmpty()) {
      root.problem(KEY, "is empty", EXAMPLE);
    }
    List<FeatureStage> stages = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      FeatureStage stage = stage(root, FeaturesPlan.path(i, ""), list.get(i));
      Integer other = places.putIfAbsent(stage.name(), i);
      if (other != null) {
        root.problem(
            FeaturesPlan.path(i, "name"),
            "'%s' is the name of features[%d] too".formatted(stage.name(), other),
            "give each stage a name of its own");
      }
      stages.add(stage);
    }
    return new FeaturesPlan.Stages(stages);
  }

  private static FeatureStage stage(SettingsSection root, String key, ConfigValue value) {
    SettingsSection.TypedEntry entry =
        SettingsSection.TypedEntry.read(root, key, value, "a stage's", "string-indexer");
    Map<String, Object> params = new TreeMap<>();
    entry
        .section()
        .ifPresent(
            section -> {
              if (section.isSet("params")) {
                params(section.section("params"), params);
              }
              section.close();
            });
    return new FeatureStage(entry.name(), entry.type(), params);
  }

  private static void params(SettingsSection section, Map<String, Object> params) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              if (SettingsSection.isPlainOrList(value)) {
                params.put(key, value.unwrapped());
              } else {
                section.mustBe(
                    key,
                    "a value or a list of values",
                    "to search it, name it in a learner's space");
              }
            });
  }
}
