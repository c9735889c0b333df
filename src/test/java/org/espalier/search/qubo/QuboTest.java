package org.espalier.search.qubo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.testing.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuboTest {

  private static final BitCode CODE =
      new BitCode(
          List.of(
              BitCode.Group.of(true, 4, false),
              BitCode.Group.of(false, 3, false),
              BitCode.Group.of(true, 3, true),
              BitCode.Group.of(false, 2, true)));

  private static final int NOT_INSTALLED = 75;

  private static List<String> labels(int bits) {
    return IntStream.range(0, bits).mapToObj(i -> "b" + i).toList();
  }

  private static FactorisationMachine machine(long seed) {
    Random random = new Random(seed);
    List<int[]> rows = new ArrayList<>();
    double[] values = new double[60];
    for (int row = 0; row < values.length; row++) {
      rows.add(CODE.ones(positions(random)));
      values[row] = random.nextGaussian();
    }
    return FactorisationMachine.of(CODE.bits(), rows, values, new SplittableRandom(seed));
  }

  private static List<OptionalDouble> positions(Random random) {
    return CODE.groups().stream()
        .map(
            group ->
                group.isOptional() && random.nextBoolean()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(random.nextDouble()))
        .toList();
  }

  @Test
  void ordered_levels_are_a_row_of_ones_and_choices_have_one() {
    assertThat(CODE.bits()).isEqualTo(3 + 3 + 2 + 2);
    assertThat(
            CODE.ones(
                List.of(
                    OptionalDouble.of(0.6),
                    OptionalDouble.of(0.99),
                    OptionalDouble.empty(),
                    OptionalDouble.of(0))))
        .containsExactly(0, 1, 5, 8);
    assertThat(BitCode.Group.of(true, 0, false).levels()).isEqualTo(BitCode.MOST_LEVELS);
    assertThat(BitCode.Group.of(false, 40, false).levels()).isEqualTo(40);
  }

  @Test
  void the_energy_of_a_configuration_is_the_value_of_the_machine() {
    Random random = new Random(2);
    FactorisationMachine machine = machine(1);
    Qubo qubo = Qubo.of(machine, CODE, labels(CODE.bits()));
    for (int i = 0; i < 200; i++) {
      int[] ones = CODE.ones(positions(random));
      assertThat(qubo.energy(ones)).isCloseTo(machine.predict(ones), within(1e-9));
    }
  }

  @Test
  void the_least_energy_of_all_bits_is_that_of_a_configuration() {
    for (int seed = 0; seed < 20; seed++) {
      Qubo qubo = Qubo.of(machine(seed), CODE, labels(CODE.bits()));
      int[] best = {};
      for (int bits = 0; bits < 1 << CODE.bits(); bits++) {
        int all = bits;
        int[] ones = IntStream.range(0, CODE.bits()).filter(i -> ((all >> i) & 1) == 1).toArray();
        best = qubo.energy(ones) < qubo.energy(best) ? ones : best;
      }
      List<Integer> found = IntStream.of(best).boxed().toList();
      assertThat(!found.contains(1) || found.contains(0)).isTrue();
      assertThat(!found.contains(2) || found.contains(1)).isTrue();
      assertThat(!found.contains(7) || found.contains(6)).isTrue();
      assertThat(found.stream().filter(bit -> bit >= 3 && bit < 6)).hasSize(1);
      assertThat(found.stream().filter(bit -> bit >= 8)).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void a_machine_learns_weights_and_pairs() {
    List<int[]> rows = List.of(new int[] {}, new int[] {0}, new int[] {1}, new int[] {0, 1});
    FactorisationMachine machine =
        FactorisationMachine.of(2, rows, new double[] {0, 1, 1, -1}, new SplittableRandom(1));
    assertThat(machine.predict(new int[] {0, 1})).isLessThan(machine.predict(new int[] {}) - 0.5);
    assertThat(machine.predict(new int[] {0})).isGreaterThan(machine.predict(new int[] {}) + 0.5);
  }

  @Test
  void dimod_reads_it_where_it_is_installed(@TempDir Path folder) throws Exception {
    Qubo qubo = Qubo.of(machine(3), CODE, labels(CODE.bits()));
    Path file = Files.writeString(folder.resolve("qubo.json"), qubo.toJson());
    String program =
        """
        import json, sys
        try:
            import dimod
        except ImportError:
            sys.exit(75)
        bqm = dimod.BinaryQuadraticModel.from_serializable(json.load(open(sys.argv[1])))
        print(bqm.energy({name: int(name in ("b0", "b3")) for name in bqm.variables}))
        """;
    Command.Result read =
        Command.run(folder, Map.of(), List.of("python3", "-c", program, file.toString()));
    assumeThat(read.code()).as("dimod, of pip: %s", read.output()).isNotEqualTo(NOT_INSTALLED);
    assertThat(read.code()).as(read.output()).isZero();
    assertThat(Double.parseDouble(read.output().strip()))
        .isCloseTo(qubo.energy(new int[] {0, 3}), within(1e-9));
  }

  @Test
  void is_written_as_dimod_reads_it() {
    Qubo qubo =
        new Qubo(List.of("a=\"x\"", "b>=2"), 0.5, List.of(1.5, -1.0), Map.of(List.of(0, 1), 2.0));
    assertThat(qubo.energy(new int[] {0, 1})).isEqualTo(3);
    assertThat(qubo.toJson())
        .isEqualTo(
            """
            {"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "use_bytes": false, \
            "index_type": "int32", "bias_type": "float64", "num_variables": 2, \
            "num_interactions": 1, "variable_labels": ["a=\\"x\\"", "b>=2"], "variable_type": \
            "BINARY", "offset": 0.5, "info": {}, "linear_biases": [1.5, -1.0], "quadratic_biases": \
            [2.0], "quadratic_head": [0], "quadratic_tail": [1]}""");
  }
}
