package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseMatrix;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.StepKey;
import org.espalier.spec.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * PySpark code that makes stages as they are before a fit: a call of each stage's class with the
 * params that are set, in the order in which the class lists them. Equal stages have equal code.
 *
 * <p>Where Python has no class for a stage, or no code holds what it has learned, the code has
 * three dots, which no fit takes, below a comment that says what belongs there. Among fitted
 * stages, {@code PipelineModel} and {@code StringIndexerModel} have code.
 */
public final class PySparkCode {

  private static final String ML = "pyspark.ml";

  private static final String XGBOOST = "org.espalier.xgboost";

  /** Params of {@code StringIndexerModel} that its constructors from labels take. */
  private static final Set<String> OF_LABELS =
      Set.of("inputCol", "inputCols", "outputCol", "outputCols", "handleInvalid");

  /** Params that PySpark's constructors do not take; there is a method for each. */
  private static final Set<String> SET_BY_METHOD =
      Set.of(
          "ALS.predictionCol",
          "DecisionTreeClassifier.thresholds",
          "GBTClassifier.probabilityCol",
          "GBTClassifier.rawPredictionCol",
          "GBTClassifier.thresholds",
          "MultilayerPerceptronClassifier.thresholds",
          "RandomForestClassifier.thresholds",
          "UnivariateFeatureSelector.featureType",
          "UnivariateFeatureSelector.labelType",
          "UnivariateFeatureSelector.selectionThreshold");

  /** Params that neither PySpark sets nor MLlib's fit reads. */
  private static final Set<String> UNREAD =
      Set.of("FMClassifier.weightCol", "FMRegressor.weightCol");

  private final Map<String, Set<String>> imports = new TreeMap<>();
  private final List<Params> around = new ArrayList<>(); // stages that hold the current one
  private final List<String> texts; // that some param is set to

  private PySparkCode(List<String> texts) {
    this.texts = texts;
  }

  /**
   * Code that makes stages.
   *
   * @param variables stages by the variable that the code gives them, in order
   */
  public static String of(Map<String, ? extends PipelineStage> variables) {
    PySparkCode code =
        new PySparkCode(variables.values().stream().flatMap(PySparkCode::texts).toList());
    List<String> statements = new ArrayList<>();
    variables.forEach(
        (name, stage) -> statements.add(code.stage(stage).named(name + " = ").lines("") + "\n"));
    return code.imported() + "\n" + String.join("\n", statements);
  }

