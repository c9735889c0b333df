package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.data.FeatureColumn;

/**
 * What {@code features = auto} builds: real Spark stages, chosen by the kinds of columns and the
 * learner's needs, fitted on training rows only.
 *
 * <p>Numbers are imputed by their median; for linear learners they are scaled to unit deviation.
 * Texts are indexed, unseen and missing ones in a class of their own; linear learners get them
 * one-hot, trees as they are while the categories fit into {@code maxBins}. A text of very many
 * values is hashed.
 */
final class FeatureStages {

  /** The vector the learner reads. */
  static final String FEATURES = "espalier_features";

  private static final String PREFIX = "espalier_";

  /**
   * Values of a text column up to which each gets a number or a feature of its own; beyond, they
   * are hashed.
   */
  static final long MAX_CATEGORIES = 1000;

  /** Features of all hashed columns together; 2^10 keeps a vector of them cheap. */
  private static final int HASHED_FEATURES = 1024;

  private final List<PipelineStage> stages = new ArrayList<>();
  private final List<String> chosen = new ArrayList<>();
  private final Map<String, Object> values;
  private final List<String> scaled = new ArrayList<>();
  private final List<String> ready = new ArrayList<>();

  private FeatureStages(Map<String, Object> values) {
    this.values = values;
  }

  /** The stages, in order, and what was chosen, in words. */
  record Built(List<PipelineStage> stages, List<String> chosen) {}

  /** The stages whose params can be searched, with the values they have unless searched. */
  static Map<String, Params> templates() {
    Map<String, Params> templates = new LinkedHashMap<>();
    templates.put("imputer", new Imputer().setStrategy("median"));
    templates.put("indexer", new StringIndexer().setHandleInvalid("keep"));
    templates.put("one-hot", new OneHotEncoder().setHandleInvalid("keep"));
    templates.put("scaler", new StandardScaler());
    return Collections.unmodifiableMap(templates);
  }

  /**
   * Builds the stages for a learner.
   *
   * @param maxBins smallest number of bins any trial of the learner uses
   * @param values of searched or fixed params, by {@code stage.param}
   */
  static Built build(
      List<FeatureColumn> columns, boolean tree, int maxBins, Map<String, Object> values) {
    FeatureStages built = new FeatureStages(values);
    built.numbers(columns);
    built.texts(columns, tree, maxBins);
    built.assemble(tree);
    return new Built(List.copyOf(built.stages), List.copyOf(built.chosen));
  }

  private void numbers(List<FeatureColumn> columns) {
    List<String> numbers = new ArrayList<>(names(columns, FeatureColumn.Kind.NUMERIC));
    List<String> booleans = names(columns, FeatureColumn.Kind.BOOLEAN);
    if (!booleans.isEmpty()) {
      StringBuilder select = new StringBuilder("SELECT *");
      for (String column : booleans) {
        select.append(
            ", CAST(`%s` AS DOUBLE) AS `%s`"
                .formatted(quoted(column), quoted(out("number", column))));
        numbers.add(out("number", column));
      }
      stages.add(new SQLTransformer().setStatement(select + " FROM __THIS__"));
      say(booleans, "taken as 0 and 1");
    }
    if (numbers.isEmpty()) {
      return;
    }
    String[] imputed = outs("imputed", numbers);
    Imputer imputer = template("imputer", Imputer.class);
    stages.add(imputer.setInputCols(numbers.toArray(String[]::new)).setOutputCols(imputed));
    say(numbers, "imputed by the " + imputer.getStrategy() + " where missing");
    scaled.addAll(List.of(imputed));
  }

  private void texts(List<FeatureColumn> columns, boolean tree, int maxBins) {
    List<String> indexed = new ArrayList<>();
    List<String> oneHot = new ArrayList<>();
    List<String> hashed = new ArrayList<>();
    for (FeatureColumn column : columns) {
      if (column.kind() != FeatureColumn.Kind.TEXT) {
        continue;
      }
      boolean fits = column.distinct() + 1 <= maxBins; // one more for unseen and missing ones
      List<String> target = tree && fits ? indexed : oneHot;
      (column.distinct() > MAX_CATEGORIES ? hashed : target).add(column.name());
    }
    List<String> all = new ArrayList<>(indexed);
    all.addAll(oneHot);
    if (!all.isEmpty()) {
      stages.add(
          template("indexer", StringIndexer.class)
              .setInputCols(all.toArray(String[]::new))
              .setOutputCols(outs("index", all)));
    }
    ready.addAll(List.of(outs("index", indexed)));
    say(indexed, "indexed");
    if (!oneHot.isEmpty()) {
      stages.add(
          template("one-hot", OneHotEncoder.class)
              .setInputCols(outs("index", oneHot))
              .setOutputCols(outs("onehot", oneHot)));
      ready.addAll(List.of(outs("onehot", oneHot)));
      say(oneHot, "one-hot encoded");
    }
    if (!hashed.isEmpty()) {
      stages.add(
          new FeatureHasher()
              .setInputCols(hashed.toArray(String[]::new))
              .setOutputCol(PREFIX + "hashed")
              .setNumFeatures(HASHED_FEATURES));
      ready.add(PREFIX + "hashed");
      say(hashed, "hashed to %,d features".formatted(HASHED_FEATURES));
    }
  }

  private void assemble(boolean tree) {
    if (tree || scaled.isEmpty()) {
      List<String> all = new ArrayList<>(scaled);
      all.addAll(ready);
      stages.add(assembler(all, FEATURES));
      return;
    }
    String numbers = PREFIX + "numbers";
    String scaledNumbers = ready.isEmpty() ? FEATURES : PREFIX + "scaled";
    stages.add(assembler(scaled, numbers));
    stages.add(
        template("scaler", StandardScaler.class).setInputCol(numbers).setOutputCol(scaledNumbers));
    chosen.add("numbers scaled to unit standard deviation");
    if (!ready.isEmpty()) {
      List<String> all = new ArrayList<>(List.of(scaledNumbers));
      all.addAll(ready);
      stages.add(assembler(all, FEATURES));
    }
  }

  private static VectorAssembler assembler(List<String> inputs, String output) {
    return new VectorAssembler().setInputCols(inputs.toArray(String[]::new)).setOutputCol(output);
  }

  /** A stage as its template has it, with the values that are searched or fixed. */
  private <S extends Params> S template(String name, Class<S> type) {
    S stage = type.cast(Objects.requireNonNull(templates().get(name)));
    values.forEach(
        (key, value) -> {
          if (key.startsWith(name + ".")) {
            StageParams.set(stage, key.substring(name.length() + 1), value);
          }
        });
    return stage;
  }

  private void say(List<String> columns, String what) {
    if (!columns.isEmpty()) {
      String names =
          columns.size() <= 4
              ? " (%s)".formatted(String.join(", ", columns).replace(PREFIX + "number_", ""))
              : "";
      chosen.add(
          "%d column%s%s %s"
              .formatted(columns.size(), columns.size() == 1 ? "" : "s", names, what));
    }
  }

  private static List<String> names(List<FeatureColumn> columns, FeatureColumn.Kind kind) {
    return columns.stream().filter(c -> c.kind() == kind).map(FeatureColumn::name).toList();
  }

  private static String out(String what, String column) {
    return column.startsWith(PREFIX + "number_")
        ? PREFIX + what + "_" + column.substring((PREFIX + "number_").length())
        : PREFIX + what + "_" + column;
  }

  private static String[] outs(String what, List<String> columns) {
    return columns.stream().map(column -> out(what, column)).toArray(String[]::new);
  }

  private static String quoted(String column) {
    return column.replace("`", "``");
  }
}
