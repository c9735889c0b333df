package org.espalier.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * The configurations that a study has tried. Of a study that continues the one asked about before,
 * only the new trials are read; what is answered does not depend on that.
 */
final class Taken {

  private final List<Trial> read = new ArrayList<>();
  private final Set<Configuration> configurations = new HashSet<>();

  /** Not to be changed, and valid until the next call. */
  Set<Configuration> of(Study study) {
    List<Trial> trials = study.trials();
    if (!Prefix.continues(read, trials)) {
      read.clear();
      configurations.clear();
    }
    for (Trial trial : trials.subList(read.size(), trials.size())) {
      read.add(trial);
      configurations.add(trial.configuration());
    }
    return configurations;
  }
}
