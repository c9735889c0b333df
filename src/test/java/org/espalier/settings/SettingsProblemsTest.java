package org.espalier.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a study file, to the letter. */
final class SettingsProblemsTest {

  @TempDir Path folder;
  private StudyFile file;

  @BeforeEach
  void newFile() {
    file = new StudyFile(folder);
  }

  @Nested
  class TheFile {

    @Test
    void is_not_there() {
      assertThat(file.problems(folder.resolve("nope.conf")))
          .isEqualTo("nope.conf: there is no such file");
    }

    @Test
    void is_a_folder() throws IOException {
      Path conf = Files.createDirectory(folder.resolve("conf"));
      assertThat(file.problems(conf)).isEqualTo("conf: is a folder; name a study file in it");
    }

    @Test
    void is_not_hocon() {
      assertThat(file.problems("study = s\ndata { source = x\n"))
          .isEqualTo(
              "study.conf: 3: is not HOCON: expecting a close parentheses ')' here, not: end of"
                  + " file");
      assertThat(file.problems("study = s\ndata { source = hdfs:/x }\n"))
          .isEqualTo("study.conf: 2: is not HOCON: Expecting close brace } or a comma, got ':'");
    }

    @Test
    void includes_a_file_that_is_not_there_or_not_right() {
      file.beside("base.conf", "seed = 1\n include \"nowhere\"\n");
      assertThat(
              file.problems(
                  """
                  include required("other.conf")
                  include "base"
                  data { include file("/no/such.conf") }
                  include classpath("no.such")
                  include url("file:/no/such.json")
                  """))
          .isEqualTo(
              """
              study.conf: 1: include "other.conf": there is no such file; \
              its path is relative to this file
              base.conf: 2: include "nowhere": there is no such file; \
              its path is relative to this file, its name ends with .conf, .json or .properties
              study.conf: 3: include "/no/such.conf": there is no such file; \
              its path is relative to the working directory
              study.conf: 4: include "no.such": there is no such file; \
              its path is relative to the root of the class path, \
              its name ends with .conf, .json or .properties
              study.conf: 5: include "file:/no/such.json": there is no such file\
              """);
      file.beside("more.conf", "seed = 1\nfold = 3\n");
      assertThat(file.problemsWith("include \"more.conf\""))
          .isEqualTo("more.conf: 2: fold: is not a setting; did you mean 'folds'?");
    }

    @Test
    void includes_itself() {
      file.beside("more.conf", "include \"study.conf\"\n");
      assertThat(file.problemsWith("include \"more.conf\""))
          .isEqualTo("study.conf: includes itself, or a file that does; leave one out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void is_of_two_bytes_a_letter(String charset) throws IOException {
      Path conf = folder.resolve("study.conf");
      Files.writeString(conf, "study = s\n", Charset.forName(charset));
      assertThat(file.problems(conf)).isEqualTo("study.conf: is UTF-16; save it as UTF-8");
    }

    @Test
    void uses_what_stands_for_nothing_every_name_told() {
      assertThat(file.problemsWith("budget.time = ${TIME}\noutput.path = ${HERE}/${THERE}\n"))
          .isEqualTo(
              """
              study.conf: 4: ${TIME} is neither a setting nor in the environment; \
              set it, for example by export TIME=…
              study.conf: 5: ${HERE} is neither a setting nor in the environment; \
              set it, for example by export HERE=…
              study.conf: 5: ${THERE} is neither a setting nor in the environment; \
              set it, for example by export THERE=…\
              """);
    }

    @Test
    void goes_round_in_a_circle() {
      assertThat(
              file.problems("study = s\ndata { source = ${data.label}, label = ${data.source} }"))
          .isEqualTo("study.conf: 2: ${data.source} refers to itself");
    }

    @Test
    void adds_to_a_value_that_is_no_list() {
      assertThat(file.problems("study = s\ndata { source = a, label = y }\nfeatures += hashing"))
          .startsWith("default: ")
          .endsWith(
              ": features: a list or a section is put together with a value that is"
                  + " neither; += and ${…} [ … ] add to a list, ${…} { … } to a section");
    }

    @Test
    void lacks_what_is_required() {
      assertThat(file.problems("seed = 1"))
          .isEqualTo(
              """
              study.conf: study: is missing; name it: study = my-study
              study.conf: data.source: is missing; name the table: source = "path/to/table.csv"
              study.conf: learners: is missing; for example learners = [random-forest]
              study.conf: data.label: is missing; \
              name the column to be predicted: label = column\
              """);
      assertThat(file.problems("study = s\ndata { label = y }\nlearners = [{}]"))
          .isEqualTo(
              """
              study.conf: 2: data.source: is missing; name the table: source = "path/to/table.csv"
              study.conf: 3: learners[0].type: is missing; for example type = random-forest\
              """);
    }

    @Test
    void has_problems_in_every_section_all_told_at_once() {
      assertThat(
              file.problems(
                  """
                  study = a/b
                  data { source = "", label = [y], testt = 0.2 }
                  learners = []
                  folds = 2.5
                  search { trails = 5 }
                  budget { time = soon }
                  """))
          .isEqualTo(
              """
              study.conf: 1: study: must name a folder, but is 'a/b'; use up to 100 letters, \
              digits, '.', '_' and '-', the first a letter or a digit
              study.conf: 2: data.source: must be a text, but is ''
              study.conf: 2: data.label: must be a text, but is a list
              study.conf: 2: data.testt: is not a setting of this section; did you mean 'test'?
              study.conf: 3: learners: is empty; for example learners = [random-forest]
              study.conf: 4: folds.number: must be a whole number, but is 2.5
              study.conf: 5: search.trails: is not a setting of this section; \
              did you mean 'trials'?
              study.conf: 6: budget.time: must be a time above zero with its unit, but is 'soon'; \
              for example 90 s, 30 m or 2 h\
              """);
    }
  }

