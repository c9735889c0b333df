package org.espalier.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;

/**
 * Text form of a space of ranges and choices, which a journal records: a JSON array with an object
 * for each parameter, in order.
 */
public final class SpaceText {

  private static final String ROOT = "space";

  private SpaceText() {}

  /**
   * The text of a space.
   *
   * @throws IllegalArgumentException if it has parameters or conditions of another kind
   */
  public static String of(SearchSpace space) {
    List<Map<String, Object>> all = space.dimensions().stream().map(SpaceText::object).toList();
    return ConfigValueFactory.fromIterable(all).render(ConfigRenderOptions.concise());
  }

  private static Map<String, Object> object(Dimension dimension) {
    Map<String, Object> object = new LinkedHashMap<>();
    Parameter parameter = dimension.parameter();
    object.put("name", parameter.name());
    if (parameter instanceof FloatParameter real) {
      put(object, "float", real.low(), real.high(), real.scale());
      object.put("step", real.step());
      object.put("points", real.points());
    } else if (parameter instanceof IntParameter whole) {
      put(object, "int", whole.low(), whole.high(), whole.scale());
      object.put("step", whole.step());
      object.put("points", whole.points());
    } else if (parameter instanceof ChoiceParameter choice) {
      object.put("choices", choice.grid());
    } else {
      throw new IllegalArgumentException("%s has no text.".formatted(parameter));
    }
    object.put("when", dimension.conditions().stream().map(SpaceText::object).toList());
    return object;
  }

  private static void put(
      Map<String, Object> object, String type, Number from, Number to, Scale scale) {
    object.put("type", type);
    object.put("from", from);
    object.put("to", to);
    object.put("scale", scale.name().toLowerCase(Locale.ROOT));
  }

  private static Map<String, Object> object(Condition condition) {
    if (condition.criterion() instanceof ConditionCriterion.OneOf one) {
      return Map.of("parent", condition.parent(), "values", one.values());
    }
    throw new IllegalArgumentException("%s has no text.".formatted(condition));
  }

  /**
   * The space of a text.
   *
   * @throws com.typesafe.config.ConfigException if it is none
   */
  public static SearchSpace read(String text) {
    List<Dimension> dimensions = new ArrayList<>();
    for (ConfigValue each : ConfigFactory.parseString(ROOT + " = " + text).getList(ROOT)) {
      ConfigObject object = (ConfigObject) each;
      List<Condition> conditions =
          object.toConfig().getObjectList("when").stream().map(SpaceText::condition).toList();
      dimensions.add(new Dimension(parameter(object), conditions));
    }
    return new SearchSpace(dimensions);
  }

  private static Condition condition(ConfigObject object) {
    var config = object.toConfig();
    return Condition.oneOf(config.getString("parent"), config.getAnyRefList("values").toArray());
  }

  private static Parameter parameter(ConfigObject object) {
    var config = object.toConfig();
    String name = config.getString("name");
    if (config.hasPath("choices")) {
      return new ChoiceParameter(name, List.copyOf(config.getAnyRefList("choices")));
    }
    Scale scale = Scale.valueOf(config.getString("scale").toUpperCase(Locale.ROOT));
    int points = config.getInt("points");
    return config.getString("type").equals("int")
        ? new IntParameter(
            name, config.getInt("from"), config.getInt("to"), scale, config.getInt("step"), points)
        : new FloatParameter(
            name,
            config.getDouble("from"),
            config.getDouble("to"),
            scale,
            config.getDouble("step"),
            points);
  }
}
