package org.espalier.space;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** Configurations of a finite space that meet its constraints, numbered without gaps. */
final class FeasibleConfigurations {

  private final ConfigurationIndex numbering;
  private final long unconstrained;

  /**
   * Numbers of the configurations that meet the constraints; empty if all do, or if there are too
   * many.
   */
  private final Optional<long[]> numbers;

  private final OptionalLong size;

  FeasibleConfigurations(
      SearchSpace space, ToLongFunction<Parameter> sizes, ConfigurationIndex.Digit digit) {
    this.numbering = new ConfigurationIndex(space.dimensions(), sizes, digit);
    this.unconstrained = numbering.count();
    if (space.constraints().isEmpty()) {
      this.numbers = Optional.empty();
      this.size = OptionalLong.of(unconstrained);
    } else if (unconstrained > SearchSpace.ENUMERABLE) {
      this.numbers = Optional.empty();
      this.size = OptionalLong.empty();
    } else {
      LongStream.Builder admitted = LongStream.builder();
      numbering.forEach(
          (number, values) -> {
            if (space.allows(values)) {
              admitted.add(number);
            }
          });
      long[] all = admitted.build().toArray();
      this.numbers = Optional.of(all);
      this.size = OptionalLong.of(all.length);
    }
  }

  /** Empty if they are too many to enumerate. */
  OptionalLong size() {
    return size;
  }

  /** Number of configurations without constraints, at most {@link Long#MAX_VALUE}. */
  long unconstrained() {
    return unconstrained;
  }

  /** The values by dimension of a number in [0, {@link #size()}). */
  Map<String, Object> at(long index) {
    return numbering.at(numbers.isPresent() ? numbers.get()[Math.toIntExact(index)] : index);
  }
}
