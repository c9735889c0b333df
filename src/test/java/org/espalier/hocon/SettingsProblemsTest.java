package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a study file and what overrides it, beside the table of mistakes. */
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
          .isEqualTo("study.conf: 2: is not HOCON: { is not closed; close it with }");
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
              base.conf: 2: include "nowhere": there is no such file; \
              its path is relative to this file, its name ends with .conf, .json or .properties
              study.conf: 1: include "other.conf": there is no such file; \
              its path is relative to this file
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
      assertThat(file.problemsWith("budget.timeout = ${TIME}\noutput.path = ${HERE}/${THERE}\n"))
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
                  budget { timeout = soon }
                  """))
          .isEqualTo(
              """
              study.conf: 1: study: must name a folder, but is 'a/b'; use up to 100 letters, \
              digits, '.', '_' and '-', the first a letter or a digit
              study.conf: 2: data.source: is empty; name the table: source = "path/to/table.csv"
              study.conf: 2: data.label: must be a text, but is a list
              study.conf: 2: data.testt: is not a setting of this section; did you mean 'test'?
              study.conf: 3: learners: is empty; for example learners = [random-forest]
              study.conf: 4: folds.num-folds: must be a whole number of at least 2, but is 2.5
              study.conf: 5: search.trails: is not a setting of this section; \
              did you mean 'trials'?
              study.conf: 6: budget.timeout: must be none or a time above zero with its unit, but is 'soon'; \
              for example 90 s, 30 m or 2 h\
              """);
    }
  }

  @Test
  void a_setting_in_another_section_is_told_where_it_belongs() {
    assertThat(file.problemsWith("trials = 3, budget.min-resource = 2"))
        .isEqualTo(
            """
            study.conf: 4: trials: is not a setting; write search.trials
            study.conf: 4: budget.min-resource: is not a setting of this section; write schedule.min-resource\
            """);
  }

  @Test
  void costs_have_as_many_numbers_in_each_row_as_there_are_rows() {
    assertThat(file.problemsWith("model.costs = [[0, 1], [5]]"))
        .startsWith(
            "study.conf: 4: model.costs[1]: must be a list of 2 numbers, one for each class, but is"
                + " a list; for example costs = [[0, 1], [5, 0]]");
    assertThat(file.problemsWith("model.costs = [[0, 1], 5]"))
        .contains("model.costs[1]: must be a list of 2 numbers, one for each class, but is 5;");
    assertThat(file.problemsWith("model.costs = [[0, 1, many], [5, 0]]"))
        .contains("model.costs[0]: must be a list of 2 numbers");
    assertThat(file.with("model.costs = [[0, 1], [5, 0]]").output().model().costs())
        .containsExactly(List.of(0.0, 1.0), List.of(5.0, 0.0));
  }

  @Test
  void a_plan_of_a_program_names_what_a_file_cannot_hold() {
    assertThat(file.problemsWith("handles { function-digest = a1 }, budget.timeout = soon"))
        .isEqualTo(
            """
            study.conf: 4: handles: names a function of a program, which a study file cannot hold; \
            call espalier.tune(function, text)\
            """);
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
              --set: folds.num-folds: must be a whole number of at least 2, but is 'x'
              --set: search.trails: is not a setting of this section; did you mean 'trials'?
              -Despalier.run.window: run.window: must be auto or a whole number of at least 1, but is 'none'\
              """);
    }

    @Test
    void are_hocon_with_a_path() {
      file.set("trials").set("=5").set("data.ignore=[a").set("a..b=1").set("seed=");
      file.property("espalier.output.path", "[1,");
      assertThat(file.problemsWith(""))
          .isEqualTo(
              """
              --set: 'trials' has no value; give it as --set trials=VALUE
              --set: '=5' has no path; give it as --set PATH=VALUE
              --set: data.ignore: '[a' is not HOCON: [ is not closed; close it with ]
              --set: a..b: is not a path of a setting; write names with single dots between them: \
              search.trials
              --set: seed: has no value; for example --set 'seed=""' for an empty text
              -Despalier.output.path: output.path: '[1,' is not HOCON: [ is not closed; \
              close it with ]\
              """);
    }

    @Test
    void begin_paths_with_a_sign_that_only_a_shell_knows() {
      String home = System.getProperty("user.home");
      file.set("data.source=~/t.csv").set("search.prior=~");
      assertThat(file.problemsWith("output.path = \"~/out\"\ndata.tables { a = \"~/a.csv\" }"))
          .isEqualTo(
              """
              --set: data.source: '~/t.csv' begins with ~, which only a shell expands; \
              write 'HOME/t.csv'
              --set: search.prior: '~' begins with ~, which only a shell expands; write 'HOME'
              study.conf: 4: output.path: '~/out' begins with ~, which only a shell expands; \
              write 'HOME/out'
              study.conf: 5: data.tables.a: '~/a.csv' begins with ~, which only a shell expands; \
              write 'HOME/a.csv'\
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
                  + " must be auto or a whole number of at least 1, but is 'many'");
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
