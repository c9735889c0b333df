package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.data.ColumnRoles;
import org.espalier.plan.data.DataPlan;
import org.espalier.plan.data.HeldOutPlan;
import org.espalier.plan.data.TablePlan;
import org.espalier.plan.data.TablePlan.Format;

/** Reader of the section {@code data}. */
final class DataReader {

  private static final String EXAMPLE = "name the table: source = \"path/to/table.csv\"";

  private DataReader() {}

  static DataPlan read(Section data) {
    TablePlan table =
        new TablePlan(
            data.requiredPlace("source", EXAMPLE),
            data.oneOf("format", Format.AUTO),
            data.textsByName("options"));
    DataPlan plan =
        new DataPlan(
            table,
            tables(data),
            new DataPlan.Target(data.text("label"), data.text("positive")),
            data.texts("ignore"),
            new DataPlan.RowKey(
                data.texts("key"), data.oneOf("duplicates", DataPlan.Duplicates.TOGETHER)),
            new DataPlan.Missing(
                data.oneOf("nan", List.of("error", "missing")).equals("missing"),
                data.texts("missing")),
            roles(data),
            test(data.section("test")));
    data.close();
    return plan;
  }

  private static ColumnRoles roles(Section data) {
    return new ColumnRoles(
        data.text("weight"),
        data.text("group"),
        data.text("time"),
        data.text("censor"),
        data.text("user"),
        data.text("item"));
  }

  /** Views for a query: a path, or a section like data itself. */
  private static Map<String, TablePlan> tables(Section data) {
    Map<String, TablePlan> tables = new LinkedHashMap<>();
    Section views = data.section("tables");
    for (Map.Entry<String, ConfigValue> view : views.entries().entrySet()) {
      String name = view.getKey();
      if (view.getValue() instanceof ConfigObject values) {
        tables.put(name, table(views.child(name, values)));
      } else {
        views
            .place(name)
            .ifPresent(path -> tables.put(name, new TablePlan(path, Format.AUTO, Map.of())));
      }
    }
    return tables;
  }

  private static TablePlan table(Section table) {
    String source = table.requiredPlace("source", EXAMPLE);
    Format format = table.isSet("format") ? table.oneOf("format", Format.AUTO) : Format.AUTO;
    Map<String, String> options = table.isSet("options") ? table.textsByName("options") : Map.of();
    table.close();
    return new TablePlan(source, format, options);
  }

  private static HeldOutPlan test(Section test) {
    Optional<String> source = test.place("source");
    Optional<String> after = test.text("after");
    if (source.isPresent() && after.isPresent()) {
      test.problem("after", "conflicts with source", "give one of them");
      after = Optional.empty();
    }
    double fraction = 0;
    boolean other = source.isPresent() || after.isPresent();
    if (!test.says("fraction", "none") && !other) {
      fraction = test.share("fraction", share -> share >= 0 && share < 1, "at least 0 and below 1");
    }
    test.value("fraction");
    test.close();
    return new HeldOutPlan(fraction, source, after);
  }
}
