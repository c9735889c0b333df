package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.spec.EnumNames;
import org.espalier.spec.SettingValues;
import org.espalier.spec.rows.ColumnRoles;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.HeldOutPlan;
import org.espalier.spec.rows.TablePlan;
import org.espalier.spec.rows.TablePlan.Format;

/** Reader of the section {@code data}. */
final class DataReader {

  static final String EXAMPLE = "name the table: source = \"path/to/table.csv\"";

  private DataReader() {}

  static DataPlan read(SettingsSection data, SettingsSection test, SettingValues values) {
    TablePlan table =
        new TablePlan(
            values.text("source").orElseThrow(),
            values.constant("format", Format.class),
            data.textsByName("options"));
    return new DataPlan(
        table,
        tables(data),
        new DataPlan.Target(values.text("label"), values.text("positive")),
        data.texts("ignore"),
        new DataPlan.RowKey(
            data.texts("key"), values.constant("duplicates", DataPlan.Duplicates.class)),
        new DataPlan.MissingValues(
            values.text("nan").filter("missing"::equals).isPresent(), data.texts("missing")),
        new ColumnRoles(
            values.text("weight"),
            values.text("group"),
            values.text("time"),
            values.text("censor"),
            values.text("user"),
            values.text("item")),
        test(test, values));
  }

  /** Views for a query: a path, or a section like data itself. */
  private static Map<String, TablePlan> tables(SettingsSection data) {
    Map<String, TablePlan> tables = new LinkedHashMap<>();
    SettingsSection views = data.section("tables");
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

  private static TablePlan table(SettingsSection table) {
    String source = table.requiredPlace("source", EXAMPLE);
    Format format =
        table
            .field("table", "format")
            .map(name -> EnumNames.constant(Format.class, String.valueOf(name)))
            .orElse(Format.AUTO);
    Map<String, String> options = table.isSet("options") ? table.textsByName("options") : Map.of();
    table.close();
    return new TablePlan(source, format, options);
  }

  private static HeldOutPlan test(SettingsSection test, SettingValues values) {
    Optional<String> source = values.text("held-out-source");
    Optional<String> after = values.text("held-out-after");
    if (source.isPresent() && after.isPresent()) {
      test.problem("held-out-after", "conflicts with held-out-source", "give one of them");
      after = Optional.empty();
    }
    boolean other = source.isPresent() || after.isPresent();
    return new HeldOutPlan(other ? 0 : values.number("held-out").orElse(0), source, after);
  }
}
