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
import org.espalier.spec.SettingTable;
import org.espalier.study.Door;
import org.espalier.testing.GeneratedPage;
import org.junit.jupiter.api.Test;

/** Params of the Python tuners, made from those of the JVM; starts no Spark. */
final class PythonParamsPagesTest {

  private static final Path FILE = Path.of("src/main/python/espalier/params.py");

  /** Types of Python that the converters of params take and return; those of texts take more. */
  private static final Map<String, String> TAKEN =
      Map.of(
          "TypeConverters.toInt", "int",
          "TypeConverters.toBoolean", "bool",
          "TypeConverters.toFloat", "float",
          "TypeConverters.toString", "str",
          "size_text", "str");

  private static final String HEAD =
      """
      \"""Params of the tuners beside those of PySpark's own classes, as the JVM has them.

      Generated; written anew by: mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true
      \"""

      from __future__ import annotations

      from typing import Any

      from pyspark.ml.param import Param, Params, TypeConverters

      from espalier.maps import points_text, refinements_text, size_text, space_text

      NAMES = (
      %s)

      TEXTS = (%s)

      LONG = (%s)


      class TunerParams(Params):
          \"""Params, getters and setters.\"""
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

        def set%s(self, value: %s) -> Any:
            \"""Sets %s.%s\"""
            return self._set(%s=value)

        def get%s(self) -> %s:
            \"""Gets %s.\"""
            return self.getOrDefault(self.%s)
    """
        .formatted(
            name,
            TAKEN.getOrDefault(converter(param), "Any"),
            param.name(),
            param instanceof SizeParam ? more(param) : "",
            param.name(),
            name,
            TAKEN.getOrDefault(converter(param), "str"),
            param.name(),
            param.name());
  }

  /** Description; that of a size also has the default. */
  private static String doc(Param<?> param) {
    return param instanceof SizeParam ? "%s; %s".formatted(param.doc(), usual(param)) : param.doc();
  }

  private static String usual(Param<?> param) {
    return GeneratedPage.usual(SettingTable.get(param.name()), Door.TUNER);
  }

  private static String more(Param<?> param) {
    return "\n\n        :param value: %s; %s\n        "
        .formatted(SettingTable.get(param.name()).sizes(Door.TUNER), usual(param));
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
    if (param instanceof IntParam || param instanceof LongParam) {
      return "TypeConverters.toInt";
    }
    if (param instanceof BooleanParam) {
      return "TypeConverters.toBoolean";
    }
    return param instanceof DoubleParam ? "TypeConverters.toFloat" : "TypeConverters.toString";
  }
}
