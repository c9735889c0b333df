package org.espalier.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingType;
import org.espalier.study.EntryPoint;

/** Type annotation and example value of a setting in the generated Python files. */
public final class PythonSetting {

  /** Examples of texts, by the setting's name. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "group", "customer",
          "time", "day",
          "mlflow-uri", "http://localhost:5000",
          "mlflow-experiment", "churn",
          "perturb", "stepSize",
          "journal", "studies/churn/journal",
          "prior", "studies/last-week");

  private PythonSetting() {}

  /** Type of the values that Python's entry points take, for example {@code float | str}. */
  public static String annotation(Setting setting, EntryPoint entryPoint) {
    SettingType type = setting.type(entryPoint);
    return switch (type.kind()) {
      case WHOLE -> "int";
      case NUMBER -> "float";
      case TRUTH -> "bool";
      case TIME, GAP -> "float | str";
      case ONE_OF ->
          type.names().stream()
              .map("\"%s\""::formatted)
              .collect(Collectors.joining(", ", "Literal[", "]"));
      case TEXT, PLACE, SIZE -> "str";
      case TEXTS, OTHER, OBJECT ->
          throw new IllegalArgumentException(setting.path() + " has no single value.");
    };
  }

  /** Type of the value that Python's getter returns. */
  public static String returned(Setting setting, EntryPoint entryPoint) {
    return switch (setting.type(entryPoint).kind()) {
      case TIME, GAP -> "float";
      case ONE_OF -> "str";
      default -> annotation(setting, entryPoint);
    };
  }

  /** An example: what is written in a call, and what the getter then returns. */
  public record Example(String given, String returned) {}

  /** Example of a value that the setting takes. */
  public static Example example(Setting setting, EntryPoint entryPoint) {
    SettingType type = setting.type(entryPoint);
    return switch (type.kind()) {
      case WHOLE -> same(whole(setting, entryPoint));
      case NUMBER -> same("0.2");
      case TRUTH -> same("True");
      case TIME -> new Example("\"5m\"", "300.0");
      case GAP -> new Example("\"1d\"", "86400.0");
      case SIZE -> text("512 MiB");
      case ONE_OF -> text(last(type.names()));
      case TEXT, PLACE ->
          text(
              Optional.ofNullable(TEXTS.get(setting.name()))
                  .orElseThrow(() -> new IllegalStateException(setting.path() + ": no example")));
      case TEXTS, OTHER, OBJECT ->
          throw new IllegalArgumentException(setting.path() + " has no single value.");
    };
  }

  /** A whole number other than the default. */
  private static String whole(Setting setting, EntryPoint entryPoint) {
    return IntStream.of(20, 3, 2, 1)
        .filter(
            whole -> !setting.defaultText(entryPoint).equals(Optional.of(Integer.toString(whole))))
        .filter(whole -> setting.typedProblem(entryPoint, whole).isEmpty())
        .mapToObj(Integer::toString)
        .findFirst()
        .orElseThrow();
  }

  private static Example same(String value) {
    return new Example(value, value);
  }

  private static Example text(String value) {
    return new Example("\"%s\"".formatted(value), "'%s'".formatted(value));
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }
}
