package org.espalier.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with learners and their spaces, to the letter. */
final class LearnerProblemsTest {

  @TempDir Path folder;
  private StudyFile file;

  @BeforeEach
  void newFile() {
    file = new StudyFile(folder);
  }

  /** Learners; problem. All on the fourth line of the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          { type = random-forest }           | learners: must be a list [ … ], but is a section; for example learners = [random-forest]
          random-forest                      | learners: must be a list [ … ], but is 'random-forest'; for example learners = [random-forest]
          null                               | learners: is missing; for example learners = [random-forest]
          [5]                                | learners[0]: must be a learner's type or a section { … }, but is 5
          [a, { tpye = b }]                  | learners[1].type: is missing; for example type = random-forest~learners[1].tpye: is not a setting of this section; did you mean 'type'?
          [{ type = a, spaec { } }]          | learners[0].spaec: is not a setting of this section; did you mean 'space'?
          [{ type = a, space = [1] }]        | learners[0].space: must be a section { … }, but is a list
          [{ type = a, name = b.c }]         | learners[0].name: must be a name, but is 'b.c'; use letters, digits, '_' and '-', the first a letter or a digit
          [a, b, { type = a }]               | learners[2].name: 'a' is the name of learners[0] too; give each learner a name of its own
          [{ type = a, name = b }, b]        | learners[1].name: 'b' is the name of learners[0] too; give each learner a name of its own
          """)
  void learners_have_a_type_and_a_name_of_their_own(String learners, String problems) {
    assertThat(file.problemsWith("learners = " + learners))
        .isEqualTo("study.conf: 4: " + problems.replace("~", "\nstudy.conf: 4: "));
  }

  /** What is said about the param p; the problem, where p stands for its path. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          { from = 1, too = 2 }                     | p.to: must be a finite number, but is missing~p.too: is not a setting of this section; did you mean 'to'?
          { scale = log }                           | p.from: must be a finite number, but is missing~p.to: must be a finite number, but is missing
          { from = 1, to = high }                   | p.to: must be a finite number, but is 'high'
          { from = 0, to = Infinity }               | p.to: must be a finite number, but is 'Infinity'
          { from = 0, to = 1e999 }                  | p.to: must be a finite number, but is 1e999
          { from = 2, to = 1 }                      | p.from: must be below to (1), but is 2
          { from = 1, to = 1.0 }                    | p.from: must be below to (1.0), but is 1
          { from = 0, to = 1, scale = log }         | p.from: must be above 0 on a log scale, but is 0; give the smallest value worth trying, or scale = linear
          { from = 1, to = 2, scale = lgo }         | p.scale: must be linear, log or reverse-log, but is 'lgo'; did you mean 'log'?
          { from = 1, to = 9, scale = log, step = 1 } | p.step: does not go with a log scale; use points there
          { from = 1, to = 2, step = 0 }            | p.step: must be above 0, but is 0
          { from = 1, to = 2, step = 1.5 }          | p.step: must be at most to - from (1), but is 1.5
          { from = 0, to = 1, step = 1e-7 }         | p.step: is 1E-7, which makes more than 1000000 values
          { from = 1, to = 2, points = 1 }          | p.points: must be a whole number of at least 2, but is 1
          { from = 1, to = 2, points = 2.5 }        | p.points: must be a whole number, but is 2.5
          { from = 0, to = 2, points = 3, step = 1 }| p.points: conflicts with step; give one of them
          []                                        | p: has no choices
          [a, b, a]                                 | p[2]: 'a' occurs twice
          [5, 5.0]                                  | p[1]: 5.0 occurs twice
          [[1, 2], [[3]]]                           | p[1][0]: must be a finite number, true, false or a text, but is a list
          { values = 3 }                            | p.values: must be a list [ … ], but is 3; for example values = [1, 2, 4]
          { values = [] }                           | p.values: has no choices
          { values = [1, 1] }                       | p.values[1]: 1 occurs twice
          { values = [1, 2], orderd = true }        | p.orderd: is not a setting of this section; did you mean 'ordered'?
          { values = [1, 2], ordered = yes }        | p.ordered: must be true or false, but is 'yes'
          { values = [1, 2], from = 1 }             | p.from: is not a setting of this section; one of values, ordered, when
          { elements = 3 }                          | p.elements: must be a list [ … ], but is 3; for example elements = [4, [8, 16], 2]
          { elements = [] }                         | p.elements: has no elements
          { elements = [1, { from = 2, to = 1 }] }  | p.elements[1].from: must be below to (1), but is 2
          { elements = [1, [2, 2]] }                | p.elements[1][1]: 2 occurs twice
          { elements = [1, null] }                  | p.elements[1]: must be a finite number, true, false or a text, but is null
          { from = 1, to = 2, when = q }            | p.when: must be a section { … }, but is 'q'
          { from = 1, to = 2, when {} }             | p.when: is empty; for example { maxDepth = { from = 5 } }
          { from = 1, to = 2, when { q = [] } }     | p.when.q: must be a value, a list of values or a range, but is a list
          { from = 1, to = 2, when { q = null } }   | p.when.q: must be a value, a list of values or a range, but is null
          { from = 1, to = 2, when { q { from = 2, to = 1 } } } | p.when.q.from: must be at most to (1.0), but is 2.0
          { from = 1, to = 2, when { q { from = x } } } | p.when.q.from: must be a finite number, but is 'x'
          { from = 1, to = 2, when { q { to = 1, step = 1 } } } | p.when.q.step: is not a setting of this section; one of from, to
          { elements = [1, 2], when { q = 1 } }     | p: is fixed, and so in every trial; values = [ … ] can have a condition
          [null]                                    | p[0]: must be a finite number, true, false or a text, but is null
          [1e999]                                   | p[0]: must be a finite number, true, false or a text, but is 1e999
          null                                      | p: must be a finite number, true, false or a text, but is null
          1e999                                     | p: must be a finite number, true, false or a text, but is 1e999
          { q { r = 1 } }                           | p.q: must be a finite number, true, false or a text, but is a section
          """)
  void a_param_is_a_choice_a_range_or_fixed(String domain, String problems) {
    String lines = "learners = [{ type = a, space {\np = %s\n} }]".formatted(domain);
    String path = "study.conf: 5: learners[0].space.p";
    assertThat(file.problemsWith(lines))
        .isEqualTo(path + problems.substring(1).replace("~p", "\n" + path));
  }

  /** Rules between params; problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          constraints = "a <= b"      | constraints: must be a list [ … ], but is 'a <= b'; EXAMPLE
          constraints = [5]           | constraints[0]: must be a text, but is 5; EXAMPLE
          constraints = ["a + b"]     | constraints[0]: must compare two sums by <=, <, =, > or >=, but is 'a + b'; EXAMPLE
          constraints = ["a < b < c"] | constraints[0]: must compare two sums by <=, <, =, > or >=, but is 'a < b < c'; EXAMPLE
          constraints = ["a * b < 1"] | constraints[0]: must be sums of multiples of params, but has '* b'; EXAMPLE
          constraints = ["2a < 1"]    | constraints[0]: must be sums of multiples of params, but has 'a'; EXAMPLE
          constraints = ["a <"]       | constraints[0]: must be sums of multiples of params, but has ''; EXAMPLE
          forbidden = { a = 1 }       | forbidden: must be a list [ … ], but is a section; for example forbidden = [{ solver = normal, loss = huber }]
          forbidden = [a]             | forbidden[0]: must be a section of values by param, but is 'a'; for example forbidden = [{ solver = normal, loss = huber }]
          forbidden = [{ a { from = 2, to = 1 } }] | forbidden[0].a.from: must be at most to (1.0), but is 2.0
          constrains = []             | constrains: is not a setting of this section; did you mean 'constraints'?
          """)
  void rules_are_comparisons_and_combinations(String rules, String problem) {
    String lines = "learners = [{ type = t\n%s\n}]".formatted(rules);
    assertThat(file.problemsWith(lines))
        .isEqualTo(
            "study.conf: 5: learners[0]." + problem.replace("EXAMPLE", ConstraintText.EXAMPLE));
  }

  @Test
  void a_param_does_not_stand_twice() {
    assertThat(
            file.problemsWith(
                "learners = [{ type = a, space { imputer { s = 1 }, \"imputer.s\" = 2 } }]"))
        .isEqualTo(
            "study.conf: 4: learners[0].space.imputer.s:"
                + " occurs twice, once with a dot and once in a section");
  }

  @Test
  void a_grid_needs_grid_values_at_the_range_itself() {
    assertThat(
            file.problemsWith(
                """
                search = grid
                learners = [
                  { type = a, space { p = [1, 2], q = { from = 1, to = 2, points = 2 } } }
                  { type = b
                    space {
                      imputer.r = { from = 1, to = 2 } } }
                ]
                """))
        .isEqualTo(
            "study.conf: 9: learners[1].space.imputer.r: is a range without grid values;"
                + " a grid needs step or points, or a list of choices");
  }
}
