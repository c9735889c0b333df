package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.metric.ProblemType;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Strategies;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.spec.rows.TablePlan;
import org.espalier.testing.FakeCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The study files in {@code conf/} and its {@code guide/}. */
final class ExamplesTest {

  private static final Path FOLDER = Path.of("conf");

  static List<File> examples() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .sorted()
          .map(Path::toFile)
          .toList();
    }
  }

  private static StudyPlan plan(File file, Map<String, String> environment) {
    return new SettingsReader(Map.of(), environment).read(file, List.of()).plan();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void is_right_short_and_named_after_its_study(File file) throws IOException {
    StudyPlan plan = plan(file, Map.of("ESPALIER_DATA", "/data"));
    StudySpace space = StudySpace.of(plan, new FakeCatalogue());
    assertThat(space.defaults()).hasSameSizeAs(plan.learners());
    assertThat(StudySpace.of(plan, LearnerCatalogue.of(plan))).isEqualTo(space);
    assertThat(file.getName().replace('_', '-')).isEqualTo(plan.name() + ".conf");
    Stream.concat(Stream.of(plan.data().table()), plan.data().tables().values().stream())
        .filter(table -> table.format() != TablePlan.Format.SQL)
        .forEach(
            table ->
                assertThat(table.source())
                    .matches(
                        "embedded:[a-z-]+|/data/[a-z_0-9/]+\\.(csv\\.gz|txt)|target/guide/[a-z]+"));
    assertThat(Files.readAllLines(file.toPath())).hasSizeLessThanOrEqualTo(29);
  }

  @Test
  void there_is_one_for_each_strategy() throws IOException {
    List<StudyPlan> plans =
        examples().stream().map(file -> plan(file, Map.of("ESPALIER_DATA", "/data"))).toList();
    assertThat(plans.stream().map(plan -> plan.tuning().search().sampler()).distinct())
        .containsAll(Strategies.samplers());
    assertThat(plans.stream().map(plan -> plan.tuning().schedule().type()).distinct())
        .containsAll(
            Strategies.schedulers().stream()
                .filter(name -> !name.equals("pbt")) // schedules functions: guide/pbt.py
                .toList());
  }

  @Test
  void there_are_some_for_each_task() throws IOException {
    Set<ProblemType> tasks = EnumSet.noneOf(ProblemType.class);
    for (File file : examples()) {
      StudyPlan plan = plan(file, Map.of("ESPALIER_DATA", "/data"));
      tasks.addAll(StudySpace.of(plan, new FakeCatalogue()).tasks());
    }
    assertThat(tasks).containsAll(EnumSet.complementOf(EnumSet.of(ProblemType.SURVIVAL)));
  }

  @Test
  void one_on_data_from_elsewhere_says_what_to_set() {
    File file = FOLDER.resolve("adult.conf").toFile();
    assertThatThrownBy(() -> plan(file, Map.of()))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessage(
            "conf/adult.conf: 5: ${ESPALIER_DATA} is neither a setting nor in the environment;"
                + " set it, for example by export ESPALIER_DATA=…");
  }
}
