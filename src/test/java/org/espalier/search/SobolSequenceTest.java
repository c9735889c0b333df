package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class SobolSequenceTest {

  @Test
  void is_that_of_another_program() throws IOException {
    try (BufferedReader points =
        new BufferedReader(
            new InputStreamReader(
                SobolSequenceTest.class.getResourceAsStream("sobol.csv"),
                StandardCharsets.US_ASCII))) {
      List<String> lines = points.lines().filter(line -> !line.startsWith("#")).toList();
      assertThat(lines).hasSize(12);
      for (String line : lines) {
        long[] numbers = Arrays.stream(line.split(",")).mapToLong(Long::parseLong).toArray();
        assertThat(numbers).hasSize(1 + SobolSequence.TABULATED);
        for (int d = 0; d < SobolSequence.TABULATED; d++) {
          assertThat(SobolSequence.bits((int) numbers[0], d)).isEqualTo(numbers[1 + d]);
        }
      }
    }
  }

  @Test
  void has_one_point_in_each_interval_of_each_dimension_when_scrambled() {
    SobolSequence sequence = new SobolSequence(40, new Seed(3));
    for (int d = 0; d < 40; d++) {
      Set<Integer> hit = new HashSet<>();
      for (int i = 0; i < 64; i++) {
        hit.add((int) (64 * sequence.point(i).get(d)));
      }
      assertThat(hit).as("dimension %d", d).hasSize(64);
    }
  }

  @Test
  void has_one_point_in_each_box_of_its_first_two_dimensions_when_scrambled() {
    SobolSequence sequence = new SobolSequence(2, new Seed(4));
    for (int rows : new int[] {1, 4, 16, 64, 256}) {
      Set<Integer> boxes = new HashSet<>();
      for (int i = 0; i < 256; i++) {
        List<Double> point = sequence.point(i);
        int row = (int) (rows * point.get(0));
        int column = (int) (256.0 / rows * point.get(1));
        boxes.add(row * 256 + column);
      }
      assertThat(boxes).as("%d rows", rows).hasSize(256);
    }
  }

  @Test
  void has_uniform_points_over_all_scrambles() {
    int seeds = 4000;
    for (int index : new int[] {0, 1, 5}) {
      double mean = 0;
      double square = 0;
      for (int seed = 0; seed < seeds; seed++) {
        double u = new SobolSequence(3, new Seed(seed)).point(index).get(2);
        mean += u / seeds;
        square += u * u / seeds;
      }
      // Standard deviations 0.289 / sqrt(4000) and 0.298 / sqrt(4000): 5 of them, 6e-7 a side.
      assertThat(mean).isCloseTo(0.5, within(0.023));
      assertThat(square).isCloseTo(1.0 / 3, within(0.024));
    }
  }

  @Test
  void goes_on_independently_where_the_table_ends() {
    SobolSequence sequence = new SobolSequence(SobolSequence.TABULATED + 2, new Seed(1));
    Set<Double> different = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      List<Double> point = sequence.point(i);
      assertThat(point).allMatch(u -> u > 0 && u < 1);
      different.add(point.get(SobolSequence.TABULATED));
      different.add(point.get(SobolSequence.TABULATED + 1));
    }
    assertThat(different).hasSize(200);
  }
}
