package org.espalier.spec.learners;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stages that turn a row's columns into a feature vector. */
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
   * Feature stage.
   *
   * @param name unique in the study; by default its type
   * @param type for example {@code string-indexer}, or the name of a class
   * @param params values by param name, as settings give them; a list for an array-valued param
   */
  record FeatureStage(String name, String type, Map<String, Object> params) {
    public FeatureStage {
      params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
  }

  /** True if stages are chosen automatically. */
  default boolean isChosen() {
    return this instanceof Chosen;
  }

  static String path(int stage, String setting) {
    return "features[%d]%s".formatted(stage, setting.isEmpty() ? "" : "." + setting);
  }
}
