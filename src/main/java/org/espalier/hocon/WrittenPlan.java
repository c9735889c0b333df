package org.espalier.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.search.Refinement;
import org.espalier.space.SearchSpace;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.spec.SettingValues;
import org.espalier.study.EntryPoint;

/**
 * Plan of a study of the library in its written form, which is that of a study file. Live objects
 * have no text: a function, its data and listeners, an estimator, an evaluator and param maps.
 *
 * @param space parameters in order, with their conditions
 * @param points start points, values by parameter
 * @param simplicity parameters by which the simplest configuration wins
 */
public record WrittenPlan(
    SettingValues values,
    SearchSpace space,
    List<Map<String, Object>> points,
    List<Refinement> then,
    List<String> simplicity) {

  /** Section of the live objects that a recorded plan names. */
  static final String HANDLES = "handles";

  public WrittenPlan {
    points = List.copyOf(points);
    then = List.copyOf(then);
    simplicity = List.copyOf(simplicity);
  }

  /** Text of this plan: a setting a line, in the order of the table. */
  public String write() {
    Map<String, Object> byPath = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(values.entryPoint())) {
      Object value = values.values().get(setting.name());
      switch (setting.name()) {
        case "space" -> {
          if (!space.dimensions().isEmpty()) {
            byPath.put(setting.path(), SpaceText.domains(space));
          }
        }
        case "start-points" -> putUnlessEmpty(byPath, setting, points);
        case "then" ->
            putUnlessEmpty(byPath, setting, then.stream().map(WrittenPlan::refinement).toList());
        case "simplicity" -> putUnlessEmpty(byPath, setting, simplicity);
        default -> {
          if (value != null) {
            byPath.put(setting.path(), plain(setting, value));
          }
        }
      }
    }
    ReadingContext order = new ReadingContext(Origins.none("plan"));
    ConfigObject all = ConfigFactory.empty().root();
    for (Map.Entry<String, Object> entry : byPath.entrySet()) {
      String path = entry.getKey();
      int dot = path.lastIndexOf('.');
      order.asks(dot < 0 ? "" : path.substring(0, dot), path.substring(dot + 1));
      if (dot >= 0) {
        order.asks("", path.substring(0, dot));
      }
      if (entry.getValue() instanceof Map<?, ?> section) {
        section.keySet().forEach(key -> order.asks(path, String.valueOf(key)));
      }
      ConfigValue value = ConfigValueFactory.fromAnyRef(entry.getValue());
      all = value.atPath(path).root().withFallback(all);
    }
    return new HoconRenderer(order, Redaction.SECRETS).text(all, false);
  }

  private static void putUnlessEmpty(Map<String, Object> byPath, Setting setting, List<?> list) {
    if (!list.isEmpty()) {
      byPath.put(setting.path(), list);
    }
  }

  private static Map<String, Object> refinement(Refinement plan) {
    Map<String, Object> refinement = new LinkedHashMap<>();
    refinement.put("sampler", plan.sampler());
    if (plan.trials() > 0) {
      refinement.put("trials", plan.trials());
    }
    refinement.put("around", plan.around());
    return refinement;
  }

  private Object plain(Setting setting, Object value) {
    if (value instanceof Duration time) {
      return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
    return setting.type(values.entryPoint()).kind() == SettingType.ValueKind.SIZE
            && value instanceof Long size
        ? SettingType.sizeText(size)
        : value;
  }

  /**
   * Plan of a text.
   *
   * @param name name of the text in messages
   * @param entryPoint entry point of the library
   * @throws InvalidStudyException with all problems
   */
  public static WrittenPlan read(String name, String text, EntryPoint entryPoint) {
    ConfigObject all;
    try {
      all =
          SavedSizes.spellOut(
                  ConfigFactory.parseString(
                      text, ConfigParseOptions.defaults().setOriginDescription(name)))
              .root();
    } catch (ConfigException e) {
      String wrong = "is not HOCON: " + Redaction.text(String.valueOf(e.getMessage()));
      throw new InvalidStudyException(List.of(new Problem(name, "", wrong, "")));
    }
    ReadingContext reading = new ReadingContext(Origins.none(name), entryPoint);
    TableReader table = new TableReader(reading, all);
    SettingValues values = table.values();
    SettingsSection search = table.section("search");
    List<Map<String, Object>> points =
        search.isSet("start-points") ? SearchReader.points(search) : List.of();
    List<Refinement> then = search.isSet("then") ? SearchReader.refinements(search) : List.of();
    SettingsSection root = table.section("");
    List<String> simplicity = root.isSet("simplicity") ? root.texts("simplicity") : List.of();
    SearchSpace space = new SearchSpace(List.of());
    if (entryPoint == EntryPoint.FUNCTION
        ? root.required("space", "for example space { x = { from = 0.0, to = 1.0 } }").isPresent()
        : root.isSet("space")) {
      try {
        space = new SearchSpace(SpaceText.read(root.section("space")));
      } catch (IllegalArgumentException e) {
        root.problem("space", String.valueOf(e.getMessage()), "");
      }
    }
    root.value(HANDLES);
    table.close();
    InvalidStudyException.throwIfAny(reading.problems());
    return new WrittenPlan(values, space, points, then, simplicity);
  }
}
