package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.Params;
import org.espalier.learner.FeatureNeeds;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.FeatureColumn.ColumnKind;

/**
 * Builder of the stages for {@code features = auto}. They are Spark's own stages, chosen by the
 * kinds of columns and the learner's needs, and fitted on training rows only.
 *
 * <p>Numbers are imputed by their median, and scaled to unit deviation for linear learners. Texts
 * are indexed, with a separate class for unseen and missing ones. Linear learners get them one-hot
 * encoded; trees get the indices if the categories fit into {@code maxBins}. A text column with
 * very many distinct values is hashed. A learner that handles missing numbers and categories itself
 * gets them unchanged.
 */
public final class FeatureStages {

  /** Name of the vector column that the learner reads. */
  public static final String FEATURES = "espalier_features";

  static final String PREFIX = "espalier_";

  /**
   * Maximum number of distinct values of a text column that is indexed or one-hot encoded. A column
   * with more values is hashed.
   */
  static final long MAX_CATEGORIES = 1000;

  /** Number of bins for naive Bayes, as in Dougherty, Kohavi and Sahami, ICML 1995. */
  private static final int BUCKETS = 10;

  /** Total number of features for all hashed columns; 2^10 keeps their vectors cheap. */
  private static final int HASHED_FEATURES = 1024;

  private final List<PipelineStage> rowWise = new ArrayList<>(); // before all others
  private final List<PipelineStage> stages = new ArrayList<>();
  private final List<String> chosen = new ArrayList<>();
  private final boolean isNative;
  private final long rows;
  private final Map<String, Object> values;
  private final List<String> scaled = new ArrayList<>();
  private final List<String> ready = new ArrayList<>();

  private FeatureStages(FeatureNeeds needs, long rows, Map<String, Object> values) {
    this.isNative = needs == FeatureNeeds.NATIVE;
    this.rows = rows;
    this.values = values;
  }

  /**
   * Stages in order, with a description of the choices.
   *
   * @param stages stages in order
   * @param rowWise number of leading stages that are known to process each row by itself
   * @param originals for each stage, the uid of the stage it is a copy of; empty for a new stage
   * @param chosen choices, in words
   */
  public record Built(
      List<PipelineStage> stages, int rowWise, List<String> originals, List<String> chosen) {
    public Built {
      stages = List.copyOf(stages);
      originals = List.copyOf(originals);
      chosen = List.copyOf(chosen);
    }
  }

  /** Returns the stages whose params can be searched, by name and with their default values. */
  public static Map<String, Params> templates() {
    Map<String, Params> templates = new LinkedHashMap<>();
    templates.put("imputer", new Imputer().setStrategy("median"));
    templates.put("indexer", new StringIndexer().setHandleInvalid("keep"));
    templates.put("one-hot", new OneHotEncoder().setHandleInvalid("keep"));
    templates.put("scaler", new StandardScaler());
    templates.put("hashing", new HashingTF().setNumFeatures(TextStages.TERMS));
    templates.put("idf", new IDF());
    return Collections.unmodifiableMap(templates);
  }

  /**
   * Builds the stages for a learner.
   *
   * @param maxBins smallest number of bins in any trial of the learner
   * @param rows number of training rows in a full fit
   * @param values values of searched or fixed params, by {@code stage.param}
   */
  static Built build(
      List<FeatureColumn> columns,
      FeatureNeeds needs,
      int maxBins,
      long rows,
      Map<String, Object> values) {
    FeatureStages built = new FeatureStages(needs, rows, values);
    boolean tree = built.isNative || needs == FeatureNeeds.TREE;
    List<FeatureInput> inputs = columns.stream().map(FeatureInput::new).toList();
    built.rename(inputs);
    built.numbers(inputs);
    if (needs == FeatureNeeds.NON_NEGATIVE) {
      built.discretize();
    }
    (needs == FeatureNeeds.SCALED ? built.scaled : built.ready)
        .addAll(List.of(FeatureInput.columns(FeatureInput.of(inputs, ColumnKind.VECTOR))));
    built.texts(inputs, tree, built.isNative ? Integer.MAX_VALUE : maxBins);
    FeatureInput.of(inputs, ColumnKind.PROSE).forEach(input -> built.prose(input, tree));
    built.ready.addAll(List.of(FeatureInput.outs("missing", built.flagged(inputs))));
    built.assemble(needs);
    List<PipelineStage> all = new ArrayList<>(built.rowWise);
    all.addAll(built.stages);
    return new Built(all, built.rowWise.size(), Collections.nCopies(all.size(), ""), built.chosen);
  }

  private List<FeatureInput> flagged(List<FeatureInput> inputs) {
    return isNative ? List.of() : inputs.stream().filter(FeatureInput::isFlagged).toList();
  }

  /**
   * Adds renamed or cast columns and indicators of missing values, where later stages need them.
   */
  private void rename(List<FeatureInput> inputs) {
    StringBuilder select = new StringBuilder("SELECT *");
    List<FeatureInput> flagged = flagged(inputs);
    for (FeatureInput input : inputs) {
      String column = ColumnNames.quoted(input.name());
      String value =
          input.is(ColumnKind.BOOLEAN)
              ? "CAST(%s AS DOUBLE)".formatted(column)
              : input.is(ColumnKind.PROSE) ? "coalesce(%s, '')".formatted(column) : column;
      if (input.isRenamed()) {
        select.append(", %s AS `%s`".formatted(value, input.column()));
      }
      if (flagged.contains(input)) {
        String isMissing = "%s IS NULL OR isnan(CAST(%s AS DOUBLE))".formatted(column, column);
        select.append(", CAST(%s AS DOUBLE) AS `%s`".formatted(isMissing, input.out("missing")));
      }
    }
    if (!flagged.isEmpty() || inputs.stream().anyMatch(FeatureInput::isRenamed)) {
      rowWise.add(new SQLTransformer().setStatement(select + " FROM __THIS__"));
    }
    say(FeatureInput.of(inputs, ColumnKind.BOOLEAN), "taken as 0 and 1");
  }

