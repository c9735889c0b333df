package org.espalier.search.qubo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Encoding of parameter values as bits, with a group of bits for each parameter.
 *
 * <p>An ordered parameter has a bit for each of its levels but the lowest, which is 1 if the value
 * is at that level or above (domain-wall code; Chancellor, Quantum Science and Technology 4 (2019)
 * 045004), so that neighbouring levels differ in one bit. A choice without an order has a bit for
 * each value, of which one is 1. A parameter that does not exist has zeros.
 */
public record BitCode(List<Group> groups) {

  /** Most levels of an ordered parameter; a range with more values has a level for some of them. */
  public static final int MOST_LEVELS = 20;

  /**
   * Bits of a parameter.
   *
   * @param levels number of levels or values, at least 1
   * @param isOptional true if there are configurations without it
   */
  public record Group(boolean isOrdered, int levels, boolean isOptional) {

    public Group {
      if (levels < 1) {
        throw new IllegalArgumentException("A parameter of %d levels.".formatted(levels));
      }
    }

    /**
     * Group of a parameter.
     *
     * @param size number of its values; 0 for a continuum
     */
    public static Group of(boolean isOrdered, long size, boolean isOptional) {
      long all = size == 0 ? MOST_LEVELS : size;
      int levels = Math.toIntExact(isOrdered ? Math.min(MOST_LEVELS, all) : all);
      return new Group(isOrdered, levels, isOptional);
    }

    int bits() {
      return isOrdered ? levels - 1 : levels;
    }

    /** Level of a position in [0, 1]. */
    int level(double position) {
      return Math.min(levels - 1, (int) (position * levels));
    }
  }

  public BitCode {
    groups = List.copyOf(groups);
  }

  /** Number of bits. */
  public int bits() {
    return groups.stream().mapToInt(Group::bits).sum();
  }

  /**
   * Ascending numbers of the bits that are 1.
   *
   * @param positions by parameter, in [0, 1]; empty where it does not exist
   */
  public int[] ones(List<OptionalDouble> positions) {
    List<Integer> ones = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (positions.get(i).isPresent()) {
        int level = group.level(positions.get(i).getAsDouble());
        if (group.isOrdered()) {
          for (int bit = 0; bit < level; bit++) {
            ones.add(first + bit);
          }
        } else {
          ones.add(first + level);
        }
      }
      first += group.bits();
    }
    return ones.stream().mapToInt(Integer::intValue).toArray();
  }
}