  /** Line; problem. All on the fourth line of the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sede = 1                       | sede: is not a setting; did you mean 'seed'?
          tuner { seed = 1 }             | tuner: is not a setting; one of study, seed, data, features, learners, metric, metrics, folds, search, schedule, budget, winner, …
          seed = 0.5                     | seed: must be a whole number, but is 0.5
          seed = 1e30                    | seed: must be a whole number of at most 9223372036854775807, but is 1e30
          seed = null                    | seed: must be a whole number, but is null
          data = x                       | data: must be a section { … }, but is 'x'
          data.format = parket           | data.format: must be auto, csv, json, parquet, orc, avro, libsvm, text, image, delta, iceberg, table, sql or jdbc, but is 'parket'; did you mean 'parquet'?
          data.format = tsv              | data.format: must be auto, csv, json, parquet, orc, avro, libsvm, text, image, delta, iceberg, table, sql or jdbc, but is 'tsv'; did you mean 'csv'?
          data.format = []               | data.format: must be a text, but is a list
          data.options = 1               | data.options: must be a section { … }, but is 1
          data.options.sep = [x]         | data.options.sep: must be a text, but is a list
          data.ignore = fnlwgt           | data.ignore: must be a list [ … ], but is 'fnlwgt'
          data.ignore = [a, b, a]        | data.ignore[2]: 'a' occurs twice
          data.ignore = [{}]             | data.ignore[0]: must be a text, but is a section
          data.ignore = [y]              | data.ignore: names the label 'y'
          data.duplicates = apartt       | data.duplicates: must be together or apart, but is 'apartt'; did you mean 'apart'?
          data.nan = ok                  | data.nan: must be error or missing, but is 'ok'
          data.test = 1                  | data.test.fraction: must be none, or at least 0 and below 1, but is 1
          data.test = -0.1               | data.test.fraction: must be none, or at least 0 and below 1, but is -0.1
          data.test = "20%"              | data.test.fraction: must be a finite number, but is '20%'; did you mean 0.2?
          data.test = 20                 | data.test.fraction: must be none, or at least 0 and below 1, but is 20; did you mean 0.2?
          search.trials = "1_000"        | search.trials: must be a whole number, but is '1_000'; did you mean 1000?
          data.test = some               | data.test.fraction: must be a finite number, but is 'some'
          data.test = NaN                | data.test.fraction: must be a finite number, but is 'NaN'
          data.test { fractoin = 0.1 }   | data.test.fractoin: is not a setting of this section; did you mean 'fraction'?
          metric = rsme                  | metric: must be auto, area-under-roc, area-under-pr, accuracy, f1, log-loss, rmse, mse, mae, r2, …, but is 'rsme'; did you mean 'rmse'?
          metric = auc                   | metric: must be auto, area-under-roc, area-under-pr, accuracy, f1, log-loss, rmse, mse, mae, r2, …, but is 'auc'; did you mean 'area-under-roc'?
          metrics = [roc_auc]            | metrics[0]: 'roc_auc' is not a metric; did you mean 'area-under-roc'?
          folds { number = 3, column = grp } | folds.number: is 3, but folds.column makes one for each of its values; leave one of them out
          folds { number = 3, fraction = 0.2 } | folds.number: is 3, but folds.fraction makes one; leave one of them out
          folds = five                   | folds.number: must be a whole number, but is 'five'
          folds = 1                      | folds.number: must be a whole number of at least 2, but is 1
          folds = [5]                    | folds: must be a section { … }, but is a list
          folds { stratified = perhaps } | folds.stratified: must be true or false, but is 'perhaps'
          folds { rule = sparc }         | folds.rule: must be hash, spark, time, column, split or source, but is 'sparc'; did you mean 'spark'?
          folds = 3, folds.repeats = 2   | folds: is a section here, and was a single value before; one section: folds { … }
          output = out, output { path = o } | output: is a section here, and was a single value before; one section: output { … }
          data.test = 0.1, data.test.after = 3 | data.test: is a section here, and was a single value before; one section: data.test { … }
          folds { k = 5 }                | folds.k: is not a setting of this section; did you mean 'number'?
          metric = [f1, mcc]             | metric: is a list; metric = one of them, metrics = [ … ] the others
          search = gird                  | search.sampler: must be grid, random, sobol, tpe, gp or auto, but is 'gird'; did you mean 'grid'?
          search { trials = 0 }          | search.trials: must be a whole number of at least 1, but is 0
          search { trials = 3000000000 } | search.trials: must be a whole number of at most 2147483647, but is 3000000000
          search { random { } }          | search.random: is not a setting of this section; one of sampler, trials, points, prior, then
          search { prior = [] }          | search.prior: must be a text, but is a list
          search { points = { p = 1 } }  | search.points: must be a list [ … ], but is a section; for example points = [{ maxDepth = 8, numTrees = 50 }]
          search { points = [8] }        | search.points[0]: must be a section of values by param, but is 8; for example points = [{ maxDepth = 8, numTrees = 50 }]
          search { points = [{ p = null }] } | search.points[0].p: must be a value or a list of values, but is null
          search { points = [{ p { q { r = 1 } } }] } | search.points[0].p.q: must be a value or a list of values, but is a section
          search { trials = 2, points = [{}, {}, {}] } | search.points: holds 3, but beside the defaults of 1 learner search.trials, 2, leaves room for 1
          schedule = halfing             | schedule.type: must be full, halving, hyperband, bohb, asha or racing, but is 'halfing'; did you mean 'halving'?
          search = gp, schedule = bohb   | search.sampler: is gp, but schedule.type = bohb searches with tpe; leave it out, or take schedule.type = hyperband
          schedule { resource = columns }| schedule.resource: must be rows, folds or iterations, but is 'columns'
          schedule { min-folds = 0 }     | schedule.min-folds: must be a whole number of at least 1, but is 0
          schedule { eta = 1 }           | schedule.eta: must be a whole number of at least 2, but is 1
          schedule { min = 0 }           | schedule.min: must be a whole number of at least 1, but is 0
          schedule { type = halving, resource = folds, min = 6 } | schedule.min: must be at most the number of folds, 5, but is 6
          schedule { type = asha, min-folds = 6 } | schedule.min-folds: must be at most the number of folds, 5, but is 6
          schedule { type = halving, resource = folds, min-folds = 2 } | schedule.min-folds: does not go with schedule.resource = folds, where low rungs have few folds anyway; schedule.min, or schedule.resource = rows
          budget { time = 2 fortnights } | budget.time: must be a time above zero with its unit, but is '2 fortnights'; for example 90 s, 30 m or 2 h
          budget { time = 30 }           | budget.time: must be a time above zero with its unit, but is 30; for example 90 s, 30 m or 2 h
          budget { time = 0 s }          | budget.time: must be a time above zero with its unit, but is '0 s'; for example 90 s, 30 m or 2 h
          budget { time = none, tme = 1 } | budget.tme: is not a setting of this section; did you mean 'time'?
          budget { units = 0 }           | budget.units: must be a whole number of at least 1, but is 0
          budget { units = many }        | budget.units: must be a whole number, but is 'many'
          budget { task-time = 40 }      | budget.task-time: must be a time above zero with its unit, but is 40; for example 90 s, 30 m or 2 h
          budget { target = high }       | budget.target: must be a finite number, but is 'high'
          budget { target = 1.5 }, metric = accuracy | budget.target: is 1.5, which no model reaches by accuracy
          budget { target = -1 }, metric = rmse | budget.target: is -1.0, which no model reaches by rmse
          budget { patience = 0 }        | budget.patience: must be a whole number of at least 1, but is 0
          budget { regret = 0 }          | budget.regret: must be none, auto or above 0, but is 0
          budget { regret = little }     | budget.regret: must be a finite number, but is 'little'
          budget { max-failures = none } | budget.max-failures: must be a whole number, but is 'none'
          run { parallelism = many }     | run.parallelism: must be a whole number, but is 'many'
          run { cell-timeout = 5 }       | run.cell-timeout: must be a time above zero with its unit, but is 5; for example 90 s, 30 m or 2 h
          run { price-per-core-hour = 0 } | run.price-per-core-hour: must be a number above zero, but is 0; for example 0.05
          run { price-per-core-hour = free } | run.price-per-core-hour: must be a number above zero, but is 'free'; for example 0.05
          run { window = 0 }             | run.window: must be a whole number of at least 1, but is 0
          output { path = "" }           | output.path: must be a text, but is ''
          output { overwrite = 1 }       | output.overwrite: must be true or false, but is 1
          """)
  void one_wrong_line_makes_one_problem(String line, String problem) {
    assertThat(file.problemsWith(line)).isEqualTo("study.conf: 4: " + problem);
  }

  @ParameterizedTest
  @CsvSource({"a/b", "..", ".hidden", "-x", "'a b'"})
  void a_study_has_the_name_of_a_plain_folder(String name) {
    assertThat(file.problemsWith("study = \"%s\"".formatted(name)))
        .startsWith("study.conf: 4: study: must name a folder, but is '%s'; ".formatted(name));
  }

  @Nested
  class Overrides {

    @Test
    void are_located_where_they_were_given() {
      file.set("search.trails=5").set("folds=x").property("espalier.run.window", "none");
      assertThat(file.problemsWith(""))
          .isEqualTo(
              """
              --set: folds.number: must be a whole number, but is 'x'
              --set: search.trails: is not a setting of this section; did you mean 'trials'?
              -Despalier.run.window: run.window: must be a whole number, but is 'none'\
              """);
    }

    @Test
    void are_hocon_with_a_path() {
      file.set("trials").set("=5").set("data.ignore=[a").set("a..b=1").set("seed=");
      file.property("espalier.output.path", "[1,");
      String right = "is not HOCON; single quotes for the shell, double quotes around texts: ";
      assertThat(file.problemsWith(""))
          .isEqualTo(
              String.join(
                  "\n",
                  "-Despalier.output.path: output.path: '[1,' "
                      + right
                      + "'-Despalier.output.path=[\"a\", \"b\"]'",
                  "--set: 'trials' has no path; give it as --set PATH=VALUE",
                  "--set: '=5' has no path; give it as --set PATH=VALUE",
                  "--set: data.ignore: '[a' " + right + "--set 'data.ignore=[\"a\", \"b\"]'",
                  "--set: a..b: is no path of a setting; names with single dots between them, as"
                      + " in data.source",
                  "--set: seed: has no value; for example --set 'seed=\"\"' for an empty text"));
    }

    @Test
    void begin_paths_with_a_sign_that_only_a_shell_knows() {
      String home = System.getProperty("user.home");
      file.set("data.source=~/t.csv").set("search.prior=~");
      assertThat(file.problemsWith("output.path = \"~/out\"\ndata.tables { a = \"~/a.csv\" }"))
          .isEqualTo(
              """
              --set: data.source: '~/t.csv' begins with ~, which only a shell knows; \
              write 'HOME/t.csv'
              study.conf: 5: data.tables.a: '~/a.csv' begins with ~, which only a shell knows; \
              write 'HOME/a.csv'
              --set: search.prior: '~' begins with ~, which only a shell knows; write 'HOME'
              study.conf: 4: output.path: '~/out' begins with ~, which only a shell knows; \
              write 'HOME/out'\
              """
                  .replace("HOME", home));
      file.set("data.source=~x.csv").set("search.prior=none");
      assertThat(file.with("").data().source()).isEqualTo("~x.csv");
    }

    @Test
    void from_the_environment_are_named() {
      file.variable("TRIALS", "many");
      assertThat(file.problemsWith("search.trials = ${?TRIALS}"))
          .isEqualTo(
              "environment variable TRIALS: search.trials:"
                  + " must be a whole number, but is 'many'");
    }
  }

  @Nested
  class Secrets {

    @Test
    void are_not_told_in_problems() {
      file.set("data.options.password=[s3cret:x").set("data.options.b.token=[s3cret]");
      assertThat(file.problemsWith("")).doesNotContain("s3cret").contains("(redacted)");
      file = new StudyFile(folder);
      String told =
          file.problemsWith("study = \"//ann:s3cret@host\"\ndata.format = \"x?sig=s3cret\"");
      assertThat(told).doesNotContain("s3cret").contains("(redacted)").hasLineCount(2);
    }

    @Test
    void are_not_quoted_from_a_line_that_is_not_hocon() {
      assertThat(file.problemsWith("data.options.password = abc{s3cret"))
          .doesNotContain("s3cret")
          .startsWith("study.conf: ");
    }
  }
}
