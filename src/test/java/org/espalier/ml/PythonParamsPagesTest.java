package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.tuning.CrossValidator;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.HeldOutParam;
import org.espalier.ml.param.PlanParam;
import org.espalier.ml.param.SizeParam;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.study.EntryPoint;
import org.espalier.testing.GeneratedPage;
import org.espalier.testing.PythonSetting;
import org.junit.jupiter.api.Test;

/** Params of the Python tuners, made from those of the JVM; starts no Spark. */
final class PythonParamsPagesTest {

  private static final Path FILE = Path.of("src/main/python/espalier/params.py");

  /**
   * Annotation and example of params that hold a part of a plan: no setting with a single value.
   */
  private static final Map<String, List<String>> PLANS =
      Map.of(
          "space", List.of("str", "space"),
          "startPoints",
              List.of("str | Sequence[Mapping[Param[Any], Any]]", "[{lr.regParam: 0.1}]"),
          "then",
              List.of(
                  "str | Sequence[Mapping[str, Any]]",
                  "[{\"sampler\": \"grid\", \"trials\": 5, \"around\": {lr.regParam: 0.05}}]"));

  private static final String HEAD =
      """
      \"""Params of the tuners beside those of PySpark's own classes, as the JVM has them.

      Generated; written anew by: mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true
      \"""

      from __future__ import annotations

      from typing import Any, Literal, Mapping, Sequence, TypeVar

      from pyspark.ml.param import Param, Params, TypeConverters

      from espalier.maps import points_text, refinements_text, size_text, space_text, to_seconds

      P = TypeVar("P", bound="TunerParams")

      NAMES = (
      %s)

      TEXTS = (%s)

      LONG = (%s)


      class TunerParams(Params):
          \"""Params, getters and setters that both tuners have beside those of PySpark's own classes.

          >>> Tuner(trials=20, timeout="5m").getTimeout()
          300.0
          \"""
      """;

  @Test
  void python_has_the_params_of_the_jvm() throws IOException {
    Set<String> theirs =
        Arrays.stream(new CrossValidator().params()).map(Param::name).collect(Collectors.toSet());
    List<Param<?>> ours =
        Arrays.<Param<?>>stream(new Tuner("t").params())
            .filter(param -> !theirs.contains(param.name()))
            .filter(param -> !(param instanceof EstimatorsParam || param instanceof HeldOutParam))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(
        HEAD.formatted(
            ours.stream()
                .map(p -> "    \"%s\",\n".formatted(p.name()))
                .collect(Collectors.joining()),
            quoted(ours, PlanParam.class),
            quoted(ours, LongParam.class)));
    ours.forEach(
        param -> text.append(GeneratedPage.param(param.name(), doc(param), converter(param))));
    ours.forEach(param -> text.append(accessors(param)));
    if (Boolean.getBoolean(GeneratedPage.REWRITE)) {
      Files.writeString(FILE, text);
    }
    assertThat(FILE).content().isEqualTo(text.toString());
  }

  private static String quoted(List<Param<?>> params, Class<?> type) {
    return params.stream()
        .filter(type::isInstance)
        .map(param -> "\"%s\"".formatted(param.name()))
        .collect(Collectors.joining(", "));
  }

  private static String accessors(Param<?> param) {
    String capital = param.name().substring(0, 1).toUpperCase(Locale.ROOT);
    String name = capital + param.name().substring(1);
    return """

        def set%1$s(self: P, value: %2$s) -> P:
            \"""Sets %3$s.

    %4$s

            >>> Tuner().set%1$s(%6$s)%7$s
            \"""
            return self._set(%3$s=value)

        def get%1$s(self) -> %5$s:
            \"""Gets %3$s.

            >>> Tuner(%3$s=%6$s).get%1$s()%8$s
            \"""
            return self.getOrDefault(self.%3$s)
    """
        .formatted(
            name,
            annotation(param),
            param.name(),
            GeneratedPage.paragraph(doc(param) + ".", 8),
            PLANS.containsKey(param.name())
                ? "str"
                : PythonSetting.returned(row(param), EntryPoint.TUNER),
            PLANS.containsKey(param.name())
                ? PLANS.get(param.name()).get(1)
                : example(param).given(),
            ".isSet(\"%s\")\n        True".formatted(param.name()),
            PLANS.containsKey(param.name())
                ? "[0]\n        '{'"
                : "\n        " + example(param).returned());
  }

  private static Setting row(Param<?> param) {
    return SettingTable.get(param.name());
  }

  private static PythonSetting.Example example(Param<?> param) {
    return PythonSetting.example(row(param), EntryPoint.TUNER);
  }

  private static String annotation(Param<?> param) {
    return PLANS.containsKey(param.name())
        ? PLANS.get(param.name()).get(0)
        : PythonSetting.annotation(row(param), EntryPoint.TUNER);
  }

  /** Description; that of a size also has the default. */
  private static String doc(Param<?> param) {
    return param instanceof SizeParam ? "%s; %s".formatted(param.doc(), usual(param)) : param.doc();
  }

  private static String usual(Param<?> param) {
    return GeneratedPage.usual(SettingTable.get(param.name()), EntryPoint.TUNER);
  }

  private static String converter(Param<?> param) {
    if (param.name().equals("startPoints")) {
      return "points_text";
    }
    if (param.name().equals("then")) {
      return "refinements_text";
    }
    if (param.name().equals("space")) {
      return "space_text";
    }
    if (param instanceof SizeParam) {
      return "size_text";
    }
    SettingType.ValueKind kind = row(param).type(EntryPoint.TUNER).kind();
    if (kind == SettingType.ValueKind.TIME || kind == SettingType.ValueKind.GAP) {
      return "to_seconds";
    }
    if (param instanceof IntParam || param instanceof LongParam) {
      return "TypeConverters.toInt";
    }
    if (param instanceof BooleanParam) {
      return "TypeConverters.toBoolean";
    }
    return param instanceof DoubleParam ? "TypeConverters.toFloat" : "TypeConverters.toString";
  }
}
