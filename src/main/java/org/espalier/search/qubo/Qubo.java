package org.espalier.search.qubo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.Api;

/**
 * Quadratic unconstrained binary optimisation problem: its solution is the bits with the least
 * energy.
 *
 * <pre>
 *   E(x) = offset + Σ_i linear_i x_i + Σ_{i&lt;j} quadratic_ij x_i x_j
 * </pre>
 *
 * @param labels names of the bits
 * @param quadratic weights other than 0, by two different bits, the lower one first
 */
@Api
public record Qubo(
    List<String> labels, double offset, List<Double> linear, Map<List<Integer>, Double> quadratic) {

  public Qubo {
    labels = List.copyOf(labels);
    linear = List.copyOf(linear);
    quadratic = Collections.unmodifiableMap(new LinkedHashMap<>(quadratic));
    if (labels.size() != linear.size()) {
      throw new IllegalArgumentException(
          "%d labels of %d bits.".formatted(labels.size(), linear.size()));
    }
  }

  /**
   * Problem of a machine over coded parameters: the energy is the machine's value, plus a penalty
   * for bits that code no value. The penalty of a violation is more than the bits that repair it
   * can cost, so that the least energy is that of a value of each parameter. Constraints between
   * parameters, and the conditions under which one exists, are not in the problem: it may be that
   * of a configuration which the space does not have.
   *
   * @param labels names of the bits of the code
   */
  public static Qubo of(FactorisationMachine machine, BitCode code, List<String> labels) {
    int bits = code.bits();
    double[] linear = new double[bits];
    Map<List<Integer>, Double> quadratic = new LinkedHashMap<>();
    double[] most = new double[bits];
    for (int i = 0; i < bits; i++) {
      linear[i] = machine.linear(i);
      most[i] += Math.abs(linear[i]);
      for (int j = i + 1; j < bits; j++) {
        double weight = machine.quadratic(i, j);
        quadratic.put(List.of(i, j), weight);
        most[i] += Math.abs(weight);
        most[j] += Math.abs(weight);
      }
    }
    double offset = machine.offset();
    int first = 0;
    for (BitCode.Group group : code.groups()) {
      double[] own = Arrays.copyOfRange(most, first, first + group.bits());
      double all =
          group.isOrdered() ? Arrays.stream(own).sum() : Arrays.stream(own).max().orElse(0);
      double penalty = 1 + all; // one bit repairs a choice, a row of them an ordered parameter
      if (group.isOrdered()) { // a bit is 1 only if the one before it is
        for (int bit = first + 1; bit < first + group.bits(); bit++) {
          linear[bit] += penalty;
          quadratic.merge(List.of(bit - 1, bit), -penalty, Double::sum);
        }
      } else { // (Σ x - 1)², or for one that may be absent, at most one
        for (int bit = first; bit < first + group.bits(); bit++) {
          linear[bit] -= group.isOptional() ? 0 : penalty;
          for (int other = bit + 1; other < first + group.bits(); other++) {
            quadratic.merge(List.of(bit, other), 2 * penalty, Double::sum);
          }
        }
        offset += group.isOptional() ? 0 : penalty;
      }
      first += group.bits();
    }
    quadratic.values().removeIf(weight -> weight == 0);
    return new Qubo(
        labels, offset, IntStream.range(0, bits).mapToObj(i -> linear[i]).toList(), quadratic);
  }

  /** Energy of bits, by the numbers of those that are 1. */
  public double energy(int[] ones) {
    double energy = offset;
    for (int i = 0; i < ones.length; i++) {
      energy += linear.get(ones[i]);
      for (int j = i + 1; j < ones.length; j++) {
        energy += quadratic.getOrDefault(List.of(ones[i], ones[j]), 0.0);
      }
    }
    return energy;
  }

  /**
   * The problem as a line of JSON, as {@code dimod.BinaryQuadraticModel.from_serializable} of
   * D-Wave's dimod reads it (schema 3.0.0).
   */
  public String toJson() {
    List<String> weights = new ArrayList<>();
    List<String> heads = new ArrayList<>();
    List<String> tails = new ArrayList<>();
    quadratic.forEach(
        (bits, weight) -> {
          heads.add(String.valueOf(bits.get(0)));
          tails.add(String.valueOf(bits.get(1)));
          weights.add(String.valueOf(weight));
        });
    return """
        {"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "use_bytes": false, \
        "index_type": "int32", "bias_type": "float64", "num_variables": %d, \
        "num_interactions": %d, "variable_labels": [%s], "variable_type": "BINARY", "offset": %s, \
        "info": {}, "linear_biases": [%s], "quadratic_biases": [%s], "quadratic_head": [%s], \
        "quadratic_tail": [%s]}"""
        .formatted(
            labels.size(),
            quadratic.size(),
            labels.stream().map(Qubo::quoted).collect(Collectors.joining(", ")),
            offset,
            linear.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            String.join(", ", weights),
            String.join(", ", heads),
            String.join(", ", tails));
  }

  private static String quoted(String text) {
    String escaped =
        text.codePoints()
            .mapToObj(
                c ->
                    c == '"' || c == '\\'
                        ? "\\" + (char) c
                        : c < ' ' ? "\\u%04x".formatted(c) : Character.toString(c))
            .collect(Collectors.joining());
    return '"' + escaped + '"';
  }
}