  private static Stream<String> texts(Params root) {
    Stream<? extends Params> roots =
        root instanceof PipelineModel fitted ? Arrays.stream(fitted.stages()) : Stream.of(root);
    return roots
        .flatMap(ParamValues::stages)
        .flatMap(stage -> ParamValues.pairs(stage.paramMap()).stream())
        .map(ParamPair::value)
        .flatMap(value -> value instanceof Object[] all ? Arrays.stream(all) : Stream.of(value))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  private String imported() {
    StringBuilder lines = new StringBuilder();
    imports.forEach(
        (module, names) -> {
          String from = "from %s import ".formatted(module);
          List<PythonExpression> items = names.stream().map(PythonExpression::of).toList();
          String line = new PythonExpression("", from, items, "").flat();
          boolean fits = line.length() <= PythonExpression.WIDTH;
          String several = new PythonExpression("", from + "(", items, ")").lines("");
          lines.append(fits ? line : several).append('\n');
        });
    return lines.toString();
  }

  private PythonExpression stage(Params stage) {
    if (around.stream().anyMatch(outer -> outer == stage)) {
      return missing("the stage itself");
    }
    around.add(stage);
    String type = stage.getClass().getSimpleName();
    List<PythonExpression> params = new ArrayList<>();
    StringBuilder close = new StringBuilder(")");
    for (Param<?> param : stage.params()) {
      String name = param.name();
      if (SET_BY_METHOD.contains(type + "." + name) && stage.isSet(param)) {
        String value = value(stage.getOrDefault(param)).flat();
        close.append(".set%C%s(%s)".formatted(name.charAt(0), name.substring(1), value));
      } else if (isShown(stage, param) && !UNREAD.contains(type + "." + name)) {
        String keyword = name.equals("lambda") ? "lambda_" : name; // a word of Python
        params.add(value(stage.getOrDefault(param)).named(keyword + "="));
      }
    }
    around.remove(around.size() - 1);
    if (stage instanceof PipelineModel fitted) {
      params.add(value(fitted.stages()).named("stages="));
      return call(stage, type, params, ")");
    }
    if (stage instanceof StringIndexerModel indexer) {
      return labels(indexer, params);
    }
    if (isInPython(stage) && !type.endsWith("Model")) {
      return call(stage, type, params, close.toString());
    }
    String like = new PythonExpression("", stage.getClass().getName() + "(", params, ")").flat();
    return missing(
        isInPython(stage)
            ? "the fitted stage %s, loaded from where it was saved".formatted(like)
            : "a stage that does the same as %s, for which PySpark has no class".formatted(like));
  }

  private static boolean isInPython(Params stage) {
    return StepKey.isMllib(stage) || stage.getClass().getPackageName().equals(XGBOOST);
  }

  private PythonExpression labels(StringIndexerModel indexer, List<PythonExpression> params) {
    boolean single = indexer.isSet(indexer.inputCol());
    String[][] labels = indexer.labelsArray();
    List<PythonExpression> arguments = new ArrayList<>(List.of(value(single ? labels[0] : labels)));
    params.stream()
        .filter(param -> OF_LABELS.contains(param.open().replaceFirst("=.*", "")))
        .forEach(arguments::add);
    String made = single ? ".from_labels" : ".from_arrays_of_labels";
    return call(indexer, "StringIndexerModel" + made, arguments, ")");
  }

  private PythonExpression call(
      Params stage, String function, List<PythonExpression> arguments, String close) {
    String module =
        stage
            .getClass()
            .getPackageName()
            .replaceFirst("^org\\.apache\\.spark\\.ml", ML)
            .replaceFirst("^org\\.espalier", "espalier");
    String open = imported(module, stage.getClass().getSimpleName(), function);
    return new PythonExpression("", open, arguments, close);
  }

  /** Opening of a call, of what is imported by name. */
  private String imported(String module, String name, String function) {
    imports.computeIfAbsent(module, any -> new TreeSet<>()).add(name);
    return function + "(";
  }

  private static PythonExpression missing(String what) {
    return new PythonExpression(
        "In place of the dots: " + SafeText.line(what), "...", List.of(), "");
  }

  /**
   * True for a param that is set, or whose default differs in Python: a seed, or an output column
   * that is named after the stage and read by another one.
   */
  private boolean isShown(Params stage, Param<?> param) {
    return stage.isSet(param)
        || (stage.isDefined(param)
            && (param.name().equals("seed")
                || (stage.getOrDefault(param) instanceof String column
                    && column.startsWith(stage.uid())
                    && texts.stream().anyMatch(text -> text.contains(column)))));
  }

  private PythonExpression value(@Nullable Object value) {
    if (value == null) {
      return PythonExpression.of("None");
    }
    if (value instanceof Params stage) {
      return stage(stage);
    }
    if (value instanceof String text) {
      return PythonExpression.of(quoted(text));
    }
    if (value instanceof Boolean flag) {
      return PythonExpression.of(flag ? "True" : "False");
    }
    if (value instanceof Number number) {
      return PythonExpression.of(number(number));
    }
    return value.getClass().isArray()
        ? new PythonExpression("", "[", values(ParamValues.elements(value)), "]")
        : linalg(value);
  }

  private List<PythonExpression> values(List<@Nullable Object> values) {
    return values.stream().map(this::value).toList();
  }

  /** Vectors and matrices, whose constructors are those of Java. */
  private PythonExpression linalg(Object value) {
    List<@Nullable Object> arguments = new ArrayList<>();
    if (value instanceof DenseVector dense) {
      arguments.add(dense.values());
    } else if (value instanceof SparseVector sparse) {
      arguments.addAll(List.of(sparse.size(), sparse.indices(), sparse.values()));
    } else if (value instanceof DenseMatrix dense) {
      arguments.addAll(
          List.of(dense.numRows(), dense.numCols(), dense.values(), dense.isTransposed()));
    } else if (value instanceof SparseMatrix sparse) {
      arguments.addAll(List.of(sparse.numRows(), sparse.numCols(), sparse.colPtrs()));
      arguments.addAll(List.of(sparse.rowIndices(), sparse.values(), sparse.isTransposed()));
    } else {
      return missing("a value like that of " + value.getClass().getName());
    }
    String type = value.getClass().getSimpleName();
    return new PythonExpression("", imported(ML + ".linalg", type, type), values(arguments), ")");
  }

  private static String number(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "float(\"%s\")".formatted(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
    }
    return number.toString().replace("E", "e");
  }

  /** Text in quotes, in which no character acts on a reader or looks like another one. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> out.append('\\').appendCodePoint(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                  boolean plain = c == ' ' || !Character.isSpaceChar(c);
                  boolean shown = plain && SafeText.visible(c) == c;
                  out.append(shown ? Character.toString(c) : "\\u%04x".formatted(c));
                }
              }
            });
    return out.append('"').toString();
  }
}
