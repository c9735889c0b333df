package org.espalier.function;

import java.util.Comparator;
import java.util.List;
import org.espalier.space.Configuration;

/**
 * Order of configurations by simplicity: by the parameters that the user names, the most important
 * first. Configurations that lack one of them do not differ by it.
 *
 * @param criteria names of numeric parameters of which a smaller value is simpler, or with a minus
 *     before them, a larger one
 */
record FunctionSimplicity(List<String> criteria) implements Comparator<Configuration> {

  FunctionSimplicity {
    criteria = List.copyOf(criteria);
  }

  /** Parameter that a criterion compares. */
  static String parameter(String criterion) {
    return criterion.startsWith("-") ? criterion.substring(1) : criterion;
  }

  /** Negative if the first is simpler; 0 if the two are equally simple. */
  @Override
  public int compare(Configuration one, Configuration other) {
    for (String criterion : criteria) {
      String name = parameter(criterion);
      if (one.values().get(name) instanceof Number a
          && other.values().get(name) instanceof Number b) {
        int less = Double.compare(a.doubleValue(), b.doubleValue());
        if (less != 0) {
          return criterion.startsWith("-") ? -less : less;
        }
      }
    }
    return 0;
  }
}
