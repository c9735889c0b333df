package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructField;
import org.espalier.journal.CellRow;
import org.espalier.journal.CurveRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.Heading;
import org.espalier.journal.Summary;
import org.espalier.journal.TableColumn;
import org.espalier.journal.TrialRow;
import org.espalier.report.card.ModelCard;
import org.espalier.testing.GeneratedPage;
import org.junit.jupiter.api.Test;

/** The page of what a study leaves, made from the records and their comments; starts no Spark. */
final class TablesPagesTest {

  private static final Path TOOLTIPS =
      Path.of("src/main/resources/org/espalier/report/view/trials.properties");

  private static final Pattern PARAM =
      Pattern.compile("@param (\\w+) ((?:(?!@param|\\*/)[\\s\\S])*)");

  @Test
  void the_page_of_tables_has_every_column() throws IOException {
    String page =
        """
        All tables are Parquet, one file each, sorted by their first columns. Columns marked
        *measured* differ from run to run; all others are equal for the same settings, data and
        seed. Scores are in the metric's own direction; of losses the smaller one is better.
        The [glossary](glossary.md) explains [trials](glossary.md#trial), [cells](glossary.md#cell),
        [proposals](glossary.md#proposal), [rungs](glossary.md#rung) and [decisions](glossary.md#decision).

        """
            + table("trials", "One row for each trial.", TrialRow.class, TrialRow.CLOCK)
            + table("cells", "One row for each fold of a proposal.", CellRow.class, CellRow.CLOCK)
            + table("decisions", "One row for each decision.", DecisionRow.class, List.of())
            + table(
                "curves",
                "One row for each point that a function reported; written if there are any.",
                CurveRow.class,
                List.of())
            + """
            ## predictions

            One row for each finalist, repeat of the folds and training row that a fold validates, if
            `output.collect-predictions = true`; in the order of trials and folds. Finalists are the
            winner and the 10 best distinct configurations of full resource. Folds over time leave
            the rows of the first period without a score.

            | column | type | meaning |
            |---|---|---|
            | `key` | struct or bigint | the columns of `data.key`, or a hash of all columns |
            | `repeat` | int | repeat of the folds, from 0; those in which finalists are evaluated again follow those of the search |
            | `fold` | int | the fold that validates the row, as in `cells`; folds of further repeats follow those of the first |
            | `trial` | int | the finalist |
            | `label` | as in the source | the label; null in a tuner whose evaluator has no labelCol |
            | `weight` | double | weight of the row in the metric; 1 without weights |
            | `prediction` | as the label | what the finalist predicts, fitted without this fold |
            | `scores` | array&lt;double&gt; | probabilities of the classes in their order; raw predictions of a classifier without probabilities; the prediction alone for a regression |

            ## summary.json

            | field | type | meaning |
            |---|---|---|
            """
            + fields("", Summary.class)
            + """

            ## model-card.json

            What [model-card.md](../guide/model.md#model-card) says, for programs.

            | field | type | meaning |
            |---|---|---|
            """
            + fields("", ModelCard.class);
    GeneratedPage.check("tables.md", "Tables and summary", page);
  }

  @Test
  void the_columns_of_the_page_have_the_comments_on_their_components_as_tooltips()
      throws IOException {
    StringBuilder comments = new StringBuilder(GeneratedPage.PROPERTIES);
    for (RecordComponent component : components(TrialRow.class)) {
      if (component.isAnnotationPresent(Heading.class)) {
        String comment = words(component).replaceAll("\\{@\\w+ ([^}]+)}", "$1");
        assertThat(comment).as("@param %s", component).isNotEmpty();
        comments.append("%s = %s\n".formatted(component.getName(), comment));
      }
    }
    GeneratedPage.check(TOOLTIPS, comments.toString());
  }

  private static List<RecordComponent> components(Class<?> type) {
    return TableColumn.of(type).stream().map(TableColumn::component).toList();
  }

  private static String table(
      String name, String what, Class<? extends Record> type, List<String> clock)
      throws IOException {
    StringBuilder table = new StringBuilder("## %s%n%n%s%n%n".formatted(name, what));
    table.append("| column | type | meaning |\n|---|---|---|\n");
    StructField[] fields = RecordTable.schema(type).fields();
    List<RecordComponent> components = components(type);
    for (int i = 0; i < fields.length; i++) {
      String component = components.get(i).getName();
      String meaning = comment(components.get(i));
      assertThat(meaning).as("@param %s of %s", component, type).isNotEmpty();
      table.append(
          "| `%s`%s | %s%s | %s |%n"
              .formatted(
                  fields[i].name(),
                  clock.contains(component) ? " *measured*" : "",
                  text(fields[i].dataType().simpleString()),
                  fields[i].nullable() ? ", or null" : "",
                  meaning));
    }
    return table.append('\n').toString();
  }

  private static String comment(RecordComponent component) throws IOException {
    return text(words(component).replaceAll("\\{@\\w+ ([^}]+)}", "`$1`"));
  }

  private static String words(RecordComponent component) throws IOException {
    return comments(component.getDeclaringRecord()).getOrDefault(component.getName(), "");
  }

  /** The comments on a record's components, as they stand above it, by name. */
  private static Map<String, String> comments(Class<?> type) throws IOException {
    Class<?> outer = type.getNestHost();
    Path file = Path.of("src/main/java", outer.getName().replace('.', '/') + ".java");
    String source = Files.readString(file);
    int record = source.indexOf("record " + type.getSimpleName() + "(");
    String above = source.substring(0, record);
    boolean hasComment = above.matches("(?s).*\\*/\\s*(public\\s+)?");
    Matcher params = PARAM.matcher(hasComment ? above.substring(above.lastIndexOf("/**")) : "");
    Map<String, String> comments = new LinkedHashMap<>();
    while (params.find()) {
      String words = params.group(2).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip();
      comments.put(params.group(1), words);
    }
    return comments;
  }

  private static String fields(String prefix, Class<?> type) throws IOException {
    StringBuilder rows = new StringBuilder();
    List<String> nested = new ArrayList<>();
    for (RecordComponent component : components(type)) {
      String path = prefix + component.getName();
      Optional<Class<?>> inner = inner(component.getGenericType());
      rows.append(
          "| `%s` | %s | %s |%n"
              .formatted(path, kind(component.getGenericType()), comment(component)));
      if (inner.isPresent()) {
        nested.add(fields(path + ".", inner.get()));
      }
      nested.forEach(rows::append);
      nested.clear();
    }
    return rows.toString();
  }

  /** The record that a field holds. */
  private static Optional<Class<?>> inner(Type type) {
    Type held =
        type instanceof ParameterizedType generic && isOptional(generic)
            ? generic.getActualTypeArguments()[0]
            : type;
    return held instanceof Class<?> plain && plain.isRecord()
        ? Optional.of(plain)
        : Optional.empty();
  }

  private static boolean isOptional(ParameterizedType type) {
    return type.getRawType() == Optional.class;
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return isOptional(generic)
          ? kind(of[0]) + ", or null"
          : generic.getRawType() == Map.class ? "object" : "list of " + kind(of[0]) + "s";
    }
    String name = ((Class<?>) type).getSimpleName();
    return switch (name) {
      case "String" -> "text";
      case "int", "long", "Integer", "Long" -> "whole number";
      case "double", "Double" -> "number";
      case "OptionalDouble" -> "number, or null";
      case "OptionalInt" -> "whole number, or null";
      case "boolean" -> "boolean";
      default -> ((Class<?>) type).isEnum() ? "text" : "object";
    };
  }

  private static String text(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("|", "\\|");
  }
}
