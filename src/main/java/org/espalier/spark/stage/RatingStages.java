package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.FeatureColumn;

/**
 * Builder of the stages that convert users and items to integers. Integers are kept, so that
 * recommendations contain the original ids. Texts are indexed. Unseen texts share an index that no
 * rating has, so the model treats them as unseen.
 */
public final class RatingStages {

  public static final String USER = FeatureStages.PREFIX + "user";
  public static final String ITEM = FeatureStages.PREFIX + "item";

  private RatingStages() {}

  /**
   * Builds the stages of a study with users and items.
   *
   * @param columns columns of the study, including users and items
   * @param user name of the user column
   * @param item name of the item column
   */
  static FeatureStages.Built build(List<FeatureColumn> columns, String user, String item) {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> chosen = new ArrayList<>();
    add(named(columns, user), USER, stages, chosen);
    add(named(columns, item), ITEM, stages, chosen);
    return new FeatureStages.Built(stages, 0, Collections.nCopies(stages.size(), ""), chosen);
  }

  private static FeatureColumn named(List<FeatureColumn> columns, String name) {
    return columns.stream().filter(c -> c.display().equals(name)).findFirst().orElseThrow();
  }

  private static void add(
      FeatureColumn column, String output, List<PipelineStage> stages, List<String> chosen) {
    boolean number = column.kind() == FeatureColumn.ColumnKind.NUMERIC;
    String value = ColumnNames.quoted(column.name());
    String text = output + "_text";
    String select =
        number ? "CAST(%s AS INT) AS %s".formatted(value, output) : value + " AS " + text;
    stages.add(new SQLTransformer().setStatement("SELECT *, %s FROM __THIS__".formatted(select)));
    if (!number) {
      stages.add(
          new StringIndexer().setHandleInvalid("keep").setInputCol(text).setOutputCol(output));
    }
    chosen.add("%s %s".formatted(column.display(), number ? "as it is" : "indexed"));
  }
}
