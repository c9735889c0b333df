package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What makes a vector of features of a row's columns. */
public sealed interface FeaturesPlan {

  /** Stages chosen by the kinds of columns and by what each learner needs. */
  record Chosen() implements FeaturesPlan {}

  /** The study's own stages, in order; at least one. */
  record Stages(List<FeatureStage> stages) implements FeaturesPlan {
    public Stages {
      stages = List.copyOf(stages);
    }
  }

  /**
   * Stages of a pipeline that Spark ML saved before it was fitted.
   *
   * @param path a folder on any Hadoop file system
   */
  record Saved(String path) implements FeaturesPlan {}

  /**
   * One stage.
   *
   * @param name unique in the study; its type unless said otherwise
   * @param type for example {@code string-indexer}, or the name of a class
   * @param params what it is given, as settings give it; a list for a param that takes lists
   */
  record FeatureStage(String name, String type, Map<String, Object> params) {
    public FeatureStage {
      params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
  }

  /** Whether stages are chosen for the study. */
  default boolean isChosen() {
    return this instanceof Chosen;
  }

  /** Where a stage's setting stands. */
  static String path(int stage, String setting) {
    return "features[%d]%s".formatted(stage, setting.isEmpty() ? "" : "." + setting);
  }
}
