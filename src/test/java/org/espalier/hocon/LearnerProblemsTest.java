package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with learners and their spaces, beside the table of mistakes. */
final class LearnerProblemsTest {

  @TempDir Path folder;
  private StudyFile file;

  @BeforeEach
  void newFile() {
    file = new StudyFile(folder);
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
                + " give it step or points, or a list of choices, for a grid");
  }
}
