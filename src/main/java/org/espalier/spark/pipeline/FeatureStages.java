package org.espalier.spark.pipeline;

import static java.util.stream.Collectors.joining;

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

  /** Columns that are said by name; of more only the number is. */
  private static final int NAMED = 4;

  private final List<PipelineStage> stages = new ArrayList<>();
  private final List<String> chosen = new ArrayList<>();
  private final Map<String, Object> values;
  private final List<String> scaled = new ArrayList<>();
  private final List<String> ready = new ArrayList<>();

  private FeatureStages(Map<String, Object> values) {
    this.values = values;
  }

  /** A feature column as the stages see it. */
  private record Input(FeatureColumn feature) {

    String name() {
      return feature.name();
    }

    boolean isNumber() {
      return feature.kind() == FeatureColumn.Kind.NUMERIC;
    }

    boolean isFlag() {
      return feature.kind() == FeatureColumn.Kind.BOOLEAN;
    }

    boolean isText() {
      return feature.kind() == FeatureColumn.Kind.TEXT;
    }

    /** Stages take numbers, and would read a dot as a path and a backtick as a quote. */
    boolean isRenamed() {
      return isFlag() || name().contains(".") || name().contains("`");
    }

    String column() {
      return isRenamed() ? out("input") : name();
    }

    /** A name of ours that stages can read; no two columns have the same. */
    String out(String what) {
      String safe = name().replace("%", "%25").replace(".", "%2E").replace("`", "%60");
      return PREFIX + what + "_" + safe;
    }
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
    List<Input> inputs = columns.stream().map(Input::new).toList();
    built.rename(inputs);
    built.numbers(inputs);
    built.texts(inputs, tree, maxBins);
    built.assemble(tree);
    return new Built(List.copyOf(built.stages), List.copyOf(built.chosen));
  }

  /** Gives columns another name or type where the stages behind need it. */
  private void rename(List<Input> inputs) {
    StringBuilder select = new StringBuilder("SELECT *");
    for (Input input : inputs) {
      String column = "`%s`".formatted(input.name().replace("`", "``"));
      String value = input.isFlag() ? "CAST(%s AS DOUBLE)".formatted(column) : column;
      if (input.isRenamed()) {
        select.append(", %s AS `%s`".formatted(value, input.column()));
      }
    }
    if (inputs.stream().anyMatch(Input::isRenamed)) {
      stages.add(new SQLTransformer().setStatement(select + " FROM __THIS__"));
    }
    say(inputs.stream().filter(Input::isFlag).toList(), "taken as 0 and 1");
  }

  private void numbers(List<Input> inputs) {
    List<Input> numbers = new ArrayList<>(inputs.stream().filter(Input::isNumber).toList());
    inputs.stream().filter(Input::isFlag).forEach(numbers::add);
    if (numbers.isEmpty()) {
      return;
    }
    String[] imputed = outs("imputed", numbers);
    Imputer imputer = template("imputer", Imputer.class);
    stages.add(imputer.setInputCols(columns(numbers)).setOutputCols(imputed));
    say(numbers, "imputed by the " + imputer.getStrategy() + " where missing");
    scaled.addAll(List.of(imputed));
  }

  private void texts(List<Input> inputs, boolean tree, int maxBins) {
    List<Input> indexed = new ArrayList<>();
    List<Input> oneHot = new ArrayList<>();
    List<Input> hashed = new ArrayList<>();
    for (Input input : inputs.stream().filter(Input::isText).toList()) {
      long distinct = input.feature().distinct();
      boolean fits = distinct + 1 <= maxBins; // one more for unseen and missing ones
      List<Input> target = tree && fits ? indexed : oneHot;
      (distinct > MAX_CATEGORIES ? hashed : target).add(input);
    }
    List<Input> all = new ArrayList<>(indexed);
    all.addAll(oneHot);
    if (!all.isEmpty()) {
      stages.add(
          template("indexer", StringIndexer.class)
              .setInputCols(columns(all))
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
              .setInputCols(columns(hashed))
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

  private void say(List<Input> inputs, String what) {
    if (!inputs.isEmpty()) {
      String names =
          inputs.size() <= NAMED
              ? " (%s)".formatted(inputs.stream().map(Input::name).collect(joining(", ")))
              : "";
      chosen.add(
          "%d column%s%s %s".formatted(inputs.size(), inputs.size() == 1 ? "" : "s", names, what));
    }
  }

  private static String[] columns(List<Input> inputs) {
    return inputs.stream().map(Input::column).toArray(String[]::new);
  }

  private static String[] outs(String what, List<Input> inputs) {
    return inputs.stream().map(input -> input.out(what)).toArray(String[]::new);
  }
}
