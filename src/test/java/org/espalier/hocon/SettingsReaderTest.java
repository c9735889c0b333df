package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.evaluate.TimeLimits;
import org.espalier.metric.Metric;
import org.espalier.space.Condition;
import org.espalier.space.Domain;
import org.espalier.space.Scale;
import org.espalier.spec.BudgetPlan;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.RunPlan;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.TrackPlan;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.UsualPlans;
import org.espalier.spec.WinnerPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.HeldOutPlan;
import org.espalier.spec.rows.TablePlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {

  private static SearchPlan usual(String sampler, int trials) {
    return new SearchPlan(
        sampler,
        trials,
        List.of(),
        Optional.empty(),
        Optional.of(SearchPlan.USUAL_PORTFOLIO),
        List.of());
  }

  /** Every setting once, none as it is by default. */
  static final String LARGEST =
      """
      study = all, seed = 7
      data {
        source = "hdfs:///t", format = csv, label = y, positive = 1
        options { sep = ";", "nullValue" = "", quote.mode = all }
        tables { other = o.csv, third { source = t, format = orc, options { a = 1 } } }
        ignore = [a, 1], key = [id], duplicates = apart, nan = missing, test = none
        missing = [NA, "?"], weight = w, time = t
      }
      learners = [
        random-forest
        { type = logistic-regression, name = logistic
          space {
            tol = 1e-3
            regParam = { from = 1e-5, to = 10, scale = log, points = 4 }
            elasticNetParam { from = 0, to = 1, step = 0.25 }
            fitIntercept = [true, false]
            imputer { strategy = [mean, median] }
            "scaler.withMean" = true
            scaler.withStd = off
          } }
      ]
      metric = f1, metrics = [accuracy, mcc]
      folds { num-folds = 3, stratified = false, fold-rule = spark }
      search {
        sampler = grid, trials = 9
        start-points = [{ learner = logistic, regParam = 0.5, imputer { strategy = mean } }]
        prior = out/earlier
      }
      schedule { scheduler = halving, resource = folds, min-resource = 2, eta = 4 }
      budget {
        max-units = 1000000, timeout = 90 m, max-task-time = 5 h, target-score = 0.9, patience = 20
        max-failures = 5
      }
      winner = one-standard-error
      require { min-improvement = 0.01, required-score = 0.5 }
      run {
        parallelism = 8, window = 32
        cell-timeout = 90 s, pre-flight = false
        training = jobs
        task-memory = 64 MiB
      }
      output { path = "s3a://b/out", overwrite = true }
      """;

  @TempDir Path folder;
  private StudyFile file;

  @BeforeEach
  void newFile() {
    file = new StudyFile(folder);
  }

  @Nested
  class Plan {

    @Test
    void of_the_smallest_study_has_the_defaults_of_the_manual() {
      StudyPlan plan = file.plan(StudyFile.SMALLEST);
      assertThat(plan.name()).isEqualTo("s");
      assertThat(plan.tuning().seed()).isEqualTo(42);
      assertThat(plan.data())
          .isEqualTo(
              new DataPlan(
                  new TablePlan("table.csv", TablePlan.Format.AUTO, Map.of()),
                  Map.of(),
                  new DataPlan.Target(Optional.of("y"), Optional.empty()),
                  List.of(),
                  new DataPlan.RowKey(List.of(), DataPlan.Duplicates.TOGETHER),
                  new DataPlan.MissingValues(false, List.of()),
                  UsualPlans.noRoles(),
                  HeldOutPlan.of(0.2)));
      assertThat(plan.learners())
          .containsExactly(new LearnerPlan("random-forest", "random-forest", Map.of()));
      assertThat(plan.scoring().metric()).isEmpty();
      assertThat(plan.folds()).isEqualTo(new FoldsPlan(FoldsPlan.Rule.HASH, 5, true));
      assertThat(plan.tuning().search()).isEqualTo(usual("auto", 50));
      assertThat(plan.tuning().schedule())
          .isEqualTo(new SchedulePlan("auto", SchedulePlan.Resource.ROWS, OptionalLong.empty(), 3));
      assertThat(plan.tuning().budget().time()).isEmpty();
      assertThat(plan.tuning().budget().maxFailures()).isEqualTo(3);
      assertThat(plan.tuning().run()).isEqualTo(UsualPlans.run(0, 16));
      assertThat(plan.output()).isEqualTo(new OutputPlan("espalier-out", false));
    }

    @Test
    void of_a_study_that_says_everything() {
      StudyPlan plan = file.plan(LARGEST);
      assertThat(plan.data().table().options())
          .containsExactly(
              Map.entry("nullValue", ""), Map.entry("quote.mode", "all"), Map.entry("sep", ";"));
      assertThat(plan.data())
          .isEqualTo(
              new DataPlan(
                  new TablePlan("hdfs:///t", TablePlan.Format.CSV, plan.data().table().options()),
                  Map.of(
                      "other", new TablePlan("o.csv", TablePlan.Format.AUTO, Map.of()),
                      "third", new TablePlan("t", TablePlan.Format.ORC, Map.of("a", "1"))),
                  new DataPlan.Target(Optional.of("y"), Optional.of("1")),
                  List.of("a", "1"),
                  new DataPlan.RowKey(List.of("id"), DataPlan.Duplicates.APART),
                  new DataPlan.MissingValues(true, List.of("NA", "?")),
                  UsualPlans.roles(Optional.of("w"), Optional.empty(), Optional.of("t")),
                  HeldOutPlan.of(0)));
      assertThat(plan.scoring().metrics())
          .containsExactly(Metric.ACCURACY, Metric.of("mcc").orElseThrow());
      assertThat(plan.scoring().metric()).hasValue(Metric.F1);
      assertThat(plan.folds()).isEqualTo(new FoldsPlan(FoldsPlan.Rule.SPARK, 3, false));
      assertThat(plan.tuning().search())
          .isEqualTo(
              new SearchPlan(
                  "grid",
                  9,
                  List.of(
                      Map.of("learner", "logistic", "regParam", 0.5, "imputer.strategy", "mean")),
                  Optional.of("out/earlier"),
                  Optional.of(SearchPlan.USUAL_PORTFOLIO),
                  List.of()));
      assertThat(plan.tuning().schedule())
          .isEqualTo(
              new SchedulePlan("halving", SchedulePlan.Resource.FOLDS, OptionalLong.of(2), 4));
      assertThat(plan.tuning().budget())
          .isEqualTo(
              new BudgetPlan(
                  OptionalLong.of(1_000_000),
                  Optional.of(Duration.ofMinutes(90)),
                  Optional.of(Duration.ofHours(5)),
                  OptionalDouble.of(0.9),
                  OptionalInt.of(20),
                  5));
      assertThat(plan.tuning().winner())
          .isEqualTo(
              new WinnerPlan(
                  WinnerPlan.Rule.ONE_STANDARD_ERROR,
                  0,
                  OptionalDouble.of(0.01),
                  OptionalDouble.of(0.5)));
      assertThat(plan.tuning().run())
          .isEqualTo(
              new RunPlan(
                  8,
                  32,
                  new TimeLimits(Optional.of(Duration.ofSeconds(90))),
                  false,
                  new TrainingPlan(TrainingPlan.TrainingMode.JOBS, 64L << 20),
                  TrackPlan.NONE));
      assertThat(plan.output()).isEqualTo(new OutputPlan("s3a://b/out", true));
    }

    @Test
    void has_the_space_of_a_learner_in_alphabetic_order() {
      LearnerPlan learner = file.plan(LARGEST).learners().get(1);
      assertThat(learner.name()).isEqualTo("logistic");
      assertThat(learner.space())
          .containsExactly(
              Map.entry(
                  "elasticNetParam",
                  new Domain.Range(0, 1, Scale.LINEAR, Optional.of(0.25), OptionalInt.empty())),
              Map.entry("fitIntercept", new Domain.Choice(List.of(true, false))),
              Map.entry("imputer.strategy", new Domain.Choice(List.of("mean", "median"))),
              Map.entry(
                  "regParam",
                  new Domain.Range(1e-5, 10, Scale.LOG, Optional.empty(), OptionalInt.of(4))),
              Map.entry("scaler.withMean", new Domain.Fixed(true)),
              Map.entry("scaler.withStd", new Domain.Fixed("off")),
              Map.entry("tol", new Domain.Fixed(1e-3)));
    }

    @Test
    void has_the_suggested_ranges_of_params_without_a_domain() {
      LearnerPlan learner =
          file.with(
                  "learners = [{ type = xgboost, space { auto = true, eta = 0.1, gamma = [0, 1] }"
                      + " }]")
              .learners()
              .get(0);
      assertThat(learner.isSuggested()).isTrue();
      assertThat(learner.space())
          .containsEntry("eta", new Domain.Fixed(0.1))
          .containsKeys("gamma", "maxDepth", "numRound", "maxLeaves");
      assertThat(learner.rules().conditions()).containsOnlyKeys("maxLeaves");
    }

    @Test
    void has_suggested_children_only_of_a_parent_that_may_have_their_value() {
      String suggested = "learners = [{ type = xgboost, space { auto = true, growPolicy = %s } }]";
      LearnerPlan loss = file.with(suggested.formatted("lossguide")).learners().get(0);
      assertThat(loss.space()).containsKey("maxLeaves");
      assertThat(loss.rules().conditions()).isEmpty();
      for (String never : List.of("depthwise", "[depthwise]")) {
        assertThat(file.with(suggested.formatted(never)).learners().get(0).space())
            .doesNotContainKey("maxLeaves");
      }
    }

    @Test
    void has_what_else_can_be_said_of_a_param() {
      LearnerPlan learner =
          file.with(
                  """
                  learners = [{ type = net
                    space {
                      layers { elements = [8, { from = 4, to = 32 }, [2, 3]] }
                      fixed { elements = [8, 2] }
                      lists = [[8, 2], [8, 4, 2]]
                      rising = [1, 2, 4]
                      falling = [4, 2]
                      names { values = [low, high], ordered = true }
                      unlike { values = [1, 2], ordered = false }
                      deep {
                        from = 1, to = 2
                        when { imputer.strategy = mean, rising = [1, 2], layers { from = 8 } }
                      }
                    }
                    constraints = ["2 * rising - 0.5 <= falling * 3", "rising+falling>unlike"]
                    forbidden = [{ rising = 4, falling = { to = 2 } }]
                  }]
                  """)
              .learners()
              .get(0);
      Domain range = new Domain.Range(4, 32, Scale.LINEAR, Optional.empty(), OptionalInt.empty());
      assertThat(learner.space())
          .containsEntry(
              "layers",
              new Domain.Elements(
                  List.of(new Domain.Fixed(8), range, new Domain.Choice(List.of(2, 3), true))))
          .containsEntry("fixed", new Domain.Fixed(List.of(8, 2)))
          .containsEntry("lists", new Domain.Choice(List.of(List.of(8, 2), List.of(8, 4, 2))))
          .containsEntry("rising", new Domain.Choice(List.of(1, 2, 4), true))
          .containsEntry("falling", new Domain.Choice(List.of(4, 2)))
          .containsEntry("names", new Domain.Choice(List.of("low", "high"), true))
          .containsEntry("unlike", new Domain.Choice(List.of(1, 2)));
      assertThat(learner.rules().conditions())
          .containsOnly(
              Map.entry(
                  "deep",
                  List.of(
                      new Condition("imputer.strategy", "mean"),
                      Condition.between("layers", 8, Double.POSITIVE_INFINITY),
                      Condition.oneOf("rising", 1, 2))));
      assertThat(learner.rules().constraints())
          .extracting(Object::toString)
          .containsExactly("2.0 * rising + -0.5 <= 3.0 * falling", "unlike < rising + falling");
      assertThat(learner.rules().forbidden())
          .containsExactly(
              List.of(
                  Condition.between("falling", Double.NEGATIVE_INFINITY, 2),
                  new Condition("rising", 4)));
    }

    @Test
    void takes_a_whole_grid_unless_told_how_much_of_it() {
      assertThat(file.with("search = grid").tuning().search()).isEqualTo(usual("grid", 0));
    }

    @Test
    void takes_the_sampler_that_bohb_brings() {
      assertThat(file.with("schedule = bohb").tuning().search().sampler()).isEqualTo("tpe");
      assertThat(file.with("schedule = bohb, search = tpe").tuning().search().sampler())
          .isEqualTo("tpe");
      assertThat(file.with("schedule = hyperband").tuning().search().sampler()).isEqualTo("auto");
    }

    @Test
    void goes_fold_by_fold_in_a_race_whatever_else_is_said() {
      String race = "schedule { scheduler = racing, min-resource = 2000, min-folds = 9 }";
      assertThat(file.plan(StudyFile.SMALLEST + race).tuning().schedule())
          .isEqualTo(
              new SchedulePlan("racing", SchedulePlan.Resource.FOLDS, OptionalLong.empty(), 3));
    }

    @Test
    void takes_short_forms_for_sections() {
      StudyPlan plan = file.with("folds = 3\nschedule = halving\ndata.test = 0.1\n");
      assertThat(plan.folds()).isEqualTo(new FoldsPlan(FoldsPlan.Rule.HASH, 3, true));
      assertThat(plan.tuning().schedule().type()).isEqualTo("halving");
      assertThat(plan.data().test()).isEqualTo(HeldOutPlan.of(0.1));
      assertThat(file.with("folds = spark").folds())
          .isEqualTo(new FoldsPlan(FoldsPlan.Rule.SPARK, 5, true));
    }

    @Test
    void takes_the_later_of_two_values() {
      assertThat(file.with("seed = 1\nseed = 2\n").tuning().seed()).isEqualTo(2);
    }

    @Test
    void takes_json_and_the_same_from_another_file() {
      String json =
          """
          {"study": "s", "data": {"source": "t", "label": "y"}, "learners": ["random-forest"]}
          """;
      assertThat(file.plan(json).data().source()).isEqualTo("t");
      file.beside("base.conf", StudyFile.SMALLEST);
      assertThat(file.plan("include required(\"base.conf\")\nseed = 1").tuning().seed())
          .isEqualTo(1);
    }

    @Test
    void takes_variables_of_the_environment_also_where_a_number_or_a_section_is_due() {
      file.variable("TRIALS", "8").variable("FOLDS", "4").variable("HERE", "/data");
      StudyPlan plan =
          file.with(
              """
              search.trials = ${TRIALS}
              folds = ${FOLDS}
              data.source = ${HERE}"/t.csv"
              seed = ${?NOT_SET}
              """);
      assertThat(plan.tuning().search().trials()).isEqualTo(8);
      assertThat(plan.folds().number()).isEqualTo(4);
      assertThat(plan.data().source()).isEqualTo("/data/t.csv");
      assertThat(plan.tuning().seed()).isEqualTo(42);
    }
  }

  @Nested
  class Layers {

    @Test
    void set_wins_over_property_over_file_over_manual() {
      file.set("seed=1").set("seed = 2").property("espalier.seed", "3").property("seed", "4");
      file.property("espalier.folds.num-folds", "6");
      StudyPlan plan = file.with("seed = 5\nfolds = 7\nrun.window = 9\n");
      assertThat(plan.tuning().seed()).isEqualTo(2);
      assertThat(plan.folds().number()).isEqualTo(6);
      assertThat(plan.tuning().run()).isEqualTo(UsualPlans.run(0, 9));
    }

    @Test
    void a_short_form_leaves_the_rest_of_its_section_to_the_layer_below() {
      file.set("search = random");
      assertThat(file.with("search { sampler = grid, trials = 5 }").tuning().search())
          .isEqualTo(usual("random", 5));
      file = new StudyFile(folder).set("search.trials = 4");
      assertThat(file.with("search = grid").tuning().search()).isEqualTo(usual("grid", 4));
    }

    @Test
    void a_list_or_a_section_can_be_set_too() {
      file.set("learners = [{ type = a, space { p = [1, 2] } }]").set("data={ ignore = [b] }");
      StudyPlan plan = file.with("");
      assertThat(plan.learners())
          .containsExactly(
              new LearnerPlan("a", "a", Map.of("p", new Domain.Choice(List.of(1, 2), true))));
      assertThat(plan.data().ignore()).containsExactly("b");
      assertThat(plan.data().target().label()).hasValue("y");
    }

    @Test
    void a_text_is_taken_with_all_its_signs_where_the_shell_took_its_quotes() {
      file.set("data.source=s3a://bucket/x").set("output.path=C:\\data\\a, b #1 = {x}");
      file.set("data.test.held-out-source=https://h:80/x.csv?q=1").variable("USER", "me");
      file.set("search.prior=hdfs://${USER}/old").property("espalier.data.positive", "a=b");
      StudyPlan plan = file.with("");
      assertThat(plan.data().source()).isEqualTo("s3a://bucket/x");
      assertThat(plan.output().path()).isEqualTo("C:\\data\\a, b #1 = {x}");
      assertThat(plan.data().test().source()).hasValue("https://h:80/x.csv?q=1");
      assertThat(plan.tuning().search().prior()).hasValue("hdfs://me/old");
      assertThat(plan.data().target().positive()).hasValue("a=b");
    }

    @Test
    void what_the_file_refers_to_is_what_wins() {
      file.set("study=other");
      assertThat(file.with("output.path = \"out/\"${study}").output().path())
          .isEqualTo("out/other");
      assertThat(file.with("output.path = ${output.path}/${seed}").output().path())
          .isEqualTo("espalier-out/42");
    }
  }

  @Test
  void places_of_settings_go_with_the_plan() {
    StudyPlan plan = file.with("learners = [\n  { type = a\n    space { p = 1 } }\n]\n");
    assertThat(plan.tuning().origins().problem("learners[0].space.p", "is odd", "").where())
        .endsWith("study.conf: 6");
    assertThat(plan.tuning().origins().problem("learners[0].name", "is odd", "").where())
        .endsWith("study.conf: 5");
    assertThat(plan.tuning().origins().problem("folds.num-folds", "is odd", "").where())
        .endsWith("study.conf");
  }

  @Test
  void validation_rows_of_a_table_of_their_own_are_a_single_fold() {
    FoldsPlan folds = file.with("folds { fold-rule = source, validation-source = v.csv }").folds();
    assertThat(folds.rule()).isEqualTo(FoldsPlan.Rule.SOURCE);
    assertThat(folds.number()).isEqualTo(1);
    assertThat(folds.source()).hasValue("v.csv");
  }

  @Test
  void a_rule_of_folds_from_elsewhere_overrides_their_number() {
    file.set("folds.fold-column=c");
    assertThat(file.with("folds = 3").folds().rule()).isEqualTo(FoldsPlan.Rule.COLUMN);
  }
}