  private void numbers(List<FeatureInput> inputs) {
    List<FeatureInput> numbers = new ArrayList<>(FeatureInput.of(inputs, ColumnKind.NUMERIC));
    numbers.addAll(FeatureInput.of(inputs, ColumnKind.BOOLEAN));
    if (numbers.isEmpty()) {
      return;
    }
    if (isNative) {
      scaled.addAll(List.of(FeatureInput.columns(numbers)));
      say(numbers, "as they are");
      return;
    }
    String[] imputed = FeatureInput.outs("imputed", numbers);
    Imputer imputer = template("imputer", Imputer.class);
    stages.add(imputer.setInputCols(FeatureInput.columns(numbers)).setOutputCols(imputed));
    say(numbers, "imputed by the " + imputer.getStrategy() + " where missing");
    say(flagged(numbers), "flagged where missing");
    scaled.addAll(List.of(imputed));
  }

  /** Bins each number by quantiles and adds one feature per bin, which naive Bayes counts. */
  private void discretize() {
    if (scaled.isEmpty()) {
      return;
    }
    String[] buckets = suffixed("bucket");
    String[] flags = suffixed("in");
    stages.add(
        new QuantileDiscretizer()
            .setInputCols(scaled.toArray(String[]::new))
            .setOutputCols(buckets)
            .setNumBuckets(BUCKETS)
            .setHandleInvalid("keep"));
    stages.add(
        new OneHotEncoder()
            .setInputCols(buckets)
            .setOutputCols(flags)
            .setDropLast(false)
            .setHandleInvalid("keep"));
    chosen.add("numbers cut at their quantiles into %d classes each".formatted(BUCKETS));
    scaled.clear();
    ready.addAll(List.of(flags));
  }

  private String[] suffixed(String suffix) {
    return scaled.stream().map(column -> column + "_" + suffix).toArray(String[]::new);
  }

  private void texts(List<FeatureInput> inputs, boolean tree, int maxBins) {
    List<FeatureInput> indexed = new ArrayList<>();
    List<FeatureInput> oneHot = new ArrayList<>();
    List<FeatureInput> hashed = new ArrayList<>();
    for (FeatureInput input : FeatureInput.of(inputs, ColumnKind.TEXT)) {
      long distinct = input.feature().distinct();
      boolean fits = distinct + 1 <= maxBins; // one more for unseen and missing values
      List<FeatureInput> target = tree && fits ? indexed : oneHot;
      (distinct > MAX_CATEGORIES ? hashed : target).add(input);
    }
    List<FeatureInput> all = new ArrayList<>(indexed);
    all.addAll(oneHot);
    if (!all.isEmpty()) {
      stages.add(
          template("indexer", StringIndexer.class)
              .setInputCols(FeatureInput.columns(all))
              .setOutputCols(FeatureInput.outs("index", all)));
    }
    ready.addAll(List.of(FeatureInput.outs("index", indexed)));
    say(indexed, "indexed");
    if (!oneHot.isEmpty()) {
      stages.add(
          template("one-hot", OneHotEncoder.class)
              .setInputCols(FeatureInput.outs("index", oneHot))
              .setOutputCols(FeatureInput.outs("onehot", oneHot)));
      ready.addAll(List.of(FeatureInput.outs("onehot", oneHot)));
      say(oneHot, "one-hot encoded");
    }
    if (!hashed.isEmpty()) {
      rowWise.add(
          new FeatureHasher()
              .setInputCols(FeatureInput.columns(hashed))
              .setOutputCol(PREFIX + "hashed")
              .setNumFeatures(HASHED_FEATURES));
      ready.add(PREFIX + "hashed");
      say(hashed, "hashed to %,d features".formatted(HASHED_FEATURES));
    }
  }

  private void prose(FeatureInput input, boolean tree) {
    TextStages prose = new TextStages(input, tree, rows, values);
    rowWise.addAll(prose.hashing());
    stages.addAll(prose.weighting());
    ready.add(input.out("prose"));
    say(
        List.of(input),
        tree ? "hashed by words, with IDF" : "hashed by words and pairs of words, with IDF");
  }

  private void assemble(FeatureNeeds needs) {
    if (isNative && !scaled.isEmpty()) {
      // Assemble numbers apart from vectors: a stage that keeps missing values must know their
      // size.
      String numbers = PREFIX + "numbers";
      stages.add(assembler(scaled, ready.isEmpty() ? FEATURES : numbers).setHandleInvalid("keep"));
      if (ready.isEmpty()) {
        return;
      }
      scaled.clear();
      ready.add(0, numbers);
    }
    if (needs == FeatureNeeds.TREE || scaled.isEmpty()) {
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

  /** Returns a new template stage with the searched and fixed values. */
  private <S extends Params> S template(String name, Class<S> type) {
    S stage = type.cast(Objects.requireNonNull(templates().get(name)));
    StageParams.setAll(stage, name, values);
    return stage;
  }

  private void say(List<FeatureInput> inputs, String what) {
    if (!inputs.isEmpty()) {
      chosen.add(FeatureInput.text(inputs) + " " + what);
    }
  }
}
