package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HoconRendererTest {

  @TempDir Path folder;
  private StudyFile file;

  @BeforeEach
  void newFile() {
    file = new StudyFile(folder);
  }

  @Test
  void settings_read_again_give_the_same_plan() {
    for (String text : List.of(StudyFile.SMALLEST, SettingsReaderTest.LARGEST)) {
      Settings first = file.read(text);
      Settings again = file.read(first.effective());
      assertThat(again.plan())
          .usingRecursiveComparison()
          .ignoringFields("tuning.origins")
          .isEqualTo(first.plan());
      assertThat(again.effective()).isEqualTo(first.effective());
      assertThat(file.read(first.withOrigins()).effective()).isEqualTo(first.effective());
    }
  }

  @Test
  void the_sampler_that_a_scheduler_brings_is_among_them_and_says_where_it_is_from() {
    Settings bohb = file.read(StudyFile.SMALLEST + "\nschedule = bohb\n");
    assertThat(bohb.effective()).contains("  sampler = tpe\n").contains("  scheduler = bohb\n");
    assertThat(bohb.withOrigins()).containsPattern("sampler = tpe +# schedule.scheduler = bohb\n");
    Settings again = file.read(bohb.effective());
    assertThat(again.plan().tuning().search().sampler()).isEqualTo("tpe");
    assertThat(again.effective()).isEqualTo(bohb.effective());
    assertThat(file.read(bohb.withOrigins()).effective()).isEqualTo(bohb.effective());
  }

  @Test
  void settings_are_complete_and_in_the_order_of_the_manual() {
    assertThat(
            file.read(
                    """
                    learners = [{
                      type = random-forest, space { maxDepth { to = 9, from = 2 }, a."b c" = [1] }
                    }]
                    data.label = y, data { source = "t.csv" }, study = s
                    """)
                .effective())
        .isEqualTo(
            """
            study = s
            seed = 42
            data {
              source = "t.csv"
              format = auto
              options = {}
              tables = {}
              label = y
              ignore = []
              key = []
              duplicates = together
              nan = error
              missing = []
              test {
                held-out = 0.2
              }
            }
            features = auto
            learners = [
              {
                type = random-forest
                space {
                  a {
                    "b c" = [1]
                  }
                  maxDepth = { from = 2, to = 9 }
                }
              }
            ]
            metric = auto
            metrics = []
            folds {
              num-folds = 5
              repeats = 1
              stratified = true
              fold-rule = hash
              fold-window = expanding
              gap = none
            }
            search {
              sampler = auto
              trials = auto
              start-points = []
              prior = none
              portfolio = auto
              then = []
            }
            schedule {
              scheduler = auto
              resource = rows
              min-resource = auto
              eta = 3
              min-folds = all
              perturb = auto
            }
            budget {
              max-units = none
              timeout = none
              max-task-time = none
              target-score = none
              patience = none
              max-failures = 3
            }
            winner {
              winner-rule = best
              winner-repeats = 0
            }
            require {
              min-improvement = none
              required-score = none
            }
            run {
              parallelism = auto
              window = 16
              cell-timeout = none
              pre-flight = true
              training = auto
              task-memory = auto
            }
            output {
              path = espalier-out
              resume = never
              overwrite = false
              names = shown
              collect-predictions = false
              loss-events = 100
              lease = "1 m"
            }
            track {
              mlflow-uri = none
              mlflow-experiment = none
              mlflow-model = none
            }
            model {
              save = spark
              threshold = none
              costs = []
              calibration = none
              ensemble = 1
              refit = training
            }
            """);
  }

  @Test
  void each_setting_tells_where_it_came_from() {
    file.set("seed=1").property("espalier.run.window", "4").variable("N", "3");
    String shown = file.read(StudyFile.SMALLEST + "folds = ${N}").withOrigins();
    String told = shown.replace(folder + File.separator, "");
    assertThat(told.lines())
        .contains(
            "study = s                                       # study.conf: 1",
            "seed = 1                                        # --set",
            "  label = y                                     # study.conf: 2",
            "  random-forest                                 # study.conf: 3",
            "  num-folds = \"3\"                               # environment variable N",
            "  window = 4                                    # -Despalier.run.window",
            "  eta = 3                                       # default");
  }

  @Test
  void secrets_are_hidden_and_the_plan_still_has_them() {
    Settings settings =
        file.read(
            """
            study = s
            learners = [{ type = a, space { tokenizer.minTokenLength = 3 } }]
            data {
              label = y, source = "jdbc:x://ann:s3cret@host/db?password=s3cret"
              options { user = ann, password = s3cret, fs.s3a.access.key = s3cret, token = "" }
            }
            """);
    for (String shown : List.of(settings.effective(), settings.withOrigins())) {
      assertThat(shown)
          .doesNotContain("s3cret")
          .contains("source = \"jdbc:x://ann:*********(redacted)@host/db?password=*********(re")
          .contains("    password = \"*********(redacted)\"")
          .contains("key = \"*********(redacted)\"")
          .contains("user = ann")
          .contains("minTokenLength = 3");
    }
    assertThat(settings.plan().data().source()).contains("s3cret");
    assertThat(settings.plan().data().table().options())
        .containsEntry("password", "s3cret")
        .containsEntry("fs.s3a.access.key", "s3cret");
  }
}
