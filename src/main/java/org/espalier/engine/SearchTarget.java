package org.espalier.engine;

import java.util.List;
import org.espalier.space.Configuration;
import org.espalier.spec.learners.StudySpace;

/** Configurations that a study may try. */
public sealed interface SearchTarget {

  /** A list, tried in its order; equal configurations are trials of their own. */
  record Listed(List<Configuration> configurations) implements SearchTarget {
    public Listed {
      configurations = List.copyOf(configurations);
    }
  }

  /** A space with start points and refinements. */
  record Searched(StudySpace space) implements SearchTarget {}
}
