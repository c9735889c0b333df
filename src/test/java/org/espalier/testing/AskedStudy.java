package org.espalier.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;

/**
 * Study of a grid in terms that any entryPoint can ask for: a Tuner, or a file.
 *
 * @param table folder of the rows, with columns {@code label} and {@code fold}
 * @param features stages before each learner
 * @param grid values by param: of a learner by its name, of a stage behind the stage's type
 * @param settings values by their paths in a study file
 */
public record AskedStudy(
    String table,
    List<PipelineStage> features,
    List<PipelineStage> learners,
    Evaluator evaluator,
    Map<String, List<?>> grid,
    Map<String, Object> settings) {

  /** Column of the table that names each row's fold. */
  public static final String FOLD = "fold";

  /** Without bins, whose borders Spark draws anew each time. */
  public static final Evaluator AREA = new BinaryClassificationEvaluator().setNumBins(0);

  /** Study of stages, of which the last one learns, with the settings' defaults. */
  public static AskedStudy of(String table, PipelineStage... stages) {
    List<PipelineStage> all = List.of(stages);
    int last = all.size() - 1;
    return new AskedStudy(
        table, all.subList(0, last), List.of(all.get(last)), AREA, Map.of(), Map.of());
  }

  /** The same with the values of a param, besides those of others. */
  public AskedStudy over(String param, Object... values) {
    Map<String, List<?>> more = new LinkedHashMap<>(grid);
    more.put(param, List.of(values));
    return new AskedStudy(table, features, learners, evaluator, more, settings);
  }

  /** The same with one more learner. */
  public AskedStudy and(PipelineStage learner) {
    List<PipelineStage> more = new ArrayList<>(learners);
    more.add(learner);
    return new AskedStudy(table, features, more, evaluator, grid, settings);
  }

  /** The same with a setting. */
  public AskedStudy with(String path, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(settings);
    more.put(path, value);
    return new AskedStudy(table, features, learners, evaluator, grid, more);
  }

  /** The same, judged by another evaluator. */
  public AskedStudy judgedBy(Evaluator other) {
    return new AskedStudy(table, features, learners, other, grid, settings);
  }

  /** Values of each candidate by param, in order; each learner has all of them. */
  public List<Map<String, Object>> points() {
    List<Map<String, Object>> points = List.of(Map.of());
    for (Map.Entry<String, List<?>> param : grid.entrySet()) {
      List<Map<String, Object>> more = new ArrayList<>();
      for (Map<String, Object> point : points) {
        for (Object value : param.getValue()) {
          Map<String, Object> longer = new LinkedHashMap<>(point);
          longer.put(param.getKey(), value);
          more.add(longer);
        }
      }
      points = more;
    }
    return points;
  }

  /** Estimator of the first learner. */
  public Pipeline pipeline() {
    return new Pipeline("pipeline").setStages(stages(learners.get(0)));
  }

  private PipelineStage[] stages(PipelineStage learner) {
    return Stream.concat(features.stream(), Stream.of(learner)).toArray(PipelineStage[]::new);
  }

  /** The candidates as param maps of a pipeline, learner by learner. */
  public ParamMap[] maps(Pipeline pipeline) {
    List<ParamMap> maps = new ArrayList<>();
    for (PipelineStage learner : learners) {
      for (Map<String, Object> point : points()) {
        ParamMap map = new ParamMap();
        if (learners.size() > 1) {
          map.put(pipeline.stages(), stages(learner));
        }
        point.forEach((name, value) -> put(map, learner, name, value));
        maps.add(map);
      }
    }
    return maps.toArray(ParamMap[]::new);
  }

  private void put(ParamMap map, PipelineStage learner, String name, Object value) {
    int dot = name.indexOf('.');
    PipelineStage stage =
        dot < 0
            ? learner
            : features.stream()
                .filter(each -> isOfType(each, name.substring(0, dot)))
                .findFirst()
                .orElseThrow();
    map.put(stage.getParam(name.substring(dot + 1)), value);
  }

  private static boolean isOfType(PipelineStage stage, String type) {
    return stage.getClass().getSimpleName().equalsIgnoreCase(type.replace("-", ""));
  }

  /** Name of a setting in Java: the last word of its path. */
  public static String param(String path) {
    StringBuilder name = new StringBuilder();
    for (String word : path.substring(path.lastIndexOf('.') + 1).split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}
