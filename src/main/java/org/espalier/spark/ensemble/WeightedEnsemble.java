package org.espalier.spark.ensemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.ParamValues;

/**
 * Weighted mean of fitted pipelines, as stages of Spark alone: the stages of all members, each
 * distinct one once, with columns of their own, and a linear model that takes the mean. For
 * classifiers it is the mean of their probabilities, the column {@code probability}; of regressors
 * that of their predictions, the column {@code prediction}.
 *
 * @param members positive weights, of the sum 1
 */
public record WeightedEnsemble(List<Member> members) {

  /** Column of the scores of all members, in their order. */
  private static final String SCORES = "espalier_members";

  /**
   * Fitted pipeline and its share.
   *
   * @param stages those before the predictor, and it
   * @param weight above 0, at most 1
   */
  public record Member(List<Transformer> stages, double weight) {

    public Member {
      stages = List.copyOf(stages);
      if (stages.isEmpty() || !(weight > 0 && weight <= 1)) {
        throw new IllegalArgumentException(
            "A member has stages and a weight in (0, 1], not %s.".formatted(weight));
      }
    }

    /** Column that the predictor writes by one of its params. */
    private String output(String param) {
      Transformer predictor = stages.get(stages.size() - 1);
      return String.valueOf(predictor.getOrDefault(predictor.getParam(param)));
    }
  }

  /** Columns that the ensemble itself writes. */
  private static final Set<String> RESULTS = Set.of("probability", "rawPrediction", "prediction");

  /** Largest difference from 1 of the sum of weights: rounding of at most 25 shares. */
  private static final double ROUNDING = 1e-9;

