package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.space.Scale;
import org.espalier.spec.Origins;
import org.espalier.spec.Recommendation;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.Strategies;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.TablePlan;
import org.junit.jupiter.api.Test;

/**
 * The manual says what the reader does. What its defaults are, {@link SettingsReaderTest} holds.
 */
final class ReferenceTest {

  private static final String STUDY =
      """
      study = s
      data { source = t, label = y }
      learners = [{ type = a, space { p = { from = 1, to = 2 } } }]
      """;

  private static String manual() throws IOException {
    StringBuilder manual = new StringBuilder();
    for (String file : List.of("reference.conf", "elements.conf")) {
      try (InputStream in = SettingTable.class.getResourceAsStream(file)) {
        manual.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return manual.toString();
  }

  /** Every key in it is read: one that is not is an unknown setting. */
  private static ReadingContext read() {
    ConfigObject all =
        ConfigFactory.parseString(STUDY).root().withFallback(SettingLayers.reference());
    ReadingContext reading = new ReadingContext(Origins.none("s"));
    new StudyReader(reading).read(all.toConfig().root());
    return reading;
  }

  @Test
  void every_setting_that_is_read_is_in_the_manual() throws IOException {
    ReadingContext reading = read();
    String manual = manual();
    for (String section : reading.sections()) {
      for (String key : reading.known(section)) {
        if (!section.endsWith(".space")) {
          assertThat(Pattern.compile("(?m)\\b" + Pattern.quote(key) + "\\b").matcher(manual).find())
              .as("%s of '%s'", key, section)
              .isTrue();
        }
      }
    }
    assertThat(reading.known("data"))
        .containsExactly(
            "source",
            "format",
            "options",
            "tables",
            "label",
            "positive",
            "ignore",
            "key",
            "duplicates",
            "nan",
            "missing",
            "weight",
            "group",
            "time",
            "censor",
            "user",
            "item",
            "test");
  }

  @Test
  void every_field_of_an_element_is_read_and_checked() {
    Map<String, String> places =
        Map.of(
            "learner", "learners = [{ type = one-vs-rest, %s }]",
            "stage", "features = [{ type = binarizer, %s }]",
            "domain", "learners = [{ type = a, space { p { %s } } }]",
            "criterion", "learners = [{ type = a, forbidden = [{ p { %s } }] }]",
            "refinement", "search.then = [{ around.p = 1, %s }]",
            "table", "data.tables.t { source = t, %s }");
    assertThat(SettingTable.fields())
        .extracting(Setting::section)
        .hasSameElementsAs(places.keySet());
    for (Setting field : SettingTable.fields()) {
      String beside = field.name().equals("ordered") ? "values = [1, 2], " : "";
      String wrong =
          places.getOrDefault(field.section(), "").formatted(beside + field.name() + " = [[{}]]");
      ReadingContext reading = new ReadingContext(Origins.none("s"));
      ConfigObject given = ConfigFactory.parseString(wrong).root();
      new StudyReader(reading)
          .read(given.withFallback(SettingLayers.reference()).toConfig().root());
      assertThat(reading.problems())
          .as(field.path())
          .anyMatch(problem -> problem.path().contains("." + field.name()));
    }
  }

  @Test
  void every_setting_has_a_comment_above_it() throws IOException {
    List<String> lines = manual().lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches(" *[a-z-]+ = .*")) {
        assertThat(lines.get(i - 1)).as(lines.get(i)).matches(" *#.*");
      }
    }
  }

  @Test
  void defaults_are_those_of_the_recommendations() throws IOException {
    assertThat(usual(Recommendation.SAMPLERS))
        .containsExactly(SettingLayers.reference().toConfig().getString("search.sampler"));
    assertThat(usual(Recommendation.SCHEDULERS))
        .containsExactly(SettingLayers.reference().toConfig().getString("schedule.scheduler"));
    assertThat(manual().replaceAll("\\s+#?\\s*", " "))
        .contains(
            "auto: %s for two classes, %s for more, %s for regression and recommendation, %s for"
                    .formatted(usual(Recommendation.METRICS).stream().distinct().toArray())
                + " survival analysis, %s for clustering"
                    .formatted(usual(Recommendation.METRICS).get(5)));
  }

  private static List<String> usual(List<Recommendation> list) {
    return list.stream().filter(Recommendation::usual).map(Recommendation::value).toList();
  }

  @Test
  void names_of_strategies_formats_and_rules_are_in_the_manual() throws IOException {
    String manual = manual();
    assertThat(manual).contains(Strategies.samplers()).contains(Strategies.schedulers());
    Stream.of(
            TablePlan.Format.values(),
            DataPlan.Duplicates.values(),
            FoldsPlan.Rule.values(),
            SchedulePlan.Resource.values(),
            Scale.values())
        .flatMap(Arrays::stream)
        .map(name -> name.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .forEach(name -> assertThat(manual).contains(name));
  }
}