  public WeightedEnsemble {
    members = List.copyOf(members);
    double sum = members.stream().mapToDouble(Member::weight).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException("The weights have the sum %s, not 1.".formatted(sum));
    }
  }

  /**
   * Stages of an ensemble of classifiers with the same order of classes; the last ones make {@code
   * probability}, {@code rawPrediction} and {@code prediction}.
   *
   * @param rows schema of what the stages read
   * @param decision rule that makes a class of probabilities
   * @throws IllegalArgumentException if the stages of members cannot be joined
   */
  public List<Transformer> classifier(StructType rows, DecisionStages decision) {
    int classes = decision.classes();
    double[] coefficients = new double[classes * classes * members.size()];
    for (int member = 0; member < members.size(); member++) {
      for (int of = 0; of < classes; of++) {
        // By columns, one for each score; a row is the mean of one class.
        coefficients[(member * classes + of) * classes + of] = members.get(member).weight();
      }
    }
    List<Transformer> stages = joined(rows, "probabilityCol");
    stages.add(
        new LogisticRegressionModel(
                "espalier_mean",
                new DenseMatrix(classes, classes * members.size(), coefficients),
                Vectors.zeros(classes),
                classes,
                true)
            .setFeaturesCol(SCORES)
            .setRawPredictionCol(decision.probabilityBefore())
            .setProbabilityCol("")
            .setPredictionCol(""));
    stages.addAll(decision.stages(/* scored= */ true));
    return List.copyOf(stages);
  }

  /** Stages of an ensemble of regressors; the last one makes {@code prediction}. */
  public List<Transformer> regressor(StructType rows) {
    double[] weights = members.stream().mapToDouble(Member::weight).toArray();
    List<Transformer> stages = joined(rows, "predictionCol");
    stages.add(
        new LinearRegressionModel("espalier_mean", Vectors.dense(weights), 0)
            .setFeaturesCol(SCORES)
            .setPredictionCol("prediction"));
    return List.copyOf(stages);
  }

  /**
   * Stages of all members, and one that assembles their scores.
   *
   * @param scores param of a predictor that names the column of its scores
   */
  private List<Transformer> joined(StructType rows, String scores) {
    Joining joining = new Joining(rows);
    List<String> columns = members.stream().map(one -> joining.add(one, scores)).toList();
    List<Transformer> stages = new ArrayList<>(joining.stages);
    stages.add(
        new VectorAssembler("espalier_members")
            .setInputCols(columns.toArray(String[]::new))
            .setOutputCol(SCORES));
    return stages;
  }

  /** Stages so far, without two that do the same, or two columns of one name. */
  private static final class Joining {

    private final StructType rows;
    private final List<Transformer> stages = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>(RESULTS);
    private final Map<String, List<String>> written = new TreeMap<>(); // by all that a stage does

    Joining(StructType rows) {
      this.rows = rows;
      taken.addAll(List.of(rows.fieldNames()));
    }

    /** Adds a member; returns the column of its scores. */
    String add(Member member, String scores) {
      Map<String, String> names = new LinkedHashMap<>(); // now, by name in the member
      StructType schema = rows;
      for (Transformer stage : member.stages()) {
        StructType after = stage.transformSchema(schema);
        List<String> made = new ArrayList<>(List.of(after.fieldNames()));
        made.removeAll(List.of(schema.fieldNames()));
        List<String> known = written.get(deed(stage, names, made));
        if (known == null) {
          known = made.stream().map(this::free).toList();
          written.put(deed(stage, names, made), known);
          stages.add(renamed(stage, with(names, made, known)));
        }
        names = with(names, made, known);
        schema = after;
      }
      String column = member.output(scores);
      return names.getOrDefault(column, column);
    }

    private String free(String name) {
      String free = name;
      for (int i = 1; !taken.add(free); i++) {
        free = name + "_" + i;
      }
      return free;
    }

    private static Map<String, String> with(
        Map<String, String> names, List<String> made, List<String> now) {
      Map<String, String> all = new LinkedHashMap<>(names);
      for (int i = 0; i < made.size(); i++) {
        all.put(made.get(i), now.get(i));
      }
      return all;
    }

    /**
     * Class and params of a stage, with numbers in place of the columns that it makes. Two fitted
     * stages with the same ones are equal, as they were fitted on the same rows.
     */
    private static String deed(Transformer stage, Map<String, String> names, List<String> made) {
      List<String> numbered = new ArrayList<>();
      made.forEach(column -> numbered.add("#" + numbered.size()));
      Transformer plain = renamed(stage, with(names, made, numbered));
      Map<String, Object> params = new TreeMap<>();
      for (Param<?> param : plain.params()) {
        ParamValues.current(plain, param)
            .filter(value -> !isNamedByStage(value, plain))
            .ifPresent(value -> params.put(param.name(), value));
      }
      return stage.getClass().getName() + params;
    }

    /** True for the default of an output column, which has the stage's own name. */
    private static boolean isNamedByStage(Object value, Transformer stage) {
      return value instanceof String column && column.startsWith(stage.uid());
    }

    /** Copy of a stage with other names of columns; a param without such a column stays unset. */
    private static Transformer renamed(Transformer stage, Map<String, String> names) {
      Transformer copy = stage.copy(ParamMap.empty());
      for (Param<?> param : copy.params()) {
        if (copy.isDefined(param)) {
          Object value = copy.getOrDefault(param);
          if (param.name().endsWith("Col") && names.containsKey(value)) {
            set(copy, param, names.get(value));
          } else if (param.name().endsWith("Cols") && value instanceof String[] columns) {
            set(
                copy,
                param,
                Arrays.stream(columns)
                    .map(column -> names.getOrDefault(column, column))
                    .toArray(String[]::new));
          }
        }
      }
      if (copy instanceof SQLTransformer sql) {
        sql.setStatement(renamed(sql.getStatement(), names));
      }
      return copy;
    }

    private static String renamed(String statement, Map<String, String> names) {
      if (names.isEmpty()) {
        return statement;
      }
      String any =
          names.keySet().stream()
              .sorted(Comparator.comparing(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|"));
      return Pattern.compile("(?<![\\w#])(%s)(?!\\w)".formatted(any))
          .matcher(statement)
          .replaceAll(found -> Matcher.quoteReplacement(names.get(found.group())));
    }

    @SuppressWarnings("unchecked") // the value has the type of the one that was there
    private static void set(Params stage, Param<?> param, Object value) {
      stage.set((Param<Object>) param, value);
    }
  }
}
